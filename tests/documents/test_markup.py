"""Markdown's marks are left out where words are shown, and texts that are nothing but marks cost no time."""

import pytest
from tests.steps import assert_linear

from pincite.documents.markup import MOST_MARKS, rules, unmarked, without_rules

HOSTILE = (
    " ",
    "*a ",
    "**a ",
    "_a ",
    "[a",
    "[a](",
    "`a ",
    "- ",
    "----x\n",
    "|---",
    "--- |",
    "\n \t",
    " {#a",
    "\\*",
    "> ",
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_words_are_read_in_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert_linear(unmarked, text)
    assert_linear(without_rules, text)
    assert_linear(lambda words: list(rules(words, 0, len(words))), text)


def test_a_paragraph_of_more_marks_than_anybody_writes_keeps_them() -> None:
    bold = "**a** "
    assert unmarked(bold * (MOST_MARKS // 4)) == "a " * (MOST_MARKS // 4)
    assert unmarked(bold * MOST_MARKS) == bold * MOST_MARKS


def test_the_name_of_a_place_goes_with_the_white_space_before_it() -> None:
    assert unmarked("Fees and payment   {#fees}") == "Fees and payment"
    assert unmarked("Fees{#fees}\nThe fees are due.") == "Fees\nThe fees are due."
