"""The parties to a lawsuit, from the caption of a court paper."""

import re
from collections.abc import Iterator

from pincite.documents.document import Fact

WITHIN = 6_000
"""Characters from the start within which the caption stands."""

AROUND = 600
"""Characters on either side of the "v." that may hold the names."""

LONGEST = 120
"""Characters of a name."""

_VERSUS = re.compile(r"(?<![\w.])(?:(?:v|V|vs|VS|Vs)\.?|versus|VERSUS)(?=[\s,)|:\]]|$)")
_ROLE = re.compile(
    r"\b(?:Plaintiffs?|Defendants?|Appell(?:ants?|ees?)|Petitioners?|Respondents?|Claimants?|Movants?|Intervenors?|"
    r"Debtors?|Relators?|Cross[- ]\w+|Counter[- ]?\w+|Third[- ]Party|Amic[iu]\w*|Creditors?|Trustee|Applicants?|"
    r"Employers?)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\b(?:court|appeal|circuit|district|division|no\.|nos\.|case|docket|filed|before|judge|submitted|argued|opinion|order|"
    r"for\s+the|county|page|see|dear|syllabus|short\s+title|via|honorable|document|d\.c\.|civil|term|decided|agency)\b",
    re.IGNORECASE,
)
FEWEST_BRACKETED = 2
"""Lines with a bracket behind their words, above the "v." and below it."""

_BRACKETED = re.compile(r"(?:^|[^\S\n])\)(?=\s|$)", re.MULTILINE)
_LINE = re.compile(r"[^\r\n\f]+")
_LINE_ENDS = re.compile(r"[ \t]*(?:,?[ \t]*(?:No|Nos|Case|Docket|Civ)\b[^\n]{0,60})?[*_ \t.,]*(?:\n|\f|$)")
_ET_AL = re.compile(r",?\s*\bet\.?\s+al\b\.?.*$", re.IGNORECASE | re.DOTALL)
_FOOTNOTE = re.compile(r",\s*\d{1,2}$")
_DESCRIPTION = re.compile(
    r"\s*(?:,\s*(?=(?:an?|in\s+(?:his|her|its|their)|individually|on\s+behalf|as|by|d/b/a|doing|et|also|aka|a/k/a|U\.S\.|Secretary|"
    r"Attorney|Acting|Commissioner|Warden|Director|Sheriff)\b)|;|\(|\||\)).*$",
    re.DOTALL,
)


def litigants(text: str) -> Iterator[Fact]:
    """The first-named party on each side of the caption's "v."; none unless both can be read.

    A caption states each party's role (plaintiff, appellee), stands on a line by itself, or to the left of a column of
    brackets. A cited case does none of these.
    """
    return next((iter(parties) for parties, _ in _captions(text)), iter(()))


def case_name(text: str) -> tuple[str, ...]:
    """The names on both sides of a caption that states roles or has a column of brackets; empty without one.

    A line with "v." alone may be a case that an article or a letter is about.
    """
    return next((tuple(one.value for one in parties) for parties, is_plain in _captions(text) if is_plain), ())


def _captions(text: str) -> Iterator[tuple[tuple[Fact, Fact], bool]]:
    """The parties of each caption, and whether it is plainly one of this paper."""
    for versus in _VERSUS.finditer(text, 0, min(len(text), WITHIN)):
        if versus[0] == "V." and not _in_capitals(text, versus):
            continue  # an initial, as in "Theodore V. Wells"
        if versus[0].lower() == "versus" and not _is_alone(text, versus):
            continue  # "State law versus federal law"
        before, after = _name_before(text, versus.start()), _name_after(text, versus.end())
        if before is None or after is None:
            continue
        is_plain = _has_roles(text, versus) or _is_in_column(text, versus)
        if is_plain or _is_line(text, before[0], after[1]):
            yield (Fact("party", _value(text, *before), *before), Fact("party", _value(text, *after), *after)), is_plain


def _is_alone(text: str, versus: re.Match[str]) -> bool:
    """True for a word that fills its line."""
    start = max(text.rfind("\n", 0, versus.start()) + 1, versus.start() - AROUND)
    end = text.find("\n", versus.end(), versus.end() + AROUND)
    return not text[start : versus.start()].strip() and not text[versus.end() : max(end, versus.end())].strip()


def _in_capitals(text: str, versus: re.Match[str]) -> bool:
    """True where the words around a "V." are in capitals, or it stands on a line by itself."""
    around = text[max(0, versus.start() - 12) : versus.end() + 12]
    return around.isupper() or text[max(0, versus.start() - 2) : versus.start()].endswith("\n")


def _has_roles(text: str, versus: re.Match[str]) -> bool:
    """True where both sides of a "v." are given their roles in the suit."""
    return (
        _ROLE.search(text, max(0, versus.start() - AROUND // 2), versus.start()) is not None
        and _ROLE.search(text, versus.end(), min(len(text), versus.end() + AROUND // 2)) is not None
    )


def _is_line(text: str, start: int, end: int) -> bool:
    """True where the two names and the "v." fill a line, apart from a number after them."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\f", 0, start)) + 1
    return (
        "\n" not in text[start:end]
        and not text[line_start:start].strip(" #*_|")
        and _LINE_ENDS.match(text, end) is not None
    )


def _is_in_column(text: str, versus: re.Match[str]) -> bool:
    """True where the "v." opens a line with a bracket behind it, as lines above and below have one too."""
    line = max(text.rfind("\n", 0, versus.start()) + 1, versus.start() - AROUND)
    if _BRACKETED.match(text, versus.end()) is None or text[line : versus.start()].strip():
        return False
    above, below = text[max(0, versus.start() - AROUND) : versus.start()], text[versus.end() : versus.end() + AROUND]
    return all(len(_BRACKETED.findall(part)) >= FEWEST_BRACKETED for part in (above, below))


def _name_before(text: str, position: int) -> tuple[int, int] | None:
    lines = [line.span() for line in _LINE.finditer(text, max(0, position - AROUND), position)]
    clerks = [index for index, ends in enumerate(lines) if text[slice(*ends)].strip() == "Clerk"]
    stamped = {index for at in clerks for index in (at, at - 1)}  # "FILED … Lyle W. Cayce, Clerk" amid the caption
    lines = [ends for index, ends in enumerate(lines) if index not in stamped]
    for index in range(len(lines) - 1, -1, -1):
        span = _name(text, *lines[index])
        if span is None:
            continue
        above = _name(text, *lines[index - 1]) if index else None
        runs_on = (
            above is not None and lines[index][0] - above[1] <= 2 and text[lines[index - 1][0] : span[1]].isupper()
        )
        return (above[0], span[1]) if above is not None and runs_on else span
    return None


def _name_after(text: str, position: int) -> tuple[int, int] | None:
    for line in _LINE.finditer(text, position, min(len(text), position + AROUND)):
        span = _name(text, *line.span())
        if span is not None:
            return span
    return None


def _name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name on a line, without roles, lines of brackets and descriptions; None where the line holds none."""
    line = text[start:end]
    role = _ROLE.search(line)
    if role is not None:
        line = line[: role.start()]
    line = _ET_AL.sub("", line)
    line = _DESCRIPTION.sub("", line)
    lead = len(line) - len(line.lstrip(" \t\u00a0|§():*_[]"))
    name = _FOOTNOTE.sub("", line[lead:].rstrip(" \t\u00a0|§():*_,;[]-–"))
    if not 3 <= len(name) <= LONGEST or not name[0].isupper() or _NOT_A_NAME.search(name) or ":" in name:
        return None
    if sum(letter.isalpha() for letter in name) < 3 or sum(letter.isdigit() for letter in name) > 4:
        return None
    return start + lead, start + lead + len(name)


def _value(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
