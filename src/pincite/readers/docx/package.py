"""The parts of a Word file: which belong to the document, and which are damaged."""

import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.archive import (
    MOST_PART,
    Relation,
    main_part,
    open_archive,
    read_part,
    readable_part,
    relations_in,
)
from pincite.readers.docx.markup import with_usual_names

ENOUGH_WARNINGS = 10
"""Damaged parts that are named individually."""


class Package:
    """An opened Word file. Damaged parts other than its body are left out and listed in `warnings`."""

    def __init__(self, content: bytes) -> None:
        """Open a file. Close it after use.

        Raises:
            UnreadableFile: the file is damaged, encrypted, a zip bomb, or not a Word document.
        """
        self._archive = open_archive(content)
        self._damaged: dict[str, None] = {}
        name = main_part(self._archive)
        if name is None:
            self._archive.close()
            raise UnreadableFile("the file holds no Word document: open it in Word and save it again")
        self.main = name
        self._relations: dict[str, Mapping[str, Relation]] = {}
        self._kinds: dict[str, str] = {}
        for relation in self.relations(name).values():
            if not relation.is_outside and relation.target in self._archive.NameToInfo:
                self._kinds.setdefault(relation.kind, relation.target)

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()

    def body(self) -> etree._Element:
        """The XML of the document's body.

        Raises:
            UnreadableFile: the part is damaged, or has declarations of its own.
        """
        return with_usual_names(read_part(self._archive, self.main))

    def part_of_kind(self, kind: str) -> tuple[str, etree._Element] | None:
        """Name and XML of the part that the body refers to as `styles`, `footnotes` …; None when there is none."""
        name = self._kinds.get(kind)
        root = self.part(name) if name is not None else None
        return (name, root) if name is not None and root is not None else None

    def part(self, name: str) -> etree._Element | None:
        """A part's XML; None when it is missing or damaged.

        Raises:
            UnreadableFile: the part declares entities of its own, or is too large.
        """
        if name not in self._archive.NameToInfo:
            return None
        root = readable_part(self._archive, name)
        if root is None:
            self._damaged[name] = None
            return None
        return with_usual_names(root)

    def bytes_of(self, name: str) -> bytes | None:
        """The bytes of a part; None when it is missing, damaged or too large."""
        entry = self._archive.NameToInfo.get(name)
        if entry is None:
            return None
        if entry.file_size <= MOST_PART and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            try:
                return self._archive.read(entry)
            except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
                pass
        self._damaged[name] = None
        return None

    def relations(self, name: str) -> Mapping[str, Relation]:
        """The relations of a part, by the id it uses."""
        if name not in self._relations:
            folder, base = posixpath.split(name)
            listing = self.part(f"{folder}/_rels/{base}.rels")
            self._relations[name] = {} if listing is None else relations_in(listing, folder)
        return self._relations[name]

    def warnings(self) -> tuple[str, ...]:
        """A sentence about the damaged parts."""
        if not self._damaged:
            return ()
        names = list(self._damaged)
        more = f" and {len(names) - ENOUGH_WARNINGS} more" if len(names) > ENOUGH_WARNINGS else ""
        named = ", ".join(name[:100] for name in names[:ENOUGH_WARNINGS])
        return (f"damaged parts of the file were left out ({named}{more}): get a fresh copy",)
