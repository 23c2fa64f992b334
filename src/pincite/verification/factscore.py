"""How much less a short text is worth whose claims are borne out."""

import math

GAMMA = 10
"""Claims from which a text is long enough; the value of the paper's own program."""


def brevity(n_claims: int, gamma: int) -> float:
    """What the share of claims borne out is multiplied by in a text of so many claims, 0 to 1, as brevity is in BLEU.

    Source: Min et al., "FActScore: Fine-grained atomic evaluation of factual precision in long form text generation",
    EMNLP 2023; the penalty is that of the program published with it.

    >>> brevity(10, 10), round(brevity(5, 10), 4)
    (1.0, 0.3679)
    """
    return 1.0 if n_claims >= gamma else math.exp(1 - gamma / n_claims)
