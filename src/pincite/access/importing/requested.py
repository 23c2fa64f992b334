"""What a file asks for, each with its place in the file; or what is wrong there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pincite.access.facts import Fact
from pincite.access.names import clean_name
from pincite.errors import AccessError

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Stand:
    """A fact is to be in force.

    With `unless_there`, an existing fact with the same key is left as it is. With `of_known`, a fact with the same key
    must already exist.
    """

    place: str
    fact: Fact
    unless_there: bool = False
    of_known: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The fact with the same key as this one is to be removed."""

    place: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Exactly:
    """A group is to have these members and no others."""

    place: str
    group: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, as a sentence without a full stop."""

    place: str
    reason: str


RequestedChange = Stand | Gone | Exactly


def value_or_fault(place: str, made: Callable[[], Value]) -> Value | Fault:
    """A value, or why it cannot be made, with its place."""
    try:
        return made()
    except AccessError as error:
        return Fault(place, str(error))


class Fields:
    """The fields of one JSON object or one row at a place; what is wrong with them is said with that place."""

    def __init__(self, place: str, values: Mapping[str, object]) -> None:
        self.place = place
        self._values = values

    def name(self, field: str, kind: str) -> str:
        """A name that must be there, in its one spelling.

        Raises:
            AccessError: it is missing, no text, or cannot be a name.
        """
        value = self._values.get(field)
        if not isinstance(value, str):
            raise AccessError(f"{field!r} must be the name of a {kind}")
        return clean_name(value, kind)

    def text(self, field: str) -> str | None:
        """A text that may be missing or null.

        Raises:
            AccessError: it is anything else.
        """
        value = self._values.get(field)
        if value is not None and not isinstance(value, str):
            raise AccessError(f"{field!r} must be a text")
        return value

    def objects(self, field: str) -> "Iterator[Fields | Fault]":
        """The objects of a list that may be missing, each with its place."""
        value = self._values.get(field)
        if value is None:
            return
        if not isinstance(value, list):
            yield Fault(_within(self.place, field), "this must be a list")
            return
        for number, each in enumerate(value):
            place = f"{_within(self.place, field)}[{number}]"
            yield Fields(place, each) if isinstance(each, dict) else Fault(place, "this must be an object")

    def require_only(self, known: frozenset[str]) -> None:
        """Refuse fields that are not known here.

        Raises:
            AccessError: there is one.
        """
        for field in self._values:
            if field not in known:
                raise AccessError(f"there is no field {field!r} here; there may be {', '.join(sorted(known))}")

    def __contains__(self, field: str) -> bool:
        return self._values.get(field) is not None

    def __getitem__(self, field: str) -> object:
        return self._values.get(field)


def _within(place: str, field: str) -> str:
    return f"{place}.{field}" if place else field
