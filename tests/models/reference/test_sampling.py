"""Tokens are drawn from the distribution that the settings ask for, drafted ones too."""

import math

import numpy as np
import pytest

from pincite.errors import ModelError
from pincite.models.reference.arrays import Doubles
from pincite.models.reference.sampling import Sampling, draw, probabilities
from pincite.models.reference.speculative import checked, expected_tokens, generate

LOGS = np.log(np.array([0.5, 0.25, 0.15, 0.1], dtype=np.float32))


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(temperature=0), [1, 0, 0, 0]),
        (Sampling(temperature=0.5), [0.7246, 0.1812, 0.0652, 0.029]),
        (Sampling(top_k=2), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=9), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_p=0.5), [1, 0, 0, 0]),
        (Sampling(top_p=0.51), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=3, top_p=0.8), [2 / 3, 1 / 3, 0, 0]),
    ],
)
def test_settings_shape_the_distribution(sampling: Sampling, expected: list[float]) -> None:
    assert probabilities(LOGS, sampling).tolist() == pytest.approx(expected, abs=1e-4)
    assert probabilities(LOGS[::-1], sampling).tolist() == pytest.approx(expected[::-1], abs=1e-4)


@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p"), [(-1, 1, 1), (math.nan, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 1.1)]
)
def test_settings_that_mean_nothing_are_refused(temperature: float, top_k: int, top_p: float) -> None:
    with pytest.raises(ModelError, match="cannot"):
        Sampling(temperature, top_k, top_p)


def _chi_squared(counts: Doubles, distribution: Doubles) -> float:
    """The sum of (observed - expected)² / expected over the tokens that can come."""
    expected = distribution * counts.sum()
    assert counts[expected == 0].sum() == 0
    wanted = expected > 0
    return float((np.square(counts - expected)[wanted] / expected[wanted]).sum())


def _bound(freedom: int) -> float:
    """What chi-squared passes once in a thousand times. Source: Wilson and Hilferty, 1931."""
    return freedom * (1 - 2 / (9 * freedom) + 3.0902 * math.sqrt(2 / (9 * freedom))) ** 3


DRAWS = 100_000


def test_draws_follow_the_distribution() -> None:
    distribution = probabilities(LOGS, Sampling(temperature=1.3))
    uniform = np.random.default_rng(5).random
    counts = np.bincount([draw(distribution, uniform) for _ in range(DRAWS)], minlength=4).astype(float)
    assert _chi_squared(counts, distribution) < _bound(3)


def _markov(seed: int, sampling: Sampling) -> Doubles:
    """Distributions of the next of 6 tokens after each, shape (6, 6)."""
    logits = np.random.default_rng(seed).standard_normal((6, 6)).astype(np.float32)
    return probabilities(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)), sampling)


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(temperature=0.7, top_k=4, top_p=0.8)])
def test_drafted_tokens_have_the_distribution_of_the_target(sampling: Sampling) -> None:
    target, draft = _markov(1, sampling), _markov(2, Sampling(temperature=1.5))
    uniform = np.random.default_rng(11).random
    counts = np.zeros((6, 6))
    for _ in range(DRAWS):
        first = draw(draft[0], uniform)
        second = draw(draft[first], uniform)
        made = checked(target[[0, first, second]], draft[[0, first]], [first, second], uniform)
        following = made[1] if len(made) > 1 else draw(target[made[0]], uniform)
        counts[made[0], following] += 1
    joint = target[0][:, None] * target
    assert _chi_squared(counts.ravel(), joint.ravel()) < _bound(int((joint > 0).sum()) - 1)


def test_draws_of_the_draft_alone_would_be_found_out() -> None:
    target, draft = _markov(1, Sampling()), _markov(2, Sampling())
    uniform = np.random.default_rng(11).random
    counts = np.bincount([draw(draft[0], uniform) for _ in range(DRAWS)], minlength=6).astype(float)
    assert _chi_squared(counts, target[0]) > 100 * _bound(5)


def test_drafting_makes_as_many_tokens_a_pass_as_expected() -> None:
    distribution = np.array([0.8, 0.2]), np.array([1.0, 0.0])
    uniform = np.random.default_rng(3).random
    made = [
        len(checked(np.tile(distribution[0], (5, 1)), np.tile(distribution[1], (4, 1)), [0] * 4, uniform))
        for _ in range(20_000)
    ]
    assert np.mean(made) == pytest.approx(expected_tokens(0.8, 4), rel=0.01)
    assert expected_tokens(1, 4) == 5


def test_a_text_of_drafted_tokens_has_its_length_and_counts() -> None:
    table = _markov(1, Sampling())

    def model(tokens: "object", last: int) -> Doubles:
        assert isinstance(tokens, list)
        return table[tokens[len(tokens) - 1 - last :]]

    drafted = generate(model, model, [0], length=50, ahead=4, uniform=np.random.default_rng(1).random)
    assert len(drafted.tokens) == 50
    assert drafted.accepted == drafted.drafted > 0
