"""Forgets what a server still keeps of files that were sent, and of questions, when documents or records are erased.

Names of files that could not be read, the reasons, and remarks may have words of what is erased; so may the files
themselves. Nobody who erases knows which do, so all of a matter goes. A delivery that is under way goes on: what is
still to be read of it becomes documents, and its sender has to learn what could not be read.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pincite.databases import Database
from pincite.errors import WorkspaceError
from pincite.objects.bucket import Bucket
from pincite.serving.deliveries import Deliveries
from pincite.serving.delivery_rows import forget_hashes
from pincite.serving.names import SENT
from pincite.serving.port import ServerTables
from pincite.serving.uploads import Uploads

UNDER_WAY_FOR: Final = timedelta(hours=1)
"""An open delivery of which nothing came for so long is no longer under way."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that is erased: its id, its matter, and its path, where they are known."""

    document: str
    matter: str | None
    path: str

    @property
    def delivery(self) -> str | None:
        """The delivery in which the document was sent first."""
        sent = self.path.startswith(f"{SENT}/")
        return self.path.removeprefix(f"{SENT}/").partition("/")[0] if sent else None


class Forgetting:
    """What a workspace's server keeps of files that were sent, in its tables and folder; there may be neither."""

    def __init__(self, opening: Callable[[], ServerTables | None], folder: Path, bucket: Bucket | None = None) -> None:
        """`opening` opens the tables, None where no server ever made any; `bucket` is what servers share."""
        self._opening = opening
        self._folder = folder
        self._bucket = bucket

    def forget(self, erased: Iterable[Gone], now: datetime) -> None:
        """Forget what is kept of deliveries to the matters of some documents, and of those that brought them.

        Their senders still see how many files were read, and how many could not be. Nothing of it is left in the
        server's file then. Waits for the disk, and for what others write into that file.

        Raises:
            WorkspaceError: the file or the folder cannot be used, or a process has been reading for too long. Some of
                it may still be there; the next call goes on.
        """
        with self._scrubbing() as tables:
            if tables is not None:
                with tables.changing() as db:
                    gone = _forget_in(db, list(erased), now)
                Uploads(self._folder, Deliveries(tables), bucket=self._bucket).delete(gone)

    def forget_questions(self, records: Collection[str]) -> None:
        """Forget the names that people gave questions whose records are erased, by ids, and those without an end.

        Raises:
            WorkspaceError: as `forget`.
        """
        with self._scrubbing() as tables:
            if tables is not None:
                wanted = (json.dumps(sorted(records)),)
                with tables.changing() as db:
                    for table in ("called", "pending", "asking"):
                        db.execute(f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))", wanted)  # noqa: S608 - our own names

    @contextmanager
    def _scrubbing(self) -> Iterator[ServerTables | None]:
        """The tables, None where no server ever made any; what was deleted in them is in no file afterwards."""
        tables = self._opening()
        if tables is None:
            yield None
            return
        try:
            yield tables
            if not tables.scrubbed():
                raise WorkspaceError(
                    "what was erased may still be in what the server keeps, since a process has been reading it for "
                    "too long; erase the same again, or end the server first"
                )
        finally:
            tables.close()


def _forget_in(db: Database, erased: Collection[Gone], now: datetime) -> tuple[str, ...]:
    """Forget, within the caller's transaction; returns the files that are to be deleted."""
    documents = json.dumps([each.document for each in erased])
    matters = json.dumps([each.matter for each in erased if each.matter])
    deliveries = [
        (str(identity), bool(is_under_way))
        for identity, is_under_way in db.execute(
            """SELECT id, state IN ('waiting', 'reading') OR (state = 'open' AND turn >= ?) FROM delivery
               WHERE matter IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?))
               OR id IN (SELECT delivery FROM became WHERE document IN (SELECT value FROM json_each(?)))""",
            (
                (now - UNDER_WAY_FOR).timestamp(),
                matters,
                json.dumps([each.delivery for each in erased if each.delivery]),
                documents,
            ),
        )
    ]
    # Of watched folders, what is still there is found, and noted, by the next look.
    db.execute(
        """DELETE FROM watched_file WHERE note <> ''
           AND folder IN (SELECT folder FROM watched WHERE matter IN (SELECT value FROM json_each(?)))""",
        (matters,),
    )
    db.execute("DELETE FROM became WHERE document IN (SELECT value FROM json_each(?))", (documents,))
    gone: list[str] = []
    for identity, is_under_way in deliveries:
        unread = ["failed"] if is_under_way else ["failed", "coming", "whole"]
        gone += [
            str(row[0])
            for row in db.execute(
                """UPDATE upload SET state = 'failed', name = id, note = '', size = 0, received = 0
                   WHERE delivery = ? AND state IN (SELECT value FROM json_each(?)) RETURNING id""",
                (identity, json.dumps(unread)),
            ).fetchall()
        ]
        db.execute("UPDATE upload SET name = id, note = '' WHERE delivery = ? AND state = 'read'", (identity,))
        if not is_under_way:
            db.execute(
                """UPDATE delivery SET state = 'done', error = '', share = 1, "left" = 0 WHERE id = ?""",
                (identity,),
            )
    forget_hashes(db)
    return tuple(gone)
