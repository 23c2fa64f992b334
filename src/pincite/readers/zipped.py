"""ZIP archives: they are not documents themselves, but give the files in them, under the names they have inside."""

import lzma
import stat
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath

from pincite.documents.document import Attachment
from pincite.documents.folder import is_system
from pincite.documents.limits import MOST_ATTACHMENTS, MOST_WARNINGS
from pincite.errors import UnreadableFile
from pincite.readers.archive import open_archive
from pincite.readers.mail.decoding import one_line
from pincite.readers.reading import Reading

PORTION = 64_000_000
"""Bytes of files returned at once, unless the first file alone has more."""

LARGEST_MEMBER = 400_000_000
"""Most bytes of one file. It shares the memory with its archive, which has at most 512 million."""

AT_ONCE = 1 << 20
"""Bytes unpacked in one step, so that a file is in memory only once."""

LONGEST_NAME = 1_000
"""Characters of a file's path inside the archive."""

UTF8_NAME = 0x800
"""The flag for a name in UTF-8 (APPNOTE 4.4.4, bit 11)."""

MAC_FOLDER = "__MACOSX"


def read_zip(content: bytes, first: int = 0) -> Reading:
    """The files of an archive from index `first` on, as many as are returned at once; none after the last.

    System files are left out. A file that cannot be unpacked is named in a warning.

    Raises:
        UnreadableFile: the archive is damaged, encrypted, a zip bomb, or has entries that lead outside it.
    """
    files: list[Attachment] = []
    warnings: list[str] = []
    size = number = 0
    with open_archive(content) as archive:
        for entry in archive.infolist():
            name = _name(entry)
            # Not `is_dir`, which fails for an entry without a name.
            if entry.filename.endswith("/") or _is_left_out(name):
                continue
            number += 1
            if number <= first:
                continue
            is_full = len(files) == MOST_ATTACHMENTS or len(warnings) == MOST_WARNINGS
            if is_full or (files and size + entry.file_size > PORTION):
                break
            try:
                unpacked = _unpacked(archive, entry)
            except UnreadableFile as error:
                # An empty file in its place keeps the count; ingest reports it with this reason.
                warnings.append(f"{name}: {error}")
                unpacked = b""
            size += len(unpacked)
            files.append(Attachment(name, unpacked))
    return Reading(format="archive", title="", text="", attachments=tuple(files), warnings=tuple(warnings))


def _name(entry: zipfile.ZipInfo) -> str:
    """The path of an entry inside its archive. Programs on the Mac write UTF-8 without flagging it."""
    name = entry.filename
    if not entry.flag_bits & UTF8_NAME and not name.isascii():
        with suppress(UnicodeError):  # otherwise it is in an old PC code page, as zipfile assumes
            name = name.encode("cp437").decode("utf-8")
    parts = (one_line(part) for part in name.replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))[:LONGEST_NAME] or "unnamed"


def _is_left_out(name: str) -> bool:
    """True for files that people neither make nor see."""
    parts = PurePosixPath(name).parts
    return MAC_FOLDER in parts or any(map(is_system, parts))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one file.

    Raises:
        UnreadableFile: the file is a link, too large, damaged, or packed by an unknown method.
    """
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableFile("this is a link to another file: it was not followed")
    if entry.file_size > LARGEST_MEMBER:
        raise UnreadableFile(f"the file has more than {LARGEST_MEMBER // 1_000_000} MB: unpack it and ingest it alone")
    try:
        unpacked = BytesIO()
        with archive.open(entry) as packed:
            while piece := packed.read(AT_ONCE):
                unpacked.write(piece)
        return unpacked.getvalue()
    except NotImplementedError as error:
        raise UnreadableFile(
            "the file is packed in a way that is not known here: pack it again as ordinary ZIP"
        ) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError, RuntimeError) as error:
        raise UnreadableFile("the file is damaged in the archive: get a fresh copy") from error
