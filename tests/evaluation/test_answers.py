"""Exact match and F1 over words."""

import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.evaluation.answers import exact_match, normalised, token_f1
from pincite.evaluation.score import NO_REFERENCE, Scored, Unscorable


def value(score: Scored | Unscorable) -> float:
    assert isinstance(score, Scored)
    return score.value


@pytest.mark.parametrize(
    ("answer", "reference", "exact", "f1"),
    [
        ("Thirty days", "thirty days.", 1, 1),
        ("The Supplier", "a supplier", 1, 1),
        ("within thirty days", "thirty days", 0, 0.8),  # 2 common: 2 * 2 / (3 + 2)
        ("thirty thirty days", "thirty days", 0, 0.8),  # a word counts as often as it stands there
        ("sixty days", "thirty days", 0, 0.5),
        ("no cap", "a limit", 0, 0),
        ("“Net Revenue”", '"net revenue"', 1, 1),
        ("$1,000", "1000", 1, 1),
        ("1.5 %", "15 %", 0, 0),
        ("", "", 1, 1),
        ("the", "", 1, 1),
        ("", "thirty", 0, 0),
        ("三十天", "三十天", 1, 1),
        ("😀", "😀", 1, 1),
    ],
)
def test_cases_by_hand(answer: str, reference: str, exact: float, f1: float) -> None:
    assert value(exact_match(answer, [reference])) == exact
    assert value(token_f1(answer, [reference])) == pytest.approx(f1)


def test_the_best_of_several_references_counts() -> None:
    assert value(exact_match("Acme", ["Finch", "Acme Inc.", "acme"])) == 1
    assert value(token_f1("Acme Inc.", ["Finch", "Acme"])) == pytest.approx(2 / 3)


def test_without_a_reference_there_is_no_score() -> None:
    assert exact_match("Acme", []) == token_f1("Acme", []) == Unscorable(NO_REFERENCE)


@given(st.text(alphabet=string.ascii_letters + string.digits + ' ,;:!?"()-\t\n', max_size=60))
def test_without_decimal_points_and_other_scripts_normalisation_is_that_of_squad(text: str) -> None:
    plain = "".join(sign for sign in text.lower() if sign not in string.punctuation)
    assert normalised(text) == " ".join(re.sub(r"\b(a|an|the)\b", " ", plain).split())


@given(st.text(max_size=40), st.text(max_size=40))
def test_f1_is_symmetric_within_bounds_and_1_for_exact_matches(one: str, other: str) -> None:
    assert token_f1(one, [other]) == token_f1(other, [one])
    assert 0 <= value(token_f1(one, [other])) <= 1
    assert value(exact_match(one, [other])) <= value(token_f1(one, [other]))
    assert Counter(normalised(one).split()) != Counter(normalised(other).split()) or value(token_f1(one, [other])) == 1


def test_normalising_is_done_once_for_all() -> None:
    for text in ("\ud800 the fee", "the the 1.5.2 a", "x" * 100_000, "1." * 50_000, "fee " * 10_000, "\ue000 1.5"):
        assert normalised(normalised(text)) == normalised(text)
