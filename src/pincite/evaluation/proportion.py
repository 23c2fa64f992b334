"""The confidence interval of a share that is counted in ones: right or wrong, refused or not.

Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", J. Am. Stat. Assoc. 22,
1927.
"""

import math
from statistics import NormalDist

from pincite.evaluation.bootstrap import CONFIDENCE, Interval


def wilson(successes: int, trials: int) -> Interval:
    """The 95 % score interval of a share of independent trials. It also holds near 0 and 1 and for few trials.

    Raises:
        ValueError: there was no trial, or more successes than trials.

    >>> interval = wilson(9, 10)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.5958, 0.9821)
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials have no interval")
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, per = successes / trials, z**2 / trials
    middle = (share + per / 2) / (1 + per)
    half = z / (1 + per) * math.sqrt(share * (1 - share) / trials + per / (4 * trials))
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == trials else middle + half
    return Interval(low, high)
