"""Deliveries in the tables of a server: how a row is read, and what is done within the caller's transaction."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pincite.databases import Database
from pincite.errors import DocumentError
from pincite.serving.delivery import Counted, Delivery, Upload

DELIVERIES: Final = (
    "SELECT delivery.*, actor, matters FROM delivery LEFT JOIN sent_by ON sent_by.delivery = delivery.id"
)
"""What a `Delivery` is made of; one of an earlier release has nothing of who sent it for its user."""


def new_delivery() -> str:
    """The id of a new delivery."""
    return secrets.token_urlsafe(9)


def close_in(db: Database, identity: str, now: datetime) -> None:
    """Have a delivery wait to be read, within the caller's transaction.

    Raises:
        DocumentError: no file of it has come whole.
    """
    found = counted_in(db, identity)
    if not found.of("whole"):
        raise DocumentError("no file has come whole yet, so there is nothing to read")
    db.execute(
        """UPDATE upload SET state = 'failed', note = 'it did not come whole, so it was not read: send it again'
           WHERE delivery = ? AND state = 'coming'""",
        (identity,),
    )
    db.execute(
        "UPDATE delivery SET state = 'waiting', of = ?, turn = ? WHERE id = ?",
        (found.of("whole"), now.timestamp(), identity),
    )


def drop_in(db: Database, deliveries: Sequence[str]) -> tuple[str, ...]:
    """Forget deliveries, within the caller's transaction; returns the files that are to be deleted."""
    wanted = json.dumps(list(deliveries))
    rows = db.execute("SELECT id FROM upload WHERE delivery IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()
    db.execute("DELETE FROM upload WHERE delivery IN (SELECT value FROM json_each(?))", (wanted,))
    db.execute("DELETE FROM became WHERE delivery IN (SELECT value FROM json_each(?))", (wanted,))
    db.execute("DELETE FROM sent_by WHERE delivery IN (SELECT value FROM json_each(?))", (wanted,))
    db.execute("DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    forget_hashes(db)
    return tuple(str(row[0]) for row in rows)


def forget_hashes(db: Database) -> None:
    """Forget the hashes of files that are not to be read any more, within the caller's transaction."""
    db.execute("DELETE FROM sent_whole WHERE id NOT IN (SELECT id FROM upload WHERE state <> 'read' AND size > 0)")


def counted_in(db: Database, delivery: str) -> Counted:
    """The files of a delivery, counted."""
    rows = db.execute(
        """SELECT state, count(*), sum(size), count(*) FILTER (WHERE state = 'read' AND note <> ''),
           count(*) FILTER (WHERE state = 'failed' AND size > 0 AND received = size),
           count(*) FILTER (WHERE state = 'failed' AND name = id) FROM upload WHERE delivery = ? GROUP BY state""",
        (delivery,),
    ).fetchall()
    return Counted(
        {row[0]: row[1] for row in rows},
        {row[0]: int(row[2]) for row in rows},
        sum(row[3] for row in rows),
        sum(row[4] for row in rows),
        sum(row[5] for row in rows),
    )


def first_waiting(db: Database) -> Delivery | None:
    """The delivery that is read next, within the caller's transaction; None if nothing waits.

    It is one of the person of whom nothing was read for longest, however many each has sent.
    """
    row = db.execute(
        f"""{DELIVERIES} LEFT JOIN read_last ON read_last."user" = delivery."user" WHERE state = 'waiting'
            ORDER BY coalesce(at, 0), turn, id LIMIT 1"""
    ).fetchone()
    return None if row is None else delivery_of(row)


def delivery_of(row: tuple[Any, ...]) -> Delivery:
    """A row of the tables of deliveries, as `DELIVERIES` has it."""
    identity, user, matter, labels, watched, begun, turn, state, worker, error, *how_far, actor, matters = row
    done, of, share, left, reading, is_stopped = how_far
    return Delivery(
        id=identity,
        user=user,
        matter=matter,
        labels=tuple(json.loads(labels)),
        watched=watched,
        begun=datetime.fromtimestamp(begun, UTC),
        turn=datetime.fromtimestamp(turn, UTC),
        state=state,
        worker=worker,
        error=error,
        done=done,
        of=of,
        share=share,
        left=left,
        reading=reading,
        is_stopped=bool(is_stopped),
        actor=actor or user,
        within=None if matters is None else frozenset(json.loads(matters)),
    )


def upload_of(row: tuple[Any, ...]) -> Upload:
    """A row of the table of uploads."""
    return Upload(*row)
