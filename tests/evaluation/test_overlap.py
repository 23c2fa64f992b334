"""BLEU and ROUGE-L: words in common with a reference."""

import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import PinciteError
from pincite.evaluation.overlap import bleu, rouge_l
from pincite.evaluation.score import NO_REFERENCE, Score, Scored, Unscorable

pytest.importorskip("sacrebleu", reason="the extra eval is not installed")


def value(score: Score) -> float:
    assert isinstance(score, Scored)
    return score.value


def test_rouge_l_by_hand() -> None:
    """Longest common subsequence "the fee thirty days", 4 words: 2 x 4 / (6 + 7)."""
    answer, reference = "the fee falls within thirty days", "the fee is payable after thirty days"
    assert value(rouge_l(answer, [reference])) == pytest.approx(8 / 13)
    assert value(rouge_l(reference, [answer])) == pytest.approx(8 / 13)
    assert value(rouge_l("days thirty", ["thirty days"])) == pytest.approx(1 / 2)
    assert value(rouge_l(answer, ["other words", reference])) == pytest.approx(8 / 13)


def test_bleu_by_hand() -> None:
    """Of the 6 words 5 match, of 5 pairs 3, of 4 triples 2, of 3 fours 1; the lengths are equal."""
    answer, reference = "the fee is due in may", "the fee is due in june"
    expected = math.exp(sum(map(math.log, (5 / 6, 4 / 5, 3 / 4, 2 / 3))) / 4)
    assert value(bleu(answer, [reference])) == pytest.approx(expected)
    short = value(bleu("the fee is due", ["the fee is due in june now and then"]))
    assert short == pytest.approx(math.exp(1 - 9 / 4))  # all match, and the answer is too short by 9 : 4
    assert value(bleu("fees due", ["fees due"])) == pytest.approx(1)  # no fours, and none are asked for


def test_without_a_reference_there_is_no_score() -> None:
    assert bleu("x", []) == rouge_l("x", []) == Unscorable(NO_REFERENCE)


@pytest.mark.parametrize("answer", ["", " ", "😀", "\ud800", "三十天", "fee " * 10_000, "x" * 100_000, "[1]" * 33_000])
def test_any_answer_is_scored_between_0_and_1(answer: str) -> None:
    for score in (bleu(answer, ["the fee"]), rouge_l(answer, ["the fee"]), rouge_l("the fee", [answer])):
        assert 0 <= value(score) <= 1
    assert value(rouge_l("三十天 以内", ["三十天 以内"])) == 1
    assert value(rouge_l("", [""])) == 0


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_rouge_l_is_symmetric_and_1_for_the_same_words(one: str, other: str) -> None:
    assert value(rouge_l(one, [other])) == pytest.approx(value(rouge_l(other, [one])))
    assert value(rouge_l(one, [one])) in {0.0, 1.0}
    assert 0 <= value(bleu(one, [other])) <= 1 + 1e-9


def test_a_missing_library_is_named_with_the_way_to_get_it() -> None:
    present = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "sacrebleu"}
    for name in present:
        sys.modules[name] = None  # type: ignore[assignment]  # how an uninstalled module looks to an import
    try:
        with pytest.raises(PinciteError, match=r"needs sacrebleu; install it with: pip install 'pincite\[eval\]'"):
            bleu("x", ["x"])
    finally:
        sys.modules.update(present)
