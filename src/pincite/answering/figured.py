"""A question how much or how many, and a sentence without any figure: it may be beside the point, however near."""

import math
import re

from pincite.answering.rivals import has_figures

WITHOUT_FIGURE = 1.5
"""Log odds by which an answer without a figure is less sure where one is asked for. Of the 19 questions for steering
that ask how much or how many, the place that answers has a figure in all; of the 33 answers to questions of how much,
many or long, 27 of the 32 with a figure are right, and the other one is not."""

_ASKS = re.compile(
    r"(?:^|[,;:.?!]\s(?:and\s|but\s)?|\b(?:and|but)\s)(?:(?:by|for|of|at|up\sto|to)\s)?how\s(?:much|many|big|large|high)\b",
    re.IGNORECASE,
)
"""Words that ask for a figure where a question begins: "did it say how much money it makes" does not."""

_NOTHING_OR_ALL = re.compile(
    r"\b(?:no|not|none|nothing|never|all|any\s(?:number|amount|time)|entire(?:ty)?|unlimited|half|twice|double|"
    r"without(?!\slimit))\b",
    re.IGNORECASE,
)
"""Words that tell how much without a figure."""


def lacks_figure(question: str, said: str) -> bool:
    """True if a question asks how much or how many, and an answer has neither a figure nor a word for none or all.

    >>> asked = "How much is the break fee?"
    >>> [lacks_figure(asked, said) for said in ("It is $900.", "No fee is due.", "8. Any fee is shared pro rata.")]
    [False, False, True]
    >>> lacks_figure("Did Acme say how much it earns?", "Acme speaks of profits.")
    False
    """
    return _ASKS.search(question) is not None and not has_figures(said) and _NOTHING_OR_ALL.search(said) is None


def less_sure_without(chance: float) -> float:
    """The chance of an answer, 0 to 1, that has no figure where one is asked for.

    >>> round(less_sure_without(0.9), 2)
    0.67
    """
    inside = min(max(chance, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(WITHOUT_FIGURE - math.log(inside / (1 - inside))))
