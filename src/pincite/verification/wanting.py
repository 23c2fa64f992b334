"""Why a claim is not supported, in words, if no check found anything and only the model says so."""

from pincite.retrieval.terms import content_words

MOST_WORDS = 4
"""The most missing words that are named; more would be a list, not a reason."""

LONGEST_PART = 160
"""The most characters of a sentence that a reason repeats."""


def wanting(premise: str, claim: str, weakest: str) -> str:
    """A sentence that names the claim's words that the passage lacks, or the claim's sentence that it does not support.

    >>> wanting("The rent is due monthly.", "The rent is due yearly in advance.", "The rent is due yearly in advance.")
    'the passage says nothing of “yearly”, “advance”'
    """
    known = set(content_words(premise))
    missing: dict[str, None] = {}
    for word in weakest.split():
        bare = word.strip(".,;:!?()[]{}“”\"'‘’*")
        if not known.issuperset(content_words(bare)):
            missing[bare] = None
    if missing and len(missing) <= MOST_WORDS:
        return "the passage says nothing of " + ", ".join(f"“{word}”" for word in missing)
    if weakest.strip() != claim.strip():
        shown = " ".join(weakest.split())
        shown = shown if len(shown) <= LONGEST_PART else f"{shown[:LONGEST_PART]}…"
        return f"the passage does not say “{shown}”"
    return "the passage does not say this"
