"""Words that documents are searched for: "Which documents mention arbitration?" asks for the word itself.

What a document says of a thing is for a reader to judge. Whether a word stands in it is not, and the answer is certain.
"""

import re

from pincite.retrieval.terms import content_words

MOST = 4
"""The most words of meaning that are looked for as such; more of them describe something."""

_SOUGHT = re.compile(
    r"^(?:(?:mentions?|reference|references|refers?\sto|uses?|contains?|includes?|has|have)\s)"
    r"(?:(?:the\s)?(?P<word>words?|terms?|phrases?|expressions?)\s)?(?:an?\s|the\s|any\s)?(?P<what>[^,;:]+?)(?:\s(?:anywhere|at\sall))?[?.!]?$",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(r"^(?:mentions?|reference|references|refers?\sto)\s", re.IGNORECASE)
_SAYS_MORE = re.compile(
    r"\b(?:and|or|but|that|which|who|when|if|to|for|between|no|not|without|than|more|less|fewer|at\s(?:least|most)|up\sto)\b"
    r"|^(?:of|over|under|in|on|longer|shorter)\b|\d",
    re.IGNORECASE,
)
"""What makes more of it than a word or two: a choice, a denial, an amount, "the term of the lease"."""


def words_sought(asked: str) -> tuple[str, ...]:
    """The stems of the words that each document must have in one sentence; empty if a question asks for no words.

    `asked` is what is asked of each document, as `many_in` has it.

    >>> words_sought("mention arbitration?"), words_sought("use the term “Affiliate”?")
    (('arbitr',), ('affili',))
    >>> words_sought("contain a cap on liability?"), words_sought("mention who pays for repairs?")
    ((), ())
    >>> words_sought("contain the term of the lease?"), words_sought("mention more than 5 employees?")
    ((), ())
    """
    found = _SOUGHT.match(asked.strip())
    if found is None or not (found["word"] or _BY_ITSELF.match(asked)) or _SAYS_MORE.search(found["what"]):
        return ()
    words = tuple(dict.fromkeys(content_words(found["what"])))
    return words if len(words) <= MOST else ()
