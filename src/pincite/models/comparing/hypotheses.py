"""What an engine may have done otherwise: the reference altered in one way that is known to go wrong.

Where an engine is off, the reference is computed again under each of these. The one that gives the engine's figures
names the fault.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from pincite.models.reference.arrays import Floats
from pincite.models.reference.running import Reference
from pincite.models.reference.shape import DecoderLayer, DecoderShape
from pincite.models.reference.weights import Weights

BASES: Final = (10_000.0, 100_000.0, 150_000.0, 500_000.0, 1_000_000.0, 5_000_000.0, 10_000_000.0)
"""RoPE bases of published models."""

EPSILONS: Final = (1e-5, 1e-6, 1e-8, 1e-12)
"""Epsilons of norms in published models, and that of engines that leave it out."""

MOST_HEADS: Final = 4
"""Key heads up to which each exchange of two is tried."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A way in which an engine goes wrong, in words, and the reference that goes wrong with it."""

    fault: str
    reference: Reference


def hypotheses(reference: Reference, unadapted: Weights | None = None) -> Iterator[Hypothesis]:
    """All that apply to a model, the likeliest first; `unadapted` are the weights without an adapter that it has."""
    shape = reference.shape
    if unadapted is not None:
        yield Hypothesis("the adapter is ignored", replace(reference, weights=unadapted))
    if not isinstance(shape, DecoderShape):
        return
    for fault, altered in (
        *_positions(shape),
        *_windows(shape),
        *_experts(shape),
        *(
            (f"norms have an epsilon of {one:g} instead of {shape.epsilon:g}", replace(shape, epsilon=one))
            for one in EPSILONS
            if not np.isclose(one, shape.epsilon, rtol=1e-3)
        ),
    ):
        yield Hypothesis(fault, replace(reference, shape=altered))
    for fault, weights in _rows(shape, reference.weights):
        yield Hypothesis(fault, replace(reference, weights=weights))


def _everywhere(shape: DecoderShape, altered: Callable[[DecoderLayer], DecoderLayer]) -> DecoderShape:
    return replace(shape, layers=tuple(altered(layer) for layer in shape.layers))


def _positions(shape: DecoderShape) -> Iterator[tuple[str, DecoderShape]]:
    turning = [layer.turning for layer in shape.layers if layer.turning is not None]
    if not turning:
        return
    if any(one.rope.scaling is not None or one.divided_by for one in turning):
        kind = next((one.rope.scaling.kind for one in turning if one.rope.scaling is not None), "llama3")
        yield f"the scaling of positions ({_NAMES.get(kind, kind)}) is ignored", _everywhere(shape, _unscaled)
    for base in BASES:
        if all(not np.isclose(base, one.rope.base, rtol=1e-3) for one in turning):
            was = turning[0].rope.base
            yield f"the RoPE base is {base:,.0f} instead of {was:,.0f}", _everywhere(shape, _with_base(base))


_NAMES = {"yarn": "YaRN", "dynamic": "dynamic NTK", "longrope": "LongRoPE", "llama3": "Llama 3"}


def _unscaled(layer: DecoderLayer) -> DecoderLayer:
    if layer.turning is None:
        return layer
    return replace(layer, turning=replace(layer.turning, rope=replace(layer.turning.rope, scaling=None), divided_by=()))


def _with_base(base: float) -> Callable[[DecoderLayer], DecoderLayer]:
    def altered(layer: DecoderLayer) -> DecoderLayer:
        if layer.turning is None:
            return layer
        return replace(layer, turning=replace(layer.turning, rope=replace(layer.turning.rope, base=base)))

    return altered


def _windows(shape: DecoderShape) -> Iterator[tuple[str, DecoderShape]]:
    windows = sorted({layer.attention.window for layer in shape.layers if layer.attention.window is not None})
    for window in windows:
        for other in (window - 1, window + 1, None):
            words = "is ignored" if other is None else f"is {other} tokens"
            if other != 0:
                yield f"the window of {window} tokens {words}", _everywhere(shape, _with_window(window, other))


def _with_window(window: int, other: int | None) -> Callable[[DecoderLayer], DecoderLayer]:
    def altered(layer: DecoderLayer) -> DecoderLayer:
        is_meant = layer.attention.window == window
        return replace(layer, attention=replace(layer.attention, window=other)) if is_meant else layer

    return altered


def _experts(shape: DecoderShape) -> Iterator[tuple[str, DecoderShape]]:
    experts = next((layer.experts for layer in shape.layers if layer.experts is not None), None)
    if experts is None:
        return
    for used in (experts.used - 1, experts.used + 1):
        if 1 <= used <= experts.count:
            yield (
                f"a token goes through {used} experts instead of {experts.used}",
                _everywhere(shape, lambda layer, used=used: _using(layer, used)),  # type: ignore[misc]  # bound now
            )


def _using(layer: DecoderLayer, used: int) -> DecoderLayer:
    return layer if layer.experts is None else replace(layer, experts=replace(layer.experts, used=used))


Change = Callable[[str, Floats], Floats]
"""A tensor's numbers by its name, and what they become."""


class Changed:
    """Weights of which some are changed whole when they are read. Implements `Weights`."""

    def __init__(self, weights: Weights, parts: tuple[str, ...], change: Change) -> None:
        """`parts` are parts of the names of tensors that are changed."""
        self._weights, self._parts, self._change = weights, parts, change

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._weights

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return self._weights.shape(name)

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor."""
        if not any(part in name for part in self._parts):
            return self._weights.rows(name, start, stop)
        return self._change(name, self._weights.rows(name, 0, self.shape(name)[0]))[start:stop]


def _rows(shape: DecoderShape, weights: Weights) -> Iterator[tuple[str, Weights]]:
    attention, turning = shape.layers[0].attention, shape.layers[0].turning
    if attention.latent is None and turning is not None:
        for fault, change in (
            ("the rows of queries and keys are not permuted as the engine expects", unpermuted),
            ("the rows of queries and keys are permuted where the engine expects them not to be", permuted),
        ):
            yield fault, Changed(weights, (".attn_q.", ".attn_k."), _by_head(attention.key_dim, change))
    if attention.latent is None and 1 < attention.kv_heads <= MOST_HEADS:
        for one, other in combinations(range(attention.kv_heads), 2):
            order = list(range(attention.kv_heads))
            order[one], order[other] = other, one
            for parts, whose in (((".attn_k.", ".attn_v."), "keys and values"), ((".attn_k.",), "keys")):
                yield (
                    f"heads {one} and {other} of {whose} are exchanged",
                    Changed(weights, parts, _heads_in_order(attention.kv_heads, order)),
                )
    experts = next((layer.experts for layer in shape.layers if layer.experts is not None), None)
    if experts is not None:
        for one, other in combinations(range(min(experts.count, 2 * MOST_HEADS)), 2):
            order = list(range(experts.count))
            order[one], order[other] = other, one
            yield (
                f"experts {one} and {other} are exchanged",
                Changed(weights, ("_exps.",), lambda _, numbers, order=order: numbers[order]),  # type: ignore[misc]
            )


def _by_head(size: int, change: Callable[[Floats], Floats]) -> Change:
    return lambda _, numbers: change(numbers.reshape(-1, size, *numbers.shape[1:])).reshape(numbers.shape)


def unpermuted(heads: Floats) -> Floats:
    """Rows of heads (heads, size, …) whose pairs were adjacent, with pairs half a head apart.

    >>> unpermuted(np.arange(4, dtype=np.float32)[None, :, None])[0, :, 0].tolist()
    [0.0, 2.0, 1.0, 3.0]
    """
    return np.concatenate((heads[:, ::2], heads[:, 1::2]), axis=1)


def permuted(heads: Floats) -> Floats:
    """The opposite of `unpermuted`."""
    half = heads.shape[1] // 2
    made = np.empty_like(heads)
    made[:, ::2], made[:, 1::2] = heads[:, :half], heads[:, half:]
    return made


def _heads_in_order(count: int, order: list[int]) -> Change:
    return lambda _, numbers: numbers.reshape(count, -1, *numbers.shape[1:])[order].reshape(numbers.shape)
