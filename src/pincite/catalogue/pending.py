"""The change under way.

A change is written here, then recorded, then made. If the process dies in between, the documents are either unchanged
or can be brought to the recorded state, and to no other.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pincite.databases import Database
from pincite.sealing import Sealed

StepName = Literal["commit", "move", "relabel", "remove", "attach", "announce_erasure", "recut"]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the catalogue, as JSON can keep it."""

    name: StepName
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that was written down and may not have been made."""

    after: str
    steps: tuple[Step, ...]


def under_way(db: Database) -> Pending | None:
    """The change under way; None if there is none."""
    row = db.execute("SELECT after, steps FROM pending").fetchone()
    if row is None:
        return None
    return Pending(row[0], tuple(Step(name, values) for name, values in json.loads(row[1])))


def note(db: Database, said: Sealed, steps: Iterable[Step]) -> None:
    """Write down the change under way in place of any other, within the caller's transaction."""
    db.execute("DELETE FROM pending")
    db.execute("INSERT INTO pending VALUES (?, ?)", (said.after, json.dumps([[s.name, s.values] for s in steps])))


def forget(db: Database) -> None:
    """Note that no change is under way, within the caller's transaction."""
    db.execute("DELETE FROM pending")
