"""BM25 with the statistics of the texts at hand, as search engines have it: for comparisons, not for a workspace.

pincite's own search weighs words by a fixed table instead (`pincite.index.words`).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from pincite.index.words import K1, STOP_WORDS, B

WORD = re.compile(r"[^\W_]+")


class Bm25:
    """Relevance of texts to queries, texts and queries given as words.

    Source: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.4; the
    inverse document frequency is Lucene's, ln(1 + (n - df + 0.5) / (df + 0.5)), which is never negative.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        average = sum(map(len, texts)) / len(texts) if texts else 1.0
        self._damping = [K1 * (1 - B + B * len(text) / (average or 1.0)) for text in texts]
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for at, text in enumerate(texts):
            for word, frequency in Counter(text).items():
                self._postings.setdefault(word, []).append((at, frequency))

    def scores(self, query: Sequence[str]) -> list[float]:
        """One score per text, same order, 0 where they share no word; a word that is asked for twice counts twice."""
        scores = [0.0] * len(self._damping)
        for word in query:
            found = self._postings.get(word, ())
            rarity = math.log(1 + (len(scores) - len(found) + 0.5) / (len(found) + 0.5))
            for at, frequency in found:
                scores[at] += rarity * frequency * (K1 + 1) / (frequency + self._damping[at])
        return scores


def words(text: str) -> list[str]:
    """The words of a text that are looked for: letters and digits, in lower case, without stop words."""
    return [word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]
