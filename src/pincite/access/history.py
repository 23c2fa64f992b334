"""The history of the rules: every change with its number, and how one is taken back.

The number of a change is the version of the rules that it made, so a record that names the version names the change.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pincite.access.changes import Diff, State
from pincite.access.facts import (
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Key,
    Matter,
    Membership,
    Signer,
    Target,
    TwoPerson,
    User,
    Wall,
    in_order,
    key,
    unmet,
    words,
)
from pincite.access.scope import Principal
from pincite.errors import AccessError
from pincite.sensitivity import WORDS, Sensitivity


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the rules as it was made; `undoes` is the number of the one that it took back."""

    number: int
    at: datetime
    by: Principal
    what: str
    diff: Diff
    undoes: int | None = None


def undoing(change: Change, later: Sequence[Change], state: State) -> Diff:
    """The change that undoes another one in the current state; `later` are the changes after it, in order.

    Raises:
        AccessError: a later change depends on it; the message names that one.
    """
    back = change.diff.reversed
    touched = {key(fact) for fact in (*back.added, *back.removed)}
    moved_on = next((fact for fact in in_order(back.removed) if fact not in state.facts), None)
    in_the_way = next((fact for fact in in_order(back.added - back.removed) if _taken(fact, state, back)), None)
    if moved_on is not None or in_the_way is not None:
        raise _depends(change, _last_about(touched, later))
    after = (state.facts - back.removed) | back.added
    for fact, _ in unmet(after):
        raise _depends(change, _last_about({key(fact)}, later), fact)
    state.after(back)
    return back


def _taken(fact: Fact, state: State, back: Diff) -> bool:
    """True if another fact with the same key is in force and stays."""
    other = state.about.get(key(fact))
    return other is not None and other not in back.removed


def _last_about(keys: set[Key], later: Sequence[Change]) -> Change | None:
    """The last change that touched one of these keys."""
    for one in reversed(later):
        if any(key(fact) in keys for fact in (*one.diff.added, *one.diff.removed)):
            return one
    return None


def _depends(change: Change, on: Change | None, fact: Fact | None = None) -> AccessError:
    because = f" ({words(fact)})" if fact is not None else ""
    if on is None:
        return AccessError(
            f"change {change.number} ({change.what}) cannot be taken back, since the rules rest on it{because}; "
            f"change that first"
        )
    return AccessError(
        f"change {change.number} ({change.what}) cannot be taken back, since change {on.number} ({on.what}) depends on "
        f"it{because}; undo that first: pincite access undo {on.number}"
    )


def to_json(facts: Iterable[Fact]) -> str:
    """Facts as JSON, for storing."""
    return json.dumps([_fields(fact) for fact in in_order(facts)], ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> frozenset[Fact]:
    """Facts from stored JSON.

    Raises:
        ValueError, KeyError, TypeError: it is not what `to_json` gives.
    """
    return frozenset(_fact(dict(fields)) for fields in json.loads(text))


KINDS: dict[str, type[Fact]] = {
    "user": User,
    "group": Group,
    "membership": Membership,
    "matter": Matter,
    "grant": Grant,
    "wall": Wall,
    "role": Appointment,
    "two people": TwoPerson,
    "signer": Signer,
    "sensitivity": Classification,
}


def _fields(fact: Fact) -> dict[str, Any]:
    kind = next(name for name, made in KINDS.items() if isinstance(fact, made))
    fields: dict[str, Any] = {"kind": kind, **asdict(fact)}
    if fields.get("provided") is False:
        del fields["provided"]  # as it was written before there were such
    if isinstance(fields.get("until"), datetime):
        fields["until"] = fields["until"].isoformat()
    if isinstance(fact, Classification):
        fields["level"] = fact.level.word
    return fields


def _fact(fields: dict[str, Any]) -> Fact:
    made = KINDS[fields.pop("kind")]
    if "target" in fields:
        fields["target"] = Target(**fields["target"])
    if fields.get("until") is not None:
        fields["until"] = datetime.fromisoformat(fields["until"])
    if made is Classification:
        fields["level"] = Sensitivity(WORDS.index(fields["level"]))
    return made(**fields)
