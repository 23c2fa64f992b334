"""An agreement with its amendments carried out: where each word comes from, and which instructions were not placed.

Amendments are carried out one after the other, each instruction on the text that the earlier ones left. An instruction
that does not fit with certainty changes nothing. It is shown beside the clause that it names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pincite.documents.document import Document
from pincite.structure.amending.current import CurrentText, Gap, Range, TextPiece
from pincite.structure.amending.instruction import Instruction
from pincite.structure.references.targets import split_number
from pincite.structure.sentences import sentences

MOST_TOUCHES = 400
"""Most changes that are carried out in one agreement."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_LABEL = r"\s*(?:(?:Section|SECTION|Sec\.|Article|ARTICLE|Clause|CLAUSE|Paragraph|§)\s*)?{token}[.):]*(?:\s+|$)"
_TERM_FIRST = re.compile(r"\s*(?:\(?\w{1,4}[.)]\s*)?[“\"'‘]")
_WORD = re.compile(r"\S+")
_QUOTES = {"“": '[“"]', "”": '[”"]', '"': '[“”"]', "’": "[’']", "'": "[’']", "‘": "[‘']"}


@dataclass(frozen=True, slots=True)
class ParsedAmendment:
    """An amendment to be carried out: its text and its instructions.

    `pending` says why it is not in force; it is empty where it is. `hidden` are ranges of its text that nobody sees.
    """

    text: str
    instructions: tuple[Instruction, ...]
    pending: str = ""
    hidden: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was carried out: the words that it removed and the words that it inserted, each where they stand.

    `beside` are the words next to which new ones were inserted; empty where the new words replaced the removed ones.
    """

    amendment: int
    instruction: Instruction
    removed: tuple[TextPiece, ...]
    put: TextPiece | None
    beside: tuple[TextPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An instruction that changed nothing, the reason, and the clause that it names in the agreement's own text.

    `[start, end)` is a range of the agreement; both are None where the clause is not one of its own.
    """

    amendment: int
    instruction: Instruction
    why: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The agreement as it now reads, and what was done to it, in order."""

    pieces: tuple[TextPiece, ...]
    applied: tuple[Applied, ...]
    unplaced: tuple[Unplaced, ...]


def consolidate(agreement: Document, amendments: Sequence[ParsedAmendment], today: str) -> Consolidated:
    """The agreement with its amendments, earliest first, carried out as far as in force on `today` (`2024-03-01`)."""
    work = _Work(agreement, amendments, today)
    for number, amending in enumerate(amendments, start=1):
        for instruction in amending.instructions:
            work.carry_out(number, instruction, amending.pending)
    return Consolidated(tuple(work.current.pieces), tuple(work.applied), tuple(work.unplaced))


class _NotPlacedError(Exception):
    """An instruction cannot be carried out: the reason, and the index of the clause that it names."""

    def __init__(self, why: str, at: int | None = None) -> None:
        super().__init__(why)
        self.why, self.at = why, at


@dataclass(slots=True)
class _Work:
    """Carries out instructions in the text as it now reads, and notes what became of each."""

    agreement: Document
    amendments: Sequence[ParsedAmendment]
    today: str
    current: CurrentText = field(init=False)
    applied: list[Applied] = field(init=False, default_factory=list)
    unplaced: list[Unplaced] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the agreement as it was made."""
        self.current = CurrentText(self.agreement)

    def carry_out(self, amendment: int, one: Instruction, pending: str) -> None:
        """Carry out an instruction, or note why it cannot be done."""
        try:
            if len(self.applied) >= MOST_TOUCHES:
                raise _NotPlacedError("more was changed than is followed")
            at, place = self.current.found(one.target)
            why = one.why or pending
            if one.is_of_amendment:
                why = f"it changes what {one.document} says"
            elif one.effective > self.today:
                why = f"it takes effect on {one.effective}"
            elif self._is_hidden(amendment, one):
                why = "part of its words is hidden in its file"
            if one.change == "unclear" or why:
                raise _NotPlacedError(why, at)
            self._do(amendment, one, at, place)
        except _NotPlacedError as problem:
            clause = self.agreement.clauses[problem.at] if problem.at is not None else None
            span = (clause.start, clause.end) if clause is not None else (None, None)
            self.unplaced.append(Unplaced(amendment, one, problem.why, *span))

    def _is_hidden(self, amendment: int, one: Instruction) -> bool:
        ranges = [(one.start, one.end), *([one.new] if one.new is not None else [])]
        return any(
            start < last and first < end
            for start, end in ranges
            for first, last in self.amendments[amendment - 1].hidden
        )

    # Where

    def _standing(self, one: Instruction, at: int | None, place: Range | None) -> Range:
        """Where the clause stands in the text as it now reads.

        Raises:
            _NotPlacedError: there is no such clause, or an earlier amendment took it out.
        """
        if place is None:
            raise _NotPlacedError(f"no clause {one.target} was found for certain", at)
        if not place.is_there:
            raise _NotPlacedError("an earlier amendment replaced or deleted the words that it changes", at)
        return place

    # What

    def _do(self, amendment: int, one: Instruction, at: int | None, place: Range | None) -> None:
        if one.change == "inserted":
            self._insert(amendment, one, at, place)
            return
        if one.part.startswith("definition of "):
            place = self._definition(one, at)
            range_ = (place.start, place.end)
        else:
            place = self._standing(one, at, place)
            range_ = (place.start, place.end)
        if one.change == "substituted":
            self._substitute(amendment, one, at, range_)
        elif one.change == "appended":
            self._append(amendment, one, place)
        else:
            start, end = self._part(one, at, range_)
            if one.change == "replaced" and not one.part:
                start = self._after_label(amendment, one, start, end)
            target = place if not one.part or one.part.startswith("definition") else None
            put = self._edit(amendment, one, start, end, target)
            if not one.part and one.new is not None:
                self.current.index(split_number(one.target), put)

    def _definition(self, one: Instruction, at: int | None) -> Range:
        term = one.part.removeprefix("definition of ").casefold()
        found = self.current.definitions(term)
        if len(found) != 1:
            raise _NotPlacedError(
                f"the definition of “{one.part.removeprefix('definition of ')}” was not found for certain", at
            )
        return found[0]

    def _part(self, one: Instruction, at: int | None, range_: tuple[int, int]) -> tuple[int, int]:
        """The range of one sentence of a clause, or of the whole clause."""
        which, _, unit = one.part.partition(" ")
        if unit != "sentence":
            return range_
        units = sentences(self.current.text, *range_)
        heading = self.agreement.clauses[at].heading if at is not None else ""
        if units and heading and self.current.text[slice(*units[0])].rstrip(" .:–—-").endswith(heading.rstrip(" .:")):
            units = units[1:]
        has_parts = any(
            range_[0] < clause.start and clause.end <= range_[1] and clause.is_there for clause in self.current.clauses
        )
        place = {"last": len(units) - 1, "penultimate": len(units) - 2}.get(
            which, _ORDINALS.index(which) if which in _ORDINALS else -1
        )
        if not 0 <= place < len(units) or (has_parts and which != "first"):
            raise _NotPlacedError(f"which is its {one.part} is not plain", at)
        return units[place]

    def _after_label(self, amendment: int, one: Instruction, start: int, end: int) -> int:
        """Where a clause's words begin: after its number, unless the new words bring a number of their own."""
        path = split_number(one.target).path
        if not path or one.new is None:
            return start
        token = re.escape(path[-1].removeprefix("article ").removeprefix("section "))
        label = re.compile(_LABEL.format(token=rf"\(?{token}(?:\.0)?\)?"), re.IGNORECASE)
        whole = re.escape(one.target).replace(r"\(", r"\s?\(")
        new = self.amendments[amendment - 1].text[slice(*one.new)]
        if (
            label.match(new)
            or re.match(rf"\s*(?:Section\s*|Article\s*|§\s*)?{whole}\b", new, re.IGNORECASE)
            or not new.strip()
        ):
            return start
        match = label.match(self.current.text, start, end)
        return match.end() if match is not None else start

    def _substitute(self, amendment: int, one: Instruction, at: int | None, range_: tuple[int, int]) -> None:
        """Change words within a clause."""
        text = self.amendments[amendment - 1].text
        if one.old is None:
            raise _NotPlacedError("the words that it changes are not quoted", at)
        old = text[slice(*one.old)]
        found = _places(self.current.text, old, *range_) or _places(self.current.text, old.rstrip(" ,."), *range_)
        if not found:
            raise _NotPlacedError(f"the words “{_brief(old)}” do not stand there", at)
        if len(found) > 1 and not one.is_throughout:
            raise _NotPlacedError(f"the words “{_brief(old)}” stand there {len(found)} times", at)
        new = one.new
        if new is not None and not one.side and text[new[1] - 1 : new[1]] in (".", ",") and old[-1:] not in (".", ","):
            new = (new[0], new[1] - 1)  # American quotation marks enclose the outer sentence's stop
        changed = replace(one, new=new)
        for start, end in reversed(found):
            if one.side:
                where = end if one.side == "after" else start
                beside = tuple(self.current.within(start, end))
                gap: Gap = " " if one.side == "after" and _needs_space(text, new) else ""
                self._edit(amendment, changed, where, where, None, gap=gap, beside=beside)
            else:
                self._edit(amendment, changed, start, end, None)

    def _append(self, amendment: int, one: Instruction, place: Range) -> None:
        text = self.amendments[amendment - 1].text
        words = text[slice(*one.new)] if one.new is not None else ""
        is_new_paragraph = (
            "\n" in words.strip()
            or _TERM_FIRST.match(words) is not None
            or re.match(r"\s*\(?\w{1,5}(?:\.\d+)*[.)]\s", words)
        )
        holders = [
            range_
            for range_ in self.current.ranges()
            if range_.is_there and range_.start <= place.start and range_.end == place.end
        ]
        self._edit(
            amendment, one, place.end, place.end, None, gap="\n\n" if is_new_paragraph else " ", grow=[place, *holders]
        )

    def _insert(self, amendment: int, one: Instruction, at: int | None, place: Range | None) -> None:
        """Insert a new clause after the one before it."""
        if place is not None and place.is_there:
            raise _NotPlacedError(f"there is a clause {one.target} already", at)
        where, side = self._beside(one)
        position = where.end if side == "after" else where.start
        number = split_number(one.target)
        holders = [
            range_
            for range_ in self.current.ranges()
            if range_ is not where and range_.is_there and range_.start <= where.start and range_.end == position
        ]
        gap: Gap = "\n\n" if side == "after" else ""
        put = self._edit(amendment, one, position, position, None, gap=gap, grow=holders)
        self.current.added[number.schedule, number.path] = put
        self.current.index(number, put)

    def _beside(self, one: Instruction) -> tuple[Range, str]:
        """The clause next to which a new one belongs, and on which side."""
        if one.anchor:
            _, anchor = self.current.found(one.anchor)
            if anchor is not None and anchor.is_there:
                return anchor, one.side or "after"
        earlier = self.current.before(split_number(one.target))
        if earlier is not None:
            return earlier, "after"
        raise _NotPlacedError(f"where a new clause {one.target} belongs was not found for certain")

    # The change itself

    def _edit(
        self,
        amendment: int,
        one: Instruction,
        start: int,
        end: int,
        target: Range | None,
        gap: Gap = "",
        grow: Sequence[Range] = (),
        beside: tuple[TextPiece, ...] = (),
    ) -> Range:
        """Put the new words in place of `[start, end)` and adjust every range. Returns where the new words stand."""
        number = len(self.applied)
        source = self.amendments[amendment - 1].text
        put = TextPiece(amendment, *one.new, by=number, gap=gap) if one.new is not None else None
        words = gap + source[slice(*one.new)] if one.new is not None else ""
        mark = put if put is not None else TextPiece(amendment, one.start, one.start, by=number)
        removed = self.current.replace(start, end, mark, words, target, grow)
        self.applied.append(Applied(amendment, one, tuple(removed), put, beside))
        if target is not None and put is None:
            target.is_there = False
        return Range(start + len(gap), start + len(words))


def _places(text: str, words: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where words stand in a range, whatever line breaks and form of quotation marks they have there."""
    tokens = _WORD.findall(words)
    if not tokens:
        return []
    pattern = r"\s+".join("".join(_QUOTES.get(letter, re.escape(letter)) for letter in token) for token in tokens)
    lead = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    tail = r"(?!\w)" if tokens[-1][-1].isalnum() else ""
    return [match.span() for match in re.compile(lead + pattern + tail).finditer(text, start, end)]


def _needs_space(text: str, new: tuple[int, int] | None) -> bool:
    """True for words that do not begin with a punctuation mark: ", and shall" needs no space."""
    return new is not None and text[new[0] : new[0] + 1] not in (",", ";", ".", " ", "")


def _brief(words: str) -> str:
    shown = " ".join(words.split())
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
