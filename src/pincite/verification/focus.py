"""Which part of a long premise is a claim about? A model's window holds at most a page; a clause may be longer."""

import math
from collections import Counter

from pincite.retrieval.terms import content_words
from pincite.structure.sentences import sentences

LONGEST = 1_100
"""The most characters of a premise that are read with a claim: some 230 tokens, so that both fit the window."""

OPENING = 0.15
"""Weight that a premise's first sentence has besides its words of the claim: it says what the rest is about."""

NEIGHBOUR = 0.35
"""Share of its heavier neighbour's weight that a sentence gets: "It shall also …" continues the one before."""


def focused(premise: str, claim: str, longest: int = LONGEST) -> str:
    """The premise, or the sentences of it that share most with the claim, in order, at most `longest` characters.

    A word weighs more if fewer sentences of the premise have it (inverse document frequency, Spärck Jones 1972, over
    sentences). The time is linear in the length of the premise, except for a sort of its sentences.
    """
    if len(premise) <= longest:
        return premise
    spans = [part for span in sentences(premise, 0, len(premise)) for part in _parts(*span, longest // 2)]
    bags = [set(content_words(premise[start:end])) for start, end in spans]
    spread = Counter(word for bag in bags for word in bag)
    wanted = {word: math.log(1 + len(bags) / spread[word]) for word in set(content_words(claim)) if word in spread}
    whole = sum(wanted.values()) or 1.0
    own = [sum(wanted.get(word, 0.0) for word in bag) / whole for bag in bags]
    if own:
        own[0] += OPENING
    weights = [
        weight + NEIGHBOUR * max(own[at - 1] if at else 0.0, own[at + 1] if at + 1 < len(own) else 0.0)
        for at, weight in enumerate(own)
    ]
    kept: set[int] = set()
    room = longest
    for at in sorted(range(len(spans)), key=lambda at: (-weights[at], at)):
        start, end = spans[at]
        if end - start + 1 <= room:
            kept.add(at)
            room -= end - start + 1
        if room < 20:
            break
    return "\n".join(premise[start:end] for start, end in (spans[at] for at in sorted(kept)))


def _parts(start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """A span in parts of at most `longest` characters: without them, a sentence as long as a page would be left out."""
    return [(at, min(end, at + longest)) for at in range(start, end, longest)]
