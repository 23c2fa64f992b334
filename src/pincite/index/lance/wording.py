"""What LanceDB says of an error, in one line."""

import re

SOURCE_PLACE = re.compile(r",? ?/\S+\.rs:\d+:\d+")


def first_line(error: Exception) -> str:
    """The first line of an engine's error, without the places in its source."""
    line = SOURCE_PLACE.sub("", str(error).strip().split("\n", 1)[0])
    return line.removeprefix("lance error: ").rstrip(".") or type(error).__name__
