"""What a refusal says of the documents that a question names."""

from collections.abc import Sequence
from pathlib import PurePath

from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence, Passage

MOST_NAMED = 3
"""Documents that are called by name in one sentence."""


def nothing_in_named(evidence: Evidence, *, is_whole: bool, is_carried: bool) -> str:
    """That the documents which a question names do not answer it, in words that say what was read.

    `is_whole` is true when all of them was read, not only the passages that are most like the question, `is_carried`
    when not this question names them, but an earlier one was about them.
    """
    first: dict[DocumentId, Passage] = {}
    for passage in evidence.passages:
        first.setdefault(passage.chunk.document, passage)
    found = [_called(first[document]) for document in evidence.named if document in first]
    done = "read" if is_whole else "searched"
    it, them = (
        ("the earlier question was about it", "the earlier question was about them")
        if is_carried
        else ("the question names it", "the question names them")
    )
    if len(evidence.named) == 1 and found:
        return f"{found[0]} was {done}, since {it}; nothing in it answers this well enough to quote; see what was found"
    return (
        f"{len(evidence.named)} documents were {done}, since {them} ({_listed(found)}); "
        "nothing in them answers this well enough to quote; see what was found"
    )


def nothing_called(name: str) -> str:
    """That nothing is called as a question calls a document: the same words for what is hidden and for what is not."""
    return (
        f"nothing that you may see is called “{name}”; check the name with pincite list, or ask without it; "
        "see what was found"
    )


def _listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _called(passage: Passage) -> str:
    """A document by its title and by the name of its file, once where they are the same."""
    name = PurePath(passage.path).name
    title = " ".join(passage.title.split())
    return f"“{title}” ({name})" if title and title not in (name, PurePath(name).stem) else name
