"""Detects which reader a file needs: first by its content, then by its name where the content is ambiguous.

A file whose name promises one format and whose content has another is refused: one of the two is wrong, and only a
person can say which. Common habits of programs are allowed: Word opens what it once saved under a newer or older name.
"""

import re
from pathlib import PurePath

from pincite.errors import UnreadableFile
from pincite.readers.formats.containers import COMPOUND, EMPTY_ZIP, ZIP, in_archive, in_compound
from pincite.readers.formats.kinds import EXTENSIONS, NAMES, NOT_READ, READ_NOW, WORDS, Kind
from pincite.readers.formats.refusals import misnamed, refused, to_convert
from pincite.readers.formats.words import kind_of_words, root_is_html

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""First bytes of PNG, JPEG, GIF, TIFF and its large form."""

BITMAP = re.compile(rb"BM.{4}\0\0\0\0.{4}[\x0c\x28\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)
"""The header of a bitmap, including the size of the next header; "BM" alone may begin words."""

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
"""First bytes of formats that are not read: the bytes, the extension whose advice applies, the name."""

PDF_WITHIN = 1024
"""Bytes within which a PDF's mark must stand; readers accept that much before it (ISO 32000-1, annex H, note 13)."""


def detect(content: bytes, name: str) -> Kind:
    """The kind of a file, which selects its reader. Never "office": for that an error is raised.

    Raises:
        NeedsConversion: the file is an old office document.
        UnreadableFile: the file is empty, of a format that is not read, or named as another format.
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
        raise misnamed(extension, found)
    return found


def _by_content(content: bytes, named: Kind | None, extension: str) -> Kind | None:
    """The kind that the first bytes prove; None when they prove none (as with any text).

    Raises:
        NeedsConversion: they prove an old office document.
        UnreadableFile: they prove a format that is not read.
    """
    start = content[:PDF_WITHIN]
    if start.lstrip().startswith(b"%PDF-") or (named not in WORDS and b"%PDF-" in start):
        return "pdf"
    if content.startswith((ZIP, EMPTY_ZIP)):
        return in_archive(content, named, extension)
    if content.startswith(COMPOUND):
        return in_compound(content, named, extension)
    if content.startswith(PICTURES) or BITMAP.match(content):
        return "picture"
    for signature, fits in CONVERTED_STARTS:
        if content.startswith(signature):
            raise to_convert(fits, named, extension)
    for signature, advice, kind in REFUSED_STARTS:
        if content.startswith(signature) and (named not in WORDS or b"\0" in start):
            raise refused(extension, named, kind, NOT_READ.get(advice, ": get the document itself"))
    return None


def _words(content: bytes, named: Kind | None, extension: str) -> Kind:
    """The kind of a file whose first bytes prove nothing.

    Raises:
        UnreadableFile: its name promises a format that has marks of its own.
    """
    if named == "xml" and root_is_html(content):
        return "html"
    if named in WORDS:
        return named
    guess = kind_of_words(content)
    if named is None:
        return guess
    if guess == "html":
        raise misnamed(extension, guess)
    raise UnreadableFile(
        f"the file is named {extension} but its content is not {NAMES[named]}: it is damaged or misnamed; "
        "get a fresh copy"
    )


def _may_be_named(found: Kind, named: Kind) -> bool:
    """True when programs themselves give files of one kind the name of the other."""
    return found == named or (found == "docx" and named == "office")
