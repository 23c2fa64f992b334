"""Comments on the cells of an XLSX file, including threaded discussions.

Source: ECMA-376 part 1, 18.7 (comments); [MS-XLSX] 2.6.205 (threaded comments).
"""

import zipfile
from collections.abc import Mapping

from pincite.readers.archive import parts_of, readable_part
from pincite.readers.table.layout import CellIndex, place_of

LOST_REMARKS = "damaged comments were not read (open the file in Excel and save it again)"


def people_of(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Names of commenters, by their identity in the file."""
    root = readable_part(archive, part) if part in archive.NameToInfo else None
    if root is None:
        return {}
    return {one.get("id", ""): one.get("displayName", "") for one in root.iter("{*}person")}


def remarks_of(
    archive: zipfile.ZipFile, part: str, people: Mapping[str, str]
) -> tuple[tuple[CellIndex, str, str], ...] | None:
    """Comments of a sheet: place, words, author; None when they are damaged.

    A discussion is in a part of its own, and again in the old form with a notice for old programs.
    """
    parts = parts_of(archive, part)
    roots = {kind: readable_part(archive, parts[kind]) for kind in ("threadedComment", "comments") if kind in parts}
    found: list[tuple[CellIndex, str, str]] = []
    for root in roots.values():
        if root is None:
            return None
        discussed = {place for place, _, _ in found}
        authors = ["".join(author.itertext()) for author in root.iter("{*}author")]
        for one in root.iter("{*}threadedComment", "{*}comment"):
            place = place_of(one.get("ref", "")) or (0, 0)
            if place in discussed:
                continue
            number = one.get("authorId", "")
            author = authors[int(number[:7])] if number.isdecimal() and int(number[:7]) < len(authors) else ""
            pieces = one.iter("{*}t") if str(one.tag).rpartition("}")[2] == "comment" else one.iterchildren("{*}text")
            words = "".join("".join(piece.itertext()) for piece in pieces)
            found.append((place, words, people.get(one.get("personId", ""), author)))
    return tuple(sorted(found, key=lambda remark: remark[0]))
