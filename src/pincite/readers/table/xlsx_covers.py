"""Cells of an XLSX sheet that a picture or a filled shape covers.

Source: ECMA-376 part 1, 20.5.2.33 (twoCellAnchor), 20.1.8 (fills).
"""

import zipfile
from collections.abc import Iterator

from lxml import etree

from pincite.readers.archive import parts_of, readable_part

MOST_ANCHORS = 2_000
"""Drawings of a sheet that are examined."""

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


def covered_in(archive: zipfile.ZipFile, sheet: str) -> Iterator[Area]:
    """The areas of a sheet's cells that are entirely under a picture or a filled shape."""
    drawing = parts_of(archive, sheet).get("drawing")
    root = None if drawing is None else readable_part(archive, drawing)
    for count, anchor in enumerate(root.iterfind("{*}twoCellAnchor") if root is not None else ()):
        if count >= MOST_ANCHORS:
            return
        begins, ends = anchor.find("{*}from"), anchor.find("{*}to")
        if begins is None or ends is None or not _covers(anchor):
            continue
        top, left = (_number(begins, name) + (_number(begins, f"{name}Off") > 0) for name in ("row", "col"))
        yield top, left, _number(ends, "row") - 1, _number(ends, "col") - 1


def _covers(anchor: etree._Element) -> bool:
    """True for a picture, or a filled, opaque shape."""
    if any(one.get("hidden") in ("1", "true") for one in anchor.iter("{*}cNvPr")):
        return False
    if anchor.find("{*}pic") is not None:
        return True
    fill = anchor.find("{*}sp/{*}spPr/{*}solidFill")
    if fill is None:
        fill = anchor.find("{*}sp/{*}spPr/{*}gradFill")
    return fill is not None and fill.find(".//{*}alpha") is None


def _number(place: etree._Element, name: str) -> int:
    stated = (place.findtext(f"{{*}}{name}") or "").strip()
    return int(stated[:9]) if stated.isdecimal() and stated.isascii() else 0
