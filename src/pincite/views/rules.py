"""Views of the access rules, their changes and their history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from pincite.access.decision import holds, wall_of
from pincite.access.facts import Appointment, Classification, Fact, Grant, Target, Wall, in_order, words
from pincite.access.history import Change
from pincite.access.lookalikes import Alike
from pincite.access.nesting import people_in
from pincite.access.rules import Rules
from pincite.documents.span import MatterId
from pincite.views.days import in_words


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made to the rules: what, the names it was requested for, and the version it created.

    `notes` are sentences on what else the change affects, and what it leaves unchanged.
    """

    what: str
    names: Mapping[str, str]
    version: int
    notes: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """The contract's change."""
        notes = {"notes": list(self.notes)} if self.notes else {}
        return {"done": self.what, **self.names, "rules_version": self.version, **notes}


@dataclass(frozen=True, slots=True)
class Imported:
    """The effect of a file of rules: the rules it adds and removes, and its errors.

    `faults` are pairs of a place and a reason; if there are any, nothing is changed.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]
    version: int
    notes: tuple[str, ...]
    is_dry_run: bool

    def json(self) -> dict[str, object]:
        """The contract's import."""
        return {
            "done": "import",
            "dry_run": self.is_dry_run,
            "added": list(self.added),
            "removed": list(self.removed),
            "errors": [{"place": place, "error": reason} for place, reason in self.faults],
            "rules_version": self.version,
            **({"notes": list(self.notes)} if self.notes else {}),
        }


@dataclass(frozen=True)
class RulesAt:
    """All rules as they stood at a time, and those names among them that are easily confused or misread."""

    rules: Rules
    at: datetime
    alike: Sequence[Alike]
    unfit: Sequence[tuple[str, str]]

    @cached_property
    def grants(self) -> tuple[tuple[str, Grant], ...]:
        """Everybody who was granted something, with the grant, in the order of names."""
        every = ((who, grant) for who, grants in self.rules.grants.items() for grant in grants)
        return tuple(sorted(every, key=lambda pair: (pair[0], str(pair[1]))))

    @cached_property
    def members(self) -> Mapping[str, list[str]]:
        """For each matter, the people and groups that all of it is granted to now."""
        found: dict[str, list[str]] = {matter: [] for matter in sorted(self.rules.matters)}
        for who, grant in self.grants:
            target = grant.target
            if target.matter is not None and target.label is None and holds(grant, self.at):
                found[target.matter].append(who)
        return found

    def members_of(self, matter: str) -> list[tuple[str, str]]:
        """To whom all of a matter is granted now, each with the last day or time in UTC, if there is one."""
        return [
            (who, _last(grant.until) if grant.until is not None else "")
            for who, grant in self.grants
            if grant.target.matter == matter and grant.target.label is None and holds(grant, self.at)
        ]

    @cached_property
    def walls(self) -> Mapping[str, list[str]]:
        """For each matter, those who are behind a wall from it."""
        found: dict[str, list[str]] = {matter: [] for matter in sorted(self.rules.matters)}
        for who, targets in sorted(self.rules.walls.items()):
            for target in targets:
                if target.matter is not None:
                    found[target.matter].append(who)
        return found

    def kept_out(self, who: str, matter: MatterId) -> str:
        """That a wall keeps a user or group from a matter, as the end of a sentence on them; empty if none does."""
        wall = wall_of(who, matter, self.rules)
        return behind_a_wall(who, "it", wall) if wall is not None else ""

    def people_in(self, group: str) -> list[str]:
        """The people in a group, directly or through others, by name."""
        return people_in(group, self.rules.groups)

    @cached_property
    def levels(self) -> Mapping[str, str | None]:
        """For each matter, the sensitivity that was set for it; None if nobody has."""
        found = ((matter, self.rules.matter_levels.get(matter)) for matter in sorted(self.rules.matters))
        return {matter: level.word if level is not None else None for matter, level in found}

    def sentences(self) -> list[str]:
        """The rules that the list of matters leaves out: other grants and their ends, other walls, roles, groups."""
        rules = self.rules
        said = [
            words(grant)
            for _, grants in sorted(rules.grants.items())
            for grant in sorted(grants, key=str)
            if grant.target.matter is None or grant.target.label is not None or grant.until is not None
        ]
        said += [
            words(Wall(who, target))
            for who, targets in sorted(rules.walls.items())
            for target in sorted(targets, key=str)
            if target.matter is None
        ]
        said += [words(Appointment(who, role)) for who, roles in sorted(rules.roles.items()) for role in sorted(roles)]
        said += [
            words(Classification(Target(label=label), level)) for label, level in sorted(rules.label_levels.items())
        ]
        return said + [f"group {group}: {', '.join(_members(rules, group))}" for group in sorted(rules.groups)]

    def json(self) -> dict[str, object]:
        """The contract's list of rules."""
        rules = self.rules
        return {
            "owner": rules.owner,
            "users": [{"user": user, "active": active} for user, active in sorted(rules.users.items())],
            "groups": {group: sorted(inside) for group, inside in sorted(rules.groups.items())},
            "matters": {
                matter: {"members": members, "walls": self.walls[matter], "sensitivity": self.levels[matter]}
                for matter, members in self.members.items()
            },
            "labels": {label: {"sensitivity": level.word} for label, level in sorted(rules.label_levels.items())},
            "grants": [
                {
                    "who": who,
                    "matter": grant.target.matter,
                    "document": grant.target.document,
                    "label": grant.target.label,
                    "until": grant.until.isoformat() if grant.until else None,
                    "ended": not holds(grant, self.at),
                }
                for who, grant in self.grants
            ],
            "walls": [
                {"who": who, "matter": target.matter, "document": target.document}
                for who, targets in sorted(rules.walls.items())
                for target in sorted(targets, key=str)
            ],
            "roles": {who: sorted(roles) for who, roles in sorted(rules.roles.items())},
            "look_alikes": [{"names": list(pair.names), "difference": pair.how} for pair in self.alike],
            "unclear_names": [{"name": name, "reason": why} for name, why in self.unfit],
        }


def behind_a_wall(who: str, matter: str, wall: str) -> str:
    """That a wall keeps somebody from a matter, as the end of a sentence on them; `wall` is whose it is.

    >>> behind_a_wall("maud", "Halvorsen", "team")
    'is behind a wall from Halvorsen through team, so sees nothing of it'
    """
    through = f" through {wall}" if wall != who else ""
    return f"is behind a wall from {matter}{through}, so sees nothing of it"


def _last(until: datetime) -> str:
    """The last day of what ends as a day begins, or else its end, in UTC."""
    if until.time() == time.min:
        return in_words(until - timedelta(days=1))
    return f"{in_words(until)}, {until:%H:%M}"


@dataclass(frozen=True, slots=True)
class Made:
    """A change in the history of the rules: its number, who made it and when, and the rules added and removed."""

    number: int
    at: datetime
    user: str
    actor: str
    what: str
    undoes: int | None
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @classmethod
    def of(cls, change: Change) -> "Made":
        """The view of a change."""
        return cls(
            number=change.number,
            at=change.at,
            user=change.by.user,
            actor=change.by.actor,
            what=change.what,
            undoes=change.undoes,
            added=worded(change.diff.added),
            removed=worded(change.diff.removed),
        )

    def json(self) -> dict[str, object]:
        """The contract's change in a history."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "user": self.user,
            "actor": self.actor,
            "what": self.what,
            "undoes": self.undoes,
            "added": list(self.added),
            "removed": list(self.removed),
        }


@dataclass(frozen=True, slots=True)
class History:
    """Changes of the rules, the newest last."""

    changes: tuple[Made, ...]

    def json(self) -> dict[str, object]:
        """The contract's history."""
        return {"changes": [each.json() for each in self.changes]}


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether somebody may see a document, and each rule that applies as a sentence, those that deny first."""

    allowed: bool
    rules: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """The contract's explanation."""
        return {"allowed": self.allowed, "rules": list(self.rules)}


def _members(rules: Rules, group: str) -> list[str]:
    """The members of a group; those whom the provider of accounts put there say so."""
    by_provider = {member for inside, member in rules.provided if inside == group}
    return [
        f"{member} (by the provider)" if member in by_provider else member for member in sorted(rules.groups[group])
    ]


def worded(facts: frozenset[Fact]) -> tuple[str, ...]:
    """Rules in words, in their fixed order."""
    return tuple(words(fact) for fact in in_order(facts))


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock, and the latest times on record, in UTC; None if there is none yet.

    While `is_behind` is true, nothing is shown. `is_accepted` is true once the owner has said that the clock is right.
    """

    now: datetime
    newest_record: datetime | None
    newest_rule: datetime | None
    is_behind: bool
    is_accepted: bool = False

    def json(self) -> dict[str, object]:
        """The contract's clock."""
        return {
            "clock": self.now.isoformat(),
            "newest_record": self.newest_record.isoformat() if self.newest_record is not None else None,
            "newest_rule": self.newest_rule.isoformat() if self.newest_rule is not None else None,
            "behind": self.is_behind,
            "accepted": self.is_accepted,
        }
