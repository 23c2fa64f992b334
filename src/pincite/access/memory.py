"""The rules of access in memory: the tables of `access.tables` in a database that no disk ever sees."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pincite.access.names import clean_name
from pincite.access.port import Recorder
from pincite.access.scope import Principal
from pincite.access.second import BY_RULES, Confirming
from pincite.access.sqlite.store import make_rules
from pincite.access.tables.opened import utc_now
from pincite.access.tables.waiting import Waiting
from pincite.access.verbs import Verbs
from pincite.databases import quieten, transaction
from pincite.sealing import Recorded, Sealed


class MemoryRecorder:
    """A record of changes that lasts as long as the process; stores of the same rules share it."""

    def __init__(self) -> None:
        self._changes: list[tuple[str, Principal, Sealed]] = []

    def recorded(self) -> Recorded | None:
        """The newest state of the rules that was recorded."""
        if not self._changes:
            return None
        _, _, said = self._changes[-1]
        return Recorded(len(self._changes), said.before, said.after)

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        """Keep a change."""
        self._changes.append((what, by, said))


class MemoryAccess(Waiting, Verbs):
    """Rules that last as long as the process; see `AccessStore`.

    They are planned, recorded and made like those on disk, but without waiting for other processes.
    """

    def __init__(
        self,
        owner: str,
        recorder: Recorder,
        now: Callable[[], datetime] = utc_now,
        confirming: Confirming = BY_RULES,
    ) -> None:
        """Make rules that know only their owner.

        Raises:
            AccessError: the owner's name cannot be a name.
        """
        name = clean_name(owner, "user")
        database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        quieten(database)
        database.execute("PRAGMA foreign_keys = ON")
        with transaction(database):
            make_rules(database, name)
        super().__init__("in memory", database, recorder, now, confirming)
        self._memory = database

    def close(self) -> None:
        """Forget them."""
        self._memory.close()

    def _help(self) -> str:
        return "end the program"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for nobody: no other process has these rules, and other threads wait for the mutex."""
        yield
