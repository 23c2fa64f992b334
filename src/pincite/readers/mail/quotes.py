"""Which lines of a message belong to an earlier writer, and to whom.

A sentence from an earlier message must never be taken for the sender's. Where a mail program marks no end of an earlier
message, everything up to the end counts as quoted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pincite.documents.document import Region
from pincite.readers.mail.attribution import attribution
from pincite.readers.mail.blocks import block, labelled, rule, separator
from pincite.readers.mail.writers import UNKNOWN, Introduction, QuotedWriter

DEEPEST = 60
"""Most levels of quotation that are distinguished; deeper levels count as this one."""

OPENING_MARKS = ("“", '"', "«", "„", "‘")


@dataclass(slots=True)
class _Writers:
    """The writer at each level of quotation, while lines are read. Level 0 is the sender's unless somebody is named."""

    at_level: dict[int, QuotedWriter] = field(default_factory=dict)

    def of(self, level: int) -> QuotedWriter | None:
        return self.at_level.get(level, UNKNOWN if level else None)

    def begins(self, level: int, writer: QuotedWriter) -> None:
        """Start another message at a level. The writers of deeper levels are not known yet."""
        self.at_level = {known: each for known, each in self.at_level.items() if known < level}
        self.at_level[level] = writer


def quotes(text: str, levels: Sequence[int]) -> tuple[Region, ...]:
    """The quoted parts of a message's body, in order, each with a note that names its writer.

    `levels` has, for each line of the text, how often it is quoted by marks (`>` or a block quotation). A part begins
    with the lines that introduce it. Parts do not overlap: a quotation within a quotation stands between two parts.
    """
    if not text:
        return ()
    lines = text.split("\n")
    levels = [min(level, DEEPEST) for level in levels]
    writers = _Writers()
    owners: list[QuotedWriter | None] = []
    at = 0
    ends = _run_ends(levels, lines)
    while at < len(lines):
        level = levels[at]
        introduced = _introduction(lines, levels, at, ends[at])
        if introduced is None:
            owners.append(writers.of(level) if lines[at].strip() else None)
            at += 1
            continue
        deeper = _next_level(lines, levels, introduced.last + 1) > level
        if introduced.is_block or not deeper:
            writers.begins(level, introduced.writer)
        if deeper:
            writers.begins(level + 1, introduced.writer)
        owners += [introduced.writer] * (introduced.last + 1 - at)
        at = introduced.last + 1
    return _regions(lines, owners)


def _introduction(lines: Sequence[str], levels: Sequence[int], at: int, end: int) -> Introduction | None:
    """The introduction of an earlier message that begins at a line. `end` is the end of the lines at this level."""
    line = lines[at]
    if not line.strip():
        return None
    if separator(line):
        following = _next_line(lines, at + 1, end, 3)
        found = None
        if following is not None:
            found = block(lines, following, end) or _attribution(lines, levels, following, end)
        if found is not None:
            return Introduction(at, found.last, found.writer, is_sure=True, is_block=found.is_block)
        return Introduction(at, at, UNKNOWN, is_sure=True, is_block=True)
    if rule(line):
        following = _next_line(lines, at + 1, end, 2)
        found = block(lines, following, end) if following is not None and labelled(lines[following]) else None
        return Introduction(at, found.last, found.writer, is_sure=True, is_block=True) if found else None
    return block(lines, at, end) or _attribution(lines, levels, at, end)


def _attribution(lines: Sequence[str], levels: Sequence[int], at: int, end: int) -> Introduction | None:
    """The "… wrote:" that begins at a line, if what follows confirms it."""
    for last in range(at, min(end, at + 4)):
        if not lines[last].strip():
            return None
        found = attribution(lines, last, at)
        if found is not None and found.first == at and _proves(found, lines, levels):
            return found
    return None


def _proves(found: Introduction, lines: Sequence[str], levels: Sequence[int]) -> bool:
    """True when an earlier message follows an attribution, as opposed to a quotation in the sender's own prose."""
    level = levels[found.first]
    after = next((at for at in range(found.last + 1, min(len(lines), found.last + 8)) if lines[at].strip()), None)
    if after is None:
        return False
    if levels[after] > level:
        return True
    return found.is_sure and levels[after] == level and not lines[after].lstrip().startswith(OPENING_MARKS)


def _run_ends(levels: Sequence[int], lines: Sequence[str]) -> list[int]:
    """For each line, the end of the run of lines at its level. Empty lines belong to any level."""
    ends = [len(levels)] * len(levels)
    end, level = len(levels), -1
    for at in range(len(levels) - 1, -1, -1):
        if lines[at].strip() and levels[at] != level:
            end, level = at + 1 if level >= 0 else len(levels), levels[at]
        ends[at] = end
    return ends


def _next_line(lines: Sequence[str], first: int, end: int, within: int) -> int | None:
    """The next line with words, at most `within` lines further on."""
    return next((at for at in range(first, min(end, first + within)) if lines[at].strip()), None)


def _next_level(lines: Sequence[str], levels: Sequence[int], first: int) -> int:
    """The level of the next line with words; -1 when there is none near."""
    following = _next_line(lines, first, len(lines), 8)
    return levels[following] if following is not None else -1


def _regions(lines: Sequence[str], owners: Sequence[QuotedWriter | None]) -> tuple[Region, ...]:
    """Runs of lines by one writer, as ranges from their first word to their last."""
    regions: list[Region] = []
    start = end = position = 0
    running: QuotedWriter | None = None
    for line, owner in zip(lines, owners, strict=True):
        words = re.search(r"\S", line)
        if words is not None:
            if owner != running:
                if running is not None:
                    regions.append(Region("quoted", start, end, running.note))
                running, start = owner, position + words.start()
            end = position + len(line.rstrip())
        position += len(line) + 1
    if running is not None:
        regions.append(Region("quoted", start, end, running.note))
    return tuple(regions)
