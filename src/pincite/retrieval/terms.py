"""Content words: what a question is about, in a form that is the same for plurals and tenses."""

import re

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


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repetitions.

    >>> content_words("What is the notice period for terminations?")
    ['notic', 'period', 'termin']
    """
    words = (match.group().lower() for match in _WORD.finditer(text))
    return [stem(word) for word in words if word not in STOP_WORDS]
