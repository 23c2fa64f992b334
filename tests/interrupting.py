"""A record during whose writing something happens."""

import weakref
from collections.abc import Callable

from pincite.audit.event import Event, Record
from pincite.audit.kept_log import KeptLog
from pincite.audit.sqlite_log import FileTables
from pincite.audit.tables import Tables
from pincite.session import Session
from pincite.wiring import Workspace


def _tables(session: Session) -> Tables:
    """The tables of a firm's record, opened once more."""
    firm = session.firm
    if isinstance(firm, Workspace) and firm.settings.store is not None:
        kept = firm.stores.audit(firm.heads)
        assert isinstance(kept, KeptLog)
        return kept.tables
    return FileTables(firm.places.record)


class Interrupted(KeptLog):
    """Something happens once: after an event of that kind is durable, and before whoever waits for it goes on."""

    def __init__(self, session: Session, kind: str, then: Callable[[], object]) -> None:
        tables = _tables(session)
        super().__init__(tables, session.firm.heads)
        weakref.finalize(self, tables.close)  # Python 3.13 warns of a connection that nobody closed
        self._kind, self._then = kind, then

    async def append(self, event: Event) -> Record:
        record = await super().append(event)
        if event.kind == self._kind:
            self._kind = ""
            self._then()
        return record


def record_with(session: Session, log: KeptLog) -> None:
    """Have a session's firm keep its record with another log; the one before is closed, which nobody else would do."""
    session.firm.audit.close()
    session.firm.__dict__["audit"] = log
