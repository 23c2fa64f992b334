"""What to look for, and the passages that were found."""

from pydantic import Field

from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.web.api.schemas.described import Described, WholeText


class SearchRequest(Described):
    """What to look for."""

    question: WholeText = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="The question, or words that the passages should be about.",
        examples=["notice period for terminating the lease"],
    )
    k: int = Field(10, ge=1, le=200, description="How many passages to give.")
    matter: WholeText | None = Field(
        None, max_length=300, description="Look in this matter only; otherwise in all that the token reaches."
    )
    cursor: str | None = Field(
        None,
        max_length=300,
        description="`next` of the page before, with the same question and matter; without it, the best are given.",
    )


class Hit(Described):
    """A passage that was found."""

    label: int | None = Field(None, description="Its number in a reply, from 1; left out in a search.")
    document: str = Field(description="The document's id.")
    path: str = Field(description="Where the file lay when it was read in.")
    section: str = Field(description="The number of the clause; empty if it has none.")
    heading: str = Field(description="The heading above it; empty if there is none.")
    page: int | None = Field(description="The page, counted from 1; null if the format has no pages.")
    page_label: str | None = Field(description="The document's own name for that page, where it differs.")
    confidence: float | None = Field(
        description="How sure text recognition was, 0 to 1; null if nothing had to be recognised."
    )
    start: int = Field(description="Its first character in the document's text, from 0.")
    end: int = Field(description="The character after its last.")
    score: float = Field(description="Passages are ranked by it (log odds, up to a constant).")
    text: str = Field(description="The document's own characters from `start` to `end`.")


class NotSearched(Described):
    """What was not searched, because a part of the index could not be."""

    shards: int = Field(description="Shards of the index that were not searched.")
    of: int = Field(description="Shards that the index has.")
    documents: int = Field(
        description="Documents that the asker may see and that lie in those shards; of more than 5,000 their share."
    )
    seen: int = Field(description="Documents that the asker may see.")
    message: str = Field(description="The same as a sentence.")


class SearchResults(Described):
    """Passages, the best first."""

    question: str = Field(description="The question, as it was sent.")
    hits: list[Hit] = Field(description="The passages, the best first.")
    ms: float = Field(description="Milliseconds that finding and recording them took.")
    next: str | None = Field(
        description="Give it as `cursor` to get those after these; null where there are none, or 1,000 were given."
    )
    changed: bool | None = Field(
        None,
        description="Only there, and true, if documents or rules have changed since the first page: a passage may come "
        "twice, or not at all.",
    )
    not_searched: NotSearched | None = Field(
        None, description="What was not searched; only there if a part of the index could not be."
    )
