"""What the rules let one person see: pure functions over one snapshot.

A grant allows until it ends: to the user, or to a group that the user is in, directly or through other groups. It
opens a matter, one document, or the documents that carry a label (in one matter, or in every matter). An ethical wall
denies a matter or one document to the same users and groups, and beats every grant. An administrator of the rules
reads nothing. An unknown or disabled user gets no scope at all.

A document or label grant opens nothing in a matter that the rules do not know: its walls may have been lost with it.
"""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pincite.access.facts import Grant, Target
from pincite.access.nearest import nearest
from pincite.access.roles import powers_of, roles_of
from pincite.access.rules import Rules, require_active
from pincite.access.scope import Principal, Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import NotVisible

SCOPE_MINUTES = 10
"""Minutes until a scope runs out.

A scope is made anew for each question, and again before each statement of its answer. This limit bounds what an old
scope is good for. It is longer than the slowest answer expected (a model on two cores, with retries), and short enough
that a wall raised meanwhile binds before anybody has read on for long.
"""

ENDLESS = datetime.max.replace(tzinfo=UTC)
"""The end of a grant without an end, for comparing ends."""


CameIn = Callable[[frozenset[DocumentId]], frozenset[DocumentId]]
"""Returns all documents that came in one of these messages, archives or files."""


def nothing_came_in(_: frozenset[DocumentId]) -> frozenset[DocumentId]:
    """The empty set, for rules that are used without a catalogue."""
    return frozenset()


def scope_of(principal: Principal, rules: Rules, now: datetime, came_in: CameIn) -> Scope:
    """What the principal's user may see from `now` on, for `SCOPE_MINUTES` or until their next grant ends.

    A wall from a message, an archive or a file also covers what came in it; a grant opens only what it names. A
    principal who is limited to some matters sees nothing of any other.

    Raises:
        UnknownPrincipal: the user is unknown or disabled.
    """
    require_active(principal.user, rules)
    latest = now + timedelta(minutes=SCOPE_MINUTES)
    if "read" not in powers_of(principal.user, rules):
        return Scope(principal, frozenset(), frozenset(), rules.version, latest)
    live = [grant for grant in grants_of(principal.user, rules) if holds(grant, now)]
    walls = walls_of(principal.user, rules)
    reach = rules.matters - {wall.matter for wall in walls if wall.matter is not None}
    if principal.within is not None:
        reach &= principal.within
    granted = {grant.target for grant in live}
    walled = frozenset(wall.document for wall in walls if wall.document is not None)
    documents = frozenset(target.document for target in granted if target.document is not None)
    labels = frozenset((target.label, target.matter) for target in granted if target.label is not None)
    return Scope(
        principal=principal,
        matters=reach & {target.matter for target in granted if target.label is None and target.matter is not None},
        denied=walled | came_in(walled),
        rules_version=rules.version,
        expires=min([latest, *(grant.until for grant in live if grant.until is not None)]),
        documents=documents,
        labels=labels,
        reach=reach if documents or labels else frozenset(),
    )


def grants_of(user: str, rules: Rules) -> list[Grant]:
    """All grants that apply to a user, including those that have ended."""
    return [grant for name, _ in rules.bearers(user) for grant in rules.grants.get(name, ())]


def walls_of(user: str, rules: Rules) -> set[Target]:
    """The targets that are walled off from a user."""
    return {target for name, _ in rules.bearers(user) for target in rules.walls.get(name, ())}


def wall_of(who: str, matter: MatterId, rules: Rules) -> str | None:
    """Whose wall keeps a user or group from a matter: their own or the nearest group's; None if there is none."""
    target = Target(matter=matter)
    walled = [way for name, way in rules.bearers(who) if target in rules.walls.get(name, ())]
    return min(walled, key=len)[-1] if walled else None


def holds(grant: Grant, now: datetime) -> bool:
    """True for a grant that has not ended."""
    return grant.until is None or now < grant.until


def widens(user: str, before: Rules, after: Rules) -> bool:
    """True if a user who administers `before` would see more `after`, were they not an administrator.

    They see more by a new grant, a grant that lasts longer, one wall fewer, or by no longer being an administrator.
    """
    if after.users.get(user, False) and "administrator" not in roles_of(user, after):
        return True
    had = _ends(user, before)
    more = any(end > had.get(target, datetime.min.replace(tzinfo=UTC)) for target, end in _ends(user, after).items())
    return more or not walls_of(user, before) <= walls_of(user, after)


def _ends(user: str, rules: Rules) -> dict[Target, datetime]:
    """The end of a user's last grant of each target."""
    ends: dict[Target, datetime] = {}
    for grant in grants_of(user, rules):
        end = ENDLESS if grant.until is None else grant.until
        ends[grant.target] = max(end, ends.get(grant.target, end))
    return ends


def matter_id(name: str) -> MatterId:
    """The stored spelling of a matter's name that somebody typed."""
    return MatterId(unicodedata.normalize("NFC", name).strip())


def visible_matter(name: str, scope: Scope) -> MatterId:
    """The matter of that name, if the scope opens it as a whole.

    Raises:
        NotVisible: there is none, or the scope does not open it; the words are the same.
    """
    matter = matter_id(name)
    if matter not in scope.matters:
        user = scope.principal.user
        near = nearest(matter, sorted(scope.matters))
        raise NotVisible(
            f"there is no matter {name!r} that {user} may see; ask the workspace's owner for access to it",
            matters=near,
            nearest=near,
        )
    return matter
