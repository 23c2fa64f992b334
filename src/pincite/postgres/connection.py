"""One session with a PostgreSQL server, in the schema of one store, as `databases.ServerDatabase`.

It is opened when it is first needed and again after it was lost. It is lost when the server ends or another one takes
its place; what was written in a transaction that had not ended is then gone.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Self

import psycopg
from psycopg.pq import TransactionStatus

from pincite.databases import DatabaseConflict, DatabaseFailed, Rows
from pincite.postgres.clock import SAID, ServerClock
from pincite.postgres.durability import SETTINGS, Settings, refusal
from pincite.postgres.layout import PLANTED, STORE, Layout
from pincite.postgres.place import PostgresSchema
from pincite.postgres.rows import Row, by_name
from pincite.postgres.statements import translated

FIRST_ROWS, MOST_ROWS = 20, 200
"""Rows that are fetched at once: few at first, since often only the newest is wanted; a row may have a megabyte."""

WAIT_SECONDS: Final = 30
"""How long to wait for another writer. A write takes milliseconds, so half a minute means a stuck program."""

IDLE_SECONDS: Final = 120
"""How long a transaction may stand still before the server ends it: a program that hangs must not keep all others
from writing."""

SESSION: Final = f"""
    SELECT set_config('search_path', ?, false), set_config('lock_timeout', '{WAIT_SECONDS}s', false),
        set_config('idle_in_transaction_session_timeout', '{IDLE_SECONDS}s', false),
        set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
        set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '30000', false),
        set_config('row_security', 'off', false), set_config('standard_conforming_strings', 'on', false),
        set_config('jit', 'off', false),
        set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply'
            THEN 'remote_apply' ELSE 'on' END, false), {SAID}
    """
"""A commit waits for the disk, and for the standbys that the server names. Rows that a policy hides are an error.
A program whose machine went without a word loses its session, and with it its locks, after half a minute.
The server compiles no statement (JIT): without statistics it did so for the one that looks for what was planted in a
schema, which took it 43 ms for 6 without."""


class Connection:
    """A session in a store's schema; any thread may use it, one at a time."""

    def __init__(self, place: PostgresSchema, layout: Layout, clock: ServerClock | None = None) -> None:
        """`clock` is told the server's time with each session, and with each look whether others have written."""
        self.place, self.layout, self._clock = place, layout, clock or ServerClock()
        self._session: psycopg.Connection[Row] | None = None
        self._told: list[str] = []
        self._cursors = 0
        self._opened = 0
        self._moves, self._mark = 0, (0, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()
        self._session = None

    @property
    def in_transaction(self) -> bool:
        """True from the beginning of a transaction until its end."""
        return self._session is not None and self._session.info.transaction_status in (
            TransactionStatus.ACTIVE,
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        )

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """The rows of one statement, all of them fetched; outside a transaction it is one by itself.

        Raises:
            DatabaseFailed: the server cannot be reached, or does not do it.
        """
        if self.in_transaction:
            return self._do(statement, values)
        try:
            self._open()
            return self._do(statement, values)
        except DatabaseFailed as error:
            # What only reads may be asked again; whether something was written before the session was lost is unknown.
            if not error.is_lost or not statement.lstrip()[:6].upper() == "SELECT":
                raise
            self._open()
            return self._do(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Do one statement with the values of each row; within a transaction, so that it is all of them or none.

        Raises:
            DatabaseFailed: as `execute`.
        """
        if not self.in_transaction:
            raise DatabaseFailed("several rows are written outside a transaction")
        with self._reported(), self._live().cursor() as cursor:
            cursor.executemany(translated(statement), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """While this lasts, the only right to write to the store; afterwards all of it is durable, or nothing is kept.

        Raises:
            DatabaseFailed: somebody else did not let go of that right in time, the server cannot be reached, or it is
                not known whether all that must have it has it. Then it may be kept or not.
        """
        self._begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        try:
            self._take_turn()
            yield
            self._commit()
        finally:
            self._roll_back()

    @contextmanager
    def holding(self, table: str) -> Iterator[None]:
        """While this lasts, nobody else is in such a block for this table; they read and write all others meanwhile.

        The server ends it, with the session, after `IDLE_SECONDS`: what is done then must be fenced by something else.

        Raises:
            DatabaseFailed: somebody else did not let go of it in time, or the server cannot be reached.
        """
        self._begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        try:
            self._do(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            yield
        finally:
            self._roll_back()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """While this lasts, all that is read is of one moment.

        Raises:
            DatabaseFailed: as `execute`.
        """
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._roll_back()

    def stream(self, statement: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of one statement, fetched as they are asked for; only within a transaction.

        Raises:
            DatabaseFailed: as `execute`.
        """
        self._cursors += 1
        name, count = f"rows_{self._cursors}", FIRST_ROWS
        self._do(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}", values)
        while True:
            found = self._do(f"FETCH FORWARD {count} FROM {name}").fetchall()
            yield from found
            if len(found) < count:
                return  # the server forgets what the statement has left with the transaction
            count = min(2 * count, MOST_ROWS)

    def writes(self) -> int:
        """A number that moves when anybody has written to the store, or the session was opened anew.

        Behind a new session there may be another server, or a copy that was put back, which count as they will.

        Raises:
            DatabaseFailed: as `execute`; or a newer pincite has changed the store's layout since it was opened.
        """
        self._look(self.execute(self.layout.mark()).fetchone())
        return self._moves

    def _look(self, found: Row) -> None:
        version, time, *state = found
        self._clock.told(time)
        self._require_version(version)
        mark = self._opened, repr(state)
        self._moves += mark != self._mark
        self._mark = mark

    def require_as_made(self) -> None:
        """Refuse a schema that holds what pincite did not make, and that could act or answer in a table's place.

        Raises:
            DatabaseFailed: it does, or it is of another version.
        """
        kept = self.execute(f"SELECT version FROM {STORE}").fetchone()  # noqa: S608 - our own name
        self._require_version(None if kept is None else int(kept[0]))
        made, bodies = self.layout.made(), self.layout.bodies()
        found = [(kind, name, body) for kind, name, is_implied, body in self._all_in_it() if not is_implied]
        for place, (kind, name, body) in enumerate(found):
            if (kind, name) not in made or body != bodies.get(name, "") or (kind, name, body) in found[:place]:
                raise DatabaseFailed(f"{kind.lower()} {name[:80]!r} in it was not made by pincite, and could act")
        for kind, name in sorted(made - {(kind, name) for kind, name, _ in found}):
            raise DatabaseFailed(f"{kind.lower()} {name!r} is not in it, or not as pincite made it")

    def _all_in_it(self) -> list[Row]:
        return self.execute(PLANTED, (self.place.schema,)).fetchall()

    def make(self) -> bool:
        """Make the schema with its tables; False if it stands already. Part of a transaction if there is one.

        Raises:
            DatabaseFailed: it cannot be made, or there is another schema of that name.
        """
        if self.in_transaction:
            return self._make()
        self._begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", is_made=False)
        try:
            is_new = self._make()
            self._commit()
        finally:
            self._roll_back()
        return is_new

    def _make(self) -> bool:
        schema = self.place.schema
        # Two that make it at the same time wait for each other here.
        self._do("SELECT pg_advisory_xact_lock(hashtext(?))", (f"pincite {schema}",))
        if self.version() is not None:
            return False
        if self._do("SELECT 1 FROM pg_namespace WHERE nspname = ?", (schema,)).fetchone():
            raise DatabaseFailed(f"there is a schema {schema} that pincite did not make")
        self._do(f"CREATE SCHEMA {schema}")
        for statement in self.layout.all_statements():
            self._do(statement)
        self._do(f"INSERT INTO {STORE} VALUES (true, ?, 0)", (self.layout.version,))  # noqa: S608 - our own name
        return True

    def version(self) -> int | None:
        """The version of the store's layout; None if there is no store yet.

        Raises:
            DatabaseFailed: as `execute`.
        """
        self._open(is_made=False)
        named = f"{self.place.schema}.{STORE}"
        if self._one("SELECT to_regclass(?)", (named,))[0] is None:
            return None
        return int(self._one(f"SELECT version FROM {named}")[0])  # noqa: S608 - our own names

    def settings(self) -> Settings:
        """What the server says of how it keeps what is committed.

        Raises:
            DatabaseFailed: as `execute`.
        """
        self._open(is_made=False)
        return Settings(*self._one(SETTINGS))

    def _open(self, *, is_made: bool = True) -> psycopg.Connection[Row]:
        """The session; a new one if there is none, or it was lost.

        Raises:
            DatabaseFailed: there can be none, or the store is not of this version.
        """
        if self._session is not None and not self._session.closed:
            return self._session
        self._session = None
        with self._reported():
            session = psycopg.connect(self.place.conninfo, autocommit=True, row_factory=by_name)
        self._session = session
        self._opened += 1
        try:
            self._told.clear()
            session.add_notice_handler(
                lambda said: self._told.append(f"{said.severity_nonlocalized}: {said.message_primary}")
            )
            # A temporary table of the session would otherwise be found before one of the store.
            *_, time = self._one(SESSION, (f"{self.place.schema}, pg_temp",))
            self._clock.told(time)
            refused = refusal(Settings(*self._one(SETTINGS)))
            if refused:
                raise DatabaseFailed(refused)
            if is_made:
                self._require_version(self.version())
        except BaseException:
            self.close()
            raise
        return session

    def _require_version(self, found: int | None) -> None:
        if found is None:
            raise DatabaseFailed("there is no store in it yet")
        if found != self.layout.version:
            way = (
                "use the pincite that made it"
                if found > self.layout.version
                else "with the earlier pincite copy it into files (pincite store copy --back), and with this one from "
                "there into a new database (pincite store copy)"
            )
            raise DatabaseFailed(
                f"it is of version {found}, and this pincite reads and writes version {self.layout.version}; {way}"
            )

    def _begin(self, statement: str, *, is_made: bool = True) -> None:
        """Begin a transaction, in a new session if the old one was lost meanwhile: nothing has been asked of it yet."""
        if self.in_transaction:
            raise DatabaseFailed("a transaction is begun within another one")
        self._open(is_made=is_made)
        try:
            self._do(statement)
        except DatabaseFailed as error:
            if not error.is_lost:
                raise
            self._open(is_made=is_made)
            self._do(statement)

    def _take_turn(self) -> None:
        # What others wrote before is seen before the count moves for what is written now.
        self._do(f"SELECT 1 FROM {STORE} FOR UPDATE")  # noqa: S608 - our own name
        self._look(self._one(self.layout.mark()))
        self._do(f"UPDATE {STORE} SET writes = writes + 1")  # noqa: S608 - our own name
        self._look(self._one(self.layout.mark()))

    def _commit(self) -> None:
        self._told.clear()
        cursor = self._do("COMMIT")
        # A transaction in which something failed is rolled back by COMMIT, without an error; and one that no standby
        # has confirmed, since the waiting was broken off, is reported as committed, with a warning.
        if cursor.statusmessage != "COMMIT":
            raise DatabaseFailed("the transaction was rolled back, since a statement in it had failed")
        warned = [said for said in self._told if said.startswith("WARNING")]
        if warned:
            raise DatabaseFailed(f"it is not known whether the standbys have what was written ({warned[0]})")

    def _roll_back(self) -> None:
        """End a transaction that has not ended. A session in which that fails is closed: the server then ends it."""
        if not self.in_transaction:
            return
        try:
            self._do("ROLLBACK")
        except DatabaseFailed:
            self.close()

    def _do(self, statement: str, values: Sequence[object] = ()) -> psycopg.Cursor[Row]:
        with self._reported():
            return self._live().execute(translated(statement), values)

    def _one(self, statement: str, values: Sequence[object] = ()) -> Row:
        found = self._do(statement, values).fetchone()
        if found is None:
            raise DatabaseFailed("a row is missing that pincite made")
        return found

    def _live(self) -> psycopg.Connection[Row]:
        if self._session is None:
            raise DatabaseFailed("the session with the server was lost", is_lost=True)
        return self._session

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Turn the driver's errors into sentences; the address, which may hold a password, is in none of them."""
        try:
            yield
        except psycopg.IntegrityError as error:
            raise DatabaseConflict(_said(error)) from error
        except psycopg.errors.LockNotAvailable as error:
            raise DatabaseFailed(
                f"another program has kept it from being written for {WAIT_SECONDS} seconds; end that program"
            ) from error
        except psycopg.Error as error:
            is_lost = self._session is None or self._session.closed
            if is_lost:
                self.close()
            raise DatabaseFailed(_said(error), is_lost=is_lost) from error


def _said(error: psycopg.Error) -> str:
    """The driver's words on one line."""
    words: Any = error.diag.message_primary or str(error)
    return " ".join(str(words).split()) or type(error).__name__
