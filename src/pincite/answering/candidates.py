"""What quote mode chooses from: sentences of the best clauses, and the rows of tables that the question singles out."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pincite.answering.acts import AskedOf, asked_of
from pincite.answering.addresses import COPY_WITHIN, asks_for_address, asks_for_copy, is_address, is_copy
from pincite.answering.columns import is_asked_for
from pincite.answering.going_on import only_goes_on
from pincite.answering.labelled import gives_what_is_asked
from pincite.answering.mirrored import is_mirrored, only_permits
from pincite.answering.units import Unit, Units
from pincite.answering.without_cause import asks_to_end_without_cause, ends_for_cause_only
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document, clause_path
from pincite.documents.regions import as_read
from pincite.documents.span import Span, VersionId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.first_party import has_share_of_its_own, is_about_first
from pincite.security.screening import screen
from pincite.structure.facts.short_names import short_names

SHORTEST_SENTENCE = 20
"""Characters. Shorter pieces ("Notices.", "(a)") are headings or labels and answer nothing."""

FEWEST_WORDS = 4
"""The fewest lower-case words of a statement without a full stop: a line of names is no sentence."""

LONGEST_QUOTE = 1_500
"""The most characters of one statement, which may be a long sentence or a list up to the item that answers."""

GAP = " […] "
"""What stands in a quote for the items of a list that it leaves out."""

LONGEST_SAYING = 500
"""The most characters with which an item is judged together with its lead-in; a longer lead-in would drown it."""

HEADING_SLACK = 6
"""The most characters around a clause's number and heading that belong to neither: spaces, a full stop, format
marks."""

FEWEST_CAPITALS = 7
"""The fewest words in capitals, with a verb, that make a sentence: limits of liability and disclaimers are set so."""

_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_CAPITAL_WORD = re.compile(r"\b[A-Z]{2,}\b")
_TITLE = re.compile(r"(?:(?:[A-Z][\w’'/-]*|of|the|and|or|for|to|in|on|by|with)[,;]?\s)*[A-Z][\w’'/-]*[.:]")
"""A heading with its full stop: "Limitation of Liability."."""
_VERB = re.compile(
    r"\b(?:SHALL|WILL|MUST|MAY|CAN|COULD|WOULD|SHOULD|CANNOT|IS|ARE|WAS|WERE|BE|BEEN|HAS|HAVE|HAD|DO|DOES|DID|MAKES?|"
    r"GIVES?|DISCLAIMS?|WAIVES?|AGREES?|ACKNOWLEDGES?|UNDERSTANDS?|WARRANTS?|REPRESENTS?|EXCLUDES?|APPLY|"
    r"APPLIES|EXCEEDS?|REMAINS?|CONSTITUTES?|ASSUMES?|ACCEPTS?|RESERVES?|EXPIRES?|TERMINATES?)\b"
)


_LEADER = re.compile(r"(?:\.[ ]?){5,}\s*(?:[A-Z]-)?\d{1,3}\b")
_ENTRY = re.compile(
    r"[\w)”\"\].]\s+(\d{1,3})(?=\s+(?:ARTICLE|Article|SECTION|Section|EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|"
    r"APPENDIX|Appendix|\d{1,2}\.)|\s*(?:-?[ivx]{1,5}-?)?\s*\Z)"
)
_SAYS = re.compile(r"\b(?:shall|will|must|may|is|are|was|were|has|have|means|agrees?)\b")

_LEGEND = re.compile(
    r"\W{0,4}(?:\d{1,4}\W{1,6})?(?:\[\s*\*[\s*]*\]\s*(?:=|:|[–-]|indicates?|denotes?|represents?)\s"
    r"|(?:certain|portions?|specific)\b.{0,120}\b(?:omitted|redacted)\b"
    r"|(?:confidential|asterisks?)\b.{0,80}\b(?:treatment|omission|omitted|redacted|denotes?)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""What is printed on each page of a filed contract: that words were blacked out."""

_OF_BOTH = re.compile(
    r"\b(?:either|neither|each|any|both|no|every|one)\s(?:of\s)?(?:the\s)?(?:other\s)?(?:party|parties|side)\b|\bthe\sparties\b"
    r"|\b(?:mutual|reciprocal|recipient|discloser|disclosing|receiving|indemnif(?:ied|ying)|breaching|defaulting)\b",
    re.IGNORECASE,
)
"""Words at the beginning of a sentence that holds for both parties alike."""

OPENING = 120
"""Characters of a sentence in which it says for whom it holds; any sentence may have "the parties" further on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer, with its passage and the headings over it.

    `text` is what would be quoted, without page furniture; `says` is what it is chosen by: the item alone if its
    lead-in is long. `own_start` is where it begins after its lead-in. `headings` ends with the column heads of a row.
    With `is_entry`, it is a row that is no sentence ("Dunmore Wharf | 840000"): only its column heads say what it is
    about. An item far behind what opens its list begins with itself, and so does a part of a long sentence; `openings`
    are the ranges of the words that open it, which `text` has before it, with "[…]" in place of what stands between.
    """

    passage: Passage
    start: int
    own_start: int
    end: int
    text: str
    says: str
    headings: str
    is_entry: bool = False
    openings: tuple[tuple[int, int], ...] = ()

    @property
    def compared_as(self) -> str:
        """The text whose vector is compared with the question's: the sentence under its headings."""
        return f"{self.headings}: {' '.join(self.says.split())}"


@dataclass(frozen=True, slots=True)
class Judged:
    """The assessment of the candidates of one question.

    `scores` are in their order, and can be compared only with one another. `strength` takes the places of candidates to
    leave out and gives how likely the best of the others answers, 0 to 1; below `thin` nothing is stated. `is_beside`
    takes a score and the best one, and is true if the first is near enough to be stated too.
    """

    scores: tuple[float, ...]
    thin: float
    strength: Callable[[Container[int]], float]
    is_beside: Callable[[float, float], bool]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks of sentences; `newest` is what was said last, without what it goes on from."""

    query: Query
    newest: str
    takes_addresses: bool
    of_party: AskedOf | None
    has_no_cause: bool


@dataclass(frozen=True, slots=True)
class _Quote:
    """A unit with its words as they would be quoted, `text`, and without what is before it, `own`; see `Candidate`.

    With `is_labelled`, it is a line that gives what is asked ("Cap Rate: 5.0 percent").
    """

    unit: Unit
    own: str
    text: str
    apart: tuple[tuple[int, int], ...]
    is_entry: bool
    is_labelled: bool


def candidates(
    query: Query,
    evidence: Evidence,
    content_of: Callable[[VersionId], Document],
    units: dict[VersionId, Units] | None = None,
) -> tuple[Candidate, ...]:
    """The sentences of the passages, and the rows of tables that the question asks for, each once.

    Left out are hidden ones, those that address an assistant, those on the other party's right or duty, those that only
    permit where a promise is asked for, those that let a contract go on whose end is asked for, and those that
    let it be ended for a cause where none is had. `units` are those of the same documents, for a caller with more
    passages of them.
    """
    newest = query.newest or query.text
    asked = _Asked(query, newest, asks_for_address(query.text), asked_of(newest), asks_to_end_without_cause(newest))
    seen: set[tuple[str, int]] = set()
    found: list[Candidate] = []
    units = {} if units is None else units
    parties: dict[VersionId, Mapping[str, Sequence[str]]] = {}
    for passage in evidence.passages:
        chunk = passage.chunk
        content = content_of(chunk.version)
        if chunk.version not in units:
            units[chunk.version] = Units(content)
        if chunk.version not in parties:
            parties[chunk.version] = short_names(content.text, content.facts)
        stated = (
            one
            for unit in units[chunk.version].within(chunk.start, chunk.end)
            for one in _stated_as(content, units[chunk.version], unit)
            if one[0].own_start < chunk.end and chunk.start < one[0].end
        )
        for unit, text, apart in stated:
            if (chunk.document, unit.own_start) in seen or not _is_within(chunk, unit, content):
                continue
            quote = _quote(content, unit, text, apart, newest)
            if (
                not _has_length(quote)
                or _is_hidden(quote, content)
                or _states_nothing(quote, asked, content)
                or _answers_otherwise(quote, asked, content, parties[chunk.version])
                or screen(quote.text).flagged
                or (query.other is not None and _is_of_other(query, query.other, chunk, unit.own_start, quote.text))
            ):
                continue
            seen.add((chunk.document, unit.own_start))
            one = _candidate(passage, quote, content)
            if not one.is_entry or is_asked_for(query.text, one.says, one.headings):
                found.append(one)
    return tuple(found)


def _is_within(chunk: Chunk, unit: Unit, content: Document) -> bool:
    """True for a unit that lies in the chunk, or in the clause that the chunk is of."""
    first, last = min(chunk.clause_start, chunk.start), max(chunk.clause_end, chunk.end)
    return _after_marks(content, unit.own_start, first) >= first and unit.own_start < unit.end <= last


def _quote(content: Document, unit: Unit, text: str, apart: tuple[tuple[int, int], ...], newest: str) -> _Quote:
    own = as_read(content, unit.own_start, unit.end)
    is_entry = unit.heads is not None and is_name(own) and any(map(str.isalnum, own))
    is_labelled = unit.heads is None and is_name(own) and gives_what_is_asked(newest, own)
    return _Quote(unit, own, text, apart, is_entry, is_labelled)


def _has_length(quote: _Quote) -> bool:
    """True for what is long enough to answer, and short enough to be quoted."""
    is_enough = quote.is_entry or quote.is_labelled or len(quote.own) >= SHORTEST_SENTENCE
    return is_enough and len(quote.own) <= len(quote.text) <= LONGEST_QUOTE


def _is_hidden(quote: _Quote, content: Document) -> bool:
    """True if a reader of the document does not see all that would be quoted."""
    said, hidden = ((quote.unit.start, quote.unit.end), *quote.apart), content.hidden
    return any(start < hidden_end and hidden_start < end for start, end in said for hidden_start, hidden_end in hidden)


def _states_nothing(quote: _Quote, asked: _Asked, content: Document) -> bool:
    """True for headings, tables of contents and legends, and for addresses that were not asked for."""
    own = quote.own
    is_line = quote.is_entry or quote.is_labelled
    if not is_line and (_is_heading(own, quote.unit.own_start, content) or is_contents(own)):
        return True
    if is_legend(own):
        return True
    return is_address(own) and not (asked.takes_addresses and _is_meant(asked.query, own, content, quote.unit))


def _answers_otherwise(quote: _Quote, asked: _Asked, content: Document, parties: Mapping[str, Sequence[str]]) -> bool:
    """True for what holds for the other party, only permits, lets go on, or needs a cause, where that is not asked."""
    over = _headings(content, quote.unit.own_start) if asked.of_party else ()
    return (
        is_mirrored(asked.of_party, quote.text, over, parties)
        or only_permits(asked.of_party, quote.text)
        or only_goes_on(asked.newest, quote.text)
        or (asked.has_no_cause and ends_for_cause_only(quote.text))
    )


def _candidate(passage: Passage, quote: _Quote, content: Document) -> Candidate:
    unit = quote.unit
    says = quote.text if len(quote.text) <= LONGEST_SAYING else quote.own
    headings = f"{passage.title} › {passage.chunk.heading}"
    if unit.heads is not None:
        headings += f" › {content.text[slice(*unit.heads)]}"
    place = unit.start, unit.own_start, unit.end
    return Candidate(passage, *place, quote.text, says, headings, quote.is_entry, quote.apart)


def _stated_as(content: Document, units: Units, unit: Unit) -> Iterator[tuple[Unit, str, tuple[tuple[int, int], ...]]]:
    """A unit with its words as they would be quoted, and the ranges of those that stand before a gap in them.

    An item too far behind its lead-in to be quoted from there begins with itself. A sentence too long to be quoted is
    parted, unless something in it addresses an assistant.
    """
    text = as_read(content, unit.start, unit.end)
    if len(text) <= LONGEST_QUOTE:
        yield unit, text, ()
        return
    apart = units.openings(unit.own_start, unit.end) if unit.start < unit.own_start else ()
    if apart:
        alone = replace(unit, start=unit.own_start)
        text = with_openings(content, apart, alone.start, alone.end)
        if len(text) <= LONGEST_QUOTE:
            yield alone, text, apart
            return
    if unit.heads is None and not is_contents(text) and not screen(text).flagged:
        for part, opened_by in units.parts(unit.own_start, unit.end):
            yield part, with_openings(content, opened_by, part.start, part.end), opened_by


def with_openings(content: Document, apart: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """The words of an item `[start, end)` behind those that open its list, with "[…]" for what stands between."""
    said = ""
    places = [*apart, (start, end)]
    for at, place in enumerate(places):
        is_gap = at > 0 and any(map(str.isalnum, content.text[places[at - 1][1] : place[0]]))
        said += f"{GAP if is_gap else ' ' if at else ''}{as_read(content, *place)}"
    return said


def _headings(content: Document, start: int) -> tuple[str, ...]:
    """The headings of the clauses around a place, the outermost first."""
    return tuple(clause.heading for clause in clause_path(content.clauses, start) if clause.heading)


def _after_marks(content: Document, start: int, until: int) -> int:
    """The place of the first letter or figure from `start` on, at most `until`.

    A clause in Markdown begins behind the marks of its number.
    """
    while start < until and not content.text[start].isalnum():
        start += 1
    return start


def repeats(one: Candidate, other: Candidate) -> bool:
    """True if two candidates have the same words, or overlap in their document."""
    shares = one.start < other.end and other.start < one.end
    same_document = one.passage.chunk.document == other.passage.chunk.document
    return (same_document and shares) or one.text.split() == other.text.split()


def _is_meant(query: Query, address: str, content: Document, unit: Unit) -> bool:
    """False for the address of counsel, who gets a copy, if the question is where a party is written to."""
    before = content.text[max(0, unit.own_start - COPY_WITHIN) : unit.own_start]
    return asks_for_copy(query.text) or not is_copy(address, before)


def _is_of_other(query: Query, other: Span, chunk: Chunk, start: int, text: str) -> bool:
    """True for the sentence that answered this question about another party.

    Not if it opens with both parties, names the one first that is asked about now, or says what each of several gets.
    """
    if chunk.version != other.version or not other.start <= start < other.end:
        return False
    opening = text[:OPENING]
    is_of_this = is_about_first(query.text, opening) or has_share_of_its_own(query.text, text)
    return _OF_BOTH.search(opening) is None and not is_of_this


def _is_heading(text: str, start: int, content: Document) -> bool:
    """True for a title, a heading, a signature line or a question: it names an answer and is none."""
    if is_name(text) or text.rstrip().endswith("?"):
        return True
    for clause in clause_path(content.clauses, start):
        if clause.heading and start <= clause.start + len(clause.number) + HEADING_SLACK:
            heading = content.text.find(clause.heading, clause.start, clause.start + len(clause.heading) + 60)
            if heading >= 0 and start + len(text) <= heading + len(clause.heading) + HEADING_SLACK:
                return True
    return False


def is_contents(text: str) -> bool:
    """True for entries of a table of contents: a heading, a page number, the next heading.

    >>> is_contents("2.1 Supply    4   2.2 Prices of the Goods    5   Section 3 Term    5")
    True
    >>> is_contents("2.1 The Buyer shall pay 4 times in the year 2020")
    False
    """
    if _LEADER.search(text):
        return True
    pages = [int(page) for page in _ENTRY.findall(text)] if not _SAYS.search(text) else []
    return len(pages) > 1 and pages == sorted(pages)


def is_legend(text: str) -> bool:
    """True for the legend of a filed contract that says what its asterisks stand for: no term of the contract.

    >>> is_legend("3 [***] = CERTAIN CONFIDENTIAL INFORMATION IN THIS DOCUMENT HAS BEEN OMITTED.")
    True
    >>> is_legend("The price is [***] per unit, and certain costs are borne by the Buyer.")
    False
    """
    return _LEGEND.match(text) is not None


def is_name(text: str) -> bool:
    """True for words that are not a sentence: names and figures, titles, or too few words without a full stop."""
    small = len(_SMALL_WORD.findall(text))
    if small < FEWEST_WORDS and _VERB.search(text) and len(_CAPITAL_WORD.findall(text)) >= FEWEST_CAPITALS:
        return False
    said = text.rstrip()
    return small == 0 or (small < FEWEST_WORDS and (said[-1] not in '.;:”"' or _TITLE.fullmatch(said) is not None))
