"""Reads one page: its lines in reading order, with tables, notes and line numbers, as one text with places."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2.raw as pdfium

from pincite.documents.glyphs import Kinds, Rectangles
from pincite.readers.pdf.aligned import aligned_tables
from pincite.readers.pdf.assembly import Assembly, BlockKind, Built, LineBlock, PlacedLine, usual_space
from pincite.readers.pdf.blanks import lost_blanks, with_blanks
from pincite.readers.pdf.characters import UNMAPPED, Characters, Flags, as_shown, characters_of
from pincite.readers.pdf.columns import parted
from pincite.readers.pdf.footnotes import footnotes
from pincite.readers.pdf.grids import grids, ruled_tables, walls
from pincite.readers.pdf.joining import joined
from pincite.readers.pdf.layout import PageLine, Pieces, line_of, lines_of, pieces_of
from pincite.readers.pdf.legible import MOSTLY_UNMAPPED, is_legible
from pincite.readers.pdf.line_numbers import line_numbers
from pincite.readers.pdf.misdrawn import Fonts, misdrawn
from pincite.readers.pdf.objects import TEXT, Item, inside, is_picture, leaves_a_mark, objects, rules
from pincite.readers.pdf.order import edges, in_reading_order
from pincite.readers.pdf.overlaps import overlaps
from pincite.readers.pdf.pictured import not_pictured
from pincite.readers.pdf.seen import unseen
from pincite.readers.pdf.shown import NOTHING_SAMPLED, Sampled, sampled
from pincite.readers.pdf.stamps import is_stamp
from pincite.readers.pdf.turned import SLANTED, Turns, in_frame, turns
from pincite.readers.pdf.typed import NOTHING_TYPED, with_typed
from pincite.readers.pdf.unread import Unread

FEW_LETTERS = 200
"""Letters up to which a page under one big picture counts as a scan with a stamp (courts stamp some 50 to 120); a scan
with a text layer has over a thousand."""

MOST_CHARACTERS = 300_000
"""Characters of one page: a newspaper's has 40,000, a large drawing under 100,000. More are an attack or a mistake."""

MOST_TEXTS = 20_000
"""Text objects on one page, each a run of letters or a single letter. PDFium compares many of them with each other, 7
seconds for 30,000; the most on 464 pages of contracts and court papers are 2,052."""

MOST_PIECES = 12_000
"""Runs of letters of a page from which it is a drawing, whose words stay in drawing order; a table of 100 rows and 20
columns has 2,000."""

FEWEST_OTHERS = 300
"""Letters in words drawn otherwise than declared from which a page is read by text recognition."""

STAMPED = 0.1
"""Share of the page's height, at its foot, in which stamps are printed."""


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as read; all ranges count from its own first character.

    `lines` are in the order of the text, with their places in points. `parts` are the ranges of tables, footnotes and
    line numbers, each with its kind and note. `hidden` are ranges that a person does not see. `is_picture` is True when
    a picture covers the page and these are only the few words over it; `has_unmapped`, when some letters have no
    meaning; `has_misdrawn`, when its fonts draw some letters as others; `has_layers`, when it had a second, unseen text
    under its own. `looks` are those of its lines.
    """

    text: str
    rectangles: Rectangles
    kinds: Kinds
    lines: tuple[PlacedLine, ...]
    parts: tuple[tuple[BlockKind, int, int, str], ...]
    hidden: tuple[tuple[int, int], ...]
    is_picture: bool = False
    has_unmapped: bool = False
    has_misdrawn: bool = False
    has_layers: bool = False
    looks: Sampled = NOTHING_SAMPLED


def read_page(
    page: ctypes.c_void_p, fonts: Fonts, typed: int = NOTHING_TYPED, *, has_layers: bool = True
) -> PageText | Unread:
    """The text of an open page, or the reason why there is nothing to read on it.

    `fonts` are those of its document. `typed` is the index of the first character typed into fields and notes, as
    PDFium counts. Without `has_layers`, no form on the page can be in a layer that is turned off.
    """
    items = objects(page)
    if _is_crowded(items):
        return "crowded"
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return "damaged"
    try:
        if pdfium.FPDFText_CountChars(text_page) > MOST_CHARACTERS:
            return "crowded"
        characters = characters_of(page, text_page)
        if not characters.is_ink.any():
            return "scan" if any(map(leaves_a_mark, inside(items))) else "blank"
        if not is_legible(characters):
            return "unmapped"
        others = misdrawn(text_page, items, characters, fonts)
        if others.sum() > max(FEWEST_OTHERS, MOSTLY_UNMAPPED * characters.is_ink.sum()):
            return "unmapped"
        hidden, repeated = unseen(text_page, items, characters)
        hidden |= not_pictured(page, text_page, items, characters, has_layers=has_layers) & ~repeated
        hidden |= others
        turned = turns(page, text_page, characters)
        lost = lost_blanks(items, characters)
        numbers = np.insert(np.arange(len(characters.signs)), lost, -1)
        if len(lost):
            characters = with_blanks(characters, lost)
            hidden, repeated = (np.insert(flags, lost, False) for flags in (hidden, repeated))
            turned = None if turned is None else np.insert(turned, lost, 0)
            typed += int((lost < typed).sum())
        size = float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page))
        ruled = as_shown(page, rules(items))[0]
        built = _built(characters, ~repeated, turned, ruled, size, typed)
        looks = NOTHING_SAMPLED if turned is not None else sampled(text_page, built, numbers, ruled, size[0])
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    own = built.sources >= 0
    letters = int(characters.is_ink.sum())
    return PageText(
        text=built.text,
        rectangles=built.rectangles,
        kinds=built.kinds,
        lines=built.lines,
        parts=built.parts,
        hidden=_ranges(hidden[built.sources] & own, built.text),
        is_picture=letters < FEW_LETTERS and is_picture(page, items),
        has_unmapped=bool(UNMAPPED in built.text),
        has_misdrawn=bool(others.any()),
        has_layers=bool(repeated.any()),
        looks=looks,
    )


def count_characters(page: ctypes.c_void_p) -> int:
    """The number of characters of an open page, as PDFium counts; `NOTHING_TYPED` for a page that is not read."""
    text_page = None if _is_crowded(objects(page)) else pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return NOTHING_TYPED
    count = int(pdfium.FPDFText_CountChars(text_page))
    pdfium.FPDFText_ClosePage(text_page)
    return count


def _is_crowded(items: Sequence[Item]) -> bool:
    """True for more text objects than PDFium reads in reasonable time."""
    texts = sum(1 for item in inside(items) if pdfium.FPDFPageObj_GetType(item) == TEXT)
    return texts > MOST_TEXTS


def _built(
    characters: Characters, kept: Flags, turned: Turns | None, ruled: Rectangles, size: tuple[float, float], typed: int
) -> Built:
    """The page's text: first the words in its main direction, then the others."""
    ink = characters.is_ink & kept
    assembly = Assembly(characters, kept)
    if turned is None:
        _add_frame(assembly, characters, ink, ruled, size, typed)
        return assembly.built(size)
    counts = np.bincount(turned[ink], minlength=SLANTED + 1)
    main = int(counts[:SLANTED].argmax())
    for turn in (main, *(turn for turn in range(SLANTED) if turn != main and counts[turn])):
        frame = replace(characters, places=in_frame(characters.places, turn, size))
        sides = size if turn % 2 == 0 else (size[1], size[0])
        here = ink & (turned == turn)
        if turn == main and counts[turn]:
            _add_frame(assembly, frame, here, in_frame(ruled, turn, size), sides, typed)
        else:
            _add_aside(assembly, frame, here)
    if counts[SLANTED]:
        _add_aside(assembly, characters, ink & (turned == SLANTED))
    return assembly.built(size)


def _add_frame(
    assembly: Assembly, frame: Characters, ink: Flags, ruled: Rectangles, size: tuple[float, float], typed: int
) -> None:
    """Add the words that are upright in a frame."""
    pieces, numbers = _pieces(assembly, frame, ink, walls(ruled), size[1])
    if len(pieces) > MOST_PIECES:
        assembly.add(LineBlock("text", tuple(lines_of(pieces, np.ones(len(pieces), np.bool_)))), pieces, frame, 0.0)
        return
    free = np.ones(len(pieces), np.bool_)
    free[numbers] = False
    tables = ruled_tables(grids(ruled), pieces, free)
    for table in tables:
        free[table.pieces] = False
    for table in aligned_tables(pieces, free, frame):
        tables.append(table)
        free[table.pieces] = False
    lines = with_typed(lines_of(pieces, free), pieces, typed)
    lines = parted(joined(lines, pieces, frame), pieces, frame)
    lines = [*lines, *tables]
    heads, feet = edges(lines, size[1])
    feet |= {index for index, line in enumerate(lines) if _is_low_stamp(line, pieces, frame, size[1])} - heads
    ordered = in_reading_order(lines, heads, feet)
    at_edge = {id(lines[index]): "edge" for index in (*heads, *feet)}
    last = {id(lines[index]) for index in feet}
    text = [line for line in ordered if id(line) not in at_edge]
    notes = footnotes(text, [lines[index] for index in feet], pieces, frame, ruled, size)
    noted = {id(line) for note in notes for line in note.lines}
    blocks = [LineBlock("numbers", tuple(line_of(pieces, [piece]) for piece in numbers))] if len(numbers) else []
    for line in ordered:
        if id(line) not in noted and id(line) not in last:
            kind: BlockKind = "table" if line.rows else "edge" if id(line) in at_edge else "text"
            blocks.append(LineBlock(kind, (line,)))
    blocks += [LineBlock("footnote", note.lines, note.mark) for note in notes]
    blocks += [
        LineBlock("table" if line.rows else "edge", (line,))
        for line in ordered
        if id(line) in last and id(line) not in noted
    ]
    usual = usual_space([line for line in ordered if not line.rows])
    for block in blocks:
        assembly.add(block, pieces, frame, usual)


def _is_low_stamp(line: PageLine, pieces: Pieces, frame: Characters, height: float) -> bool:
    """True for a stamp at the foot of a page, which may be close below its last words."""
    if line.rows or line.bottom > STAMPED * height:
        return False
    words = " ".join(frame.text(int(pieces.first[piece]), int(pieces.last[piece])) for piece in line.pieces)
    return is_stamp(" ".join(words.split()))


def _add_aside(assembly: Assembly, frame: Characters, ink: Flags) -> None:
    """Add words in other directions than the page's, in drawing order."""
    nothing = np.empty(0, np.int64)
    pieces = pieces_of(frame, ink, np.empty((0, 4)), nothing)
    assembly.add(LineBlock("aside", tuple(lines_of(pieces, np.ones(len(pieces), np.bool_)))), pieces, frame, 0.0)


def _pieces(
    assembly: Assembly, frame: Characters, ink: Flags, sides: Rectangles, height: float
) -> tuple[Pieces, list[int]]:
    """The pieces of a frame, without repeats, and which of them are line numbers, from top to bottom."""
    cuts = np.empty(0, np.int64)
    pieces = pieces_of(frame, ink, sides, cuts)
    repeated, parted_before = overlaps(pieces, frame)
    if repeated or parted_before:
        ink = ink.copy()
        for piece in repeated:
            first, last = int(pieces.first[piece]), int(pieces.last[piece])
            ink[first : last + 1] = False
            assembly.leave_out(first, last)
        cuts = np.array(parted_before, np.int64)
        pieces = pieces_of(frame, ink, sides, cuts)
    starts, ends = line_numbers(pieces, frame, height)
    if not len(starts):
        return pieces, []
    drawn = np.append(np.flatnonzero(ink), len(ink))
    following = drawn[np.searchsorted(drawn, ends, side="right")]
    pieces = pieces_of(frame, ink, sides, np.concatenate((cuts, starts, following)))
    place = {start: piece for piece, start in enumerate(pieces.first.tolist())}
    return pieces, [place[start] for start in starts.tolist()]


def _ranges(marked: Flags, text: str) -> tuple[tuple[int, int], ...]:
    """Runs of marked characters. White space between two marked ones belongs to the run."""
    found: list[tuple[int, int]] = []
    for index in np.flatnonzero(marked).tolist():
        if found and not text[found[-1][1] : index].strip():
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return tuple(found)
