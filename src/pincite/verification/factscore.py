"""How much of a text is borne out, counted by its claims."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

GAMMA = 10
"""Claims from which a text is long enough; the value of the paper's own program."""


@dataclass(frozen=True, slots=True)
class FactScore:
    """The score over several texts, 0 to 1.

    `score` and `unpenalised` are None when no text makes a claim. `unscorable` counts the texts without one: they are
    in no mean, and are reported beside it, since a system that says nothing would otherwise look perfect.
    `claims_per_text` is the mean over the texts that make any.
    """

    score: float | None
    unpenalised: float | None
    claims_per_text: float
    unscorable: int


def factscore(judged: Sequence[Sequence[bool]], gamma: int = GAMMA) -> FactScore:
    """The score of texts from the verdicts on their claims, one sequence per text, True for a claim borne out.

    A text scores the share of its claims that are borne out; a shorter one than `gamma` claims is multiplied by
    exp(1 - gamma / claims), as brevity is in BLEU. `gamma` 0 turns that off.

    Source: Min et al., "FActScore: Fine-grained atomic evaluation of factual precision in long form text generation",
    EMNLP 2023, section 3 (the mean over the texts of systems that respond); the length penalty is that of the program
    published with it.

    >>> factscore([[True, True, False, False]], gamma=0).score
    0.5
    """
    scored = [verdicts for verdicts in judged if verdicts]
    unscorable = len(judged) - len(scored)
    if not scored:
        return FactScore(None, None, 0.0, unscorable)
    shares = [sum(verdicts) / len(verdicts) for verdicts in scored]
    penalised = [share * brevity(len(verdicts), gamma) for share, verdicts in zip(shares, scored, strict=True)]
    return FactScore(
        score=sum(penalised) / len(scored),
        unpenalised=sum(shares) / len(scored),
        claims_per_text=sum(map(len, scored)) / len(scored),
        unscorable=unscorable,
    )


def brevity(n_claims: int, gamma: int) -> float:
    """What a text of so many claims is multiplied by, 0 to 1.

    >>> brevity(10, 10), round(brevity(5, 10), 4)
    (1.0, 0.3679)
    """
    return 1.0 if n_claims >= gamma else math.exp(1 - gamma / n_claims)
