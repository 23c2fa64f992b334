"""The words by which a document states something of itself: not what is struck, unseen, or another's."""

import re
from collections.abc import Sequence

from pincite.documents.document import Region, RegionKind

NOT_ITS_OWN: tuple[RegionKind, ...] = ("hidden", "deleted", "furniture", "header", "comment", "quoted")
"""Parts that state nothing about the document: struck, unseen, another's words, or the page's."""

_SEEN = re.compile(r"\S")


def own_words(text: str, regions: Sequence[Region]) -> str:
    """The text with what is not the document's own statement made blank, so that every place stays.

    >>> own_words("$5 was $6", [Region("deleted", 3, 9)])
    '$5       '
    """
    parts: list[str] = []
    at = 0
    for region in regions:
        if region.kind in NOT_ITS_OWN and region.end > at:
            start = max(at, region.start)
            parts += [text[at:start], _SEEN.sub(" ", text[start : region.end])]
            at = region.end
    return "".join([*parts, text[at:]])
