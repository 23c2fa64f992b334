"""Which positions a query may look at.

A mask is a function of query and key positions, so that a part of it can be made without the whole, and so that it is
the same with a cache as without one.
"""

from collections.abc import Callable

import numpy as np

from pincite.models.reference.arrays import Positions, Truths

Mask = Callable[[Positions, Positions], Truths]
"""From query positions (n,) and key positions (m,) to the pairs that may meet, shape (n, m)."""


def causal(queries: Positions, keys: Positions) -> Truths:
    """Whether a key is at the query's position or before it, as in a decoder.

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.3.

    >>> causal(np.arange(3), np.arange(3)).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    return keys[None, :] <= queries[:, None]


def everything(queries: Positions, keys: Positions) -> Truths:
    """True for each pair: an encoder looks both ways, and cross-attention sees the whole source.

    Sources: Devlin et al., "BERT", 2018, section 3; Vaswani et al., 2017, section 3.2.3.
    """
    return np.ones((len(queries), len(keys)), dtype=np.bool_)


def sliding(window: int) -> Mask:
    """A causal mask that reaches `window` tokens back, with the query's own position counted as one of them.

    Source: Jiang et al., "Mistral 7B", 2023, section 2. A window of w there has w + 1 positions in the text and w in
    the code of the authors, transformers and llama.cpp; here it has w.

    >>> sliding(2)(np.arange(4), np.arange(4)).astype(int).tolist()
    [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    """

    def within(queries: Positions, keys: Positions) -> Truths:
        return causal(queries, keys) & (keys[None, :] > queries[:, None] - window)

    return within
