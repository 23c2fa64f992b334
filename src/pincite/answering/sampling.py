"""How often a model may be asked the same, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Ended = Literal["agreed", "all asked", "cost"]
"""Why no further reply was asked for: enough agree, there is no further way to ask, or one more could cost too much."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How often a model may be asked the same.

    `replies` is the most, 1 where it is asked once. `tokens` is the most that all of them may take, read and written;
    `pico_dollars` the most that they may cost.
    """

    replies: int = 1
    tokens: int = 20_000
    pico_dollars: int = 10**11

    def leaves_room(self, spent: Sequence[tuple[int, int]]) -> bool:
        """True if one more reply fits under both bounds, if it takes as much as the largest before it.

        `spent` has the tokens and the pico-dollars of each reply.

        >>> Sampling(3, tokens=3000).leaves_room([(1400, 0)]), Sampling(3, tokens=3000).leaves_room([(1400, 0)] * 2)
        (True, False)
        """
        for bound, each in ((self.tokens, [one for one, _ in spent]), (self.pico_dollars, [two for _, two in spent])):
            if sum(each) + max(each, default=0) > bound:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Consistency:
    """What became of asking several times: how many replies there were, and with how many of them what is said agrees.

    `ended` is why no further one was asked for.
    """

    replies: int
    agreeing: int
    ended: Ended
