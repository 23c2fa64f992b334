"""The penalty for a short text, by which the share of its claims that are borne out is reduced."""

import math

GAMMA = 10
"""The number of claims from which a text is long enough; the value of the paper's own program."""


def brevity(n_claims: int, gamma: int) -> float:
    """The factor, 0 to 1, for the share of claims borne out in a text of `n_claims`, like the brevity penalty of BLEU.

    Source: Min et al., "FActScore: Fine-grained atomic evaluation of factual precision in long form text generation",
    EMNLP 2023; the penalty is that of the program published with it.

    >>> brevity(10, 10), round(brevity(5, 10), 4)
    (1.0, 0.3679)
    """
    return 1.0 if n_claims >= gamma else math.exp(1 - gamma / n_claims)
