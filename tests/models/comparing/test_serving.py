import numpy as np
import pytest

from pincite.models.comparing.serving import compared


def test_likeliest_tokens_and_the_rest_are_compared() -> None:
    exact = np.log(np.array([0.6, 0.2, 0.1, 0.1], np.float32))
    found = compared([({0: float(np.log(0.5)), 1: float(np.log(0.3))}, exact)])
    by_hand = 0.6 * np.log(0.6 / 0.5) + 0.2 * np.log(0.2 / 0.3) + 0.2 * np.log(0.2 / 0.2)
    assert found.kl == pytest.approx(by_hand, abs=1e-6)
    assert (found.positions, found.top1) == (1, 1.0)


def test_another_likeliest_token_counts() -> None:
    exact = np.log(np.array([0.6, 0.4], np.float32))
    right, wrong = {0: -0.5, 1: -0.9}, {0: -0.9, 1: -0.5}
    assert compared([(right, exact), (wrong, exact)]).top1 == 0.5
