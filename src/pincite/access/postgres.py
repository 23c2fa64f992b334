"""The rules of a workspace in PostgreSQL, which the owner and administrators change from any server."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from pincite.access import covering
from pincite.access.names import clean_name
from pincite.access.port import Recorder
from pincite.access.schema import IN_POSTGRES, POSTGRES_VERSION
from pincite.access.second import BY_RULES, Confirming
from pincite.access.tables.opened import begin_rules
from pincite.access.tables.waiting import Waiting
from pincite.access.verbs import Verbs
from pincite.databases import DatabaseFailed, transaction
from pincite.errors import Remedy, WorkspaceError
from pincite.postgres.clock import ServerClock
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema

LAYOUT = Layout(
    POSTGRES_VERSION, (*IN_POSTGRES, *covering.IN_POSTGRES), noticed=(*covering.COVERED, "salt", "request", "pending")
)

HELP = "check that the server runs and can be reached"


class PostgresAccess(Waiting, Verbs):
    """Users, groups, matters, grants, walls and roles of one workspace, and how they came to be; see `AccessStore`.

    It has two sessions: one reads and writes, the other holds the right to change the rules while a change goes on the
    record. If the latter is lost, so is the right, and the change is not made twice.
    """

    def __init__(
        self,
        place: PostgresSchema,
        recorder: Recorder,
        now: Callable[[], datetime] | None = None,
        confirming: Confirming = BY_RULES,
        clock: ServerClock | None = None,
    ) -> None:
        """Open the rules of an existing workspace. `now` dates changes; without one, the database's `clock` does.

        Raises:
            WorkspaceError: there are none, they are of another version, or the server cannot be reached.
        """
        clock = clock or ServerClock()
        database = Connection(place, LAYOUT, clock)
        super().__init__(f"in {place.name}", database, recorder, now or clock.now, confirming)
        self._session, self._turn = database, Connection(place, LAYOUT)
        try:
            with self._reported():
                is_there = database.version() is not None and database.execute("SELECT 1 FROM workspace").fetchone()
            if not is_there:
                raise WorkspaceError(
                    f"there are no access rules {self._name}",
                    remedy=Remedy(
                        "make a workspace with: pincite ingest PATH --matter M", "make a workspace with create=True"
                    ),
                )
        except WorkspaceError:
            self.close()
            raise

    @staticmethod
    def create(place: PostgresSchema, owner: str) -> None:
        """Make the rules of a new workspace, which knows only its owner.

        Raises:
            AccessError: the owner's name cannot be a name.
            WorkspaceError: there are rules already, or they cannot be written.
        """
        name = clean_name(owner, "user")
        try:
            with Connection(place, LAYOUT) as database:
                database.make()
                with transaction(database):
                    if database.execute("SELECT 1 FROM workspace").fetchone():
                        raise WorkspaceError(
                            f"there are access rules in {place.name} already; open that workspace, or choose another"
                        )
                    begin_rules(database, name)
        except DatabaseFailed as error:
            raise WorkspaceError(f"no access rules can be made in {place.name} ({error}); {HELP}") from error

    def close(self) -> None:
        """End the sessions."""
        self._session.close()
        self._turn.close()

    def _alone(self) -> AbstractContextManager[None]:
        """See `RulesDatabase`; the server lets go of it when the session ends."""
        return self._turn.holding("turn")

    def _help(self) -> str:
        return HELP
