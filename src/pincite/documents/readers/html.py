"""HTML: the words of the page in its order, one line per block, table rows on one line.

libxml2's HTML parser knows no entities but HTML's own, loads nothing and runs nothing.
"""

import re
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.built import BuiltText
from pincite.documents.readers.encoding import Decoded, decode
from pincite.documents.readers.reading import Reading, tidy_title
from pincite.errors import UnreadableFile

DROPPED = frozenset(
    "script style head title noscript template svg iframe object embed audio video canvas map nav "  # noqa: SIM905
    "select input button textarea datalist".split()
)
"""Elements whose content is not the document's words: programs, pictures, navigation, controls."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "  # noqa: SIM905
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary "
    "table tbody tfoot thead tr ul".split()
)
"""Elements that stand on lines of their own."""

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

CELLS = frozenset(("td", "th"))

TOO_DEEP = "Excessive depth"
"""How libxml2's message begins when elements are nested more than 2,048 deep; it drops what lies deeper."""

DECLARED = re.compile(
    rb"(?i)charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)",
)

DECLARED_WITHIN = 4096
"""Bytes in which a page's own statement of its encoding is looked for; the standard asks for the first 1,024."""

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-2": "iso8859_2",
    "iso-8859-5": "iso8859_5",
    "iso-8859-7": "iso8859_7",
    "iso-8859-9": "cp1254",
    "iso-8859-15": "iso8859_15",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "koi8-r": "koi8_r",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "macintosh": "mac_roman",
}
"""Encodings a page may state, read as browsers read them (WHATWG): ISO 8859-1 means Windows-1252."""

WHITE = re.compile(r"white|#fff(?:fff)?(?:ff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0*)?\s*)?\)")

NO_COLOUR = re.compile(r"transparent|rgba\(.*,\s*0(?:\.0*)?\s*\)|hsla\(.*,\s*0(?:\.0*)?\s*\)")

NOTHING = re.compile(r"0*(?:\.0*)?0(?:px|pt|em|rem|%|ex|ch|vw|vh)?")
"""A length of zero."""

FAR_OFF = re.compile(r"-\d{3,}(?:\.\d*)?(?:px|pt)|-\d{2,}(?:\.\d*)?(?:r?em|vw|vh)|-\d{3,}%")
"""A place hundreds of pixels before the page's edge."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element are shown, as far as its own attributes and those around it say."""

    gone: bool = False
    invisible: bool = False
    sizeless: bool = False
    white: bool = False
    on_colour: bool = False
    kept_spaces: bool = False

    @property
    def is_hidden(self) -> bool:
        """True when a person does not see the words."""
        return self.gone or self.invisible or self.sizeless or (self.white and not self.on_colour)


def read_html(content: bytes) -> Reading:
    """The words of an HTML page with its headings; what a person does not see is kept and listed as hidden.

    Raises:
        UnreadableFile: not text, empty, or nested too deep to be read whole.
        MemoryError: its tree does not fit.
    """
    decoded = _decode(content)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(decoded.text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableFile("the HTML file is damaged or holds no page: get a fresh copy") from error
    if any(entry.message.startswith(TOO_DEEP) for entry in parser.error_log):
        raise UnreadableFile(
            "the HTML file nests its elements more than 2,048 deep, so part of it cannot be read: "
            "open it in a browser and save it as PDF"
        )
    if root is None:
        raise UnreadableFile("the HTML file holds no page: get a fresh copy")
    built = BuiltText()
    _write(root, built)
    hidden = built.hidden()
    warning = "some of the text cannot be seen on the page (hidden, white, without size or off the page)"
    return Reading(
        format="html",
        title=tidy_title(root.findtext(".//title") or ""),
        text=built.text(),
        headings=built.headings(),
        warnings=(*decoded.warnings, *([warning] if hidden else [])),
        hidden=hidden,
    )


def _decode(content: bytes) -> Decoded:
    """The characters of a page: by its byte order mark, by what it states, else as any text file."""
    stated = DECLARED.search(content[:DECLARED_WITHIN])
    name = (stated[1] or stated[2]).decode("ascii").lower() if stated else ""
    marked = content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if name not in ENCODINGS or marked or b"\0" in content:
        return decode(content)
    try:
        return Decoded(content.decode(ENCODINGS[name]), ENCODINGS[name], guessed=False)
    except UnicodeDecodeError:
        return decode(content)


def _write(root: etree._Element, built: BuiltText) -> None:
    """Write the words of an element and all within it. Walks without recursion: pages nest deeper than Python may."""
    looks = [Look()]
    heading_starts: list[int] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and tag in DROPPED:
            walk.skip_subtree()
            looks.append(looks[-1])
            continue
        if event == "start":
            looks.append(_look(element, looks[-1]))
            if tag == "tr":
                built.begin_row()
            elif tag in BLOCKS or tag == "br":
                built.line()
            elif tag in CELLS and _has_cell_before(element):
                built.border()
            if tag in HEADINGS:
                heading_starts.append(built.position)
            _add(built, element.text, looks[-1])
            continue
        looks.pop()
        if tag in HEADINGS:
            built.heading(heading_starts.pop(), HEADINGS[tag])
        if tag == "tr":
            built.end_row()
        elif tag in BLOCKS:
            built.line()
        _add(built, element.tail, looks[-1])


def _has_cell_before(element: etree._Element) -> bool:
    before = element.getprevious()
    while before is not None and before.tag not in CELLS:
        before = before.getprevious()
    return before is not None


def _add(built: BuiltText, words: str | None, look: Look) -> None:
    """Add words as a browser shows them: white space squeezed, except where the page says it counts."""
    if not words:
        return
    if look.kept_spaces:
        for number, line in enumerate(re.split(r"\r\n?|\n", words)):
            if number:
                built.line()
            built.words(line, look.is_hidden)
        return
    squeezed = re.sub(r"[ \t\r\n\f]+", " ", words)
    if built.ends_blank and squeezed.startswith(" "):
        squeezed = squeezed[1:]
    built.words(squeezed, look.is_hidden)


def _look(element: etree._Element, around: Look) -> Look:
    """How an element's words are shown, given how those around it are."""
    style = _style(element.get("style", ""))
    colour = style.get("color", element.get("color", "").strip().lower())
    background = style.get("background-color", style.get("background", element.get("bgcolor", "").strip().lower()))
    visibility, size = style.get("visibility"), style.get("font-size")
    return Look(
        gone=around.gone or _is_gone(element, style),
        invisible=visibility in ("hidden", "collapse") if visibility else around.invisible,
        sizeless=bool(NOTHING.fullmatch(size)) if size else around.sizeless,
        white=bool(WHITE.fullmatch(colour) or NO_COLOUR.fullmatch(colour)) if colour else around.white,
        on_colour=not _is_paper(background) if background else around.on_colour,
        kept_spaces=around.kept_spaces or element.tag == "pre" or style.get("white-space", "").startswith("pre"),
    )


def _style(declarations: str) -> dict[str, str]:
    """Properties of a `style` attribute, lower case."""
    pairs = (declaration.split(":", 1) for declaration in declarations.lower().split(";") if ":" in declaration)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _is_paper(background: str) -> bool:
    """True for a background on which white cannot be read."""
    return bool(WHITE.fullmatch(background) or NO_COLOUR.fullmatch(background)) or background in (
        "none",
        "initial",
        "inherit",
        "unset",
    )


def _is_gone(element: etree._Element, style: dict[str, str]) -> bool:
    """True when neither the element nor anything in it is shown."""
    if element.get("hidden") is not None or style.get("display") == "none":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if NOTHING.fullmatch(style.get("opacity", "")):
        return True
    clipped = style.get("overflow") in ("hidden", "clip")
    if clipped and any(NOTHING.fullmatch(style.get(side, "")) for side in ("width", "height", "max-height")):
        return True
    placed = style.get("position") in ("absolute", "fixed")
    aside = (style.get(side, "") for side in ("left", "top", "right", "bottom")) if placed else ()
    return any(FAR_OFF.fullmatch(place) for place in (*aside, style.get("text-indent", "")))
