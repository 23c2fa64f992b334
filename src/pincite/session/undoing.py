"""Finds what a restore would undo that only two people may do, and builds the text that the second person signs.

A restored backup brings back older rules and an older record, so it can take walls down and lift holds. If the
workspace that is replaced still verifies, its rules and record are compared with those of the backup. If it is gone,
damaged or cut short, nobody can say what it held; then the backup's own rules say what takes two people.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from pincite.access.changes import State, between
from pincite.access.facts import Appointment, Classification, Membership, Signer, TwoPerson, Wall, in_order, words
from pincite.access.port import RulesReading
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import OPENING, actions_in, demanded, gains, is_signed, require_another
from pincite.access.sqlite.store import SqliteAccess
from pincite.audit.event import Hold
from pincite.audit.heads import HeadKeeper
from pincite.audit.port import AuditLog, RecordReading
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.covering import Places
from pincite.errors import AccessError, PinciteError, RecordError, SignatureNeeded, WorkspaceError
from pincite.sealing import Recorded, Sealed

Signed = tuple[str, str]
"""The name of a second person, and their signature."""

UNKNOWN = "whatever was decided since, which nothing here can say any more"


@dataclass(frozen=True, slots=True)
class Undone:
    """What a restore would undo for which two people are demanded.

    `rules` are those by which somebody is a second person, and `then` those that would stand again. `kept` is the
    newest record of the backup, as `SEQ:HASH`, and `after` the newest restore that the signed heads name, so that what
    is signed for one restore is no use for the next.
    """

    actions: frozenset[str]
    what: tuple[str, ...]
    rules: Rules
    then: Rules
    kept: str
    after: str

    def text(self, workspace: str, by: Principal, reason: str, on: date) -> str:
        """What the second person signs, on that day."""
        return (
            f"{OPENING}\nworkspace: {workspace}\nrequest: restore\naction: {', '.join(sorted(self.actions))}\n"
            f"what: {json.dumps('; '.join(self.what), ensure_ascii=False)}\n"
            f"reason: {json.dumps(reason, ensure_ascii=False)}\nasked by: {by.user} ({by.actor})\n"
            f"back to record: {self.kept}\nnewest restore before: {self.after}\nday: {on.isoformat()}\n"
        )


@dataclass(frozen=True, slots=True)
class _Standing:
    rules: Rules
    state: State
    holds: tuple[Hold, ...]
    tail: tuple[int, str]


@dataclass(frozen=True, slots=True)
class OnlyRead:
    """What the record of a copy has last said of the rules; nothing is written to it."""

    log: RecordReading

    def recorded(self) -> Recorded | None:
        """The newest state of the rules on the record."""
        return self.log.state("rules")

    def record(self, what: str, by: Principal, said: Sealed) -> None:  # noqa: ARG002 - the protocol's
        """Refuse: a copy is only read."""
        raise RecordError("a copy of a workspace is only read")


def second_for_restore(
    copy: Places, there: Places, keeper: HeadKeeper, reason: str, actor: str, today: date, signed: Signed | None
) -> tuple[str, ...]:
    """The second person, where putting a copy in place of what is there would undo what takes two people.

    `actor` is the account that restores. A signature counts on its day and on the day after.

    Raises:
        SignatureNeeded: it would, and nobody signed it.
        WorkspaceError: whoever signed may not confirm it, or signed something else.
    """
    found, name = undone(copy, there, keeper), keeper.key.workspace
    if not found.actions:
        return ()
    by = Principal(found.rules.owner, actor)
    if signed is None:
        raise SignatureNeeded(found.what, found.actions, found.text(name, by, reason, today))
    who, signature = signed
    days = (today, today - timedelta(days=1))
    try:
        require_another(by, "this restore", who, found.rules)
        is_theirs = any(
            is_signed(found.text(name, by, reason, day), who, signature, found.rules.signers) for day in days
        )
    except AccessError as error:  # nothing can be recorded in a workspace that lacks records
        raise WorkspaceError(str(error)) from error
    if gains(who, found.rules, found.then):
        raise WorkspaceError(f"{who} would gain by it, so they cannot confirm it; have another person do so")
    if not is_theirs:
        raise WorkspaceError(
            f"the signature is not one by {who}'s registered key over this restore with this reason, as things stand; "
            "give the command without --by and --signature, and have them sign what it prints"
        )
    return (who,)


def undone(copy: Places, there: Places, keeper: HeadKeeper) -> Undone:
    """What would be undone if a copy took the place of what is there; the two may be the same.

    Raises:
        WorkspaceError, RecordError: the copy's rules are not those that its record has, or cannot be read.
    """
    then = _standing(copy, keeper)
    now = None if copy == there else _known(there, keeper)
    kept = f"{then.tail[0]}:{then.tail[1]}"
    heads = [head for path in keeper.all_paths(there.record) for head in keeper.whole(path)]
    restored = max((head.restored for head in heads if head.restored is not None), default=None)
    after = "none" if restored is None else f"{restored[0]}:{restored[1]}"
    if now is None:
        is_whole = bool(heads) and all(head.seq <= then.tail[0] for head in heads)
        demands = frozenset[str]() if is_whole else demanded(then.rules, ())
        return Undone(demands, (UNKNOWN,) if demands else (), then.rules, then.rules, kept, after)
    change = between(now.state.facts, then.state.facts)
    lifted = [hold for hold in now.holds if hold.seq not in {each.seq for each in then.holds}]
    actions = actions_in(now.rules, then.rules, change) | ({"hold lift"} if lifted else frozenset())
    actions &= demanded(now.rules, ())
    what = (*_lost(change.removed, "gone"), *_lost(change.added, "back"), *(_hold(hold) for hold in lifted))
    return Undone(actions, what if actions else (), now.rules, then.rules, kept, after)


def _known(there: Places, keeper: HeadKeeper) -> _Standing | None:
    """Rules and holds of the workspace that would be replaced; None where its record does not verify to its end."""
    try:
        if not verify(there.record, keeper).ok:
            return None
        return _standing(there, keeper)
    except (PinciteError, OSError):
        return None


def _standing(places: Places, keeper: HeadKeeper) -> _Standing:
    with _opened(places, keeper) as (log, access):
        head = log.head()
        return _Standing(access.rules(), access.state(), log.holds(), (head.seq, head.hash))


@contextmanager
def _opened(places: Places, keeper: HeadKeeper) -> Iterator[tuple[AuditLog, RulesReading]]:
    if places.reading is not None:
        with places.reading(keeper) as found:
            yield found
        return
    with SqliteAuditLog(places.record, keeper) as log, closing(SqliteAccess(places.rules, OnlyRead(log))) as access:
        yield log, access


def _lost(facts: frozenset[object], how: str) -> Iterator[str]:
    for fact in in_order(facts):  # type: ignore[arg-type]
        if isinstance(fact, Wall | Appointment | Membership | TwoPerson | Signer | Classification):
            yield f"{how}: {words(fact)}"


def _hold(hold: Hold) -> str:
    return f"gone: the legal hold of record {hold.seq} on {hold.what.kind} {hold.what.name}"
