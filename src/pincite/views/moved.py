"""Views of documents that were moved or removed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """The documents that were moved to another matter, named as in the request."""

    documents: tuple[str, ...]
    matter: str

    def json(self) -> dict[str, object]:
        """The contract's move."""
        return {"moved": list(self.documents), "matter": self.matter}


@dataclass(frozen=True, slots=True)
class Removed:
    """The documents that were removed."""

    documents: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """The contract's removal."""
        return {"removed": list(self.documents)}
