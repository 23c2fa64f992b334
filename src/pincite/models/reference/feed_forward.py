"""The two or three matrices that work on each token by itself, and the functions between them."""

import math
from collections.abc import Callable
from typing import Literal

import numpy as np

from pincite.models.reference.arrays import Floats

Activation = Literal["silu", "gelu", "gelu_tanh", "relu"]

_ERF = np.frompyfunc(math.erf, 1, 1)


def sigmoid(numbers: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow for any x."""
    small = np.exp(-np.abs(numbers))
    return np.where(numbers >= 0, 1 / (1 + small), small / (1 + small)).astype(np.float32)


def silu(numbers: Floats) -> Floats:
    """Swish with β = 1, x·σ(x). Source: Ramachandran et al., "Searching for Activation Functions", 2017."""
    return numbers * sigmoid(numbers)


def gelu(numbers: Floats) -> Floats:
    """The normal distribution up to x, times x. Source: Hendrycks and Gimpel, "GELUs", 2016, section 2."""
    below: Floats = np.float32(0.5) * (1 + _ERF(numbers / math.sqrt(2)).astype(np.float32))
    return numbers * below


def gelu_tanh(numbers: Floats) -> Floats:
    """The approximation of `gelu` by a tangent. Source: Hendrycks and Gimpel, "GELUs", 2016, section 2."""
    inner = np.float32(math.sqrt(2 / math.pi)) * (numbers + np.float32(0.044715) * numbers * numbers * numbers)
    below: Floats = np.float32(0.5) * (1 + np.tanh(inner))
    return numbers * below


def relu(numbers: Floats) -> Floats:
    """The positive numbers, and 0 for the others. Source: Nair and Hinton, "Rectified Linear Units", 2010."""
    return np.maximum(numbers, np.float32(0))


ACTIVATIONS: dict[Activation, Callable[[Floats], Floats]] = {
    "silu": silu,
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "relu": relu,
}


def gated(vectors: Floats, gate: Floats, up: Floats, down: Floats, activation: Activation) -> Floats:
    """(f(x·G) ⊙ x·U)·D: SwiGLU with `silu`, GeGLU with a `gelu`. Matrices have shape (out, in).

    Source: Shazeer, "GLU Variants Improve Transformer", 2020, equation 6.
    """
    return (ACTIVATIONS[activation](vectors @ gate.T) * (vectors @ up.T)) @ down.T
