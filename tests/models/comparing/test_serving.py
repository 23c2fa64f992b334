import numpy as np
import pytest

from pincite.errors import ModelError
from pincite.models.comparing.serving import LEAST_GIVEN, Server, Unlike, compared, places, sampled


def test_likeliest_tokens_and_the_rest_are_compared() -> None:
    exact = np.log(np.array([[0.6, 0.2, 0.1, 0.1]], np.float32))
    found = compared({0: {0: float(np.log(0.5)), 1: float(np.log(0.3))}}, exact)
    by_hand = 0.6 * np.log(0.6 / 0.5) + 0.2 * np.log(0.2 / 0.3) + 0.2 * np.log(0.2 / 0.2)
    assert found.kl == pytest.approx(by_hand, abs=1e-6)
    assert (found.positions, found.top1, found.first_difference) == (1, 1.0, None)


def test_another_likeliest_token_counts() -> None:
    exact = np.log(np.array([[0.6, 0.4]] * 4, np.float32))
    found = compared({1: {0: -0.5, 1: -0.9}, 3: {0: -0.9, 1: -0.5}}, exact)
    assert (found.top1, found.first_difference) == (0.5, Unlike(3, 1, 0))


def test_a_token_that_the_model_lacks_is_of_another_model() -> None:
    exact = np.log(np.array([[0.6, 0.4]], np.float32))
    with pytest.raises(ModelError, match="it runs another model"):
        compared({0: {2: -0.5}}, exact)


def test_at_least_32_positions_are_asked_where_there_are_as_many() -> None:
    assert len(places(512)) >= LEAST_GIVEN >= 32
    assert places(512)[-1] == 511


def test_a_server_that_says_too_little_is_no_ground_for_a_verdict() -> None:
    exact = np.log(np.full((64, 4), 0.25, np.float32))
    silent = Server("the server of tier 'on-prem'", lambda _: {})
    with pytest.raises(ModelError, match="'on-prem' gave log-probabilities at 0 positions, and at least 32 are needed"):
        sampled(silent, range(64), exact)
