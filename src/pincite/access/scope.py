"""Principals and scopes: who asks, and what they may see right now.

A `Scope` is required wherever text leaves a store. It has no default, there is no "everything", and an empty one sees
nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError


@dataclass(frozen=True, slots=True)
class Principal:
    """A user for whom something is done, and who does it.

    `user` is whose rights count. `actor` is who typed the command (the operating system's user, the session's user);
    when they differ, the record says "actor on behalf of user".
    """

    user: str
    actor: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What one principal may see, until it expires.

    `matters` are those granted and not walled off. `denied` are documents withheld although their matter is open.
    `rules_version` names the state of the rules that the scope was made from; it goes into the record.
    """

    principal: Principal
    matters: frozenset[MatterId]
    denied: frozenset[DocumentId]
    rules_version: int
    expires: datetime

    def permits(self, matter: MatterId, document: DocumentId) -> bool:
        """True when a document of a matter may be shown."""
        return matter in self.matters and document not in self.denied

    def require_current(self, now: datetime) -> None:
        """Refuse to go on under a scope that has run out.

        Raises:
            AccessError: `now` is at or past the expiry.
        """
        if now >= self.expires:
            raise AccessError(
                f"the access scope of {self.principal.user} expired at {self.expires:%H:%M:%S} UTC; ask again"
            )
