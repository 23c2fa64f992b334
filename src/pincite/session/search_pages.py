"""Where a search goes on: after which of its hits, and which documents and rules it began with."""

import hashlib
from dataclasses import dataclass
from typing import Final, Self

from pincite.errors import QuestionError
from pincite.retrieval.further import MOST_HITS
from pincite.views.cursors import cursor_of, place_of

NO_CURSOR: Final = (
    "the cursor is none of this search; give “next” of its page before, with the same question and matter"
)


@dataclass(frozen=True, slots=True)
class Onward:
    """A place in the hits of a search that began with its best `first`: after so many of them.

    `began_with` stands for the version of the index and of the rules that the first page was of.
    """

    search: str
    first: int
    after: int
    began_with: str

    @property
    def cursor(self) -> str:
        """The place as a text; see `onward`."""
        return cursor_of([self.search, self.first, self.after, self.began_with])

    @classmethod
    def of(cls, cursor: str, question: str, matter: str | None) -> Self:
        """The place that a text stands for.

        Raises:
            QuestionError: it is no cursor of a search for this question in this matter.
        """
        match place_of(cursor):
            case [str(search), int(first), int(after), str(began_with)] if search == digest(question, matter):
                if 0 < first <= MOST_HITS and 0 < after < MOST_HITS:  # a made-up place may say anything
                    return cls(search, first, after, began_with)
        raise QuestionError(NO_CURSOR)


def digest(*parts: str | None) -> str:
    """A short text that differs where one of the parts does."""
    hashed = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:%d:%b" % (part is None, len(data), data))
    return hashed.hexdigest()[:16]
