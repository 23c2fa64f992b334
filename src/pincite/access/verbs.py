"""The changes of the rules by name, for every store: what the history calls each, and what it changes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from pincite.access import changes
from pincite.access.changes import Diff, State, Step
from pincite.access.facts import Matter, in_order
from pincite.access.history import Change, undoing
from pincite.access.scope import Principal
from pincite.access.until import in_words
from pincite.documents.span import MatterId
from pincite.errors import AccessError


class Verbs(ABC):
    """The changes that a person may ask for, each made by `change`.

    Adding a user, group or matter that exists is refused; adding a grant, wall, role or membership that exists changes
    nothing. Each write returns the version of the rules after it.
    """

    @abstractmethod
    def change(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None = None,
        labels: Collection[str] = (),
        waits: Collection[str] = (),
    ) -> int:
        """Make one change; see `AccessStore.change`."""

    @abstractmethod
    def history(self) -> list[Change]:
        """Every change that was made, the oldest first."""

    def add_user(self, by: Principal, user: str) -> int:
        """Make a user known.

        Raises:
            AccessError: whoever asks may not, or the name is taken or cannot be a name. So for every other write.
        """
        return self.change(by, f"user add {user}", lambda state: changes.add_user(state, user))

    def disable_user(self, by: Principal, user: str) -> int:
        """Shut a user out; their grants, groups and walls stay for the day they are enabled again."""
        return self.change(by, f"user disable {user}", lambda state: changes.set_active(state, user, False))

    def enable_user(self, by: Principal, user: str) -> int:
        """Let a disabled user in again."""
        return self.change(by, f"user enable {user}", lambda state: changes.set_active(state, user, True))

    def add_group(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Make a group of known users and groups."""
        inside = list(members)
        return self.change(by, _listed("group add", group, inside), lambda s: changes.add_group(s, group, inside))

    def add_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Put users and groups into a group, unless groups would then be members of themselves."""
        inside = list(members)
        return self.change(by, _listed("group add", group, inside), lambda s: changes.add_members(s, group, inside))

    def remove_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Take users and groups out of a group; its walls, grants and roles no longer apply to them."""
        out = list(members)
        return self.change(by, _listed("group remove", group, out), lambda s: changes.remove_members(s, group, out))

    def remove_group(self, by: Principal, group: str) -> int:
        """Delete a group: its members lose what it granted them; refused while it brings them a wall or a role."""
        return self.change(by, f"group remove {group}", lambda state: changes.remove_group(state, group))

    def add_matter(self, by: Principal, matter: str) -> int:
        """Open a matter. An owner who opens it becomes its member; an administrator, who reads nothing, does not."""
        return self.change(
            by,
            f"matter add {matter}",
            lambda state: changes.add_matter(state, matter, by.user if by.user == state.owner else None),
        )

    def grant(
        self,
        by: Principal,
        who: str,
        matter: str | None = None,
        *,
        document: str | None = None,
        label: str | None = None,
        until: datetime | None = None,
        labels: Collection[str] = (),
    ) -> int:
        """Let a user or group see a matter, one document, or the documents with a label (in one matter, or in all).

        `labels` are those that documents carry. A label that looks like one of them, or of the rules, is refused.
        """
        wanted = changes.target(matter, document, label)
        limit = f" until {in_words(until)}" if until else ""
        return self.change(
            by, f"grant {who}: {wanted}{limit}", lambda s: changes.grant(s, who, wanted, until), labels=labels
        )

    def revoke(
        self,
        by: Principal,
        who: str,
        matter: str | None = None,
        *,
        document: str | None = None,
        label: str | None = None,
    ) -> int:
        """Take back a grant of exactly this to exactly this user or group."""
        wanted = changes.target(matter, document, label)
        return self.change(by, f"revoke {who}: {wanted}", lambda state: changes.revoke(state, who, wanted))

    def add_wall(self, by: Principal, who: str, matter: str | None = None, *, document: str | None = None) -> int:
        """Raise an ethical wall between a user or group and a matter or a document."""
        wanted = changes.target(matter, document)
        return self.change(by, f"wall add {who}: {wanted}", lambda state: changes.add_wall(state, who, wanted))

    def remove_wall(self, by: Principal, who: str, matter: str | None = None, *, document: str | None = None) -> int:
        """Take down a wall raised on exactly this user or group."""
        wanted = changes.target(matter, document)
        return self.change(by, f"wall remove {who}: {wanted}", lambda state: changes.remove_wall(state, who, wanted))

    def add_role(self, by: Principal, who: str, role: str) -> int:
        """Give a role to a user or group; see `roles`."""
        return self.change(by, f"role add {who}: {role}", lambda state: changes.appoint(state, who, role))

    def remove_role(self, by: Principal, who: str, role: str) -> int:
        """Take a role away from exactly this user or group."""
        return self.change(by, f"role remove {who}: {role}", lambda state: changes.dismiss(state, who, role))

    def classify(
        self,
        by: Principal,
        level: str,
        matter: str | None = None,
        *,
        label: str | None = None,
        labels: Collection[str] = (),
    ) -> int:
        """Say how sensitive a matter is, or what carries a label. `labels` are those that documents carry."""
        wanted, named = changes.target(matter, label=label), changes.level_named(level)
        return self.change(
            by, f"sensitivity {wanted}: {named.word}", lambda s: changes.classify(s, wanted, named), labels=labels
        )

    def declassify(self, by: Principal, matter: str | None = None, *, label: str | None = None) -> int:
        """Take back what was said of the sensitivity of exactly this matter or label."""
        wanted = changes.target(matter, label=label)
        return self.change(by, f"sensitivity {wanted}: unset", lambda state: changes.declassify(state, wanted))

    def undo(self, by: Principal, number: int, *, is_held: Callable[[MatterId], bool]) -> int:
        """Take a change back by a new one. `is_held` says whether a matter holds documents.

        Raises:
            AccessError: there is no such change, later ones depend on it, or a matter would be closed over documents.
        """

        def step(state: State) -> Diff:
            change, later = self._with_later(number)
            diff = undoing(change, later, state)
            held = next((f.name for f in in_order(diff.removed) if isinstance(f, Matter) and is_held(f.name)), None)
            if held is not None:
                raise AccessError(
                    f"change {number} ({change.what}) cannot be taken back, since matter {held!r} holds documents; "
                    f"move or remove them first"
                )
            return diff

        return self.change(by, f"undo {number}", step, undoes=number)

    def _with_later(self, number: int) -> tuple[Change, list[Change]]:
        """A change and those after it."""
        made = self.history()
        for place, change in enumerate(made):
            if change.number == number:
                return change, made[place + 1 :]
        kept = f"the history has {made[0].number} to {made[-1].number}" if made else "the history is empty"
        raise AccessError(f"there is no change {number} that could be taken back; {kept}: pincite access history")


def _listed(what: str, group: str, members: list[str]) -> str:
    return f"{what} {group}" + (f": {', '.join(members)}" if members else "")
