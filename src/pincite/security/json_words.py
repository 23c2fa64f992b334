"""The words within a text that is JSON, as whoever reads it understands them."""

import json
from collections.abc import Iterator


def words_in(text: str) -> tuple[str, ...]:
    r"""The texts and the names of members in a text that is JSON, in order; none where it is no JSON.

    >>> words_in(r'{"passage": "Pay to\n536-22-8145", "numbers": [1, "two"]}')
    ('passage', 'Pay to\n536-22-8145', 'numbers', 'two')
    >>> words_in("Pay to 536-22-8145")
    ()
    """
    if not text.lstrip().startswith(("{", "[", '"')):
        return ()
    try:
        return tuple(_texts(json.loads(text, object_pairs_hook=_Members)))
    except (ValueError, RecursionError):
        return ()


class _Members(list[tuple[str, object]]):
    """The members of an object: all of them, where two have the same name."""


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case _Members():
            for name, inner in value:
                yield name
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
