"""Pages that were not read, and the warnings about them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

Unread = Literal["blank", "scan", "picture", "unmapped", "crowded", "damaged"]
"""Why a page was not read, or only in part."""

RECOGNISABLE: tuple[Unread, ...] = ("scan", "picture", "unmapped")
"""Causes that text recognition removes."""

CAUSES: dict[Unread, str] = {
    "scan": "no text layer (a scan?)",
    "picture": "a picture of text with only a few words over it (a stamped scan?)",
    "unmapped": "fonts that do not say which letters they draw",
    "crowded": "far more letters than a page can show",
    "damaged": "damage",
}

SOME_HIDDEN = "some of the text cannot be seen on the page (white, invisible, tiny or off the page)"


XFA = (
    "the PDF is an XFA form, whose questions and answers only Adobe's programs show: open it there, print it to an "
    "ordinary PDF and ingest that"
)


def warnings_of(
    unread: Mapping[int, Unread],
    sure: Mapping[int, float],
    *,
    pages: int,
    unmapped: Sequence[int],
    misdrawn: Sequence[int],
    layered: Sequence[int],
    overlooked: Sequence[int],
    is_hidden: bool,
    is_xfa: bool,
) -> Iterator[str]:
    """The warnings about a PDF for readers of its text.

    `sure` is the confidence, 0 to 1, for each page that text recognition read. `unmapped` are pages with some letters
    without a meaning, `misdrawn` those with some drawn as others, `layered` those with a second text under their own,
    and `overlooked` those with annotations that were not examined.
    """
    if is_xfa:
        yield XFA
    yield from about_unread(unread, pages)
    if sure:
        read = "was" if len(sure) == 1 else "were"
        mean = sum(sure.values()) / len(sure)
        worst = min(sure, key=lambda number: sure[number])
        least = f", least on page {worst} ({sure[worst]:.0%})" if len(sure) > 1 else ""
        yield (
            f"{named(sorted(sure))} {read} read by text recognition, {mean:.0%} sure of the words{least}: "
            "compare a quotation with the page"
        )
    if unmapped:
        has = "has" if len(unmapped) == 1 else "have"
        yield f"{named(unmapped)} {has} letters whose font does not say which: they stand as \ufffd in the text"
    if misdrawn:
        has = "has" if len(misdrawn) == 1 else "have"
        yield (
            f"{named(misdrawn)} {has} letters that their font draws as others than it says: words with them cannot be "
            "seen as they stand in the text, and were left out"
        )
    if layered:
        has = "has" if len(layered) == 1 else "have"
        yield f"{named(layered)} {has} a second, invisible text under the one that is seen: it was left out"
    if overlooked:
        has = "has" if len(overlooked) == 1 else "have"
        yield f"{named(overlooked)} {has} more annotations than are looked at: comments and files may be missing"
    if is_hidden:
        yield SOME_HIDDEN


def about_unread(unread: Mapping[int, Unread], pages: int) -> Iterator[str]:
    """One sentence per cause why pages were not read. A blank page has nothing to read."""
    for cause, words in CAUSES.items():
        numbers = [number for number, why in unread.items() if why == cause]
        if not numbers:
            continue
        one, all_pages = len(numbers) == 1, len(numbers) == pages
        if cause == "picture":
            outcome = "only those were read"
        elif all_pages:
            outcome = "no page was read"
        else:
            outcome = "it was not read" if one else "they were not read"
        yield f"{named(numbers)} {'has' if one else 'have'} {words}: {outcome}"


def named(numbers: Sequence[int]) -> str:
    """Pages by number in ascending order, with runs shortened.

    >>> named([1, 3, 4, 5, 9]), named([2])
    ('pages 1, 3-5, 9', 'page 2')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    if len(listed) > MOST_LISTED:
        listed = [*listed[:MOST_LISTED], f"and {len(listed) - MOST_LISTED} more runs"]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(listed)}"


MOST_LISTED = 60
"""Runs of pages that a sentence names."""
