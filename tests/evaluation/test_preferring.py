"""Pairs of answers to choose between, and what choices and verdicts come to."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.replies import reply_fields

from pincite.evaluation.answered import Answered, answered
from pincite.evaluation.judging import JudgedPair
from pincite.evaluation.preferring import (
    LONGEST_QUOTE,
    AnswerPair,
    Chosen,
    JudgeVerdicts,
    between_persons,
    by_judge,
    by_person,
    cut,
    paired,
    shown_text,
    standing,
)

RENT, FIRE = ("Rent is due monthly.", (1,)), ("It is insured.", (2,))


def rent(identity: str, document: str = "lease") -> Answered:
    return answered(reply_fields(identity, [RENT], document=document))


def fire(identity: str) -> Answered:
    return answered(reply_fields(identity, [FIRE]))


def refused(identity: str, refusal: str = "no_evidence") -> Answered:
    return answered(reply_fields(identity, refusal=refusal))


def pairs(count: int) -> tuple[AnswerPair, ...]:
    names = [f"q{number}" for number in range(count)]
    return paired([rent(name, f"d{name}") for name in names], [fire(name) for name in names]).pairs


def choices(found: tuple[AnswerPair, ...], letters: str) -> dict[str, Chosen]:
    known: dict[str, Chosen] = {"a": "a", "b": "b", "t": "tie", "s": "skip"}
    return {pair.key: known[letter] for pair, letter in zip(found, letters, strict=False)}


def test_each_question_of_two_runs_has_one_place() -> None:
    ours = [rent("differ"), rent("same"), refused("none"), rent("half"), refused("broken", "failed"), rent("x")]
    theirs = [
        replace(rent("x"), question="Who else pays rent?"),
        fire("differ"),
        rent("same"),
        refused("none", "walled"),
        refused("half"),
        rent("broken"),
        rent("new"),
    ]
    found = paired([*ours, rent("old")], theirs)
    assert [pair.a.id for pair in found.pairs] == ["differ", "half"]
    assert (found.alike, found.both_refused, found.failed) == (("same",), ("none",), ("broken",))
    assert (found.reworded, found.only_a, found.only_b) == (("x",), ("old",), ("new",))
    assert found.shared == 6


def test_nothing_paired_is_nothing() -> None:
    assert paired([], []).shared == 0
    assert paired([rent("q")], []).only_a == ("q",)


def test_a_reply_is_told_with_its_pin_cites_and_a_refusal_as_one() -> None:
    assert shown_text(rent("q")) == '1. Rent is due monthly.\n   [lease.txt, 1] "The tenant shall pay rent monthly."'
    assert shown_text(refused("q")) == "No answer: it was no_evidence"
    assert len(cut("x" * 10_000)) < LONGEST_QUOTE + 5
    assert cut("short") == "short"


def test_the_order_is_by_the_question_alone_and_both_occur() -> None:
    found = pairs(60)
    assert {pair.is_a_first for pair in found} == {True, False}
    turned = paired([pair.b for pair in found], [pair.a for pair in found]).pairs
    assert [pair.is_a_first for pair in found] == [pair.is_a_first for pair in turned]


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_whatever_its_id_the_place_chosen_is_the_answer_shown_there(identity: str) -> None:
    [pair] = paired([rent(identity)], [fire(identity)]).pairs
    places: tuple[Literal["first", "second"], ...] = ("first", "second")
    for place, shown in zip(places, pair.shown, strict=True):
        assert (pair.a if pair.at(place) == "a" else pair.b) is shown
    assert {pair.at("first"), pair.at("second")} == {"a", "b"}


def test_an_answer_that_has_changed_is_another_pair() -> None:
    [one] = paired([rent("q")], [fire("q")]).pairs
    [again] = paired([replace(rent("q"), seq=99)], [fire("q")]).pairs
    [other] = paired([rent("q")], [refused("q")]).pairs
    assert one.key == again.key != other.key
    assert one.document == "lease"
    [nowhere] = paired([replace(rent("q"), statements=())], [refused("q")]).pairs
    assert nowhere.document == "question q"


def test_figures_of_a_person_worked_by_hand() -> None:
    found = pairs(8)
    sums = by_person("ines", found, choices(found, "aaabtts") | {"of another run": "b"})
    assert (sums.judged, sums.skipped, sums.left) == (6, 1, 1)
    stands = sums.standing
    assert (stands.wins, stands.ties, stands.losses, stands.win_rate) == (3, 2, 1, 0.75)
    # Wilson for 3 of 4: (0.75 + z²/8 ± z sqrt(0.75 · 0.25 / 4 + z²/64)) / (1 + z²/4), z = 1.96.
    assert stands.interval is not None
    assert stands.interval.low == pytest.approx(0.3006, abs=1e-3)
    assert stands.interval.high == pytest.approx(0.9544, abs=1e-3)
    assert stands.by_document.value == 0.75
    # A tie is half a win for each: 4 to 2, so the log strengths are ± half the logarithm of 2.
    assert stands.strengths is not None
    assert stands.strengths["a"] == pytest.approx(0.34657, abs=1e-4)
    assert stands.strengths["b"] == pytest.approx(-0.34657, abs=1e-4)


@pytest.mark.parametrize(
    ("letters", "why"),
    [("", "nothing was compared"), ("ss", "nothing was compared"), ("aa", "too few comparisons to place B")],
)
def test_where_there_are_no_strengths_it_is_said_why(letters: str, why: str) -> None:
    found = pairs(3)
    stands = by_person("ines", found, choices(found, letters)).standing
    assert stands.strengths is None
    assert (stands.no_strengths or "").startswith(why)
    assert (stands.win_rate is None) == ("a" not in letters)


@given(st.text(alphabet="abts", max_size=12), st.lists(st.sampled_from(["a", "b", "tie", None, "why"]), max_size=12))
def test_no_figure_is_ever_not_a_number(letters: str, verdicts: list[Literal["a", "b", "tie", "why"] | None]) -> None:
    found = pairs(12)
    said = {
        pair.key: [JudgedPair(None, None, "no JSON") if side == "why" else JudgedPair(side, None, None)] * 2
        for pair, side in zip(found, verdicts, strict=False)
    }
    person = by_person("ines", found, choices(found, letters))
    judge = by_judge(found, JudgeVerdicts("m", "p", said), choices(found, letters))
    json.dumps([asdict(person), asdict(judge)], allow_nan=False)
    assert person.judged + person.skipped + person.left == judge.asked + judge.left == 12
    stands = person.standing
    assert stands.wins + stands.ties + stands.losses == person.judged


def test_runs_that_change_places_change_wins_for_losses() -> None:
    found = pairs(6)
    one, other = (
        standing(found, {pair.key: side for pair, side in zip(found, SIDES, strict=True)}),
        standing(found, {pair.key: TURNED[side] for pair, side in zip(found, SIDES, strict=True)}),
    )
    assert (one.wins, one.ties, one.losses) == (other.losses, other.ties, other.wins) == (3, 1, 2)


SIDES: tuple[Literal["a", "b", "tie"], ...] = ("a", "a", "b", "tie", "a", "b")
TURNED: Mapping[str, Literal["a", "b", "tie"]] = {"a": "b", "b": "a", "tie": "tie"}


def test_figures_of_a_judge_worked_by_hand() -> None:
    found = pairs(6)
    said = [
        [JudgedPair("a", None, None), JudgedPair("a", None, None)],
        [JudgedPair("b", None, None), JudgedPair("a", None, None)],
        [JudgedPair("tie", None, None)],
        [JudgedPair(None, "first", None)],
        [JudgedPair(None, None, "the judge's reply is not JSON, or too long")],
    ]
    rounds = {pair.key: comparisons for pair, comparisons in zip(found, said, strict=False)}
    sums = by_judge(found, JudgeVerdicts("m", "p", rounds), choices(found, "aaabsb"))
    assert (sums.asked, sums.left) == (5, 1)
    assert (sums.standing.wins, sums.standing.ties, sums.standing.losses) == (1, 1, 1)
    assert (sums.inconsistency.value, sums.first_place.value) == (0.25, 1.0)
    assert sums.inconsistency.unscorable == {"the judge's reply is not JSON, or too long": 1}
    assert sums.repeats is not None
    assert (sums.repeats.value, sums.repeats.scored) == (0.5, 2)
    # Both gave a side on three: judge a, b, tie; person a, a, a. Alike on one; by chance 1/3 too, so kappa is 0.
    assert sums.with_person is not None
    assert sums.with_person.raw.value == pytest.approx(1 / 3)
    assert sums.with_person.kappa.value == pytest.approx(0)
    assert sums.with_person.raw.unscorable == {"one of the two gave no label": 1}


def test_a_judge_that_was_asked_once_and_nobody_else_has_no_agreement() -> None:
    found = pairs(2)
    sums = by_judge(found, JudgeVerdicts("m", "p", {found[0].key: [JudgedPair("a", None, None)]}), {})
    assert sums.repeats is None
    assert sums.with_person is None


def test_two_persons_are_compared_on_what_neither_skipped() -> None:
    found = pairs(4)
    agreement = between_persons(found, choices(found, "abta"), choices(found, "aats"))
    assert agreement is not None
    assert agreement.raw.value == pytest.approx(2 / 3)
    assert agreement.raw.scored == 3
    assert between_persons(found, choices(found, "s"), choices(found, "a")) is None
