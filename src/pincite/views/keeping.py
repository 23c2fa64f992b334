"""Views of legal holds and retention: how long contents of the record are kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """A hold placed on a record, a matter or a person (`kind`), or lifted; `seq` is the number of its record."""

    kind: str
    name: str
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's change of holds."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SeenHold:
    """A legal hold in force; `name` and `reason` are None if the reader may not see what it is on."""

    seq: int
    kind: str
    at: str
    by: str
    name: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The legal holds in force, as far as the reader may see their records."""

    holds: tuple[SeenHold, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of holds."""
        return {"holds": [asdict(one) for one in self.holds]}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many years contents are kept, by matter and by default; None means for ever.

    `due` are the numbers of the records that these rules say are to be erased.
    """

    default_years: int | None
    matters: Mapping[str, int]
    due: tuple[int, ...]

    def json(self) -> dict[str, object]:
        """The contract's rules of retention."""
        return {"default_years": self.default_years, "matters": dict(self.matters), "due": list(self.due)}


@dataclass(frozen=True, slots=True)
class KeptFor:
    """A retention rule that was set, for one matter or for all without a rule (None); `seq` is its record's number."""

    matter: str | None
    years: int | None
    seq: int

    def json(self) -> dict[str, object]:
        """The contract's change of retention."""
        return asdict(self)
