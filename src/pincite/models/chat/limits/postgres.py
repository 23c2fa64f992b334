"""The traffic of each model in PostgreSQL, for several servers: a breaker that one opens is open for all."""

from typing import Final, TypeVar

from pincite.databases import DatabaseFailed
from pincite.errors import ModelError
from pincite.models.chat.limits.sqlite import TABLE, changed, read
from pincite.models.chat.limits.store import Step
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema
from pincite.postgres.tables import Tables
from pincite.postgres.wording import made_for_postgres

T = TypeVar("T")

TRAFFIC: Final = Layout(1, made_for_postgres(TABLE))

MOST_SESSIONS: Final = 2
"""Of one process: a step takes milliseconds."""


class PostgresTraffic:
    """Keeps it in a schema, which is made when it is first needed. Implements `TrafficStore`."""

    def __init__(self, place: PostgresSchema) -> None:
        self._place = place
        self._tables = Tables(place, TRAFFIC, MOST_SESSIONS)
        self._is_made = False

    def change(self, place: str, step: Step[T]) -> T:
        """What a step gives; its result is kept. A step that changes nothing does not wait for those of others.

        Raises:
            ModelError: it cannot be kept.
        """
        try:
            if not self._is_made:
                self._tables.make()
                self._is_made = True
            with self._tables.reading() as db:
                before = read(db, place)
                after, given = step(before)
                return given if after == before else changed(db, place, step)
        except DatabaseFailed as error:
            raise ModelError(
                f"how often language models are asked is kept in the {self._place.name}, which cannot be used "
                f"({error}); see that PostgreSQL runs and can be reached"
            ) from error

    def close(self) -> None:
        """End the sessions."""
        self._tables.close()
