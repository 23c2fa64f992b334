"""Parts of the JSON of a record, each only where it is of the expected kind: a record may be of any version."""

from collections.abc import Mapping

from pincite.audit.event import Json


def text_in(part: Json) -> str | None:
    """A text; None where it is none."""
    return part if isinstance(part, str) else None


def number_in(part: Json) -> float:
    """A number; 0 where it is none."""
    return float(part) if isinstance(part, int | float) else 0.0


def whole_in(part: Json) -> int | None:
    """A whole number; None where it is none."""
    return part if isinstance(part, int) and not isinstance(part, bool) else None


def fields_in(part: Json) -> Mapping[str, Json]:
    """The fields of an object; none where it is no object."""
    return part if isinstance(part, dict) else {}


def list_in(part: Json) -> list[Json]:
    """What stands in a list; nothing where it is no list."""
    return part if isinstance(part, list) else []


def objects_in(part: Json) -> list[dict[str, Json]]:
    """The objects of a list."""
    return [one for one in list_in(part) if isinstance(one, dict)]


def rows_in(part: Json) -> list[list[Json]]:
    """The lists in a list."""
    return [one for one in list_in(part) if isinstance(one, list)]


def texts_in(part: Json) -> list[str]:
    """The texts of a list."""
    return [one for one in list_in(part) if isinstance(one, str)]
