"""Why somebody may or may not see a document: every rule that bears on it, as a sentence, the deciding ones first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pincite.access.decision import holds
from pincite.access.facts import Target
from pincite.access.roles import IN_WORDS, POWERS, powers_of, roles_of
from pincite.access.rules import Rules, require_active
from pincite.access.until import in_words
from pincite.documents.span import DocumentId, MatterId


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a user may see a document, and each rule that bears on it as a sentence.

    Denials come first (disabled, a role, walls), then what allows, then grants that have ended, then roles held, then
    how sensitive it is, where that was set.
    """

    allowed: bool
    rules: tuple[str, ...]


def explain(
    user: str,
    matter: MatterId,
    document: DocumentId,
    labels: Iterable[str],
    holders: Sequence[DocumentId],
    rules: Rules,
    now: datetime,
) -> Explanation:
    """Why a user may or may not see a document of a matter that carries these labels and came in these holders.

    A document of an unknown matter is explained in the same words as one that nobody granted.

    Raises:
        UnknownPrincipal: nobody of that name is known.
    """
    if rules.users.get(user) is False:
        return Explanation(False, (f"the user {user} is disabled, and a disabled user sees nothing",))
    require_active(user, rules)
    labels = tuple(labels)
    bearing = _covering(matter, document, labels)
    denies = [*_forbidding_role(user, rules), *_walls(user, bearing, holders, rules)]
    allows: list[str] = []
    ended: list[str] = []
    if matter in rules.matters:
        for is_live, sentence in _grants(user, bearing, rules, now):
            (allows if is_live else ended).append(sentence)
    nothing = [] if denies or allows or ended else [f"no rule grants {user} the matter {matter}"]
    roles = [] if "read" not in powers_of(user, rules) else list(_roles(user, rules))
    levels = _levels(matter, labels, rules)
    return Explanation(bool(allows) and not denies, (*denies, *allows, *ended, *nothing, *roles, *levels))


def _covering(matter: MatterId, document: DocumentId, labels: tuple[str, ...]) -> tuple[Target, ...]:
    """Every target that a document falls under."""
    return (
        Target(matter=matter),
        Target(document=document),
        *(Target(label=label) for label in labels),
        *(Target(label=label, matter=matter) for label in labels),
    )


def _forbidding_role(user: str, rules: Rules) -> Iterator[str]:
    if "read" not in powers_of(user, rules):
        way = roles_of(user, rules)["administrator"]
        yield (
            f"role: {_holder(way)} is administrator{_within(way)}; whoever administers the rules reads no "
            f"documents, whatever was granted"
        )


def _walls(user: str, bearing: tuple[Target, ...], holders: Sequence[DocumentId], rules: Rules) -> Iterator[str]:
    for name, way in rules.bearers(user):
        walls = rules.walls.get(name, ())
        for holder in holders:
            if (target := Target(document=holder)) in walls:
                yield (
                    f"wall: {_holder(way)} may not see {target}{_within(way)}, which it came in; a wall beats every "
                    "grant"
                )
        for target in bearing:
            if target in walls:
                yield f"wall: {_holder(way)} may not see {target}{_within(way)}; a wall beats every grant"


def _grants(user: str, bearing: tuple[Target, ...], rules: Rules, now: datetime) -> Iterator[tuple[bool, str]]:
    for name, way in rules.bearers(user):
        granted = {grant.target: grant for grant in rules.grants.get(name, ())}
        for target in bearing:
            if (grant := granted.get(target)) is None:
                continue
            is_live = holds(grant, now)
            verb = ("is", "may see") if is_live else ("was", "might see")
            what = f"{verb[0]} a member of {target}" if target == bearing[0] else f"{verb[1]} {target}"
            limit = f" until {in_words(grant.until)}" if grant.until else ""
            group = "that group" if len(way) == 2 else "it"
            within = _within(way, group)
            yield is_live, f"{'' if is_live else 'expired: '}{_holder(way)} {what}{limit}{within}"


def _roles(user: str, rules: Rules) -> Iterator[str]:
    for role, way in roles_of(user, rules).items():
        may = ", ".join(IN_WORDS[power] for power in IN_WORDS if power in POWERS[role])
        yield f"role: {_holder(way)} is {role}{_within(way)}; it opens no document by itself, and lets: {may}"


def _levels(matter: MatterId, labels: Iterable[str], rules: Rules) -> Iterator[str]:
    """How sensitive the document is by what was set; it lets nobody see anything, and keeps nobody from it."""
    limits = "which limits the models that may read it, and no person"
    if matter in rules.matter_levels:
        yield f"sensitivity: the matter {matter} is {rules.matter_levels[matter].word}, {limits}"
    for label in labels:
        if label in rules.label_levels:
            yield f"sensitivity: the label {label} makes it {rules.label_levels[label].word} at least, {limits}"


def _holder(way: tuple[str, ...]) -> str:
    return way[0] if len(way) == 1 else f"group {way[-1]}"


def _within(way: tuple[str, ...], group: str = "it") -> str:
    """How a rule on a group reaches a user, in words; empty for a rule on the user."""
    if len(way) == 1:
        return ""
    through = f": {' → '.join(way)}" if len(way) > 2 else ""
    return f", and {way[0]} is in {group}{through}"
