"""Decides whether a person sees words of an RTF file, from control words about letters, paragraphs and cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pincite.readers.rtf.tables import Properties, RtfStyle
from pincite.readers.visibility import (
    BLACK,
    ON_WHITE,
    UNKNOWN,
    WHITE,
    Colour,
    Papers,
    is_cut_off,
    is_lost,
    is_squeezed,
    is_too_small,
    laid_over,
)

LETTERS = frozenset(
    "v cf cb highlight chcbpat chcfpat chshdng fs charscalex expndtw expnd up dn outl embo impr cs".split()  # noqa: SIM905 - read more easily as words
)
"""Control words for letters that are followed."""

BLOCK = frozenset("sl slmult li lin fi ri rin cbpat cfpat shading s intbl".split())  # noqa: SIM905 - read more easily as words
"""Control words for paragraphs that are followed."""

CELL = frozenset("clcbpat clcfpat clshdng clcbpatraw clcfpatraw clshdngraw clvmrg clmrg clhidemark".split())  # noqa: SIM905 - read more easily as words

TWIPS = 20
"""Twips per point."""

PAGE_WIDTH, MARGIN = 12_240, 1_800
"""Default page width and left margin, in twips."""

LEAST_PAGE = 720
"""Twips of a page's side below which its words are not read."""

FAR_BEFORE = -1_440
"""Twips before the page's edge from which a line that begins there is off the page."""

FAR_UP = 150.0
"""Points by which letters must be raised or lowered to leave the surroundings of their line."""

LEAST_BOX = 60
"""Twips of a cell's or a row's side below which no letter shows."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The page under the words: its width and left margin in twips. Shapes are not considered here."""

    width: int = PAGE_WIDTH
    margin: int = MARGIN
    height: int = 15_840
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Tables:
    """What the header of a file states for the whole file."""

    colours: Sequence[tuple[Colour, ...]] = ()
    styles: dict[int, RtfStyle] = field(default_factory=dict)
    of_letters: dict[int, RtfStyle] = field(default_factory=dict)
    defaults: RtfStyle = field(default_factory=RtfStyle)

    def colour(self, number: int) -> tuple[Colour, ...]:
        """The colours that a number may stand for; none where the program chooses."""
        return self.colours[number] if 0 <= number < len(self.colours) else ()


def is_unseen(letters: Properties, block: Properties, cell: Properties, paper: Paper, tables: Tables) -> bool:
    """True for words that nobody sees, by their own properties or, where these state nothing, by their styles."""
    if _hides(letters, block, cell, paper, tables):
        return True
    style = tables.styles.get(block.get("s", 0), tables.defaults)
    of_letters = tables.of_letters.get(letters.get("cs", -1), tables.defaults)
    if not (style.letters or style.block or of_letters.letters or tables.defaults.letters):
        return False
    full = {**tables.defaults.letters, **style.letters, **of_letters.letters, **letters}
    return _hides(full, {**style.block, **block}, cell, paper, tables)


def is_unseen_cell(row: Properties, cell: Properties, width: int, right: int) -> bool:
    """True for a cell that shows no words; `width` and the right edge `right` are in twips."""
    if row.get("trhidden", 0) or 0 < -row.get("trrh", 0) < LEAST_BOX or "clvmrg" in cell or "clmrg" in cell:
        return True
    return width < LEAST_BOX or right < FAR_BEFORE


def _hides(letters: Properties, block: Properties, cell: Properties, paper: Paper, tables: Tables) -> bool:
    if letters.get("v", 0):
        return True
    size = letters.get("fs", 24) / 2
    width = letters.get("charscalex", 100) or 100
    spacing = letters["expndtw"] / TWIPS if "expndtw" in letters else letters.get("expnd", 0) / 4
    if is_too_small(size) or is_squeezed(width / 100, spacing, size):
        return True
    if max(letters.get("up", 0), letters.get("dn", 0)) / 2 > FAR_UP or _is_off(block, paper):
        return True
    line = block.get("sl", 0)
    if line < 0 and is_cut_off(-line / TWIPS, size):
        return True
    if line > 0 and block.get("slmult", 0) and is_cut_off(line / 240 * 1.15 * size, size):
        return True
    inks = tables.colour(letters.get("cf", 0))
    if not inks or any(letters.get(effect, 0) for effect in ("outl", "embo", "impr")):
        return False
    return any(is_lost(ink, papers) for papers in _papers(letters, block, cell, paper, tables) for ink in inks)


def _is_off(block: Properties, paper: Paper) -> bool:
    if paper.width < LEAST_PAGE or paper.height < LEAST_PAGE:
        return True
    left = paper.margin + block.get("lin", block.get("li", 0))
    begins = (left, left + block.get("fi", 0))
    return min(begins) < FAR_BEFORE or max(begins) > paper.width


def _papers(letters: Properties, block: Properties, cell: Properties, paper: Paper, tables: Tables) -> list[Papers]:
    """What may lie behind words, in each way that programs may interpret it."""
    behind = ON_WHITE if paper.is_known else UNKNOWN
    for names in (("clcbpat", "clcfpat", "clshdng"), ("clcbpatraw", "clcfpatraw", "clshdngraw")):
        behind = _shaded(names, cell, behind, tables)
    behind = _shaded(("cbpat", "cfpat", "shading"), block, behind, tables)
    behind = _shaded(("chcbpat", "chcfpat", "chshdng"), letters, behind, tables)
    marked = tables.colour(letters.get("highlight", 0))
    behind = marked or behind
    old = tables.colour(letters.get("cb", 0))
    # Some programs read the old control word as a background colour, others ignore it.
    return [behind, old] if old and not marked else [behind]


def _shaded(names: tuple[str, str, str], stated: Properties, behind: Papers, tables: Tables) -> Papers:
    """A colour with a pattern in another colour over it, or the background where nothing is stated."""
    back, front, share = (stated.get(name, 0) for name in names)
    papers = tables.colour(back)
    if share <= 0:
        return papers or behind
    under = papers or (WHITE,)
    return tuple(
        laid_over(over, min(share, 10_000) / 10_000, one) for one in under for over in tables.colour(front) or (BLACK,)
    )
