"""Why a claim is not supported, in words, when no check found anything and only the model says so."""

from pincite.retrieval.terms import content_words

MOST_WORDS = 4
"""Words named that the passage has not; more would be a list and no reason."""

LONGEST_PART = 160
"""Characters of a sentence that are repeated in a reason."""


def wanting(premise: str, claim: str, weakest: str) -> str:
    """A sentence: which words of the claim the passage lacks, or which of its sentences it does not bear out.

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
