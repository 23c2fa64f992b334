"""The outline of one document: from numbers and headings to clauses.

Possible openings of clauses are offered in order of position (`growth`). Those that are accepted (`sequence`) grow a
tree, which becomes flat clauses (`clauses`).
"""

from collections.abc import Sequence
from dataclasses import replace

from pincite.documents.document import Clause, Format, Heading, Numbering, Region
from pincite.structure.outline.clauses import clauses_of
from pincite.structure.outline.computed import computed_labels
from pincite.structure.outline.excerpt import Excerpt
from pincite.structure.outline.growth import Growth
from pincite.structure.outline.regions import read_for_outline
from pincite.structure.outline.tables import with_last_tables


def outline(
    text: str,
    headings: Sequence[Heading],
    format: Format,
    numbers: Sequence[Numbering] = (),
    regions: Sequence[Region] = (),
    set_off: Sequence[Heading] = (),
) -> tuple[Clause, ...]:
    """The clauses of a text in document order, each inside its parent.

    `headings` are marked by the format, `set_off` are marked only by their look. In a number's path, a decimal number
    stands alone (`7.2`), letters and Roman numerals stand in brackets after their parent's number (`7.2(b)(ii)`), and
    inside a schedule the schedule comes first (`SCHEDULE 1 2.1`). A clause's range does not include white space at its
    end.
    """
    seen = read_for_outline(text, format, numbers, regions)
    growth = Growth(
        seen.text,
        _headings_in(seen, headings, text),
        format,
        computed_labels(numbers, seen),
        _headings_in(seen, set_off, text),
    )
    taken = 0
    for position, sort, at in growth.openings():
        if position >= taken or sort == "a heading":
            taken = max(taken, growth.open(sort, at))
    found = clauses_of(seen.text, growth.stack)
    if len(seen.starts) == 1:
        return found
    placed = (replace(one, start=seen.origin(one.start), end=seen.origin_end(one.end)) for one in found)
    return with_last_tables([one for one in placed if one.start < one.end], text, regions)


def _headings_in(seen: Excerpt, headings: Sequence[Heading], text: str) -> list[Heading]:
    """The format's headings at their places in an excerpt, without those that are cut."""
    if len(seen.starts) == 1:
        return list(headings)
    found: list[Heading] = []
    for heading in headings:
        start, end = seen.place(heading.start), seen.place_end(heading.end)
        while start < end and seen.text[start].isspace():
            start += 1
        words = seen.text[start:end].strip()
        if words and words.endswith(text[heading.end - 1]) and (not found or start > found[-1].start):
            found.append(Heading(start, start + len(words), heading.level))
    return found
