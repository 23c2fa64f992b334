"""Who may see what, read slowly off the rules; it shares no line with `pincite.access`.

The rules are plain sentences in sets. Whether somebody is in a group is found by asking again and again whether anybody
new is in it; whether somebody may see a document, by going through every sentence there is.
"""

import copy
from dataclasses import dataclass, field, fields
from datetime import datetime

Grants = dict[tuple[str, str | None, str | None, str | None], datetime | None]


@dataclass
class Paper:
    """A document: where it lies, its labels, whether it was taken out, what it is attached to, and what it came in.

    `came_in` are the one it was attached to when it was read, what that one came in, and so on.
    """

    matter: str
    labels: tuple[str, ...]
    is_gone: bool = False
    parent: str | None = None
    came_in: tuple[str, ...] = ()


@dataclass
class Sentences:
    """What stands.

    `members` are (group, member); `grants` map (who, matter, document, label) to when they end; `walls` are (who,
    matter, document); `roles` are (who, role).
    """

    owner: str
    users: dict[str, bool] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)
    matters: set[str] = field(default_factory=set)
    grants: Grants = field(default_factory=dict)
    walls: set[tuple[str, str | None, str | None]] = field(default_factory=set)
    roles: set[tuple[str, str]] = field(default_factory=set)

    def copy(self) -> "Sentences":
        parts = {one.name: copy.copy(getattr(self, one.name)) for one in fields(self)}
        return Sentences(**parts)

    def is_about(self, who: str, user: str) -> bool:
        """True when a sentence about `who` is one about the user."""
        if who == user:
            return True
        inside: set[str] = set()
        while True:
            more = {member for group, member in self.members if group == who or group in inside} - inside
            if not more:
                return user in inside
            inside |= more

    def holds_role(self, user: str, wanted: str) -> bool:
        return any(role == wanted and self.is_about(who, user) for who, role in self.roles)

    def reads_nothing(self, user: str) -> bool:
        """True for whoever is unknown, shut out, or administers the rules."""
        return not self.users.get(user, False) or self.holds_role(user, "administrator")

    def is_walled(self, user: str, matter: str, *documents: str) -> bool:
        """True behind a wall from a matter, or from one of these documents: one, and what it came in."""
        return any(
            (from_matter == matter or from_document in documents) and self.is_about(who, user)
            for who, from_matter, from_document in self.walls
        )

    def live(self, user: str, now: datetime) -> list[tuple[str | None, str | None, str | None]]:
        """What was granted to a user and has not ended: (matter, document, label)."""
        return [
            (matter, document, label)
            for (who, matter, document, label), end in self.grants.items()
            if (end is None or now < end) and self.is_about(who, user)
        ]

    def may_see(self, user: str, document: str, paper: Paper, now: datetime) -> bool:
        """May this user see this document at this moment?"""
        if self.reads_nothing(user) or paper.matter not in self.matters:
            return False
        if self.is_walled(user, paper.matter, document, *paper.came_in):
            return False
        return any(
            granted == document
            or (label is not None and label in paper.labels and matter in (None, paper.matter))
            or (label is None and granted is None and matter == paper.matter)
            for matter, granted, label in self.live(user, now)
        )

    def is_member(self, user: str, matter: str, now: datetime) -> bool:
        """True when a matter is open to a user as a whole, whether or not anything lies in it."""
        return (
            not self.reads_nothing(user)
            and matter in self.matters
            and not self.is_walled(user, matter)
            and (matter, None, None) in self.live(user, now)
        )

    def may_audit(self, user: str) -> bool:
        """True for those who may read the record of others."""
        if self.reads_nothing(user):
            return False
        return user == self.owner or self.holds_role(user, "auditor")
