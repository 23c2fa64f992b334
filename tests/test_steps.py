"""That steps are counted, and that their growth is told."""

import pytest
from tests.steps import assert_linear, steps


def every_pair(text: str) -> int:
    pairs = 0
    for start in range(len(text)):
        for _ in text[start::500]:
            pairs += 1
    return pairs


def test_lines_are_counted_whoever_runs_them() -> None:
    assert steps(lambda: list(range(3))) < steps(lambda: every_pair("a" * 3)) < steps(lambda: every_pair("a" * 9))


def test_what_goes_over_a_text_again_for_each_of_its_characters_is_not_linear() -> None:
    with pytest.raises(AssertionError):
        assert_linear(every_pair, "a" * 4_000)


def test_what_goes_over_it_once_is() -> None:
    assert_linear(lambda text: [letter for letter in text if letter == "b"], "ab" * 5_000)
