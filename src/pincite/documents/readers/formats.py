"""Which format a file has: by its content first, by its name where the content leaves it open.

A file whose name says one format and whose content is another is refused: one of the two is wrong, and only a person
can say which.
"""

from pathlib import PurePath

from pincite.documents.document import Format
from pincite.documents.readers.archive import main_part, open_archive
from pincite.errors import UnreadableFile

EXTENSIONS: dict[str, Format] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
}

NAMES: dict[Format, str] = {
    "pdf": "PDF",
    "docx": "DOCX",
    "html": "HTML",
    "markdown": "Markdown",
    "text": "plain text",
}

READ_NOW = "PDF, DOCX, HTML, Markdown and plain text are read"

NOT_READ = {
    ".doc": "an old Word document: save it as DOCX or PDF",
    ".dot": "an old Word template: save it as DOCX or PDF",
    ".rtf": "an RTF document: save it as DOCX or PDF",
    ".odt": "an OpenDocument text: save it as DOCX or PDF",
    ".wpd": "a WordPerfect document: save it as DOCX or PDF",
    ".pages": "a Pages document: export it as DOCX or PDF",
    ".xls": "a spreadsheet: print it as PDF",
    ".xlsx": "a spreadsheet: print it as PDF",
    ".xlsm": "a spreadsheet: print it as PDF",
    ".ods": "a spreadsheet: print it as PDF",
    ".ppt": "a presentation: save it as PDF",
    ".pptx": "a presentation: save it as PDF",
    ".odp": "a presentation: save it as PDF",
    ".eml": "an e-mail: save it as PDF or plain text",
    ".msg": "an Outlook e-mail: save it as PDF or plain text",
    ".pst": "an Outlook archive: save its e-mails as PDF or plain text",
    ".mht": "a web archive: save it as HTML or PDF",
    ".mhtml": "a web archive: save it as HTML or PDF",
    ".epub": "an e-book: save it as PDF",
    ".zip": "an archive: unpack it and ingest the folder",
    ".7z": "an archive: unpack it and ingest the folder",
    ".rar": "an archive: unpack it and ingest the folder",
    ".gz": "an archive: unpack it and ingest the folder",
    ".tar": "an archive: unpack it and ingest the folder",
    ".png": "a picture: save it as PDF with its text recognised (OCR)",
    ".jpg": "a picture: save it as PDF with its text recognised (OCR)",
    ".jpeg": "a picture: save it as PDF with its text recognised (OCR)",
    ".gif": "a picture: save it as PDF with its text recognised (OCR)",
    ".bmp": "a picture: save it as PDF with its text recognised (OCR)",
    ".tif": "a picture: save it as PDF with its text recognised (OCR)",
    ".tiff": "a picture: save it as PDF with its text recognised (OCR)",
    ".heic": "a picture: save it as PDF with its text recognised (OCR)",
    ".svg": "a drawing: save it as PDF",
}
"""Extensions that are known and not read, with what to do."""

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", ".png", "a PNG picture"),
    (b"\xff\xd8\xff", ".jpg", "a JPEG picture"),
    (b"GIF8", ".gif", "a GIF picture"),
    (b"II*\x00", ".tiff", "a TIFF picture"),
    (b"MM\x00*", ".tiff", "a TIFF picture"),
    (b"{\\rtf", ".rtf", "RTF"),
    (b"\xffWPC", ".wpd", "WordPerfect"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", "an old Office file (such as .doc or .xls)"),
    (b"7z\xbc\xaf\x27\x1c", ".7z", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", ".rar", "a RAR archive"),
    (b"\x1f\x8b", ".gz", "a gzip archive"),
    (b"\x7fELF", "", "a program"),
    (b"%!PS", "", "PostScript"),
)
"""First bytes of formats that are not read: the bytes, the extension whose advice fits, the name."""

PDF_WITHIN = 1024
"""Bytes in which a PDF's mark must stand; readers accept that much before it (ISO 32000-1, annex H, note 13)."""

ZIP = b"PK\x03\x04"

EMPTY_ZIP = b"PK\x05\x06"

ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream in which an old-style container holds an encrypted DOCX."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HTML_STARTS = (b"<!doctype html", b"<html")


def detect(content: bytes, name: str) -> Format:
    """The format to read a file as.

    Raises:
        UnreadableFile: empty, of a format that is not read, or named as another format than its content has.
    """
    if not content:
        raise UnreadableFile("the file is empty (0 bytes): get a fresh copy or delete it")
    extension = PurePath(name).suffix.lower()
    named = EXTENSIONS.get(extension)
    found = _by_content(content, named, extension)
    if found is None:
        if extension in NOT_READ:
            raise UnreadableFile(f"the file is {NOT_READ[extension]} ({READ_NOW})")
        if named in ("pdf", "docx"):
            raise UnreadableFile(
                f"the file is named {extension} but its content is not {NAMES[named]}: it is damaged or misnamed; "
                "get a fresh copy"
            )
        return named or ("html" if _starts_as_html(content) else "text")
    if extension in NOT_READ:
        raise _misnamed(extension, NAMES[found], next(end for end, fits in EXTENSIONS.items() if fits == found))
    if named not in (None, found):
        raise _misnamed(extension, NAMES[found], next(end for end, fits in EXTENSIONS.items() if fits == found))
    return found


def _by_content(content: bytes, named: Format | None, extension: str) -> Format | None:
    """The format that the first bytes prove, None when they leave it open (text of some kind).

    Raises:
        UnreadableFile: they prove one that is not read.
    """
    start = content[:PDF_WITHIN]
    if start.lstrip().startswith(b"%PDF-") or (named not in ("text", "markdown", "html") and b"%PDF-" in start):
        return "pdf"
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _in_archive(content, named, extension)
    if content.startswith(OLD_OFFICE) and ENCRYPTED_OFFICE in content:
        raise UnreadableFile("the file is encrypted with a password: save a copy without one")
    for signature, advice, kind in SIGNATURES:
        if content.startswith(signature):
            if named is not None:
                remedy = NOT_READ.get(advice, ": get the document itself").partition(":")[2].strip()
                raise UnreadableFile(f"the file is named {extension} but its content is {kind}: {remedy} ({READ_NOW})")
            if advice:
                advised = extension if extension in NOT_READ else advice
                raise UnreadableFile(f"the file is {NOT_READ[advised]} ({READ_NOW})")
            raise UnreadableFile(f"the file is {kind}, not a document ({READ_NOW})")
    if named in ("pdf", "docx") and _starts_as_html(content):
        return "html"
    return None


def _in_archive(content: bytes, named: Format | None, extension: str) -> Format:
    """DOCX, if the archive is one.

    Raises:
        UnreadableFile: the archive is damaged, or of another kind.
    """
    if extension in NOT_READ:
        raise UnreadableFile(f"the file is {NOT_READ[extension]} ({READ_NOW})")
    with open_archive(content) as archive:
        if main_part(archive) is not None:
            return "docx"
        names = archive.namelist()
    folders = {name.split("/")[0] for name in names}
    kind = "a spreadsheet" if "xl" in folders else "a presentation" if "ppt" in folders else "an archive"
    if named is None:
        raise UnreadableFile(f"the file is {kind} ({READ_NOW})")
    raise UnreadableFile(f"the file is named {extension} but its content is {kind}: rename it ({READ_NOW})")


def _starts_as_html(content: bytes) -> bool:
    """True when a file begins as a web page does."""
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        start = start.partition(b"?>")[2].lstrip()
    return start.startswith(HTML_STARTS)


def _misnamed(extension: str, kind: str, proper: str) -> UnreadableFile:
    return UnreadableFile(
        f"the file is named {extension} but its content is {kind}: rename it to {proper}, or get the right file"
    )
