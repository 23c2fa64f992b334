"""Duty, permission and ban: "shall", "may" and "may not", in whatever words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.polarity import negators
from pincite.verification.checks.reading import TokenizedText, same_action

Mode = Literal["duty", "leave", "ban", "no duty"]

_SAID = {"duty": "must", "leave": "may", "ban": "may not", "no duty": "need not"}
_NOT = r"(?: (?:not|never|n't)\b|n't\b)"
_BE = r"(?:is|are|be|was|were|been|being)"
_HAVE = r"(?:has|have|had|shall have)"
_FREE = r"(?:entitled|permitted|allowed|authori[sz]ed|free|at liberty)"
_BOUND = r"(?:required|obliged|obligated|bound)"
_MODES: tuple[tuple[Mode, tuple[str, ...]], ...] = (
    (
        "ban",
        (
            rf"(?:shall|must|will|may|can|should){_NOT}",
            r"cannot",
            r"(?:shall|may|will|must) (?:under no circumstances|in no event)",
            rf"{_BE} (?:prohibited|forbidden|barred|precluded|restricted) from",
            rf"{_BE}{_NOT} {_FREE} to",
            rf"{_HAVE} no right to",
            rf"agrees?{_NOT} to",
            r"(?:agrees? to|shall|must|will) refrain from",
        ),
    ),
    (
        "no duty",
        (
            rf"need{_NOT}",
            rf"{_BE}{_NOT} {_BOUND} to",
            rf"(?:do|does|did|shall){_NOT} (?:have|be {_BOUND}) to",
            rf"{_HAVE} no (?:obligation|duty) to",
            r"under no obligation to",
        ),
    ),
    (
        "leave",
        (
            r"may",
            r"can",
            rf"{_BE} {_FREE} to",
            rf"shall be {_FREE} to",
            rf"(?:{_HAVE}|reserves?) the (?:right|option|power) to",
        ),
    ),
    (
        "duty",
        (
            r"shall",
            r"must",
            r"will",
            rf"{_BE} {_BOUND} to",
            rf"shall be {_BOUND} to",
            rf"{_HAVE} (?:to|(?:the|an) obligation to|a duty to)",
            r"(?:agrees?|undertakes?|covenants?) to",
        ),
    ),
)
"""Of two that begin at the same place, the first counts: "shall not" before "shall"."""

_MODAL = re.compile(
    r"(?<![\w'])(?:"
    + "|".join(
        f"(?P<m{number}>{'|'.join(sorted(patterns, key=len, reverse=True))})"
        for number, (_, patterns) in enumerate(_MODES)
    )
    + r")(?![\w'])(?:,? (?:also|then|only|at all times|each|both|hereby|thereafter|otherwise),?){0,2}",
    re.IGNORECASE,
)
_CLASHES: frozenset[frozenset[Mode]] = frozenset(
    {
        frozenset(("duty", "leave")),
        frozenset(("duty", "no duty")),
        frozenset(("duty", "ban")),
        frozenset(("leave", "ban")),
        frozenset(("ban", "no duty")),
    }
)
HEAD_WITHIN = 5
"""Words after a modal that are searched for the verb it governs."""

LEAST_COVERED = 0.6
FARTHEST_NOBODY = 10
"""Words before a modal that are searched for the "neither" or "no" that begins its subject."""

_NOBODY = frozenset(("neither", "no", "nobody", "none"))
_CASES = frozenset("event events case circumstance circumstances way".split())  # noqa: SIM905 - read more easily as words
_NOT_OF_SUBJECT = frozenset("if when where that which who unless because as but has have is are".split())  # noqa: SIM905 - read more easily as words
_PARTED = re.compile(r"[.,;:]")
_SKIPPED = frozenset("be been have promptly immediately reasonable reasonably itself himself themselves".split())  # noqa: SIM905 - read more easily as words
_SOME = frozenset(("some", "certain"))
_NOUN_AFTER = frozenset("the a his her last their our".split())  # noqa: SIM905 - read more easily as words


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal: its mode, its words, and the place of the word that it governs."""

    mode: Mode
    words: str
    head: int


def modals_in(reading: TokenizedText, first: int, last: int) -> list[Modal]:
    """The modals in `[first, last)` of a text's words, in order."""
    if first >= last:
        return []
    found: list[Modal] = []
    place = first
    for match in _MODAL.finditer(reading.text, reading.spans[first][0], reading.spans[last - 1][1]):
        while place < last and reading.spans[place][0] < match.end():
            place += 1
        if _is_noun(match):
            continue
        mode = next(mode for number, (mode, _) in enumerate(_MODES) if match[f"m{number}"] is not None)
        if mode != "no duty" and _is_of_nobody(reading, place - 1, first):
            mode = "duty" if mode == "ban" else "ban"
        for at in range(place, min(last, place + HEAD_WITHIN)):
            word = reading.words[at]
            if reading.stems[at] and word not in _SKIPPED and not word.endswith("ly"):
                found.append(Modal(mode, match[0].strip(" ,"), at))
                break
    return found


def _is_of_nobody(reading: TokenizedText, modal: int, first: int) -> bool:
    """True if the subject of a modal is denied: "neither party may"; not for "in no event shall the other"."""
    begin = modal
    while begin > first and modal - begin < FARTHEST_NOBODY and not _PARTED.search(reading.between(begin - 1, begin)):
        begin -= 1
    found = [
        at
        for at in negators(reading, begin, modal)
        if reading.words[at] in _NOBODY and reading.words[at + 1] not in _CASES
    ]
    return bool(found) and _NOT_OF_SUBJECT.isdisjoint(reading.words[begin:modal])


def _is_noun(match: re.Match[str]) -> bool:
    """True for the month of May, and for "the will"."""
    if match[0] == "May":
        return True
    before = match.string[max(0, match.start() - 8) : match.start()].split()
    return match[0].lower() == "will" and bool(before) and before[-1].lower() in _NOUN_AFTER


def modals(comparison: Comparison) -> Iterator[str]:
    """The places at which the claim makes a permission a duty, a ban a permission, and so on, for the same verb."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    claimed = modals_in(claim, 0, len(claim.words))
    if not claimed:
        return
    given = modals_in(premise, comparison.first, comparison.last)
    for modal in claimed:
        rivals = [other for other in given if same_action(claim, modal.head, premise, other.head)]
        if modal.mode == "leave" and _SOME.intersection(claim.words[: modal.head]):
            continue  # "some duties may survive": they can, if they must
        if rivals and all(frozenset((modal.mode, other.mode)) in _CLASHES for other in rivals):
            said, stands = claim.words[modal.head], premise.words[rivals[0].head]
            yield (
                f'the claim says "{modal.words} {said}" ({_SAID[modal.mode]}); '
                f'the passage says "{rivals[0].words} {stands}" ({_SAID[rivals[0].mode]})'
            )
