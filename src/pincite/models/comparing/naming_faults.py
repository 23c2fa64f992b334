"""Names what is wrong with an engine, as far as the figures allow.

First by hypothesis: the reference is computed again with each known way of going wrong, and the one that comes to the
engine's figures is the fault. Then by place: from which position on, or in which layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pincite.errors import ModelError
from pincite.models.comparing.engine import LogProbs, Opener, Running, Say
from pincite.models.comparing.figures import apart, second_order
from pincite.models.comparing.gguf_copy import copied_f32
from pincite.models.comparing.hypotheses import hypotheses
from pincite.models.comparing.serving import Sampled, compared
from pincite.models.reference.running import Reference, of_hidden, read
from pincite.models.reference.shape import DecoderShape
from pincite.models.reference.weights import Remembered, Weights
from pincite.models.scoring import Answers

SHARE: Final = 0.1
"""A hypothesis is taken if it leaves at most this share of the divergence. The right one leaves a millionth in float32,
and half of it where weights in blocks are rounded; an epsilon that is near the right one leaves a third."""

DECISIVE: Final = 1e-3
"""A hypothesis that leaves so small a share is right, and no other is tried."""

POSITIONS: Final = 64
"""Positions on which hypotheses are tried, at least: a second each for SmolLM2."""

SAMPLED: Final = 64
"""Positions of a server on which hypotheses are tried."""

REMEMBERED: Final = 10**9
"""Bytes of weights in float32 that are kept in memory while hypotheses are tried."""

PAST: Final = 32
"""Positions beyond the first that is off."""

TIMES_OFF: Final = 10.0
"""Positions are off from some position on if their median divergence is so many times the largest before it."""

LEAST_OFF: Final = 1e-5
"""Nats of divergence from which a position may be off."""

LEAST_BEFORE: Final = 8
"""Positions that must be right before others are said to be off from some position on."""

CUT_ALLOWED: Final = 1e-3
"""Nats that a log-probability may be away in a model of the first layers: these say less likely things, and round more
in the last matrix."""

SHARP: Final = Running("f32", flash=False)
"""Hardly anything is rounded so, if the weights are in float32 too."""


@dataclass(frozen=True, slots=True)
class Search:
    """The search for a fault: an engine's file and adapter, the reference with the adapter and without, and a text."""

    engine: Path
    adapter: Path | None
    reference: Reference
    plain: Reference | None
    tokens: Sequence[int]
    opened: Opener
    say: Say

    def fault(self, rows: LogProbs, exact: LogProbs) -> str:
        """What is wrong with an engine's rows, in a sentence without its full stop.

        Raises:
            ModelError: the weights cannot be read, or the engine ended.
            OSError: a copy of the first layers cannot be written.
        """
        found = apart(rows, exact, self.tokens)
        start = first_off(found.each)
        count = min(len(self.tokens), max(POSITIONS, (start or 0) + PAST))
        if fault := self._by_hypothesis(rows[:count], second_order(rows[:count], exact[:count])):
            return fault
        size = f"{found.kl:.2g} nats a position, {found.top1:.1%} of the likeliest tokens the same"
        if start is not None and start >= LEAST_BEFORE:
            return (
                f"the engine is right up to position {start} and off from there on ({size}): what an earlier text left "
                "in its cache was used, or a limit of its attention is wrong"
            )
        layer = self._first_layer()
        if layer is not None:
            return f"the engine is off from layer {layer} on ({size}): the numbers that it has there are others"
        return f"the engine is off ({size}), and none of the known faults comes to that"

    def _by_hypothesis(self, rows: LogProbs, stated: float) -> str:
        """The fault whose reference comes nearest to the engine's rows; empty if none comes near."""
        tokens = self.tokens[: len(rows)]
        best, nearest = "", SHARE * stated
        for one in hypotheses(kept(self.reference), None if self.plain is None else self.plain.weights):
            self.say(f"trying whether {one.fault}")
            try:
                distance = second_order(rows, of_hidden(one.reference, read(one.reference, tokens).hidden))
            except ModelError:
                continue  # this model cannot go wrong so
            if distance < nearest:
                best, nearest = one.fault, distance
            if distance < DECISIVE * stated:
                break
        return best

    def _first_layer(self) -> int | None:
        """The first layer after which engine and reference differ, counted from 0; None where it cannot be told."""
        shape = self.reference.shape
        if not isinstance(shape, DecoderShape):
            return None
        tokens = self.tokens[:POSITIONS]
        right, wrong = 0, len(shape.layers)
        try:
            while wrong - right > 1:
                half = (right + wrong) // 2
                self.say(f"looking into the first {half} layers")
                right, wrong = (half, wrong) if self._is_right(shape, half, tokens) else (right, half)
        except ModelError:
            return None  # a file of fewer layers does not hold together
        return wrong - 1

    def _is_right(self, shape: DecoderShape, layers: int, tokens: Sequence[int]) -> bool:
        """True if engine and reference agree on a model of the first layers alone."""
        cut = replace(self.reference, shape=replace(shape, layers=shape.layers[:layers]))
        exact = of_hidden(cut, read(cut, tokens).hidden)
        with copied_f32(self.engine, layers) as copy, self.opened(copy, self.adapter) as engine:
            rows = engine.log_probs(tokens, SHARP)
        return apart(rows, exact, tokens).largest <= CUT_ALLOWED


@dataclass(frozen=True, slots=True)
class ServerSearch:
    """The search for what is wrong with a server: the reference with the adapter and without, and what was asked."""

    reference: Reference
    plain: Reference | None
    tokens: Sequence[int]
    say: Say

    def fault(self, answers: Answers, seen: Sampled, allowed: float) -> str:
        """What is wrong with a server that is further away than is allowed, in a sentence without its full stop.

        Raises:
            ModelError: the weights cannot be read.
        """
        size = f"it is {seen.kl:.2g} nats a position away, at {seen.positions} positions, and {allowed:.2g} are allowed"
        fault = self._by_hypothesis(dict(sorted(answers.items())[:SAMPLED]), allowed)
        return f"{seen.called}: {fault} ({size})" if fault else f"{seen.called} is off: {size}"

    def _by_hypothesis(self, answers: Answers, allowed: float) -> str:
        """The fault whose reference comes nearest to a server's answers, if any is within what is allowed."""
        tokens, best, nearest = self.tokens[: max(answers) + 1], "", allowed
        for one in hypotheses(kept(self.reference), None if self.plain is None else self.plain.weights):
            self.say(f"trying whether {one.fault}")
            try:
                made = read(one.reference, tokens)
                found = compared(answers, of_hidden(one.reference, made.hidden))
            except ModelError:
                continue  # this model cannot go wrong so
            if (away := found.median_kl if made.routings else found.kl) < nearest:
                best, nearest = one.fault, away
        return best


def kept(reference: Reference) -> Reference:
    """The reference with its weights kept in memory from their first use, where they are small enough."""
    shape, weights = reference.shape, reference.weights
    if not isinstance(shape, DecoderShape) or len(shape.layers) * _layer_bytes(weights) > REMEMBERED:
        return reference
    return replace(reference, weights=Remembered(weights))


def _layer_bytes(weights: Weights) -> int:
    """About how many bytes a layer has in float32, by its feed-forward network."""
    name = "blk.0.ffn_up.weight" if "blk.0.ffn_up.weight" in weights else "blk.0.ffn_up_exps.weight"
    return 4 * 4 * prod(weights.shape(name)) if name in weights else REMEMBERED


def first_off(each: NDArray[np.float64]) -> int | None:
    """The first position from which on the divergence is far larger; None if none is, or all are.

    >>> first_off(np.array([1e-8] * 20 + [1e-2] * 20)), first_off(np.array([1e-2] * 40))
    (20, None)
    """
    large = np.flatnonzero(each > LEAST_OFF)
    if not len(large) or large[0] == 0:
        return None
    before = float(np.abs(each[: large[0]]).max())
    return int(large[0]) if float(np.median(each[large[0] :])) > TIMES_OFF * before else None
