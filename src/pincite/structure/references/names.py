"""Names of documents and laws after "of the": where such a name ends, and which of the two it is."""

import re
from dataclasses import dataclass

LONGEST_NAME = 14
"""Most words of a name ("the Second Amended and Restated Limited Liability Company Agreement of Alder Holdings
LLC")."""

_DOCUMENTS = frozenset(
    """
    agreement agreements lease contract amendment addendum plan policy terms note indenture deed order statement charter
    bylaws by-laws certificate letter schedule schedules license licence mortgage guaranty guarantee declaration
    memorandum sow msa dpa articles conditions instrument document documents warrant offer opinion complaint motion
    brief standards nda mou
    """.split()  # noqa: SIM905 - words read best as words
)
_LAWS = frozenset(
    """
    code act acts regulation regulations rules constitution statute statutes law laws erisa hipaa gdpr ccpa fcpa treaty
    directive ordinance
    """.split()  # noqa: SIM905 - words read best as words
)
_OPENS = re.compile(
    r"(?:,\srespectively)?,?\s{1,12}(?i:of|to|in|under)\s{1,12}(?P<name>(?i:the|that\s+certain|our|your|its)\s{1,12}|"
    r"(?=(?:ERISA|HIPAA|GDPR|CCPA)\b|(?:Amendment|Addendum|Supplement)\s(?:No\.|\#?\d)))"
)
_PLAIN_LAW = re.compile(
    r",?\s{1,12}(?:of|in|to|under)\s{1,12}(?P<name>(?:the|said|its)\s{1,12}(?:[A-Za-z]{1,20}\s{1,12}){0,3}?"
    r"(?:code|law|act|decree|statute|constitution|ordinance)\b(?:\s{1,4}of\s{1,4}(?!the\b)[a-z]{3,20}(?=\W))?)"
)
"""Laws written in small letters: "the code of commerce", "the Colombian civil code"."""
_WORD = re.compile(
    r"[“\"]?(?P<word>No\.\s?\d+|(?:[A-Z]\.){2,3}|[A-Z][\w’'&/-]*|of|and|for|to|the|on|\d{1,4}|#\d+|OF|AND|FOR)[”\"]?(?=(?P<stop>[.,;:)]?)(?P<gap>\s{0,12}))"
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a document or law as written, on one line, with the article before it. It ends at `end`."""

    words: str
    end: int
    is_law: bool


def name_after(text: str, position: int) -> Name | None:
    """The document or law named after "of the" at a position; None when there is none.

    >>> name_after("Section 4(2) of the Act. The Buyer", 12)
    Name(words='the Act', end=23, is_law=True)
    >>> name_after("Section 1 of the Terms of Service, which", 9)
    Name(words='the Terms of Service', end=33, is_law=False)
    """
    opening = _OPENS.match(text, position)
    if opening is None:
        return _plain_law(text, position)
    start, at = opening.start("name"), opening.end()
    noun: tuple[int, bool] | None = None
    joined = False
    for _ in range(LONGEST_NAME):
        match = _WORD.match(text, at)
        if match is None:
            break
        word = match["word"].lower()
        if word in _DOCUMENTS or word in _LAWS:
            noun, joined = (match.end(), word in _LAWS), False
        elif noun is not None and word == "of":
            joined = True
        elif noun is not None and joined and (match["word"][0].isupper() or match["word"].isdecimal()):
            noun, joined = (match.end(), noun[1]), False
        elif noun is not None and not (word.startswith(("no.", "#"))):
            break
        elif noun is not None:
            noun = (match.end(), noun[1])
        if match["stop"] or not match["gap"]:
            break
        at = match.end() + len(match["gap"])
    if noun is None:
        return _plain_law(text, position)
    return Name(" ".join(text[start : noun[0]].split()).strip('“”"'), noun[0], noun[1])


def _plain_law(text: str, position: int) -> Name | None:
    """A law named in small letters at a position; None when there is none."""
    law = _PLAIN_LAW.match(text, position)
    return Name(" ".join(law["name"].split()), law.end(), True) if law is not None else None


def is_own(name: str, own: frozenset[str]) -> bool:
    """True for a name by which this document only calls itself: "the Agreement"."""
    words = name.replace("“", "").replace("”", "").replace('"', "").split()
    return len(words) == 2 and words[1].lower() in own


_OWN = re.compile(r"\b[Tt]his\s+((?:[A-Z][\w-]*\s+){0,4}[A-Z][\w-]*)|\bTHIS\s+((?:[A-Z]+\s+){0,4}[A-Z]+)")
CHANGES = frozenset(("amendment", "addendum", "supplement", "waiver", "consent", "joinder", "modification"))


def own_names(text: str) -> frozenset[str]:
    """What a document calls itself ("agreement", "lease"): the last word of each name, in small letters.

    In an amendment that calls itself "this Amendment", "the Agreement" is another document.
    """
    names = frozenset((match[1] or match[2]).split()[-1].lower() for match in _OWN.finditer(text))
    return names & CHANGES or names
