"""Prepares the regions that were noted while a text was built."""

from collections.abc import Sequence

from pincite.documents.document import Region


def trimmed_regions(regions: Sequence[Region], text: str) -> tuple[Region, ...]:
    """Regions in the order of the text, without white space at their ends; within one kind, only the outermost."""
    found: list[Region] = []
    ends: dict[str, int] = {}
    for region in sorted(regions, key=lambda one: (one.start, -one.end)):
        words = text[region.start : region.end]
        start = region.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start < end and start >= ends.get(region.kind, 0):
            found.append(Region(region.kind, start, end, region.note))
            ends[region.kind] = end
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))
