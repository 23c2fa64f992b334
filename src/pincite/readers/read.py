"""Reads a file into a document: detects the format, runs its reader, then finds outline and facts."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from pincite.documents.document import CONTAINERS, Document, Region, Word
from pincite.documents.ranges import merged
from pincite.errors import UnreadableFile
from pincite.readers.formats.detection import detect
from pincite.readers.formats.kinds import is_source_code
from pincite.readers.paging import page_furniture
from pincite.readers.reading import Reading, Watch, nobody, without_surrogates
from pincite.readers.visibility import without_a_shape
from pincite.structure.facts.find import facts_of
from pincite.structure.likeness import sketch
from pincite.structure.outline.outline import outline
from pincite.structure.references.find import references_of
from pincite.structure.titles import title_of

PAGED = ("text", "pdf")
"""Formats whose text may have come from paper with its page furniture. Other formats mark the furniture themselves."""

NOTHING_RECOGNISED: Mapping[int, Sequence[Word]] = MappingProxyType({})


def read(
    content: bytes,
    name: str,
    recognised: Mapping[int, Sequence[Word]] = NOTHING_RECOGNISED,
    watch: Watch = nobody,
) -> Document:
    """The document in a file. Its format is detected from content and name.

    `recognised` has, by page number, the words that text recognition found on pages that a first reading left `unread`.
    `watch` is called with the progress in a file with pages. The file may be hostile, so call this function through
    `sandbox`.

    Raises:
        NeedsConversion: the file is an old office document; a converter may turn it into a format that is read.
        UnreadableFile: the file is damaged, encrypted, misnamed, or of a format that is not read.
    """
    found = read_format(content, name, recognised, watch)
    text = without_surrogates(found.text)
    nothing = () if text.strip() or found.pages or found.format in CONTAINERS else ("the file holds no text",)
    hidden = merged([*found.hidden, *without_a_shape(text)])
    regions = [*found.regions, *(Region("hidden", start, end) for start, end in hidden)]
    regions.sort(key=lambda region: (region.start, -region.end))
    clauses = found.clauses
    if clauses is None:
        clauses = outline(text, found.headings, found.format, found.numbers, regions, found.set_off)
    # Only its file name says what a table is: the first heading may be "Sheet1", and the first line names columns.
    own = PurePath(name).stem if found.format == "table" else title_of(text, found.headings, name)
    title = without_surrogates(found.title or own)
    facts = [*found.facts, *facts_of(text, clauses, title, found.format, regions)]
    if found.format in PAGED and not is_source_code(name):
        # After the outline, which has more evidence than the text alone to distinguish page numbers from clause
        # numbers.
        regions = sorted([*regions, *page_furniture(text, regions)], key=lambda region: (region.start, -region.end))
    return Document(
        format=found.format,
        title=title,
        text=text,
        pages=found.pages,
        clauses=clauses,
        warnings=(*found.warnings, *nothing),
        regions=tuple(regions),
        glyphs=found.glyphs,
        recognised=found.recognised,
        facts=tuple(sorted(facts, key=lambda fact: (fact.start, fact.end))),
        references=references_of(text, clauses),
        sketch=sketch(text),
        attachments=found.attachments,
        unread=found.unread,
    )


def read_format(
    content: bytes,
    name: str,
    recognised: Mapping[int, Sequence[Word]] = NOTHING_RECOGNISED,
    watch: Watch = nobody,
) -> Reading:
    """What the reader of the file's format finds.

    Each reader is imported when it is first needed: together they take half a second, and most folders hold two
    formats.

    Raises:
        NeedsConversion: the file is an old office document; a converter may turn it into a format that is read.
        UnreadableFile: the file is damaged, encrypted, misnamed, or of a format that is not read.
    """
    match detect(content, name):
        case "pdf":
            from pincite.readers.pdf.reader import read_pdf

            return read_pdf(content, recognised, watch)
        case "docx":
            from pincite.readers.docx.reader import read_docx

            return read_docx(content)
        case "html":
            from pincite.readers.html.reader import read_html

            return read_html(content)
        case "xml":
            from pincite.readers.xml.reader import read_xml

            return read_xml(content)
        case "markdown":
            from pincite.readers.markdown import read_markdown

            return read_markdown(content)
        case "text":
            from pincite.readers.text import read_text

            return read_text(content)
        case "mail":
            from pincite.readers.mail.reader import read_mail

            return read_mail(content)
        case "outlook":
            from pincite.readers.mail.outlook import read_outlook

            return read_outlook(content)
        case "mailbox":
            from pincite.readers.mail.mailbox import read_mailbox

            return read_mailbox(content)
        case "zip":
            from pincite.readers.zipped import read_zip

            return read_zip(content)
        case "delimited":
            from pincite.readers.table.delimited import read_delimited

            return read_delimited(content)
        case "spreadsheet":
            from pincite.readers.table.spreadsheet import read_spreadsheet

            return read_spreadsheet(content)
        case "picture":
            from pincite.readers.pictures import read_picture

            return read_picture(content, recognised)
        case other:
            raise UnreadableFile(f"nothing reads a file of the format {other}")
