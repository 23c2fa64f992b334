"""The rules of a workspace on disk: one SQLite file that the workspace's owner and administrators may change.

Reading gives a frozen `Rules`. Every write is one transaction that is on disk when it returns and, when it changed
anything, raises the version of the rules by one and leaves a `Change` with that number in the history.
"""

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Protocol, Self

from pincite.access import changes, covering, requests
from pincite.access.changes import Diff, State, Step
from pincite.access.clock import ACCEPTING, newest, steady
from pincite.access.connection import connect, reported
from pincite.access.decision import widens
from pincite.access.facts import Matter, User, in_order
from pincite.access.history import Change, from_json, to_json, undoing
from pincite.access.names import clean_name
from pincite.access.roles import require
from pincite.access.rules import Rules
from pincite.access.schema import (
    MIGRATIONS,
    SCHEMA,
    SCHEMA_VERSION,
    foreign,
    migrate,
    read_facts,
    version_of,
    write_facts,
)
from pincite.access.scope import Principal
from pincite.access.second import Action, Request, actions_in, awaits, demanded, gains
from pincite.access.until import in_words
from pincite.databases import refuse_planted, stale
from pincite.documents.span import MatterId
from pincite.errors import AccessError, Altered, WorkspaceError
from pincite.sealing import Sealed, Witness, sealed


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Recorder(Witness, Protocol):
    """The record, as the rules need it: what it has last said of them, and where each change goes before it is made."""

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        """Put a change on the record.

        Raises:
            RecordError: that cannot be done; then nothing is changed.
        """
        ...


TRIES, PAUSE_SECONDS = 5, 0.05
"""How often rules are read again that are not those on the record, since somebody may be changing them just now."""


class _TakesTwo(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A change takes two people; what is done by it waits until another one confirms it."""

    def __init__(self, actions: frozenset[str], body: str) -> None:
        super().__init__()
        self.actions, self.body = actions, body


class AccessStore:
    """Users, groups, matters, grants, walls and roles of one workspace, and how they came to be.

    Adding a user, group or matter that exists is refused; a grant, wall, role or membership that stands already is left
    standing. Each write returns the version of the rules after it. `now` dates changes.

    With a `recorder` each change is on the record before it is made, and rules that are not those on the record are
    given to nobody (`access.covering`).
    """

    recorder: Recorder | None = None

    def __init__(self, path: Path, now: Callable[[], datetime] = _utc_now) -> None:
        """Open the rules of an existing workspace, bringing a file of an earlier version up to date.

        Raises:
            WorkspaceError: the file is missing, damaged, or of another version.
        """
        missing = f"there are no access rules at {path}; make a workspace with: pincite ingest PATH --matter M"
        if not path.is_file():
            raise WorkspaceError(missing)
        self._path, self.now = path, now
        self._mutex = threading.RLock()
        self._seen: tuple[tuple[int, int], Rules] | None = None
        self._latest: tuple[int, datetime | None] = (0, None)
        self._whole: int | None = None
        self.two_person: frozenset[str] = frozenset()
        self.newest: Callable[[], str] | None = None
        self._database = connect(path)
        try:
            with self._reported():
                found = version_of(self._database)
                if found in MIGRATIONS:
                    migrate(self._database)
                    found = version_of(self._database)
            if found == 0:
                raise WorkspaceError(missing)
            if found != SCHEMA_VERSION:
                raise WorkspaceError(
                    f"the access rules at {path} are of version {found}, and this pincite reads version "
                    f"{SCHEMA_VERSION}; use the pincite that made them, or restore the file from a backup"
                )
        except WorkspaceError:
            self._database.close()
            raise

    @classmethod
    def create(cls, path: Path, owner: str, now: Callable[[], datetime] = _utc_now) -> Self:
        """Make the rules of a new workspace, which knows only its owner.

        Raises:
            AccessError: the owner's name cannot be a name.
            WorkspaceError: the file exists or cannot be written.
        """
        name = clean_name(owner, "user")
        with reported(path), closing(connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            if version_of(database) != 0:
                raise WorkspaceError(
                    f"there are access rules at {path} already; open that workspace, or choose another"
                )
            for statement in SCHEMA:
                database.execute(statement)
            write_facts(database, [User(name)], [])
            database.execute("INSERT INTO workspace VALUES (?, 1)", (name,))
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            database.execute("COMMIT")
        return cls(path, now)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rules(self) -> Rules:
        """The rules as they stand now; read anew only when some process has changed them.

        Raises:
            WorkspaceError: the file cannot be read, or holds other rules than the record has.
            RecordError: the record cannot be read.
        """
        for again in range(TRIES):
            if again:
                time.sleep(PAUSE_SECONDS)
            with self._mutex, self._reported():
                if self._seen is not None and self._seen[0] == self._key():
                    return self._seen[1]
            # Before the file is read: a change is on the record before it is made.
            recorded = self.recorder.recorded() if self.recorder is not None else None
            with self._mutex, self._reported():
                self._require_whole()
                found, state, is_pending = self._read()
                if recorded is None or state == recorded.after:
                    self._seen = found
                    return found[1]
            if is_pending:
                with self._mutex, self._reported(), self._alone():
                    self._settle()
        raise self._altered()

    def unchecked(self) -> Rules:
        """The rules in the file, whatever the record says of them: for who somebody is, not for what they may see."""
        with self._mutex, self._reported():
            return self._read()[0][1]

    def _key(self) -> tuple[int, int]:
        # data_version moves when another connection writes, also one that forgot to raise the version.
        return self._database.execute("PRAGMA data_version").fetchone()[0], self._standing()[1]

    def _read(self) -> tuple[tuple[tuple[int, int], Rules], str, bool]:
        """The rules with what they are remembered by, the digest of their state, and whether a change is under way."""
        self._database.execute("BEGIN")
        try:
            owner, version = self._standing()
            try:
                rules = Rules.of(version, owner, read_facts(self._database))
            except (ValueError, TypeError, AttributeError, AccessError) as error:
                raise self._altered() from error
            # A reading that nobody compares with the record needs no digest.
            state = covering.state(self._database) if self.recorder is not None else ""
            is_pending = self.recorder is not None and covering.pending(self._database) is not None
            return (self._key(), rules), state, is_pending
        finally:
            self._database.execute("ROLLBACK")

    def state(self) -> State:
        """The facts as they stand now, for planning a change.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported():
            self._database.execute("BEGIN")
            try:
                return State(self._standing()[0], read_facts(self._database))
            finally:
                self._database.execute("ROLLBACK")

    def add_user(self, by: Principal, user: str) -> int:
        """Make a user known.

        Raises:
            AccessError: not by who may, the name is taken or cannot be a name. So for every other write.
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
        """Take users and groups out of a group, and so from behind its walls and out of its matters and roles."""
        out = list(members)
        return self.change(by, _listed("group remove", group, out), lambda s: changes.remove_members(s, group, out))

    def remove_group(self, by: Principal, group: str) -> int:
        """Undo a group: its members lose what it granted them; refused while it brings a wall or a role with it."""
        return self.change(by, f"group remove {group}", lambda state: changes.remove_group(state, group))

    def add_matter(self, by: Principal, matter: str) -> int:
        """Open a matter; the owner becomes its member, an administrator, who reads nothing, does not."""
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
        """Let a user or group see a matter, one document, or what carries a label (in one matter, or in all).

        `labels` are those that documents carry: one that looks like one of them, or of the rules, is refused.
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
        """Take back a grant made to exactly this user or group, of exactly this."""
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

    def history(self) -> list[Change]:
        """Every change that was made, the oldest first; none of those made before schema 2.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported():
            rows = self._database.execute(
                "SELECT number, at, user, actor, what, added, removed, undoes FROM change ORDER BY number"
            ).fetchall()
        try:
            return [_change(row) for row in rows]
        except (ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"the history of the access rules at {self._path} is damaged ({error}); restore it from a backup"
            ) from error

    def latest_time(self) -> datetime | None:
        """The latest time of all changes since the clock was last accepted, None before the first.

        Raises:
            WorkspaceError: the file cannot be read, or a time in it is none.
        """
        with self._mutex, self._reported():
            self._latest = self._latest_after(self._latest)
            return self._latest[1]

    def accept_clock(self, by: Principal) -> int:
        """Note in the history that the clock is right although it is behind earlier changes; the rules stay.

        Raises:
            AccessError: not by the owner.
        """
        if by.user != self._standing()[0]:
            raise AccessError(f"only the workspace's owner ({self._standing()[0]}) may accept the clock")
        return self.change(by, ACCEPTING, lambda _: Diff())

    def change(
        self, by: Principal, what: str, step: Step, undoes: int | None = None, labels: Collection[str] = ()
    ) -> int:
        """Make one change, all of it or nothing; `what` names it in the history, and `labels` are those of documents.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
            AccessError: whoever asks may not, the step refuses, the facts could not stand together, or a new name could
                be taken for another.
            RecordError: it cannot be put on the record; then nothing is changed.
            WorkspaceError: the file cannot be written, or holds other rules than the record has.
        """
        try:
            return self._change(by, what, step, undoes, labels)
        except _TakesTwo as found:
            with self._mutex, self._reported(), self._transaction():
                asked = requests.keep(self._database, by, found.actions, what, self._bound(found.body), self.now())
        raise awaits(asked)

    def _change(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None,
        labels: Collection[str] = (),
        done: Request | None = None,
    ) -> int:
        """As `change`; `done` is the request that was confirmed, and is ended with it.

        Raises:
            _TakesTwo: it takes two people, and nothing was confirmed.
        """
        with self._mutex, self._reported():
            if self.recorder is None:
                with self._transaction():
                    change, version = self._planned(by, what, step, undoes, labels, done)
                    if change is not None:
                        self._keep(change)
                    if done is not None:
                        requests.end(self._database, done, "done")
                return version
            with self._alone():
                self._settle()
                with self._transaction():
                    covering.prepare(self._database)
                    change, version = self._planned(by, what, step, undoes, labels, done)
                    said = self._said(change, is_first=self.recorder.recorded() is None)
                    covering.note(self._database, _noted(change, said))
                try:
                    self.recorder.record(what, by, said)
                except BaseException:
                    with self._transaction():
                        covering.note(self._database, None)
                    raise
                with self._transaction():
                    if change is not None:
                        self._keep(change)
                    if done is not None:
                        requests.end(self._database, done, "done")
                    covering.note(self._database, None)
                return version

    @contextmanager
    def together(self, by: Principal, what: str) -> Iterator[None]:
        """Make several changes under one record, which is written after them; only for setting a workspace up.

        Raises:
            RecordError: they cannot be put on the record; they stand all the same.
        """
        if self.recorder is None:
            yield
            return
        with self._mutex, self._reported(), self._alone():
            self._settle()
            with self._transaction():
                covering.prepare(self._database)
            recorder, before = self.recorder, covering.state(self._database)
            things = covering.things(self._database)
            is_first = recorder.recorded() is None
            self.recorder = None
            try:
                yield
            finally:
                self.recorder, self._seen = recorder, None
                states = before, covering.state(self._database)
                said = sealed(states, (things, covering.things(self._database)), is_first=is_first)
                recorder.record(what, by, said)

    def cover(self, by: Principal, what: str) -> None:
        """Have the record say which rules stand, whatever it said before; for the owner, who answers for them.

        Raises:
            RecordError: it cannot be put on the record.
        """
        if self.recorder is None:
            raise AssertionError("rules without a record cannot be covered by it")
        with self._mutex, self._reported(), self._alone():
            with self._transaction():
                covering.prepare(self._database)
                covering.note(self._database, None)
                self._database.execute("REINDEX")  # what is accepted is what stands in the tables
                said = self._said(None, is_first=True)
            self._require_whole()
            self.recorder.record(what, by, said)
            self._seen = None

    def _planned(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None,
        labels: Collection[str],
        done: Request | None,
    ) -> tuple[Change | None, int]:
        """What a wish comes to, None for nothing, and the version of the rules then; within a transaction."""
        owner, version = self._standing()
        before = State(owner, read_facts(self._database))
        rules = Rules.of(version, owner, before.facts)
        require(by, "administer", rules)
        diff = step(before)
        after = before.after(diff)
        for _, why in changes.unclear_names(before, in_order(diff.added), labels):
            raise AccessError(why)
        if by.user != owner and widens(by.user, rules, Rules.of(version, owner, after.facts)):
            raise AccessError(
                f"{by.user} is an administrator and cannot change what they themselves may see; "
                f"ask {owner} or another administrator to do it"
            )
        if done is None:
            takes_two = actions_in(rules, Rules.of(version, owner, after.facts), diff)
            if takes_two := takes_two & demanded(rules, self.two_person):
                facts = {"added": to_json(diff.added), "removed": to_json(diff.removed), "undoes": undoes}
                raise _TakesTwo(takes_two, json.dumps(facts))
        else:
            requests.require_waiting(self._database, done)
        if not diff and what != ACCEPTING:
            return None, version
        self._require_forward(what)
        return Change(version + 1, self.now(), by, what, diff, undoes), version + 1

    def ask_second(self, by: Principal, action: Action, what: str, body: str) -> None:
        """Where an action takes two people, have it wait for another one; for what is no change of the rules.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
        """
        if action not in demanded(self.rules(), self.two_person):
            return
        with self._mutex, self._reported(), self._transaction():
            asked = requests.keep(self._database, by, {action}, what, self._bound(body), self.now())
        raise awaits(asked)

    def _bound(self, body: str) -> str:
        """What waits with the newest record, as `newest` names it: it is worth nothing in another history."""
        return body if self.newest is None else json.dumps(json.loads(body) | {"head": self.newest()})

    def pending(self) -> list[Request]:
        """What waits for another person and has not expired, the oldest first."""
        with self._mutex, self._reported():
            return requests.waiting(self._database, self.now())

    def request(self, name: str) -> Request:
        """What waits under a name.

        Raises:
            AccessError: nothing does: it was never asked for, is done, was withdrawn, or has expired.
        """
        for request in self.pending():
            if request.id == name:
                return request
        raise AccessError(
            f"nothing waits under {name!r}: done, withdrawn, expired or never asked for; ask for it again"
        )

    def withdraw(self, request: Request) -> None:
        """Have a request wait no longer."""
        with self._mutex, self._reported(), self._transaction():
            requests.end(self._database, request, "withdrawn")

    def withdraw_all(self) -> None:
        """Have nothing wait any more that was asked for before now."""
        with self._mutex, self._reported(), self._transaction():
            requests.withdraw_all(self._database)

    def claim(self, request: Request) -> None:
        """End a request that is done outside the rules, before it is: nobody does it twice.

        Raises:
            AccessError: it waits no longer.
        """
        with self._mutex, self._reported(), self._transaction():
            requests.end(self._database, request, "done")

    def carry_out(self, request: Request, second: str) -> int:
        """Make a change of the rules that another person confirmed, exactly as it was asked for, as the rules now are.

        Raises:
            AccessError: it waits no longer, whoever asked may not any more, the rules have changed so that it cannot be
                made as it was asked for, or it would let who confirmed it see more.
        """
        body = json.loads(request.body)
        wanted = Diff(from_json(body["added"]), from_json(body["removed"]))

        def step(state: State) -> Diff:
            if not wanted.removed <= state.facts or wanted.added & state.facts:
                raise AccessError(
                    f"the rules have changed since {request.id} was asked for, so it cannot be done as asked; ask again"
                )
            before, after = (Rules.of(0, state.owner, facts.facts) for facts in (state, state.after(wanted)))
            if gains(second, before, after):
                raise AccessError(f"{second} would gain by it, so they cannot confirm it; have another person do so")
            return wanted

        what = f"{request.what} (asked for in {request.id}, confirmed by {second})"
        return self._change(request.by, what, step, body["undoes"], done=request)

    def _said(self, change: Change | None, *, is_first: bool) -> Sealed:
        """What the record is to say of a change, which is made and taken back for it; within a transaction."""
        before, things = covering.state(self._database), covering.things(self._database)
        if change is None:
            return sealed((before, before), (things, things), is_first=is_first)
        self._database.execute("SAVEPOINT as_if")
        self._keep(change)
        after, changed = covering.state(self._database), covering.things(self._database)
        self._database.execute("ROLLBACK TO as_if")
        self._database.execute("RELEASE as_if")
        return sealed((before, after), (things, changed), is_first=is_first)

    def _settle(self) -> None:
        """Make the change that the record has and the file has not yet, or forget one that the record has not.

        Raises:
            WorkspaceError: the file holds other rules than the record has.
        """
        recorded = self.recorder.recorded() if self.recorder is not None else None
        self._require_whole()
        with self._transaction():
            noted = covering.pending(self._database)
            state = covering.state(self._database)
            if recorded is not None and state != recorded.after:
                if noted is None or noted.after != recorded.after or state != recorded.before:
                    raise self._altered()
                self._keep(_change(noted.row))
                if covering.state(self._database) != recorded.after:
                    raise self._altered()
            if noted is not None:
                covering.note(self._database, None)

    def _require_whole(self) -> None:
        """Refuse a file that holds what pincite does not make, or whose indexes say otherwise than its tables.

        Raises:
            WorkspaceError: it does.
        """
        if self.recorder is None:
            return
        at: int = self._database.execute("PRAGMA data_version").fetchone()[0]
        if at != self._whole:
            refuse_planted(foreign(self._database))
            if stale(self._database):
                raise self._altered()
            self._whole = at

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the right to change the rules, from before the change is recorded until it is made."""
        lock = self._path.with_suffix(".lock")
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise WorkspaceError(
                f"the access rules at {self._path} cannot be changed ({error.strerror}: {lock}); check that you own "
                "the folder and that it can be written"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        finally:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")

    def _altered(self) -> Altered:
        return Altered(
            f"the access rules in {self._path} are not those that the record has: the file was changed without "
            "pincite, or put back from a copy, so nothing is shown by them. Restore it from a backup; or the owner can "
            "see what differs with pincite audit verify, and accept it with: pincite audit seal --reason TEXT"
        )

    def _require_forward(self, what: str) -> None:
        """Refuse a change whose time lies before that of an earlier one, unless it accepts the clock."""
        self._latest = self._latest_after(self._latest)
        if what != ACCEPTING:
            steady(self.now(), self._latest[1])

    def _latest_after(self, known: tuple[int, datetime | None]) -> tuple[int, datetime | None]:
        """The newest change's number, and the latest time; `known` is the same as it was told before."""
        number, before = known
        rows = self._database.execute(
            "SELECT number, what, at FROM change WHERE number > ? ORDER BY number DESC", (number,)
        )
        last = rows.fetchone()
        if last is None:
            return known
        times = ((what == ACCEPTING, datetime.fromisoformat(at)) for _, what, at in chain([last], rows))
        try:
            return last[0], newest(times, before)
        except (ValueError, TypeError) as error:
            raise WorkspaceError(
                f"the history of the access rules at {self._path} is damaged ({error}); restore it from a backup"
            ) from error

    def _keep(self, change: Change) -> None:
        """Write a change and what it comes to, within the caller's transaction."""
        write_facts(self._database, change.diff.added, change.diff.removed)
        self._database.execute(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                change.number,
                change.at.astimezone(UTC).isoformat(timespec="microseconds"),
                change.by.user,
                change.by.actor,
                change.what,
                to_json(change.diff.added),
                to_json(change.diff.removed),
                change.undoes,
            ),
        )
        self._database.execute("UPDATE workspace SET version = ?", (change.number,))

    def _with_later(self, number: int) -> tuple[Change, list[Change]]:
        """A change and those after it."""
        made = self.history()
        for place, change in enumerate(made):
            if change.number == number:
                return change, made[place + 1 :]
        kept = f"the history has {made[0].number} to {made[-1].number}" if made else "the history is empty"
        raise AccessError(f"there is no change {number} that could be taken back; {kept}: pincite access history")

    def _standing(self) -> tuple[str, int]:
        """Whose workspace it is, and the version of the rules."""
        owner, version = self._database.execute("SELECT owner, version FROM workspace").fetchone()
        return owner, version

    @contextmanager
    def _reported(self) -> Iterator[None]:
        with reported(self._path):
            yield


def _noted(change: Change | None, said: Sealed) -> covering.Pending | None:
    """A change as it is written down before it is made."""
    if change is None:
        return None
    at = change.at.astimezone(UTC).isoformat(timespec="microseconds")
    added, removed = to_json(change.diff.added), to_json(change.diff.removed)
    by = change.by
    row = (change.number, at, by.user, by.actor, change.what, added, removed, change.undoes)
    return covering.Pending(said.after, row)


def _change(row: tuple[int, str, str, str, str, str, str, int | None]) -> Change:
    """A change as a row of the history has it."""
    number, at, user, actor, what, added, removed, undoes = row
    diff = Diff(from_json(added), from_json(removed))
    return Change(number, datetime.fromisoformat(at), Principal(user, actor), what, diff, undoes)


def _listed(what: str, group: str, members: list[str]) -> str:
    return f"{what} {group}" + (f": {', '.join(members)}" if members else "")
