"""Files inside a Word document: embedded workbooks and other documents, and parts stored as files of their own.

An embedded object is a plain office file, or a compound file (MS-OLEDS, MS-CFB). The compound file wraps an office file
(`Package`), any other file with its name (`Ole10Native`), a PDF (`CONTENTS`) or an old office document.
"""

import posixpath
import struct
from collections.abc import Sequence
from io import BytesIO

import olefile

from pincite.documents.document import Attachment
from pincite.readers.archive import Relation
from pincite.readers.docx.package import ENOUGH_WARNINGS, Package
from pincite.readers.formats.containers import COMPOUND
from pincite.readers.reading import without_surrogates

MOST_FILES = 200

MOST_BYTES = 200_000_000
"""Bytes of all files in a document together."""

LONGEST_NAME = 150
"""Characters of a file's name."""

OLD_FORMATS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
"""Streams that identify old office documents."""

FORMULAS = frozenset(("Equation Native", "MathType"))
"""Streams of formulas. They are drawn as pictures in the text and are not files of their own."""


class Embedded:
    """Collects the files in a document, each once."""

    def __init__(self, package: Package) -> None:
        self.files: list[Attachment] = []
        self._package = package
        self._left_out: list[str] = []
        self._has_formulas = False
        self._chunks = 0
        self._bytes = 0

    def gather(self, parts: Sequence[str]) -> None:
        """Take the files that these parts of the document refer to, and the workbooks behind their charts."""
        seen: set[str] = set()
        for part in parts:
            for relation in [*self._package.relations(part).values()]:
                self._follow(relation, seen)

    def warnings(self) -> tuple[str, ...]:
        """Sentences about what was left out, or is in an unexpected place."""
        found: list[str] = []
        if self._left_out:
            more = len(self._left_out) - ENOUGH_WARNINGS
            named = ", ".join(self._left_out[:ENOUGH_WARNINGS]) + (f" and {more} more" if more > 0 else "")
            found.append(f"embedded objects were left out ({named}): open them in Word and save them by themselves")
        if self._has_formulas:
            found.append("formulas of an old equation editor are pictures: they were not read")
        if self._chunks:
            found.append("parts of the document are kept as files inside it: they are read as attachments")
        return tuple(found)

    def _follow(self, relation: Relation, seen: set[str]) -> None:
        if relation.is_outside or relation.target in seen:
            return
        seen.add(relation.target)
        match relation.kind:
            case "package" | "oleObject" | "aFChunk":
                self._chunks += relation.kind == "aFChunk"
                self._take(relation.target)
            case "chart":
                for inner in [*self._package.relations(relation.target).values()]:
                    if inner.kind == "package":
                        self._follow(inner, seen)

    def _take(self, part: str) -> None:
        name = _plain_name(posixpath.basename(part)) or "embedded file"
        content = self._package.bytes_of(part)
        if content is None:
            return
        if content.startswith(COMPOUND):
            opened = _from_compound(content, name)
            if opened is None:
                self._left_out.append(name)
                return
            name, content = opened
            if not content:
                self._has_formulas = True
                return
        if len(self.files) >= MOST_FILES or self._bytes + len(content) > MOST_BYTES or not content:
            self._left_out.append(name)
            return
        self._bytes += len(content)
        self.files.append(Attachment(name, content))


def _from_compound(content: bytes, name: str) -> tuple[str, bytes] | None:
    """The file in a compound file, with its name; without content for a formula; None for an unknown one."""
    stem = name.rpartition(".")[0] or name
    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            for stream, ending in (("Package", ".zip"), ("CONTENTS", ".pdf"), ("EmbeddedOdf", ".odt")):
                if compound.exists(stream):
                    inside = compound.openstream(stream).read()
                    return f"{stem}{_ending(inside, ending)}", inside
            if compound.exists("\x01Ole10Native"):
                return native_file(compound.openstream("\x01Ole10Native").read(), stem)
            for stream, ending in OLD_FORMATS.items():
                if compound.exists(stream):
                    return f"{stem}{ending}", content
            if any(compound.exists(stream) for stream in FORMULAS):
                return name, b""
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError):
        pass  # olefile raises all these on damage; the object is reported as left out
    return None


def _ending(content: bytes, otherwise: str) -> str:
    """The extension of an office file, from the folder of its parts."""
    if not content.startswith(b"PK"):
        return otherwise
    start = content[:4096] + content[-65536:]
    for folder, ending in ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx")):
        if folder in start:
            return ending
    return otherwise


def native_file(stream: bytes, stem: str) -> tuple[str, bytes] | None:
    """The file in an `Ole10Native` stream, with its name; None where the stream holds none.

    Layout: length of the rest (4 bytes), 2 bytes, name, path, 8 bytes of which the last four are the length of a
    following path, length of the file (4 bytes), the file. Names end with a zero byte.
    """
    name, at = _string(stream, 6)
    _, at = _string(stream, at)
    if at + 8 > len(stream):
        return None
    (length,) = struct.unpack_from("<I", stream, at + 4)
    at += 8 + length
    if at + 4 > len(stream):
        return None
    (size,) = struct.unpack_from("<I", stream, at)
    content = stream[at + 4 : at + 4 + size]
    return (_plain_name(name) or stem, content) if content and len(content) == size else None


def _string(stream: bytes, at: int) -> tuple[str, int]:
    """The string from a position to the next zero byte, and the position after that byte."""
    end = stream.find(b"\0", at)
    end = len(stream) if end < 0 else end
    return stream[at : min(end, at + 4 * LONGEST_NAME)].decode("cp1252", "replace"), end + 1


def _plain_name(stated: str) -> str:
    """A name on one line, without folders. A long name keeps its end."""
    name = "".join(sign for sign in without_surrogates(stated) if sign.isprintable())
    return name.replace("\\", "/").rpartition("/")[2].strip(" .")[-LONGEST_NAME:]
