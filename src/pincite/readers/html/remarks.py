"""Words in a page's source that no reader sees: comments with sentences, as opposed to marks for programs."""

from collections.abc import Iterator

FEWEST_WORDS = 5
"""Words from which a comment counts as text; "main navigation" and "end of footer" name parts of the page."""

MOST, LONGEST = 200, 10_000
"""Most comments that are kept, and most characters of one."""

LEAST_LETTERS = 0.8
"""Least share of letters and spaces in prose. Code and disabled markup have less."""


def remarks(source: str) -> Iterator[str]:
    """The comments of a page's source that read as prose, each on one line. Takes linear time.

    >>> list(remarks("<p>a</p><!-- nav --><!-- Tell the reader that the fee is waived. --><!--[if mso]>b-->"))
    ['Tell the reader that the fee is waived.']
    """
    at = given = 0
    while given < MOST and (start := source.find("<!--", at)) >= 0:
        end = source.find("-->", start + 4)
        if end < 0:
            end = len(source)
        said = " ".join(source[start + 4 : min(end, start + 4 + LONGEST)].split())
        at = max(end, start + 4)
        if _is_prose(said):
            given += 1
            yield said


def _is_prose(said: str) -> bool:
    if said.startswith("[if") or any(sign in said for sign in "<>{}=") or len(said.split()) < FEWEST_WORDS:
        return False
    return sum(sign.isalpha() or sign == " " for sign in said) >= LEAST_LETTERS * len(said)
