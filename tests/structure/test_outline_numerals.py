"""Roman numerals, letters and words as numbers; the doctests of the module stand as tests."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.structure.outline import numbering


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(numbering).failed == 0


@given(st.integers(1, numbering.LARGEST_ROMAN))
def test_a_roman_numeral_is_read_as_it_is_written(value: int) -> None:
    assert numbering.roman(numbering.written("roman", value)) == value
    assert numbering.roman(numbering.written("ROMAN", value)) == value


@given(st.integers(1, 26 * 4))
def test_a_letter_label_is_read_as_it_is_written(value: int) -> None:
    assert numbering.letters(numbering.written("letter", value)) == value


@pytest.mark.parametrize("numeral", ["iiii", "vx", "ixx", "a", "c", "m", "", "(i)", "xxxxx"])
def test_what_is_no_roman_numeral_is_refused(numeral: str) -> None:
    assert numbering.roman(numeral) is None
