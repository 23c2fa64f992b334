"""Content words: what a question is about, in a form that survives plurals and tenses."""

import re
from functools import lru_cache

STOP_WORDS = frozenset(
    """a about after all also an and any are as at be been before being between both but by can could did do does doing
    done each either few for from further had has have having he her here him his how i if in into is it its itself
    just may me might more most must my no nor not of on once only or other our out over own please same shall she
    should so some such tell than that the their them then there these they this those through to too under until up
    upon us very was we were what when where whether which while who whom whose why will with would you your say says
    said state states stated according agreement contract document parties party""".split()  # noqa: SIM905 - read as prose
)
"""Words that every question and every contract has; they tell nothing apart."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its commonest endings, so that "terminates" meets "termination".

    Only to compare words of a question with words of a clause; nothing shown or indexed is made of stems.

    >>> [stem(w) for w in ("parties", "terminates", "termination", "renewed", "notices")]
    ['parti', 'termin', 'termin', 'renew', 'notic']
    """
    word = word.removesuffix("'s").removesuffix("’s")
    for ending in (
        "ations",
        "ation",
        "ating",
        "ated",
        "ates",
        "ate",
        "ities",
        "ity",
        "ments",
        "ment",
        "ions",
        "ion",
        "ings",
        "ing",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    for ending in ("ies", "ied", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("i" if ending in {"ies", "ied", "y"} else "")
    return word


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repetitions.

    >>> content_words("What is the notice period for terminations?")
    ['notic', 'period', 'termin']
    """
    words = (match.group().lower() for match in _WORD.finditer(text))
    return [stem(word) for word in words if word not in STOP_WORDS]
