"""The rules of a workspace as one frozen snapshot, and who is who in them.

What they let somebody see is in `decision`, what somebody may do in `roles`, why in `explaining`.
"""

import shlex
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self, TypeVar

from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Matter,
    Membership,
    Role,
    Signer,
    Target,
    TwoPerson,
    User,
    Wall,
    members_of,
)
from pincite.access.names import clean_name
from pincite.access.nearest import nearest
from pincite.access.nesting import ways_up
from pincite.access.scope import Principal
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, Remedy, UnknownPrincipal
from pincite.sensitivity import UNKNOWN, Sensitivity, highest, level_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is known and what is allowed or denied, as of one version.

    `users` says for each name whether it is active. `groups` maps a group to its members, users and groups; all share
    one namespace. `grants`, `walls` and `roles` map a user or group to what was granted to them, walled off from them,
    or given to them to do. `two_person` are actions that take two people, and `signers` the keys with which users
    confirm them. `provided` are the memberships, each as a group and its member, that the firm's provider of accounts
    made. Grants that have ended are still there: they are kept to be explained. `matter_levels` and `label_levels` are
    the sensitivities that were set.
    """

    version: int
    owner: str
    users: Mapping[str, bool]
    groups: Mapping[str, frozenset[str]]
    matters: frozenset[MatterId]
    grants: Mapping[str, frozenset[Grant]]
    walls: Mapping[str, frozenset[Target]]
    roles: Mapping[str, frozenset[Role]]
    two_person: frozenset[str] = frozenset()
    signers: Mapping[str, str] = field(default_factory=dict)
    provided: frozenset[tuple[str, str]] = frozenset()
    matter_levels: Mapping[MatterId, Sensitivity] = field(default_factory=dict)
    label_levels: Mapping[str, Sensitivity] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, owner: str, facts: Iterable[Fact]) -> Self:
        """The rules that a set of facts makes."""
        standing = list(facts)
        return cls(
            version=version,
            owner=owner,
            users=MappingProxyType({fact.name: fact.active for fact in standing if isinstance(fact, User)}),
            groups=MappingProxyType(members_of(standing)),
            matters=frozenset(fact.name for fact in standing if isinstance(fact, Matter)),
            grants=_by_name((fact.who, fact) for fact in standing if isinstance(fact, Grant)),
            walls=_by_name((fact.who, fact.target) for fact in standing if isinstance(fact, Wall)),
            roles=_by_name((fact.who, fact.role) for fact in standing if isinstance(fact, Appointment)),
            two_person=frozenset(fact.action for fact in standing if isinstance(fact, TwoPerson)),
            provided=frozenset(
                (fact.group, fact.member) for fact in standing if isinstance(fact, Membership) and fact.provided
            ),
            signers=MappingProxyType({fact.user: fact.public for fact in standing if isinstance(fact, Signer)}),
            matter_levels=_levels((fact.target.matter, fact) for fact in standing if isinstance(fact, Classification)),
            label_levels=_levels((fact.target.label, fact) for fact in standing if isinstance(fact, Classification)),
        )

    def sensitivity_of(self, matter: MatterId) -> Sensitivity:
        """The level of a matter: what was set for it, and the highest if nobody has."""
        return self.matter_levels.get(matter, UNKNOWN)

    def label_sensitivity(self, label: str) -> Sensitivity:
        """The level to which a label raises what carries it, in any case of its letters; the lowest raises nothing.

        A label that has a level's name raises to that level, whatever was set for it.
        """
        folded = label.casefold()
        named = level_of(label)
        return highest(
            [
                *(level for set_for, level in self.label_levels.items() if set_for.casefold() == folded),
                *([named] if named is not None else []),
            ]
        )

    def document_sensitivity(self, matter: MatterId, labels: Iterable[str]) -> Sensitivity:
        """The level of a document that lies in a matter and carries labels, whatever its words say."""
        return highest([self.sensitivity_of(matter), *map(self.label_sensitivity, labels)])

    @property
    def walled_documents(self) -> frozenset[DocumentId]:
        """The documents and archives behind a wall, whoever it is for."""
        return frozenset(wall.document for walls in self.walls.values() for wall in walls if wall.document is not None)

    def bearers(self, user: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Whose rules apply to a user: the user, then every group they are in, each with the shortest way to it."""
        return ((user, (user,)), *ways_up(user, self.groups).items())


def _by_name(pairs: Iterable[tuple[str, Value]]) -> MappingProxyType[str, frozenset[Value]]:
    found: dict[str, set[Value]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return MappingProxyType({name: frozenset(values) for name, values in found.items()})


Name = TypeVar("Name", bound=str)


def _levels(pairs: Iterable[tuple[Name | None, Classification]]) -> MappingProxyType[Name, Sensitivity]:
    return MappingProxyType({name: fact.level for name, fact in pairs if name is not None})


def require_active(user: str, rules: Rules, known: Iterable[str] = ()) -> None:
    """Refuse a user who is unknown or disabled. `known` are the names that whoever is told may know.

    Raises:
        UnknownPrincipal: they are; the message names the command that changes it.
    """
    if user not in rules.users:
        if user in rules.groups:
            raise UnknownPrincipal(f"{user!r} is a group; only a user can ask, so name one of its members")
        raise UnknownPrincipal(
            f"nobody named {user!r} is known in this workspace; "
            f"its owner ({rules.owner}) can add them with: pincite access user add {shlex.quote(user)}",
            nearest(user, known),
        )
    if not rules.users[user]:
        raise UnknownPrincipal(
            f"the user {user!r} is disabled in this workspace; "
            f"its owner ({rules.owner}) can enable them with: pincite access user enable {shlex.quote(user)}"
        )


def principal_for(os_user: str, as_user: str | None, rules: Rules) -> Principal:
    """Who asks: the operating system's user as themselves, or on behalf of the user that `--as` names.

    Raises:
        UnknownPrincipal: one of the two is unknown or disabled.
        AccessError: `--as` names another user and the operating system's user is not the workspace's owner.
    """
    actor = unicodedata.normalize("NFC", os_user).strip()
    require_active(actor, rules)
    user = actor if as_user is None else clean_name(as_user, "user")
    if user != actor:
        if actor != rules.owner:
            raise AccessError(
                f"only the workspace's owner ({rules.owner}) may act for another user, and you are {actor}",
                remedy=Remedy("leave out --as to ask as yourself", "leave out the user to ask as yourself"),
            )
        require_active(user, rules, rules.users)
    return Principal(user=user, actor=actor)
