"""What the process that reads files takes from the deliveries, and what it notes of them.

People have their turns, and each one's deliveries: a portion of one is read, and then one of somebody else's. Whoever
sends three files does not wait for somebody else's thousand, in however many deliveries these come.
A portion counts as tried before it is read. So a file over which the process dies is read with few others and
then by itself, and given up when it has ended the process again and again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pincite.databases import Database
from pincite.serving.deliveries import KEPT_FOR, SILENT_FOR
from pincite.serving.delivery import Delivery, DeliveryState, Upload
from pincite.serving.delivery_rows import close_in, counted_in, drop_in, first_waiting, forget_hashes, upload_of
from pincite.serving.port import ServerTables, Workers

PORTION_FILES: Final = 64
"""Most files of a portion."""

PORTION_BYTES: Final = 32_000_000
"""Bytes after which a portion ends: at most half a minute of reading and embedding contracts, after which somebody
else may move or remove documents."""

TRIES: Final = 3
"""How often a file may end the process that reads it."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Files that are read together; `before` and `all` are the bytes of the delivery that are through, and all."""

    delivery: Delivery
    uploads: tuple[Upload, ...]
    files_before: int
    files: int
    before: int
    all: int


class Jobs:
    """Deliveries as the process sees them that reads files: `worker` is its name, `workers` has the locks."""

    def __init__(self, file: ServerTables, workers: Workers, worker: str) -> None:
        self._file = file
        self._workers = workers
        self._worker = worker

    def next(self, now: datetime) -> Portion | None:
        """The next files to read, which are this process's until it notes what came of them; None if nothing waits."""
        self._adopt()
        while True:
            with self._file.changing() as db:
                delivery = first_waiting(db)
                if delivery is None:
                    return None
                found = counted_in(db, delivery.id)
                rows = db.execute(
                    "SELECT * FROM upload WHERE delivery = ? AND state = 'whole' ORDER BY tries, name LIMIT ?",
                    (delivery.id, PORTION_FILES),
                ).fetchall()
                portion = _portion([upload_of(each) for each in rows])
                if not portion:
                    db.execute(
                        """UPDATE delivery SET state = 'done', share = 1, "left" = 0 WHERE id = ?""", (delivery.id,)
                    )
                    continue
                if portion[0].tries >= TRIES:
                    db.execute("UPDATE upload SET state = 'failed', note = ? WHERE id = ?", (ENDED, portion[0].id))
                    continue
                db.executemany("UPDATE upload SET tries = tries + 1 WHERE id = ?", [(each.id,) for each in portion])
                db.execute(
                    "UPDATE delivery SET state = 'reading', worker = ?, turn = ?, is_stopped = 0 WHERE id = ?",
                    (self._worker, now.timestamp(), delivery.id),
                )
                db.execute(
                    'INSERT INTO read_last VALUES (?, ?) ON CONFLICT ("user") DO UPDATE SET at = excluded.at',
                    (delivery.user, now.timestamp()),
                )
            through = found.bytes.get("read", 0) + found.bytes.get("failed", 0)
            return Portion(
                delivery, tuple(portion), found.of("read", "failed"), found.all, through, sum(found.bytes.values())
            )

    def note_progress(self, delivery: str, done: int, of: int, share: float, left: float | None, reading: str) -> bool:
        """Note how far a delivery is; returns whether somebody wants it stopped, or another process has taken it up."""
        with self._file.changing() as db:
            row = db.execute(
                """UPDATE delivery SET done = CASE WHEN done < ? THEN ? ELSE done END,
                   of = CASE WHEN of < ? THEN ? ELSE of END, share = CASE WHEN share < ? THEN ? ELSE share END,
                   "left" = ?, reading = ? WHERE id = ? AND worker = ? RETURNING is_stopped""",
                (done, done, of, of, share, share, left, reading, delivery, self._worker),
            ).fetchone()
        return row is None or bool(row[0])

    def note_read(
        self,
        portion: Portion,
        notes: Mapping[str, str],
        failed: Mapping[str, str],
        became: Mapping[str, str] = {},
    ) -> tuple[str, ...]:
        """Note what came of a portion: `failed` has the reasons by upload, `notes` what else is to be known of one.

        `became` says of documents that were there before what they are now; it names them by their ids, so that who may
        not see one any more reads no word of it.

        Of a file of which nothing is to be known the name is forgotten: it may have words of a document that is erased
        later. Returns the files that are not needed any more.
        """
        read = [each for each in portion.uploads if each.id not in failed]
        with self._file.changing() as db:
            db.executemany(
                """UPDATE upload SET state = 'read', note = ?, name = CASE WHEN ? = '' THEN id ELSE name END
                   WHERE id = ?""",
                [(note := notes.get(each.id, ""), note, each.id) for each in read],
            )
            db.executemany(
                "UPDATE upload SET state = 'failed', note = ? WHERE id = ?",
                [(reason, identity) for identity, reason in failed.items()],
            )
            db.executemany(
                """INSERT INTO became VALUES (?, ?, ?)
                   ON CONFLICT (delivery, document) DO UPDATE SET what = excluded.what""",
                [(portion.delivery.id, document, what) for document, what in became.items()],
            )
            _let_go(db, portion.delivery, self._worker, "waiting", "")
            forget_hashes(db)
        return tuple(each.id for each in read)

    def give_back(self, portion: Portion, state: DeliveryState, error: str = "") -> None:
        """Let go of files that were not read: `stopped`, `failed` with the reason, or `waiting` for another turn."""
        with self._file.changing() as db:
            db.executemany(
                "UPDATE upload SET tries = tries - 1 WHERE id = ? AND state = 'whole' AND tries > 0",
                [(each.id,) for each in portion.uploads],
            )
            _let_go(db, portion.delivery, self._worker, state, error)

    def tidied(self, now: datetime) -> tuple[str, ...]:
        """Have complete deliveries read, and forget old ones; returns the files to be deleted."""
        with self._file.changing() as db:
            silent = [
                str(row[0])
                for row in db.execute(
                    "SELECT id FROM delivery WHERE state = 'open' AND turn < ?", ((now - SILENT_FOR).timestamp(),)
                )
            ]
            old = [
                str(row[0])
                for row in db.execute(
                    """SELECT id FROM delivery WHERE state IN ('done', 'stopped', 'failed')
                       AND watched = '' AND turn < ?""",
                    ((now - KEPT_FOR).timestamp(),),
                )
            ]
            for identity in silent:
                if counted_in(db, identity).of("whole"):
                    close_in(db, identity, now)
                else:
                    old.append(identity)
            return drop_in(db, old)

    def scrub(self) -> None:
        """Have nothing left in the server's file of what was deleted, unless it is in use for too long.

        Raises:
            WorkspaceError: the file cannot be written anew.
        """
        self._file.scrubbed()

    def needed(self) -> frozenset[str]:
        """The names of all files that are still to be read, or may be read again."""
        with self._file.reading() as db:
            return frozenset(
                str(row[0]) for row in db.execute("SELECT id FROM upload WHERE state <> 'read' AND size > 0")
            )

    def _adopt(self) -> None:
        """Have deliveries wait again whose process has died."""
        with self._file.reading() as db:
            rows = db.execute("SELECT id, worker FROM delivery WHERE state = 'reading'").fetchall()
        gone = [str(identity) for identity, worker in rows if not self._workers.is_alive(worker)]
        if gone:
            with self._file.changing() as db:
                db.executemany(
                    """UPDATE delivery SET worker = '', reading = '',
                       state = CASE WHEN is_stopped = 1 THEN 'stopped' ELSE 'waiting' END
                       WHERE id = ? AND state = 'reading'""",
                    [(identity,) for identity in gone],
                )


ENDED: Final = "reading it ended the process that reads, again and again; have whoever runs pincite look at its log"


def _portion(uploads: Sequence[Upload]) -> list[Upload]:
    """Files to read together: few of those that were under way when a process ended, and by itself after the next."""
    found: list[Upload] = []
    size = 0
    for each in uploads:
        most = PORTION_FILES >> 3 * each.tries
        if found and (each.tries != found[0].tries or len(found) >= most or size + each.size > PORTION_BYTES):
            break
        found.append(each)
        size += each.size
    return found


def _let_go(db: Database, delivery: Delivery, worker: str, state: DeliveryState, error: str) -> None:
    """Note that a process does not read a delivery any more, within the caller's transaction.

    One that was taken for dead, since it could not reach the tables, takes nothing away from whoever goes on.
    """
    db.execute(
        """UPDATE delivery SET state = CASE WHEN is_stopped = 1 THEN ? ELSE ? END, error = ?, worker = '', reading = ''
           WHERE id = ? AND worker = ?""",
        ("stopped" if state == "waiting" else state, state, error, delivery.id, worker),
    )
