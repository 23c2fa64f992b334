"""Bringing vectors to a common length before each step."""

import numpy as np

from pincite.models.reference.arrays import Floats


def rms_norm(vectors: Floats, weight: Floats, epsilon: float) -> Floats:
    """Each vector divided by the root of its mean square, times the weight.

    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019, equation 4; ε is added to the mean square.
    """
    mean_square = np.mean(np.square(vectors), axis=-1, keepdims=True)
    made: Floats = vectors / np.sqrt(mean_square + np.float32(epsilon)) * weight
    return made


def layer_norm(vectors: Floats, weight: Floats, bias: Floats, epsilon: float) -> Floats:
    """Each vector less its mean, divided by its standard deviation, times the weight, plus the bias.

    Source: Ba, Kiros and Hinton, "Layer Normalization", 2016, equation 4; ε is added to the variance.
    """
    centred = vectors - vectors.mean(axis=-1, keepdims=True)
    variance = np.mean(np.square(centred), axis=-1, keepdims=True)
    made: Floats = centred / np.sqrt(variance + np.float32(epsilon)) * weight + bias
    return made
