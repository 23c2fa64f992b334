"""Which reader a file needs: by its content first, by its name where the content leaves it open.

A file whose name says one format and whose content is another is refused: one of the two is wrong, and only a person
can say which. Programs' own habits are no lie: Word opens what it once saved under a newer or older name.
"""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from pincite.documents.readers.archive import main_part, open_archive
from pincite.errors import UnreadableFile

Kind = Literal[
    "pdf",
    "docx",
    "office",
    "html",
    "xml",
    "markdown",
    "text",
    "mail",
    "outlook",
    "mailbox",
    "zip",
    "delimited",
    "spreadsheet",
    "picture",
]
"""What a file is to its reader; finer than a document's format: Outlook saves e-mails in a way of its own."""

EXTENSIONS: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".doc": "office",
    ".dot": "office",
    ".wpd": "office",
    ".rtf": "office",
    ".odt": "office",
    ".ott": "office",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".uslm": "xml",
    ".txt": "text",
    ".text": "text",
    ".eml": "mail",
    ".msg": "outlook",
    ".mbox": "mailbox",
    ".mbx": "mailbox",
    ".zip": "zip",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xltx": "spreadsheet",
    ".xltm": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".xls": "spreadsheet",
    ".xlt": "spreadsheet",
    ".ods": "spreadsheet",
    ".ots": "spreadsheet",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".bmp": "picture",
    ".gif": "picture",
}
"""What a name promises; of several extensions of one kind the first is the one to rename a file to."""

NAMES: dict[Kind, str] = {
    "pdf": "PDF",
    "docx": "DOCX",
    "office": "an old office document",
    "html": "HTML",
    "xml": "XML",
    "markdown": "Markdown",
    "text": "plain text",
    "mail": "an e-mail",
    "outlook": "an Outlook e-mail",
    "mailbox": "a mailbox",
    "zip": "a ZIP archive",
    "delimited": "a table of separated values",
    "spreadsheet": "a spreadsheet",
    "picture": "a picture",
}

CONVERTED = {
    ".doc": "an old Word document",
    ".dot": "an old Word template",
    ".rtf": "an RTF document",
    ".wpd": "a WordPerfect document",
    ".odt": "an OpenDocument text",
    ".ott": "an OpenDocument text",
}
"""Formats that LibreOffice turns into one that is read here, by extension."""

READ_NOW = (
    "PDF, DOCX, HTML, XML, Markdown, plain text, e-mails, spreadsheets, pictures and ZIP archives are read; "
    "old office documents where LibreOffice is installed"
)

NOT_READ = {
    ".pages": "a Pages document: export it as DOCX or PDF",
    ".numbers": "a Numbers spreadsheet: export it as XLSX or PDF",
    ".key": "a Keynote presentation: export it as PDF",
    ".ppt": "a presentation: save it as PDF",
    ".pptx": "a presentation: save it as PDF",
    ".odp": "a presentation: save it as PDF",
    ".vsd": "a drawing: save it as PDF",
    ".vsdx": "a drawing: save it as PDF",
    ".pst": "an Outlook archive: save its e-mails as MSG or EML",
    ".ost": "an Outlook archive: save its e-mails as MSG or EML",
    ".emlx": "an Apple Mail message: save it as EML or PDF",
    ".mht": "a web archive: save it as HTML or PDF",
    ".mhtml": "a web archive: save it as HTML or PDF",
    ".epub": "an e-book: save it as PDF",
    ".7z": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".rar": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".gz": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".bz2": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".xz": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".tar": "an archive: unpack it and ingest the folder, or pack it as ZIP",
    ".heic": "a picture of a kind that is not read: save it as PNG, JPEG or PDF",
    ".webp": "a picture of a kind that is not read: save it as PNG, JPEG or PDF",
    ".svg": "a drawing: save it as PDF",
    ".mp3": "a sound recording: get its transcript",
    ".wav": "a sound recording: get its transcript",
    ".m4a": "a sound recording: get its transcript",
    ".mp4": "a film: get its transcript",
    ".mov": "a film: get its transcript",
}
"""Extensions that are known and not read, with what to do."""

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""First bytes of PNG, JPEG, GIF, TIFF and its large form."""

BITMAP = re.compile(rb"BM.{4}\0\0\0\0.{4}[\x0c\x28\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)
"""A bitmap's header with the size of the one that follows; "BM" alone begins words."""

CONVERTED_STARTS = ((b"{\\rtf", ".rtf"), (b"\xffWPC", ".wpd"))

REFUSED_STARTS = (
    (b"7z\xbc\xaf\x27\x1c", ".7z", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", ".rar", "a RAR archive"),
    (b"\x1f\x8b", ".gz", "a gzip archive"),
    (b"BZh", ".bz2", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", ".xz", "an XZ archive"),
    (b"!BDN", ".pst", "an Outlook archive"),
    (b"\x7fELF", "", "a program"),
    (b"MZ\x90\x00", "", "a program"),
    (b"%!PS", "", "PostScript"),
    (b"ID3", ".mp3", "a sound recording"),
)
"""First bytes of formats that are not read: the bytes, the extension whose advice fits, the name."""

PDF_WITHIN = 1024
"""Bytes in which a PDF's mark must stand; readers accept that much before it (ISO 32000-1, annex H, note 13)."""

ZIP = b"PK\x03\x04"

EMPTY_ZIP = b"PK\x05\x06"

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the container of old Office files and of Outlook's messages (MS-CFB)."""

STREAMS: tuple[tuple[str, str], ...] = (
    ("__nameid_version1.0", ".msg"),
    ("WordDocument", ".doc"),
    ("PowerPoint Document", ".ppt"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("VisioDocument", ".vsd"),
)
"""Names in such a container that tell what it is; those that may hold the others come first."""

ENCRYPTED_STREAM = "EncryptedPackage"
"""Where such a container holds an encrypted DOCX or XLSX."""

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

WORDS: frozenset[Kind] = frozenset(("text", "markdown", "html", "xml", "mail", "mailbox", "delimited"))
"""Kinds that are text with or without signs in it: content does not tell them apart for sure, so the name decides."""

HTML_STARTS = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)

XML_START = re.compile(rb"<\?xml[\s?]")

PROLOG = re.compile(
    rb"\s*(?:<\?[^>]*\?>|<!--(?:[^-]|-(?!-))*-->|<!DOCTYPE\s[^\[<>]*(?:\[[^\]]*\]\s*)?>)", re.IGNORECASE
)
"""One piece of what stands before an XML file's first element."""

PROLOG_WITHIN = 65_536
"""Bytes in which the first element is looked for."""

HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t\r\n]|$)")

SENT_BY_MACHINE = frozenset(
    (b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to", b"x-mozilla-status")
)
"""Headers that programs write. A memo on paper has From, To, Date and Subject too, but none of these."""

FEWEST_HEADERS = 3
"""Header lines at the top of a file without an extension that make it an e-mail, one of them written by a program."""

MAILBOX_LINE = re.compile(rb"From \S+.{0,80}\d{4}[ \t]*\r?\n[A-Za-z][A-Za-z0-9-]{1,60}:")
"""The line before each message of a mailbox, with the first header after it (RFC 4155)."""


class NeedsConversion(UnreadableFile):
    """A file is in an old format that LibreOffice turns into a new one; the message is for where it is missing.

    `extension` is the one that fits the file's content (`.rtf` for RTF that is named `.doc`).
    """

    def __init__(self, extension: str) -> None:
        super().__init__(
            f"the file is {CONVERTED[extension]}, and LibreOffice, which would convert it, is not installed: "
            "install it, or save the file as DOCX or PDF"
        )
        self.extension = extension


def detect(content: bytes, name: str) -> Kind:
    """What a file is to its reader; never "office", which is raised.

    Raises:
        NeedsConversion: an old office document.
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
        return _words(content, named, extension)
    if extension in NOT_READ or (named is not None and not _may_be_named(found, named)):
        raise _misnamed(extension, found)
    return found


def _by_content(content: bytes, named: Kind | None, extension: str) -> Kind | None:
    """The kind that the first bytes prove, None when they leave it open (text of some kind).

    Raises:
        NeedsConversion: they prove an old office document.
        UnreadableFile: they prove a format that is not read.
    """
    start = content[:PDF_WITHIN]
    if start.lstrip().startswith(b"%PDF-") or (named not in WORDS and b"%PDF-" in start):
        return "pdf"
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _in_archive(content, named, extension)
    if content.startswith(COMPOUND):
        return _in_compound(content, named, extension)
    if content.startswith(PICTURES) or BITMAP.match(content):
        return "picture"
    for signature, fits in CONVERTED_STARTS:
        if content.startswith(signature):
            raise _to_convert(fits, named, extension)
    for signature, advice, kind in REFUSED_STARTS:
        if content.startswith(signature) and (named not in WORDS or b"\0" in start):
            raise _refused(extension, named, kind, NOT_READ.get(advice, ": get the document itself"))
    return None


def _words(content: bytes, named: Kind | None, extension: str) -> Kind:
    """The kind of a file whose first bytes prove nothing.

    Raises:
        UnreadableFile: its name promises a format that has marks of its own.
    """
    if named == "xml" and _root_is_html(content):
        return "html"
    if named in WORDS:
        return named
    guess = _kind_of_words(content)
    if named is None:
        return guess
    if guess == "html":
        raise _misnamed(extension, guess)
    raise UnreadableFile(
        f"the file is named {extension} but its content is not {NAMES[named]}: it is damaged or misnamed; "
        "get a fresh copy"
    )


def _kind_of_words(content: bytes) -> Kind:
    """What a text is that no name speaks for."""
    start = _narrow(content)
    if HTML_STARTS.match(start.lstrip()) or _root_is_html(content):
        return "html"
    if XML_START.match(start):
        return "xml"
    if MAILBOX_LINE.match(start):
        return "mailbox"
    return "mail" if _starts_as_mail(start) else "text"


def _narrow(content: bytes) -> bytes:
    """The start of a text without its byte order mark; of one that is two bytes wide, every letter's one byte."""
    start = content[:PROLOG_WITHIN].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\0", b"")
    return start


def _root_is_html(content: bytes) -> bool:
    """True when the first element of a file is a web page's."""
    start, at = _narrow(content), 0
    while HTML_STARTS.match(start[at:].lstrip()) is None:
        piece = PROLOG.match(start, at)
        if piece is None:
            return False
        at = piece.end()
    return True


def _starts_as_mail(start: bytes) -> bool:
    """True when a text begins with the headers of a message."""
    seen = set()
    for line in start[:8192].splitlines():
        if not line.strip():
            break
        header = HEADER_LINE.match(line)
        if header is not None:
            seen.add(header[1].lower())
        elif line[:1] not in (b" ", b"\t"):
            return False
    return len(seen) >= FEWEST_HEADERS and not seen.isdisjoint(SENT_BY_MACHINE)


def _in_archive(content: bytes, named: Kind | None, extension: str) -> Kind:
    """What a ZIP file is: an office file by its parts, else an archive.

    Raises:
        NeedsConversion: an OpenDocument text.
        UnreadableFile: the archive is damaged, or an office file that is not read.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            stated = _stated_type(archive)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        if named in ("zip", None) and extension not in NOT_READ:
            return "zip"
        names, stated = set(), ""
    if stated.startswith(OPEN_DOCUMENT) or stated == "application/epub+zip":
        return _open_document(stated.removeprefix(OPEN_DOCUMENT), named, extension)
    folders = {name.partition("/")[0] for name in names if "/" in name}
    is_office = "[Content_Types].xml" in names or not folders.isdisjoint(("word", "xl", "ppt", "visio"))
    if is_office or named not in ("zip", None):
        with open_archive(content) as archive:
            if main_part(archive) is not None:
                return "docx"
    if is_office and "xl" in folders:
        return "spreadsheet"
    if is_office and not folders.isdisjoint(("ppt", "visio")):
        advice = NOT_READ[".pptx" if "ppt" in folders else ".vsdx"]
        raise _refused(extension, named, advice.partition(":")[0], advice)
    return "zip"


def _stated_type(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument file or an e-book says it is, in a part of its own that is not packed."""
    entry = archive.NameToInfo.get("mimetype")
    if entry is None or entry.file_size > 200 or entry.flag_bits & 1 or entry.compress_type != zipfile.ZIP_STORED:
        return ""
    return archive.read(entry).decode("ascii", "replace").strip()


def _open_document(stated: str, named: Kind | None, extension: str) -> Kind:
    """A spreadsheet.

    Raises:
        NeedsConversion: a text.
        UnreadableFile: something else.
    """
    if stated.startswith("spreadsheet"):
        return "spreadsheet"
    if stated.startswith("text"):
        raise _to_convert(".odt", named, extension)
    advice = NOT_READ[".odp" if stated.startswith("presentation") else ".epub" if "epub" in stated else ".svg"]
    raise _refused(extension, named, advice.partition(":")[0], advice)


def _in_compound(content: bytes, named: Kind | None, extension: str) -> Kind:
    """What an old Office container is, by the names of its streams.

    A document may hold others as objects, so where several names stand in it the one that the file's own name promises
    counts.

    Raises:
        NeedsConversion: an old Word document.
        UnreadableFile: encrypted, or of another kind.
    """
    if _has_stream(content, ENCRYPTED_STREAM):
        raise UnreadableFile("the file is encrypted with a password: save a copy without one")
    found = [fits for stream, fits in STREAMS if _has_stream(content, stream)]
    if not found and named == "office":
        raise _to_convert(extension, named, extension)
    if not found:
        raise _refused(
            extension, named, "an old Office container of no known kind", ": open it where it was made and save it anew"
        )
    promised = [fits for fits in found if EXTENSIONS.get(fits) == named or fits == extension]
    fits = (promised or found)[0]
    if fits in CONVERTED:
        raise _to_convert(fits, named, extension)
    if fits in NOT_READ:
        raise _refused(extension, named, NOT_READ[fits].partition(":")[0], NOT_READ[fits])
    return EXTENSIONS[fits]


def _has_stream(content: bytes, name: str) -> bool:
    """True when an entry of this name stands in a container's directory, where names are 64 bytes wide."""
    return name.encode("utf-16-le").ljust(min(64, 2 * len(name) + 4), b"\0") in content


def _may_be_named(found: Kind, named: Kind) -> bool:
    """True when programs themselves give files of one kind the name of the other."""
    return found == named or (found == "docx" and named == "office")


def _to_convert(fits: str, named: Kind | None, extension: str) -> UnreadableFile:
    if named in (None, "office", "docx") and extension not in NOT_READ:
        return NeedsConversion(fits)
    return UnreadableFile(
        f"the file is named {extension} but its content is {CONVERTED[fits]}: rename it to {fits}, "
        "or get the right file"
    )


def _refused(extension: str, named: Kind | None, kind: str, advice: str) -> UnreadableFile:
    """Why a file is not read and what to do; `advice` is a text of `NOT_READ`."""
    remedy = advice.partition(":")[2].strip()
    if named is not None:
        return UnreadableFile(f"the file is named {extension} but its content is {kind}: {remedy} ({READ_NOW})")
    return UnreadableFile(f"the file is {kind}: {remedy} ({READ_NOW})")


def _misnamed(extension: str, found: Kind) -> UnreadableFile:
    proper = next(end for end, fits in EXTENSIONS.items() if fits == found)
    return UnreadableFile(
        f"the file is named {extension} but its content is {NAMES[found]}: rename it to {proper}, or get the right file"
    )
