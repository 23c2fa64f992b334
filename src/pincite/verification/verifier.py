"""Does a passage support a claim? Deterministic checks come first, then the entailment model; if unsure, a judge."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pincite.models.ports import ChatModel, Completion, Entailment
from pincite.structure.sentences import sentences
from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import Finding
from pincite.verification.checks.ruling import is_rule
from pincite.verification.claims import claims
from pincite.verification.claims_by_model import Division, claims_with
from pincite.verification.combination import MOST_ODDS, WEIGHTS, Signs, Weights, share_found, support
from pincite.verification.focus import focused
from pincite.verification.judge import judged
from pincite.verification.wanting import wanting

SUPPORTED = 0.5
"""Probability from which a claim counts as supported."""

UNSURE = (0.25, 0.75)
"""Between these probabilities a judge is asked, if there is one."""

LONGEST_PART = 340
"""The most characters of a claim that are read at once, some 80 tokens: the model reads at most 96 of a claim."""

OVERLAP = 100
"""Characters that two successive parts of a longer sentence share."""

LONGEST_CLAIM = 12_000
"""The most characters of a claim that a model reads: 50 parts. A longer one is a document."""

LEAST_ODDS = 1e-6
"""The least distance of a probability from 0 and 1 before it is turned into log odds."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a premise supports a claim, 0 to 1, what speaks against it, and which layer decided.

    `found` is true if a check found something, whatever the outcome. `remarks` are a judge's own words, which may say
    anything. `completions` are the judge's replies.
    """

    support: float
    reasons: tuple[str, ...]
    by: Literal["checks", "model", "judge"]
    found: bool = False
    remarks: tuple[str, ...] = ()
    completions: tuple[Completion, ...] = ()

    @property
    def supported(self) -> bool:
        """True if the claim may be said."""
        return self.support >= SUPPORTED


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks and the model say of a claim; `weakest` is its sentence that the model supports least."""

    signs: Signs
    findings: tuple[Finding, ...]
    weakest: str


class Verifier:
    """Judges claims against passages. `judge` is asked about claims that stay in doubt; with None, nobody is."""

    def __init__(self, model: Entailment, weights: Weights = WEIGHTS, judge: ChatModel | None = None) -> None:
        self._model = model
        self._weights = weights
        self._judge = judge

    def with_judge(self, judge: ChatModel | None) -> "Verifier":
        """The same verifier with a judge; None for none."""
        return Verifier(self._model, self._weights, judge)

    async def claims_of(self, sentence: str) -> Division:
        """The claims of a sentence, by the judge if there is one and its division is valid, otherwise by rules."""
        if self._judge is None:
            return Division(claims(sentence), "rules", "no model is set to divide it", "", "")
        return await claims_with(self._judge, sentence)

    async def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement per (premise, claim), in the same order. An empty premise or claim has a support of 0.

        Raises:
            ModelError: a file of the entailment model is missing or damaged.
        """
        found = await self.examined(pairs)
        if self._judge is None:
            return found
        return [
            await self._asked(self._judge, premise, claim, judgement)
            for (premise, claim), judgement in zip(pairs, found, strict=True)
        ]

    async def examined(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """As `judge`, but by the checks and the model only.

        Raises:
            ModelError: a file of the entailment model is missing or damaged.
        """
        return [
            self._judgement(premise, claim, examined)
            for (premise, claim), examined in zip(pairs, await examine(pairs, self._model), strict=True)
        ]

    def _judgement(self, premise: str, claim: str, examined: Examined | None) -> Judgement:
        if examined is None:
            empty = "the claim says nothing" if not claim.strip() else "there is no passage to support it"
            return Judgement(0.0, (empty,), "checks")
        probability = support(examined.signs, self._weights)
        reasons = tuple(finding.message for finding in examined.findings)
        if probability >= SUPPORTED:
            return Judgement(probability, reasons, "model", found=bool(reasons))
        if reasons:
            return Judgement(probability, reasons, "checks", found=True)
        return Judgement(probability, (wanting(premise, claim, examined.weakest),), "model")

    async def _asked(self, judge: ChatModel, premise: str, claim: str, judgement: Judgement) -> Judgement:
        if not UNSURE[0] <= judgement.support <= UNSURE[1]:
            return judgement
        ruling = await judged(judge, focused(premise, claim, 6_000), claim)
        asked = replace(judgement, completions=ruling.completions, remarks=(f"the judge: {ruling.reason}",))
        if ruling.supported is None:
            return asked
        if ruling.supported:
            return replace(asked, support=max(judgement.support, UNSURE[1]), by="judge")
        reasons = dict.fromkeys((*judgement.reasons, "a judge that read the passage finds no support for it"))
        return replace(asked, support=min(judgement.support, UNSURE[0]), by="judge", reasons=tuple(reasons))


async def examine(pairs: Sequence[tuple[str, str]], model: Entailment) -> list[Examined | None]:
    """What the checks and the model say of each (premise, claim), in the same order; None if either is empty.

    A claim of several sentences is read sentence by sentence, and once from its beginning; all pairs are one batch. If
    a claim is longer than `LONGEST_CLAIM`, only the checks count: the model is taken to support nothing of it.
    """
    asked: list[tuple[str, str]] = []
    places: list[list[int]] = []
    for premise, claim in pairs:
        if not premise.strip() or not claim.strip():
            places.append([])
            continue
        parts = _parts(claim[:LONGEST_CLAIM])
        texts = [claim[:LONGEST_PART], *parts] if len(parts) > 1 else [claim]
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
    if len(claim) > LONGEST_CLAIM:
        least = whole = -MOST_ODDS
    found = findings(claim, premise)
    signs = Signs(
        least=least,
        whole=whole,
        found=share_found(premise, claim),
        parts=max(1, len(parts)),
        checks=frozenset(finding.check for finding in found),
        is_rule=is_rule(premise),
    )
    return Examined(signs, found, weakest)


def _parts(claim: str) -> list[str]:
    """The sentences of a claim, a long one as overlapping parts, so that the model reads every word."""
    return [part for start, end in sentences(claim, 0, len(claim)) for part in _windows(claim[start:end])]


def _windows(text: str) -> list[str]:
    if len(text) <= LONGEST_PART:
        return [text]
    parts = []
    start = 0
    while True:
        end = start + LONGEST_PART
        if end >= len(text):
            parts.append(text[start:])
            return parts
        end = text.rfind(" ", start + OVERLAP + 1, end) + 1 or end
        parts.append(text[start:end])
        start = text.rfind(" ", start, end - OVERLAP) + 1 or end - OVERLAP


def _odds(probability: float) -> float:
    kept = min(max(probability, LEAST_ODDS), 1 - LEAST_ODDS)
    return math.log(kept / (1 - kept))
