"""JSON that somebody else wrote, read strictly: what is ambiguous, or could not be written back, is refused."""

import json
import math
from collections.abc import Sequence
from typing import NoReturn


def read_strictly(text: str | bytes) -> object:
    """The value that a JSON text in UTF-8 spells.

    Raises:
        ValueError: it is not JSON, is nested too deeply, has a key twice in one object, or a number that JSON does not
            know or no computer holds; the message says which, as a clause.
    """
    try:
        decoded = text if isinstance(text, str) else text.decode()
        return json.loads(decoded, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ValueError(error.msg) from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text} is too large a number")
    return number
