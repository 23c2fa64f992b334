"""How good the gate before the reader is: what it releases, what it holds back, whom it refuses.

Each figure alone is easy to optimise. A gate that refuses everything releases nothing unsupported; one that refuses
nothing has no false refusals. So the figures are given together, coverage first.
"""

from dataclasses import dataclass

from pincite.evaluation.score import Score, Unscorable, counted

UNLABELLED = "the released statements are not labelled"


@dataclass(frozen=True, slots=True)
class Gated:
    """The gate's decisions on one question.

    `is_answerable` is the truth: what the asker may see contains the answer. `offered` counts the statements before the
    gate, `released` those after it. `unsupported` counts the released statements that nothing supports, by a person's
    label or an independent judge; None if nobody labelled them. A refused question has no released statements.
    """

    is_answerable: bool
    is_refused: bool
    offered: int
    released: int
    unsupported: int | None

    def __post_init__(self) -> None:
        if not 0 <= (self.unsupported or 0) <= self.released <= self.offered:
            raise ValueError(
                f"of {self.offered} statements offered, {self.released} released and {self.unsupported} unsupported "
                "cannot be"
            )
        if self.is_refused and self.released:
            raise ValueError(f"a refused question cannot have {self.released} statements released")


def gate_scores(gated: Gated) -> dict[str, Score]:
    """The scores of one question, by the names of the figures that they add up to.

    - `coverage`: released statements, of those offered.
    - `unsupported_released`: unsupported statements, of those released and labelled.
    - `false_refusals`: refused questions, of the answerable ones.
    - `refusal_precision`: unanswerable questions, of those refused.
    - `refusal_recall`: refused questions, of the unanswerable ones.

    Each is weighted by the number of things that it counts; for refusal precision this is 0 if the question was not
    refused.
    """
    refused, answerable = gated.is_refused, gated.is_answerable
    return {
        "coverage": counted(gated.released, gated.offered),
        "unsupported_released": Unscorable(UNLABELLED)
        if gated.unsupported is None and gated.released
        else counted(gated.unsupported or 0, gated.released),
        "false_refusals": counted(int(answerable and refused), int(answerable)),
        "refusal_precision": counted(int(refused and not answerable), int(refused)),
        "refusal_recall": counted(int(refused and not answerable), int(not answerable)),
    }
