"""Whether the record is what was written: every row, every content, every signature, and the end of it all.

Reads the file as found and trusts nothing in it. Whatever is wrong becomes a `Problem`; nothing is raised, since a
record too damaged to read is a finding too.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pincite.audit.chain import COLUMNS, FORMAT, SALT_BYTES, content_digest, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.heads import HeadKeeper
from pincite.audit.sqlite_log import SCHEMA
from pincite.audit.turn import turn
from pincite.errors import RecordError

INTEGER_COLUMNS = frozenset({"seq", "format"})

QUERY = (
    f"SELECT {', '.join(f'audit.{name} AS {name}' for name in (*COLUMNS, 'hash'))}, content.seq AS content_seq, "  # noqa: S608
    "salt, body, signature FROM audit LEFT JOIN content ON content.seq = audit.seq "
    "LEFT JOIN signature ON signature.seq = audit.seq ORDER BY audit.seq"
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `records` were read; `erased` are those whose content was erased on the record."""

    records: int
    erased: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


def parse_head(text: str) -> tuple[int, str]:
    """A head noted earlier, as `SEQ:HASH`.

    Raises:
        RecordError: it is not of that form.
    """
    seq, colon, digest = text.strip().partition(":")
    is_hash = len(digest) == 64 and all(character in "0123456789abcdef" for character in digest.lower())
    if not (colon and seq.isascii() and seq.isdigit() and len(seq) < 19 and is_hash):
        raise RecordError(f"{text!r} is not a head; give SEQ:HASH as printed by: pincite audit head")
    return int(seq), digest.lower()


def verify(path: Path, heads: HeadKeeper, head: tuple[int, str] | None = None) -> Verification:
    """Check the record at a path against itself, its signed heads and, where given, a head noted earlier.

    Needs no private key, and only reads.
    """
    findings = _Findings(heads)
    if not path.is_file():
        return Verification(0, (), (Problem(0, f"the audit record {path} is missing; restore it from a backup"),))
    try:
        with closing(_open(path)) as database:
            # Writers wait while the state to be read and the head that belongs to it are taken.
            lock = path.with_suffix(".lock")
            with turn(lock) if lock.exists() else nullcontext():
                database.execute("BEGIN")
                tail = _tail(database, heads)
                findings.add(*heads.problems(path, tail, lambda seq: _hash_at(database, seq, heads)))
            key_problem = heads.key_problem()
            if key_problem:
                findings.add(key_problem)
            findings.add(*_structure(database))
            for row in database.execute(QUERY):
                findings.read(row)
            findings.add(*findings.emptied())
            findings.add(*_orphans(database))
            if head is not None:
                findings.add(*_noted(head, _hash_at(database, head[0], heads)))
    except sqlite3.Error as error:
        findings.add(Problem(0, f"the audit record {path} is damaged after record {findings.last.seq} ({error})"))
    except RecordError as error:
        findings.add(Problem(0, str(error)))
    findings.add(*findings.unsigned())
    unique = dict.fromkeys(sorted(findings.problems, key=lambda problem: problem.seq))
    return Verification(findings.records, tuple(sorted(findings.erased)), tuple(unique))


class _Findings:
    """What has been read so far, row after row, and what was wrong with it."""

    def __init__(self, heads: HeadKeeper) -> None:
        self.heads = heads
        self.records = 0
        self.last = Head(0, heads.genesis)
        self.problems: list[Problem] = []
        self.erased: set[int] = set()
        self._emptied: set[int] = set()
        self._unsigned: list[int] = []

    def add(self, *problems: Problem) -> None:
        self.problems.extend(problems)

    def read(self, row: sqlite3.Row) -> None:
        """Check one row against itself and the one before."""
        seq = row["seq"]
        self.records += 1
        expected = self.last.seq + 1
        if seq < expected:
            self.add(Problem(seq, f"record {seq} stands before the first record: it was inserted"))
        elif seq > expected:
            gone = f"record {expected} is" if seq == expected + 1 else f"records {expected} to {seq - 1} are"
            self.add(Problem(expected, f"{gone} missing: removed from the log"))
        elif row["prev"] != self.last.hash:
            self.add(
                Problem(seq, f"record {seq} does not follow record {seq - 1}: one of them was changed or replaced")
            )
        self._check_columns(row)
        self._check_content(row)
        signature, digest = row["signature"], row["hash"]
        is_whole = isinstance(signature, bytes) and _is_hash(digest)
        if not (is_whole and self.heads.is_signed(Head(seq, digest), signature)):
            self._unsigned.append(seq)
        if seq >= expected:
            self.last = Head(seq, digest)

    def unsigned(self) -> Iterator[Problem]:
        """The first record that the workspace's key did not sign as it stands, and how many more there are."""
        if self._unsigned:
            first, more = self._unsigned[0], len(self._unsigned) - 1
            also = f"; nor are {more} others after it" if more > 1 else "; nor is one other after it" if more else ""
            yield Problem(first, f"record {first} is not signed by the workspace's key: rewritten or inserted{also}")

    def emptied(self) -> Iterator[Problem]:
        """Contents that are gone without a later record that says so; can be told once every row has been read."""
        for seq in sorted(self._emptied - self.erased):
            yield Problem(seq, f"the content of record {seq} is gone, and no record says that it was erased")
        self.erased &= self._emptied

    def _check_columns(self, row: sqlite3.Row) -> None:
        seq = row["seq"]
        values = {name: row[name] for name in COLUMNS}
        odd = [name for name, value in values.items() if type(value) is not (int if name in INTEGER_COLUMNS else str)]
        if odd:
            self.add(Problem(seq, f"record {seq} was changed: its {odd[0]} is of the wrong kind"))
        elif row_hash(values) != row["hash"]:
            self.add(Problem(seq, f"record {seq} was changed: its columns do not give its hash"))
        elif values["format"] != FORMAT:
            self.add(Problem(seq, f"record {seq} is of format {values['format']}, which this pincite does not know"))
        elif values["kind"] == "erase":
            self.erased |= {erased for erased in _erased_by(values["facts"]) if erased < seq}

    def _check_content(self, row: sqlite3.Row) -> None:
        seq, salt, body = row["seq"], row["salt"], row["body"]
        if row["content_seq"] is None:
            self.add(Problem(seq, f"the content of record {seq} is missing: removed from the log"))
        elif body is None:
            self._emptied.add(seq)
        elif not isinstance(salt, bytes) or len(salt) != SALT_BYTES or not isinstance(body, str):
            self.add(Problem(seq, f"the content of record {seq} was changed: its salt or text is of the wrong kind"))
        elif content_digest(salt, body) != row["content_digest"]:
            self.add(
                Problem(seq, f"the content of record {seq} was changed: it does not give the digest in the record")
            )


def _open(path: Path) -> sqlite3.Connection:
    """A read-only connection that gives text that is not UTF-8 back as it is, for the hash to be seen not to fit."""
    # A read-only medium has no room for SQLite's shared memory; without a log beside it the file is whole by itself.
    still = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(str(path.resolve()))}?mode=ro{'&immutable=1' if still else ''}"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    database.row_factory = sqlite3.Row
    database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    return database


def _structure(database: sqlite3.Connection) -> Iterator[Problem]:
    found = {row["name"]: row["sql"] for row in database.execute("SELECT name, sql FROM sqlite_master")}
    for name in sorted(found.keys() | SCHEMA.keys()):
        if found.get(name) != SCHEMA.get(name):
            yield Problem(0, f"the structure of the file was changed: {name} is not as pincite made it")
    for row in database.execute("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield Problem(0, f"the file is damaged: {row[0]}")


def _orphans(database: sqlite3.Connection) -> Iterator[Problem]:
    for table in ("content", "signature"):
        for (seq,) in database.execute(
            f"SELECT seq FROM {table} WHERE seq NOT IN (SELECT seq FROM audit) ORDER BY seq"  # noqa: S608 - our names
        ):
            yield Problem(seq, f"there is a {table} for record {seq}, but no such record: it was removed")


def _noted(head: tuple[int, str], found: str | None) -> Iterator[Problem]:
    seq, digest = head
    if found is None:
        yield Problem(seq, f"record {seq}, whose hash was noted earlier, is missing: removed from the log")
    elif found != digest:
        yield Problem(seq, f"record {seq} is not the one whose hash was noted earlier: it or one before was rewritten")


def _tail(database: sqlite3.Connection, heads: HeadKeeper) -> Head:
    row = database.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row["seq"], str(row["hash"])) if row else Head(0, heads.genesis)


def _hash_at(database: sqlite3.Connection, seq: int, heads: HeadKeeper) -> str | None:
    if seq == 0:
        return heads.genesis
    row = database.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
    return None if row is None else str(row["hash"])


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(character in "0123456789abcdef" for character in value)


def _erased_by(facts: str) -> set[int]:
    try:
        erased = json.loads(facts).get("erased")
    except (ValueError, AttributeError):
        return set()
    return {erased} if isinstance(erased, int) else set()
