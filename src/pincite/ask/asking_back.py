"""When a question is put back instead of answered: it lacks the one before it, or could mean several documents.

Whoever is asked back loses a turn, so both are said only where they are plain. The documents that a question could mean
are among the passages that were found for it, which whoever asks may see.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import PurePath

from pincite.answering.answer import Answer
from pincite.answering.citing import FILING_NUMBER
from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.following import needs_earlier, says_nothing
from pincite.retrieval.understanding.vague import is_vague

NO_EARLIER = (
    "this goes on from an earlier question, and none was given; give its record with --after, or ask in full and name "
    "the document"
)

SEVERAL = (
    "several documents that you may see answer this, each for itself, and the question does not say which is meant; "
    "ask again and name one of them"
)

MOST_POSSIBLE = 5
"""Documents that a question put back names."""

OF_ONE = 0.8
"""Likeness of two files' names from which they are taken for versions of one document."""


def lacks_earlier(query: Query, evidence: Evidence) -> bool:
    """True for a question that needs the one before it, unless only one document can be meant."""
    if not needs_earlier(query.text):
        return False
    documents = {piece.span.document for search in evidence.searches for piece in search.considered}
    return says_nothing(query.text) or not (_names_any(evidence) or len(documents) == 1)


def could_mean_several(query: Query, evidence: Evidence, said: Answer) -> bool:
    """True where documents that have nothing to do with one another answer a question alike that names none.

    The parts of a compound question may well be answered by different ones.
    """
    if (
        len(query.parts) > 1
        or query.intent not in ("lookup", "procedure")
        or query.carried
        or _names_any(evidence)
        or not is_vague(query.text)
    ):
        return False
    paths = (evidence.cite(one.citations[0].label).path for one in said.statements)
    return len(families(paths)) > 1


def possible(evidence: Evidence, labels: Iterable[int] = ()) -> list[DocumentId]:
    """The documents that a question could mean: those of some passages first, then those of the others, best first."""
    passages = [*(evidence.cite(label) for label in labels), *evidence.passages]
    return list(dict.fromkeys(passage.chunk.document for passage in passages))[:MOST_POSSIBLE]


def families(paths: Iterable[str]) -> list[str]:
    """One file's name for each family of documents: an agreement with its versions, and with what is filed under it.

    >>> families(("/f/MSA-0031 Finch.pdf", "/f/MSA-0031 Amendment No. 2.pdf", "/f/Lease v1.docx", "/f/Lease v2.docx"))
    ['MSA-0031 Finch', 'Lease v1']
    """
    heads: list[str] = []
    for stem in dict.fromkeys(PurePath(path).stem for path in paths):
        if not any(_are_of_one(stem, head) for head in heads):
            heads.append(stem)
    return heads


def _are_of_one(stem: str, other: str) -> bool:
    filed, under = FILING_NUMBER.match(stem), FILING_NUMBER.match(other)
    if filed is not None and under is not None:
        return filed.group() == under.group()
    return SequenceMatcher(None, stem.lower(), other.lower(), autojunk=False).ratio() >= OF_ONE


def _names_any(evidence: Evidence) -> bool:
    return bool(evidence.named) or any(search.hints for search in evidence.searches)
