"""Office files, which are containers of two kinds: detects what is in one by the names of its parts."""

import zipfile
import zlib
from io import BytesIO

from pincite.errors import UnreadableFile
from pincite.readers.archive import main_part, open_archive
from pincite.readers.formats.kinds import CONVERTED, EXTENSIONS, NOT_READ, Kind
from pincite.readers.formats.open_text import refuse_hidden_parts
from pincite.readers.formats.refusals import refused, to_convert

ZIP = b"PK\x03\x04"

EMPTY_ZIP = b"PK\x05\x06"

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the container of old Office files and Outlook messages (MS-CFB)."""

STREAMS: tuple[tuple[str, str], ...] = (
    ("__nameid_version1.0", ".msg"),
    ("WordDocument", ".doc"),
    ("PowerPoint Document", ".ppt"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("VisioDocument", ".vsd"),
)
"""Names in such a container that identify its content. Kinds that may hold the others come first."""

ENCRYPTED_STREAM = "EncryptedPackage"
"""The stream of such a container that holds an encrypted DOCX or XLSX."""

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def in_archive(content: bytes, named: Kind | None, extension: str) -> Kind:
    """The kind of a ZIP file: an office file by its parts, or else an archive.

    Raises:
        NeedsConversion: it is an OpenDocument text.
        UnreadableFile: it is damaged, an office file that is not read, or a text whose conversion would reveal hidden
        words.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            stated = _stated_type(archive)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        if named in ("zip", None) and extension not in NOT_READ:
            return "zip"
        names, stated = set(), ""
    if stated.startswith(f"{OPEN_DOCUMENT}text"):
        with open_archive(content) as archive:
            refuse_hidden_parts(archive)
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
        raise refused(extension, named, advice.partition(":")[0], advice)
    return "zip"


def _stated_type(archive: zipfile.ZipFile) -> str:
    """The type that an OpenDocument file or an e-book states in one of its parts; empty when it states none."""
    entry = archive.NameToInfo.get("mimetype")
    if entry is None or entry.file_size > 200 or entry.flag_bits & 1:
        return ""
    try:
        return archive.read(entry).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return ""


def _open_document(stated: str, named: Kind | None, extension: str) -> Kind:
    """The kind of an OpenDocument spreadsheet.

    Raises:
        NeedsConversion: it is a text.
        UnreadableFile: it is something else.
    """
    if stated.startswith("spreadsheet"):
        return "spreadsheet"
    if stated.startswith("text"):
        raise to_convert(".odt", named, extension)
    advice = NOT_READ[".odp" if stated.startswith("presentation") else ".epub" if "epub" in stated else ".svg"]
    raise refused(extension, named, advice.partition(":")[0], advice)


def in_compound(content: bytes, named: Kind | None, extension: str) -> Kind:
    """The kind of an old Office container, by the names of its streams.

    A document may embed others as objects. Where several names occur, the one that the file's own name promises counts.

    Raises:
        NeedsConversion: it is an old Word document.
        UnreadableFile: it is encrypted, or of another kind.
    """
    if _has_stream(content, ENCRYPTED_STREAM):
        raise UnreadableFile("the file is encrypted with a password: save a copy without one")
    found = [fits for stream, fits in STREAMS if _has_stream(content, stream)]
    if not found and named == "office":
        raise to_convert(extension, named, extension)
    if not found:
        raise refused(
            extension, named, "an old Office container of no known kind", ": open it where it was made and save it anew"
        )
    promised = [fits for fits in found if EXTENSIONS.get(fits) == named or fits == extension]
    fits = (promised or found)[0]
    if fits in CONVERTED:
        raise to_convert(fits, named, extension)
    if fits in NOT_READ:
        raise refused(extension, named, NOT_READ[fits].partition(":")[0], NOT_READ[fits])
    return EXTENSIONS[fits]


def _has_stream(content: bytes, name: str) -> bool:
    """True when a container's directory, in which names are 64 bytes wide, has an entry with this name."""
    return name.encode("utf-16-le").ljust(min(64, 2 * len(name) + 4), b"\0") in content
