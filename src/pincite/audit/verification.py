"""Verifies that the record is what was written: every row, content and signature, the tree, and the end of the log.

It reads the file as found and trusts nothing in it. Whatever is wrong becomes a `Problem`; nothing is raised, since a
record too damaged to read is a finding too.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from urllib.parse import quote

from pincite.audit import texts
from pincite.audit.agreement import further_problems, key_problems, second_place_problems
from pincite.audit.chain import COLUMNS, WITHOUT_TREE, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.findings import Findings, Stored
from pincite.audit.gaps import Gap, gap_of, gaps
from pincite.audit.heads import HeadKeeper
from pincite.audit.schema import LATER, QUOTED, SCHEMA, has_tree
from pincite.audit.schema import WITHOUT_TREE as OLD_SCHEMA
from pincite.audit.stored import Row
from pincite.audit.tree import head_at
from pincite.audit.turn import turn
from pincite.databases import Database, made_by, quieten, snapshot, stream
from pincite.errors import RecordError

QUERY = (
    f"SELECT {', '.join(f'audit.{name} AS {name}' for name in QUOTED.split(', '))}, content.seq AS content_seq, "  # noqa: S608 - our own names
    "salt, body, signature FROM audit LEFT JOIN content ON content.seq = audit.seq "
    "LEFT JOIN signature ON signature.seq = audit.seq ORDER BY audit.seq"
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `records` were read; `erased` are those whose content was erased on the record.

    `set_back` are records before which the clock was set back, if a later record accepts it.
    `gaps` are what was lost before recorded restores: named for ever, and no problem by themselves.
    """

    records: int
    erased: tuple[int, ...]
    problems: tuple[Problem, ...]
    set_back: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


def parse_head(text: str) -> Head:
    """A head noted earlier, as `SEQ:HASH`.

    Raises:
        RecordError: it is not of that form.
    """
    seq, colon, digest = text.strip().partition(":")
    is_hash = len(digest) == 64 and all(character in "0123456789abcdef" for character in digest.lower())
    if not (colon and seq.isascii() and seq.isdigit() and len(seq) < 19 and is_hash):
        raise RecordError(f"{text!r} is not a head; give SEQ:HASH as printed by: pincite audit head")
    return Head(int(seq), digest.lower(), None)


def verify(path: Path, heads: HeadKeeper, noted: Sequence[Head] = (), *, alone: bool = False) -> Verification:
    """Check the record at a path against itself, its signed heads and any heads noted earlier.

    It needs no private key, and only reads. `alone` ignores the heads that are kept elsewhere.
    """
    findings = Findings(heads)
    if not path.is_file():
        return Verification(0, (), (Problem(0, f"the audit record {path} is missing; restore it from a backup"),))
    try:
        with closing(_open(path)) as database:
            lock = path.with_suffix(".lock")
            with snapshot(database):
                in_turn = turn(lock) if lock.exists() else nullcontext()
                check(findings, database, (path, heads), noted, alone=alone, turn=in_turn)
                findings.add(*_structure(path, database), *_odd_nodes(database))
    except sqlite3.Error as error:
        findings.add(Problem(0, f"the audit record {path} is damaged after record {findings.last[0]} ({error})"))
    except RecordError as error:
        findings.add(Problem(0, str(error)))
    return summed(findings)


def check(
    findings: Findings,
    database: Database,
    kept: tuple[Path, HeadKeeper],
    noted: Sequence[Head],
    *,
    alone: bool,
    turn: AbstractContextManager[None],
) -> None:
    """Add to `findings` what is wrong in the tables of a record, in a snapshot of them.

    `kept` is what the record's heads are kept under, and who keeps them. Writers wait within `turn`.

    Raises:
        sqlite3.Error, DatabaseFailed, RecordError: the tables are too damaged to be read, or cannot be reached.
    """
    log, heads = kept

    def head(seq: int) -> Head | None:
        return _head_at(database, seq, heads.genesis)

    # Writers wait while we take the state to read and the head that belongs to it.
    with turn:
        tail = _tail(database, heads)
        named = gaps(database)
        if not alone:
            findings.add(*second_place_problems(heads, log, tail, head, named))
            findings.add(*further_problems(heads, log, tail, head, named))
    findings.add(*key_problems(heads, may_lack=alone))
    _read(database, findings)
    findings.add(*findings.wrong_nodes(), *findings.emptied(), *_beside(database))
    for earlier in noted:
        findings.add(*noted_problems(earlier, head(earlier.seq), gap_of(earlier, named, tail.seq)))


def summed(findings: Findings) -> Verification:
    """All that was found, once every row was read that can be."""
    findings.add(*findings.unsigned(), *findings.times.problems())
    unique = dict.fromkeys(sorted(findings.problems, key=lambda problem: problem.seq))
    return Verification(
        findings.records,
        tuple(sorted(findings.erased)),
        tuple(unique),
        set_back=tuple(findings.times.accepted),
        gaps=tuple(findings.gaps),
    )


def is_signed_at_its_end(path: Path, heads: HeadKeeper) -> bool:
    """True if the newest record of a file matches its hash, and the workspace's key signed it; only reads."""
    try:
        with closing(_open(path)) as database:
            row = database.execute(QUERY.replace("ORDER BY audit.seq", "ORDER BY audit.seq DESC LIMIT 1")).fetchone()
            if row is None or any(
                type(row[name]) is not (int if name in ("seq", "format") else str) for name in COLUMNS
            ):
                return False
            end = _head_at(database, row["seq"], heads.genesis)
            if end is None or end.hash != row_hash({name: row[name] for name in COLUMNS}):
                return False
            signed = Head(end.seq, end.hash, None) if row["format"] == WITHOUT_TREE else end
            return isinstance(row["signature"], bytes) and heads.is_signed(signed, row["signature"])
    except sqlite3.Error:
        return False


def _read(database: Database, findings: Findings) -> None:
    """Read every row, with the row after it and the texts that are listed for it."""
    with_tree = has_tree(database)
    tables = ("audit", "tree") if with_tree else ("audit",)
    counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608 - our own names
    # A tree of n leaves has n nodes less the peaks, of which there are at most 62.
    findings.compare_tree(_stored(database) if with_tree else None, most=sum(counts) + 64)
    rows: Iterator[Row] = stream(database, QUERY)
    for row, following in pairwise(chain(rows, [None])):
        if row is not None:
            used = database.execute("SELECT digest FROM text_use WHERE seq = ?", (row["seq"],)) if with_tree else ()
            findings.read(row, following, {digest for (digest,) in used})


def _open(path: Path) -> sqlite3.Connection:
    """A read-only connection that returns text that is not UTF-8 as it is, so that its hash can be seen to differ."""
    # A read-only medium has no room for SQLite's shared memory; without a log beside it the file is whole by itself.
    still = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(str(path.resolve()))}?mode=ro{'&immutable=1' if still else ''}"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    quieten(database)
    database.row_factory = sqlite3.Row
    database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    return database


def _structure(path: Path, database: sqlite3.Connection) -> Iterator[Problem]:
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        yield Problem(
            0, f"there is a file {journal}, which pincite never leaves: it changes the record when it is opened"
        )
    rows = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    found = {row["name"]: row["sql"] for row in rows}
    made, names = made_by(*(f"{statement};" for statement in SCHEMA.values())), [tuple(row)[:3] for row in rows]
    if odd := [name for name in names if name[1] in SCHEMA and (name not in made or names.count(name) > 1)]:
        yield Problem(0, f"the structure of the file was changed: {odd[0][1]} is not as pincite made it")
    schema = SCHEMA
    if (
        found.keys() == OLD_SCHEMA.keys()
        and not database.execute("SELECT 1 FROM audit WHERE format IS NOT ?", (WITHOUT_TREE,)).fetchone()
    ):
        schema = OLD_SCHEMA
    for name in sorted(found.keys() | schema.keys()):
        is_older = name in LATER and name not in found
        if found.get(name) != schema.get(name) and not is_older:
            yield Problem(0, f"the structure of the file was changed: {name} is not as pincite made it")
    for row in database.execute("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield Problem(0, f"the file is damaged: {row[0]}")


def _beside(database: Database) -> Iterator[Problem]:
    """What is stored beside the chain and belongs to no record."""
    with_tree = has_tree(database)
    for table in ("content", "signature", *(("text_use",) if with_tree else ())):
        for (seq,) in stream(
            database,
            f"SELECT DISTINCT seq FROM {table} "  # noqa: S608 - our own names
            f"WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.seq = {table}.seq) ORDER BY seq",
        ):
            what = "text" if table == "text_use" else table
            yield Problem(texts.place(seq), f"there is a {what} for record {seq}, but no such record: it was removed")
    if with_tree:
        yield from texts.problems(database)
        yield from _nodes_beside(database)


def _nodes_beside(database: Database) -> Iterator[Problem]:
    """Nodes of the tree that are over records that do not exist."""
    odd = database.execute(
        "SELECT level, place FROM tree WHERE level NOT BETWEEN 1 AND 62 OR place < 0 "
        "OR place + 1 > (SELECT coalesce(max(seq), 0) FROM audit) >> level LIMIT 5"
    )
    for level, place in odd:
        yield _added(level, place)


def _odd_nodes(database: sqlite3.Connection) -> Iterator[Problem]:
    """Nodes of the tree that are over no records, which only a file can hold: its columns take values of any kind."""
    if has_tree(database):
        odd = "typeof(level) <> 'integer' OR typeof(place) <> 'integer'"
        for level, place in database.execute(f"SELECT level, place FROM tree WHERE {odd} LIMIT 5"):  # noqa: S608 - our own words
            yield _added(level, place)


def _added(level: object, place: object) -> Problem:
    return Problem(0, f"the tree has a node over records that there are not: it was added ({level!r}, {place!r})")


def noted_problems(earlier: Head, found: Head | None, gap: Gap | None) -> Iterator[Problem]:
    """What is wrong where a record has `found` in the place of a head that was noted earlier."""
    seq = earlier.seq
    if gap is not None and (found is None or not earlier.agrees(found)):
        yield Problem(
            seq,
            f"record {seq}, whose hash was noted earlier, is in the gap of the restore recorded at {gap.seq}: "
            + gap.sentence(),
        )
    elif found is None:
        yield Problem(seq, f"record {seq}, whose hash was noted earlier, is missing: removed from the log")
    elif found.hash != earlier.hash:
        yield Problem(seq, f"record {seq} is not the one whose hash was noted earlier: it or one before was rewritten")
    elif not earlier.agrees(found):
        yield Problem(seq, f"the tree over records 1 to {seq} is not the one that was noted earlier: it was rewritten")


def _tail(database: Database, heads: HeadKeeper) -> Head:
    (seq,) = database.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    return _head_at(database, seq, heads.genesis) or Head(0, heads.genesis, None)


def _head_at(database: Database, seq: int, genesis: str) -> Head | None:
    """As `head_at`, but without a root if the tree is damaged; reading every row finds and names that damage."""
    try:
        return head_at(database, seq, genesis)
    except RecordError:
        row = database.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else Head(seq, str(row[0]), None)


def _stored(database: Database) -> Stored:
    def stored(level: int, place: int) -> bytes | None:
        row = database.execute("SELECT hash FROM tree WHERE level = ? AND place = ?", (level, place)).fetchone()
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    return stored
