"""What a file would change in the current rules, or all that is wrong with the file."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.access.changes import Diff, State, between, unclear_names
from pincite.access.facts import (
    Classification,
    Fact,
    Group,
    Key,
    Membership,
    User,
    Wall,
    key,
    members_of,
    rests_on,
    unclassifiable,
    words,
)
from pincite.access.importing.requested import Exactly, Fault, Gone, RequestedChange, Stand
from pincite.access.nesting import ring_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, and the faults found; if there is a fault, nothing is to be changed."""

    diff: Diff
    faults: tuple[Fault, ...]


def planned(asked: Iterable[RequestedChange | Fault], state: State, labels: Collection[str] = ()) -> Plan:
    """What a file would change in a state. Order matters only between changes about the same thing.

    The file may introduce a name anywhere, also after its use. `labels` are those that documents carry.
    """
    listed = list(asked)
    faults = [change for change in listed if isinstance(change, Fault)]
    changes = [change for change in listed if not isinstance(change, Fault)]
    facts = dict(state.about)
    said: dict[Key, Stand] = {}
    for change in _first_who(changes):
        match change:
            case Stand(place, fact, unless_there, of_known):
                faults += _conflicts(change, facts, said)
                if of_known and key(fact) not in facts:
                    faults.append(Fault(place, f"{key(fact).parts[0]!r} is neither known nor in the file"))
                said.setdefault(key(fact), change)
                if not (unless_there and key(fact) in facts):
                    facts[key(fact)] = fact
            case Gone(_, fact):
                facts.pop(key(fact), None)
            case Exactly(place, group, members):
                for one in [one for one in facts.values() if isinstance(one, Membership) and one.group == group]:
                    if one.member not in members:
                        del facts[key(one)]
                for member in members:
                    facts[key(Membership(group, member))] = Membership(group, member)
    for change in changes:
        faults += [Fault(change.place, reason) for reason in _unfounded(change, facts)]
    if User(state.owner) not in facts.values():
        place = next((w.place for w in changes if isinstance(w, Stand) and w.fact == User(state.owner, False)), "")
        faults.append(Fault(place, f"{state.owner} owns this workspace and cannot be disabled"))
    if not faults:
        faults += _rings(changes, facts.values())
    diff = between(state.facts, facts.values())
    places = {key(change.fact): change.place for change in reversed(changes) if isinstance(change, Stand)}
    added = [change.fact for change in changes if isinstance(change, Stand) and change.fact in diff.added]
    faults += [Fault(places[key(fact)], why) for fact, why in unclear_names(state, added, labels)]
    return Plan(diff, tuple(dict.fromkeys(faults)))


def _first_who(changes: Sequence[RequestedChange]) -> list[RequestedChange]:
    """Changes in the order of the file, those about users and groups first."""
    return sorted(changes, key=lambda change: not (isinstance(change, Stand) and isinstance(change.fact, User | Group)))


def _conflicts(change: Stand, facts: dict[Key, Fact], said: dict[Key, Stand]) -> Iterator[Fault]:
    """What a fact contradicts: another place of the file, or a name that means something else already."""
    earlier = said.get(key(change.fact))
    if earlier is not None and earlier.fact != change.fact and not (earlier.unless_there or change.unless_there):
        yield Fault(change.place, f"{words(change.fact)!r} contradicts {earlier.place} ({words(earlier.fact)})")
        return
    standing = facts.get(key(change.fact))
    if standing is not None and type(standing) is not type(change.fact):
        yield Fault(change.place, f"there is a {words(standing)} already; users and groups share their names")


def _unfounded(change: RequestedChange, facts: dict[Key, Fact]) -> Iterator[str]:
    """Names that are neither known nor introduced by the file."""
    named: list[Fact] = []
    match change:
        case Stand(_, fact):
            named = [fact]
        case Exactly(_, group, members):
            named = [Membership(group, member) for member in members] or [Membership(group, group)]
        case Gone(_, Membership(group)):
            named = [Membership(group, group)]
    for fact in named:
        for needed in rests_on(fact):
            if needed not in facts:
                kind = "matter" if needed.kind == "matter" else "user or group"
                yield f"{needed.parts[0]!r} is a {kind} that is neither known nor in the file"
        if isinstance(fact, Membership) and isinstance(facts.get(Key("who", (fact.group,))), User):
            yield f"{fact.group!r} is a user and cannot have members"
        if isinstance(fact, Wall) and fact.target.label is not None:
            yield "a wall is from a matter or a document, and not from a label"
        if isinstance(fact, Classification) and (why := unclassifiable(fact.target, fact.level)) is not None:
            yield why


def _rings(changes: Sequence[RequestedChange], facts: Iterable[Fact]) -> Iterator[Fault]:
    """Groups that would be members of themselves, at the place that closes the ring."""
    ring = ring_of(members_of(facts))
    if not ring:
        return
    pairs = {(group, member) for member, group in pairwise(ring)}
    place = ""
    for change in changes:
        match change:
            case Stand(at, Membership(group, member)) if (group, member) in pairs:
                place = at
            case Exactly(at, group, members) if any((group, member) in pairs for member in members):
                place = at
    yield Fault(place, f"groups would be members of themselves: {' → '.join(ring)}")
