"""The clauses that an amending sentence names: their numbers, where they stand, and which part of each is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.structure.amending.new_words import NewWords
from pincite.structure.references.mentions import Mention

FARTHEST_HOLDER = 120
"""Characters after a clause's number within which the sentence says what holds that clause."""

MOST_IN_RANGE = 40
"""Most clauses that one range of numbers names."""

PART_NOT_TOLD = "it changes a part of the clause that could not be told"

_ORDINAL = re.compile(
    r"(?i)\b(?P<which>first|second|third|fourth|fifth|sixth|seventh|last|final|penultimate)\s+(?:full\s+|complete\s+)?"
    r"(?P<unit>sentence|paragraph)\s+(?:of|in|under|to|contained\s+in|set\s+forth\s+in)\s+(?:the\s+)?\Z"
)

_ORDINAL_AFTER = re.compile(
    r"(?i)\A,?\s*(?:the\s+)?(?P<which>first|second|third|fourth|fifth|last|final|penultimate)\s+(?:full\s+)?(?P<unit>sentence|paragraph)\b"
)

_ORDINAL_THEREOF = re.compile(
    r"(?i)\b(?P<which>first|second|third|fourth|fifth|last|final|penultimate)\s+(?:full\s+)?(?P<unit>sentence|paragraph)\s+"
    r"(?:thereof|therein|of\s+such)\b"
)

_AND = re.compile(
    r"(?:\s*[\[(][^()\[\]]{1,80}[\])])?\s*,?\s*(?:\b(?:and|or|through|to|thru)\b|&|[–—-]|;)?\s*(?:a\s+)?(?:new\s+)?"
)

_WITHIN = re.compile(
    r"(?i:,|\b(?:in|of|to|under))\s+(?i:the\s+)?(?:Supplements?|SUPPLEMENT|Attachments?|Exhibits?|Schedules?|Append\w+|Annex\w*|SECTION|Statement\s+of\s+Work|SOW|Disclosure\s+Document|"
    r"Franchise\s+Disclosure)\b"
)

_TO = re.compile(r"\b(?:through|to|thru)\b|[–—-]")

_OF = re.compile(r"[^.;:]{0,60}?\b(?:of|in|to|under)\s+(?:the\s+)?")

_LEADING = re.compile(
    r"(?is)\A\W*(?:(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]\s*)*(?:(?:effective|beginning|commencing|as\s+of|from\s+and\s+after|with\s+effect\s+from|"
    r"on\s+and\s+(?:from|after)|the\s+parties\s+(?:hereby\s+)?(?:hereto\s+)?(?:agree|acknowledge)|accordingly|in\s+addition|further(?:more)?|notwithstanding\s+the\s+foregoing)[^.;]{0,90}?[,:]?\s+)?"
)

_PLAIN = re.compile(
    r"(?i)(?:\b(?:the|entire|entirety|existing|current|provisions?|text|terms?|language|wording|contents?|of|whole|all|in|its|their|and|by|as|to|"
    r"that|hereby|delet\w+|amend\w*|replac\w+|restat\w+|modif\w+|strik\w+|remov\w+|supersed\w+|section|agree|so|also|further|parties|shall|is|are|be|"
    r"agreement|lease|contract|paragraph|subsection|clause|sub|heading|title|with|following|for|new)\b|\W|\d)*"
)

_AMENDED_BY_NAME = re.compile(
    r"(?i)\A\s*(?:\([^()]{1,60}\)\s*)?(?:of|in|to|from|under)\s+(?P<name>(?:the\s+)?(?:(?:first|second|third|fourth|fifth)\s+)?(?:amendment|addendum)(?:\s+(?:no\.?|number|#)?\s*#?\w{1,4})?)"
)


@dataclass(frozen=True, slots=True)
class NamedClause:
    """A clause that a sentence names: its range within the sentence, and its number as outlines write it."""

    start: int
    end: int
    number: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that orders something: `seen` is its head with quotations masked, `words` the new words after it."""

    text: str
    head: str
    seen: str
    origin: int
    named: Sequence[NamedClause]
    words: NewWords | None
    leads_in: bool

    def within(self, start: int, stop: int) -> list[NamedClause]:
        """The clauses that a part of the sentence names."""
        return [one for one in self.named if start <= one.start < stop]


def words_before(sentence: Sentence, one: NamedClause, least: int) -> str:
    """The 120 characters before a clause that the sentence names, but none before `least`."""
    return sentence.seen[max(least, one.start - 120) : one.start]


def listed(sentence: Sentence, found: Sequence[NamedClause]) -> list[NamedClause]:
    """The first of some clauses with those listed after it, including the ones between the ends of a range."""
    if not found:
        return []
    run = [found[0]]
    for other in found[1:]:
        between = sentence.seen[run[-1].end : other.start]
        if _AND.fullmatch(between) is None or other.mention.keyword != run[0].mention.keyword:
            break
        if _TO.search(between):
            run += [replace(other, number=number) for number in _numbers_between(run[-1].number, other.number)]
        run.append(other)
    return run


def _numbers_between(first: str, last: str) -> list[str]:
    """The numbers between the ends of a range; empty where they cannot be counted.

    >>> _numbers_between("11.1", "11.4"), _numbers_between("2(a)", "2(c)"), _numbers_between("3", "5")
    (['11.2', '11.3'], ['2(b)'], ['4'])
    """
    shared = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    while shared and first[shared - 1].isalnum():
        shared -= 1
    lead, one, other = first[:shared], first[shared:].rstrip(")"), last[shared:].rstrip(")")
    tail = first[len(lead) + len(one) :]
    if one.isdecimal() and other.isdecimal() and int(other) - int(one) < MOST_IN_RANGE:
        return [f"{lead}{number}{tail}" for number in range(int(one) + 1, int(other))]
    if len(one) == len(other) == 1 and one.isalpha() and other.isalpha():
        return [f"{lead}{chr(code)}{tail}" for code in range(ord(one) + 1, ord(other))]
    return []


def held_number(sentence: Sentence, one: NamedClause, number: str) -> str:
    """The number of a clause within the clause or schedule that is said to hold it: "(b) of Section 4"."""
    for other in sentence.named:
        if 0 < other.start - one.end < 80 and _OF.fullmatch(sentence.seen, one.end, other.start):
            if number.startswith("("):
                return f"{other.number}{number}"
            if other.mention.word == "schedule" and one.mention.word != "schedule":
                return f"{other.number} {number}"
    return number


def elsewhere(sentence: Sentence, one: NamedClause, last: int) -> str:
    """Why it is not clear where a clause stands: in a supplement, or as a paragraph of what is named after it."""
    following = sentence.seen[one.end : min(last, one.end + FARTHEST_HOLDER)]
    if _WITHIN.search(following) and (held_number(sentence, one, one.number) == one.number or "upplement" in following):
        return "it stands in a part of the agreement that could not be told"
    others = [other for other in sentence.named if one.end <= other.start < min(last, one.end + 30)]
    if one.mention.word == "clause" and not one.number.startswith("(") and others:
        return PART_NOT_TOLD
    return ""


def part_of(sentence: Sentence, one: NamedClause, first: int) -> str:
    """Which sentence or paragraph of a clause is meant; empty for all of it."""
    match = _ORDINAL.search(words_before(sentence, one, first)) or _ORDINAL_AFTER.match(
        sentence.seen[one.end : one.end + 60]
    )
    if match is None:
        return ""
    which = match["which"].lower()
    return f"{'last' if which == 'final' else which} {match['unit'].lower()}"


def part_of_subject(sentence: Sentence, first: int, last: int) -> str:
    """Which sentence of the sentence's own subject a sentence means: "the last sentence thereof"."""
    match = _ORDINAL_THEREOF.search(sentence.seen, first, last)
    if match is None:
        return ""
    which = match["which"].lower()
    return f"{'last' if which == 'final' else which} {match['unit'].lower()}"


def is_whole(lead: str) -> bool:
    """True when only ordinary words stand before a clause's number, so that the whole clause is meant."""
    return _PLAIN.fullmatch(_LEADING.sub("", lead, count=1).rpartition(":")[2]) is not None


def amendment_after(sentence: Sentence, one: NamedClause) -> str:
    """The amendment that the clause belongs to; empty for a clause of the agreement."""
    match = _AMENDED_BY_NAME.match(sentence.seen[one.end : one.end + 80])
    return " ".join(match["name"].split()) if match is not None else ""
