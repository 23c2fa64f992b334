"""Documents that were moved or taken out, as they are given out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """The documents that belong to another matter now, as they were asked for."""

    documents: tuple[str, ...]
    matter: str

    def json(self) -> dict[str, object]:
        """The contract's move."""
        return {"moved": list(self.documents), "matter": self.matter}


@dataclass(frozen=True, slots=True)
class Removed:
    """The documents that were taken out."""

    documents: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """The contract's removal."""
        return {"removed": list(self.documents)}
