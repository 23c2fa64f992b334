"""Numerals alone on a line, with which courts divide their opinions: `I`, `II`, `A`, `B`."""

import re

from pincite.structure.outline import numbering
from pincite.structure.outline.labels import Label, LabelPosition

_ALONE = re.compile(r"^[ \t]*(?P<token>[IVX]{1,5}|[A-Z])[ \t]*$", re.MULTILINE)


def lone_labels(text: str) -> list[Label]:
    """Such numerals in order. A first numeral counts only if a second follows, any other only after its predecessor.

    A name's initial or a column's letter may also stand alone, but its neighbour does not follow.
    """
    matches = list(_ALONE.finditer(text))
    later: dict[str, int] = {match["token"]: match.start() for match in matches}
    reached: set[tuple[str, int]] = set()
    found: list[Label] = []
    for match in matches:
        token = match["token"]
        for counting, value in (("ROMAN", numbering.roman(token)), ("LETTER", numbering.letters(token))):
            if value is None:
                continue
            begins = value == 1 and later.get(numbering.written(counting, 2), -1) > match.start()
            if begins or (counting, value - 1) in reached:
                reached.add((counting, value))
                column = match.start("token") - match.start()
                found.append(Label(*match.span("token"), "dot", token, (), LabelPosition.PARAGRAPH, column, False))
                break
    return found
