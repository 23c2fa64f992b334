"""Views of a question about many documents: the outcome in each of them, and how often there was which."""

from dataclasses import asdict, dataclass

from pincite.answering.sureness import is_to_be_checked
from pincite.ask import reply as asked
from pincite.ask.reply import State


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a question about many documents was put to, and the outcome there.

    `chance` is how likely it answers, 0 to 1; None in a comparison. `name` is what the document is called in a cite.
    """

    document: str
    path: str
    title: str
    matter: str
    state: State
    unread_pages: int
    chance: float | None
    name: str

    def json(self) -> dict[str, object]:
        """The contract's document of a listing."""
        fields = {name: value for name, value in asdict(self).items() if name not in ("chance", "name")}
        return {**fields, "chance": None if self.chance is None else round(self.chance, 4)}


@dataclass(frozen=True, slots=True)
class Listing:
    """The outcome of a question about many documents in each of them, and the counts of each outcome.

    With `is_lacking`, it is after those in which nothing is found. Only readers see that, and `to_check`.
    """

    found: int
    not_found: int
    not_read: int
    documents: tuple[Listed, ...]
    is_lacking: bool = False
    is_compared: bool = False

    @property
    def to_check(self) -> int:
        """Of the documents in which it was found, those that nobody should rely on before they have checked them."""
        found = [one.chance for one in self.documents if one.state == "found" and one.chance is not None]
        return sum(map(is_to_be_checked, found))

    @classmethod
    def of(cls, listing: asked.Listing) -> "Listing":
        """The view of a listing."""
        return cls(
            listing.found,
            listing.not_found,
            listing.not_read,
            tuple(
                Listed(one.document, one.path, one.title, one.matter, one.state, one.unread, one.chance, one.name)
                for one in listing.documents
            ),
            listing.is_lacking,
            listing.is_compared,
        )

    def json(self) -> dict[str, object]:
        """The contract's listing."""
        counts = {"found": self.found, "not_found": self.not_found, "not_read": self.not_read}
        return {**counts, "documents": [one.json() for one in self.documents]}
