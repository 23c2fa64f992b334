"""Tables named in a sheet of an XLSX file, as far as one of the file's own styles draws their cells.

Source: ECMA-376 part 1, 18.5.1.2 (table), 18.5.1.5 (tableStyleInfo), 18.8.40 (tableStyleElement).
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from pincite.readers.archive import readable_part, relations_in
from pincite.readers.table.cell_styles import Overlay, Overlays
from pincite.readers.table.layout import place_of

WHOLE = "wholeTable"

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


def overlays_of_styles(styles: etree._Element, overlays: Overlays) -> dict[str, dict[str, Overlay]]:
    """What each table style defined in the file draws, by the style's name and by the part of a table."""
    found: dict[str, dict[str, Overlay]] = {}
    for style in styles.iterfind("{*}tableStyles/{*}tableStyle"):
        parts = found.setdefault(style.get("name", ""), {})
        for part in style.iterfind("{*}tableStyleElement"):
            number = part.get("dxfId", "")
            if number.isdecimal() and int(number[:6]) < len(overlays.by_number):
                parts[part.get("type", "")] = overlays.by_number[int(number[:6])]
    return found


def tables_of(
    archive: zipfile.ZipFile, sheet: str, styles: Mapping[str, Mapping[str, Overlay]]
) -> Iterator[tuple[Area, Overlay]]:
    """The areas of a sheet's tables that one of the file's own styles draws, and what it draws there.

    What a style says about bands counts for every cell that may be in one.
    """
    for part in _parts(archive, sheet) if styles else ():
        table = readable_part(archive, part)
        if table is None:
            continue
        info = table.find("{*}tableStyleInfo")
        parts = styles.get(info.get("name", ""), {}) if info is not None else {}
        first, last = (place_of(corner) for corner in table.get("ref", "").partition(":")[::2])
        if info is None or first is None or last is None:
            continue
        whole = parts.get(WHOLE, Overlay())
        for name, area in _areas(table, info, (*first, *last)):
            if name == WHOLE or name in parts:
                yield area, _over(parts.get(name, whole), whole)


def _parts(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    """The parts in which a sheet's tables are described."""
    folder, base = posixpath.split(sheet)
    listing = f"{folder}/_rels/{base}.rels"
    stated = readable_part(archive, listing) if listing in archive.NameToInfo else None
    for relation in relations_in(stated, folder).values() if stated is not None else ():
        if relation.kind == "table" and relation.target in archive.NameToInfo:
            yield relation.target


def _areas(table: etree._Element, info: etree._Element, whole: Area) -> Iterator[tuple[str, Area]]:
    """The parts of a table that are drawn, and where."""
    top, left, bottom, right = whole
    heads = _count(table, "headerRowCount", 1)
    totals = _count(table, "totalsRowCount", 0)
    body = top + heads, left, bottom - totals, right
    if heads:
        yield "headerRow", (top, left, top + heads - 1, right)
    if totals:
        yield "totalRow", (bottom - totals + 1, left, bottom, right)
    for axis in ("Row", "Column"):
        if _is_on(info, f"show{axis}Stripes"):
            yield f"first{axis}Stripe", body
            yield f"second{axis}Stripe", body
    if _is_on(info, "showFirstColumn"):
        yield "firstColumn", (body[0], left, body[2], left)
    if _is_on(info, "showLastColumn"):
        yield "lastColumn", (body[0], right, body[2], right)
    yield WHOLE, body


def _over(part: Overlay, whole: Overlay) -> Overlay:
    """What is drawn where a part of a table states letters or background of its own, or takes them from the whole."""
    return replace(part, ink=part.ink or whole.ink, papers=part.papers or whole.papers)


def _count(table: etree._Element, name: str, usual: int) -> int:
    stated = table.get(name, "")
    return int(stated[:4]) if stated.isdecimal() and stated.isascii() else usual


def _is_on(info: etree._Element, name: str) -> bool:
    return info.get(name) in ("1", "true")
