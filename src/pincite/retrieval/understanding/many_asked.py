"""What a question asks about each of many documents, as a frozen value; and what its patterns share."""

import re
from dataclasses import dataclass

JOINING = re.compile(
    r"^(?:[,:–—-]\s*)?(?:(?:in|under|by|to|for|from|on|with|against)\s(?:which|what|whom)|that|which|who|where|whose|and)\s",
    re.IGNORECASE,
)

FEWEST_ASKED = 2
"""The fewest words that must be left to ask about each document."""


@dataclass(frozen=True, slots=True)
class Many:
    """What a question asks about each of many documents.

    `kind` is its word for them, in lower case and in the singular; `asked` is what it asks about one, in its own words.
    `is_certain` is true if it has a word for documents; otherwise it is about many only if it names none. If it asks
    for documents that lack something (`is_lacking`), `asked` asks whether one has it, since no sentence can be quoted
    for what a document does not say. `called` are its words for them with what describes them ("distribution
    agreements"), as `kinds` reads them.
    """

    kind: str
    asked: str
    is_certain: bool = True
    is_lacking: bool = False
    called: str = ""
