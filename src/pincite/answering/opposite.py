"""Whether a sentence says what is asked or its opposite: "non-exclusive" and "exclusive" are almost the same words.

What looks through documents for what is asked compares words and meanings, and both are blind to a "not". Three ways to
deny are read here, which clauses and questions share: a word that takes "non-" or "not" ("non-exclusive", "shall not
automatically renew"), what may be done without somebody's leave ("may assign without consent", while "neither may
assign without consent" asks for it), and a verb that is denied ("shall not be renewed"). What is qualified, or said
both ways, is told as such: nobody can count on it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Said = Literal["same", "opposite", "both", "untold"]
"""What a sentence says of what is asked; "both" where parts of it differ."""

_CLAUSES = re.compile(
    r"[;:]|\b(?:except|provided|however|but|whereas|although|notwithstanding|otherwise\sthan)\b|(?<=[a-z]{3}\.)\s(?=[A-Z])",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r"\b(?:without|unless|except|until|other\sthan|only|provided|but|save)\b", re.IGNORECASE)

_UN = r"(?P<un>non[-\s]?|un|in|im|ir)"
_TURNED = re.compile(
    rf"\b{_UN}?(?P<stem>exclusiv|automatic|mutual|binding|(?!avail|reason|applic|pay|li|accept|suit|prob|cap|comp)[a-z]{{3,}}[ai]b)"
    r"(?:e|ity|ely|le|ly|ility|ally)?\b",
    re.IGNORECASE,
)
"""A word of a question that a clause may say with "non-" or "not"."""

_NOT_SO = re.compile(
    r"(?:\b(?:not|never|neither|nor|no|non)|n['’]t)"
    r"(?:\s(?:grant|give|create|confer|constitute|make|appoint)\w*(?:\s[\w’'-]+){0,5}?)?"
    r"(?:\s(?:be|been|an?|the|on|to|of|or|as|in|any|have|has|its|their|deemed|considered|construed|made|granted|appointed|"
    r"renew\w*|extend\w*|[a-z]+ly))*\s$",
    re.IGNORECASE,
)
"""A denial that bears on the word after it."""

_LEAVE: tuple[str, ...] = (r"(?:consents?|approvals?|permission|authori[sz]ation|agree(?:s|ment)?)", r"notice")
_DENIED = re.compile(
    r"\b(?:not|neither|nor|no|none|never|nothing|prohibited|forbidden|void)\b|\bcannot\b|n['’]t\b", re.IGNORECASE
)
_FREE = re.compile(r"\b(?:may|can|could|rights?|entitled|free(?:ly)?|permitted|allowed|able)\b", re.IGNORECASE)
"""What lets somebody do a thing: "if it is assigned without consent" lets nobody."""

_NEEDS = r"\b(?:requir|need|necess|subject\sto|condition|must|only|(?:get|obtain|ask|seek)\w*|with|prior)"

_LIGHT = frozenset(
    """
    have has contain contains include includes make give provide state mention require need allow permit prohibit forbid
    speak name with without does must shall will would could should that which there their this what from under into
    """.split()  # noqa: SIM905 - words read best as words
)
_VERB = re.compile(
    r"^(?:(?P<un>(?:can|may|must|shall|will|do|does|are|is)\s?(?:not|n['’]t))\s|(?:can|may|must|shall|will|do|does|are|is)\s)?"
    r"(?:be\s)?(?:[a-z]+ly\s)?(?P<verb>[a-z]{5,})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, so that a sentence can be told from one that says the opposite.

    `said` reads a sentence. With `is_telling`, a sentence that does not tell is to be checked.
    """

    said: Callable[[str], Said]
    is_telling: bool

    def is_opposite(self, sentence: str) -> bool:
        """True for a sentence that says the opposite of what is asked, and nothing else."""
        return self.said(" ".join(sentence.split())) == "opposite"

    def is_doubtful(self, sentence: str) -> bool:
        """True for a sentence that says it both ways, or does not tell where it should."""
        said = self.said(" ".join(sentence.split()))
        return said != "same" and (self.is_telling or said == "both")


def asked_of(question: str) -> Asked | None:
    """What can be told of sentences by the words of a question; None if nothing.

    >>> wanted = asked_of("are non-exclusive?")
    >>> [wanted.is_opposite(f"Acme is an {how} distributor.") for how in ("exclusive", "non-exclusive")]
    [True, False]
    >>> asked_of("say who pays?") is None
    True
    """
    plain = " ".join(question.split())
    return _of_leave(plain) or _of_turned(plain) or _of_verb(plain)


def _of_leave(question: str) -> Asked | None:
    """What is asked of somebody's leave: whether it is needed, or the thing may be done without."""
    for leave in _LEAVE:
        without = re.compile(rf"\b(?:without|unless|absent)\b(?:\s[^\s;:]+){{0,9}}?\s{leave}\b", re.IGNORECASE)
        needed = re.compile(
            rf"{_NEEDS}\w*(?:\s[^\s;:]+){{0,6}}?\s{leave}\b|\b{leave}\b.{{0,40}}{_NEEDS}", re.IGNORECASE
        )
        is_without = without.search(question) is not None
        if not is_without and not needed.search(question):
            continue
        if is_without and _DENIED.search(question[: _start(without, question)]):
            is_without = False
        return _of_leave_of(leave, without, is_without)
    return None


def _of_leave_of(leave: str, without: re.Pattern[str], is_without: bool) -> Asked:
    asked_for = re.compile(
        rf"{_NEEDS}\w*.{{0,60}}\b{leave}\b|\b{leave}\b.{{0,40}}{_NEEDS}",
        re.IGNORECASE,
    )
    spared = re.compile(
        rf"\bno\s(?:\w+\s){{0,4}}{leave}\b|\b{leave}\b.{{0,60}}\bnot\s(?:be\s)?(?:requir|need|necess)",
        re.IGNORECASE,
    )

    def said(sentence: str) -> Said:
        found = set()
        before = ""
        for clause in _CLAUSES.split(sentence):
            out = without.search(clause)
            if out is not None:
                is_denied = bool(_DENIED.search(clause[: out.start()]) or _DENIED.search(clause[out.end() :]))
                if is_denied or _FREE.search(clause):
                    found.add(not is_denied)
            elif spared.search(clause):
                found.add(True)
            elif re.search(rf"\b{leave}\b", clause, re.IGNORECASE) and asked_for.search(before + clause):
                found.add(False)
            before = clause
        return _told(found, is_without)

    return Asked(said, is_telling=True)


def _of_turned(question: str) -> Asked | None:
    """What is asked of a word that takes "non-" or "not"."""
    word = _TURNED.search(question)
    if word is None:
        return None
    is_un = (word["un"] is not None) != (_NOT_SO.search(question[: word.start()]) is not None)
    same = re.compile(rf"\b{_UN}?{word['stem']}", re.IGNORECASE)

    def said(sentence: str) -> Said:
        found = {
            (one["un"] is not None) != (_NOT_SO.search(sentence[: one.start()]) is not None)
            for one in same.finditer(sentence)
        }
        return _told(found, is_un)

    return Asked(said, is_un)


def _of_verb(question: str) -> Asked | None:
    """What is asked of a verb, which a clause may deny."""
    found = _VERB.match(question)
    if found is None or found["verb"].lower() in _LIGHT:
        return None
    is_un = found["un"] is not None
    stem = re.sub(r"(?:ed|es|s|e|ing)$", "", found["verb"].lower())
    verb = re.compile(rf"\b{stem}", re.IGNORECASE)
    may = r"\b(?:may|shall|will|can|must|does|do|is|are)"
    denied = re.compile(rf"{may}\s(?:not|never)\s(?:be\s)?(?:[a-z]+ly\s)?{stem}", re.IGNORECASE)
    affirmed = re.compile(rf"{may}\s(?:be\s)?(?:[a-z]+ly\s)?{stem}", re.IGNORECASE)

    def said(sentence: str) -> Said:
        no, yes, uses = (len(one.findall(sentence)) for one in (denied, affirmed, verb))
        if is_un:
            if no or not yes or _DENIED.search(sentence) or _QUALIFIED.search(sentence):
                return "same" if no else "untold"
            return "opposite"
        if not no:
            return "same" if uses else "untold"
        return "opposite" if no == uses and not _QUALIFIED.search(sentence) else "untold"

    return Asked(said, is_telling=False)


def _told(found: set[bool], wanted: bool) -> Said:
    if not found:
        return "untold"
    if len(found) > 1:
        return "both"
    return "same" if wanted in found else "opposite"


def _start(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found is not None else 0
