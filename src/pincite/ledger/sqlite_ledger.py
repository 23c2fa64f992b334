"""The ledger of a workspace: a SQLite file that all of its processes share. Implements `Ledger`.

A process holds a lock for as long as it lives, which the kernel lets go of however it ends. By that others see that a
call under way will never be settled.

What is written is kept however a process ends. Only a failure of the machine can lose the newest charges: no call waits
for the disk, since the record of what the call was for does, and has the same amounts.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pincite.databases import made_by, planted, quieten, refuse_planted, transaction
from pincite.errors import LedgerError, WorkspaceError
from pincite.ledger.budget import Limit, Whose, burdens, require_within
from pincite.ledger.charge import Account, Charge, Reservation, State, month_of
from pincite.ledger.schema import TABLES
from pincite.models.ports import Usage
from pincite.serving.port import Workers

BUSY_S = 30
"""Seconds that a process waits while others write; each needs some milliseconds."""


class SqliteLedger:
    """The ledger in a file. It is opened when it is first used, and its calls of killed processes are found then."""

    def __init__(self, path: Path, workers: Workers) -> None:
        """`workers` has the locks by which processes see that others live."""
        self._path, self._workers = path, workers
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._worker = ""

    def close(self) -> None:
        """Let go of the file. What is under way then counts as abandoned."""
        with self._lock:
            self._opened.close()
            self._db = None

    def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
        """Put a call down.

        Raises:
            OverBudget: a limit does not allow for it.
            LedgerError: there is a charge of that id, or the file cannot be used.
        """
        one, month = reservation, month_of(reservation.at)
        with self._changing() as db:
            if db.execute("SELECT 1 FROM charge WHERE id = ?", (one.id,)).fetchone():
                raise LedgerError(f"the call {one.id} is in the ledger already; a call is reserved once")
            _bear(db, month, burdens(one.account, one.amount), limits)
            row = (one.id, one.request, one.at.timestamp(), month, one.account.user, one.tier, self._worker, one.amount)
            db.execute("INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?, 'reserved', ?, ?, 0, 0, 0, 0, 0)", row)
            db.executemany("INSERT INTO about VALUES (?, ?)", [(one.id, matter) for matter in one.account.matters])

    def extend(self, identity: str, amount: int, limits: Sequence[Limit]) -> None:
        """Add a further try.

        Raises:
            OverBudget: a limit does not allow for it.
            LedgerError: the call is settled, or the file cannot be used.
        """
        with self._changing() as db:
            month, account, before = _reserved(db, identity)
            _bear(db, month, _more(account, before, before + amount), limits)
            db.execute("UPDATE charge SET amount = ? WHERE id = ?", (before + amount, identity))

    def settle(self, identity: str, used: Usage, amount: int) -> None:
        """Put what a call used in the place of what was reserved.

        Raises:
            LedgerError: it is settled, or was never reserved; or the file cannot be used.
        """
        with self._changing() as db:
            month, account, before = _reserved(db, identity)
            _bear(db, month, _more(account, before, amount), ())
            db.execute(
                "UPDATE charge SET state = ?, amount = ?, prompt_tokens = ?, completion_tokens = ?, estimated = ?, "
                "cache_read_tokens = ?, cache_write_tokens = ? WHERE id = ?",
                (
                    "estimated" if used.estimated else "counted",
                    amount,
                    used.prompt_tokens,
                    used.completion_tokens,
                    used.estimated,
                    used.cache_read_tokens,
                    used.cache_write_tokens,
                    identity,
                ),
            )

    def spent(self, whose: Whose, name: str, month: str) -> int:
        """What was spent in a month.

        Raises:
            LedgerError: the file cannot be used.
        """
        with self._using() as db:
            return _total(db, month, whose, name)

    def recover(self) -> int:
        """Mark the calls of processes that were killed as abandoned.

        Raises:
            LedgerError: the file cannot be used.
        """
        with self._changing() as db:
            return _recover(db, self._workers)

    def charges(self, since: datetime, until: datetime) -> tuple[Charge, ...]:
        """The charges of a time.

        Raises:
            LedgerError: the file cannot be used.
        """
        with self._using() as db:
            rows = db.execute(
                "SELECT * FROM charge WHERE at >= ? AND at < ? ORDER BY at, id", (since.timestamp(), until.timestamp())
            ).fetchall()
            about = db.execute(
                "SELECT about.charge, about.matter FROM about JOIN charge ON charge.id = about.charge "
                "WHERE at >= ? AND at < ?",
                (since.timestamp(), until.timestamp()),
            ).fetchall()
        matters: dict[str, set[str]] = {}
        for charge, matter in about:
            matters.setdefault(charge, set()).add(matter)
        return tuple(_charge(row, frozenset(matters.get(row[0], ()))) for row in rows)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it."""
        with self._using() as db, transaction(db):
            yield db

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._file is not None and _identity(self._path) != self._file:
                raise LedgerError(
                    f"the ledger {self._path} was removed or replaced while pincite runs, so nothing can be charged "
                    "and no language model is asked; end what runs, put the file back, and start again"
                )
            try:
                yield self._connected()
            except (sqlite3.Error, OverflowError) as error:
                raise LedgerError(
                    f"the ledger {self._path} cannot be used ({error}), so no language model is asked; check the disk "
                    "and the file's permissions. If it is damaged, put it back from a backup"
                ) from error

    def _connected(self) -> sqlite3.Connection:
        if self._db is not None:
            return self._db
        with ExitStack() as opening:
            try:
                worker = opening.enter_context(self._workers.at_work())
            except WorkspaceError as error:
                raise LedgerError(f"the ledger {self._path} cannot be used: {error}") from error
            db = sqlite3.connect(self._path, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
            opening.callback(db.close)
            quieten(db)
            refuse_planted(planted(db, made_by(TABLES)))
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")  # see the module
            with transaction(db):
                for statement in TABLES.split(";\n"):
                    db.execute(statement)
                _recover(db, self._workers)
            self._opened.push(opening.pop_all())
        self._db, self._worker, self._file = db, worker, _identity(self._path)
        return db


def _bear(db: sqlite3.Connection, month: str, more: Mapping[tuple[Whose, str], int], limits: Sequence[Limit]) -> None:
    """Add amounts to the totals, if the limits allow for it."""
    limited = {(limit.whose, limit.name) for limit in limits}
    require_within(limits, {key: _total(db, month, *key) for key in limited}, more, month)
    db.executemany(
        "INSERT INTO total VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        [(month, *key, amount) for key, amount in more.items()],
    )


def _more(account: Account, before: int, after: int) -> dict[tuple[Whose, str], int]:
    """How much more each total bears."""
    old = burdens(account, before)
    return {key: amount - old[key] for key, amount in burdens(account, after).items()}


def _reserved(db: sqlite3.Connection, identity: str) -> tuple[str, Account, int]:
    """The month, the account and the amount of a call under way."""
    row = db.execute(
        """SELECT month, "user", amount FROM charge WHERE id = ? AND state = 'reserved'""", (identity,)
    ).fetchone()
    if row is None:
        raise LedgerError(f"the call {identity} is not under way in the ledger, so it cannot be changed")
    matters = frozenset(str(name) for [name] in db.execute("SELECT matter FROM about WHERE charge = ?", (identity,)))
    return str(row[0]), Account(str(row[1]), matters), int(row[2])


def _total(db: sqlite3.Connection, month: str, whose: Whose, name: str) -> int:
    found = db.execute("SELECT amount FROM total WHERE month = ? AND whose = ? AND name = ?", (month, whose, name))
    row = found.fetchone()
    return 0 if row is None else int(row[0])


def _recover(db: sqlite3.Connection, workers: Workers) -> int:
    """Mark what processes left that are dead by now. Their amounts are the most that there can be, and stay."""
    held = [str(name) for [name] in db.execute("SELECT DISTINCT worker FROM charge WHERE state = 'reserved'")]
    return sum(
        db.execute("UPDATE charge SET state = 'abandoned' WHERE worker = ? AND state = 'reserved'", (name,)).rowcount
        for name in held
        if not workers.is_alive(name)
    )


def _charge(row: Sequence[object], matters: frozenset[str]) -> Charge:
    identity, request, at, _, user, tier, state, _, amount, prompt, completion, estimated, read, write = row
    return Charge(
        str(identity),
        str(request),
        Account(str(user), matters),
        str(tier),
        datetime.fromtimestamp(float(str(at)), UTC),
        _state(str(state)),
        int(str(amount)),
        Usage(int(str(prompt)), int(str(completion)), bool(estimated), int(str(read)), int(str(write))),
    )


def _state(word: str) -> State:
    match word:
        case "reserved" | "counted" | "estimated" | "abandoned":
            return word
    raise LedgerError(f"the ledger has a charge in the state {word!r}, which none has; put it back from a backup")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, on every use of the file
    except OSError:
        return None
    return found.st_dev, found.st_ino
