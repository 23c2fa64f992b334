"""What a witness remembers, and whether it signs: one row for each record that it witnesses, in one SQLite file.

It signs a head if the record's own key signed it, and if it gets proof that the record begins with all that the witness
signed before. What it signs is on the disk before it is given out, so that it never signs two histories, even after a
crash.

Evidence is kept, each head once. A second head of as many records is proof by itself, for the record's key signed both.
A longer one whose proof fails is only a sign: anybody who has a true head can send it with meaningless hashes. So each
of the two has its own limit, and nothing else that is refused is kept.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pincite.audit.checkpoint import Head, VerifierKey, body, open_note, parse_verifier_key
from pincite.audit.merkle import EMPTY, is_consistent, is_whole
from pincite.audit.witness.cosigning import WitnessKey, cosign
from pincite.audit.witness.protocol import SIZE_TYPE, Answer, WitnessRequest, read
from pincite.databases import made_by, planted, quieten, refuse_planted, transaction
from pincite.errors import RecordError

SCHEMA = """
CREATE TABLE IF NOT EXISTS log (         -- the records that are witnessed, and the newest head that was signed of each
    origin TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL                   -- with the witness's signature; empty before the first
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS again (       -- records taken up again: what they begin with has to name a later restore
    origin TEXT PRIMARY KEY,
    restored TEXT NOT NULL               -- the restore that the head named that was signed before; empty for none
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evidence (    -- heads that a record's key signed and that do not follow from what it had
    number INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    at INTEGER NOT NULL,
    had TEXT NOT NULL,
    given TEXT NOT NULL
);
"""

MOST_PROVED, MOST_UNPROVED = 1000, 100
"""Refused heads that are kept for one record, of each kind; the first ones tell when it began."""

TAKEN_UP = "taken up again by whoever runs the witness"
"""Replaces a refused head if the earlier signed head was left behind."""


class Ledger:
    """The memory of a witness. Many processes may have it open; one decides at a time."""

    def __init__(self, file: Path) -> None:
        """Open the file, creating it when missing.

        Raises:
            RecordError: it cannot be used.
        """
        self._file = file
        with self._open() as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(SCHEMA)

    def add(
        self,
        key: VerifierKey,
        *,
        again: bool = False,
        first: str | None = None,
        cosigned: Callable[[str], str] | None = None,
    ) -> None:
        """Witness a record from now on, by its public key; `again` forgets what was signed of it, after a restore.

        `first` is the signed head that it goes on from, and `cosigned` makes the witness's line for a head's body.
        Without it the first head that comes is signed, after `again` the first that names a restore since.

        Raises:
            RecordError: it is witnessed already, `first` is no head that its key signed, or the file cannot be used.
        """
        begun = None if first is None else open_note(first, key)
        if begun is not None and begun.root is None:
            raise RecordError(
                "that head was signed before there was a tree, so nothing can be proved of it; give a later one"
            )
        with self._turn() as database:
            row = database.execute("SELECT note FROM log WHERE origin = ?", (key.name,)).fetchone()
            if row is not None and not again:
                raise RecordError(
                    f"the record {key.name} is witnessed already; after a restore from a backup, say so with --again"
                )
            if row is not None and row[0]:
                self._insert(database, key.name, 0, row[0], TAKEN_UP)
                restored = open_note(row[0], key).restored
                database.execute("INSERT OR REPLACE INTO again VALUES (?, ?)", (key.name, _named(restored)))
            size, root, note = 0, EMPTY, ""
            if first is not None and begun is not None and cosigned is not None:
                size, root = begun.seq, bytes.fromhex(begun.root or "")
                note = _own(first, key) + cosigned(body(key.name, begun))
                database.execute("DELETE FROM again WHERE origin = ?", (key.name,))
            row = (key.name, key.text(), size, root, note)
            database.execute("INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?)", row)

    def signed(self, origin: str) -> str | None:
        """The newest head that was signed of a record, with all signatures; None where there is none.

        Raises:
            RecordError: the file cannot be used.
        """
        with self._open() as database:
            row = database.execute("SELECT note FROM log WHERE origin = ?", (origin,)).fetchone()
        return str(row[0]) if row is not None and row[0] else None

    def origins(self) -> list[tuple[str, int]]:
        """The records that are witnessed, each with how many records were signed."""
        with self._open() as database:
            return [(str(origin), int(size)) for origin, size in database.execute("SELECT origin, size FROM log")]

    def evidence(self, origin: str) -> list[tuple[str, str]]:
        """Heads that were refused although the record's key signed them, as (head signed before, refused head)."""
        with self._open() as database:
            rows = database.execute("SELECT had, given FROM evidence WHERE origin = ? ORDER BY number", (origin,))
            return [(str(had), str(given)) for had, given in rows]

    def answer(self, content: bytes, key: WitnessKey, private: Ed25519PrivateKey, now: int) -> Answer:
        """What the witness says to a request at a time (seconds since 1970), with what it signed on the disk.

        Source: C2SP tlog-witness; the numbers are its statuses of HTTP.

        Raises:
            RecordError: the file cannot be used; then nothing was signed.
        """
        try:
            request = read(content)
        except RecordError as error:
            return Answer(400, f"{error}\n")
        origin = request.note.partition("\n")[0]
        with self._turn() as database:
            row = database.execute("SELECT key, size, root, note FROM log WHERE origin = ?", (origin,)).fetchone()
            if row is None:
                return Answer(404, "this record is not witnessed here\n")
            log = parse_verifier_key(row[0])
            try:
                head = open_note(request.note, log)
            except RecordError as error:
                return Answer(403, f"{error}\n")
            refusal = _refusal(request, head, int(row[1]), bytes(row[2]))
            if refusal is None and int(row[1]) == 0:
                refusal = self._lost(database, head, origin)
            if refusal is not None:
                if _is_evidence(request, head, int(row[1]), bytes(row[2])):
                    self._keep(database, origin, now, row[3], _own(request.note, log))
                return refusal
            root = bytes.fromhex(head.root or "")
            line = cosign(key, private, body(log.name, head), now)
            whole = _own(request.note, log) + line
            database.execute(
                "UPDATE log SET size = ?, root = ?, note = ? WHERE origin = ?", (head.seq, root, whole, origin)
            )
        return Answer(200, line)

    def _lost(self, database: sqlite3.Connection, head: Head, origin: str) -> Answer | None:
        """Why a head is refused as the first of a record taken up again: it may be one of those that were lost."""
        before = database.execute("SELECT restored FROM again WHERE origin = ?", (origin,)).fetchone()
        if before is None:
            return None
        if head.restored is None or _named(head.restored) == before[0]:
            return Answer(422, "the head names no restore since the last head that was signed here\n")
        database.execute("DELETE FROM again WHERE origin = ?", (origin,))
        return None

    def _keep(self, database: sqlite3.Connection, origin: str, now: int, had: str, given: str) -> None:
        rows = database.execute("SELECT had, given FROM evidence WHERE origin = ?", (origin,)).fetchall()
        kept = [(str(before), str(after)) for before, after in rows if after != TAKEN_UP]
        if any(after.partition("\n\n")[0] == given.partition("\n\n")[0] for _, after in kept):
            return
        alike = [is_proof(*each) for each in kept].count(is_proof(had, given))
        if alike < (MOST_PROVED if is_proof(had, given) else MOST_UNPROVED):
            self._insert(database, origin, now, had, given)

    def _insert(self, database: sqlite3.Connection, origin: str, now: int, had: str, given: str) -> None:
        database.execute("INSERT INTO evidence (origin, at, had, given) VALUES (?, ?, ?, ?)", (origin, now, had, given))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, isolation_level=None, timeout=10)) as database:
                quieten(database)
                refuse_planted(planted(database, made_by(SCHEMA)))
                database.execute("PRAGMA synchronous = FULL")
                yield database
        except sqlite3.Error as error:
            raise RecordError(
                f"what the witness remembers in {self._file} cannot be used ({error}); a witness that lost it must "
                "be retired, since it could sign a second history"
            ) from error

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        """A connection that is the only writer; what is written is durable when the block ends."""
        with self._open() as database, transaction(database):
            yield database


def is_proof(had: str, given: str) -> bool:
    """True if two heads that a record's key signed count equally many records, but different ones."""
    before, after = had.split("\n"), given.split("\n")
    return before[:2] == after[:2] and len(after) > 2 and before[2:3] != after[2:3]


def _is_evidence(request: WitnessRequest, head: Head, size: int, root: bytes) -> bool:
    """True if a refused head contradicts the signed one, or comes with a complete proof that fails."""
    if head.root is None or size == 0:
        return False
    if head.seq == size:
        return bytes.fromhex(head.root) != root
    return request.old == size and is_whole(size, head.seq, request.proof)


def _named(restored: tuple[int, str] | None) -> str:
    return "" if restored is None else f"{restored[0]} {restored[1]}"


def _refusal(request: WitnessRequest, head: Head, size: int, root: bytes) -> Answer | None:
    """Why a head that the record's key signed is refused here; None if it is signed."""
    if head.root is None:
        return Answer(403, "the head was signed before the record had a tree, and nothing can be proved of it\n")
    if request.old > head.seq:
        return Answer(400, f"the head counts {head.seq} records, fewer than the {request.old} it is said to follow\n")
    if request.old != size:
        return Answer(409, f"{size}\n", SIZE_TYPE)
    given = bytes.fromhex(head.root)
    if head.seq == size:
        if given != root:
            return Answer(409, f"{size}\n", SIZE_TYPE)
        return Answer(422, "there is nothing to prove\n") if request.proof else None
    if size == 0:
        return Answer(422, "everything follows from nothing, without a proof\n") if request.proof else None
    if not is_consistent(size, head.seq, root, given, request.proof):
        return Answer(422, f"the record does not begin with the {size} records that were signed here\n")
    return None


def _own(note: str, log: VerifierKey) -> str:
    """A note with the signatures of the record's own key only; those of others are not passed on."""
    signed, _, lines = note.partition("\n\n")
    own = "".join(f"{line}\n" for line in lines.splitlines() if line.startswith(f"— {log.name} "))
    return f"{signed}\n\n{own}"
