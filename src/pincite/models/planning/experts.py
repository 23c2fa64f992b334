"""How many experts a step of several users reads: few for one user, nearly all for many."""

from pincite.models.architecture.architecture import Experts


def expected_read(experts: Experts, tokens: int) -> float:
    """Different experts of a layer that so many tokens go through, if each goes through any of them equally often.

    A given expert is left out by one token with probability 1 − k/E, so by B tokens with (1 − k/E)^B.

    >>> experts = Experts(count=8, used=2, width=1)
    >>> [round(expected_read(experts, batch), 2) for batch in (1, 4, 32)]
    [2.0, 5.47, 8.0]
    """
    return experts.count * (1 - (1 - experts.used / experts.count) ** tokens)
