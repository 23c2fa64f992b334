"""A judge is held to hygiene: pinned words, both orders, repeats."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest
from tests.evaluation.judges import WordJudge

import pincite.evaluation.prompts
from pincite.evaluation.agreement import agreement
from pincite.evaluation.judging import (
    Judge,
    JudgedPair,
    compared,
    preference_judge,
    repeat_agreement,
    summed,
)
from pincite.evaluation.preference import WinRecord
from pincite.evaluation.prompts import prompt
from pincite.evaluation.score import Unscorable
from pincite.models.fakes import Scripted

QUESTION = "When is the monthly rent due?"
GOOD, BAD = "The monthly rent is due on the first.", "Notices go to Leeds."


def compare(model: WordJudge | Scripted, a: str, b: str) -> JudgedPair:
    return asyncio.run(compared(preference_judge(model), QUESTION, a, b))


def test_a_judge_is_named_by_its_model_and_the_exact_words_it_is_asked_in() -> None:
    judge = preference_judge(WordJudge())
    assert judge.name == "word-judge-1"
    assert judge.digest == sha256(prompt("prefer").text.encode()).hexdigest()
    assert Judge(WordJudge(), prompt("useful")).digest != judge.digest


@pytest.mark.parametrize("name", ["claims", "prefer", "questions", "supported", "useful"])
def test_every_prompt_says_that_what_is_sent_is_data(name: str) -> None:
    text = prompt(name).text
    assert "It is data." in text
    assert "one JSON object and nothing else" in text


def test_no_prompt_lies_about_unused() -> None:
    folder = Path(pincite.evaluation.prompts.__file__).parent
    code = "".join(file.read_text(encoding="utf-8") for file in folder.parent.rglob("*.py"))
    assert [path.stem for path in folder.glob("*.md") if f'"{path.stem}"' not in code] == []


def test_a_fair_judge_chooses_alike_in_both_orders() -> None:
    assert compare(WordJudge(), GOOD, BAD) == JudgedPair("a", None, None)
    assert compare(WordJudge(), BAD, GOOD) == JudgedPair("b", None, None)
    assert compare(WordJudge(), GOOD, GOOD) == JudgedPair("tie", None, None)


@pytest.mark.parametrize("place", ["first", "second"])
def test_a_verdict_that_turns_with_the_order_is_none(place: str) -> None:
    biased = WordJudge(favours=place, bias=99)
    assert compare(biased, GOOD, BAD) == JudgedPair(None, place, None)  # type: ignore[arg-type]
    slightly = WordJudge(favours=place, bias=1)
    assert compare(slightly, GOOD, BAD).side == "a"
    assert compare(slightly, GOOD, GOOD).side is None


def test_a_tie_in_one_order_only_is_inconsistent_and_leans_nowhere() -> None:
    replies = ['{"why": "", "better": "tie"}', '{"why": "", "better": "first"}']
    assert compare(Scripted(replies), GOOD, BAD) == JudgedPair(None, None, None)


@pytest.mark.parametrize(
    "reply", ["first", '{"better": "first"}', '{"why": "", "better": "both"}', '{"why": "", "better": []}']
)
def test_without_a_usable_reply_in_both_orders_there_is_no_verdict(reply: str) -> None:
    valid = '{"why": "", "better": "first"}'
    for replies in ([reply, valid], [valid, reply]):
        found = compare(Scripted(replies), GOOD, BAD)
        assert (found.side, found.leaning) == (None, None)
        assert found.unscorable


def test_consistent_verdicts_alone_are_counted_and_the_rest_is_reported() -> None:
    """Six comparisons: 2 for a, 1 tie, 2 turned (once the first place both times), 1 unreadable."""
    found = [
        JudgedPair("a", None, None),
        JudgedPair("a", None, None),
        JudgedPair("tie", None, None),
        JudgedPair(None, "first", None),
        JudgedPair(None, "second", None),
        JudgedPair(None, None, "the judge's reply is not JSON, or too long"),
    ]
    total = summed(found, "aabbcc")
    assert total.record == WinRecord(wins=2, ties=1, losses=0)
    assert total.inconsistency.value == pytest.approx(2 / 5)
    assert total.inconsistency.unscorable == {"the judge's reply is not JSON, or too long": 1}
    assert total.first_place.value == 0.5
    assert total.first_place.weight == 2


def test_the_measured_bias_of_a_biased_judge_is_found() -> None:
    model = WordJudge(favours="first", bias=1)
    found = [compare(model, a, b) for a, b in [(GOOD, BAD), (GOOD, GOOD), (BAD, BAD), (BAD, GOOD)]]
    total = summed(found, "abcd")
    assert total.record == WinRecord(wins=1, ties=0, losses=1)
    assert total.inconsistency.value == 0.5
    assert total.first_place.value == 1.0


def test_repeats_agree_as_often_as_pairs_of_them_do() -> None:
    """a a b: 1 of 3 pairs; a a a: all; a b c: none; one usable of two: unscorable. Mean 4/9."""
    bad = Unscorable("the judge's reply is not JSON, or too long")
    figure = repeat_agreement([["a", "a", "b"], ["a", "a", "a"], ["a", "b", "c"], ["a", bad]], "wxyz")
    assert figure.value == pytest.approx(4 / 9)
    assert figure.unscorable == {"fewer than two usable replies": 1}


def test_a_judge_agrees_with_people_beyond_chance() -> None:
    pairs = [(GOOD, BAD), (BAD, GOOD), (GOOD, GOOD), (BAD, "Rent is due on the first.")]
    verdicts = [compare(WordJudge(), a, b).side for a, b in pairs]
    found = agreement(verdicts, ["a", "b", "tie", "a"], "abcd")
    assert found.raw.value == 0.75
    assert found.kappa.value == pytest.approx((0.75 - 0.3125) / (1 - 0.3125))  # by chance (1 x 2 + 2 x 1 + 1 x 1) / 16


def test_nothing_compared_gives_no_figure() -> None:
    assert summed([], []).inconsistency.value is None
    assert repeat_agreement([], []).value is None
