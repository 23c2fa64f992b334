"""What a statement is pinned to: the words it quotes, what leads into them, and what their terms mean.

A reader who opens a pin expects to find the statement in these words. So they alone may bear it out. The rest of the
passage, which may have exceptions, may only contradict it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath

from pincite.answering.answer import Citation
from pincite.answering.binding import WHOLE_PASSAGE
from pincite.answering.lead_ins import LONGEST as LONGEST_LEAD
from pincite.answering.lead_ins import is_of_alternatives, lead_ins, sentence_end, whole_sentences
from pincite.documents.document import Document, clause_path
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Passage
from pincite.retrieval.joining import visible_words
from pincite.retrieval.terms import content_words
from pincite.security.screening import screen
from pincite.structure.facts.names import spellings
from pincite.structure.headings import headings_in
from pincite.structure.outline.definitions import DefinedTerm, defined_terms
from pincite.structure.sentences import sentences

LONGEST_MEANING = 500
"""The most characters of a definition that are read; the last ones if the definition comes before its term."""

LONGEST_OPENING = 60
"""Fewer characters than these may come before the term of a separate definition: its number, a quotation mark."""

MOST_MEANINGS = 4
"""The most definitions that are read with a quote; if its sentence has more defined terms, the others are left out."""

FARTHEST_NAME = 200
"""The most characters between a party's name and its term: "a company of England with its office at …"."""

LONGEST_WHOLE = 600
"""The most characters of a one-sentence passage that may be cited as a whole: its only sentence is the pin."""

CLOSING = 2
"""Characters after a heading that still belong to it: its full stop."""

_LEADS_ON = re.compile(
    r"\b(?:except|excepting|unless|subject to|provided(?: that)?|other than|save(?: for)?)[\s.:,]*$", re.I
)
"""The end of a false heading, which begins a sentence: its condition does not apply to the words below it."""


@dataclass(frozen=True)
class Ground:
    """A passage on which statements may rest: its names and its words. The `orders` in it are neither.

    `flagged` are the ranges of its document's text that address an assistant.
    """

    passage: Passage
    content: Document
    flagged: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    orders: tuple[str, ...]

    @cached_property
    def words(self) -> str:
        """All words on which a statement may rest."""
        return self.read(self.passage.chunk.start, self.passage.chunk.end)

    @property
    def known(self) -> str:
        """What a reader of the passage knows: its document, its clause and its words."""
        return "\n".join((" · ".join(self.names), self.words))

    @cached_property
    def terms(self) -> tuple[DefinedTerm, ...]:
        """The terms that the passage defines."""
        start, end = self.passage.chunk.start, self.passage.chunk.end
        clauses = [
            replace(clause, start=clause.start - start, end=min(clause.end, end) - start)
            for clause in self.content.clauses
            if clause.kind == "definition" and start <= clause.start < end
        ]
        return tuple(
            replace(
                term,
                start=term.start + start,
                end=term.end + start,
                definition_start=term.definition_start + start,
                definition_end=term.definition_end + start,
            )
            for term in defined_terms(self.content.text[start:end], clauses)
        )

    def read(self, start: int, end: int) -> str:
        """The words of a range as a person sees them, without those that address an assistant."""
        pieces: list[str] = []
        at = start
        for first, last in (*self.flagged, (end, end)):
            pieces.append(visible_words(self.content, at, max(at, min(first, end))))
            at = min(max(at, last), end)
        return " ".join(piece for piece in pieces if piece.strip())

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The sentences of the passage."""
        chunk = self.passage.chunk
        return tuple(sentences(self.content.text, chunk.start, chunk.end))

    def led(self, pins: Sequence["Pin"]) -> str:
        """As `known`, with the words before the passage that lead into a pin of it: the opening of a list."""
        version = self.passage.chunk.version
        outer = dict.fromkeys(pin.outer for pin in pins if pin.outer and pin.ranges[-1][0] == version)
        return "\n".join((" · ".join(self.names), *outer, self.words))

    def beside(self, pins: Sequence["Pin"]) -> tuple[str, ...]:
        """The sentences of the passage that no pin overlaps."""
        version = self.passage.chunk.version
        taken = [(first, last) for pin in pins for where, first, last in pin.ranges if where == version]
        return tuple(
            self.read(first, last)
            for first, last in self.sentences
            if not any(start < last and first < end for start, end in taken)
        )

    @cached_property
    def is_one_sentence(self) -> bool:
        """True if the passage says one thing, so that a citation of the whole passage points at it."""
        chunk = self.passage.chunk
        headings = headings_in(self.content, chunk.start, chunk.end)
        said = [
            span
            for span in self.sentences
            if not any(first <= span[0] and span[1] <= last + CLOSING for first, last in headings)
        ]
        return len(said) <= 1 and chunk.end - chunk.start <= LONGEST_WHOLE


@dataclass(frozen=True, slots=True)
class Pin:
    """The words that a citation points at, and what may be read with them.

    `names` are those of the document and the clause. `lead` leads into the words; `meanings` define their terms.
    `parties` are names, each with the term in these words that stands for it. `ranges` are the places of the words and
    the lead, with the version of the document. `sayings` are the sentences that are quoted to their end, the first with
    its lead. `outer` is the part of the lead before the passage. `is_choice` is true for an item of a list joined by
    "or".
    """

    names: tuple[str, ...]
    lead: str
    words: str
    meanings: tuple[str, ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    ranges: tuple[tuple[VersionId, int, int], ...] = ()
    sayings: tuple[str, ...] = ()
    is_choice: bool = False
    outer: str = ""

    @property
    def premise(self) -> str:
        """Names, lead, words and meanings as one text, with which statements are compared."""
        return "\n".join(
            part for part in (" · ".join(self.names), f"{self.lead} {self.words}".strip(), *self.meanings) if part
        )


def is_name(words: str) -> bool:
    """True for a title or heading that neither addresses an assistant nor breaks off in a condition."""
    return bool(words) and not screen(words).flagged and _LEADS_ON.search(words) is None


def pointing_at_words(citations: Sequence[Citation], grounds: Mapping[int, Ground]) -> tuple[Citation, ...]:
    """The citations of a statement that point at words: quotes, and passages of one sentence."""
    return tuple(one for one in citations if WHOLE_PASSAGE not in one.note or grounds[one.label].is_one_sentence)


def best_places(text: str, citations: Sequence[Citation], grounds: Mapping[int, Ground]) -> tuple[Citation, ...]:
    """A statement's citations; of several places with the same quote, those with most of the statement's words.

    "within thirty (30) days" may be in three clauses; their sentences and headings show which is meant.
    """
    said = set(content_words(text))
    shared: dict[Citation, int] = {}
    for citation in citations:
        alike = [one for one in citations if one.quote == citation.quote]
        whole = pin_of(completed(citation, grounds), grounds).premise if len(alike) > 1 else ""
        shared[citation] = len(said & set(content_words(whole)))
    most = {one.quote: max(shared[other] for other in citations if other.quote == one.quote) for one in citations}
    return tuple(one for one in citations if shared[one] == most[one.quote])


def completed(citation: Citation, grounds: Mapping[int, Ground]) -> Citation:
    """A citation extended to the end of the sentence in which its quote ends; unchanged if that may not be added.

    Nothing is added that is hidden, struck, in a running head, addressed to an assistant, or beyond its clause.
    """
    ground, span = grounds[citation.label], citation.span
    content, chunk = ground.content, ground.passage.chunk
    end = sentence_end(content, span.start, span.end)
    is_barred = end > max(chunk.end, chunk.clause_end) or any(
        first < end and span.end < last
        for first, last in (*ground.flagged, *content.ranges("hidden", "deleted", "header"))
    )
    added = "" if is_barred else content.text[span.end : end]
    if not any(map(str.isalnum, added)) or screen(content.text[span.start : end]).flagged:
        return citation
    return replace(citation, span=replace(span, end=end), quote=content.text[span.start : end])


def pin_of(citation: Citation, grounds: Mapping[int, Ground]) -> Pin:
    """What a citation points at; `grounds` are the passages that were shown, by label."""
    ground, span = grounds[citation.label], citation.span
    leads = lead_ins(ground.content, span.start, span.end)
    # The lead may be before the passage, in text that has not yet been screened for orders.
    read = [(last, ground.read(first, last)) for first, last in leads]
    said = [(last, words) for last, words in read if words and not screen(words).flagged]
    lead = " ".join(words for _, words in said)
    outer = " ".join(words for last, words in said if last <= ground.passage.chunk.start)
    words = ground.read(span.start, span.end)
    terms = list(_terms_in(f"{lead} {words}", citation, grounds))
    is_choice = bool(leads) and is_of_alternatives(ground.content, span.start, span.end)
    headings = [clause.heading for clause in clause_path(ground.content.clauses, span.start)]
    names = (citation.title, PurePath(citation.path).stem, citation.section, *headings)
    return Pin(
        tuple(dict.fromkeys(name for name in names if is_name(name))),
        lead,
        words,
        tuple(_meanings(terms)),
        tuple(_parties(terms)),
        tuple((span.version, first, last) for first, last in (*leads, (span.start, span.end))),
        tuple(_sayings(ground, span.start, span.end, leads, is_choice=is_choice)),
        is_choice,
        outer,
    )


def pins_of(citations: Sequence[Citation], grounds: Mapping[int, Ground]) -> tuple[Pin, ...]:
    """What several citations point at, each pin once."""
    return tuple(dict.fromkeys(pin_of(citation, grounds) for citation in citations))


def as_defined(text: str, pins: Sequence[Pin]) -> str:
    """A statement in which the pins' terms replace the names of parties: "the Supplier" for "Brackwater Ltd".

    >>> as_defined("Orrin Corp. must pay.", [Pin((), "", "", parties=(("Orrin Corporation", "the Buyer"),))])
    'The Buyer must pay.'
    """
    for name, term in dict.fromkeys(pair for pin in pins for pair in pin.parties):
        text = term.join(re.split(rf"(?<!\w)(?:[Tt]he )?{spellings(name)}(?!\w)", text))
    return text[:1].upper() + text[1:]


def _sayings(
    ground: Ground, start: int, end: int, leads: Sequence[tuple[int, int]], *, is_choice: bool
) -> Iterator[str]:
    """The sentences of a document that are quoted to their end, without those that address an assistant.

    The first is read with all that leads into it. It is left out if the lead is too long to be read, addresses an
    assistant, or opens a list of items joined by "or".
    """
    content = ground.content
    lead = [ground.read(first, last) for first, last in leads]
    is_led = not leads or not (
        any(last - first >= LONGEST_LEAD for first, last in leads)
        or any(not words or screen(words).flagged for words in lead)
        or is_choice
    )
    for first, last in whole_sentences(content, start, end):
        is_led_into = not any(map(str.isalnum, content.text[start:first]))
        if any(a < last and first < b for a, b in ground.flagged) or (is_led_into and not is_led):
            continue
        is_begun = is_led_into and not leads and content.text[first].islower()
        if not is_begun:
            yield " ".join((*lead, ground.read(first, last))) if is_led_into else ground.read(first, last)


def _terms_in(words: str, citation: Citation, grounds: Mapping[int, Ground]) -> Iterator[tuple[Ground, DefinedTerm]]:
    """The terms in some words that their document defines elsewhere in the passages shown, each once."""
    span = citation.span
    known: set[str] = set()
    for ground in grounds.values():
        if ground.passage.chunk.version != span.version:
            continue
        for term in ground.terms:
            if term.term in known or span.start <= term.start < span.end:
                continue
            if re.search(rf"(?<!\w){re.escape(term.term)}(?!\w)", words):
                known.add(term.term)
                yield ground, term


def _meanings(terms: Sequence[tuple[Ground, DefinedTerm]]) -> Iterator[str]:
    """The definitions of terms, each once."""
    found: set[str] = set()
    for ground, term in terms:
        start, end = term.definition_start, term.definition_end
        if term.start - start < LONGEST_OPENING:
            meaning = ground.read(start, min(end, start + LONGEST_MEANING))
        else:
            meaning = ground.read(max(start, end - LONGEST_MEANING), end)
        if meaning and meaning not in found and len(found) < MOST_MEANINGS:
            found.add(meaning)
            yield meaning


def _parties(terms: Sequence[tuple[Ground, DefinedTerm]]) -> Iterator[tuple[str, str]]:
    """The parties for which terms stand: for each, the last name before the defined term, and the term."""
    for ground, term in terms:
        text = ground.content.text
        names = [
            fact
            for fact in ground.content.facts
            if fact.kind == "party" and term.definition_start <= fact.start and fact.end <= term.start
        ]
        if names and term.start - names[-1].end <= FARTHEST_NAME:
            the = "the " if re.search(r"\bthe\s+[“\"‘]?$", text[: term.start][-8:]) else ""
            yield text[names[-1].start : names[-1].end], f"{the}{term.term}"
