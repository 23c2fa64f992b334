"""Files that people send to a matter, in deliveries: what has come of each file, and how far it is read.

A delivery is open while its files are coming. Then it waits, until the process that reads files takes it (`jobs`),
and is done when each file was read or could not be. All of it stands in the server's file and in a folder beside it
(`uploads`), so that whatever was acknowledged is there when a process has died. Each call waits for the disk.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from pincite.databases import Database
from pincite.documents.folder import LARGEST_FILE
from pincite.errors import DocumentError, NotVisible, WorkspaceError
from pincite.serving.delivery import Counted, Delivery, Upload, UploadState
from pincite.serving.delivery_rows import (
    DELIVERIES,
    close_in,
    counted_in,
    delivery_of,
    drop_in,
    first_waiting,
    new_delivery,
    upload_of,
)
from pincite.serving.names import LONGEST_NAME, sent_name
from pincite.serving.port import ServerTables

MOST_BYTES: Final = 20_000_000_000
"""Bytes that one person may have sent and that are not read yet: a data room of 10,000 scanned contracts has some."""


MOST_FILES: Final = 20_000
"""Files of a delivery."""


MOST_OPEN: Final = 50
"""Deliveries of one person that are not done."""


SILENT_FOR: Final = timedelta(days=1)
"""An open delivery of which nothing came for so long is read as far as it has come."""


SENT_AT_ONCE: Final = 3
"""Files that one person may send at the same time."""


KEPT_FOR: Final = timedelta(days=30)
"""How long a delivery is listed, and files that could not be read are kept."""


class Deliveries:
    """Deliveries as those who send them see them: each their own."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    def begin(
        self,
        user: str,
        matter: str,
        labels: Sequence[str],
        now: datetime,
        identity: str | None = None,
        *,
        actor: str | None = None,
        within: Collection[str] | None = None,
    ) -> Delivery:
        """A new delivery of somebody who may add to a matter; a door may choose its id (`new_delivery`).

        `actor` is who sends it for them, if not they themselves, and `within` the matters to which that one is limited.

        Raises:
            DocumentError: too many of theirs are not done.
        """
        at, identity = now.timestamp(), identity or new_delivery()
        with self._file.changing() as db:
            [unfinished] = db.execute(
                """SELECT count(*) FROM delivery WHERE "user" = ? AND state IN ('open', 'waiting', 'reading')""",
                (user,),
            ).fetchone()
            if unfinished >= MOST_OPEN:
                raise DocumentError(
                    f"{MOST_OPEN} deliveries of yours are not done yet; wait until one is, or take one back"
                )
            row = (identity, user, matter, json.dumps(list(labels)), "", at, at, "open")
            db.execute("INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, 0, 0, NULL, '', 0)", row)
            limit = None if within is None else json.dumps(sorted(within))
            db.execute("INSERT INTO sent_by VALUES (?, ?, ?)", (identity, actor or user, limit))
        return self.delivery(identity, user)

    def delivery(self, identity: str, user: str) -> Delivery:
        """A delivery of somebody's.

        Raises:
            NotVisible: they have none of that name.
        """
        with self._file.reading() as db:
            row = db.execute(f'{DELIVERIES} WHERE id = ? AND "user" = ?', (identity, user)).fetchone()
        if row is None:
            raise NotVisible(NO_DELIVERY)
        return delivery_of(row)

    def is_begun(self, identity: str) -> bool:
        """True if there is a delivery of that id, whoever's it is."""
        with self._file.reading() as db:
            return db.execute("SELECT 1 FROM delivery WHERE id = ?", (identity,)).fetchone() is not None

    def require_open(self, identity: str, user: str) -> None:
        """Refuse a delivery of somebody's that takes no files any more.

        Raises:
            NotVisible: the person has no such delivery.
            DocumentError: it is being read already.
        """
        with self._file.reading() as db:
            self._require_open(db, identity, user)

    def listed(self, user: str, most: int = 20) -> tuple[Delivery, ...]:
        """The newest deliveries of somebody's, the newest first."""
        with self._file.reading() as db:
            rows = db.execute(f'{DELIVERIES} WHERE "user" = ? ORDER BY begun DESC, id LIMIT ?', (user, most)).fetchall()
        return tuple(map(delivery_of, rows))

    def is_behind(self, delivery: Delivery) -> bool:
        """True while other files are read before the next ones of a delivery.

        Whose they are, and how many, is for nobody: they may be of a matter that is closed to whoever asks.
        """
        with self._file.reading() as db:
            is_reading = db.execute(
                "SELECT 1 FROM delivery WHERE state = 'reading' AND id <> ?", (delivery.id,)
            ).fetchone()
            first = first_waiting(db)
        return is_reading is not None or (first is not None and first.id != delivery.id)

    def counted(self, delivery: str) -> Counted:
        """The files of a delivery, counted."""
        with self._file.reading() as db:
            return counted_in(db, delivery)

    def announce(self, delivery: str, user: str, name: str, size: int, now: datetime) -> Upload:
        """A file that is about to come, or that has come in part: then the rest of it is sent.

        Raises:
            NotVisible: the person has no such delivery.
            DocumentError: it is empty, too large, or one file too many; or its name does not do; or the delivery is
                being read already.
        """
        clean = sent_name(name)
        if size <= 0:
            raise DocumentError("the file is empty (0 bytes), so there is nothing to read in it")
        if size > LARGEST_FILE:
            raise DocumentError(
                f"the file has {size / 1e6:,.0f} MB, and one may have {LARGEST_FILE / 1e6:,.0f} MB: split it"
            )
        with self._file.changing() as db:
            self._require_open(db, delivery, user)
            row = db.execute("SELECT * FROM upload WHERE delivery = ? AND name = ?", (delivery, clean)).fetchone()
            if row is not None:
                upload = upload_of(row)
                if upload.size == size:
                    return upload
                raise DocumentError("another file of this delivery has the same name; send one of them apart")
            self._require_room(db, delivery, user, size)
            identity = secrets.token_hex(16)
            db.execute("INSERT INTO upload VALUES (?, ?, ?, ?, 0, 'coming', '', 0)", (identity, delivery, clean, size))
            db.execute("UPDATE delivery SET turn = ? WHERE id = ?", (now.timestamp(), delivery))
        return Upload(identity, delivery, clean, size, 0, "coming", "", 0)

    def awaited(self, delivery: str, name: str) -> int:
        """The missing bytes of files that have come in part, except those of this file itself.

        Of one person as many files count as they send at once: what is announced and does not come holds no room.

        Raises:
            DocumentError: the name does not do.
        """
        with self._file.reading() as db:
            [size] = db.execute(
                """SELECT coalesce(sum(awaited), 0) FROM (
                       SELECT u.size - u.received AS awaited, row_number() OVER (
                           PARTITION BY d."user" ORDER BY u.size - u.received DESC
                       ) AS place
                       FROM upload u LEFT JOIN delivery d ON d.id = u.delivery
                       WHERE u.state = 'coming' AND u.received > 0 AND NOT (u.delivery = ? AND u.name = ?)
                   ) AS coming WHERE place <= ?""",
                (delivery, sent_name(name), SENT_AT_ONCE),
            ).fetchone()
        return int(size)

    def upload(self, identity: str, user: str) -> Upload:
        """A file that somebody sends.

        Raises:
            NotVisible: they send none of that name.
        """
        with self._file.reading() as db:
            row = db.execute(
                'SELECT u.* FROM upload u JOIN delivery d ON d.id = u.delivery WHERE u.id = ? AND d."user" = ?',
                (identity, user),
            ).fetchone()
        if row is None:
            raise NotVisible(NO_DELIVERY)
        return upload_of(row)

    def uploads(self, delivery: str, *states: UploadState, after: str = "", most: int = 100) -> tuple[Upload, ...]:
        """Files of a delivery in some states, by name, from behind the name `after` on.

        Of those that could not be read, what they were may be forgotten; such are left out.
        """
        with self._file.reading() as db:
            rows = db.execute(
                """SELECT * FROM upload WHERE delivery = ? AND state IN (SELECT value FROM json_each(?)) AND name > ?
                   AND NOT (state = 'failed' AND name = id) ORDER BY name LIMIT ?""",
                (delivery, json.dumps(states), after, most),
            ).fetchall()
        return tuple(map(upload_of, rows))

    def listed_files(self, delivery: str, state: UploadState, after: str = "", most: int = 100) -> tuple[Upload, ...]:
        """Files of a delivery in a state, as `uploads`; of those that were read, the ones that have a note."""
        with self._file.reading() as db:
            rows = db.execute(
                """SELECT * FROM upload WHERE delivery = ? AND state = ? AND (state <> 'read' OR note <> '')
                   AND NOT (state = 'failed' AND name = id) AND name > ? ORDER BY name LIMIT ?""",
                (delivery, state, after, most),
            ).fetchall()
        return tuple(map(upload_of, rows))

    def noted(self, delivery: str, most: int = 100) -> tuple[Upload, ...]:
        """Files that were read and have a remark, by name."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT * FROM upload WHERE delivery = ? AND state = 'read' AND note <> '' ORDER BY name LIMIT ?",
                (delivery, most),
            ).fetchall()
        return tuple(map(upload_of, rows))

    def became(self, delivery: str) -> Mapping[str, str]:
        """What documents became that were there before a delivery was read, by their ids."""
        with self._file.reading() as db:
            return dict(db.execute("SELECT document, what FROM became WHERE delivery = ?", (delivery,)).fetchall())

    def note_refused(self, delivery: str, name: str, reason: str) -> None:
        """List a file that was not taken, with the reason, beside those that could not be read."""
        shown = "".join(letter for letter in name if letter.isprintable())[:LONGEST_NAME]
        with self._file.changing() as db:
            [files] = db.execute("SELECT count(*) FROM upload WHERE delivery = ?", (delivery,)).fetchone()
            if shown and files < MOST_FILES:
                db.execute(
                    "INSERT INTO upload VALUES (?, ?, ?, 0, 0, 'failed', ?, 0) ON CONFLICT DO NOTHING",
                    (secrets.token_hex(16), delivery, shown, reason),
                )

    def note_received(self, identity: str, received: int, now: datetime, sha256: str | None = None) -> None:
        """Note how many bytes of a file are on the disk: from now on they are acknowledged.

        `sha256` is the hash of a file that has come whole, where other servers may read it.
        """
        with self._file.changing() as db:
            if sha256 is not None:
                db.execute(
                    "INSERT INTO sent_whole VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256",
                    (identity, sha256),
                )
            db.execute(
                """UPDATE upload SET received = ?, state = CASE WHEN size = ? THEN 'whole' ELSE state END
                   WHERE id = ? AND state = 'coming'""",
                (received, received, identity),
            )
            db.execute(
                "UPDATE delivery SET turn = ? WHERE id = (SELECT delivery FROM upload WHERE id = ?)",
                (now.timestamp(), identity),
            )

    def hash_of(self, identity: str) -> str | None:
        """The hash of a file that has come whole, None where none was noted."""
        with self._file.reading() as db:
            found = db.execute("SELECT sha256 FROM sent_whole WHERE id = ?", (identity,)).fetchone()
        return None if found is None else str(found[0])

    def close(self, identity: str, user: str, now: datetime) -> Delivery:
        """Have a delivery read, with the files that have come whole; those that have not are given up.

        Raises:
            NotVisible: the person has no such delivery.
            DocumentError: no file has come whole; or it is being read already.
        """
        with self._file.changing() as db:
            self._require_open(db, identity, user)
            close_in(db, identity, now)
        return self.delivery(identity, user)

    def stop(self, identity: str, user: str) -> Delivery:
        """Stop the reading of a delivery: what was read stays, and the rest can be gone on with.

        Raises:
            NotVisible: the person has no such delivery.
        """
        self.delivery(identity, user)
        with self._file.changing() as db:
            # One that is being read is stopped by the process that reads it.
            db.execute("UPDATE delivery SET is_stopped = 1 WHERE id = ? AND state = 'reading'", (identity,))
            db.execute("UPDATE delivery SET state = 'stopped' WHERE id = ? AND state = 'waiting'", (identity,))
        return self.delivery(identity, user)

    def again(self, identity: str, user: str, now: datetime) -> Delivery:
        """Read what is left of a delivery, files that could not be read included.

        Raises:
            NotVisible: the person has no such delivery.
        """
        self.delivery(identity, user)
        with self._file.changing() as db:
            changed = db.execute(
                """UPDATE delivery SET state = 'waiting', error = '', is_stopped = 0, "left" = NULL, turn = ?,
                   done = 0, of = 0, share = 0
                   WHERE id = ? AND state IN ('done', 'stopped', 'failed') AND EXISTS
                   (SELECT 1 FROM upload u WHERE u.delivery = delivery.id AND u.state IN ('failed', 'whole')
                    AND size > 0 AND received = size)""",
                (now.timestamp(), identity),
            ).rowcount
            if changed:
                db.execute(
                    """UPDATE upload SET state = 'whole', note = '', tries = 0
                       WHERE delivery = ? AND state = 'failed' AND size > 0 AND received = size""",
                    (identity,),
                )
        return self.delivery(identity, user)

    def drop(self, identity: str, user: str) -> tuple[str, ...]:
        """Forget a delivery, with what was not read of it; returns the files that are to be deleted.

        Raises:
            NotVisible: the person has no such delivery.
            DocumentError: it is being read.
        """
        with self._file.changing() as db:
            row = db.execute('SELECT state FROM delivery WHERE id = ? AND "user" = ?', (identity, user)).fetchone()
            if row is None:
                raise NotVisible(NO_DELIVERY)
            if row[0] == "reading":
                raise DocumentError("these files are being read; stop that first")
            return drop_in(db, [identity])

    def scrub(self) -> None:
        """Have nothing left in the server's file of what was forgotten; where that fails, the next tidying does it."""
        with suppress(WorkspaceError):
            self._file.scrubbed()

    def _require_open(self, db: Database, delivery: str, user: str) -> None:
        row = db.execute('SELECT state FROM delivery WHERE id = ? AND "user" = ?', (delivery, user)).fetchone()
        if row is None:
            raise NotVisible(NO_DELIVERY)
        if row[0] != "open":
            raise DocumentError("this delivery is complete already; begin another one for further files")

    def _require_room(self, db: Database, delivery: str, user: str, size: int) -> None:
        [files] = db.execute("SELECT count(*) FROM upload WHERE delivery = ?", (delivery,)).fetchone()
        if files >= MOST_FILES:
            raise DocumentError(f"a delivery may have {MOST_FILES:,} files; send the rest in another one")
        [held] = db.execute(
            """SELECT coalesce(sum(u.size), 0) FROM upload u JOIN delivery d ON d.id = u.delivery
               WHERE d."user" = ? AND u.state <> 'read'""",
            (user,),
        ).fetchone()
        if (waiting := int(held)) + size > MOST_BYTES:
            raise DocumentError(
                f"{waiting / 1e9:,.1f} GB that you sent are not read yet, and {MOST_BYTES / 1e9:,.0f} GB may be; wait "
                "until some are, or take back what could not be read"
            )


NO_DELIVERY = "there is no such delivery"
