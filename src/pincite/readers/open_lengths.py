"""Lengths as OpenDocument writes them: "2.5cm". Source: OpenDocument 1.3 part 3, 18.3 (data types)."""

import re

_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{0,9})?)(pt|in|cm|mm|px|pc)")
_IN_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}


def points(words: str) -> float | None:
    """A length in points; None for anything else.

    >>> points("2.54cm"), points("wide")
    (72.0, None)
    """
    found = _LENGTH.fullmatch(words)
    return None if found is None else float(found[1]) * _IN_POINTS[found[2]]
