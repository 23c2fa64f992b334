"""Takes the endings off words, so that words of one meaning match."""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its commonest endings, so that "terminates" matches "termination".

    Stems are only compared with each other, and never shown.

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
