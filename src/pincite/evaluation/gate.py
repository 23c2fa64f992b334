"""How good is the gate before the reader? What it lets through, what it holds back, whom it refuses.

Each figure alone can be had for nothing. A gate that refuses everything releases nothing unsupported; one that refuses
nothing has no false refusal. So they are given together, coverage first.
"""

from dataclasses import dataclass

from pincite.evaluation.score import Score, Unscorable, counted

UNLABELLED = "the released statements are not labelled"


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate did with one question.

    `is_answerable` is the truth about the question: its answer stands in what the asker may see. `offered` counts the
    statements before the gate, `released` those after it, `unsupported` those released that nothing bears out by a
    person's label or an independent judge, None where nobody said. A refused question has none released.
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
    """The scores of one question by the names of the figures that are made of them over all questions.

    - `coverage`: statements released, of those offered.
    - `unsupported_released`: unsupported statements, of those released and labelled.
    - `false_refusals`: questions refused, of the answerable.
    - `refusal_precision`: truly unanswerable, of those refused.
    - `refusal_recall`: refused, of the truly unanswerable.

    Each weighs as many things as it counts there: nothing for refusal precision, say, where it was not refused.
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
