"""Office archives (DOCX): checked before anything is unpacked, and unpacked only into memory, part by part.

Nothing is ever written under an entry's name, so a name that leads outside the archive could do no harm. Such files are
refused because no office program writes them.
"""

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.untrusted_xml import tree_of

MOST_ENTRIES = 20_000
"""Parts of one archive. A brief with a thousand pictures has some 1,100."""

MOST_UNPACKED = 1_000_000_000
"""Bytes of all parts together, according to the directory: the largest honest files are full of pictures."""

MOST_PART = 100_000_000
"""Most bytes of one part that are unpacked. The XML of a 3,000-page agreement has about 60 MB."""

BOMB_RATIO = 200
"""Ratio of unpacked to packed size of a part. Word's XML has 10 to 30, at the very most 100."""

BOMB_SIZE = 10_000_000
"""Bytes from which the ratio counts: small parts full of spaces pack well and do no harm."""

PACKAGE_RELATIONS = "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference to another part: its kind (`image`, `footnotes`), and the part's name or an outside address."""

    kind: str
    target: str
    is_outside: bool


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive of an office file, after a check of its directory. Close it after use.

    Raises:
        UnreadableFile: the file is damaged, encrypted, a zip bomb, or has entries that lead outside it.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise UnreadableFile(
            "the file is damaged or cut off (its table of contents cannot be read): get a fresh copy"
        ) from error
    entries = archive.infolist()
    swollen = any(entry.file_size > max(BOMB_SIZE, BOMB_RATIO * entry.compress_size) for entry in entries)
    if swollen or len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableFile(
            "the file would unpack to far more than any document holds (a zip bomb?): it was not opened"
        )
    if any(climbs_out(entry.filename) for entry in entries):
        raise UnreadableFile(
            "the file has an entry whose name leads out of it (with ../ or a full path), which Word never writes: "
            "it was not opened; if you trust its source, open it in Word and save it again"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("the file is encrypted with a password: save a copy without one")
    return archive


def climbs_out(name: str) -> bool:
    """True when an archive entry's name points outside the folder it would be unpacked to.

    >>> climbs_out("../../etc/cron.d/x"), climbs_out("word/document.xml")
    (True, False)
    """
    slashed = name.replace("\\", "/")
    outside = posixpath.normpath(slashed).split("/")[0] == ".." or slashed.startswith("/")
    return outside or re.match(r"[A-Za-z]:", slashed) is not None


def main_part(archive: zipfile.ZipFile) -> str | None:
    """The name of the part that holds a Word document's body; None when the archive is not a Word document."""
    names = archive.NameToInfo
    if PACKAGE_RELATIONS in names:
        stated = related(read_part(archive, PACKAGE_RELATIONS), "").get("officeDocument")
        if stated is not None and stated in names and stated.startswith("word/"):
            return stated
    return "word/document.xml" if "word/document.xml" in names else None


def parts_of(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The names of the existing parts that a part refers to, by kind (`styles`, `footnotes`)."""
    folder, base = posixpath.split(name)
    listing = f"{folder}/_rels/{base}.rels"
    if listing not in archive.NameToInfo:
        return {}
    stated = related(read_part(archive, listing), folder)
    return {kind: target for kind, target in stated.items() if target in archive.NameToInfo}


def relations_in(listing: etree._Element, folder: str) -> dict[str, Relation]:
    """The relations in a list, by the id that the part in that folder uses."""
    found: dict[str, Relation] = {}
    for relation in listing.iterchildren("{*}Relationship"):
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        is_outside = relation.get("TargetMode", "").lower() == "external"
        place = target if is_outside else _part_name(target, folder)
        found.setdefault(relation.get("Id", ""), Relation(kind, place, is_outside))
    return found


def related(listing: etree._Element, folder: str) -> dict[str, str]:
    """The names of parts in a list, by the last word of their relation's type; the first of each kind."""
    names: dict[str, str] = {}
    for relation in listing.iterchildren("{*}Relationship"):
        name = _part_name(relation.get("Target", ""), folder)
        names.setdefault(relation.get("Type", "").rpartition("/")[2], name)
    return names


def _part_name(target: str, folder: str) -> str:
    """The name of the part that a relation points to from a folder."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def read_part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """The XML of one part.

    Raises:
        UnreadableFile: the part is damaged, too large, or has declarations of its own.
        MemoryError: its tree does not fit into memory.
    """
    root = readable_part(archive, name)
    if root is None:
        raise UnreadableFile(f"the file is damaged (its part {name} cannot be read): get a fresh copy")
    return root


def readable_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The XML of one part; None when it is damaged. For parts without which the rest can be read.

    Raises:
        UnreadableFile: the part is too large or has declarations of its own.
        MemoryError: its tree does not fit into memory.
    """
    entry = archive.getinfo(name)
    if entry.file_size > MOST_PART:
        raise UnreadableFile("the file's text is larger than any document's: split it and save the parts")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile("the file is packed in a way Word never uses: open it in Word and save it again")
    try:
        root = tree_of(archive.read(entry))
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        return None
    if root is None:
        return None
    described = root.getroottree().docinfo
    if described.doctype or described.internalDTD is not None:
        raise UnreadableFile(
            f"the file declares XML entities of its own (in {name}), which Word never does and which can draw in other "
            "files: it was not read; if you trust its source, open it in Word and save it again"
        )
    return root
