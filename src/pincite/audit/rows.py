"""One record as a row: how an event becomes one, how it is written, and how it is read back."""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pincite.access.clock import is_behind
from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, FORMAT, SALT_BYTES, canonical_json, content_digest, row_hash
from pincite.audit.event import Entry, Event, EventKind, Json
from pincite.audit.schema import QUOTED
from pincite.audit.stored import Row, Stored
from pincite.audit.texts import encoded, keep, text_digest
from pincite.audit.times import ACCEPTING
from pincite.databases import Database
from pincite.documents.span import MatterId
from pincite.errors import RecordError

MOST_BYTES = 256 * 1024 * 1024
"""The longest content or text: SQLite takes 1 GB, and one record too long would fail those written with it."""


@dataclass(frozen=True, slots=True)
class PreparedEvent:
    """An event ready to be written: its columns except its place in the chain, and what is stored beside the chain.

    `texts` are the shared texts by digest.
    """

    columns: Mapping[str, str | int]
    salt: bytes
    body: str
    texts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: a record and, for an erasure, the places of the records to be erased with it."""

    draft: PreparedEvent
    erased: tuple[int, ...] = ()


Plan = Callable[[Stored], Order]
"""Returns what is to be written, from the state of the record at its turn. It may raise RecordError or NotVisible; then
nothing is written for it."""


def draft(event: Event) -> PreparedEvent:
    """The event, ready to be written as a row.

    Raises:
        RecordError: it has no time zone, is too long, or holds something that cannot be written.
    """
    if event.at.tzinfo is None:
        raise RecordError(f"the time of event {event.id!r} has no time zone; give it in UTC")
    salt = os.urandom(SALT_BYTES)
    matters: list[Json] = [*sorted(event.matters)]
    stored = {name: encoded(text) for name, text in event.texts.items()}
    named: dict[str, Json] = {name: text_digest(text) for name, text in stored.items()}
    inside: dict[str, Json] = {"content": dict(event.content), "matters": matters}
    body = canonical_json(inside | ({"texts": named} if named else {}))
    columns: dict[str, str | int] = {
        "format": FORMAT,
        "id": event.id,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": event.principal.user,
        "actor": event.principal.actor,
        "facts": canonical_json(event.facts),
        "content_digest": content_digest(salt, body),
    }
    try:
        for value in columns.values():
            str(value).encode()
    except UnicodeEncodeError as error:
        raise RecordError(f"event {event.id!r} has a name that cannot be written ({error}); correct it") from error
    if any("\0" in str(value) for value in columns.values()):
        raise RecordError(f"event {event.id!r} has a name with a NUL in it, which cannot be written; correct it")
    longest = max(len(part) for part in (body, str(columns["facts"]), *stored.values()))
    if longest > MOST_BYTES:
        raise RecordError(f"event {event.id!r} is too long for the audit record ({longest:,} bytes); shorten it")
    return PreparedEvent(columns, salt, body, {text_digest(text): text for text in stored.values()})


def order(
    kind: EventKind,
    principal: Principal,
    at: datetime,
    facts: Mapping[str, Json],
    content: Mapping[str, Json],
    matters: frozenset[MatterId] = frozenset(),
    erased: tuple[int, ...] = (),
) -> Order:
    """The order for something that the record itself is told to do, under an id of its own."""
    return Order(draft(Event(secrets.token_hex(16), kind, principal, at, matters, facts, content)), erased)


def require_next(stored: Stored, drafted: PreparedEvent, latest: datetime | None) -> datetime:
    """The latest time of the record once this event is its next one.

    Raises:
        RecordError: there is an event with its id already, or as `dated`.
    """
    name = str(drafted.columns["id"])
    if stored.has_id(name):
        raise RecordError(f"the audit record has an event {name!r} already; give each event its own id")
    return dated(drafted, latest)


def dated(drafted: PreparedEvent, latest: datetime | None) -> datetime:
    """The latest time of a record once this event is in it.

    Raises:
        RecordError: its time lies before the latest by more than the tolerance, and it does not accept the clock.
    """
    at, is_acceptance = datetime.fromisoformat(str(drafted.columns["at"])), drafted.columns["kind"] == ACCEPTING
    if is_behind(at, latest) and not is_acceptance:
        raise RecordError(
            f"the record cannot be written: it is dated {at:%Y-%m-%d %H:%M:%S} UTC, before the newest record, so "
            f"the clock was set back or writing took too long; set the clock right, or see: pincite access clock"
        )
    return at if is_acceptance or latest is None else max(at, latest)


def insert(database: Database, row: Mapping[str, str | int], drafted: PreparedEvent, signature: bytes) -> None:
    """Write a record: its row with place and hash, and what is stored beside it."""
    seq = int(row["seq"])
    database.execute(
        f"INSERT INTO audit ({QUOTED}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})",  # noqa: S608 - our own names
        (*(row[name] for name in COLUMNS), row["hash"]),
    )
    database.execute("INSERT INTO content VALUES (?, ?, ?)", (seq, drafted.salt, drafted.body))
    database.execute("INSERT INTO signature VALUES (?, ?)", (seq, signature))
    if drafted.texts:
        keep(database, seq, drafted.texts)


def entries(stored: Stored, places: Sequence[int]) -> Iterator[Entry]:
    """The records at these places, in their order in the chain.

    Each is compared with its hash, and its content with its digest, so that nobody reads or builds on something that
    was changed in the file. What only the chain can show is left to `verify`.

    Raises:
        RecordError: one cannot be read, or is not as it was written.
    """
    for row in stored.at(places):
        yield _entry(row)


def find(stored: Stored, key: str) -> Entry | None:
    """The record with this id, or else with this seq.

    Raises:
        RecordError: it cannot be read, or is not as it was written.
    """
    seq = stored.place(key)
    return None if seq is None else next(entries(stored, [seq]), None)


def _is_as_written(row: Row) -> bool:
    """True for a record that matches its hash, and whose content matches its digest or is gone."""
    try:
        is_sealed: bool = row["body"] is None or content_digest(row["salt"], row["body"]) == row["content_digest"]
        is_chained: bool = row_hash({name: row[name] for name in COLUMNS}) == row["hash"]
    except (TypeError, AttributeError):  # a value of another type
        return False
    return is_sealed and is_chained


def _entry(row: Row) -> Entry:
    if not _is_as_written(row):
        raise RecordError(f"audit record {row['seq']} is not as it was written; run: pincite audit verify")
    try:
        facts = json.loads(row["facts"])
        kept = json.loads(row["body"]) if row["body"] is not None else None
        matters = None if kept is None else frozenset(MatterId(matter) for matter in kept["matters"])
        content = None if kept is None else kept["content"]
        texts = None if kept is None else kept.get("texts", {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(f"audit record {row['seq']} is damaged; run: pincite audit verify") from error
    return Entry(
        seq=row["seq"],
        id=row["id"],
        kind=row["kind"],
        at=row["at"],
        user=row["user"],
        actor=row["actor"],
        facts=facts,
        matters=matters,
        content=content,
        texts=texts,
        prev=row["prev"],
        hash=row["hash"],
    )
