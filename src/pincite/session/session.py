"""A user at work in a firm: what they may see and do, by the rules at the time of each call."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pincite.access.decision import matter_id, scope_of, visible_matter
from pincite.access.roles import Power, may, require
from pincite.access.rules import Rules, principal_for
from pincite.access.scope import Principal, Scope
from pincite.audit.event import Event, EventKind, Json, Record
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, ClockError
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.firm import Firm


@dataclass(frozen=True, slots=True)
class Session:
    """One user at work in a firm, and who acts for them.

    It keeps no decision: each call asks the rules anew, so that a wall counts from the moment it is raised.
    """

    firm: "Firm"
    principal: Principal

    @property
    def rules(self) -> Rules:
        """The current rules of access.

        Raises:
            WorkspaceError, RecordError: they differ from the record, or cannot be compared with it.
        """
        return self.firm.rules

    @property
    def is_owner(self) -> bool:
        """True when the rights of the workspace's owner are in use, and not within some matters only."""
        return self.principal.user == self.rules.owner and self.principal.within is None

    def through(self, actor: str, within: Iterable[MatterId] | None) -> "Session":
        """The session of the same user, for whom `actor` acts; where `within` names matters, limited to these.

        It is as limited as this one at least: nothing that a session is asked for makes it wider.
        """
        principal = replace(self.principal, actor=actor)
        return Session(self.firm, principal if within is None else principal.limited_to(within))

    def now(self) -> datetime:
        """The clock, in UTC."""
        return self.firm.now()

    def scope(self, as_user: str | None = None, matter: str | None = None) -> Scope:
        """What the principal, or the user that a line of a batch names, may see now, in one matter or in all.

        Raises:
            UnknownPrincipal, AccessError: the user is unknown, or may not be acted for.
            NotVisible: the matter does not exist or is closed to them.
            ClockError: the clock is behind recorded times.
        """
        rules, catalogue = self.rules, self.firm.catalogue
        principal = self.principal
        if as_user is not None:
            principal = replace(principal_for(principal.actor, as_user, rules), within=principal.within)
        scope = scope_of(principal, rules, self.firm.steady_now(), catalogue.came_in)
        if matter is None:
            return scope
        wanted = matter_id(matter)
        if scope.opens_singly and wanted not in scope.matters:
            # Whoever sees only some documents of a matter may ask in it as well. All documents that are open to them
            # singly are searched, whatever was named, so that the time does not reveal a hidden matter.
            singly = replace(scope, matters=frozenset())
            if any(entry.matter == wanted for entry in catalogue.entries(singly)):
                return replace(singly, reach=frozenset({wanted}))
        return scope.only(visible_matter(matter, scope))

    def require_open(self, scope: Scope, documents: Iterable[DocumentId], recorded: Record | None = None) -> None:
        """Refuse to show documents that are closed to a scope's user by now: the last look before words leave.

        `recorded` is the record that says that they were shown. It was written first, which may have taken seconds, so
        a refusal names it.

        Raises:
            AccessError: the rules, or where a document lies, have changed; or the user has been shut out.
        """
        what = f"record {recorded.seq} was written, but what it names" if recorded is not None else "what was asked for"
        if self.firm.catalogue.closed(set(documents), self.firm.renewed(scope)):
            raise AccessError(
                f"{what} was not shown: part of it was closed to {scope.principal.user} or taken away in the "
                "meantime; ask again for what may be seen now"
            )

    def is_open(self, documents: Iterable[str], as_user: str | None = None, matter: str | None = None) -> bool:
        """True if somebody may see all of some documents, given by id, by the current rules.

        It is for text that was kept earlier, or that is sent on. Whoever is shut out by now may see none.
        """
        try:
            scope = self.scope(as_user, matter)
        except (AccessError, ClockError):
            return False
        return not self.firm.catalogue.closed({DocumentId(one) for one in documents}, scope)

    def require_same_rules(self, version: int) -> None:
        """Refuse to show what was chosen under rules that have been changed since.

        Raises:
            AccessError: the rules are of another version.
        """
        if self.rules.version != version:
            raise AccessError("the rules of access were changed while the record was being read; ask again")

    def may(self, power: Power) -> bool:
        """True when the principal has a power."""
        return may(self.principal, power, self.rules)

    def require(self, power: Power) -> None:
        """Refuse a principal who lacks a power.

        Raises:
            AccessError: they lack it; the words are the same whatever they wanted to act on.
        """
        require(self.principal, power, self.rules)

    def event(
        self,
        kind: EventKind,
        facts: Mapping[str, Json],
        content: Mapping[str, Json],
        matters: Iterable[MatterId] = (),
        *,
        by: Principal | None = None,
        identity: str | None = None,
    ) -> Event:
        """The event of something that the principal, or whoever `by` names, does now.

        Without an `identity`, its id is a new one. `facts` stay for ever and name nobody; `content` can be erased.
        `matters` decide who may read it.
        """
        return Event(
            id=identity or secrets.token_hex(8),
            kind=kind,
            principal=self.principal if by is None else by,
            at=self.firm.now(),
            matters=frozenset(matters),
            facts=facts,
            content=content,
        )

    async def record(
        self,
        kind: EventKind,
        facts: Mapping[str, Json],
        content: Mapping[str, Json],
        matters: Iterable[MatterId] = (),
        *,
        by: Principal | None = None,
        identity: str | None = None,
    ) -> Record:
        """Record an event; see `event`.

        Raises:
            RecordError: it cannot be made durable, and then nothing may be shown or done.
        """
        audit = await on_thread(lambda: self.firm.audit)  # this may be the first use of the record, which opens it
        return await audit.append(self.event(kind, facts, content, matters, by=by, identity=identity))
