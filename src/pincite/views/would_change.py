"""What a change that waits for a second person would do, in plain words, for whoever decides on it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pincite.access.changes import Diff
from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Role,
    Signer,
    Target,
    TwoPerson,
    User,
    Wall,
    in_order,
)
from pincite.access.roles import roles_of
from pincite.access.rules import Rules
from pincite.access.second import freed
from pincite.access.until import in_words as until_in_words
from pincite.views.wording import counted

HEADINGS: Mapping[str, str] = {
    "wall remove": "Let somebody behind a wall see again",
    "role": "Give or take a role",
    "erase": "Erase for good",
    "hold lift": "Lift a legal hold",
    "sensitivity lower": "Let something count as less sensitive",
    "two people": "Change what takes two people, or who confirms",
}
"""What a request is headed with, by the action that it amounts to."""

A_ROLE: Mapping[Role, str] = {
    "attorney": "an attorney",
    "knowledge-manager": "a knowledge manager",
    "auditor": "an auditor",
    "administrator": "an administrator",
}

MOST_NAMED = 20
"""Documents that are named; of more it is said how many."""


def of_rules(change: Diff, before: Rules, after: Rules, called: Mapping[str, str]) -> tuple[str, ...]:
    """What a change of the rules does, and for whom walls fall or roles come by it.

    `called` are the names of documents that the reader may see; another is named by its id.
    """
    said = [
        *(_added(fact, called) for fact in in_order(change.added)),
        *(_removed(fact, called) for fact in in_order(change.removed)),
    ]
    appointed = {(fact.who, fact.role) for fact in change.added | change.removed if isinstance(fact, Appointment)}
    for target, users in freed(before, after, change).items():
        said.append(f"So {_all(users)} would no longer be behind the wall before {_named(target, called)}.")
    for user in sorted(after.users):
        said += list(_roles(user, before, after, appointed))
    return tuple(said)


def _roles(user: str, before: Rules, after: Rules, appointed: Collection[tuple[str, str]]) -> Iterator[str]:
    """The roles that a user comes to or loses by a change of groups."""
    had, has = roles_of(user, before).keys(), roles_of(user, after).keys()
    for role in sorted(had ^ has):
        if (user, role) not in appointed:
            yield f"So {user} {'would be' if role in has else 'would no longer be'} {A_ROLE[role]}."


def _all(names: Sequence[str]) -> str:
    """Names in a row.

    >>> _all(["ada"]), _all(["ada", "bob", "carol"])
    ('ada', 'ada, bob and carol')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def of_verb(body: Mapping[str, Any], called: Mapping[str, str]) -> tuple[str, ...]:
    """What another request does: moving or erasing documents, erasing from the record, or lifting a hold.

    Raises:
        KeyError, TypeError: it is not as it was asked for.
    """
    reason = (f"The reason that was given: {body['reason']}",) if body.get("reason") else ()
    match body["verb"]:
        case "move":
            moved = _listed(body["documents"], called)
            less = ("There it would count as less sensitive than it does now.",) if body.get("lowers") else ()
            if not body.get("leaves", True):
                return (f"{moved} would be moved to {body['matter']}.", *less)
            said = f"{moved} would be moved from behind a wall to {body['matter']}, whose rules decide who sees it."
            return (said, *less)
        case "label":
            labels = ", ".join(body["labels"]) or "no labels any more"
            return (
                f"{_listed(body['documents'], called)} would carry these labels and no others: {labels}.",
                "With them it would count as less sensitive than it does now.",
            )
        case "hold remove":
            holds = len(body["stands"])
            return (f"{counted(holds, 'legal hold')} on the {body['kind']} {body['name']} would be lifted.", *reason)
        case "audit erase":
            return (f"The words of {counted(len(body['records']), 'record')} would be erased for good.", *reason)
    with_record = ("What the record says of them would be erased as well.",) if body.get("with_record") else ()
    erased = f"{_listed(body['documents'], called)} would be erased for good, with its words, versions and files."
    return (erased, *with_record, *reason)


def _listed(documents: Sequence[str], called: Mapping[str, str]) -> str:
    names = [called.get(one, one) for one in documents]
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _added(fact: Fact, called: Mapping[str, str]) -> str:
    match fact:
        case User(name, active):
            return f"{name} would be a user here." if active else f"{name} would be shut out."
        case Group(name):
            return f"There would be a group {name}."
        case Matter(name):
            return f"There would be a matter {name}."
        case Membership(group, member, provided):
            by = ", as the firm's provider of accounts says" if provided else ""
            return f"{member} would come into the group {group}{by}."
        case Grant(who, target, until):
            end = f", until {until_in_words(until)}" if until else ""
            return f"{who} could see {_named(target, called)}{end}."
        case Wall(who, target):
            return f"{who} could no longer see {_named(target, called)}, whatever was granted."
        case Appointment(who, role):
            return f"{who} would be {A_ROLE[role]}."
        case TwoPerson(action):
            return f"“{action}” would take two people."
        case Signer(user, public):
            return f"{user} could confirm with the key {public}."
        case Classification(target, level):
            return f"{_classified(target, called)} would count as {level.word}."


def _removed(fact: Fact, called: Mapping[str, str]) -> str:
    match fact:
        case User(name, active):
            return f"{name} would no longer be a user here." if active else f"{name} would no longer be shut out."
        case Group(name):
            return f"There would be no group {name} any more."
        case Matter(name):
            return f"There would be no matter {name} any more."
        case Membership(group, member, provided):
            by = ", as the firm's provider of accounts says" if provided else ""
            return f"{member} would leave the group {group}{by}."
        case Grant(who, target):
            return f"{who} could no longer see {_named(target, called)} by this grant."
        case Wall(who, target):
            return f"The wall that keeps {who} from {_named(target, called)} would be taken down."
        case Appointment(who, role):
            return f"{who} would no longer be {A_ROLE[role]}."
        case TwoPerson(action):
            return f"“{action}” would no longer take two people."
        case Signer(user, public):
            return f"{user} could no longer confirm with the key {public}."
        case Classification(target, level):
            return f"{_classified(target, called)} would no longer count as {level.word}."


def _classified(target: Target, called: Mapping[str, str]) -> str:
    named = _named(target, called)
    return named[0].upper() + named[1:]


def _named(target: Target, called: Mapping[str, str]) -> str:
    if target.document is not None:
        return called.get(target.document, f"the document {target.document}")
    if target.label is not None:
        return f"documents labelled {target.label}" + (f" in {target.matter}" if target.matter is not None else "")
    return f"the matter {target.matter}"
