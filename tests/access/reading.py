"""The rules read slowly: one question at a time, as a partner would ask them, over plain tuples.

Nothing here is shared with the code under test: no index of grants, no scope, no search through groups by breadth. A
policy is a set of sentences; who is in a group is found by asking again and again whether anybody new is in it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

Told = tuple[object, ...]


@dataclass
class Policy:
    """Sentences that stand.

    `members` are (group, member); `grants` map (who, matter, document, label) to when they end; `walls` are (who,
    matter, document); `roles` are (who, role).
    """

    owner: str
    users: dict[str, bool] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)
    matters: set[str] = field(default_factory=set)
    grants: dict[tuple[str, str | None, str | None, str | None], datetime | None] = field(default_factory=dict)
    walls: set[tuple[str, str | None, str | None]] = field(default_factory=set)
    roles: set[tuple[str, str]] = field(default_factory=set)
    levels: dict[tuple[str | None, str | None], str] = field(default_factory=dict)


def level_of_matter(matter: str, policy: Policy) -> str:
    """How sensitive a matter is; nobody has said so of one that is not in the policy."""
    return policy.levels.get((matter, None), "privileged")


def level_of_label(label: str, policy: Policy) -> str:
    """How sensitive a label makes what carries it."""
    return policy.levels.get((None, label), "public")


def everybody_in(group: str, policy: Policy) -> set[str]:
    """Users and groups in a group, however deep."""
    found: set[str] = set()
    while True:
        more = {member for held, member in policy.members if held == group or held in found} - found
        if not more:
            return found
        found |= more


def speaks_of(who: str, user: str, policy: Policy) -> bool:
    """True when a rule about `who` is a rule about the user."""
    return who == user or (who in policy.groups and user in everybody_in(who, policy))


def is_allowed(user: str, matter: str, document: str, labels: Collection[str], policy: Policy, now: datetime) -> bool:
    """May this user see this document at this moment?"""
    if not policy.users.get(user, False) or matter not in policy.matters:
        return False
    if any(role == "administrator" and speaks_of(who, user, policy) for who, role in policy.roles):
        return False
    for who, walled_matter, walled_document in policy.walls:
        if speaks_of(who, user, policy) and (walled_matter == matter or walled_document == document):
            return False
    for (who, granted_matter, granted_document, label), end in policy.grants.items():
        if end is not None and now >= end:
            continue
        if not speaks_of(who, user, policy):
            continue
        if granted_document is not None:
            fits = granted_document == document
        elif label is not None:
            fits = label in labels and granted_matter in (None, matter)
        else:
            fits = granted_matter == matter
        if fits:
            return True
    return False


def may_do(user: str, policy: Policy) -> set[str]:
    """What a user may do at all, row by row of the table of roles."""
    if not policy.users.get(user, False):
        return set()
    held = {role for who, role in policy.roles if speaks_of(who, user, policy)}
    if "administrator" in held:
        return {"administer"}
    can: set[str] = {"read"}
    if not held or "attorney" in held or "knowledge-manager" in held:
        can |= {"add", "move", "remove"}
    if "knowledge-manager" in held:
        can.add("curate")
    if "auditor" in held or user == policy.owner:
        can.add("audit")
    if user == policy.owner:
        can.add("administer")
    return can
