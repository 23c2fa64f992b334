"""A consolidated agreement for people: the words as they now read, each change marked, and notes on the marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.documents.document import Document, clause_path, section_in
from pincite.documents.markup import unmarked
from pincite.documents.regions import HIDDEN_TEXT, as_shown
from pincite.structure.amending.consolidated import Applied, Consolidated, Unplaced
from pincite.structure.amending.current import TextPiece
from pincite.structure.amending.instructions import APPLIES

OPEN, CLOSE = "⟦", "⟧"
"""Marks around words that an amendment inserted. Square brackets could be taken for the agreement's own."""

_OWN = str.maketrans(OPEN + CLOSE, "[]")
"""A document's own copies of the marks are shown as square brackets, so that it cannot forge a mark."""

_MARK = re.compile(rf"{OPEN}(\d+)([^{CLOSE}]*){CLOSE}")

LONGEST_SHOWN = 300
"""Characters of replaced words that a note repeats."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The text with numbered marks, the notes in order of their numbers from 1, and the notes without a place."""

    text: str
    notes: tuple[str, ...]
    general: tuple[str, ...]

    @property
    def pieces(self) -> Iterator["MarkedPiece"]:
        """The text in pieces; each is one mark or has none."""
        at = 0
        for found in _MARK.finditer(self.text):
            if found.start() > at:
                yield MarkedPiece(self.text[at : found.start()])
            yield MarkedPiece(found[2], int(found[1]))
            at = found.end()
        if at < len(self.text):
            yield MarkedPiece(self.text[at:])


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A piece of a marked text; `note` is the number of its mark, None for words without one."""

    words: str
    note: int | None = None


def plain(made: Consolidated, sources: Sequence[Document]) -> str:
    """The agreement as it now reads, without marks."""
    return "".join(piece.gap + sources[piece.source].text[piece.start : piece.end] for piece in made.pieces)


def marked(made: Consolidated, sources: Sequence[Document], names: Sequence[str]) -> Marked:
    """The agreement as it now reads, with a mark at each change and at each clause where an instruction was not placed.

    `sources` are the agreement and its amendments; `names` is what they are called.
    """
    parts: list[str] = []
    notes: list[str] = []
    beside = sorted((one for one in made.unplaced if one.start is not None), key=lambda one: one.start or 0)
    at = 0
    for piece in made.pieces:
        source = sources[piece.source]
        if piece.by is not None:
            notes.append(_carried_out_note(made.applied[piece.by], sources, names))
            words = _shown(source, piece.start, piece.end)
            parts.append(f"{piece.gap}{OPEN}{len(notes)}: {words or 'deleted'}{CLOSE}")
            continue
        start = piece.start
        while at < len(beside) and (beside[at].start or 0) < piece.end:
            place = max(start, beside[at].start or 0)
            notes.append(_not_placed_note(beside[at], sources, names))
            parts += [_shown(source, start, place), f"{OPEN}{len(notes)}{CLOSE} "]
            start = place
            at += 1
        parts.append(_shown(source, start, piece.end))
    for one in beside[at:]:
        notes.append(_not_placed_note(one, sources, names))
        parts.append(f" {OPEN}{len(notes)}{CLOSE}")
    general = [_not_placed_note(one, sources, names) for one in made.unplaced if one.start is None]
    return Marked("".join(parts), tuple(notes), tuple(dict.fromkeys(general)))


def _shown(source: Document, start: int, end: int) -> str:
    """Words as a person sees them: without the running heads and numbers of pages, what the file hides, and markup."""
    words = as_shown(source, start, end, HIDDEN_TEXT)
    words = unmarked(words) if source.format == "markdown" else _BETWEEN_PAGES.sub("\n", words)
    return words.translate(_OWN)


_BETWEEN_PAGES = re.compile(r"\n(?:[ \t]+\n)+")
"""What is left where pages meet once what stands at their edges is left out."""


def pin_of(sources: Sequence[Document], names: Sequence[str], source: int, position: int) -> str:
    """The name of an amendment with the section that holds a position: "Amendment No. 2 § 3"."""
    path = clause_path(sources[source].clauses, position)
    number = section_in(path)
    return f"{names[source]} § {number}" if number else names[source]


def words_of(piece: TextPiece, sources: Sequence[Document]) -> str:
    """The words of a piece on one line, as a person sees them."""
    return " ".join(_shown(sources[piece.source], piece.start, piece.end).split())


def _carried_out_note(one: Applied, sources: Sequence[Document], names: Sequence[str]) -> str:
    """What a change did, and where it is ordered."""
    pin = pin_of(sources, names, one.amendment, one.instruction.start)
    removed = " ".join(words_of(piece, sources) for piece in one.removed).strip()
    shown = removed if len(removed) <= LONGEST_SHOWN else f"{removed[:LONGEST_SHOWN].rpartition(' ')[0]} …"
    if one.put is None:
        return f"{pin} deletes “{shown}”"
    return f"{pin}, in place of “{shown}”" if shown else f"{pin} adds this"


def _not_placed_note(one: Unplaced, sources: Sequence[Document], names: Sequence[str]) -> str:
    return unplaced_note(pin_of(sources, names, one.amendment, one.instruction.start), one)


def unplaced_note(pin: str, one: Unplaced) -> str:
    """The note on an instruction that changed nothing; `pin` names where it stands."""
    if one.why == APPLIES:
        return f"{pin} says to which cases the new words apply"
    target = one.instruction.target
    where = (f"section {target}" if target[:1].isdigit() else target) or "the agreement"
    if one.start is not None:
        where = "this section"
    return f"{pin} also touches {where} and is not carried out here: {one.why}"
