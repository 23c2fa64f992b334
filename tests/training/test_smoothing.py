"""Activations are smoothed before weights are rounded to 8 bits: the product stays, and rounding costs less."""

import numpy as np
from runs.training.smoothing import divisors


def rounded(values: np.ndarray) -> np.ndarray:
    """Values as 8 bits hold them, by one scale for all."""
    scale = np.abs(values).max() / 127
    return np.asarray(np.round(values / scale) * scale)


def given_and_matrix() -> tuple[np.ndarray, np.ndarray]:
    """Activations of which one channel is thirty times as large, (200, 64), and a matrix, (64, 16)."""
    draw = np.random.default_rng(5)
    given = draw.normal(size=(200, 64))
    given[:, 7] *= 30
    return given, draw.normal(size=(64, 16)) / 8


def test_the_product_stays_and_an_outlier_costs_a_fraction() -> None:
    given, matrix = given_and_matrix()
    by = divisors(np.abs(given).max(0), np.abs(matrix).max(1))
    smoothed, spread = given / by, matrix * by[:, None]
    product = given @ matrix
    assert np.allclose(smoothed @ spread, product, rtol=1e-5, atol=1e-6)
    assert (
        np.std(rounded(smoothed) @ rounded(spread) - product) < np.std(rounded(given) @ rounded(matrix) - product) / 2
    )


def test_channels_that_were_never_used_divide_by_something_finite() -> None:
    given, matrix = given_and_matrix()
    given[:, 3] = 0
    matrix[4] = 0
    by = divisors(np.abs(given).max(0), np.abs(matrix).max(1))
    assert np.isfinite(by).all()
    assert by.min() > 0
