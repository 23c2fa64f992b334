"""Reads a Word document from the bytes of its file.

It has one text: the body with its tables and text boxes, then footnotes and endnotes, comments, headers and footers,
and last the words that tracked changes struck. The numbers that Word computes are returned separately.
"""

import itertools
import re

from lxml import etree

from pincite.readers.docx.block import sheet_in
from pincite.readers.docx.bound import bound_parts
from pincite.readers.docx.box_look import has_backdrop, has_cover
from pincite.readers.docx.colours import colour_of_page, theme_in
from pincite.readers.docx.embedded import Embedded
from pincite.readers.docx.endmatter import write_comments, write_heads, write_notes, write_struck
from pincite.readers.docx.look import PLAIN, Surroundings
from pincite.readers.docx.markup import child, is_on
from pincite.readers.docx.notes import Notes, notes_in
from pincite.readers.docx.numbering import lists_in
from pincite.readers.docx.package import Package
from pincite.readers.docx.sections import heads_and_feet, note_forms, sections_in
from pincite.readers.docx.story import Story
from pincite.readers.docx.styles import NO_STYLES, styles_in
from pincite.readers.docx.text_builder import StoryOptions, TextBuilder
from pincite.readers.reading import Reading, tidy_title

PROPERTIES = "docProps/core.xml"

NO_TITLE = re.compile(r"(?i)\.(docx?|docm|dotx?|rtf|pdf|te?mp)$|^(word )?document\d*$|^untitled|^microsoft word\b")
"""Titles that programs write where nobody gave one."""

NOTES = ("footnote", "endnote")

HIDDEN = "some of the text cannot be seen on the page (hidden, white or tiny)"

COVERED = (
    "a filled shape without words stands before the text, and what it covers is read as if it was seen: open the file, "
    "and save it as PDF to have it read as it is seen"
)

CHANGED = (
    "the document has tracked changes: it was read as if they were accepted, and what was struck or moved away stands "
    "at the end, marked as deleted"
)


def read_docx(content: bytes) -> Reading:
    """The words of a Word document, with its numbers, headings, regions and embedded files.

    Raises:
        UnreadableFile: the file is damaged, encrypted, a zip bomb, or has XML that declares entities.
        MemoryError: it does not fit into memory.
    """
    package = Package(content)
    try:
        return _read(package)
    finally:
        package.close()


def _read(package: Package) -> Reading:
    root = package.body()
    sections, settings = sections_in(root), package.part_of_kind("settings")
    builder = _builder(package, root, sections, settings[1] if settings is not None else None)
    for body in root.iterchildren("{*}body"):
        Story(builder, StoryOptions(is_body=True), body, builder.look).write(body)
    _write_notes(package, builder)
    heads = _heads(package, sections, settings[1] if settings is not None else None)
    write_heads(builder, [part for head in heads if (part := package.part(head)) is not None])
    struck = write_struck(builder)
    embedded = Embedded(package)
    embedded.gather([package.main, *heads])
    built = builder.built
    text, hidden = built.text(), built.hidden()
    title = _stated_title(package) or (text[slice(*builder.title)] if builder.title is not None else "")
    warnings = [
        *package.warnings(),
        *embedded.warnings(),
        *([HIDDEN] if hidden else []),
        *([COVERED] if has_cover(root) else []),
        *([CHANGED] if struck else []),
    ]
    return Reading(
        format="docx",
        title=tidy_title(title),
        text=text,
        headings=built.headings(),
        set_off=builder.paragraphs.headings(text),
        warnings=tuple(warnings),
        hidden=hidden,
        regions=built.regions(),
        numbers=tuple(builder.numbers),
        attachments=tuple(embedded.files),
    )


def _builder(
    package: Package, root: etree._Element, sections: list[etree._Element], settings: etree._Element | None
) -> TextBuilder:
    """An empty text builder with the document's styles, lists, kinds of notes, colours and pages."""
    styles_part, numbering_part = package.part_of_kind("styles"), package.part_of_kind("numbering")
    theme_part = package.part_of_kind("theme")
    theme = theme_in(theme_part[1] if theme_part is not None else None, settings)
    styles = styles_in(styles_part[1], theme) if styles_part is not None else NO_STYLES
    colour = (
        colour_of_page(child(root, "background"), theme) if is_on(child(settings, "displayBackgroundShape")) else None
    )
    return TextBuilder(
        styles=styles,
        lists=lists_in(numbering_part[1], styles) if numbering_part is not None else {},
        new_series=itertools.count(1).__next__,
        notes={kind: Notes(note_forms(sections, settings, kind)) for kind in NOTES},
        sheet=sheet_in(sections, settings),
        has_backdrop=has_backdrop(root),
        look=PLAIN if colour is None else Surroundings(papers=(colour,)),
        bound=bound_parts(package),
    )


def _write_notes(package: Package, builder: TextBuilder) -> None:
    """Write footnotes, endnotes and comments."""
    for kind in NOTES:
        part = package.part_of_kind(f"{kind}s")
        if part is not None:
            write_notes(builder, builder.notes[kind], notes_in(part[1], kind))
    remarks = package.part_of_kind("comments")
    if remarks is not None:
        write_comments(builder, remarks[1])


def _heads(package: Package, sections: list[etree._Element], settings: etree._Element | None) -> list[str]:
    """Names of the parts with the headers and footers that pages show, each once."""
    relations = package.relations(package.main)
    names = heads_and_feet(sections, settings)
    return list(dict.fromkeys(relations[name].target for name in names if name in relations))


def _stated_title(package: Package) -> str:
    """The title in the file's properties; empty when it names a file."""
    properties = package.part(PROPERTIES)
    words = ((properties.findtext("{*}title") or "") if properties is not None else "").strip()
    return "" if NO_TITLE.search(words) else words
