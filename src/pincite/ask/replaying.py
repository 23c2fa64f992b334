"""A recorded question again: is what it rested on still what it was, and might the same person see it today?

The search is made anew at the recorded version of the index where that is kept, under the recorded scope, and each
candidate is compared by leg and rank. Where the version has been dropped, the words are read from the catalogue, which
keeps the text of every version of a document; ranks cannot be compared then, and the replay says so. A search under a
scope of the past may find what the rules forbid today, so only what the record names comes out of here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pincite.access.scope import Principal, Scope
from pincite.ask.stages import Routed
from pincite.audit.event import Entry, Json
from pincite.audit.parts import objects_in, rows_in, texts_in
from pincite.audit.reading import PlaceOf, documents_in
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId, MatterId, Span, VersionId
from pincite.errors import Altered, RecordError, WorkspaceError
from pincite.index.port import Searching
from pincite.models.ports import Reader, ToRead
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import StageName
from pincite.retrieval.legs import LEGS
from pincite.retrieval.looking import look
from pincite.retrieval.trace import digest
from pincite.threads import on_thread

SAME_ODDS = 0.05
"""Log odds by which a reader's number may differ and still be the same: processors round in different ways."""

Ranks = Mapping[StageName, Mapping[Span, int]]


@dataclass(frozen=True, slots=True)
class Reread:
    """A place that the record names, read again in the version that it names.

    `same` is true when the words are those that were recorded; None when the record says nothing of the words, or the
    document was erased for good, which `erased` says. `stands` is true when that version still stands, under an id that
    the reader may see.
    """

    span: Span
    same: bool | None
    stands: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A candidate that a leg gives another rank than the recorded one; `now` is None when it is not found."""

    span: Span
    leg: StageName
    then: int
    now: int | None


@dataclass(frozen=True, slots=True)
class SearchedAgain:
    """A recorded search, made again at the recorded version of the index; `ranks` counts those that were compared."""

    ranks: int
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A search as the record keeps it, read back (see `retrieval.trace`).

    `text` is None where nothing was looked for outside of the documents that were named (`near`).
    """

    text: str | None
    rest: str
    clause: str
    near: frozenset[DocumentId]
    depth: int
    candidates: tuple[Span, ...]
    legs: Mapping[StageName, tuple[Span, ...]]
    withheld: frozenset[Span]

    @property
    def ranks(self) -> Ranks:
        """The rank of each candidate in each leg, counted from 1."""
        return {name: {span: rank for rank, span in enumerate(ranked, start=1)} for name, ranked in self.legs.items()}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message that a model was sent: whether its kept parts still give the recorded digest."""

    call: int
    role: str
    digest: str
    same: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a reader said of passages, read again: of how many it says the same, and of how many it was asked."""

    same: int
    of: int


@dataclass(frozen=True, slots=True)
class Access:
    """Whether the person who asked may see a document today that the record says they were shown or that was found."""

    document: DocumentId
    allowed: bool


@dataclass(frozen=True, slots=True)
class RoutedAgain:
    """A recorded decision on which models may word an answer, and the one of today.

    `then` are the facts of the record. `now` is None where it cannot be decided today; `how` says why, and else how it
    was decided. `changed` are sentences about what differs.
    """

    then: Mapping[str, Json]
    sensitivity: str
    now: Routed | None
    how: str

    @property
    def changed(self) -> tuple[str, ...]:
        """What differs, a sentence each; none where the decision would be the same."""
        return () if self.now is None else tuple(_decided_otherwise(self.then, self.sensitivity, self.now))


def _decided_otherwise(then: Mapping[str, Json], sensitivity: str, now: Routed) -> Iterator[str]:
    decision, level = now.decision, now.classified.level.word
    if level != sensitivity:
        because = f" ({'; '.join(now.classified.reasons)})" if now.classified.reasons else ""
        yield f"what was found counts as {level}{because}, and counted as {sensitivity}"
    if decision.tier != (first := then.get("tier")):
        yield f"the first model asked would be {decision.tier or 'none'}, and was {first or 'none'}"
    path = texts_in(then.get("path"))
    if list(decision.path) != path:
        yield f"asked in turn would be {', '.join(decision.path) or 'none'}, and could be {', '.join(path) or 'none'}"
    chances = then.get("p_ok")
    before = chances if isinstance(chances, dict) else {}
    for tier, p_ok in decision.p_ok:
        if round(p_ok, 4) != before.get(tier):
            was = before.get(tier)
            yield f"{tier} is expected to do with {p_ok:.4f}, and was with {was if was is not None else 'no figure'}"
    yield from (f"{tier} is not among the models any more" for tier in before if tier not in dict(decision.p_ok))
    reasons = texts_in(then.get("reasons"))
    yield from (f"a reason today: {reason}" for reason in decision.reasons if reason not in reasons)
    yield from (f"a reason no more: {reason}" for reason in reasons if reason not in decision.reasons)


def words_read(content: Mapping[str, Json], catalogue: Catalogue) -> tuple[list[str], frozenset[DocumentId]] | None:
    """The question and the words of the passages of a content, and their documents; None where not all are kept."""
    spans = [span for passage in objects_in(content.get("passages")) if (span := _span(passage)) is not None]
    words = [_words(span, catalogue) for span in spans]
    question = content.get("question")
    if not isinstance(question, str) or not all(words):
        return None
    return [question, *(one for one in words if one)], frozenset(span.document for span in spans)


def quotes(
    content: Mapping[str, Json], catalogue: Catalogue, sees: Callable[[DocumentId], VersionId | None]
) -> Iterator[Reread]:
    """Every quote of a content, read again. `sees` gives the version of a document that the reader may see now."""
    for statement in objects_in(content.get("statements")):
        for citation in (*objects_in(statement.get("citations")), *objects_in(statement.get("replaces"))):
            match citation:
                case {"quote": str(quote)} if (span := _span(citation)) is not None:
                    erased = catalogue.was_erased(span.document, span.version)
                    same = None if erased else _words(span, catalogue) == quote
                    yield Reread(span, same, sees(span.document) == span.version, erased)


def passages(
    content: Mapping[str, Json], catalogue: Catalogue, sees: Callable[[DocumentId], VersionId | None]
) -> Iterator[Reread]:
    """Every passage of a content, read again; those of records that keep no digest have nothing to be compared with."""
    for passage in objects_in(content.get("passages")):
        if (span := _span(passage)) is not None:
            words, kept = _words(span, catalogue), passage.get("sha256")
            erased = catalogue.was_erased(span.document, span.version)
            same = False if words is None else digest(words) == kept if isinstance(kept, str) else None
            yield Reread(span, None if erased else same, sees(span.document) == span.version, erased)


def prompts(content: Mapping[str, Json], texts: Mapping[str, str]) -> Iterator[Prompt]:
    """Every message that a model was sent, put together again from its kept parts."""
    for number, call in enumerate(objects_in(content.get("calls")), start=1):
        for message in objects_in(call.get("messages")):
            match message:
                case {"role": str(role), "sha256": str(kept), "parts": list(parts)}:
                    joined = "".join(_part(part, texts) for part in parts)
                    yield Prompt(number, role, kept, digest(joined) == kept)


async def read_again(content: Mapping[str, Json], catalogue: Catalogue, reader: Reader) -> Numbers:
    """What a reader says today of the sentences for which passages were put first, against what is recorded.

    Sentences whose words are not kept any more are left out.

    Raises:
        ModelError: a file of the reader is missing or damaged.
    """
    query = content.get("query")
    asked = [text for key in ("text", "newest") if isinstance(query, dict) and isinstance(text := query.get(key), str)]
    shown, recorded = await on_thread(_read_then, content, catalogue)
    again = [[one[0] for one in await reader.read(question, shown)] for question in asked]
    now = [sum(odds) / len(odds) for odds in zip(*again, strict=True)]
    return Numbers(sum(abs(one - then) <= SAME_ODDS for one, then in zip(now, recorded, strict=True)), len(recorded))


def _read_then(content: Mapping[str, Json], catalogue: Catalogue) -> tuple[list[ToRead], list[float]]:
    """The sentences for which passages were put first, as far as they are kept, and the recorded odds of each."""
    shown: list[ToRead] = []
    recorded: list[float] = []
    for row in objects_in(content.get("passages")):
        match row.get("read"):
            case {"sentence": [int(start), int(end)], "among": [int(first), int(last)], "under": str(under), **rest}:
                span, odds = _span(row), rest.get("odds")
                words = None if span is None else _words(replace(span, start=first, end=last), catalogue)
                if words and isinstance(odds, int | float):
                    shown.append(ToRead(under, words, ((start - first, end - first),)))
                    recorded.append(odds)
    return shown, recorded


def shapes(content: Mapping[str, Json]) -> list[Shape]:
    """The searches of a content; none for a record that keeps none."""
    return [shape for search in objects_in(content.get("searches")) if (shape := _shape(search)) is not None]


def scope_then(content: Mapping[str, Json], entry: Entry, now: Scope) -> Scope | None:
    """The scope under which the question was asked, valid as long as the one now; None when it was not recorded."""
    kept = content.get("scope")
    if not isinstance(kept, dict):
        return None
    return replace(
        now,
        principal=Principal(entry.user, entry.actor),
        matters=frozenset(map(MatterId, texts_in(kept.get("matters")))),
        denied=frozenset(map(DocumentId, texts_in(kept.get("denied")))),
        documents=frozenset(map(DocumentId, texts_in(kept.get("documents")))),
        labels=frozenset(
            (str(label), None if matter is None else MatterId(str(matter)))
            for label, matter in (row for row in rows_in(kept.get("labels")) if len(row) == 2)
        ),
        reach=frozenset(map(MatterId, texts_in(kept.get("reach")))),
    )


async def searched_again(found: Iterable[Shape], then: Scope, index: Searching, engines: Engines) -> SearchedAgain:
    """Recorded searches made again in an index of the recorded version.

    Raises:
        IndexingError: the index could not be searched.
        ModelError: the embedder's files are missing or damaged.
    """
    ranks, moved = 0, list[Moved]()
    for shape in found:
        legs = await look(
            shape.text,
            shape.rest or shape.text or "",
            shape.near,
            shape.clause or None,
            then,
            shape.depth,
            replace(engines, index=index),
        )
        again: dict[StageName, dict[Span, int]] = {}
        for names, leg in legs.items():
            for name, hits in zip(names, (leg.lexical, leg.dense), strict=True):
                spans = [hit.chunk.span for hit in hits if hit.chunk.span not in shape.withheld]
                again[name] = {span: rank for rank, span in enumerate(spans, start=1)}
        for name, recorded in shape.ranks.items():
            ranks += len(recorded)
            now = again.get(name, {})
            moved += [
                Moved(span, name, rank, now.get(span)) for span, rank in recorded.items() if now.get(span) != rank
            ]
    return SearchedAgain(ranks, tuple(moved))


def seen_today(content: Mapping[str, Json], scope: Scope | None, place_of: PlaceOf) -> Iterator[Access]:
    """For each document that a record speaks of whether the person may see it today; `scope` is None for nobody."""
    for document in dict.fromkeys(documents_in(dict(content))):
        if (place := place_of(document)) is not None:
            allowed = scope is not None and scope.permits(place.matter, document, place.labels)
            yield Access(document, allowed)


def _shape(search: Mapping[str, Json]) -> Shape | None:
    """A search read back, None when it is none.

    Raises:
        RecordError: its tables do not fit together.
    """
    match search:
        case {"text": str(text), "rest": str(rest), "clause": str(clause), "depth": int(depth), "legs": dict(legs)}:
            pass
        case _:
            return None
    try:
        documents = [
            (DocumentId(str(row[0])), VersionId(str(row[1])), MatterId(str(row[2])))
            for row in rows_in(search.get("documents"))
        ]
        rows = [(int(str(row[0])), int(str(row[1])), int(str(row[2]))) for row in rows_in(search.get("candidates"))]
        candidates = tuple(Span(*documents[place][:2], start, end) for place, start, end in rows)
        names: tuple[StageName, ...] = tuple(name for pair in LEGS for name in pair if name in legs)
        return Shape(
            text=text if set(LEGS[0]) & set(legs) else None,
            rest=rest,
            clause=clause,
            near=frozenset(DocumentId(str(row[0])) for row in rows_in(search.get("hints"))),
            depth=depth,
            candidates=candidates,
            legs={name: tuple(candidates[int(str(row[0]))] for row in rows_in(legs[name])) for name in names},
            withheld=frozenset(
                Span(DocumentId(str(row[0])), VersionId(str(row[1])), int(str(row[2])), int(str(row[3])))
                for row in rows_in(search.get("withheld"))
            ),
        )
    except (ValueError, IndexError) as error:
        raise RecordError("the search of this record does not fit together; run: pincite audit verify") from error


def _words(span: Span, catalogue: Catalogue) -> str | None:
    """The words at a place of a version; none where they were altered, None when the text is not kept any more."""
    try:
        return catalogue.content(span.version).text[span.start : span.end]
    except Altered:
        return ""
    except WorkspaceError:
        return None


def _part(part: Json, texts: Mapping[str, str]) -> str:
    match part:
        case str(text):
            return text
        case {"text": str(name)}:
            return texts.get(name, "")
    return ""


def _span(part: Mapping[str, Json]) -> Span | None:
    match part:
        case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
            return Span(DocumentId(document), VersionId(version), start, end)
    return None
