"""The instructions of an amendment: which clause of which agreement, what happens to it, and the new words.

"Section 4.2 of the Agreement is hereby amended and restated to read as follows: “4.2 ...”" is one instruction. An
instruction about a clause that is not understood with certainty has the change `unclear`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pincite.structure.amending.clauses import NamedClause, Sentence
from pincite.structure.amending.instruction import Instruction
from pincite.structure.amending.new_words import lead_in, new_words_at
from pincite.structure.amending.steps import of_segment
from pincite.structure.amending.wording import (
    CAUTIONS,
    MASK,
    NOT_AN_ORDER,
    TRIGGER,
    masked,
)
from pincite.structure.facts.dates import dates_in
from pincite.structure.outline.headings import Span
from pincite.structure.outline.quoted import quoted_amendments
from pincite.structure.outline.regions import plain_spaces
from pincite.structure.references.mentions import Mention, mentions_in, target_of
from pincite.structure.references.names import CHANGES, is_own, own_names
from pincite.structure.sentences import sentences

LONGEST_SENTENCE = 3_000
"""Characters of a sentence that orders a change, without the new words."""

MOST = 400
"""Most instructions of one amendment; more are not read."""

LONGEST_FOOT = 80
"""Characters of a page foot, such as "FDD Exhibit H-8"."""

LEAST_REPEATED = 40
"""Characters from which a sentence that stands three times is taken for the head or foot of pages."""

APPLIES = "it says to which cases the new words apply"
"""The reason given where a sentence stands beside a clause but changes nothing in it."""

_APPLIES = re.compile(
    r"(?i)\b(?:appl(?:y|ies)\s+(?:only\s+)?(?:to|from|as\s+of)|takes?\s+effect|(?:is|are|be)\s+effective|"
    r"(?:remains?|continues?\s+to\s+be)\s+(?:subject\s+to|governed\s+by))\b"
)

_AMENDMENT_IN = re.compile(
    r"(?i)\b(?:amendments?|changes?|modifications?)\s+(?:\w+\s+){0,3}(?:in|by|under|of)\s+(?:the\s+)?\Z"
)

_NEW_OR_OLD = re.compile(r"(?i)\b(?:new|amended|revised|restated|replaced|former|original|previous)\s+\Z")

_AS_BEFORE = re.compile(r"(?i)\A[^.;:]{0,30}?\bas\s+(?:it\s+stood|in\s+effect|amended|restated)\b")

_FOOT = re.compile(r"(?<=[.;:”\"\])])[ \t]*(?:\n\s*|\s{2,})(?:[A-Z][\w.-]{0,20}[ ]){0,3}(?:[A-Z]{1,2}-)?\d{1,3}\s*\Z")

_SINCE = re.compile(
    r"(?i)\b(?:effective(?:\s+as\s+of|\s+on)?|as\s+of|beginning(?:\s+on)?|commencing(?:\s+on)?|on\s+and\s+(?:from|after)|"
    r"from\s+and\s+after|with\s+effect\s+(?:from|on))\s+"
)

_TOWARD = re.compile(
    r"(?i)\b(?:accordance\s+with|pursuant\s+to|consistent\s+with|subject\s+to|under|defined\s+in|described\s+in|outlined\s+in|specified\s+in|forth\s+in|forth\s+on|such)\s+(?:the\s+)?\Z"
)


def instructions_of(text: str) -> tuple[Instruction, ...]:
    """The instructions of an amendment, in the order of its text. Takes linear time."""
    plain = plain_spaces(text)
    own = own_names(plain)
    mentions = [one for one in mentions_in(plain) if not one.is_law]
    mentions.sort(key=lambda one: one.start)
    quoted = quoted_amendments(plain)
    found: list[Instruction] = []
    units = sentences(plain, 0, len(plain))
    repeated = _repeated(plain, units)
    at = 0
    for start, end in units:
        if end <= at:
            continue
        start = max(start, at)
        if TRIGGER.search(plain, start, min(end, start + LONGEST_SENTENCE)) is None:
            found += _applying(plain, start, min(end, start + LONGEST_SENTENCE), mentions, found)
            continue
        given, at = _ordered(plain, start, end, mentions, quoted, own)
        given = [replace(one, new=_without_tail(plain, one.new, repeated)) for one in given]
        found += given
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _applying(
    text: str, start: int, end: int, mentions: Sequence[Mention], before: Sequence[Instruction]
) -> list[Instruction]:
    """What a sentence says about the cases to which earlier changes of this amendment apply.

    "The new Section 11.1 applies to events after May 1", "the amendment in Section 2.1 applies to ...".
    """
    if _APPLIES.search(text, start, end) is None:
        return []
    found = []
    for one in _between(mentions, start, end):
        lead = text[max(start, one.start - 60) : one.start]
        after = text[one.end : min(end, one.end + 60)]
        number = target_of(one)
        if _AMENDMENT_IN.search(lead):
            meant = {order.target for order in before if _opens_with(text[order.start : order.end], one.number)}
        else:
            is_new = _NEW_OR_OLD.search(lead) is not None or _AS_BEFORE.match(after) is not None
            meant = {order.target for order in before if is_new and order.target == number}
        found += [Instruction(start, end, target, "", "unclear", why=APPLIES) for target in sorted(meant) if target]
    return list(dict.fromkeys(found))


def _opens_with(sentence: str, number: str) -> bool:
    return re.match(rf"\s*{re.escape(number)}(?![\w.]*\d)", sentence) is not None


def _repeated(text: str, units: Sequence[Span]) -> dict[int, int]:
    """Long sentences that a text repeats, as heads and feet of pages do: a map from their ends to their starts."""
    said = [" ".join(text[start:end].split()) for start, end in units]
    often = {one for one, count in Counter(one for one in said if len(one) >= LEAST_REPEATED).items() if count > 2}
    return {end: start for (start, end), one in zip(units, said, strict=True) if one in often}


def _without_tail(text: str, new: Span | None, repeated: Mapping[int, int]) -> Span | None:
    """New words without the foot of a page, or the head of the next one, at their end."""
    if new is None:
        return None
    start, end = new
    while start < (before := repeated.get(end, -1)):
        end = len(text[:before].rstrip())
    foot = _FOOT.search(text, max(start, end - LONGEST_FOOT), end)
    return start, foot.start() if foot is not None else end


def _ordered(
    text: str, start: int, end: int, mentions: Sequence[Mention], quoted: Sequence[Span], own: frozenset[str]
) -> tuple[list[Instruction], int]:
    """The instructions of one sentence, and where the text after the sentence and its new words begins."""
    end = min(end, start + LONGEST_SENTENCE)
    first = next(TRIGGER.finditer(masked(text[start:end])), None)
    if first is None:
        return [], end
    opening = lead_in(text, start + first.start(), min(end + 2, len(text)))
    head = text[start:opening] if opening is not None else text[start:end]
    seen = masked(head)
    triggers = list(TRIGGER.finditer(seen))
    hopes = NOT_AN_ORDER.search(seen)
    if not triggers or (hopes is not None and hopes.start() <= triggers[0].end() + 40):
        return [], end
    words = new_words_at(text, opening, start, quoted) if opening is not None else None
    near = [
        NamedClause(one.start - start, one.end - start, _number(seen, one, start), one)
        for one in _between(mentions, start, start + len(head))
        if one.number
        and MASK not in seen[one.start - start : one.end - start]
        and not one.points_here
        and not is_own(one.document, own & CHANGES)
    ]
    near = [one for one in near if not _TOWARD.search(seen[max(0, one.start - 60) : one.start])]
    effective = _effective(text, start, start + triggers[0].start())
    found: list[Instruction] = []
    segments = list(_segments(seen, triggers, near))
    for begin, stop, trigger in segments:
        caution = "it holds for some cases only" if CAUTIONS.search(seen, begin, stop) else ""
        leads_in = words if stop == len(seen) else None
        sentence = Sentence(text, head, seen, start, near, leads_in, opening is not None and stop == len(seen))
        given = of_segment(sentence, begin, stop, trigger)
        found += [replace(one, effective=effective, why=one.why or caution) for one in given]
    replaced = {one.target for one in found if one.change == "replaced" and not one.part}
    found = [one for one in found if one.change != "deleted" or one.target not in replaced]
    is_used = (
        words is not None
        and words.is_certain
        and any(one.change != "unclear" and one.new is not None and one.new[0] >= words.start for one in found)
    )
    return found, max(end, words.end) if words is not None and is_used else end


def _effective(text: str, start: int, end: int) -> str:
    """The day from which a sentence says that it holds; empty where it says none."""
    since = _SINCE.search(text, start, end)
    dated = next(dates_in(text, since.end(), end), None) if since is not None else None
    return dated.value if since is not None and dated is not None and dated.start - since.end() < 12 else ""


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    first = bisect_left(mentions, start, key=lambda one: one.start)
    return mentions[first : bisect_left(mentions, end, key=lambda one: one.start)]


def _number(seen: str, one: Mention, start: int) -> str:
    """A clause's number, with a small letter after it if there is one: Section 3a."""
    following = seen[one.end - start : one.end - start + 8]
    if one.number[-1:].isdigit() and (letter := re.match(r"[a-z](?![\w’'-])", following)):
        return target_of(one) + letter[0]
    item = re.match(r"\s?([a-z]{1,3})\)", following)
    return target_of(one) + (f"({item[1]})" if item is not None else "")


def _segments(
    seen: str, triggers: Sequence[re.Match[str]], named: Sequence[NamedClause]
) -> Iterator[tuple[int, int, re.Match[str]]]:
    """The parts of a sentence that each order something, each with its verb.

    A second verb begins another part if it has a clause of its own.
    """
    starts: list[tuple[int, re.Match[str]]] = [(0, triggers[0])]
    for one, other in pairwise(triggers):
        between = [place.start for place in named if one.end() <= place.start < other.start()]
        if between and re.search(r"[,;]|\band\b", seen[one.end() : between[0]]):
            starts.append((between[0], other))
    for at, (begin, trigger) in enumerate(starts):
        yield begin, starts[at + 1][0] if at + 1 < len(starts) else len(seen), trigger
