"""The view of rules as a file that an import takes; `access.importing` says what stands in it."""

from dataclasses import dataclass
from typing import Any

from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Target,
    User,
    Wall,
    in_order,
)
from pincite.access.importing import FORMAT, LISTS


@dataclass(frozen=True, slots=True)
class RulesFile:
    """The rules of a workspace."""

    facts: frozenset[Fact]

    def json(self) -> dict[str, object]:
        """The contract's export: what stands in it is put in force by an import."""
        written: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
        members: dict[str, list[str]] = {}
        for fact in in_order(self.facts):
            match fact:
                case User(name, active):
                    written["users"].append({"user": name, "active": active})
                case Group(name):
                    written["groups"].append({"group": name, "members": members.setdefault(name, [])})
                case Membership(group, member):
                    members.setdefault(group, []).append(member)
                case Matter(name):
                    written["matters"].append({"matter": name})
                case Grant(who, to, until):
                    limit = {"until": until.isoformat()} if until else {}
                    written["grants"].append({"who": who, **_target(to), **limit})
                case Wall(who, to):
                    written["walls"].append({"who": who, **_target(to)})
                case Appointment(who, role):
                    written["roles"].append({"who": who, "role": role})
                case Classification(to, level):
                    written["sensitivities"].append({**_target(to), "level": level.word})
        return {"format": FORMAT, **written}


def _target(to: Target) -> dict[str, str]:
    named = {"matter": to.matter, "document": to.document, "label": to.label}
    return {name: value for name, value in named.items() if value is not None}
