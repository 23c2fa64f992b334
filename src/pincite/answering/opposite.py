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

from pincite.answering.needed import asks_at_will, asks_to_go_on_alone, forbids_ending

Said = Literal["same", "opposite", "both", "untold"]
"""What a sentence says of what is asked; "both" where parts of it differ."""

_CLAUSES = re.compile(
    r"[;:]|\b(?:except|provided|however|but|whereas|although|notwithstanding|otherwise\sthan)\b|(?<=[a-z]{3}\.)\s(?=[A-Z])",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"\b(?:without|unless|except|until|other\sthan|only|provided|but|save|subject\sto|consent|approval)\b",
    re.IGNORECASE,
)

_EXCEPTED = re.compile(
    r"\b(?:unless|except|until|before|prior\sto|other\sthan|provided|but|save|however|notwithstanding)\b", re.IGNORECASE
)
"""What takes part of a ban back: "may not be terminated before the third year"."""

_BESIDE = "avail|reason|applic|pay|li|accept|suit|prob|cap|comp"
"""Beginnings of words in "-able" and "-ible" that are seldom the point: "the applicable law", "reasonable efforts"."""

_UN = r"(?P<un>non[-\u2010-\u2015]?\s?|un|in|im|ir)"
_TURNED = re.compile(
    rf"\b{_UN}?(?P<stem>exclusiv(?=e|ity)|automatic|mutual|binding|(?!(?:{_BESIDE})[ai]b)[a-z]{{3,}}[ai]b(?=l[ey]|ility))",
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

_DENIED = re.compile(
    r"\b(?:not|neither|nor|no|none|never|nothing|prohibited|forbidden|void)\b|\bcannot\b|n['’]t\b", re.IGNORECASE
)
_FREE = re.compile(r"\b(?:may|can|could|rights?|entitled|free(?:ly)?|permitted|allowed|able)\b", re.IGNORECASE)
"""What lets somebody do a thing: "if it is assigned without consent" lets nobody."""

_NEEDS = (
    r"\b(?:(?:requir|need|necess|condition|get|obtain|ask|seek|giv)\w*|subject\sto|must|only|with|(?:up)?on|prior)\b"
)

_MAY = r"\b(?:may|shall|will|can|must|does|do|is|are)"
_TOGETHER = r"(?:be\s)?(?:[a-z]+ly\s)?(?:[a-z]+(?:,|,?\s(?:or|nor|and))\s){0,4}"
"""What may stand between "may not" and a verb: "shall not be sold, assigned or sublet"."""

_ENDS_ALONE = re.compile(
    r"\b(?:shall|will)\s(?:(?:then|thereupon|thereafter|forthwith|[a-z]+ly)\s){0,2}"
    r"(?:terminate|expire|lapse|end|cease|come\sto\san\send)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:shall|will|deemed)\s(?:(?:be|to|deemed|then|thereafter|[a-z]+ly)\s){0,3}"
    r"(?:renew|exten[ds]|roll|continu|prolong|remain)\w*|\b(?:renews|extends|rolls|continues)\b",
    re.IGNORECASE,
)
"""What comes of a term that nobody does anything about: its end, or a further one."""

_GIVES_UP = (
    r"(?:giv(?:e|es|en|ing)\sup|gave\sup|waiv(?:e[sd]?|ing|ers?)|surrender(?:s|ed|ing)?|relinquish(?:es|ed|ing)?|"
    r"renounc(?:e[sd]?|ing)|for(?:e)?go(?:es|ing|ne)?|sign(?:s|ed|ing)?\saway)\b"
)
_GIVING_UP = re.compile(rf"\b{_GIVES_UP}", re.IGNORECASE)
_NOT_GIVEN_UP = re.compile(
    rf"\b(?:not|never|nor|no|nothing)\b[^.,;:]{{0,40}}?\b{_GIVES_UP}|\b{_GIVES_UP}[^.;:]{{0,20}}?\bnot\b", re.IGNORECASE
)
_HELD = re.compile(
    r"\b(?:claim|demand|request|retain|reserve|preserve|keep|assert|exercis|invok|insist)(?:e?[sd]|ing)?\s"
    r"(?:(?:for|on|upon|to)\s)?(?:[\w'’]+\s){0,4}?(?:rights?|privileges?|trial|jury|claims?|defen[cs]es?)\b",
    re.IGNORECASE,
)
"""What is done with a right: it is given up, kept from being given up, or held and used."""

_LIGHT = frozenset(
    """
    could should would there contain contains include includes provide provides state states mention mentions
    require requires required speak speaks allow allows permit permits prohibit prohibits forbid forbids
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that open a question and do not say what it is about."""

_VERB = re.compile(
    rf"^(?:{_MAY}\s?(?P<un>not|n['’]t)?\s)?(?:be\s)?(?:[a-z]+ly\s)?"
    r"(?:(?:allow|permit|let|(?P<bans>prohibit|forbid|ban|bar))s?\s(?:[\w’'-]+\s){0,4}?(?:to\s)?"
    r"(?P<act>(?<=to\s)[a-z]{4,}|[a-z]{3,}(?:ing|ment|ion|al))\b|(?P<verb>[a-z]{5,})\b)",
    re.IGNORECASE,
)
"""The verb of a question: that of "can be assigned", and what "do not allow subletting" bans."""


@dataclass(frozen=True, slots=True)
class AskedPolarity:
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


def asked_of(question: str) -> AskedPolarity | None:
    """What can be told of sentences by the words of a question; None if nothing.

    >>> wanted = asked_of("are non-exclusive?")
    >>> [wanted.is_opposite(f"Acme is an {how} distributor.") for how in ("exclusive", "non-exclusive")]
    [True, False]
    >>> asked_of("say who pays?") is None
    True
    """
    plain = " ".join(question.split())
    of_term = _of_ending(plain) or _of_going_on(plain)
    return of_term or _of_giving_up(plain) or _of_leave(plain) or _of_turned(plain) or _of_verb(plain)


def _of_ending(question: str) -> AskedPolarity | None:
    """What is asked of ending without a cause, for which questions have other words than clauses."""
    if not asks_at_will(question) or _DENIED.search(question.replace("no reason", "").replace("no cause", "")):
        return None

    def said(sentence: str) -> Said:
        if not forbids_ending(sentence):
            return "untold"
        return "untold" if _EXCEPTED.search(sentence) else "opposite"

    return AskedPolarity(said, is_telling=False)


def _of_going_on(question: str) -> AskedPolarity | None:
    """What is asked of a term that goes on by itself: one that ends unless somebody acts is the opposite."""
    if not asks_to_go_on_alone(question) or _DENIED.search(_EXCEPTED.split(question)[0]):
        return None

    by_word = _of_turned(question) or _of_verb(question)

    def said(sentence: str) -> Said:
        if _ENDS_ALONE.search(sentence) and not _GOES_ON.search(sentence):
            return "opposite"
        return by_word.said(sentence) if by_word is not None else "untold"

    return AskedPolarity(said, by_word is not None and by_word.is_telling)


def _of_giving_up(question: str) -> AskedPolarity | None:
    """What is asked of a right that is given up: one that is claimed or kept is not."""
    if _GIVING_UP.search(question) is None or _DENIED.search(question):
        return None

    def said(sentence: str) -> Said:
        given_up = len(_GIVING_UP.findall(sentence))
        if given_up:
            is_kept = len(_NOT_GIVEN_UP.findall(sentence)) == given_up and not _QUALIFIED.search(sentence)
            return "opposite" if is_kept else "untold"
        return "opposite" if _HELD.search(sentence) else "untold"

    return AskedPolarity(said, is_telling=False)


@dataclass(frozen=True, slots=True)
class _Leave:
    """Somebody's leave to do a thing, or word of it: how clauses ask for it, do without it, and spare it."""

    needed: re.Pattern[str]
    without: re.Pattern[str]
    spared: re.Pattern[str]

    def is_spared(self, clause: str) -> bool | None:
        """True if a thing may be done without leave by a part of a sentence, False if not; None if it does not tell."""
        out = self.without.search(clause)
        if out is not None:
            if _DENIED.search(clause[: out.start()]) or _DENIED.search(clause[out.end() :]):
                return False
            return True if _FREE.search(clause) else None
        if self.spared.search(clause):
            return True
        return False if self.needed.search(clause) else None


def _leave(named: str) -> _Leave:
    between = r"(?:\s(?!(?:(?:up)?on|by|with|after|at|for|if)\b)[^\s;:]+){0,9}?\s"  # "without cause on notice" needs it
    return _Leave(
        re.compile(rf"{_NEEDS}.{{0,60}}\b{named}\b|\b{named}\b.{{0,40}}{_NEEDS}", re.IGNORECASE),
        re.compile(rf"\b(?:without|unless|absent)\b{between}{named}\b", re.IGNORECASE),
        re.compile(
            rf"\bno\s(?:\w+\s){{0,4}}{named}\b|\b{named}\b.{{0,60}}\bnot\s(?:be\s)?(?:requir|need|necess)",
            re.IGNORECASE,
        ),
    )


_DESPITE = re.compile(
    r"\W*(?:\(?\w{1,4}[.)]\W+)?(?:notwithstanding\sthe\s(?:foregoing|above|preceding)|despite\sthe\s(?:foregoing|above)|"
    r"however)\b(?![^.;]*\b(?:not|neither|nor|no)\b)[^.;]*\b(?:may|can|is\s(?:free|entitled|permitted)\sto)\b",
    re.IGNORECASE,
)
"""Behind a ban without leave, what may be done all the same: "Notwithstanding the foregoing, Acme may assign it"."""

_LEAVES = (_leave(r"(?:consents?|approvals?|permission|authori[sz]ation)"), _leave("notice"))


def _of_leave(question: str) -> AskedPolarity | None:
    """What is asked of somebody's leave: whether it is needed, or the thing may be done without."""
    for leave in _LEAVES:
        out = leave.without.search(question)
        if out is not None or leave.needed.search(question):
            is_without = out is not None and not _DENIED.search(question[: out.start()])

            def said(sentence: str, leave: _Leave = leave, wanted: bool = is_without) -> Said:
                if _DESPITE.match(sentence) and not leave.needed.search(sentence):
                    return "same" if wanted else "opposite"
                found = {leave.is_spared(clause) for clause in _CLAUSES.split(sentence)}
                return _told({one for one in found if one is not None}, wanted)

            return AskedPolarity(said, is_telling=is_without)
    return None


def _of_turned(question: str) -> AskedPolarity | None:
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

    return AskedPolarity(said, is_un)


def _of_verb(question: str) -> AskedPolarity | None:
    """What is asked of a verb, which a clause may deny."""
    found = _VERB.match(question)
    if found is None or (word := (found["act"] or found["verb"]).lower()) in _LIGHT:
        return None
    is_un = (found["un"] is not None) != (found["bans"] is not None)
    stem = _stem(word)
    uses = re.compile(rf"\b{stem}", re.IGNORECASE)
    affirmed = re.compile(rf"{_MAY}\s{_TOGETHER}{stem}", re.IGNORECASE)
    denied = re.compile(
        rf"{_MAY}\s?(?:not|never)\s{_TOGETHER}{stem}|\b(?:neither|no)\b[^.,;:]{{0,40}}?{_MAY}\s{_TOGETHER}{stem}",
        re.IGNORECASE,
    )

    def said(sentence: str) -> Said:
        is_qualified = _QUALIFIED.search(sentence) is not None
        no = len(denied.findall(sentence))
        if is_qualified or (no and no < len(uses.findall(sentence))):
            return "untold"
        if no:
            return "same" if is_un else "opposite"
        if not is_un:
            return "same" if uses.search(sentence) else "untold"
        return "opposite" if affirmed.search(sentence) and not _DENIED.search(sentence) else "untold"

    return AskedPolarity(said, is_telling=False)


def _stem(word: str) -> str:
    """How the forms of a verb begin, and nouns made of it: "sublet" for "subletting", "assign" for "assignment".

    >>> [_stem(word) for word in ("subletting", "assignment", "renewed", "termination")]
    ['sublet', 'assign', 'renew', 'terminat']
    """
    stem = re.sub(r"(?:(?<=[a-z]{3})(?:ing|ment|ion|al|ed|es|s|e))$", "", word)
    return re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", stem)


def _told(found: set[bool], wanted: bool) -> Said:
    if not found:
        return "untold"
    if len(found) > 1:
        return "both"
    return "same" if wanted in found else "opposite"
