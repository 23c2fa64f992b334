"""Views of what a witness of other people's records signed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The name under which a witness signs, and its public line."""

    name: str
    key: str

    def json(self) -> dict[str, object]:
        """The contract's new witness."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that is witnessed from now on, identified by its origin."""

    origin: str

    def json(self) -> dict[str, object]:
        """The contract's witnessed record."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RefusedHead:
    """A head that was refused although its key signed it; `proved` if it proves a second history."""

    had: str
    given: str
    proved: bool


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """How far a record was signed, its newest signed checkpoint, and the heads of it that were refused."""

    origin: str
    signed: int
    checkpoint: str | None
    refused: tuple[RefusedHead, ...]

    def json(self) -> dict[str, object]:
        """The contract's row of a witnessed record."""
        return {
            "origin": self.origin,
            "signed": self.signed,
            "checkpoint": self.checkpoint,
            "refused": [asdict(one) for one in self.refused],
        }


@dataclass(frozen=True, slots=True)
class SignedRecords:
    """All records that a witness signs."""

    records: Sequence[SignedRecord]

    def json(self) -> dict[str, object]:
        """The contract's list of witnessed records."""
        return {"records": [one.json() for one in self.records]}
