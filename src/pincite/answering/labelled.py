"""Lines of a term sheet, an order form or a cover page that give a value a name: "Cap Rate: 5.0 percent per annum".

They are no sentences, and most of them answer nothing that is asked. One counts where the question has its name.
"""

import re

from pincite.retrieval.terms import content_words

LONGEST_NAME = 60
"""The most characters of a name; more is the first half of a sentence."""

_LINE = re.compile(rf"(?P<name>[A-Z][^\n:.;?!“”\"]{{1,{LONGEST_NAME}}}):\s++(?P<value>.*\w.*)", re.DOTALL)
_OF_A_SIGNATURE = frozenset(
    """
    address attention attn by date email e-mail facsimile fax from its name phone re tel telephone title to
    """.split()  # noqa: SIM905 - words read best as words
)
"""Names in blocks of signatures, of notices and of letters."""


def gives_what_is_asked(question: str, line: str) -> bool:
    """True for a line whose name the question has, with all its words of meaning.

    >>> asked = "What is the cap rate in the UBS yield maintenance agreement?"
    >>> gives_what_is_asked(asked, "Cap Rate:       5.0 percent per annum")
    True
    >>> gives_what_is_asked(asked, "Floating Rate Option: USD-LIBOR-BBA")
    False
    >>> gives_what_is_asked("What is the date of it?", "Date: 1 May 2009")
    False
    """
    found = _LINE.match(line)
    if found is None or found["name"].lower() in _OF_A_SIGNATURE or found["value"].rstrip().endswith(":"):
        return False
    named = set(content_words(found["name"]))
    return bool(named) and named <= set(content_words(question))
