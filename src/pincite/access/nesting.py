"""Groups within groups: how a user comes to be in a group, and whether groups form a ring."""

from collections import deque
from collections.abc import Mapping


def ways_up(name: str, groups: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """Every group that a name is in, directly or through others, with the shortest way to it.

    A way begins with the name and ends with the group ("ann", "north-associates", "north"). Of ways of equal length,
    the first by name counts. The search ends even if groups form a ring.
    """
    above = _above(groups)
    ways: dict[str, tuple[str, ...]] = {}
    waiting: deque[tuple[str, ...]] = deque([(name,)])
    while waiting:
        way = waiting.popleft()
        for group in above.get(way[-1], ()):
            if group not in ways and group != name:
                ways[group] = (*way, group)
                waiting.append(ways[group])
    return dict(sorted(ways.items()))


def people_in(group: str, groups: Mapping[str, frozenset[str]]) -> list[str]:
    """The people in a group, directly or through others, by name; none for somebody who is no group.

    >>> people_in("a", {"a": frozenset({"b", "zoe"}), "b": frozenset({"a", "ann"})})
    ['ann', 'zoe']
    """
    seen, waiting = {group}, [group]
    while waiting:
        new = groups.get(waiting.pop(), frozenset()) - seen
        seen |= new
        waiting += new
    return sorted(seen - groups.keys() - {group})


def ring_of(groups: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """A ring of groups: each is a member of the next, and the last is the first; empty if there is none.

    Source: depth-first search with a path; a name met again while it is on the path closes a ring (Cormen et al.,
    "Introduction to Algorithms", 22.3).

    >>> ring_of({"a": frozenset({"b"}), "b": frozenset({"a", "ann"})})
    ('a', 'b', 'a')
    """
    above = _above(groups)
    finished: set[str] = set()
    for start in sorted(groups):
        path = {start: iter(above.get(start, ()))}
        while path and start not in finished:
            at = next(reversed(path))
            group = next(path[at], None)
            if group is None:
                finished.add(at)
                del path[at]
            elif group in path:
                ring = list(path)
                return (*ring[ring.index(group) :], group)
            elif group not in finished:
                path[group] = iter(above.get(group, ()))
    return ()


def _above(groups: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """The groups that each name is directly in, by name."""
    above: dict[str, list[str]] = {}
    for group in sorted(groups):
        for member in groups[group]:
            above.setdefault(member, []).append(group)
    return above
