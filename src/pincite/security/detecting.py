"""What a text itself says of how sensitive it is: numbers that identify people, and words that claim privilege.

A finding only raises: a text without any may still be as sensitive as its matter. Findings say where and of what kind
they are, and never repeat the text, so that they can go on the record.
"""

from dataclasses import dataclass

from pincite.security.findings import Finding
from pincite.security.identifiers import identifiers
from pincite.security.plain import plain
from pincite.security.privilege import claims
from pincite.sensitivity import Sensitivity, highest


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found in a text, in the order of its place."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> Sensitivity:
        """The level to which the findings raise the text; the lowest raises nothing."""
        return highest(finding.level for finding in self.findings)


def detect(text: str) -> Detected:
    """What raises the level of a text. Takes linear time.

    The text is read as it stands and as a person would see it: invisible characters, look-alike letters and figures of
    other forms hide nothing, and take nothing away from what the text as it stands gives.

    >>> [(one.kind, one.level.word) for one in detect("Her SSN is 536-22-8145.").findings]
    [('US SSN', 'confidential')]
    >>> detect("The rent is due on 1 May 2027.").level.word
    'public'
    """
    found = {*identifiers(text), *claims(text)}
    seen = _as_seen(text)
    if seen != text:
        apart = [*identifiers(seen), *claims(seen)]
        if apart:
            places = plain(text)
            found |= {Finding(one.kind, one.level, *places.span(one.start, one.end)) for one in apart}
    return Detected(tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind))))


def kinds_in(text: str) -> frozenset[tuple[Sensitivity, str]]:
    """The kinds of what `detect` finds, each with its level, without the places, which take as long to work out."""
    seen = _as_seen(text)
    read = (text,) if seen == text else (text, seen)
    return frozenset((one.level, one.kind) for each in read for one in (*identifiers(each), *claims(each)))


def _as_seen(text: str) -> str:
    """The plain letters of a text, as `plain` gives them, without the place of each: that is several times faster."""
    if text.isascii():
        return text
    return text.translate({ord(sign): plain(sign).text for sign in set(text) if not sign.isascii()})
