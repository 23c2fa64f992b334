"""Parses XML that anybody may have written: no entity is expanded, no definition is loaded, nothing outside is read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from lxml import etree


def tree_of(
    content: bytes, *, encoding: str | None = None, bare: bool = False, recover: bool = False
) -> etree._Element | None:
    """The first element with all its content; None if nothing of a damaged file can be read.

    `encoding` goes before the one that the file states. `bare` leaves out comments and processing instructions.
    `recover` reads a damaged file as far as possible.

    Raises:
        XMLSyntaxError: the file is damaged; with `recover`, it has no element at all.
        MemoryError: the tree does not fit into memory.
    """
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=bare,
        remove_pis=bare,
        recover=recover,
    )
    with memory_told():
        return etree.fromstring(content, parser)


def elements(
    opened: IO[bytes], tags: Sequence[str], events: Sequence[str] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    """Each element with one of some tags, with what has just been read of it: its "start" or its "end".

    Raises:
        XMLSyntaxError: the file is damaged.
        MemoryError: the tree does not fit into memory.
    """
    with memory_told():
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


@contextmanager
def memory_told() -> Iterator[None]:
    """Within the block, a tree that does not fit into memory is a MemoryError, and not damage of the file.

    Raises:
        MemoryError: in the place of the XMLSyntaxError by which libxml2 says so.
    """
    try:
        yield
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise
