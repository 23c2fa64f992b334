"""Random histories of a real store against plain dictionaries: after each step both say the same to everybody.

Steps are those of the command line, with names that may be unknown, taken or of the wrong kind, by the owner, an
administrator or anybody; time passes; changes are taken back. A step that one refuses the other must refuse.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.access.effort import HISTORIES
from tests.access.reading import Policy, everybody_in, is_allowed, level_of_label, level_of_matter, may_do
from tests.access.stores import in_file

from pincite.access.decision import nothing_came_in, scope_of
from pincite.access.explaining import explain
from pincite.access.facts import ROLES
from pincite.access.memory import MemoryRecorder
from pincite.access.roles import powers_of
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, UnknownPrincipal
from pincite.sensitivity import WORDS

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEVER, ALWAYS = (moment.replace(tzinfo=UTC) for moment in (datetime.min, datetime.max))
USERS, GROUPS, MATTERS, LABELS = ("olga", "ann", "ben"), ("north", "south", "east"), ("Ash", "Birch"), ("open", "draft")
SHELF = (("Ash", "ash-1", ()), ("Ash", "ash-2", ("open",)), ("Birch", "birch-1", ("open", "draft")))

names = st.sampled_from((*USERS, *GROUPS))
users, groups, matters = st.sampled_from(USERS), st.sampled_from(GROUPS), st.sampled_from(MATTERS)
targets = (
    matters.map(lambda m: (m, None, None))
    | st.sampled_from([document for _, document, _ in SHELF]).map(lambda d: (None, d, None))
    | st.tuples(st.none() | matters, st.none(), st.sampled_from(LABELS))
)
actors = st.sampled_from(("olga", "olga", "olga", "ann"))


class Histories(RuleBasedStateMachine):
    """A store, and what it should say."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="access-"))
        self.at = BEGIN
        self.record = MemoryRecorder()
        self.store = in_file(self.folder / "access.db", lambda: self.at, self.record)
        self.model = Policy("olga", users={"olga": True})
        self.versions: dict[int, tuple[Policy, Policy]] = {}
        self.version = 1
        for step in (lambda: self.store.add_user(self.olga, "ann"), lambda: self.store.add_user(self.olga, "ben")):
            self.step("olga", step, lambda m: m.users.setdefault("ann" if "ann" not in m.users else "ben", True))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    @property
    def olga(self) -> Principal:
        return Principal("olga", "olga")

    def step(self, by: str, done: Callable[[], int], said: Callable[[Policy], object], can: bool = True) -> None:
        """Take a step in both. `said` changes the model, `can` is whether the model allows the step at all."""
        after = copy.deepcopy(self.model)
        allowed = can and "administer" in may_do(by, self.model)
        if allowed:
            said(after)
            allowed = by == "olga" or not _widened(by, self.model, after)
        try:
            version = done()
        except AccessError:
            assert not allowed
            return
        assert allowed
        if after == self.model:
            assert version == self.version
            return
        assert version == self.version + 1
        self.versions[version] = (self.model, after)
        self.model, self.version = after, version

    def known(self, *wanted: str) -> bool:
        return all(name in self.model.users or name in self.model.groups for name in wanted)

    @rule(by=actors, user=users, active=st.booleans())
    def shut_out_or_let_in(self, by: str, user: str, active: bool) -> None:
        principal = Principal(by, by)
        change = self.store.enable_user if active else self.store.disable_user
        can = user in self.model.users and (active or user != "olga")
        self.step(by, lambda: change(principal, user), lambda m: m.users.update({user: active}), can)

    @rule(by=actors, group=groups, member=names)
    def put_into_a_group(self, by: str, group: str, member: str) -> None:
        principal = Principal(by, by)
        if group not in self.model.groups:
            self.step(by, lambda: self.store.add_group(principal, group, []), lambda m: m.groups.add(group))
        ring = member == group or group in everybody_in(member, self.model)
        can = group in self.model.groups and self.known(member) and not ring
        pair = (group, member)
        self.step(by, lambda: self.store.add_members(principal, group, [member]), lambda m: m.members.add(pair), can)

    @rule(by=actors, group=groups, member=names)
    def take_out_of_a_group(self, by: str, group: str, member: str) -> None:
        principal, pair = Principal(by, by), (group, member)
        can = group in self.model.groups and self.known(member)
        self.step(
            by, lambda: self.store.remove_members(principal, group, [member]), lambda m: m.members.discard(pair), can
        )

    @rule(by=actors, group=groups)
    def undo_a_group(self, by: str, group: str) -> None:
        over = {group} | {g for g in self.model.groups if group in everybody_in(g, self.model)}
        bound = {who for who, *_ in self.model.walls} | {who for who, _ in self.model.roles}

        def said(model: Policy) -> None:
            model.groups.discard(group)
            model.members = {pair for pair in model.members if group not in pair}
            model.grants = {grant: end for grant, end in model.grants.items() if grant[0] != group}

        can = group in self.model.groups and not over & bound
        self.step(by, lambda: self.store.remove_group(Principal(by, by), group), said, can)

    @rule(by=actors, matter=matters)
    def open_a_matter(self, by: str, matter: str) -> None:
        def said(model: Policy) -> None:
            model.matters.add(matter)
            if by == "olga":
                model.grants[by, matter, None, None] = None

        self.step(by, lambda: self.store.add_matter(Principal(by, by), matter), said, matter not in self.model.matters)

    @rule(by=actors, who=names, about=targets, minutes=st.sampled_from([None, 3, 60]))
    def grant(self, by: str, who: str, about: tuple[str | None, str | None, str | None], minutes: int | None) -> None:
        matter, document, label = about
        until = self.at + timedelta(minutes=minutes) if minutes else None
        can = self.known(who) and (matter is None or matter in self.model.matters)
        self.step(
            by,
            lambda: self.store.grant(Principal(by, by), who, matter, document=document, label=label, until=until),
            lambda m: m.grants.update({(who, matter, document, label): until}),
            can,
        )

    @rule(by=actors, who=names, about=targets)
    def revoke(self, by: str, who: str, about: tuple[str | None, str | None, str | None]) -> None:
        matter, document, label = about
        can = self.known(who) and (matter is None or matter in self.model.matters)
        self.step(
            by,
            lambda: self.store.revoke(Principal(by, by), who, matter, document=document, label=label),
            lambda m: m.grants.pop((who, matter, document, label), None),
            can,
        )

    @rule(by=actors, who=names, about=targets, up=st.booleans())
    def wall(self, by: str, who: str, about: tuple[str | None, str | None, str | None], up: bool) -> None:
        matter, document, label = about
        if label is not None:
            return
        change = self.store.add_wall if up else self.store.remove_wall
        pair = (who, matter, document)
        can = self.known(who) and (matter is None or matter in self.model.matters)
        self.step(
            by,
            lambda: change(Principal(by, by), who, matter, document=document),
            lambda m: m.walls.add(pair) if up else m.walls.discard(pair),
            can,
        )

    @rule(by=actors, who=names, role=st.sampled_from((*ROLES, "administrator")), given=st.booleans())
    def role(self, by: str, who: str, role: str, given: bool) -> None:
        change = self.store.add_role if given else self.store.remove_role
        pair = (who, role)
        self.step(
            by,
            lambda: change(Principal(by, by), who, role),
            lambda m: m.roles.add(pair) if given else m.roles.discard(pair),
            self.known(who),
        )

    @rule(by=actors, about=matters | st.none(), label=st.sampled_from(LABELS), level=st.none() | st.sampled_from(WORDS))
    def classify(self, by: str, about: str | None, label: str, level: str | None) -> None:
        principal = Principal(by, by)
        of_label = label if about is None else None
        can = about is None or about in self.model.matters
        if level is None:
            self.step(
                by,
                lambda: self.store.declassify(principal, about, label=of_label),
                lambda m: m.levels.pop((about, of_label), None),
                can,
            )
            return
        self.step(
            by,
            lambda: self.store.classify(principal, level, about, label=of_label),
            lambda m: m.levels.update({(about, of_label): level}),
            can,
        )

    @rule(data=st.data())
    def take_back_the_last(self, data: st.DataObject) -> None:
        """The newest change can always be taken back, and leads to where the rules were before it."""
        if self.version in self.versions:
            before, _ = self.versions[self.version]
            self.step(
                "olga",
                lambda: self.store.undo(self.olga, self.version, is_held=lambda _: False),
                lambda m: m.__dict__.update(copy.deepcopy(before).__dict__),
            )

    @rule(data=st.data())
    def take_back_any(self, data: st.DataObject) -> None:
        """An older change is taken back, or what depends on it is named and nothing changes."""
        if not self.versions:
            return
        number = data.draw(st.sampled_from(sorted(self.versions)))
        before, after = self.versions[number]
        facts = self.store.state().facts
        diff = next(change.diff for change in self.store.history() if change.number == number)
        try:
            version = self.store.undo(self.olga, number, is_held=lambda _: False)
        except AccessError as refusal:
            assert f"change {number} " in str(refusal) or "groups would be" in str(refusal)  # noqa: PT017
            assert self.store.state().facts == facts
            return
        assert version == self.version + 1
        now = self.store.state().facts
        assert now == (facts - diff.added) | diff.removed
        model = copy.deepcopy(self.model)
        _take_back(model, before, after)
        self.versions[version] = (self.model, model)
        self.model, self.version = model, version

    @rule(minutes=st.sampled_from([1, 2, 5, 61]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def opened_again(self) -> None:
        self.store.close()
        self.store = SqliteAccess(self.folder / "access.db", self.record, lambda: self.at)

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        if not hasattr(self, "store"):
            return
        rules = self.store.rules()
        assert rules.version == self.version
        for matter in MATTERS:
            assert rules.sensitivity_of(MatterId(matter)).word == level_of_matter(matter, self.model)
        for label in LABELS:
            assert rules.label_sensitivity(label).word == level_of_label(label, self.model)
        for user in USERS:
            assert powers_of(user, rules) == may_do(user, self.model)
            try:
                scope = scope_of(Principal(user, user), rules, self.at, nothing_came_in)
            except UnknownPrincipal:
                assert not self.model.users.get(user, False)
                continue
            assert self.at < scope.expires
            for matter, document, labels in SHELF:
                allowed = is_allowed(user, matter, document, labels, self.model, self.at)
                assert scope.permits(MatterId(matter), DocumentId(document), labels) == allowed
                found = explain(user, MatterId(matter), DocumentId(document), labels, (), rules, self.at)
                assert found.allowed == allowed


def _widened(user: str, before: Policy, after: Policy) -> bool:
    """True when an administrator would see more by their own change, as far as plain sentences show."""
    if after.users.get(user, False) and may_do(user, after) != {"administer"}:
        return True
    had, has = _ends(user, before), _ends(user, after)
    return any(end > had.get(about, NEVER) for about, end in has.items()) or not _closed(user, before) <= _closed(
        user, after
    )


def _ends(user: str, policy: Policy) -> dict[tuple[object, ...], datetime]:
    """When what was granted to a user ends for good."""
    bearing = {user, *(group for group in policy.groups if user in everybody_in(group, policy))}
    ends: dict[tuple[object, ...], datetime] = {}
    for (who, *about), end in policy.grants.items():
        if who in bearing:
            ends[tuple(about)] = max(end or ALWAYS, ends.get(tuple(about), NEVER))
    return ends


def _closed(user: str, policy: Policy) -> set[tuple[object, ...]]:
    bearing = {user, *(group for group in policy.groups if user in everybody_in(group, policy))}
    return {tuple(target) for who, *target in policy.walls if who in bearing}


def _take_back(model: Policy, before: Policy, after: Policy) -> None:
    """Undo in the model what led from one policy to another."""
    for field in ("groups", "members", "matters", "walls", "roles"):
        old, new = getattr(before, field), getattr(after, field)
        setattr(model, field, (getattr(model, field) - (new - old)) | (old - new))
    for name in ("users", "grants", "levels"):
        old, new, now = getattr(before, name), getattr(after, name), getattr(model, name)
        for key in old.keys() | new.keys():
            if key not in old:
                now.pop(key, None)
            elif old[key] != new.get(key, object()) or key not in new:
                now[key] = old[key]


Histories.TestCase.settings = HISTORIES
test_histories = Histories.TestCase
