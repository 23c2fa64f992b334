"""What users do with their own questions and the record does not say: stop one, take it off their list, give it a name.

It is kept by the ids of records. A question that is taken off a list stays on the record, word for word.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from pincite.serving.port import ServerTables

LONGEST_NAME = 120
"""Characters of a question's name."""

STOPPED_WITHIN: Final = timedelta(days=1)
"""How long it is kept that a question is to be stopped."""


class OwnQuestions:
    """Stops, lists and names, over a server's file. Each call waits for the disk."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    def stop(self, identity: str, now: datetime) -> None:
        """Have a question stopped, by whichever worker answers it."""
        with self._file.changing() as db:
            db.execute("DELETE FROM stop WHERE asked <= ?", ((now - STOPPED_WITHIN).timestamp(),))
            db.execute("INSERT INTO stop VALUES (?, ?) ON CONFLICT DO NOTHING", (identity, now.timestamp()))

    def stopped(self, among: Collection[str]) -> set[str]:
        """Those of some questions that are to be stopped."""
        with self._file.reading() as db:
            return {row[0] for row in db.execute("SELECT id FROM stop")}.intersection(among)

    def put_away(self, user: str, identity: str) -> None:
        """Take a question off its user's list."""
        with self._file.changing() as db:
            db.execute("INSERT INTO put_away VALUES (?, ?) ON CONFLICT DO NOTHING", (user, identity))

    def put_back(self, user: str, identity: str) -> None:
        """Put a question back on its user's list."""
        with self._file.changing() as db:
            db.execute('DELETE FROM put_away WHERE "user" = ? AND id = ?', (user, identity))

    def away(self, user: str) -> frozenset[str]:
        """The questions that a user took off their list."""
        with self._file.reading() as db:
            return frozenset(row[0] for row in db.execute('SELECT id FROM put_away WHERE "user" = ?', (user,)))

    def call(self, user: str, identity: str, name: str) -> None:
        """Give a question a name in its user's list; an empty one takes the name away."""
        name = " ".join(name.split())[:LONGEST_NAME]
        with self._file.changing() as db:
            if name:
                db.execute(
                    """INSERT INTO called VALUES (?, ?, ?)
                       ON CONFLICT ("user", id) DO UPDATE SET name = excluded.name""",
                    (user, identity, name),
                )
            else:
                db.execute('DELETE FROM called WHERE "user" = ? AND id = ?', (user, identity))

    def names(self, user: str, among: Collection[str] | None = None) -> Mapping[str, str]:
        """What a user calls their questions, by id: those that have a name, of some or of all."""
        with self._file.reading() as db:
            rows = db.execute('SELECT id, name FROM called WHERE "user" = ?', (user,)).fetchall()
        return {identity: name for identity, name in rows if among is None or identity in among}
