"""Does a passage support a claim? Deterministic checks first, then the entailment model, then, if unsure, a judge."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.documents.sentences import sentences
from pincite.models.ports import ChatModel, Entailment
from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import Finding
from pincite.verification.claims import claims
from pincite.verification.claims_by_model import claims_with
from pincite.verification.combination import WEIGHTS, Signs, Weights, share_found, support
from pincite.verification.focus import focused
from pincite.verification.judge import judged
from pincite.verification.wanting import wanting

SUPPORTED = 0.5
"""Probability from which a claim counts as supported."""

UNSURE = (0.25, 0.75)
"""Between these a judge is asked, when there is one."""

MOST_SENTENCES = 12
"""Sentences of one claim that are read one by one; those beyond are read together with the last."""

LEAST_ODDS = 1e-6
"""Probabilities are kept this far from 0 and 1 before they are turned into log odds."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a premise supports a claim, 0 to 1, what speaks against it, and which layer had the last word."""

    support: float
    reasons: tuple[str, ...]
    by: Literal["checks", "model", "judge"]

    @property
    def supported(self) -> bool:
        """True when the claim may be said."""
        return self.support >= SUPPORTED


@dataclass(frozen=True, slots=True)
class Examined:
    """What checks and model made of a claim; `weakest` is the sentence of it that the model supports least."""

    signs: Signs
    findings: tuple[Finding, ...]
    weakest: str


class Verifier:
    """Judges claims against passages. `judge` is asked about those that stay in doubt; None for nobody."""

    def __init__(self, model: Entailment, weights: Weights = WEIGHTS, judge: ChatModel | None = None) -> None:
        self._model = model
        self._weights = weights
        self._judge = judge

    async def claims_of(self, sentence: str) -> tuple[str, ...]:
        """The claims of a sentence, by the judge where there is one and its division holds, else by rules."""
        if self._judge is None:
            return claims(sentence)
        return (await claims_with(self._judge, sentence)).claims

    async def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement per (premise, claim), same order. An empty premise or claim supports nothing.

        Raises:
            ModelError: a file of the entailment model is missing or damaged.
        """
        found = [
            self._judgement(premise, claim, examined)
            for (premise, claim), examined in zip(pairs, await examine(pairs, self._model), strict=True)
        ]
        if self._judge is None:
            return found
        return [
            await self._asked(self._judge, premise, claim, judgement)
            for (premise, claim), judgement in zip(pairs, found, strict=True)
        ]

    def _judgement(self, premise: str, claim: str, examined: Examined | None) -> Judgement:
        if examined is None:
            empty = "the claim says nothing" if not claim.strip() else "there is no passage to support it"
            return Judgement(0.0, (empty,), "checks")
        probability = support(examined.signs, self._weights)
        reasons = tuple(finding.message for finding in examined.findings)
        if probability >= SUPPORTED:
            return Judgement(probability, reasons, "model")
        if reasons:
            return Judgement(probability, reasons, "checks")
        return Judgement(probability, (wanting(premise, claim, examined.weakest),), "model")

    async def _asked(self, judge: ChatModel, premise: str, claim: str, judgement: Judgement) -> Judgement:
        if not UNSURE[0] <= judgement.support <= UNSURE[1]:
            return judgement
        verdict = await judged(judge, focused(premise, claim, 6_000), claim)
        if verdict is None:
            return judgement
        if verdict.supported:
            return Judgement(max(judgement.support, UNSURE[1]), judgement.reasons, "judge")
        return Judgement(min(judgement.support, UNSURE[0]), (verdict.reason, *judgement.reasons), "judge")


async def examine(pairs: Sequence[tuple[str, str]], model: Entailment) -> list[Examined | None]:
    """What checks and model make of each (premise, claim), same order; None where either is empty.

    A claim of several sentences is read sentence by sentence and as a whole, all pairs in one batch.
    """
    asked: list[tuple[str, str]] = []
    places: list[list[int]] = []
    for premise, claim in pairs:
        if not premise.strip() or not claim.strip():
            places.append([])
            continue
        parts = _parts(claim)
        texts = [claim, *parts] if len(parts) > 1 else [claim]
        places.append(list(range(len(asked), len(asked) + len(texts))))
        asked += [(focused(premise, text), text) for text in texts]
    odds = [_odds(probability) for probability in await model.support(asked)]
    return [
        _examined(premise, claim, [(asked[at][1], odds[at]) for at in mine]) if mine else None
        for (premise, claim), mine in zip(pairs, places, strict=True)
    ]


def _examined(premise: str, claim: str, read: Sequence[tuple[str, float]]) -> Examined:
    (_, whole), *parts = read
    weakest, least = min(parts or read, key=lambda part: part[1])
    found = findings(claim, premise)
    signs = Signs(
        least=least,
        whole=whole,
        found=share_found(premise, claim),
        sentences=max(1, len(parts)),
        checks=frozenset(finding.check for finding in found),
    )
    return Examined(signs, found, weakest)


def _parts(claim: str) -> list[str]:
    spans = sentences(claim, 0, len(claim))
    texts = [claim[start:end] for start, end in spans[: MOST_SENTENCES - 1]]
    if len(spans) >= MOST_SENTENCES:
        texts.append(claim[spans[MOST_SENTENCES - 1][0] : spans[-1][1]])
    return texts


def _odds(probability: float) -> float:
    kept = min(max(probability, LEAST_ODDS), 1 - LEAST_ODDS)
    return math.log(kept / (1 - kept))
