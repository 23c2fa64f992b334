"""DOCX: the paragraphs and tables of the body in order, one line per paragraph, then its notes.

Numbers that Word computes are not part of the file's text.
"""

import contextlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.archive import main_part, open_archive, parts_of, read_part
from pincite.documents.readers.built import BuiltText
from pincite.documents.readers.reading import Reading, tidy_title
from pincite.errors import UnreadableFile

WORD = frozenset(
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
)
"""Namespaces of Word's elements: the usual one and that of strict files."""

PROPERTIES = "docProps/core.xml"

TITLE_STYLE = "title"

DELETED = frozenset(("del", "moveFrom"))

TRANSPARENT = frozenset(
    (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "fldSimple",
        "dir",
        "bdo",
        "AlternateContent",
    )
)
"""Elements that wrap runs or paragraphs and change nothing of their words."""

MARKS = {"tab": "\t", "noBreakHyphen": "-", "cr": "\n", "br": "\n"}
"""Elements of a run that stand for a character."""

SYMBOLS = {"f0b7": "•", "f0a7": "▪", "f0a8": "◻", "f0fe": "☒", "f06f": "☐", "f0fc": "✓", "f0d8": "➢", "2022": "•"}
"""Characters of Word's symbol fonts that forms use most: bullets and check boxes."""

TINY = 2
"""Half points: letters of one point are not seen by anyone."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says that reading needs, with what it inherits; level counts from 1, None for body text."""

    name: str
    level: int | None
    vanished: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies around a run and decides whether it is seen: the style's and the paragraph's own marks."""

    vanished: bool = False
    on_colour: bool = False


PLAIN = Shown()


def read_docx(content: bytes) -> Reading:
    """The words of a Word document with its headings; hidden text is kept and listed as hidden.

    Insertions that are not yet accepted are read, deletions are not. Headers and footers are left out.

    Raises:
        UnreadableFile: damaged, encrypted, a zip bomb, or XML that declares entities.
    """
    with open_archive(content) as archive:
        body_name = main_part(archive)
        if body_name is None:
            raise UnreadableFile("the file holds no Word document: open it in Word and save it again")
        parts = parts_of(archive, body_name)
        writer = _Writer(_styles(read_part(archive, parts["styles"])) if "styles" in parts else {})
        for body in read_part(archive, body_name).iterchildren("{*}body"):
            writer.blocks(body)
        for kind in ("footnotes", "endnotes"):
            if kind in parts:
                writer.notes(read_part(archive, parts[kind]))
        stated = _stated_title(archive)
    built = writer.built
    hidden = built.hidden()
    warning = "some of the text cannot be seen on the page (hidden, white or tiny)"
    return Reading(
        format="docx",
        title=tidy_title(stated or writer.title),
        text=built.text(),
        headings=built.headings(),
        warnings=(*writer.warnings(), *([warning] if hidden else [])),
        hidden=hidden,
    )


def _local(element: etree._Element) -> str:
    """Name of one of Word's elements without its namespace, empty for anything else."""
    if not isinstance(element.tag, str):
        return ""
    namespace, _, name = element.tag.rpartition("}")
    return name if namespace[1:] in WORD or name in ("AlternateContent", "Choice", "Fallback") else ""


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    """First child of that name in Word's namespaces."""
    if element is None:
        return None
    return next((child for child in element.iterchildren("{*}" + name) if _local(child) == name), None)


def _value(element: etree._Element | None, name: str = "val") -> str | None:
    """One of Word's attributes, whichever namespace the file uses."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _is_on(element: etree._Element | None) -> bool:
    """True for a switch that is there and not turned off."""
    return element is not None and (_value(element) or "true").lower() not in ("0", "false", "off")


def _level(properties: etree._Element | None) -> int | None:
    """Outline level of paragraph properties, from 1; None for body text."""
    stated = _value(_child(properties, "outlineLvl")) or ""
    return int(stated) + 1 if re.fullmatch("[0-8]", stated) else None


def _styles(root: etree._Element) -> dict[str, Style]:
    """Styles by their id, with what each inherits."""
    elements = {_value(style, "styleId") or "": style for style in root.iterchildren("{*}style")}
    return {name: _resolved(style, elements) for name, style in elements.items()}


def _resolved(style: etree._Element, elements: Mapping[str, etree._Element]) -> Style:
    name = (_value(_child(style, "name")) or "").lower()
    level: int | None = None
    vanished = False
    seen: set[str] = set()
    current: etree._Element | None = style
    while current is not None:
        own = (_value(_child(current, "name")) or "").lower()
        numbered = re.fullmatch(r"heading ([1-9])", own)
        properties = _child(current, "pPr")
        if level is None and _child(properties, "outlineLvl") is not None:
            level = _level(properties) or 0
        elif level is None and numbered:
            level = int(numbered[1])
        vanished = vanished or _is_on(_child(_child(current, "rPr"), "vanish"))
        parent = _value(_child(current, "basedOn")) or ""
        if parent in seen:
            break
        seen.add(parent)
        current = elements.get(parent)
    return Style(name, level or None, vanished)


def _stated_title(archive: zipfile.ZipFile) -> str:
    """The title in the file's properties; empty when it names a file, or is damaged, since no words depend on it."""
    if PROPERTIES not in archive.NameToInfo:
        return ""
    with contextlib.suppress(UnreadableFile):
        words = (read_part(archive, PROPERTIES).findtext("{*}title") or "").strip()
        if not re.search(r"(?i)\.(docx?|dotx?|rtf|pdf)$|^(word )?document\d*$|^untitled", words):
            return words
    return ""


class _Writer:
    """Writes the words of a document's parts into one text."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self.built = BuiltText()
        self.title = ""
        self._styles = styles
        self._boxes: list[etree._Element] = []
        self._deletions = 0

    def warnings(self) -> tuple[str, ...]:
        """What of the document was left out."""
        if not self._deletions:
            return ()
        return ("the document has tracked changes: insertions were read, deletions were not",)

    def blocks(self, parent: etree._Element, shown: Shown = PLAIN) -> None:
        """Write the paragraphs and tables in an element, in order."""
        for element in parent:
            name = _local(element)
            if name == "p":
                self._paragraph(element, shown)
            elif name == "tbl":
                self._table(element, shown)
            elif name in DELETED:
                self._deletions += 1
            elif name in TRANSPARENT:
                self.blocks(_chosen(element), shown)

    def notes(self, root: etree._Element) -> None:
        """Write footnotes or endnotes, leaving out the rules between text and notes."""
        for note in root:
            if _value(note, "type") in (None, "normal"):
                self.blocks(note)

    def _table(self, table: etree._Element, shown: Shown) -> None:
        """Write a table, one row per line.

        A cell of several paragraphs keeps their lines, since many agreements are laid out in a table.
        """
        for row in _flattened(table, "tr"):
            self.built.begin_row()
            for index, cell in enumerate(_flattened(row, "tc")):
                if index:
                    self.built.border()
                shaded = shown.on_colour or _is_shaded(_child(cell, "tcPr"))
                self.blocks(cell, Shown(shown.vanished, shaded))
            self.built.end_row()

    def _paragraph(self, paragraph: etree._Element, shown: Shown) -> None:
        """Write a paragraph on a line of its own, then the text boxes anchored in it."""
        self.built.line()
        properties = _child(paragraph, "pPr")
        style = self._styles.get(_value(_child(properties, "pStyle")) or "")
        start = self.built.position
        around = Shown(
            shown.vanished or (style is not None and style.vanished), shown.on_colour or _is_shaded(properties)
        )
        self._runs(paragraph, around)
        level = _level(properties) or (style.level if style else None)
        if level is not None:
            self.built.heading(start, level)
        if style is not None and style.name == TITLE_STYLE and not self.title:
            self.title = "".join(_words(paragraph))
        self.built.line()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.built.line()
            self.blocks(box)

    def _runs(self, parent: etree._Element, shown: Shown) -> None:
        for element in parent:
            name = _local(element)
            if name == "r":
                self._run(element, shown)
            elif name in DELETED:
                self._deletions += 1
            elif name in TRANSPARENT:
                self._runs(_chosen(element), shown)

    def _run(self, run: etree._Element, shown: Shown) -> None:
        hidden = self._is_hidden(_child(run, "rPr"), shown)
        for element in run:
            name = _local(element)
            if name == "t":
                self.built.words(re.sub(r"[\r\n]", " ", element.text or ""), hidden)
            elif name == "sym":
                self.built.words(_symbol(element), hidden)
            elif name in ("br", "cr"):
                self.built.line()
            elif name in MARKS:
                self.built.words(MARKS[name], hidden)
            elif name in ("drawing", "pict", "AlternateContent", "object"):
                self._boxes += _text_boxes(_chosen(element))

    def _is_hidden(self, properties: etree._Element | None, shown: Shown) -> bool:
        """True for a run that is marked hidden, is white on white, or is a point tall."""
        if properties is None:
            return shown.vanished
        own = _child(properties, "vanish")
        style = self._styles.get(_value(_child(properties, "rStyle")) or "")
        vanished = _is_on(own) if own is not None else shown.vanished or (style is not None and style.vanished)
        white = (_value(_child(properties, "color")) or "").upper() == "FFFFFF"
        marked = _child(properties, "highlight") is not None or _is_shaded(properties)
        size = _value(_child(properties, "sz")) or ""
        tiny = size.isdecimal() and int(size) <= TINY
        return vanished or tiny or (white and not shown.on_colour and not marked)


def _chosen(element: etree._Element) -> etree._Element:
    """What to read of an element: of alternatives (the same drawing for new and old programs) the first."""
    if _local(element) != "AlternateContent":
        return element
    return next((child for child in element if _local(child) in ("Choice", "Fallback")), element)


def _flattened(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Children of these names, also those inside content controls and accepted insertions."""
    for element in parent:
        name = _local(element)
        if name in names:
            yield element
        elif name in TRANSPARENT:
            yield from _flattened(_chosen(element), *names)


def _text_boxes(drawing: etree._Element) -> list[etree._Element]:
    """Contents of text boxes in a drawing, outermost only."""
    boxes = [box for box in drawing.iter("{*}txbxContent") if _local(box)]
    return [box for box in boxes if not any(ancestor in boxes for ancestor in box.iterancestors("{*}txbxContent"))]


def _words(paragraph: etree._Element) -> Iterator[str]:
    return (element.text or "" for element in paragraph.iter("{*}t") if _local(element) == "t")


def _is_shaded(properties: etree._Element | None) -> bool:
    """True for properties that put a colour behind the words."""
    fill = (_value(_child(properties, "shd"), "fill") or "auto").upper()
    return fill not in ("AUTO", "FFFFFF")


def _symbol(element: etree._Element) -> str:
    """The character of a symbol font, where it is known; its place stays visible where it is not."""
    code = (_value(element, "char") or "").lower()
    return SYMBOLS.get(code, "\ufffd")
