"""How long contents of the record are kept, as it is given out: legal holds and retention."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """A hold that was put on a record, a matter or a person (`kind`), or lifted; `seq` is the record of it."""

    kind: str
    name: str
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's change of holds."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SeenHold:
    """A legal hold in force; `name` and `reason` are None if its object is not open to the reader."""

    seq: int
    kind: str
    at: str
    by: str
    name: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The legal holds in force, as far as their reader may see the records of them."""

    holds: tuple[SeenHold, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of holds."""
        return {"holds": [asdict(one) for one in self.holds]}


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many years contents are kept, by matter and by default (None: for good).

    `due` are the places of the records that are to be erased by these rules.
    """

    default_years: int | None
    matters: Mapping[str, int]
    due: tuple[int, ...]

    def json(self) -> dict[str, object]:
        """The contract's rules of retention."""
        return {"default_years": self.default_years, "matters": dict(self.matters), "due": list(self.due)}


@dataclass(frozen=True, slots=True)
class KeptFor:
    """A rule of retention that was set, for one matter or for all without their own (None); `seq` is its record."""

    matter: str | None
    years: int | None
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's change of retention."""
        return asdict(self)
