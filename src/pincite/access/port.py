"""The port of the rules of access: what stands, what changes it, and what waits for a second person.

A call may wait for the disk or for another writer, and may come from any thread.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pincite.access.changes import State, Step
from pincite.access.history import Change
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import Action, Request
from pincite.documents.span import MatterId
from pincite.sealing import Sealed, Witness


class Recorder(Witness, Protocol):
    """The record, as the rules need it: what it has last said of them, and where each change goes before it is made."""

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        """Put a change on the record.

        Raises:
            RecordError: that cannot be done; then nothing is changed.
        """
        ...


class Reading(Protocol):
    """The rules as they stand, and how they came to be."""

    def rules(self) -> Rules:
        """The rules as they stand now; read anew only when somebody has changed them.

        Raises:
            WorkspaceError: they cannot be read, or are not those that the record has.
            RecordError: the record cannot be read.
        """
        ...

    def unchecked(self) -> Rules:
        """The rules, whatever the record says of them: for who somebody is, not for what they may see."""
        ...

    def state(self) -> State:
        """The facts as they stand now, for planning a change."""
        ...

    def history(self) -> list[Change]:
        """Every change that was made, the oldest first."""
        ...

    def latest_time(self) -> datetime | None:
        """The latest time of all changes since the clock was last accepted, None before the first."""
        ...


class Changing(Protocol):
    """Changes of the rules. Each is whole, and on the record before it is made; it returns the version after it.

    Adding a user, group or matter that exists is refused; a grant, wall, role or membership that stands already is left
    standing. Any of them raises `AwaitsSecond` where it takes two people, and `AccessError` where whoever asks may not.
    """

    def change(
        self, by: Principal, what: str, step: Step, undoes: int | None = None, labels: Collection[str] = ()
    ) -> int:
        """Make one change, all of it or nothing; `what` names it in the history, and `labels` are those of documents.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
            AccessError: whoever asks may not, the step refuses, the facts could not stand together, or a new name could
                be taken for another.
            RecordError: it cannot be put on the record; then nothing is changed.
            WorkspaceError: it cannot be kept, or the rules are not those that the record has.
        """
        ...

    def add_user(self, by: Principal, user: str) -> int:
        """Make a user known."""
        ...

    def disable_user(self, by: Principal, user: str) -> int:
        """Shut a user out; their grants, groups and walls stay for the day they are enabled again."""
        ...

    def enable_user(self, by: Principal, user: str) -> int:
        """Let a disabled user in again."""
        ...

    def add_group(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Make a group of known users and groups."""
        ...

    def add_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Put users and groups into a group, unless groups would then be members of themselves."""
        ...

    def remove_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Take users and groups out of a group, and so from behind its walls and out of its matters and roles."""
        ...

    def remove_group(self, by: Principal, group: str) -> int:
        """Undo a group: its members lose what it granted them; refused while it brings a wall or a role with it."""
        ...

    def add_matter(self, by: Principal, matter: str) -> int:
        """Open a matter; the owner becomes its member, an administrator, who reads nothing, does not."""
        ...

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
        """Let a user or group see a matter, one document, or what carries a label (in one matter, or in all)."""
        ...

    def revoke(
        self,
        by: Principal,
        who: str,
        matter: str | None = None,
        *,
        document: str | None = None,
        label: str | None = None,
    ) -> int:
        """Take back a grant made to exactly this user or group, of exactly this."""
        ...

    def add_wall(self, by: Principal, who: str, matter: str | None = None, *, document: str | None = None) -> int:
        """Raise an ethical wall between a user or group and a matter or a document."""
        ...

    def remove_wall(self, by: Principal, who: str, matter: str | None = None, *, document: str | None = None) -> int:
        """Take down a wall raised on exactly this user or group."""
        ...

    def add_role(self, by: Principal, who: str, role: str) -> int:
        """Give a role to a user or group; see `roles`."""
        ...

    def remove_role(self, by: Principal, who: str, role: str) -> int:
        """Take a role away from exactly this user or group."""
        ...

    def undo(self, by: Principal, number: int, *, is_held: Callable[[MatterId], bool]) -> int:
        """Take a change back by a new one. `is_held` says whether a matter holds documents."""
        ...

    def accept_clock(self, by: Principal) -> int:
        """Note in the history that the clock is right although it is behind earlier changes; the rules stay."""
        ...

    def together(self, by: Principal, what: str) -> AbstractContextManager[None]:
        """Make several changes under one record, which is written after them; only for setting a workspace up."""
        ...

    def cover(self, by: Principal, what: str) -> None:
        """Have the record say which rules stand, whatever it said before; for the owner, who answers for them.

        Raises:
            RecordError: it cannot be put on the record.
        """
        ...


class Waiting(Protocol):
    """What was asked for and waits for another person."""

    def ask_second(self, by: Principal, action: Action, what: str, body: str) -> None:
        """Where an action takes two people, have it wait for another one; for what is no change of the rules.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
        """
        ...

    def pending(self) -> list[Request]:
        """What waits for another person and has not expired, the oldest first."""
        ...

    def request(self, name: str) -> Request:
        """What waits under a name.

        Raises:
            AccessError: nothing does: it was never asked for, is done, was withdrawn, or has expired.
        """
        ...

    def withdraw(self, request: Request) -> None:
        """Have a request wait no longer."""
        ...

    def withdraw_all(self) -> None:
        """Have nothing wait any more that was asked for before now."""
        ...

    def claim(self, request: Request) -> None:
        """End a request that is done outside the rules, before it is: nobody does it twice.

        Raises:
            AccessError: it waits no longer.
        """
        ...

    def carry_out(self, request: Request, second: str) -> int:
        """Make a change of the rules that another person confirmed, exactly as it was asked for, as the rules now are.

        Raises:
            AccessError: it waits no longer, whoever asked may not any more, the rules have changed so that it cannot be
                made as it was asked for, or it would let who confirmed it see more.
        """
        ...


class AccessStore(Reading, Changing, Waiting, Protocol):
    """Users, groups, matters, grants, walls and roles of one workspace, and how they came to be.

    `now` dates changes. With a `recorder` each change is on the record before it is made, and rules that are not those
    on the record are given to nobody. `two_person` is what the settings have done by two people only, and `newest`
    names the newest record, to which what waits is bound.
    """

    recorder: Recorder | None
    now: Callable[[], datetime]
    newest: Callable[[], str] | None
    two_person: frozenset[str]

    def close(self) -> None:
        """Let go of what it holds open."""
        ...
