"""The walk from a file's bytes to a document: which format, what its reader finds, the outline of that."""

from pincite.documents.document import Document, Region
from pincite.documents.outline.outline import outline
from pincite.documents.readers.formats import detect
from pincite.documents.readers.reading import Reading, without_surrogates
from pincite.documents.titles import title_of
from pincite.errors import UnreadableFile


def read(content: bytes, name: str) -> Document:
    """The document in a file, its format found from the content and the name.

    It parses what may be hostile: call it through `documents.sandbox`.

    Raises:
        UnreadableFile: damaged, encrypted, misnamed, or of a format that is not read.
    """
    found = read_format(content, name)
    text = without_surrogates(found.text)
    is_container = found.format in ("archive", "mailbox")
    nothing = () if text.strip() or found.pages or is_container else ("the file holds no text",)
    clauses = found.clauses
    if clauses is None:
        clauses = outline(text, found.headings, found.format)
    regions = [*found.regions, *(Region("hidden", start, end) for start, end in found.hidden)]
    return Document(
        format=found.format,
        title=found.title or title_of(text, found.headings, name),
        text=text,
        pages=found.pages,
        clauses=clauses,
        warnings=(*found.warnings, *nothing),
        regions=tuple(sorted(regions, key=lambda region: (region.start, -region.end))),
        glyphs=found.glyphs,
        recognised=found.recognised,
        facts=found.facts,
        attachments=found.attachments,
        unread=found.unread,
    )


def read_format(content: bytes, name: str) -> Reading:
    """What the reader of the file's format finds.

    Each reader is imported when first met: together they take half a second, and most folders hold two formats.

    Raises:
        UnreadableFile: damaged, encrypted, misnamed, or of a format that is not read.
    """
    match detect(content, name):
        case "pdf":
            from pincite.documents.readers.pdf.reader import read_pdf

            return read_pdf(content)
        case "docx":
            from pincite.documents.readers.docx import read_docx

            return read_docx(content)
        case "html":
            from pincite.documents.readers.html import read_html

            return read_html(content)
        case "markdown":
            from pincite.documents.readers.markdown import read_markdown

            return read_markdown(content)
        case "text":
            from pincite.documents.readers.text import read_text

            return read_text(content)
        case other:
            raise UnreadableFile(f"nothing reads a file of the format {other}")
