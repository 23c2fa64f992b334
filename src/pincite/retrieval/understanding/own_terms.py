"""Does a question ask for a document's own dates, how long it is in force, or its law, and nothing else?"""

import re
from collections.abc import Collection
from typing import Literal

from pincite.chunking.ordinary import name_words
from pincite.retrieval.understanding.names import DOCUMENTS

OwnTerm = Literal["end", "law", "made", "dated", "effective", "updated"]
"""What is asked of a document: when it ends, its law, when it was signed or decided, its date, when it takes effect,
and when it was last changed."""

_IN_FORCE = r"(?:last|run|continue|remain|stay|go\son|good\sfor|in\s(?:force|effect)|valid|binding)"
_OVER = r"(?:ends?|expires?|lapses?|runs?\sout|comes?\sto\san\send|be\sover|(?:is|are)\s(?:over|up))"
_HOW_LONG = rf"\bhow\slong\s(?:does|do|will|is|are|shall|did|was)\b.{{1,120}}\b{_IN_FORCE}\b"
_HOW_LONG_FOR = r"\bhow\slong\s(?:is|are|was)\b.{1,120}\bfor(?=\W*\Z)"
_WHAT_DAY = rf"\b(?:what|which)\s(?:date|day)\s(?:does|do|will|is|are|shall)\b.{{1,120}}\b{_OVER}\b"
_UNTIL_WHEN = rf"\b(?:until|till|up\sto)\swhen\s(?:does|do|will|is|are|shall)\b.{{1,120}}\b(?:{_IN_FORCE}|bind)\b"
_WHEN_OVER = rf"\bwhen\s(?:does|do|will|is|are|shall)\b.{{1,120}}\b(?:{_OVER}|over|up)\b"
_WHAT_TERM = (
    r"\b(?:what|how\slong)(?:\s(?:is|are)|['’]s)\s(?:the\s)?(?:initial\s|first\s)?"
    r"(?:term|duration|length|expiry\sdate|expiration\sdate|end\sdate)\b"
)
_SAME_TERM = r"\bsame\s(?:initial\s|first\s)?(?:term|duration|length)\b"
_WHICH_LONGEST = r"\bwhich\b.{0,120}\b(?:lasts?|runs?|goes\son)\s(?:the\s)?(?:longer|longest|shorter|shortest)\b"
_END = re.compile(
    "|".join((_HOW_LONG, _HOW_LONG_FOR, _WHAT_DAY, _UNTIL_WHEN, _WHEN_OVER, _WHAT_TERM, _SAME_TERM, _WHICH_LONGEST)),
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:which|what|whose)\s(?:(?:state|country)(?:['’]s)?\s)?laws?\b.{0,120}\b(?:governs?|applies|apply|controls?|governed|"
    r"under|subject)\b|\bunder\s(?:which|what|whose)\slaws?\b|\bgoverning\slaw\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:when|(?:on|in|at)\s(?:which|what)\s(?:date|day|month|year)|(?:which|what)\s(?:date|day|month|year))\s(?:was|were|did|has|have)"
    r"\b.{1,160}?\b(?:sign(?:ed)?|made|executed?|dated|concluded?|enter(?:ed)?|agreed?|decided?|handed\sdown|issued?|filed?|written|"
    r"publish(?:ed)?|adopt(?:ed)?)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:what|which)(?:\s(?:is|was)|['’]s)\s(?:the\s|its\s)?date\b(?!\s(?:by|when|until|after|before))|\bdate\sof\s(?:the|this|that|our)\b"
    r"|\bwhat\sdate\s(?:is|does)\b.{1,120}\b(?:on|have|bear|carry)\b|\b(?:is|are|which)\b.{0,120}\b(?:older|newer|more\srecent|oldest|newest)\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"\beffective\sdate\b|\b(?:when|from\s(?:when|what\sdate|which\sdate)|as\sof\s(?:when|what\sdate|which\sdate)|since\swhen)\b.{1,160}?\b"
    r"(?:takes?\seffect|took\seffect|becomes?\seffective|became\seffective|(?:comes?|came|goes?|go|went|put|enters?|entered)\sinto\s(?:force|effect)|"
    r"effective|in\sforce|in\seffect)\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\bwhen\s(?:was|were|did)\b.{1,160}?\b(?:last|most\srecently)\s(?:updated?|revised?|modified|changed?|amended)\b"
    r"|\bdate\sof\s(?:the\s)?(?:last|latest|most\srecent)\s(?:update|revision|change|version)\b",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[OwnTerm, re.Pattern[str]], ...] = (
    ("law", _LAW),
    ("end", _END),
    ("updated", _UPDATED),
    ("effective", _EFFECTIVE),
    ("made", _MADE),
    ("dated", _DATED),
)
"""In which form each is asked for; a question in several forms asks for the first."""

_OF_TERM = frozenset(
    """
    a according agreement an and applies apply are as at be between bind binding by come comes continue contract
    control controls country current date day deal did do document does duration effect end ends expiration
    expire expires expiry first for force from go good govern governed governing governs has have how in initial
    is it its lapse lapses last lasts law laws length long longer longest of on original our out over parties
    please remain run runs same shall shorter shortest state stay subject tell term terms that the their they
    this till to under until up valid was we what when which whose will with you your
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words of a question for the time or the law of a document, and for nothing more."""

_OF_ANY_DATE = frozenset(
    """
    a agreement an are as at between both by contract date day deal did do document does for from had has have in
    is it its me month of on or our please tell that the their they this to us was we were what when which with
    year you your
    """.split()  # noqa: SIM905 - words read best as words
)
_OF_DATE: dict[OwnTerm, frozenset[str]] = {
    "made": _OF_ANY_DATE
    | frozenset(
        """
        adopt adopted agree agreed all and been case conclude concluded dated decide decided decision down
        enter entered execute executed execution filed handed into issue issued made opinion parties party
        publish published sign signed signing
        """.split()  # noqa: SIM905 - words read best as words
    ),
    "dated": _OF_ANY_DATE
    | frozenset(
        """
        and bear carry dated decision execution more newer newest older oldest opinion recent signing than
        """.split()  # noqa: SIM905 - words read best as words
    ),
    "effective": _OF_ANY_DATE
    | frozenset(
        """
        and became become becomes came come comes effect effective enter entered enters force go goes into
        put since take takes took went
        """.split()  # noqa: SIM905 - words read best as words
    ),
    "updated": _OF_ANY_DATE
    | frozenset(
        """
        amended change changed last latest modified modify most recent recently revise revised revision
        update updated version
        """.split()  # noqa: SIM905 - words read best as words
    ),
}
"""The same of a question for one of its dates; what one of them needs is a subject of its own in another."""

_OF_CASE = re.compile(
    r"\bwhen\b(?!.*\b(?:opinion|decision)\b).*\bfiled\b|\bcase\b.*\bfiled\b|\bfiled\b.*\bcase\b", re.IGNORECASE
)
"""When a suit was brought, which is not when its opinion was filed."""

_TOPICS = (
    r"confidential\w*|non-?disclosure|secre\w+|non-?compet\w*|non-?solicit\w*|warrant\w*|guarant\w*|exclusiv\w*|options?|support|"
    r"maintenance|insurance|indemnit\w*|escrow|subscription|guaranty|training|hosting|licen[cs]es?"
)
_TOPIC = re.compile(
    rf"\b(?:{_TOPICS})\b(?![\s/-](?:[\w/-]+\s){{0,2}}?(?:{'|'.join(sorted(DOCUMENTS))})\b)", re.IGNORECASE
)
"""What a document may be called by and has a time of its own for: the secrecy of an agreement on secrecy."""

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
_OWN_S = re.compile(r"['’]s\Z")


def may_ask_for_term(text: str) -> bool:
    """True for a question in a form in which people ask for a date, the time or the law of a document."""
    return any(form.search(text) for _, form in _FORMS)


def asks_for_term(text: str, names: Collection[str] = ()) -> OwnTerm | None:
    """What is asked of a document's own dates, time or law; `names` are the words by which it is called.

    >>> asks_for_term("How long does the Acme lease run?", ["acme", "lease"])
    'end'
    >>> asks_for_term("Which law governs it?"), asks_for_term("How long does the warranty of the lease run?", ["lease"])
    ('law', None)
    >>> asks_for_term("When was the lease signed?", ["lease"]), asks_for_term("When is the rent due?")
    ('made', None)
    """
    asked = next((own for own, form in _FORMS if form.search(text)), None)
    if asked is None or (asked in ("end", "effective") and _TOPIC.search(text)):
        return None
    called = set(names)
    if _OF_CASE.search(text):
        return None
    usual = _OF_DATE.get(asked, _OF_TERM)
    rest = [word for word in _WORD.findall(text) if _OWN_S.sub("", word.lower()) not in usual]
    return asked if all(called.issuperset(name_words(word)) for word in rest) else None
