"""What every ledger in tables does: charges, and the sums that a budget is held against, in one transaction."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from pincite.databases import Database
from pincite.errors import LedgerError
from pincite.ledger.budget import Limit, Whose, burdens, require_within
from pincite.ledger.charge import Account, Charge, Reservation, State, month_of
from pincite.models.ports import Usage
from pincite.serving.port import Workers


class StoredLedger(ABC):
    """A ledger over tables that all of a firm's processes share. Implements `Ledger`.

    A process is a worker for as long as it has the ledger open; by that others see that a call under way will never be
    settled.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._worker = ""

    @abstractmethod
    def close(self) -> None:
        """Let go of the tables. What is under way then counts as abandoned."""

    @abstractmethod
    def _using(self) -> AbstractContextManager[Database]:
        """While this lasts, the tables.

        Raises:
            LedgerError: they cannot be used.
        """

    @abstractmethod
    def _changing(self) -> AbstractContextManager[Database]:
        """While this lasts, the only right to write; all of it is kept afterwards, or nothing when an error leaves it.

        Raises:
            LedgerError: the tables cannot be used.
        """

    def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
        """Put a call down.

        Raises:
            OverBudget: a limit does not allow for it.
            LedgerError: there is a charge of that id, or the ledger cannot be used.
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
            LedgerError: the call is settled, or the ledger cannot be used.
        """
        with self._changing() as db:
            month, account, before = _reserved(db, identity)
            _bear(db, month, _more(account, before, before + amount), limits)
            db.execute("UPDATE charge SET amount = ? WHERE id = ?", (before + amount, identity))

    def settle(self, identity: str, used: Usage, amount: int) -> None:
        """Put what a call used in the place of what was reserved.

        Raises:
            LedgerError: it is settled, or was never reserved; or the ledger cannot be used.
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
                    int(used.estimated),
                    used.cache_read_tokens,
                    used.cache_write_tokens,
                    identity,
                ),
            )

    def spent(self, whose: Whose, name: str, month: str) -> int:
        """What was spent in a month.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        with self._using() as db:
            return _total(db, month, whose, name)

    def recover(self) -> int:
        """Mark the calls of processes that were killed as abandoned.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        with self._changing() as db:
            return recover(db, self._workers)

    def unseen(self, since: datetime) -> tuple[Charge, ...]:
        """The charges since a moment of processes that have ended, without those seen.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        with self._using() as db:
            workers = db.execute(
                "SELECT DISTINCT worker FROM charge WHERE at >= ? AND worker <> ''", (since.timestamp(),)
            ).fetchall()
            dead = sorted(str(name) for [name] in workers if not self._workers.is_alive(str(name)))
            named = ", ".join("?" * len(dead))
            return _charges(db, f"at >= ? AND worker IN ({named})", (since.timestamp(), *dead)) if dead else ()

    def seen(self, identities: Collection[str]) -> None:
        """Note that the record was looked at for these: their process is no longer named.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        with self._changing() as db:
            db.executemany("UPDATE charge SET worker = '' WHERE id = ?", [(one,) for one in identities])

    def charges(self, since: datetime, until: datetime) -> tuple[Charge, ...]:
        """The charges of a time.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        with self._using() as db:
            return _charges(db, "at >= ? AND at < ?", (since.timestamp(), until.timestamp()))


def _bear(db: Database, month: str, more: Mapping[tuple[Whose, str], int], limits: Sequence[Limit]) -> None:
    """Add amounts to the totals, if the limits allow for it."""
    limited = {(limit.whose, limit.name) for limit in limits}
    require_within(limits, {key: _total(db, month, *key) for key in limited}, more, month)
    db.executemany(
        """INSERT INTO total VALUES (?, ?, ?, ?)
           ON CONFLICT (month, whose, name) DO UPDATE SET amount = total.amount + excluded.amount""",
        [(month, *key, amount) for key, amount in more.items()],
    )


def _more(account: Account, before: int, after: int) -> dict[tuple[Whose, str], int]:
    """How much more each total bears."""
    old = burdens(account, before)
    return {key: amount - old[key] for key, amount in burdens(account, after).items()}


def _reserved(db: Database, identity: str) -> tuple[str, Account, int]:
    """The month, the account and the amount of a call under way."""
    row = db.execute(
        """SELECT month, "user", amount FROM charge WHERE id = ? AND state = 'reserved'""", (identity,)
    ).fetchone()
    if row is None:
        raise LedgerError(f"the call {identity} is not under way in the ledger, so it cannot be changed")
    matters = frozenset(str(name) for [name] in db.execute("SELECT matter FROM about WHERE charge = ?", (identity,)))
    return str(row[0]), Account(str(row[1]), matters), int(row[2])


def _total(db: Database, month: str, whose: Whose, name: str) -> int:
    found = db.execute("SELECT amount FROM total WHERE month = ? AND whose = ? AND name = ?", (month, whose, name))
    row = found.fetchone()
    return 0 if row is None else int(row[0])


def recover(db: Database, workers: Workers) -> int:
    """Mark what processes left that are dead by now. Their amounts are the most that there can be, and stay."""
    held = [str(name) for [name] in db.execute("SELECT DISTINCT worker FROM charge WHERE state = 'reserved'")]
    return sum(
        db.execute("UPDATE charge SET state = 'abandoned' WHERE worker = ? AND state = 'reserved'", (name,)).rowcount
        for name in held
        if not workers.is_alive(name)
    )


def _charges(db: Database, where: str, values: Sequence[object]) -> tuple[Charge, ...]:
    """The charges that meet a condition of our own, in the order of time."""
    rows = db.execute(f"SELECT * FROM charge WHERE {where} ORDER BY at, id", values).fetchall()  # noqa: S608
    about = db.execute(
        f"SELECT about.charge, about.matter FROM about JOIN charge ON charge.id = about.charge WHERE {where}",  # noqa: S608
        values,
    ).fetchall()
    matters: dict[str, set[str]] = {}
    for charge, matter in about:
        matters.setdefault(charge, set()).add(matter)
    return tuple(_charge(row, frozenset(matters.get(row[0], ()))) for row in rows)


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
