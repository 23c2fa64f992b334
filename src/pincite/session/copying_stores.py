"""The stores of a firm are copied to another place, by its owner and on the record that is copied."""

import secrets
from datetime import datetime

from pincite.access.port import RulesReading
from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.port import AuditLog
from pincite.errors import AccessError


def record_copy(rules: RulesReading, audit: AuditLog, by: Principal, at: datetime, target: str) -> None:
    """Put a copy of all stores on the record, before it is made.

    The rules need not be those of the record: a firm that cannot be opened any more may have to be moved.

    Raises:
        AccessError: it is not the owner who copies.
        RecordError: the record cannot be written.
    """
    owner = rules.unchecked().owner
    if by.user != owner:
        raise AccessError(f"only the workspace's owner ({owner}) may copy its stores")
    audit.append_and_wait(Event(secrets.token_hex(16), "backup", by, at, frozenset(), {}, {"to": target}))
