"""Finds the places of a quote in the passages that were shown.

A model is asked for the exact words that support a statement. They are compared in the form of `folding`, and are found
letter for letter or not at all. A likely, near or similar place is none.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pincite.answering.folding import DASHES, IDEOGRAPH, WORD, Folded, folded
from pincite.documents.document import Document
from pincite.documents.page_edges import skipped_at_edges
from pincite.documents.ranges import merged
from pincite.documents.span import VersionId
from pincite.errors import CitationError
from pincite.retrieval.evidence import Passage

FEWEST_WORDS = 3
"""The fewest words of a quote that points at a place by itself. One or two ("the Supplier", "Delaware") are in many
places and support nothing."""

MOST_PLACES = 3
"""The most places of the same words that are all cited; words at more places point at none."""

FEWEST_SPLICED, MOST_PARTS = 2, 6
"""The fewest words of a part of a spliced quote, and the most parts. Words found one by one are no splice but a
coincidence, and are reported as not found."""

_OMISSION = re.compile(r"\s*[\[(]?\s*(?:\.\s?){3,}[\])]?\s*")
"""Dots in the middle of folded words, bare or in brackets, for what was left out."""

_EDGES = " '.,;:()[]"
"""Signs at the ends of folded words that a quote itself may add: quotation marks, the full stop of its sentence, dots
for what is before and after."""

_INNER = str.maketrans("“”", "‘’")

Forms = tuple[str, str]
"""Folded words without and with the hyphens at the ends of lines."""


class ShownPassage:
    """A passage with its visible words folded; both forms are made on first use."""

    def __init__(self, passage: Passage, content: Document) -> None:
        self.passage = passage
        self.content = content

    @cached_property
    def unseen(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the passage that were not shown, in order: hidden words, and text at the edges of pages."""
        chunk, content = self.passage.chunk, self.content
        furniture = set(content.ranges("furniture"))
        at_edges = [ends for ends in skipped_at_edges(content, chunk.start, chunk.end) if ends in furniture]
        return tuple(
            (first, last)
            for first, last in merged([*content.hidden, *at_edges])
            if first < chunk.end and chunk.start < last
        )

    @cached_property
    def forms(self) -> tuple[Folded, Folded]:
        """The folded words, without and with the hyphens at the ends of lines."""
        chunk, text = self.passage.chunk, self.content.text
        joined = folded(text, chunk.start, chunk.end, self.unseen)
        if DASHES.isdisjoint(text[chunk.start : chunk.end]):
            return joined, joined
        return joined, folded(text, chunk.start, chunk.end, self.unseen, keeps_hyphens=True)

    def places(self, quote: Forms, most: int) -> list[tuple[int, int]]:
        """The places of a quote, given in both forms: ranges of the document's text, in order, each once.

        At most `most` are looked for in each form.
        """
        (joined, kept), (without, with_hyphens) = self.forms, quote
        found = set(islice(joined.places(without), most))
        if kept is not joined or with_hyphens != without:
            found.update(islice(kept.places(with_hyphens), most))
        return sorted(found)

    def holds(self, quote: Forms) -> bool:
        """True if a quote is in the passage at all."""
        return bool(self.places(quote, 1))


@dataclass(frozen=True, slots=True)
class TextRange:
    """A range of the document's text in a passage."""

    passage: Passage
    content: Document
    start: int
    end: int


def as_shown_to_model(
    passages: Sequence[Passage], content_of: Callable[[VersionId], Document]
) -> tuple[ShownPassage, ...]:
    """The passages as they were shown, in the order of their labels."""
    return tuple(ShownPassage(passage, content_of(passage.chunk.version)) for passage in passages)


def is_short(quote: str) -> bool:
    """True for a quote with too few words to look for; a sign of a script without spaces counts as a word.

    >>> is_short("the Supplier"), is_short("7.2(b)(ii)"), is_short("$4,200 per month"), is_short("合同终止")
    (True, True, False, False)
    """
    words = folded(quote, 0, len(quote)).text.split()
    return sum(max(any(map(str.isalnum, word)), len(IDEOGRAPH.findall(word))) for word in words) < FEWEST_WORDS


def stands_in(quote: str, one: ShownPassage) -> bool:
    """True if a passage has a quote, however short, or the clause whose number it is."""
    forms = _searched(quote)
    chunk = one.passage.chunk
    return any(one.holds(form) for form in forms) or any(
        clause.number and clause.number.casefold() == forms[0][0]
        for clause in one.content.clauses
        if clause.start < chunk.end and chunk.start < clause.end
    )


def stands_as_written(words: str, one: ShownPassage) -> bool:
    """True if a passage has words with the signs at their ends: "[14]" and not only 14."""
    joined, kept = (folded(words, 0, len(words), keeps_hyphens=keeps).text for keeps in (False, True))
    return one.holds((joined, kept))


class StandsOften(CitationError):  # noqa: N818 - reads as a sentence where it is raised
    """A quote is at too many places of the passage of its label to point at one of them."""


def locate(quote: str, label: int, shown: Sequence[ShownPassage]) -> tuple[TextRange, ...]:
    """All places of a quote: in the passage of the label, else in the others.

    Raises:
        StandsOften: it is at too many places of the passage of the label.
        CitationError: it is nowhere, is put together from several places, or is at too many places of the others.
    """
    own = [one for one in shown if one.passage.label == label]
    others = [one for one in shown if one.passage.label != label]
    forms = _searched(quote)
    for group in (own, others):
        for form in forms:
            places = [
                TextRange(one.passage, one.content, *ends)
                for one in group
                for ends in one.places(form, MOST_PLACES + 1)
            ]
            if len(places) > MOST_PLACES:
                problem = StandsOften if group is own else CitationError
                raise problem(
                    f"the words it quotes stand at more than {MOST_PLACES} places and point at none: {in_short(quote)}"
                )
            if places:
                return tuple(places)
    raise CitationError(_why_not(forms[-1], quote, shown))


def _searched(quote: str) -> list[Forms]:
    """The forms to search for, in order: the quote as it is, and without the signs at its ends.

    A quote of such signs alone gives an empty form, which is nowhere.
    """
    joined, kept = (folded(quote, 0, len(quote), keeps_hyphens=keeps).text for keeps in (False, True))
    trimmed = joined.strip(_EDGES), kept.strip(_EDGES)
    return [trimmed] if (joined, kept) == trimmed else [(joined, kept), trimmed]


def _why_not(form: Forms, quote: str, shown: Sequence[ShownPassage]) -> str:
    """Why a quote is nowhere, as the end of a reason."""
    parts = [part for part in _OMISSION.split(form[1]) if part]
    if len(parts) > 1:
        found = [_labels_with((folded(part, 0, len(part)).text, part), shown) for part in parts]
        if all(found):
            return (
                f"it quotes as one what stands apart, with words left out between ({_named(found)}); "
                f"each must be quoted by itself: {in_short(quote)}"
            )
        return f"a part of the words it quotes stands in no passage: {in_short(quote)}"
    found = _spliced(form[0], shown)
    if found:
        return f"it quotes as one what is put together from {len(found)} places ({_named(found)}): {in_short(quote)}"
    return f"the words it quotes stand in no passage: {in_short(quote)}"


def _spliced(words: str, shown: Sequence[ShownPassage]) -> list[list[int]]:
    """For each part of a spliced quote, the labels of the passages that have it; empty if it is no splice.

    Each part begins where the last one ended and is the longest run of words that is in a passage. A run that is in a
    passage is there without its last word too, so no other cut has fewer parts.
    """
    ends = [match.end() for match in WORD.finditer(words)]
    starts = [match.start() for match in WORD.finditer(words)]
    found: list[list[int]] = []
    at = 0
    while at < len(starts):
        fewest, most = 0, len(starts) - at
        while fewest < most:
            middle = (fewest + most + 1) // 2
            run = words[starts[at] : ends[at + middle - 1]]
            fewest, most = (middle, most) if _labels_with((run, run), shown) else (fewest, middle - 1)
        if fewest < FEWEST_SPLICED or len(found) == MOST_PARTS:
            return []
        run = words[starts[at] : ends[at + fewest - 1]]
        found.append(_labels_with((run, run), shown))
        at += fewest
    return found


def _labels_with(form: Forms, shown: Sequence[ShownPassage]) -> list[int]:
    """The labels of the passages that have folded words."""
    return [one.passage.label for one in shown if one.holds(form)]


def _named(found: Sequence[Sequence[int]]) -> str:
    """The passages of the parts, each by the first one that has it.

    >>> _named([[1], [3, 4]])
    '[1], [3]'
    """
    return ", ".join(f"[{labels[0]}]" for labels in found)


def in_short(quote: str, most: int = 80) -> str:
    """A quote for a reason: on one line, without unprintable characters, cut if it is long.

    No quotation mark in it closes those around it, so that the reader of a reason knows which words are a model's.

    >>> in_short("the “Supplier”")
    '“the ‘Supplier’”'
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in quote).split()).translate(_INNER)
    return f"“{plain}”" if len(plain) <= most else f"“{plain[: most - 1]}…”"
