"""A record during whose writing something happens."""

from collections.abc import Callable

from pincite.audit.event import Event, Record
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.session import Session


class Interrupted(SqliteAuditLog):
    """Something happens once: after an event of that kind is durable, and before whoever waits for it goes on."""

    def __init__(self, session: Session, kind: str, then: Callable[[], object]) -> None:
        super().__init__(session.firm.places.record, session.firm.heads)
        self._kind, self._then = kind, then

    async def append(self, event: Event) -> Record:
        record = await super().append(event)
        if event.kind == self._kind:
            self._kind = ""
            self._then()
        return record
