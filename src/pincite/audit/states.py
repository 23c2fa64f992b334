"""What the record says about the other stores: the last state of each, and a seal for each thing in it.

A record of a change has in its facts, under `state`, for each store that it changes: digests of the whole store before
and after (`before`, `after`), and digests of what came, changed or went (`seals`); `first` if the record had nothing
about the store before. The meaning of a seal's token is in the record's content, under `sealed`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pincite.audit.chain import COLUMNS, WITHOUT_TREE, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Event, Json
from pincite.audit.schema import QUOTED, kind_condition
from pincite.audit.stored import Row, Stored
from pincite.databases import Database, stream
from pincite.errors import RecordError
from pincite.sealing import Recorded, Sealed

Store = Literal["rules", "documents"]

SPEAKING: Final[Mapping[Store, tuple[str, ...]]] = {
    "rules": ("access", "seal"),
    "documents": ("ingest", "move", "remove", "seal"),
}
"""The kinds of records that may be about a store."""


SEALED: Final = "sealed"
"""Where a record's content says what the tokens in its facts mean; for `verify`, and never shown to a reader."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The last that the record says about a thing: in which record, of which kind, its digest, and what it is called.

    `digest` is None for a thing that went. `known_as` is empty once the record's content was erased.
    """

    seq: int
    kind: str
    digest: str | None
    known_as: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """All that the record says about a store; `is_late` if the record has changes of it from before it was covered."""

    seals: Mapping[str, Seal]
    since: int | None
    is_late: bool


def facts_of(said: Mapping[Store, Sealed]) -> dict[str, Json]:
    """What goes into the facts of a record."""
    state: dict[str, Json] = {}
    for store, each in said.items():
        seals: dict[str, Json] = dict(each.seals)
        first: dict[str, Json] = {"first": True} if each.is_first else {}
        state[store] = {"before": each.before, "after": each.after, "seals": seals, **first}
    return {"state": state}


def content_of(said: Mapping[Store, Sealed]) -> dict[str, Json]:
    """What goes into the content of a record, which can be erased."""
    known_as: list[Json] = [dict[str, Json](each) for store in said.values() for each in store.known_as]
    return {SEALED: known_as} if known_as else {}


def saying(event: Event, *, documents: Sealed | None = None, rules: Sealed | None = None) -> Event:
    """The event, with the states of the documents or the rules before and after it."""
    said: dict[Store, Sealed] = {}
    if documents is not None:
        said["documents"] = documents
    if rules is not None:
        said["rules"] = rules
    if not said:
        return event
    return replace(event, facts={**event.facts, **facts_of(said)}, content={**event.content, **content_of(said)})


def newest(stored: Stored, store: Store) -> Recorded | None:
    """The newest state of a store that the record has, None while it has said nothing of it.

    Raises:
        RecordError: the record that says so is not as it was signed.
    """
    found = _last(stored.newest_of_kinds(SPEAKING[store]), store)
    if found is None:
        return None
    row, recorded = found
    _require_signed(stored, row)
    return recorded


def require_current(stored: Stored, facts: Mapping[str, Json]) -> None:
    """Refuse to record a change of a store whose newest state on the record is not the one that was changed.

    Whoever plans a change holds a right that a server takes back from a program that stands still for too long.

    Raises:
        RecordError: it is not, or the record that says so is not as it was signed.
    """
    said = facts.get("state")
    if not isinstance(said, Mapping):
        return
    for store in SPEAKING:
        each = said.get(store)
        if not isinstance(each, Mapping) or each.get("first"):
            continue
        found = newest(stored, store)
        if found is not None and found.after != each.get("before"):
            raise RecordError(
                f"somebody else changed the {store} meanwhile, so this change was neither recorded nor made; look at "
                "them, then try again"
            )


def last(database: Database, store: Store) -> Recorded | None:
    """As `newest`, from a file whose signatures are not checked."""
    condition = kind_condition(SPEAKING[store])
    rows = stream(database, f"SELECT {QUOTED} FROM audit WHERE {condition} ORDER BY seq DESC")  # noqa: S608 - our own names
    found = _last(rows, store)
    return None if found is None else found[1]


def _last(rows: Iterable[Row], store: Store) -> tuple[Row, Recorded] | None:
    for row in rows:
        if f'"{store}":' in str(row["facts"]) and (said := _said(row["facts"]).get(store)) is not None:
            return row, Recorded(row["seq"], said["before"], said["after"])
    return None


def seals(database: Database, store: Store) -> Known:
    """Each thing of a store that the record ever mentioned, by its token, and since when it covers the store."""
    found: dict[str, Seal] = {}
    since: int | None = None
    is_late = False
    columns = "audit.seq AS seq, kind, facts, body FROM audit LEFT JOIN content USING (seq)"
    rows = stream(database, f"SELECT {columns} WHERE {kind_condition(SPEAKING[store])} ORDER BY audit.seq")
    for row in rows:
        said = _said(row["facts"]).get(store)
        if said is None:
            is_late = is_late or since is None
            continue
        since = row["seq"] if since is None else since
        known_as = {each["token"]: each for each in _known_as(row["body"])}
        if said.get("first"):
            found = {name: seal for name, seal in found.items() if name in said["seals"]}
        for name, digest in said["seals"].items():
            before = found.get(name)
            words = known_as.get(name) or (before.known_as if before else {})
            found[name] = Seal(row["seq"], row["kind"], digest, words)
    return Known(found, since, is_late and since is not None)


def _require_signed(stored: Stored, row: Row) -> None:
    """Refuse a record that is not as the workspace's key signed it in its place.

    Raises:
        RecordError: it was changed.
    """
    seq = row["seq"]
    made, head = stored.signature(seq), stored.head_at(seq)
    values = {name: row[name] for name in COLUMNS}
    if (
        head is None
        or not isinstance(made, bytes)
        or not all(isinstance(value, str | int) for value in values.values())
        or row_hash(values) != row["hash"]
        or not stored.signer.is_signed(Head(seq, head.hash, None) if row["format"] == WITHOUT_TREE else head, made)
    ):
        raise RecordError(
            f"record {seq}, which says what rules or documents there are, is not as it was signed; nothing is shown: "
            "run pincite audit verify"
        )


def _said(facts: str) -> dict[str, dict[str, Any]]:
    try:
        said = json.loads(facts).get("state")
    except (ValueError, AttributeError):
        return {}
    return said if isinstance(said, dict) else {}


def _known_as(body: object) -> Iterator[dict[str, str]]:
    if not isinstance(body, str) or '"sealed":' not in body:
        return
    try:
        known_as = json.loads(body)["content"].get(SEALED, [])
    except (ValueError, AttributeError, TypeError, KeyError):
        return
    yield from (each for each in known_as if isinstance(each, dict) and "token" in each)
