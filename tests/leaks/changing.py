"""Firms in which rules change and documents move, at random, in the workspace and in the sentences alike."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from tests.leaks.firm import Firm
from tests.leaks.oracle import Sentences

from pincite.access.facts import ROLES
from pincite.documents.span import DocumentId, MatterId
from pincite.erasing import choose, erase
from pincite.errors import PinciteError
from pincite.holding import Authority, Stores, move, remove
from pincite.wiring.workspace import Workspace


class ChangingFirm(Firm):
    """A firm to which things happen."""

    def some_change(self) -> str:
        """One random change of rules or of documents, made in the workspace and, when it took it, in the sentences."""
        steps: tuple[tuple[int, Callable[[], str]], ...] = (
            (6, self._grant),
            (4, self._revoke),
            (4, self._wall),
            (4, self._unwall),
            (3, self._member),
            (2, self._activity),
            (1, self._role),
            (3, self._undo),
            (3, self._time),
            (2, self._relabel_now),
        )
        [step] = self.rng.choices([step for _, step in steps], [weight for weight, _ in steps])
        self.changes += 1
        return self._settled(step)

    def _settled(self, step: Callable[[], str]) -> str:
        try:
            return step()
        except PinciteError as error:
            return f"refused: {error}"
        finally:
            self.changed()

    def _put(self, made: Callable[[], int], said: Callable[[Sentences], object]) -> None:
        after = self.rules.copy()
        said(after)
        version = made()
        self.before.setdefault(version, self.rules)  # what changes nothing has the number of the change before
        self.rules = after

    def _who(self) -> str:
        return self.rng.choice([*self.rules.users, *sorted(self.rules.groups)])

    def _target(self) -> tuple[str | None, str | None, str | None]:
        draw = self.rng.random()
        if draw < 0.45:
            return self.rng.choice(sorted(self.rules.matters)), None, None
        if draw < 0.75:
            return None, self.rng.choice(sorted(self.papers)), None
        return self.rng.choice([None, *sorted(self.rules.matters)]), None, self.rng.choice(self.labels)

    def _grant(self) -> str:
        who, (matter, document, label) = self._who(), self._target()
        until = self.at + timedelta(minutes=self.rng.choice((5, 60))) if self.rng.random() < 0.3 else None
        access = self.workspace.access
        self.rule_on(document)
        self._put(
            lambda: access.grant(self.owner, who, matter, document=document, label=label, until=until),
            lambda rules: rules.grants.update({(who, matter, document, label): until}),
        )
        return "grant"

    def _revoke(self) -> str:
        if not self.rules.grants:
            return "nothing"
        key = self.rng.choice(sorted(self.rules.grants, key=str))
        who, matter, document, label = key
        access = self.workspace.access
        self.rule_on(document)
        self._put(
            lambda: access.revoke(self.owner, who, matter, document=document, label=label),
            lambda rules: rules.grants.pop(key),
        )
        return "revoke"

    def _wall(self) -> str:
        who, (matter, document, label) = self._who(), self._target()
        if label is not None:
            return "nothing"
        if document is not None and self.shelves and self.rng.random() < 0.2:
            document = self.rng.choice(sorted(self.shelves.values()))  # before an archive
        self.wall_off(who, matter, document)
        return "wall"

    def wall_off(self, who: str, matter: str | None, document: str | None) -> None:
        """Put up this wall."""
        access = self.workspace.access
        self.rule_on(document)
        self._put(
            lambda: access.add_wall(self.owner, who, matter, document=document),
            lambda rules: rules.walls.add((who, matter, document)),
        )
        self.changed()

    def take_down(self, who: str, matter: str | None, document: str | None) -> None:
        """Take down this wall."""
        access = self.workspace.access
        self.rule_on(document)
        self._put(
            lambda: access.remove_wall(self.owner, who, matter, document=document),
            lambda rules: rules.walls.discard((who, matter, document)),
        )
        self.changed()

    def _unwall(self) -> str:
        if not self.rules.walls:
            return "nothing"
        self.take_down(*self.rng.choice(sorted(self.rules.walls, key=str)))
        return "unwall"

    def _member(self) -> str:
        group, member, access = self.rng.choice(sorted(self.rules.groups)), self._who(), self.workspace.access
        pair = (group, member)
        if pair in self.rules.members:
            self._put(
                lambda: access.remove_members(self.owner, group, [member]), lambda rules: rules.members.discard(pair)
            )
        else:
            self._put(lambda: access.add_members(self.owner, group, [member]), lambda rules: rules.members.add(pair))
        return "member"

    def _activity(self) -> str:
        out = sorted(user for user, active in self.rules.users.items() if not active)
        user, access = self.rng.choice(out or sorted(self.rules.users)), self.workspace.access
        active = not self.rules.users[user]
        change = access.enable_user if active else access.disable_user
        self._put(lambda: change(self.owner, user), lambda rules: rules.users.update({user: active}))
        return "activity"

    def _role(self) -> str:
        who, role, access = self._who(), self.rng.choice(ROLES), self.workspace.access
        pair = (who, role)
        if who == self.rules.owner or (role == "administrator" and who in self.rules.groups):
            return "nothing"
        if pair in self.rules.roles:
            self._put(lambda: access.remove_role(self.owner, who, role), lambda rules: rules.roles.discard(pair))
        else:
            self._put(lambda: access.add_role(self.owner, who, role), lambda rules: rules.roles.add(pair))
        return "role"

    def _undo(self) -> str:
        version = self.workspace.rules.version
        if version not in self.before:
            return "nothing"
        back = self.before[version].copy()
        made = self.workspace.access.undo(self.owner, version, is_held=lambda _: True)
        self.before.setdefault(made, self.rules)
        self.rules = back
        return "undo"

    def _time(self) -> str:
        self.at += timedelta(minutes=self.rng.choice((1, 6, 61)))
        return "time"

    def _relabel_now(self) -> str:
        standing = sorted(document for document, paper in self.papers.items() if not paper.is_gone)
        if not standing:
            return "nothing"
        document = self.rng.choice(standing)
        labels = tuple(self.rng.sample(self.labels, self.rng.randrange(3)))
        self.workspace.catalogue.relabel([DocumentId(document)], labels)
        self.papers[document].labels = labels
        self.to_index.append(document)
        return "relabel"

    async def settle_index(self) -> None:
        """Have rows of the index follow relabelled documents; until then the catalogue alone is right."""
        while self.to_index:
            document = self.to_index.pop()
            paper = self.papers[document]
            if not paper.is_gone:
                await self.workspace.index.relabel([DocumentId(document)], MatterId(paper.matter), paper.labels)

    async def some_document_change(self) -> tuple[str, str, frozenset[str]]:
        """A document is added, moved, taken out or erased: by whom, what they were told, and what was theirs to see."""
        self.changes += 1
        user, draw = self.rng.choice(sorted(self.rules.users)), self.rng.random()
        document, matter = self.rng.choice(sorted(self.papers)), self.rng.choice(sorted(self.rules.matters))
        path = self.bodies[document][0]
        within = path.rpartition("/")[0] if ".zip/" in path and self.rng.random() < 0.5 else document
        before = self.seen_by(user)
        try:
            if draw < 0.34:
                await self.add_paper()
                return user, "", before
            self.type(user, f"{within} {matter}")
            told = await self._move_or_remove(user, within, matter, draw)
        except PinciteError as error:
            return user, str(error), before
        finally:
            self.changed()
        return user, told, before

    async def _move_or_remove(self, user: str, name: str, matter: str, draw: float) -> str:
        workspace, curates = self.workspace, self.rng.random() < 0.5
        scope, wanted = workspace.session().scope(user), [DocumentId(name)]
        authority = Authority(scope, self.rules.owner, curates)
        stores = Stores(workspace.index, workspace.catalogue, workspace.originals, workspace.audit, workspace.sent)
        if draw < 0.7:
            moved = [entry.document for entry in await move(wanted, matter, authority, stores, workspace.now)]
            for document in self._with_attached(moved):
                self.papers[document].matter = matter
                self.lain[document].add(matter)
            return " ".join(moved)
        if draw < 0.82:
            removed = [entry.document for entry in await remove(wanted, authority, stores, workspace.now)]
            for document in self._with_attached(removed):
                self.papers[document].is_gone = True
            return " ".join(removed)
        with_record = self.rng.random() < 0.3
        chosen = choose(wanted, authority, stores, with_record=with_record)
        if draw < 0.94:
            made = await erase(
                wanted,
                authority,
                stores,
                with_record=with_record,
                reason="asked for",
                now=workspace.now,
            )
            chosen = made.chosen
            for each in chosen.documents:
                self.papers[each.document].is_gone = True
        return " ".join([*chosen.nameable(wanted, scope), *workspace.catalogue.permitted(chosen.shared, scope)])

    def _with_attached(self, documents: Sequence[str]) -> list[str]:
        return [each for document in documents for each in (document, *self.below(document))]

    def curious_auditor(self) -> str:
        """Somebody reads the record of others behind a wall from one matter, as a member of another."""
        user, access = self.rng.choice(sorted(self.rules.users)), self.workspace.access
        kept, open_ = self.rng.sample(sorted(self.rules.matters), 2)
        self._put(
            lambda: access.add_role(self.owner, user, "auditor"), lambda rules: rules.roles.add((user, "auditor"))
        )
        self._put(lambda: access.add_wall(self.owner, user, kept), lambda rules: rules.walls.add((user, kept, None)))
        self._put(
            lambda: access.grant(self.owner, user, open_),
            lambda rules: rules.grants.update({(user, open_, None, None): None}),
        )
        return "auditor"


async def found_firm(workspace: Workspace, rng: random.Random) -> ChangingFirm:
    """A firm of 4 to 7 people, 3 groups, 3 or 4 matters and 6 to 14 documents."""
    owner = workspace.session().principal.user
    firm = ChangingFirm(workspace, rng, Sentences(owner, users={owner: True}))
    workspace.now = lambda: firm.at
    access, by = workspace.access, firm.owner
    for user in ("ann", "ben", "cleo", "dev", "eve", "finn")[: rng.randrange(3, 7)]:
        access.add_user(by, user)
        firm.rules.users[user] = True
    for group in ("north", "south", "east"):
        access.add_group(by, group, [])
        firm.rules.groups.add(group)
    for number in range(rng.randrange(3, 5)):
        name = f"M-{number}"
        name = f"{firm.mark('matter', name)} v. Co {number}"
        firm.marks[name[:10]] = ("matter", name)
        access.add_matter(by, name)
        firm.rules.matters.add(name)
        firm.rules.grants[owner, name, None, None] = None
    labels = []
    for _ in range(3):
        label = firm.mark("label", "")
        firm.marks[label] = ("label", label)
        labels.append(label)
    firm.labels = tuple(labels)
    for _ in range(rng.randrange(6, 15)):
        await firm.add_paper()
    for _ in range(12):
        firm._settled(firm._grant)
        firm._settled(firm._member)
    auditors = [firm.curious_auditor] if rng.random() < 0.5 else []
    for step in (firm._wall, firm._wall, firm._role, *auditors):
        firm._settled(step)
    return firm
