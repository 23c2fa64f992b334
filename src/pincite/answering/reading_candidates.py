"""How a reader gets candidates: each passage once, with the headings over it and the words around its sentences.

These say what "it" and "such notice" mean.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from pincite.answering.candidates import Candidate
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.models.ports import Reader, ToRead

BEFORE = 400
"""Characters before a passage within which a lead-in is still read with it."""


async def read_candidates(
    question: str, found: Sequence[Candidate], content_of: Callable[[VersionId], Document], reader: Reader
) -> list[float]:
    """The reader's log odds for every candidate, same order.

    Raises:
        ModelError: a file of the reader is missing or damaged.
    """
    groups = by_passage(found, range(len(found)))
    passages = [to_read([found[at] for at in group], content_of) for group in groups]
    odds = [0.0] * len(found)
    for group, scores in zip(groups, await reader.read(question, passages), strict=True):
        for at, score in zip(group, scores, strict=True):
            odds[at] = score
    return odds


def by_passage(found: Sequence[Candidate], places: Iterable[int]) -> list[list[int]]:
    """Places of candidates, those of one passage together."""
    groups: dict[int, list[int]] = {}
    for at in places:
        groups.setdefault(found[at].passage.label, []).append(at)
    return list(groups.values())


def to_read(group: Sequence[Candidate], content_of: Callable[[VersionId], Document]) -> ToRead:
    """A passage with its candidates as ranges of what is read: the piece, widened to include all of them."""
    passage = group[0].passage
    chunk = passage.chunk
    own = min(chunk.start, *(candidate.own_start for candidate in group))
    start = min(own, *(candidate.start for candidate in group if own - candidate.start <= BEFORE), own)
    end = max(chunk.end, *(candidate.end for candidate in group))
    mark = fingerprint(passage.title, PurePath(passage.path).name)
    return ToRead(
        headings=f"{mark} › {chunk.heading}" if chunk.heading else mark,
        text=content_of(chunk.version).text[start:end],
        sentences=tuple((candidate.own_start - start, candidate.end - start) for candidate in group),
    )
