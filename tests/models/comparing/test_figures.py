import numpy as np
import pytest

from pincite.models.comparing.figures import Difference, apart, second_order


def log_probs(*rows: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.log(np.array(rows, np.float32))


def test_equal_computations_lie_nowhere_apart() -> None:
    same = log_probs([0.7, 0.2, 0.1], [0.1, 0.2, 0.7])
    found = apart(same, same, [0, 2])
    assert (found.kl, found.top1, found.largest, found.first_difference) == (0.0, 1.0, 0.0, None)


def test_the_divergence_is_that_of_the_textbook() -> None:
    engine, reference = log_probs([0.25, 0.75]), log_probs([0.5, 0.5])
    by_hand = 0.5 * np.log(0.5 / 0.25) + 0.5 * np.log(0.5 / 0.75)
    assert apart(engine, reference, [0]).kl == pytest.approx(by_hand, abs=1e-7)


def test_the_first_difference_names_both_tokens() -> None:
    engine = log_probs([0.7, 0.3], [0.2, 0.8], [0.9, 0.1])
    reference = log_probs([0.6, 0.4], [0.6, 0.4], [0.1, 0.9])
    found = apart(engine, reference, [0, 1, 0])
    assert found.first_difference == Difference(1, engine=1, reference=0)
    assert found.top1 == pytest.approx(1 / 3)


def test_the_largest_difference_is_of_the_tokens_that_follow() -> None:
    engine, reference = log_probs([0.5, 0.5], [0.5, 0.5]), log_probs([0.25, 0.75], [0.999, 0.001])
    # only the first row has a token after it
    assert apart(engine, reference, [0, 1]).largest == pytest.approx(np.log(0.75 / 0.5), abs=1e-6)


def test_computations_of_other_texts_are_not_compared() -> None:
    with pytest.raises(ValueError, match="for 2 tokens"):
        apart(log_probs([1.0]), log_probs([1.0]), [0, 0])


def test_near_computations_have_a_distance_below_single_precision() -> None:
    draws = np.random.default_rng(1)
    reference = np.log(draws.dirichlet(np.ones(1000), 8)).astype(np.float32)
    moved = reference + draws.normal(0, 1e-5, reference.shape).astype(np.float32)
    assert second_order(reference, reference) == 0
    assert second_order(moved, reference) == pytest.approx(0.5e-10, rel=0.1)
