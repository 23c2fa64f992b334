"""What a record has stored, at one moment: all that reading, holding, erasing and proving ask of it.

There is one module for each place where records are kept. What is read there may have been changed by anybody, so
whoever builds on it compares it first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pincite.audit.checkpoint import Head
from pincite.audit.gaps import Gap
from pincite.audit.signing import Signer


class Row(Protocol):
    """A chained row by the names of its columns and `hash`; where it says so, with `salt` and `body` of its content."""

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401 - a changed file has values of any kind


@dataclass(frozen=True, slots=True)
class StoredContent:
    """A content as it is kept: its salt, its text, and the long texts that it names, by digest."""

    salt: bytes
    body: str
    texts: "dict[str, str]"


class Stored(Protocol):
    """One consistent state of a record. Places (`seq`) count from 1."""

    @property
    def signer(self) -> Signer:
        """What the record's heads are signed with."""
        ...

    @property
    def name(self) -> str:
        """What the record is called in an error: its path, for one in a file."""
        ...

    @property
    def has_tree(self) -> bool:
        """False for one that was last written before there was a tree."""
        ...

    def size(self) -> int:
        """How many records there are."""
        ...

    def published(self) -> str:
        """The newest head that was signed and put in its place, as a note.

        Raises:
            RecordError: there is none, or the key did not sign it.
        """
        ...

    def place(self, key: str) -> int | None:
        """The place of the record with this id, or else with this place."""
        ...

    def of_person(self, person: str) -> list[int]:
        """The places of a person's records, as the user or as the actor, in order."""
        ...

    def places_of_kinds(self, kinds: Collection[str], first: int = 1) -> list[int]:
        """The places from `first` on of the records of these kinds, in order."""
        ...

    def of_user(self, user: str, kinds: Collection[str], before: int, count: int) -> list[int]:
        """The places of a user's newest records of these kinds before a place, the newest first; `count` at most."""
        ...

    def question(self, place: int) -> str | None:
        """The question in a record's content as it is kept, compared with nothing; None where there is none."""
        ...

    def has_id(self, name: str) -> bool:
        """True if a record has this id."""
        ...

    def at(self, places: Sequence[int]) -> Iterator[Row]:
        """The rows at these places that are there, with their contents, in their order in the chain."""
        ...

    def of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """The rows of these kinds with their contents, in order."""
        ...

    def newest_of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """The rows of these kinds without their contents, the newest first."""
        ...

    def after(self, place: int) -> Iterator[Row]:
        """The rows after a place without their contents, in order."""
        ...

    def times_after(self, place: int) -> Iterator[tuple[int, str, str]]:
        """Place, kind and time of the records after a place, the newest first."""
        ...

    def signature(self, place: int) -> object:
        """What is kept as a record's signature; None if there is nothing."""
        ...

    def content(self, place: int) -> StoredContent | None:
        """A record's content as it is kept; None once it has been erased."""
        ...

    def text(self, digest: str) -> object:
        """What is kept as the text with this digest; None if there is nothing."""
        ...

    def node(self, level: int, place: int) -> bytes:
        """The hash of a complete subtree, see `merkle.Node`.

        Raises:
            RecordError: it is missing or no hash.
        """
        ...

    def head_at(self, size: int) -> Head | None:
        """The head that the record had with so many records; None if it has fewer.

        Raises:
            RecordError: the tree is damaged.
        """
        ...

    def gaps(self) -> tuple[Gap, ...]:
        """The gaps that the records name, in order."""
        ...
