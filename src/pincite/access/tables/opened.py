"""Tables of rules: opened, read and written row by row, by one program at a time."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Self

from pincite.access.changes import Diff
from pincite.access.fact_rows import write_facts
from pincite.access.facts import User
from pincite.access.history import Change, from_json, to_json
from pincite.access.port import Recorder
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import Confirming
from pincite.databases import FAILURES, Database
from pincite.errors import Altered, WorkspaceError
from pincite.sealing import Recorded


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class RulesDatabase(ABC):
    """A database of rules; one thread at a time works in it."""

    def __init__(
        self,
        name: str,
        database: Database,
        recorder: Recorder,
        now: Callable[[], datetime],
        confirming: Confirming,
    ) -> None:
        """Begin with a database that holds rules; `name` is where it is, in an error."""
        self._name, self._database, self._recorder, self.now = name, database, recorder, now
        self._confirming = confirming
        self._is_together = False
        self._mutex = threading.RLock()
        self._seen: tuple[tuple[int, int], Rules] | None = None
        self._latest: tuple[int, datetime | None] = (0, None)
        self._whole: int | None = None
        self._let_in: tuple[int, Mapping[str, datetime]] | None = None

    @abstractmethod
    def close(self) -> None:
        """Let go of what was opened."""

    @abstractmethod
    def _alone(self) -> AbstractContextManager[None]:
        """Hold the right to change the rules, from before the change is recorded until it is made."""

    @abstractmethod
    def _help(self) -> str:
        """What would help where the tables cannot be used."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _recorded(self) -> Recorded | None:
        """What the record last said of the rules; None amid changes that are recorded together, after them."""
        return None if self._is_together else self._recorder.recorded()

    def _standing(self) -> tuple[str, int]:
        """The workspace's owner, and the version of the rules."""
        owner, version = self._database.execute("SELECT owner, version FROM workspace").fetchone()
        return owner, version

    def _keep(self, change: Change) -> None:
        """Write a change and the facts that it changes, within the caller's transaction."""
        write_facts(self._database, change.diff.added, change.diff.removed)
        self._database.execute(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                change.number,
                change.at.astimezone(UTC).isoformat(timespec="microseconds"),
                change.by.user,
                change.by.actor,
                change.what,
                to_json(change.diff.added),
                to_json(change.diff.removed),
                change.undoes,
            ),
        )
        self._database.execute("UPDATE workspace SET version = ?", (change.number,))

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Turn a failure of the database into one sentence.

        Raises:
            WorkspaceError: the tables cannot be used.
        """
        try:
            yield
        except FAILURES as error:
            raise WorkspaceError(f"the access rules {self._name} cannot be used ({error}); {self._help()}") from error

    def _altered(self) -> Altered:
        return Altered(
            f"the access rules {self._name} are not those that the record has: they were changed without "
            "pincite, or put back from a copy, so nothing is shown by them. Restore it from a backup; or the owner can "
            "see what differs with pincite audit verify, and accept it with: pincite audit seal --reason TEXT"
        )


def begin_rules(database: Database, owner: str) -> None:
    """Fill empty tables with rules that know only their owner, within the caller's transaction."""
    write_facts(database, [User(owner)], [])
    database.execute("INSERT INTO workspace VALUES (?, 1)", (owner,))


def change_of(row: tuple[int, str, str, str, str, str, str, int | None]) -> Change:
    """A change as a row of the history has it."""
    number, at, user, actor, what, added, removed, undoes = row
    diff = Diff(from_json(added), from_json(removed))
    return Change(number, datetime.fromisoformat(at), Principal(user, actor), what, diff, undoes)
