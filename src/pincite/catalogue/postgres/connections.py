"""The sessions with a catalogue in PostgreSQL; see `catalogue.connections`."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from pincite.access.scope import Scope
from pincite.catalogue.cards import how_many
from pincite.catalogue.connections import Connection, Connections, Page
from pincite.catalogue.listing import (
    DESCENDING,
    Order,
    Place,
    Sought,
    bears,
    file_name,
    folded,
    has_all,
    is_after,
    matter_by_matter,
    starts,
    states,
)
from pincite.catalogue.postgres.permitting import PERMITTED, permitted_by
from pincite.catalogue.postgres.schema import CATALOGUE
from pincite.catalogue.rows import facts_of
from pincite.databases import Database, DatabaseFailed
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import WorkspaceError
from pincite.postgres.connection import Connection as Session
from pincite.postgres.place import PostgresSchema
from pincite.postgres.scrubbing import scrub

SCRUBBED: Final = ", ".join(sorted(name for kind, name in CATALOGUE.made() if kind == "TABLE"))

JOINED: Final = "JOIN content c ON c.version = d.version"


class SessionConnection(Connection):
    """A session in the catalogue's schema."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self._own_writes = 0

    def close(self) -> None:
        """End the session."""
        self.session.close()

    def state(self) -> int:
        """A number that moves when another session writes, through pincite or not."""
        return self.session.writes() - self._own_writes

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """While this lasts, the right to write; all of it is on disk afterwards, or nothing when an error leaves it."""
        before = self._own_writes
        try:
            with self.session.transaction():
                self._own_writes += 1
                yield self.session
        except BaseException:
            # Whether it was kept may be unknown, so what is there is compared again.
            self._own_writes, self.sound, self.leaves = before, None, None
            raise

    def permitted(self, columns: str, documents: Collection[DocumentId], scope: Scope) -> list[Any]:
        """These columns of those of some documents (`d`) that stand and that a scope permits, in no certain order."""
        return self.session.execute(
            f"SELECT {columns} WHERE d.id IN (SELECT value FROM json_each(?)) AND {PERMITTED}",  # noqa: S608 - our own names
            (json.dumps([*documents]), *permitted_by(scope)),
        ).fetchall()

    def page(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> Page:
        """Some of the documents that a scope permits and that are looked for, after a place.

        The places of all that it permits come from the database, which cannot fold letters as Python does; what
        documents state, only where it decides something. Of all documents by matter, only the matters of the page.
        """
        if sought.is_everything and sought.order == "matter":
            return self._of_everything(after, count, scope)
        reads_content = bool(sought.words or sought.file or sought.needs_facts or sought.order == "date")
        content, joined = (", c.title, c.format, c.facts", JOINED) if reads_content else ("", "")
        rows = self.session.execute(
            f"SELECT d.id, d.matter, d.path, d.labels, d.read_at{content} FROM document d {joined} WHERE {PERMITTED}",  # noqa: S608 - our own names
            permitted_by(scope),
        ).fetchall()
        seen = [row for row in rows if scope.permits(MatterId(row[1]), DocumentId(row[0]), json.loads(row[3]))]
        found = [row for row in seen if _is_sought(row, sought)]
        placed = [(DocumentId(row[0]), _place(row, sought.order)) for row in found]
        for part, is_descending in reversed(list(enumerate(DESCENDING[sought.order]))):
            placed.sort(key=lambda each: each[1][part], reverse=is_descending)
        rest = [each for each in placed if after is None or is_after(each[1], after, sought.order)]
        return rest[:count], len(found), len(seen)

    def _of_everything(self, after: Place | None, count: int, scope: Scope) -> Page:
        def of_matter(matter: MatterId, after: Place | None, count: int) -> list[tuple[DocumentId, Place]]:
            rows = self.session.execute(
                f"""SELECT d.id, d.matter, d.path, d.labels, d.read_at FROM document d
                    WHERE d.matter = ? AND {PERMITTED}""",  # noqa: S608 - our own names
                (matter, *permitted_by(scope.only(matter))),
            ).fetchall()
            seen = [row for row in rows if scope.permits(MatterId(row[1]), DocumentId(row[0]), json.loads(row[3]))]
            placed = sorted(_place(row, "matter") for row in seen)
            return [(DocumentId(place[-1]), place) for place in placed if after is None or place > after][:count]

        of = how_many(self.session, scope)
        # A matter of which nothing is shown is not asked for: each costs a request to the server.
        shown = self.session.execute(
            f"SELECT DISTINCT d.matter FROM document d WHERE {PERMITTED}",  # noqa: S608 - our own names
            permitted_by(scope),
        ).fetchall()
        return matter_by_matter([MatterId(row[0]) for row in shown], after, count, of_matter), of, of

    def beginning(self, name: str, scope: Scope, most: int | None) -> list[DocumentId]:
        """Those that a scope permits whose id or file's name begins so; the first `most` by matter and path."""
        rows = self.session.execute(
            f"SELECT d.id, d.path FROM document d WHERE {PERMITTED} ORDER BY d.matter, d.path",  # noqa: S608 - our own names
            permitted_by(scope),
        ).fetchall()
        return [DocumentId(document) for document, path in rows if starts(document, path, name)][:most]

    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[DocumentId]:
        """The first that a scope permits by matter and path, or those after such a place."""
        place = "" if after is None else """AND (d.matter, d.path) > (?, ?)"""
        rows = self.session.execute(
            f"""SELECT d.id FROM document d WHERE {PERMITTED} {place}
                ORDER BY d.matter, d.path LIMIT ?""",  # noqa: S608 - our own names
            (*permitted_by(scope), *(after or ()), count),
        ).fetchall()
        return [DocumentId(document) for (document,) in rows]

    def is_whole(self, *, every_table: bool) -> bool:  # noqa: ARG002 - an index of the server follows its table
        """True: an index of the server follows its table, and nobody reaches it without the server.

        Raises:
            DatabaseFailed: there is something in the schema that pincite did not make.
        """
        self.session.require_as_made()
        return True

    def renew_indexes(self) -> None:
        """Nothing: an index of the server follows its table."""

    def scrub(self) -> None:
        """Write the tables anew without what was deleted; the server's own log and its copies are its owner's.

        Raises:
            WorkspaceError: another program has been reading for too long.
        """
        try:
            scrub(self.session, SCRUBBED)
        except DatabaseFailed as error:
            if error.is_lost:
                raise
            raise WorkspaceError(
                f"what was erased may still be in the files of the {self.session.place.name} ({error}); end the "
                "program that reads it, then erase the same document again"
            ) from error

    def scrub_log(self) -> None:
        """Nothing: the server's log is its owner's."""


class SessionConnections(Connections):
    """The sessions of one process; the first is opened at once, and makes the tables."""

    def __init__(self, place: PostgresSchema) -> None:
        """Open the catalogue, making it when missing.

        Raises:
            WorkspaceError: the server cannot be reached, or what is there is not as pincite made it.
        """
        super().__init__(f"in the {place.name}")
        self._place = place
        first = self._opened()
        try:
            with self._reported():
                first.session.make()
                first.session.require_as_made()
        except WorkspaceError:
            first.close()
            raise
        self._idle = [first]

    def _opened(self) -> SessionConnection:
        return SessionConnection(Session(self._place, CATALOGUE))

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except DatabaseFailed as error:
            raise WorkspaceError(
                f"the catalogue in the {self._place.name} cannot be used ({error}); see that PostgreSQL runs and can "
                "be reached, or restore it from a backup"
            ) from error


def _place(row: Any, order: Order) -> Place:  # noqa: ANN401 - a row of the database
    """As `catalogue.listing.place_of`."""
    document, matter, path, _, read_at, *content = row
    match order:
        case "matter":
            return folded(matter), matter, folded(file_name(path)), document
        case "name":
            return folded(file_name(path)), document
        case "newest":
            return read_at, document
        case "date":
            return bears(facts_of(content[2])), document


def _is_sought(row: Any, sought: Sought) -> bool:  # noqa: ANN401 - a row of the database
    """As `catalogue.listing.is_sought`."""
    _, _, path, labels, _, *content = row
    return (
        (not sought.label or sought.label in json.loads(labels))
        and (not sought.file or content[1] == sought.file)
        and (not sought.words or has_all(f"{path} {content[0]}", sought.words))
        and (not sought.needs_facts or states(facts_of(content[2]), sought))
    )
