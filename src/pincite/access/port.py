"""The port of the rules of access: what stands, what changes it, and what waits for a second person.

A call may wait for the disk or for another writer, and may come from any thread.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pincite.access.changes import State, Step
from pincite.access.history import Change
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import Action, PendingRequest
from pincite.documents.span import MatterId
from pincite.sealing import LastRecorded, Sealed


class Recorder(LastRecorded, Protocol):
    """The record as the rules need it: what it last said of them, and where each change goes before it is made."""

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        """Put a change on the record.

        Raises:
            RecordError: the change cannot be recorded; then nothing is changed.
        """
        ...


class RulesReading(Protocol):
    """The current rules and their history."""

    def rules(self) -> Rules:
        """The current rules; read again only after somebody has changed them.

        Raises:
            WorkspaceError: they cannot be read, or differ from the record.
            RecordError: the record cannot be read.
        """
        ...

    def unchecked(self) -> Rules:
        """The rules, unchecked against the record: they tell who somebody is, and must not decide what they may see."""
        ...

    def state(self) -> State:
        """The facts as they stand now, for planning a change."""
        ...

    def history(self) -> list[Change]:
        """Every change that was made, the oldest first."""
        ...

    def let_in_again(self) -> Mapping[str, datetime]:
        """When each user was last let in again after they had been shut out; nobody who never was."""
        ...

    def latest_time(self) -> datetime | None:
        """The latest time of all changes since the clock was last accepted; None before the first."""
        ...


class Changing(Protocol):
    """Changes of the rules. Each is atomic, is recorded before it is made, and returns the version after it.

    Adding a user, group or matter that exists is refused; adding a grant, wall, role or membership that exists changes
    nothing. A change raises `AwaitsSecond` if it takes two people, and `AccessError` if whoever asks may not make it.
    """

    def change(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None = None,
        labels: Collection[str] = (),
        waits: Collection[str] = (),
    ) -> int:
        """Make one change, all of it or nothing; `what` names it in the history, and `labels` are those of documents.

        `waits` are actions that take two people in this change, whatever is demanded.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
            AccessError: whoever asks may not, the step refuses, the facts could not stand together, or a new name could
                be taken for another.
            RecordError: it cannot be recorded; then nothing is changed.
            WorkspaceError: it cannot be stored, or the rules differ from the record.
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
        """Take users and groups out of a group; its walls, grants and roles no longer apply to them."""
        ...

    def remove_group(self, by: Principal, group: str) -> int:
        """Delete a group: its members lose what it granted them; refused while it brings them a wall or a role."""
        ...

    def add_matter(self, by: Principal, matter: str) -> int:
        """Open a matter. An owner who opens it becomes its member; an administrator, who reads nothing, does not."""
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
        """Let a user or group see a matter, one document, or the documents with a label (in one matter, or in all)."""
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
        """Take back a grant of exactly this to exactly this user or group."""
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

    def classify(
        self,
        by: Principal,
        level: str,
        matter: str | None = None,
        *,
        label: str | None = None,
        labels: Collection[str] = (),
    ) -> int:
        """Say how sensitive a matter is, or what carries a label (`sensitivity`)."""
        ...

    def declassify(self, by: Principal, matter: str | None = None, *, label: str | None = None) -> int:
        """Take back what was said of the sensitivity of exactly this matter or label."""
        ...

    def undo(self, by: Principal, number: int, *, is_held: Callable[[MatterId], bool]) -> int:
        """Take a change back by a new one. `is_held` says whether a matter holds documents."""
        ...

    def together(self, by: Principal, what: str) -> AbstractContextManager[None]:
        """Make several changes under one record, written after them; only for setting up a workspace."""
        ...

    def cover(self, by: Principal, what: str) -> None:
        """Record the current rules, whatever the record said before; for the owner, who answers for them.

        Raises:
            RecordError: they cannot be recorded.
        """
        ...


class Asking(Protocol):
    """Requests that wait for another person: making them, and looking at them."""

    def ask_second(self, by: Principal, action: Action, what: str, body: str) -> None:
        """Have an action wait for another person, if it takes two; for actions that do not change the rules.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
        """
        ...

    def pending(self) -> list[PendingRequest]:
        """The requests that wait for another person and have not expired, the oldest first."""
        ...

    def request(self, name: str) -> PendingRequest:
        """The waiting request of that name.

        Raises:
            AccessError: none waits: it was never made, is done, was withdrawn, or has expired.
        """
        ...


class Settling(Protocol):
    """What follows from a record: requests that end, and the clock that counts as right."""

    def accept_clock(self, by: Principal) -> int:
        """Note in the history that the clock is right although it is behind earlier changes; the rules stay."""
        ...

    def withdraw(self, request: PendingRequest) -> None:
        """Withdraw a request."""
        ...

    def withdraw_all(self) -> None:
        """Withdraw every waiting request."""
        ...

    def claim(self, request: PendingRequest) -> None:
        """End a request before its action is done outside the rules, so that nobody does it twice.

        Raises:
            AccessError: it waits no longer.
        """
        ...

    def carry_out(self, request: PendingRequest, second: str) -> int:
        """Make a rule change that another person confirmed, exactly as it was asked for, in the current rules.

        Raises:
            AccessError: it no longer waits, whoever asked may no longer make it, the rules have changed so that it
                cannot be made as it was asked for, or whoever confirmed it would see more by it.
        """
        ...


class OpenRules(RulesReading, Asking, Protocol):
    """What any use may do with the rules: read them, and have an action wait for another person."""


class AccessStore(OpenRules, Changing, Settling, Protocol):
    """Users, groups, matters, grants, walls and roles of one workspace, and how they came to be.

    `now` dates changes. The `Recorder` that a store is made with records each change before it is made, and rules that
    differ from its record are given to nobody.
    """

    now: Callable[[], datetime]

    def close(self) -> None:
        """Close what the store holds open."""
        ...
