"""Experts are chosen, weighted and counted as the papers have it."""

import numpy as np
import pytest

from pincite.models.architecture.architecture import Experts
from pincite.models.reference.experts import Routing, load_balancing_loss, route, softmax, tokens_by_expert


def _logits(tokens: int, experts: int, seed: int = 1) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.random.default_rng(seed).standard_normal((tokens, experts)).astype(np.float32)


def test_the_most_likely_experts_share_a_token() -> None:
    routing = route(np.log(np.array([[0.1, 0.4, 0.2, 0.3]], dtype=np.float32)), Experts(4, 2, 8))
    assert routing.chosen.tolist() == [[1, 3]]
    assert routing.weights[0].tolist() == pytest.approx([4 / 7, 3 / 7], abs=1e-6)


def test_weights_that_are_not_normalised_stay_probabilities() -> None:
    logits = _logits(5, 6)
    routing = route(logits, Experts(6, 3, 8, is_normalised=False, scale=2.0))
    assert np.allclose(routing.weights, 2 * np.sort(softmax(logits), axis=-1)[:, ::-1][:, :3])


def test_a_correction_moves_the_choice_and_not_the_weights() -> None:
    logits = np.zeros((1, 4), dtype=np.float32)
    routing = route(
        logits, Experts(4, 1, 8, gate="sigmoid", is_normalised=False), np.array([0, 0, 9, 0], dtype=np.float32)
    )
    assert routing.chosen.tolist() == [[2]]
    assert routing.weights.tolist() == [[0.5]]


def test_experts_outside_the_best_groups_are_not_chosen() -> None:
    logits = np.array([[9, -9, 2, 2, 1, 1, 0, 0]], dtype=np.float32)
    experts = Experts(8, 2, 8, gate="sigmoid", groups=4, groups_used=1)
    assert sorted(route(logits, experts).chosen[0].tolist()) == [2, 3]
    assert sorted(route(logits, Experts(8, 2, 8, gate="sigmoid")).chosen[0].tolist()) == [0, 2]


def test_every_choice_is_counted() -> None:
    routing = route(_logits(100, 8), Experts(8, 2, 8))
    counted = tokens_by_expert(routing)
    assert counted.sum() == 200
    assert counted.tolist() == [int((routing.chosen == expert).sum()) for expert in range(8)]


def test_the_loss_is_least_when_all_work_alike_and_most_when_few_do() -> None:
    even = Routing(
        np.zeros((4, 4), np.float32), np.array([[0, 1], [2, 3], [0, 1], [2, 3]]), np.ones((4, 2), np.float32)
    )
    logits = np.tile(np.array([[50, 50, 0, 0]], np.float32), (4, 1))
    uneven = route(logits, Experts(4, 2, 8))
    assert load_balancing_loss([even]) == pytest.approx(2)
    assert load_balancing_loss([uneven]) == pytest.approx(4)
    assert 2 < load_balancing_loss([even, uneven]) < 4
