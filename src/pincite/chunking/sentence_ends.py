"""Where the sentence begins or ends in whose middle a clause does: "If you do not agree, then (A) do not use it".

An item within a line may be a clause. The sentence around it is quoted whole, so the clause that a piece belongs to
reaches as far.
"""

from bisect import bisect_right

from pincite.chunking.piece import LONGEST_CLAUSE
from pincite.structure.sentences import sentences


class WholeSentences:
    """Widens the clauses of one text. The sentences of each line are found once, so that it takes linear time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[int, list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """A clause `[start, end)` with the sentences whole in whose middle it begins and ends, unless it gets too long.

        >>> text = "He pays. If he does not agree, then (A) he goes, and (B) he takes it. It ends."
        >>> first, last = WholeSentences(text).around(text.index("(A)"), text.index("and (B)"))
        >>> text[first:last]
        'If he does not agree, then (A) he goes, and (B) he takes it.'
        """
        first, last = self._sentence(start)[0], self._sentence(end)[1]
        return (first, last) if last - first <= LONGEST_CLAUSE else (start, end)

    def _sentence(self, at: int) -> tuple[int, int]:
        """The sentence in whose middle a place is; twice the place itself between two sentences or lines."""
        line = self._text.rfind("\n", 0, at) + 1
        if line not in self._lines:
            end = self._text.find("\n", at)
            self._lines[line] = sentences(self._text, line, len(self._text) if end < 0 else end)
        found = self._lines[line]
        place = bisect_right(found, (at, 0)) - 1
        if place < 0 or not found[place][0] < at < found[place][1]:
            return at, at
        return found[place]
