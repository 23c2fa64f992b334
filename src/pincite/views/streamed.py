"""Views of what is said while a question is being answered."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a question about many documents, how many have been looked into, and of how many."""

    done: int
    of: int

    def json(self) -> dict[str, object]:
        """The contract's progress."""
        return asdict(self)
