"""The record of one workspace in an SQLite file: appended to, read back, never changed in silence.

Table `audit` holds the chained rows, `content` what may be erased, and `signature` what the workspace's key signed
about each row. There are no triggers against changes: whoever can write the file can drop them, and the chain shows a
change anyway.

An append takes its turn among processes, then writes in an order in which no death at any point loses an acknowledged
record or leaves one unsigned: the row and its signature in one transaction; the new head durably beside its place;
commit; the head into its place; only then is the record given back. A writer that dies between the last two leaves one
signed record more than the head counts, which the next append and `verify` accept.
"""

import asyncio
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pincite.access.scope import Principal, Scope
from pincite.audit.chain import COLUMNS, FORMAT, SALT_BYTES, canonical_json, content_digest, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Entry, Event, Record
from pincite.audit.heads import HeadKeeper, sync_folder
from pincite.audit.turn import turn
from pincite.documents.span import MatterId
from pincite.errors import NotVisible, RecordError

BUSY_SECONDS = 30.0
"""How long to wait for another program that has the file locked; our own writers take turns before they come here."""

SCHEMA = {
    "audit": (
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, format INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, "
        "at TEXT NOT NULL, user TEXT NOT NULL, actor TEXT NOT NULL, facts TEXT NOT NULL, "
        "content_digest TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL)"
    ),
    "by_id": "CREATE INDEX by_id ON audit (id)",
    "content": "CREATE TABLE content (seq INTEGER PRIMARY KEY, salt BLOB, body TEXT)",
    "signature": "CREATE TABLE signature (seq INTEGER PRIMARY KEY, signature BLOB NOT NULL)",
}

ROW = ", ".join((*COLUMNS, "hash"))


class SqliteAuditLog:
    """The audit record of a workspace, in a file, with its signed heads in a second place. Implements `AuditLog`."""

    def __init__(self, path: Path, heads: HeadKeeper) -> None:
        """Open the record, or begin the record of a new workspace.

        Raises:
            RecordError: the file is gone although a head was signed for it, or it cannot be made.
        """
        self.path = path
        self.heads = heads
        self._mutex = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        if not path.exists():
            self._begin()

    def close(self) -> None:
        """Let go of the file."""
        with self._mutex:
            self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def append(self, event: Event) -> Record:
        """Write one event; it and its signed head are on disk when this returns.

        Raises:
            RecordError: it could not be made durable, or the record is damaged where it ends.
        """
        return await asyncio.to_thread(self._append, event, None)

    async def erase(self, key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Record:
        """Erase the content of a record for good, and record that, by whom and why; the chain still holds.

        The matters of the erased record go as well. What the row itself says (who, when, which kind, the facts) stays.

        Raises:
            NotVisible: there is no such record, or the principal's user is not the workspace's owner.
            RecordError: it could not be done durably.
        """
        with self._reading() as database:
            seq = _find(database, key)
        if seq is None or principal.user != owner:
            raise not_visible(key, principal.user)
        event = Event(
            id=secrets.token_hex(16),
            kind="erase",
            principal=principal,
            at=at,
            matters=frozenset(),
            facts={"erased": seq},
            content={"reason": reason},
        )
        return await asyncio.to_thread(self._append, event, seq)

    def head(self) -> Head:
        """The newest record's place and hash; 0 and the genesis hash for an empty log.

        Raises:
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            row = database.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return Head(row["seq"], row["hash"]) if row else Head(0, self.heads.genesis)

    def show(self, key: str, scope: Scope, owner: str) -> Entry:
        """A record by its id or its seq.

        The workspace's owner sees every record. Anybody else sees those that they asked for or that were asked on
        their behalf, as long as they may still see every matter that the content speaks of.

        Raises:
            NotVisible: there is none, or it may not be seen; the words are the same.
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            seq = _find(database, key)
            entry = next(_entries(database, seq, seq), None) if seq is not None else None
        user = scope.principal.user
        if entry is None or not (user == owner or _may_read(entry, scope)):
            raise not_visible(key, user)
        return entry

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """Every record from one on, in order; whoever calls has made sure that the reader is the workspace's owner.

        Raises:
            RecordError: the file cannot be read.
        """
        last = self.head().seq
        for start in range(first, last + 1, 500):
            with self._reading() as database:
                page = list(_entries(database, start, min(start + 499, last)))
            yield from page

    def _begin(self) -> None:
        """Make an empty record and sign its head."""
        with self._mutex, _told(self.path), turn(self.path.with_suffix(".lock")):
            if self.path.exists():
                return
            signed = self.heads.head(self.path)
            if signed is not None and signed.seq > 0:
                raise RecordError(
                    f"the audit record {self.path} is missing, and its signed head counts {signed.seq} records; "
                    f"restore it from a backup"
                )
            # The head comes first: an empty log without one would look like a log whose head was taken away.
            head = Head(0, self.heads.genesis)
            self.heads.publish(self.heads.stage(self.path, head, self.heads.sign(head)))
            # Made under another name, so that nobody ever finds a record without its tables.
            making = self.path.with_suffix(".making")
            making.unlink(missing_ok=True)
            database = sqlite3.connect(making, isolation_level=None)
            try:
                database.execute("PRAGMA journal_mode = WAL")
                for statement in SCHEMA.values():
                    database.execute(statement)
            finally:
                database.close()
            making.replace(self.path)
            sync_folder(self.path.parent)

    def _append(self, event: Event, erased: int | None) -> Record:
        row, salt, body = _row(event)
        with self._mutex, _told(self.path), turn(self.path.with_suffix(".lock")):
            database = self._connect()
            database.execute("BEGIN IMMEDIATE")
            try:
                tail = self._sound_tail(database)
                if _find(database, event.id) is not None:
                    raise RecordError(f"the audit record has an event {event.id!r} already; give each event its own id")
                row |= {"seq": tail.seq + 1, "prev": tail.hash}
                head = Head(tail.seq + 1, row_hash(row))
                signature = self.heads.sign(head)
                database.execute(
                    f"INSERT INTO audit ({ROW}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})",  # noqa: S608 - our names
                    (*(row[name] for name in COLUMNS), head.hash),
                )
                database.execute("INSERT INTO content VALUES (?, ?, ?)", (head.seq, salt, body))
                database.execute("INSERT INTO signature VALUES (?, ?)", (head.seq, signature))
                if erased is not None:
                    database.execute("UPDATE content SET salt = NULL, body = NULL WHERE seq = ?", (erased,))
                staged = self.heads.stage(self.path, head, signature)
                database.execute("COMMIT")
            finally:
                if database.in_transaction:
                    database.execute("ROLLBACK")
            self.heads.publish(staged)
            if erased is not None:
                # The erased text would otherwise stay readable in the write-ahead log.
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Record(event.id, head.seq, head.hash)

    def _sound_tail(self, database: sqlite3.Connection) -> Head:
        """The head to build upon.

        Raises:
            RecordError: the last row does not give its hash, or the log is not what the signed head says.
        """
        last = database.execute(f"SELECT {ROW} FROM audit ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608
        tail = Head(last["seq"], last["hash"]) if last else Head(0, self.heads.genesis)
        if last and (not all(isinstance(value, str | int) for value in last) or row_hash(dict(last)) != tail.hash):
            raise self._damaged(f"record {tail.seq} was changed")
        problems = self.heads.problems(self.path, tail, lambda seq: _hash_at(database, seq, self.heads.genesis))
        if problems:
            raise self._damaged(problems[0].problem)
        if last:
            made = database.execute("SELECT signature FROM signature WHERE seq = ?", (tail.seq,)).fetchone()
            if made is None or not isinstance(made[0], bytes) or not self.heads.is_signed(tail, made[0]):
                raise self._damaged(f"record {tail.seq} was not signed by the workspace's key")
        return tail

    def _damaged(self, what: str) -> RecordError:
        return RecordError(
            f"nothing more is written to the audit record {self.path}, since its end cannot be trusted: {what}; "
            f"run: pincite audit verify"
        )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection, in one consistent state of the file."""
        with self._mutex, _told(self.path):
            database = self._connect()
            database.execute("BEGIN")
            try:
                yield database
            finally:
                database.execute("ROLLBACK")

    def _connect(self) -> sqlite3.Connection:
        """The connection to the file that is at the path now, which may have been exchanged since the last call."""
        found = self.path.stat()
        if self._database is None or self._file != (found.st_dev, found.st_ino):
            self._disconnect()
            database = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                database.row_factory = sqlite3.Row
                database.execute("PRAGMA synchronous = FULL")
                database.execute("PRAGMA secure_delete = ON")
            except sqlite3.Error:
                database.close()
                raise
            self._database, self._file = database, (found.st_dev, found.st_ino)
        return self._database

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database = None


def _row(event: Event) -> tuple[dict[str, str | int], bytes, str]:
    """The event's columns but for its place, then salt and text of its content."""
    if event.at.tzinfo is None:
        raise RecordError(f"the time of event {event.id!r} has no time zone; give it in UTC")
    salt = os.urandom(SALT_BYTES)
    matters: list[str] = sorted(event.matters)
    body = canonical_json({"content": dict(event.content), "matters": [*matters]})
    row: dict[str, str | int] = {
        "format": FORMAT,
        "id": event.id,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": event.principal.user,
        "actor": event.principal.actor,
        "facts": canonical_json(event.facts),
        "content_digest": content_digest(salt, body),
    }
    return row, salt, body


def _entries(database: sqlite3.Connection, first: int, last: int) -> Iterator[Entry]:
    for row in database.execute(
        f"SELECT {', '.join('audit.' + name for name in (*COLUMNS, 'hash'))}, body "  # noqa: S608 - our own names
        f"FROM audit LEFT JOIN content ON content.seq = audit.seq WHERE audit.seq BETWEEN ? AND ? ORDER BY audit.seq",
        (first, last),
    ):
        try:
            facts = json.loads(row["facts"])
            kept = json.loads(row["body"]) if row["body"] is not None else None
            matters = None if kept is None else frozenset(MatterId(matter) for matter in kept["matters"])
            content = None if kept is None else kept["content"]
        except (ValueError, KeyError, TypeError) as error:
            raise RecordError(f"audit record {row['seq']} is damaged; run: pincite audit verify") from error
        yield Entry(
            seq=row["seq"],
            id=row["id"],
            kind=row["kind"],
            at=row["at"],
            user=row["user"],
            actor=row["actor"],
            facts=facts,
            matters=matters,
            content=content,
            prev=row["prev"],
            hash=row["hash"],
        )


def _may_read(entry: Entry, scope: Scope) -> bool:
    own = scope.principal.user in (entry.user, entry.actor)
    return own and entry.matters is not None and entry.matters <= scope.matters


def _find(database: sqlite3.Connection, key: str) -> int | None:
    """The place of the record with this id, or else with this seq."""
    row = database.execute("SELECT seq FROM audit WHERE id = ?", (key,)).fetchone()
    if row is None and key.isascii() and key.isdigit() and len(key) < 19:
        row = database.execute("SELECT seq FROM audit WHERE seq = ?", (int(key),)).fetchone()
    return None if row is None else int(row[0])


def _hash_at(database: sqlite3.Connection, seq: int, genesis: str) -> str | None:
    if seq == 0:
        return genesis
    row = database.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
    return None if row is None else str(row[0])


def not_visible(key: str, user: str) -> NotVisible:
    """The one refusal for a record that does not exist and for one that may not be seen."""
    return NotVisible(f"there is no audit record {key!r} that {user} may see; ask the workspace's owner for it")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeEncodeError) as error:
        raise RecordError(
            f"the audit record {path} cannot be used ({error}); check the disk and the file's permissions, "
            f"then run: pincite audit verify"
        ) from error
