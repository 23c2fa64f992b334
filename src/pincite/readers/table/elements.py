"""The elements of a part of a spreadsheet, one by one, as they are read."""

from collections.abc import Iterator, Sequence
from typing import IO

from lxml import etree


def elements(
    opened: IO[bytes], tags: Sequence[str], events: Sequence[str] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    """Each element with one of some tags, with what has just been read of it: its "start" or its "end".

    The file is a stranger's: no entity is expanded, and nothing outside it is read.

    Raises:
        XMLSyntaxError: the part is damaged.
    """
    yield from etree.iterparse(
        opened,
        events=tuple(events),
        tag=tuple(tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
