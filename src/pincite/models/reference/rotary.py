"""Rotary positions: each pair of numbers of a query or key is turned by its position times a frequency of its own.

The product of a query at position i and a key at position j then depends on i - j alone. Past the length that a model
was trained on, angles come up that it has never seen, and it fails; the scalings bring the angles back into what it
knows.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Rope, Scaling
from pincite.models.reference.arrays import Doubles, Floats, Positions

Pairs = Literal["halves", "adjacent"]
"""Which numbers turn together: i and i + size/2, or 2i and 2i + 1. A file is laid out for one of the two."""


@dataclass(frozen=True, slots=True)
class Turning:
    """How the queries and keys of a layer are turned.

    `divided_by` has a number per pair that its frequency is divided by, where the file itself has them (`rope_freqs` of
    a GGUF, which is how Llama 3.1 comes).
    """

    rope: Rope
    pairs: Pairs
    divided_by: tuple[float, ...] = ()


def frequencies(rope: Rope, length: int) -> tuple[Doubles, float]:
    """Radians per position of each pair, shape (dims/2,), and what cosines and sines are multiplied with.

    `length` is that of the text in tokens; only dynamic NTK minds it.

    Sources: Su et al., "RoFormer", 2021, equation 15: θ^(-2i/dims); linear: Chen et al., "Position Interpolation",
    2023, equation 4.

    Raises:
        ModelError: A scaling that the reference does not compute, or one that lacks the context before it.
    """
    plain = _plain(rope.base, rope.dims)
    match rope.scaling:
        case None:
            return plain, 1.0
        case Scaling(kind="linear") as scaling:
            return plain / scaling.factor, 1.0
        case Scaling(kind="dynamic") as scaling:
            return _plain(_grown_base(rope, scaling, length), rope.dims), 1.0
        case Scaling(kind="llama3") as scaling:
            return _by_wavelength(plain, scaling), 1.0
        case Scaling(kind="yarn") as scaling:
            return _by_parts(rope, scaling), _stretch(scaling)
        case Scaling(kind=kind):
            raise ModelError(f"the reference does not compute positions by {kind}; compare a model without it")


def _plain(base: float, size: int) -> Doubles:
    powers: Doubles = np.arange(0, size, 2, dtype=np.float64) / size
    turned: Doubles = base**-powers
    return turned


def _trained(scaling: Scaling) -> int:
    if scaling.original_context is None:
        raise ModelError(f"the model's {scaling.kind} scaling lacks the context before it; mend its configuration")
    return scaling.original_context


def _grown_base(rope: Rope, scaling: Scaling, length: int) -> float:
    """A larger base as the text outgrows the context of training.

    Source: bloc97, "NTK-aware scaled RoPE", 2023, with emozilla's dynamic factor, in Peng et al., "YaRN", 2023,
    sections 3.1 and 3.3.
    """
    trained = _trained(scaling)
    grown = scaling.factor * max(length, trained) / trained - (scaling.factor - 1)
    return float(rope.base * grown ** (rope.dims / (rope.dims - 2)))


def _by_wavelength(plain: Doubles, scaling: Scaling) -> Doubles:
    """Slow frequencies divided by the factor, fast ones kept, and those between blended.

    Source: Grattafiori et al., "The Llama 3 Herd of Models", 2024, by their published code.
    """
    turns = _trained(scaling) * plain / (2 * math.pi)
    kept = np.clip((turns - scaling.low_frequency) / (scaling.high_frequency - scaling.low_frequency), 0, 1)
    blended: Doubles = plain * (kept + (1 - kept) / scaling.factor)
    return blended


def _by_parts(rope: Rope, scaling: Scaling) -> Doubles:
    """Pairs that turn often within the context of training are kept, those that hardly turn are divided by the factor.

    Source: Peng et al., "YaRN", 2023, equations 17 to 21, with the ramp over pairs, as in the authors' code.
    """
    trained = _trained(scaling)

    def pair_that_turns(times: float) -> float:
        return rope.dims * math.log(trained / (times * 2 * math.pi)) / (2 * math.log(rope.base))

    low = max(math.floor(pair_that_turns(scaling.beta_fast)), 0)
    high: float = min(math.ceil(pair_that_turns(scaling.beta_slow)), rope.dims - 1)
    if low == high:
        high += 0.001
    plain = _plain(rope.base, rope.dims)
    divided = np.clip((np.arange(rope.dims // 2) - low) / (high - low), 0, 1)
    blended: Doubles = plain * (1 - divided) + plain / scaling.factor * divided
    return blended


def temperature(factor: float, multiplier: float = 1.0) -> float:
    """0.1·m·ln(s) + 1, by which YaRN lengthens queries and keys. Source: Peng et al., "YaRN", 2023, equation 22."""
    return 1.0 if factor <= 1 else 0.1 * multiplier * math.log(factor) + 1


def _stretch(scaling: Scaling) -> float:
    """What cosines and sines are multiplied with; DeepSeek divides by a second temperature.

    Source: DeepSeek-AI, "DeepSeek-V2", 2024, section 3.1.4, by their published configuration.
    """
    if scaling.attention_factor is not None:
        return scaling.attention_factor
    if scaling.mscale and scaling.mscale_all_dim:
        return temperature(scaling.factor, scaling.mscale) / temperature(scaling.factor, scaling.mscale_all_dim)
    return temperature(scaling.factor)


def rotate(vectors: Floats, at: Positions, turning: Turning, length: int) -> Floats:
    """Queries or keys (n, heads, head size) turned to their positions `at`; numbers past the rope's dims stay.

    Source: Su et al., "RoFormer", 2021, equation 34.
    """
    radians, stretch = frequencies(turning.rope, length)
    if turning.divided_by:
        radians = radians / np.array(turning.divided_by)
    angles = at[:, None, None] * radians
    cosines = (np.cos(angles) * stretch).astype(np.float32)
    sines = (np.sin(angles) * stretch).astype(np.float32)
    first, second = _pairs(turning)
    turned = vectors.copy()
    turned[..., first] = vectors[..., first] * cosines - vectors[..., second] * sines
    turned[..., second] = vectors[..., second] * cosines + vectors[..., first] * sines
    return turned


def _pairs(turning: Turning) -> tuple[slice, slice]:
    """The places of the first and the second number of each pair."""
    dims = turning.rope.dims
    if turning.pairs == "halves":
        return slice(0, dims // 2), slice(dims // 2, dims)
    return slice(0, dims, 2), slice(1, dims, 2)
