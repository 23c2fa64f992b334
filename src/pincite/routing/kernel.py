"""How alike two questions are, and features whose dot products say it.

Two questions are alike when their vectors are (the subject), when they look alike (the form), and most when both.
Likeness to some hundred landmarks, drawn from the labelled questions, turns this into a row of numbers on which a
linear model learns what the kernel would.

Source: C. K. I. Williams, M. Seeger, "Using the Nyström Method to Speed Up Kernel Machines", NIPS 2000.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

EXTREME = 3.0
"""Standard deviations at which a feature of the surface is cut: one pasted page must not outweigh everything."""

_SMALLEST = 1e-3
"""Eigenvalues of the landmarks' likeness below this are noise of 32-bit numbers."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """Weights of what makes questions alike, and how fast it fades.

    Likeness = `subject` · exp(-`narrow`·(1 - cos)) + `both` · exp(-3·(1 - cos) - `form_narrow`·d) + `form` · exp(-d/2)
    + `line` · (the dot product of the surfaces / their number), where d is the squared distance of the surfaces / 20.
    """

    subject: float
    both: float
    form: float
    line: float
    narrow: float = 4.0
    form_narrow: float = 0.3

    def __call__(self, vectors: Matrix, surfaces: Matrix, others: Matrix, other_surfaces: Matrix) -> Matrix:
        """Likeness of each question to each of the others, shape (n_questions, n_others)."""
        apart = 1 - vectors @ others.T
        dots = surfaces @ other_surfaces.T
        squares = np.einsum("ij,ij->i", surfaces, surfaces), np.einsum("ij,ij->i", other_surfaces, other_surfaces)
        distance = (squares[0][:, None] + squares[1][None, :] - 2 * dots) / _SCALE
        likeness: Matrix = (
            self.subject * np.exp(-self.narrow * apart)
            + self.both * np.exp(-3 * apart - self.form_narrow * distance)
            + self.form * np.exp(-distance / 2)
            + self.line / surfaces.shape[1] * dots
        ).astype(np.float32)
        return likeness


_SCALE = 20.0


def whitening(among_landmarks: Matrix) -> Matrix:
    """What turns likeness to the landmarks into features, shape (n_landmarks, n_features).

    The dot product of two questions' features is their likeness as far as the landmarks span it.
    """
    values, axes = np.linalg.eigh(among_landmarks.astype(np.float64))
    kept = values > _SMALLEST
    whitened: Matrix = (axes[:, kept] / np.sqrt(values[kept])).astype(np.float32)
    return whitened


def standardised(surfaces: NDArray[np.float64], mean: NDArray[np.floating], spread: NDArray[np.floating]) -> Matrix:
    """Features of the surface in standard deviations, extreme ones cut."""
    scaled: Matrix = np.clip((surfaces - mean) / spread, -EXTREME, EXTREME).astype(np.float32)
    return scaled
