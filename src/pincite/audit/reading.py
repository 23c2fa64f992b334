"""Who may read which part of the record: the one place that decides this, by the current rules.

A record has a row (who, when, what kind, figures), which holds no client's words, and a content, which may. Whoever
asked, or acted for the asker, sees their own records as long as they may still see all that the content mentions. The
workspace's owner and an auditor see every row. A content is shown

- to nobody who is behind a wall from anything that it mentions, the owner included;
- to nobody whose role forbids them to read: an administrator runs the workspace without reading in it;
- to the owner otherwise;
- to everybody else only if each matter and document that it mentions is open to them today.

A question searches more than it is about. Pieces that it only found, and passages beside those that it quotes, are
taken out for a reader to whom they are closed (see `redacting`); the rest is decided as above.

What a content says about the scope of the question (matters, denied documents) was not shown to the asker as words of
documents. Each reader sees the part of it that is theirs to see; the rest is left out without a trace.

A token that is limited to some matters reads only what was asked and done with it: the words of another question may
say anything about the other matters.

A label that counts in every matter belongs to none, and its name can reveal what a matter is about. So a content that
names one is shown only to the owner and to readers with the same grant.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pincite.access.decision import walls_of
from pincite.access.roles import may
from pincite.access.rules import Rules
from pincite.access.scope import Scope
from pincite.audit import redacting
from pincite.audit.event import Entry, Json
from pincite.audit.states import SEALED
from pincite.documents.span import DocumentId, MatterId

NOT_OPEN = "the content is withheld: it speaks of matters or documents that are not open to you"
NO_READER = "the content is withheld: your role does not let you read documents, nor what was said of them"
ERASED = "the content was erased on the record"

SCOPED = frozenset({"scope", "withheld"})
"""Parts of a content that are shown piece by piece, each to whom it is open."""

ONE = ("document", "from")
"""Under these a content names one document each; `from` is the one whose references were followed."""

NAMING = frozenset({"matter", "matters", "from_matter", "to_matter"})
"""Under these a content names matters."""

ROWS = frozenset({"documents", "hints", "hits"})
"""Under these stand rows that begin with a document, or documents by themselves."""


SENTENCES = ("error", "changes", "reason", "asked", "body", "better")
"""Under these stand words of people, in which names may stand."""


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where a document lies now, and the labels that it carries."""

    matter: MatterId
    labels: tuple[str, ...]


PlaceOf = Callable[[DocumentId], DocumentPlace | None]
"""Returns where a document lies now; None for an id that is not, or no longer, in the catalogue."""


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Who reads, and what is open to them now. `walled` are matters that a wall keeps from them, whatever was granted.

    `scope.denied` are documents that a wall keeps from them. `audits` is true for those who answer for the whole
    record; `reads` is false for those whose role forbids them to read.
    """

    scope: Scope
    walled: frozenset[MatterId]
    is_owner: bool
    audits: bool
    reads: bool

    @property
    def user(self) -> str:
        """Whose rights count."""
        return self.scope.principal.user


def reader_of(scope: Scope, rules: Rules) -> RecordReader:
    """The reader with this scope, which was made from these rules."""
    user = scope.principal.user
    walls = walls_of(user, rules)
    return RecordReader(
        scope=scope,
        walled=frozenset(wall.matter for wall in walls if wall.matter is not None),
        is_owner=user == rules.owner and scope.principal.within is None,
        audits=may(scope.principal, "audit", rules),
        reads=may(scope.principal, "read", rules),
    )


@dataclass(frozen=True, slots=True)
class View:
    """A record as one reader sees it: `entry` holds nothing that is not theirs to see.

    If it has no content, matters and texts, `without` says why in one sentence; otherwise `without` is empty.
    """

    entry: Entry
    without: str


def view(entry: Entry, reader: RecordReader, place_of: PlaceOf) -> View | None:
    """What a reader sees of a record; None if they may not even learn that it exists."""
    is_own = reader.user in (entry.user, entry.actor)
    if not (reader.audits or is_own):
        return None
    if reader.scope.principal.within is not None and entry.actor != reader.scope.principal.actor:
        return None
    if entry.content is None or entry.matters is None:
        return _row(entry, ERASED) if reader.audits else None
    if not reader.reads:
        return _row(entry, NO_READER)
    content, matters = _redacted(entry, entry.content, entry.matters, reader, place_of)
    # Whoever typed a name learns nothing from it. To withhold it would reveal that there is such a matter.
    names_walled = not is_own and _mentions_walled(content, reader)
    if names_walled or not _is_open(content, matters, reader, place_of):
        return _row(entry, NOT_OPEN) if reader.audits else None
    shown = {name: part for name, part in content.items() if name != SEALED}
    return View(replace(entry, content=_scoped(shown, reader, place_of), matters=matters), "")


def is_open(content: Mapping[str, Json], reader: RecordReader, place_of: PlaceOf) -> bool:
    """True if a reader may see all that a content mentions; for waiting requests, which are not records yet."""
    return not _mentions_walled(content, reader) and _is_open(content, frozenset(), reader, place_of)


def is_behind_wall(content: Mapping[str, Json], reader: RecordReader) -> bool:
    """True if a content mentions something that a wall keeps from a reader, or cannot be read."""
    spoken = spoken_of(content)
    if spoken is None or _mentions_walled(content, reader):
        return True
    return bool(
        reader.walled.intersection(matters_in(spoken)) or reader.scope.denied.intersection(documents_in(spoken))
    )


def spoken_of(content: Mapping[str, Json]) -> dict[str, Json] | None:
    """A content with its request for a second person parsed, so that it is known what the request mentions.

    None if the request cannot be parsed.
    """
    body = content.get("body")
    if "asked" not in content or not isinstance(body, str):
        return dict(content)
    try:
        read = json.loads(body)
        if isinstance(read, dict):  # the facts that come and go are texts in it
            read |= {name: json.loads(read[name]) for name in ("added", "removed") if isinstance(read.get(name), str)}
    except ValueError:
        return None
    return {**content, "body": read}


def _redacted(
    entry: Entry, content: Mapping[str, Json], matters: frozenset[MatterId], reader: RecordReader, place_of: PlaceOf
) -> tuple[Mapping[str, Json], frozenset[MatterId]]:
    """The content of a question without what it only searched and what is closed to the reader.

    Candidates that are closed to them go. Passages go too if no model has read them and if what the record is about is
    open: what is cited or, if nothing is, the best passage. If any passage is behind a wall, nothing is taken out, so
    that the whole record is withheld.
    """
    if not redacting.found_passages(content):
        return content, matters

    def keeps(document: DocumentId, named: MatterId | None) -> bool:
        return _may_name(document, named, reader, place_of)

    cut = redacting.without_candidates(content, keeps)
    about = redacting.cited(content) or redacting.shown(content)[:1]
    if (
        redacting.is_quoted(content)
        and entry.facts.get("model") is None
        and all(keeps(*named) for named in about)
        and not any(_is_behind_wall(*named, reader, place_of) for named in redacting.shown(content))
    ):
        cut = redacting.without_passages(cut, keeps)
    return cut, matters - (redacting.named_matters(content) - redacting.named_matters(cut))


def _may_name(document: DocumentId, named: MatterId | None, reader: RecordReader, place_of: PlaceOf) -> bool:
    """True when a document that a record names, with the matter it was in then, is open to the reader now."""
    if _is_behind_wall(document, named, reader, place_of):
        return False
    if reader.is_owner and reader.audits:
        return True
    place = place_of(document)
    if place is None:  # gone, or a row of an older form
        return named is not None and named in reader.scope.matters
    permitted = reader.scope.permits(place.matter, document, place.labels)
    return permitted and (named is None or named == place.matter or named in reader.scope.matters)


def _is_behind_wall(document: DocumentId, named: MatterId | None, reader: RecordReader, place_of: PlaceOf) -> bool:
    place = place_of(document)
    return (
        named in reader.walled
        or document in reader.scope.denied
        or (place is not None and place.matter in reader.walled)
    )


def _row(entry: Entry, without: str) -> View:
    return View(replace(entry, content=None, matters=None, texts=None), without)


def documents_in(content: Json) -> Iterator[DocumentId]:
    """The ids of the documents that a content mentions anywhere except in its scope."""
    if isinstance(content, dict):
        yield from (DocumentId(name) for key in ONE if isinstance(name := content.get(key), str))
        for key, part in content.items():
            if key in ROWS and isinstance(part, list):  # in some records ids, and no rows that begin with one
                yield from (DocumentId(name) for name in part if isinstance(name, str))
            if key not in SCOPED:
                yield from documents_in(part)
    elif isinstance(content, list):
        # The hits of a search, and the rows of tables of documents, are lists that begin with the document.
        if content and isinstance(content[0], str):
            yield DocumentId(content[0])
        for part in content:
            yield from documents_in(part)


def _named_in(content: Json) -> Iterator[DocumentId]:
    """As `documents_in`, but of lists only those under `ROWS`, since another may begin with any word."""
    if isinstance(content, dict):
        yield from (DocumentId(name) for key in ONE if isinstance(name := content.get(key), str))
        for key, part in content.items():
            if key in SCOPED:
                continue
            if key in ROWS and isinstance(part, list):
                names = (row[0] if isinstance(row, list) and row else row for row in part)
                yield from (DocumentId(name) for name in names if isinstance(name, str))
            yield from _named_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from _named_in(part)


def matters_in(content: Json) -> Iterator[MatterId]:
    """The matters that a content names anywhere except in its scope."""
    if isinstance(content, dict):
        # A matter as a rule, or as what is held, has its name under another key.
        if content.get("kind") == "matter" and isinstance(name := content.get("name"), str):
            yield MatterId(name)
        for key, part in content.items():
            if key in SCOPED:
                continue
            if key in NAMING:
                names = part if isinstance(part, list) else [part]
                yield from (MatterId(name) for name in names if isinstance(name, str))
            yield from matters_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from matters_in(part)


def _labels_in(content: Json) -> Iterator[str]:
    """The labels that a content names anywhere without a matter in which they count.

    The labels of passages are numbers, and not labels in this sense.
    """
    if isinstance(content, dict):
        if isinstance(name := content.get("label"), str) and content.get("matter") is None:
            yield name
        for key, part in content.items():
            if key not in SCOPED:
                yield from _labels_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from _labels_in(part)


def _mentions_walled(content: Mapping[str, Json], reader: RecordReader) -> bool:
    """True if a sentence of a content has the name of something that a wall keeps from the reader.

    Such sentences say why something was refused or done, what waits for a second person, what somebody would have
    answered and, in older records, what an import of rules changed.
    """
    said = [words for key in SENTENCES if isinstance(words := content.get(key), str)]
    names = {*reader.walled, *reader.scope.denied} if said else set()
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for words in said for name in names)


def _is_open(
    content: Mapping[str, Json], matters: frozenset[MatterId], reader: RecordReader, place_of: PlaceOf
) -> bool:
    """True if nothing that a content mentions is closed to the reader."""
    spoken = spoken_of(content)
    if spoken is None:
        return False
    named = matters | frozenset(matters_in(spoken))
    documents = set(documents_in(spoken))
    places = {document: place for document in documents if (place := place_of(document)) is not None}
    # A wall from a document counts even after the document was removed.
    if named & reader.walled or documents & reader.scope.denied:
        return False
    if any(place.matter in reader.walled for place in places.values()):
        return False
    if reader.is_owner and reader.audits:
        return True
    if isinstance(content.get("changes"), str):
        return False
    if any((label, None) not in reader.scope.labels for label in _labels_in(spoken)):
        return False
    if not all(reader.scope.permits(place.matter, document, place.labels) for document, place in places.items()):
        return False
    # A matter that is open for single documents only may be named if the content mentions only such documents of it.
    # For a document that is gone, nobody knows any more whether it was open.
    if any(document not in places for document in _named_in(spoken)):
        return bool(named) and named <= reader.scope.matters
    return named <= reader.scope.matters | frozenset(place.matter for place in places.values())


def _is_walled(document: DocumentId, place: DocumentPlace, reader: RecordReader) -> bool:
    return place.matter in reader.walled or document in reader.scope.denied


def _scoped(content: Mapping[str, Json], reader: RecordReader, place_of: PlaceOf) -> dict[str, Json]:
    """A content with its scope, and its rows that did not pass a check, cut down to what the reader may see."""
    return {key: _cut(part, key, reader, place_of) for key, part in content.items()}


def _cut(part: Json, key: str, reader: RecordReader, place_of: PlaceOf) -> Json:
    if key == "scope" and isinstance(part, dict):
        return {name: _scope_part(name, value, reader, place_of) for name, value in part.items()}
    if key == "scope" and isinstance(part, list):  # the matters of a list of documents
        return [matter for matter in part if _sees_matter(matter, reader)]
    if key == "withheld" and isinstance(part, list):
        return [row for row in part if isinstance(row, list) and _sees_document(row[:1], reader, place_of)]
    if isinstance(part, dict):
        return {name: _cut(value, name, reader, place_of) for name, value in part.items()}
    if isinstance(part, list):
        return [_cut(value, "", reader, place_of) for value in part]
    return part


def _scope_part(name: str, value: Json, reader: RecordReader, place_of: PlaceOf) -> Json:
    if not isinstance(value, list):
        return value
    if name in ("matters", "reach"):
        return [matter for matter in value if _sees_matter(matter, reader)]
    if name == "labels":  # each with the matter in which it counts, or with null
        return [pair for pair in value if isinstance(pair, list) and _sees_label(pair, reader)]
    return [document for document in value if _sees_document([document], reader, place_of)]


def _sees_label(pair: list[Json], reader: RecordReader) -> bool:
    """True for a label that was granted to the reader too, everywhere or in the same matter; the owner knows all."""
    match pair:
        case [str(label), None | str() as matter] if _sees_matter(matter, reader):
            where = None if matter is None else MatterId(matter)
            return reader.is_owner or (label, None) in reader.scope.labels or (label, where) in reader.scope.labels
    return False


def _sees_matter(matter: Json, reader: RecordReader) -> bool:
    if matter is None:
        return True
    if not isinstance(matter, str) or matter in reader.walled:
        return False
    return reader.is_owner or matter in reader.scope.matters


def _sees_document(row: Iterable[Json], reader: RecordReader, place_of: PlaceOf) -> bool:
    """True if the reader may see the document that a row begins with; nobody may see one that is gone."""
    name = next(iter(row), None)
    if not isinstance(name, str) or (place := place_of(DocumentId(name))) is None:
        return False
    if _is_walled(DocumentId(name), place, reader):
        return False
    return reader.is_owner or reader.scope.permits(place.matter, DocumentId(name), place.labels)
