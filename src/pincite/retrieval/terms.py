"""Content words: what a question is about, in a form that is the same for plurals and tenses."""

import re
from functools import lru_cache

from pincite.chunking.stems import stem

STOP_WORDS = frozenset(
    """a about after all also an and any are as at be been before being between both but by can could did do does doing
    done each either few for from further had has have having he her here him his how i if in into is it its itself
    just may me might more most must my no nor not of on once only or other our out over own please same shall she
    should so some such tell than that the their them then there these they this those through to too under until up
    upon us very was we were what when where whether which while who whom whose why will with would you your say says
    said state states stated according agreement contract document parties party""".split()  # noqa: SIM905 - read as prose
)
"""Words that every question and every contract has; they distinguish nothing."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


_SPELLINGS = (
    (r"(licen|defen|offen|preten)c(?=e)", r"\1s"),
    (r"licenc(?=ing|or)", "licens"),
    (r"practis(?=e|ing)", "practic"),
    (r"(judg|cknowledg)e(?=ment)", r"\1"),
    (r"(col|fav|hon|lab|behavi|harb|neighb|endeav|rum|vap|arm|parl)our", r"\1or"),
    (
        r"(organ|author|recogn|util|real|minim|maxim|final|summar|categor|custom|character|capital|commercial|amort|penal|"
        r"priorit|standard|harmon|optim|special|formal|general|apolog|critic|familiar|jeopard|legal|local|material|mobil|"
        r"monet|memorial|normal|random|rational|reorgan|scrutin|stabil|steril|subsid|symbol|unauthor|visual)is"
        r"(?=e|ing|able|ation|er)",
        r"\1iz",
    ),
    (r"(anal|paral|catal)ys(?=e|ing)", r"\1yz"),
    (r"(cent|met|theat|lit|fib|calib|meag)re(?=s?\Z)", r"\1er"),
    (r"(catal|dial|anal)ogu(?:e(?=s?\Z)|(?=ed|ing|er))", r"\1og"),
    (r"(cancel|travel|label|model|signal|total|counsel|fuel|level|channel)l(?=ed|ing|er|ation)", r"\1"),
    (r"(fulfil|enrol|instal|distil)(?=s\Z|ment|\Z)", r"\1l"),
    (r"\A(wil|skil)ful", r"\1lful"),
    (r"cheque", "check"),
    (r"programme(?=s?\Z)", "program"),
    (r"\Agrey", "gray"),
)
_SPELT = tuple((re.compile(pattern), instead) for pattern, instead in _SPELLINGS)
"""Spellings of Britain, and what takes their place: lawyers ask in one and read contracts in the other."""


@lru_cache(maxsize=65_536)
def one_spelling(word: str) -> str:
    """A word in small letters as it is spelt in the United States, as far as that is known.

    >>> [one_spelling(word) for word in ("licence", "judgement", "authorised", "instalments", "cancelled", "centre")]
    ['license', 'judgment', 'authorized', 'installments', 'canceled', 'center']
    >>> [one_spelling(word) for word in ("exercise", "premises", "franchise", "our", "hour", "presence", "notice")]
    ['exercise', 'premises', 'franchise', 'our', 'hour', 'presence', 'notice']
    """
    for pattern, instead in _SPELT:
        word = pattern.sub(instead, word)
    return word


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repetitions.

    A word that is spelt in two ways has one stem.

    >>> content_words("What is the notice period for terminations?")
    ['notic', 'period', 'termin']
    >>> content_words("an authorised licence") == content_words("an authorized license")
    True
    """
    words = (match.group().lower() for match in _WORD.finditer(text))
    return [stem(one_spelling(word)) for word in words if word not in STOP_WORDS]
