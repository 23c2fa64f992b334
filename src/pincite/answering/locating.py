"""Where does a quote stand in the passages that were shown?

A model is asked for the exact words that bear a statement out. They are looked for in the form of `folding`; they are
found letter for letter or not at all. What is likely, near or similar is no place.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pincite.answering.folding import DASHES, IDEOGRAPH, WORD, Folded, folded
from pincite.documents.document import Document
from pincite.documents.overleaf import overleaf
from pincite.documents.ranges import merged
from pincite.documents.span import VersionId
from pincite.errors import CitationError
from pincite.retrieval.evidence import Passage

FEWEST_WORDS = 3
"""Words of a quote that points at a place by itself. One or two ("the Supplier", "Delaware") stand in many places and
bear nothing out."""

MOST_PLACES = 3
"""Places at which the same words may stand and all be cited; words that stand at more point nowhere."""

FEWEST_SPLICED, MOST_PARTS = 2, 6
"""Words of the shortest part of a spliced quote, and its parts: words found one by one are no splice but a coincidence,
and are told as not found."""

_OMISSION = re.compile(r"\s*[\[(]?\s*(?:\.\s?){3,}[\])]?\s*")
"""Dots in the middle of folded words, bare or in brackets, for what was left out."""

_EDGES = " '.,;:()[]"
"""Signs at the ends of folded words that a quote may have of its own: marks around it, the stop of the sentence that it
stands in, dots for what is before and behind."""

_INNER = str.maketrans("“”", "‘’")

Forms = tuple[str, str]
"""Folded words without and with the hyphens at the ends of lines."""


class ShownPassage:
    """A passage with the words of it that a person sees, folded; both forms are made when they are first asked for."""

    def __init__(self, passage: Passage, content: Document) -> None:
        self.passage = passage
        self.content = content

    @cached_property
    def unseen(self) -> tuple[tuple[int, int], ...]:
        """What of the passage was not shown, in order: hidden words, and what stands at the edges of pages."""
        chunk, content = self.passage.chunk, self.content
        furniture = set(content.ranges("furniture"))
        at_edges = [ends for ends in overleaf(content, chunk.start, chunk.end) if ends in furniture]
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
        """Where a quote stands, given in both forms: ranges of the document's text, in order, each once.

        No more are looked for when there are `most` in one of the forms.
        """
        (joined, kept), (without, with_hyphens) = self.forms, quote
        found = set(islice(joined.places(without), most))
        if kept is not joined or with_hyphens != without:
            found.update(islice(kept.places(with_hyphens), most))
        return sorted(found)

    def holds(self, quote: Forms) -> bool:
        """True when a quote stands in the passage at all."""
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
    """True for a quote of too few words to be looked for; a sign of a script without spaces counts as a word.

    >>> is_short("the Supplier"), is_short("7.2(b)(ii)"), is_short("$4,200 per month"), is_short("合同终止")
    (True, True, False, False)
    """
    words = folded(quote, 0, len(quote)).text.split()
    return sum(max(any(map(str.isalnum, word)), len(IDEOGRAPH.findall(word))) for word in words) < FEWEST_WORDS


def stands_in(quote: str, one: ShownPassage) -> bool:
    """True when a passage holds a quote, however short, or the clause whose number it is."""
    forms = _searched(quote)
    chunk = one.passage.chunk
    return any(one.holds(form) for form in forms) or any(
        clause.number and clause.number.casefold() == forms[0][0]
        for clause in one.content.clauses
        if clause.start < chunk.end and chunk.start < clause.end
    )


def stands_as_written(words: str, one: ShownPassage) -> bool:
    """True when a passage holds words with the signs at their ends: "[14]" and not only 14."""
    joined, kept = (folded(words, 0, len(words), keeps_hyphens=keeps).text for keeps in (False, True))
    return one.holds((joined, kept))


class StandsOften(CitationError):  # noqa: N818 - reads as a sentence where it is raised
    """A quote stands at too many places of the passage that its label names to point at one of them."""


def locate(quote: str, label: int, shown: Sequence[ShownPassage]) -> tuple[TextRange, ...]:
    """All places where a quote stands: in the passage of the label, else in the others.

    Raises:
        StandsOften: it stands at too many places of the passage of the label.
        CitationError: it stands nowhere, is put together from several places, or stands at too many of the others.
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
    """What is searched for, one after the other: the quote as it is, and without the signs at its ends; in both forms.

    A quote of such signs alone gives an empty form, which stands nowhere.
    """
    joined, kept = (folded(quote, 0, len(quote), keeps_hyphens=keeps).text for keeps in (False, True))
    trimmed = joined.strip(_EDGES), kept.strip(_EDGES)
    return [trimmed] if (joined, kept) == trimmed else [(joined, kept), trimmed]


def _why_not(form: Forms, quote: str, shown: Sequence[ShownPassage]) -> str:
    """Why a quote stands nowhere, as the end of a reason."""
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
    """For each part of a spliced quote the labels of the passages that hold it; nothing where it is no splice.

    Each part is the longest run of words from where the last one ended that stands in a passage: words that stand
    somewhere do so without their last one too, so no other cut has fewer parts.
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
    """The labels of the passages that hold folded words."""
    return [one.passage.label for one in shown if one.holds(form)]


def _named(found: Sequence[Sequence[int]]) -> str:
    """The passages of the parts, each by the first that holds it.

    >>> _named([[1], [3, 4]])
    '[1], [3]'
    """
    return ", ".join(f"[{labels[0]}]" for labels in found)


def in_short(quote: str, most: int = 80) -> str:
    """A quote in a reason: on one line, with what cannot be printed taken out, cut where it is long.

    No mark in it closes the marks around it, so that whoever reads a reason knows which words are a model's.

    >>> in_short("the “Supplier”")
    '“the ‘Supplier’”'
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in quote).split()).translate(_INNER)
    return f"“{plain}”" if len(plain) <= most else f"“{plain[: most - 1]}…”"
