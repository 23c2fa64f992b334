"""One instruction of an amendment, as it is carried out or shown."""

import re
from dataclasses import dataclass

from pincite.structure.amending.wording import (
    Change,
)
from pincite.structure.outline.headings import Span

_OF_AMENDMENT = re.compile(r"(?i)\b(?:amendment|addendum|supplement)\b")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing that an amendment orders; all ranges are of the amendment's text.

    `[start, end)` is the sentence. `target` is the clause's number as the outline writes it, empty where none is named.
    `document` is the name of the agreement as written. `part` says which part of the clause is meant ("last sentence",
    "definition of Fee"), empty for all of it. `old` are words to remove, or beside which (`side`) the new ones go.
    `new` are the new words; both are without quotation marks. `anchor` is the clause beside which a new one goes.
    `effective` is the day from which it holds (`2024-03-01`), empty where the sentence names none. `why` says what is
    not certain.
    """

    start: int
    end: int
    target: str
    document: str
    change: Change
    part: str = ""
    old: Span | None = None
    new: Span | None = None
    side: str = ""
    is_throughout: bool = False
    anchor: str = ""
    effective: str = ""
    why: str = ""

    @property
    def is_of_amendment(self) -> bool:
        """True when it changes the words of another amendment, not the agreement's own."""
        return _OF_AMENDMENT.search(self.document) is not None
