"""Views of what is said while a question is being answered."""

from dataclasses import asdict, dataclass

from pincite.views.reply import Found


@dataclass(frozen=True, slots=True)
class Progress:
    """For a question about many documents, how many have been looked into, and how many there are."""

    done: int
    of: int

    def json(self) -> dict[str, object]:
        """The contract's progress."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """Quotes that are shown before a language model writes, as a line of a stream."""

    found: Found

    def json(self) -> dict[str, object]:
        """The contract's line."""
        return {"found": self.found.json()}
