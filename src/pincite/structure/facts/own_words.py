"""The words with which a document speaks for itself: not struck, hidden or quoted from others."""

import re
from collections.abc import Sequence

from pincite.documents.document import Region, RegionKind

NOT_ITS_OWN: tuple[RegionKind, ...] = ("hidden", "deleted", "furniture", "header", "comment", "quoted")
"""Parts that state nothing about the document: struck or hidden words, other people's words, the page's own."""

_SEEN = re.compile(r"\S")


def own_words(text: str, regions: Sequence[Region]) -> str:
    """The text with everything that is not the document's own statement blanked, so that all positions stay.

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
