"""Principals and scopes: who asks, and what they may see right now.

A `Scope` is required wherever text leaves a store. It has no default, there is no "everything", and an empty one sees
nothing. `Scope.permits` is the one decision: the index filters by it before it ranks, every row that comes back is held
against it, and so is every passage and citation before it leaves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError


@dataclass(frozen=True, slots=True)
class Principal:
    """A user for whom something is done, and who does it.

    `user` is whose rights count. `actor` is who typed the command (the operating system's user, the session's user);
    when they differ, the record says "actor on behalf of user".

    `within` are the matters that whoever does it is limited to, whatever the user may see: those of an API token. None
    is no limit. Every scope is made from a principal, also when it is renewed, so nothing gets around the limit.
    """

    user: str
    actor: str
    within: frozenset[MatterId] | None = None

    def limited_to(self, matters: Iterable[MatterId]) -> Self:
        """The same within these matters, as far as they were not shut off before: a limit only ever gets narrower."""
        wanted = frozenset(matters)
        return replace(self, within=wanted if self.within is None else self.within & wanted)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one principal may see, until it expires.

    `matters` are those that are open as a whole: granted and not walled off. `denied` are documents withheld wherever
    they lie. `rules_version` names the state of the rules that the scope was made from; it goes into the record.

    `documents` and `labels` open single documents of matters that are not open as a whole; a label is given with the
    one matter in which it counts, or with None. They count only in matters of `reach`: those that exist and that no
    wall keeps away. By default these three fields open nothing.
    """

    principal: Principal
    matters: frozenset[MatterId]
    denied: frozenset[DocumentId]
    rules_version: int
    expires: datetime
    documents: frozenset[DocumentId] = frozenset()
    labels: frozenset[tuple[str, MatterId | None]] = frozenset()
    reach: frozenset[MatterId] = frozenset()

    def permits(self, matter: MatterId, document: DocumentId, labels: Iterable[str]) -> bool:
        """True when a document of a matter, carrying these labels, may be shown."""
        if document in self.denied:
            return False
        if matter in self.matters:
            return True
        if matter not in self.reach:
            return False
        return document in self.documents or any(
            (label, None) in self.labels or (label, matter) in self.labels for label in labels
        )

    @property
    def opens_singly(self) -> bool:
        """True if it may open single documents of matters that are not open as a whole."""
        return bool(self.reach) and bool(self.documents or self.labels)

    @property
    def is_empty(self) -> bool:
        """True if it permits no document at all."""
        return not self.matters and not self.opens_singly

    def only(self, matter: MatterId) -> Self:
        """The same scope, within one matter."""
        return replace(self, matters=self.matters & {matter}, reach=self.reach & {matter})

    def only_documents(self, documents: Mapping[DocumentId, MatterId]) -> Self:
        """The same scope, limited to some documents that it permits, each with its matter."""
        nothing = replace(self, matters=frozenset(), labels=frozenset())
        return replace(nothing, documents=frozenset(documents), reach=frozenset(documents.values()))

    def require_current(self, now: datetime) -> None:
        """Refuse to go on under a scope that has run out.

        Raises:
            AccessError: `now` is at or past the expiry.
        """
        if now >= self.expires:
            raise AccessError(
                f"the access scope of {self.principal.user} expired at {self.expires:%H:%M:%S} UTC; ask again"
            )
