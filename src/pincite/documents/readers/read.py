"""The walk from a file's bytes to a document: which format, what its reader finds, the outline of that."""

from pincite.documents.document import Document
from pincite.documents.outline.outline import outline
from pincite.documents.readers.formats import detect
from pincite.documents.readers.reading import Reading, without_surrogates
from pincite.documents.titles import title_of


def read(content: bytes, name: str) -> Document:
    """The document in a file, its format found from the content and the name.

    It parses what may be hostile: call it through `documents.sandbox`.

    Raises:
        UnreadableFile: damaged, encrypted, misnamed, or of a format that is not read.
    """
    found = read_format(content, name)
    text = without_surrogates(found.text)
    nothing = () if text.strip() or found.pages else ("the file holds no text",)
    return Document(
        format=found.format,
        title=found.title or title_of(text, found.headings, name),
        text=text,
        pages=found.pages,
        clauses=outline(text, found.headings, found.format),
        warnings=(*found.warnings, *nothing),
        hidden=found.hidden,
        glyphs=found.glyphs,
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
