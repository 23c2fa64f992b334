"""Words of a question that was sent after its sender had been signed out, until they have signed in again.

They are kept by the secret of the browser that sent them, and for as long as signing in may take.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from pincite.serving.port import ServerTables
from pincite.serving.secrets import digest

KEPT_FOR: Final = timedelta(minutes=30)
"""How long words are kept: signing in takes minutes, and they are a client's."""

MOST: Final = 200
"""Drafts at a time, the newest. Whoever is not signed in can leave some."""


class Drafts:
    """Drafts, over a server's file. Each call waits for the disk."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    def keep(self, secret: str, fields: Mapping[str, str], now: datetime) -> None:
        """Keep the fields of a form for the browser with this secret, in the place of others."""
        with self._file.changing() as db:
            db.execute("DELETE FROM draft WHERE kept <= ?", ((now - KEPT_FOR).timestamp(),))
            row = (digest(secret), json.dumps(dict(fields)), now.timestamp())
            db.execute(
                """INSERT INTO draft VALUES (?, ?, ?)
                   ON CONFLICT (secret) DO UPDATE SET fields = excluded.fields, kept = excluded.kept""",
                row,
            )
            db.execute(
                "DELETE FROM draft WHERE secret NOT IN (SELECT secret FROM draft ORDER BY kept DESC LIMIT ?)", (MOST,)
            )

    def of(self, secret: str, now: datetime) -> dict[str, str] | None:
        """The fields that are kept for the browser with this secret."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT fields FROM draft WHERE secret = ? AND kept > ?",
                (digest(secret), (now - KEPT_FOR).timestamp()),
            ).fetchone()
        return json.loads(row[0]) if row else None

    def give(self, before: str, secret: str) -> bool:
        """Keep for another secret what was kept for the one before; False where that was nothing."""
        with self._file.changing() as db:
            row = db.execute("SELECT fields, kept FROM draft WHERE secret = ?", (digest(before),)).fetchone()
            if row is None:
                return False
            db.execute("DELETE FROM draft WHERE secret IN (?, ?)", (digest(before), digest(secret)))
            db.execute("INSERT INTO draft VALUES (?, ?, ?)", (digest(secret), *row))
        return True

    def forget(self, secret: str) -> None:
        """Keep nothing any more for the browser with this secret."""
        with self._file.changing() as db:
            db.execute("DELETE FROM draft WHERE secret = ?", (digest(secret),))
