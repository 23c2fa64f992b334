"""What a router learns from labels, what it refuses to learn from, and the file that it is kept in."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.errors import RoutingError
from pincite.routing.calibration import calibration_interval, mean_calibration_error
from pincite.routing.decision import AtLeast, Need, Tier, WorthIt, decide
from pincite.routing.grouping import folds_of, near_groups
from pincite.routing.heuristics import UNTRAINED, difficulty, guessed
from pincite.routing.kernel import Matrix
from pincite.routing.labels import FEWEST, Label
from pincite.routing.promising import Met, at_least, chosen
from pincite.routing.training import train
from pincite.routing.weights import RouterWeights, Seen, read_weights

TIERS = ("cheap", "premium")
EMBEDDER = "embedder@00000000"
SUBJECTS = ("rent", "tax", "notice")
DIMENSIONS = 16


def vector_of(subject: int, draw: np.random.Generator) -> Matrix:
    """A unit vector near the subject's own direction."""
    vector = np.eye(DIMENSIONS)[subject] * 3 + draw.normal(size=DIMENSIONS) * 0.5
    unit: Matrix = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


@cache
def lessons(n: int = 600, seed: int = 0) -> tuple[tuple[Label, ...], Matrix]:
    """Questions of three subjects: cheap fails most on tax, where premium does not; on notice both often fail."""
    draw = np.random.default_rng(seed)
    labels, vectors = [], []
    for number in range(n):
        subject = number % 3
        cheap, premium = ((0.95, 0.96), (0.2, 0.9), (0.3, 0.32))[subject]
        ok = {"cheap": bool(draw.random() < cheap), "premium": bool(draw.random() < premium)}
        labels.append(Label(f"What does clause {number} say of {SUBJECTS[subject]}?", ok))
        vectors.append(vector_of(subject, draw))
    return tuple(labels), np.stack(vectors)


def learnt(labels: tuple[Label, ...], vectors: Matrix) -> RouterWeights:
    return train(labels, vectors, tiers=TIERS, costs=(0.1, 1.0), embedder=EMBEDDER, made="2026-11-29")


@cache
def router() -> RouterWeights:
    return learnt(*lessons())


def places_of(seen: Seen, rate: float) -> NDArray[np.int64]:
    p_ok, costs, doubt = (array.astype(np.float64) for array in (seen.p_ok, seen.costs, seen.doubt))
    return chosen(p_ok, costs, doubt, rate)


def test_only_what_the_dear_tier_would_mend_goes_to_it() -> None:
    labels, vectors = lessons(300, seed=1)
    seen = router().see([label.question for label in labels], vectors)
    places = places_of(seen, 0.3)
    shares = [places[subject::3].mean() for subject in range(3)]
    assert shares[1] > 0.9
    assert shares[0] < 0.1
    assert shares[2] < 0.1, "what nobody can answer need not be dear"


def test_a_promise_is_kept_on_questions_not_learnt_from() -> None:
    labels, vectors = lessons(3_000, seed=2)
    seen = router().see([label.question for label in labels], vectors)
    rate = router().goal(0.95).rate
    places = places_of(seen, rate)
    right = sum(label.ok[TIERS[place]] for label, place in zip(labels, places, strict=True))
    assert right / sum(label.ok["premium"] for label in labels) == pytest.approx(0.95, abs=0.04)


def test_the_choice_of_many_at_once_is_the_decision_of_each() -> None:
    labels, vectors = lessons(60, seed=3)
    tiers = [Tier(name, frozenset({"internal"})) for name in TIERS]
    seen = router().see([label.question for label in labels], vectors)
    for rate in (0.1, 0.5, 0.9):
        places = places_of(seen, rate)
        for label, vector, place in zip(labels, vectors, places, strict=True):
            outlook = router().outlook(label.question, vector)
            assert decide(tiers, Need("internal", 1, 1), outlook, WorthIt(rate)).tier == TIERS[place]


@pytest.mark.parametrize("doubt", [0.0, 1.0])
@pytest.mark.parametrize("target", [0.3, 0.6, 0.9, 0.97])
def test_the_choice_of_many_for_a_chance_is_the_decision_of_each(target: float, doubt: float) -> None:
    labels, vectors = lessons(60, seed=3)
    weights = replace(router(), card=replace(router().card, doubt=doubt, familiar=0.0))
    tiers = [Tier(name, frozenset({"internal"})) for name in TIERS]
    seen = weights.see([label.question for label in labels], vectors)
    places = at_least(seen.p_ok.astype(np.float64), seen.doubt.astype(np.float64), target)
    for label, vector, place in zip(labels, vectors, places, strict=True):
        decision = decide(tiers, Need("internal", 1, 1), weights.outlook(label.question, vector), AtLeast(target))
        assert decision.tier == TIERS[place]


def test_the_card_says_what_comes_of_each_target() -> None:
    labels, vectors = lessons(3_000, seed=2)
    seen = router().see([label.question for label in labels], vectors)
    for goal in router().card.met:
        places = at_least(seen.p_ok.astype(np.float64), seen.doubt.astype(np.float64), goal.target)
        right = np.mean([label.ok[TIERS[place]] for label, place in zip(labels, places, strict=True)])
        assert goal.got == pytest.approx(right, abs=0.05)
        assert goal.promised == pytest.approx(goal.got, abs=0.05)
        assert sum(goal.tiers) == pytest.approx(1)
    low, high = router().card.calibration_interval
    assert 0 <= low <= np.mean(router().card.calibration_error) <= high < 0.2


def test_an_interval_of_calibration_holds_what_more_questions_show() -> None:
    draw = np.random.default_rng(0)
    chances = draw.uniform(0.2, 0.9, size=(400, 2))
    happened = (draw.random((400, 2)) < np.clip(chances + 0.1, 0, 1)).astype(np.float64)
    low, high = calibration_interval(chances, happened, np.arange(400))
    assert low < 0.1 < high
    doubled = np.repeat(np.arange(200), 2)  # half as many groups say half as much
    assert np.diff(calibration_interval(chances[doubled], happened[doubled], doubled)) > high - low
    assert mean_calibration_error(chances, happened) == pytest.approx(0.1, abs=0.04)


def test_questions_that_are_nearly_equal_stay_in_one_fold() -> None:
    vectors = np.eye(6, dtype=np.float32)[[0, 0, 1, 2, 3, 4, 5]]
    vectors[3] = [0, 0.97, 0.243, 0, 0, 0]
    groups = near_groups(["Who signs?", "who  signs?", "Rent?", "The rent?", "Tax?", "Notice?", "Costs?"], vectors)
    assert groups.tolist() == [0, 0, 1, 1, 2, 3, 4]
    folds = folds_of(groups, 3, seed=0)
    assert folds[0] == folds[1]
    assert folds[2] == folds[3]
    assert set(folds.tolist()) == {0, 1, 2}


def test_a_form_filled_in_many_times_is_not_one_question() -> None:
    same = np.tile(np.eye(3, dtype=np.float32)[0], (40, 1))
    assert len(set(near_groups([f"What does clause {n // 2} say?" for n in range(40)], same).tolist())) == 20


def test_a_card_knows_the_questions_that_taught_it_and_holds_no_word_of_them() -> None:
    labels, _ = lessons()
    card = replace(router().card, salt="a salt").taught(label.question for label in labels)
    read = read_weights(RouterWeights(card, router().arrays).to_bytes(), EMBEDDER).card
    assert read.was_taught_by(["Who signs?", labels[7].question.upper().replace(" ", "  ")])
    assert not read.was_taught_by(["Who signs?", "What does clause 7 say?"])
    assert not replace(read, salt="another").was_taught_by([labels[7].question])
    assert b"clause" not in RouterWeights(card, router().arrays).to_bytes()


def test_a_question_unlike_all_labels_has_doubt_and_a_known_one_has_none() -> None:
    strange = np.zeros(DIMENSIONS, dtype=np.float32)
    strange[-1] = -1
    doubtful = replace(router(), card=replace(router().card, doubt=1.0))
    assert doubtful.outlook("What is this?", strange).doubt > 0.2
    labels, vectors = lessons()
    assert doubtful.outlook(labels[0].question, vectors[0]).doubt == 0


def test_the_same_labels_give_the_same_file() -> None:
    assert learnt(*lessons()).to_bytes() == router().to_bytes()


def test_a_router_read_back_says_the_same() -> None:
    read = read_weights(router().to_bytes(), EMBEDDER)
    labels, vectors = lessons(30, seed=4)
    questions = [label.question for label in labels]
    assert np.array_equal(read.see(questions, vectors).p_ok, router().see(questions, vectors).p_ok)
    assert (read.card, read.sha256) == (router().card, router().sha256)
    assert len(read.card.calibration_error) == 2


def test_labels_of_costs_teach_what_an_answer_will_cost() -> None:
    labels, vectors = lessons()
    priced = tuple(
        replace(label, cost={"cheap": 1.0, "premium": 20.0 if "tax" in label.question else 5.0}) for label in labels
    )
    seen = learnt(priced, vectors).see([label.question for label in labels[:30]], vectors[:30])
    tax, rent = seen.costs[1::3, 1], seen.costs[0::3, 1]
    assert tax.min() > 1.5 * rent.max()
    assert tax.mean() > 2 * rent.mean()


def damaged(change: dict[str, object]) -> bytes:
    """The router's file with fields of its card changed, and its hash made anew."""
    card = replace(router().card, **change)  # type: ignore[arg-type]
    return RouterWeights(card, router().arrays).to_bytes()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "not a router's file"),
        (b"pincite router 2 00\n{}", "not a router's file"),
        (b"pincite router 1 00\n{}", "its hash is another one"),
    ],
    ids=["empty", "version", "no hash"],
)
def test_a_file_that_is_no_router_is_refused(file: bytes, words: str) -> None:
    with pytest.raises(RoutingError, match=words):
        read_weights(file, EMBEDDER)


def test_a_file_that_was_cut_or_altered_is_refused() -> None:
    whole = router().to_bytes()
    for file in (whole[:-1], whole.replace(b'"labels": 600', b'"labels": 900')):
        with pytest.raises(RoutingError, match="its hash is another one"):
            read_weights(file, EMBEDDER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tiers": ("cheap", "middle", "premium")}, "another shape"),
        ({"promises": ()}, "its card is incomplete"),
        ({"met": (Met(0.85, 0.9, 0.9, 0.5, (1.0,)),)}, "its card is incomplete"),
        ({"familiar": "far"}, "something else than a router"),
        ({"embedder": "another@1"}, "by embedder@00000000 now"),
    ],
    ids=["tiers", "no promises", "a goal of one tier", "words for numbers", "embedder"],
)
def test_a_card_that_does_not_fit_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(RoutingError, match=words):
        read_weights(damaged(change), EMBEDDER)


@pytest.mark.parametrize("name", ["heads", "landmarks", "known"])
def test_a_file_with_something_that_is_no_number_is_refused(name: str) -> None:
    spoilt = router().arrays[name].copy()
    spoilt[0, 0] = np.nan
    file = RouterWeights(router().card, {**router().arrays, name: spoilt}).to_bytes()
    with pytest.raises(RoutingError, match=f"its array {name}"):
        read_weights(file, EMBEDDER)


def test_too_few_labels_say_how_many_are_needed() -> None:
    labels, vectors = lessons()
    with pytest.raises(
        RoutingError, match=f"{FEWEST - 1} different labelled questions are too few.*{FEWEST} are needed"
    ):
        learnt(labels[: FEWEST - 1], vectors[: FEWEST - 1])


def test_a_question_labelled_many_times_counts_once() -> None:
    labels, vectors = lessons()
    with pytest.raises(RoutingError, match="1 different labelled questions are too few"):
        learnt(labels[:1] * 600, np.tile(vectors[0], (600, 1)))


@pytest.mark.parametrize(
    ("ok", "words"),
    [
        ({"cheap": True, "premium": True}, "would send all of them there"),
        ({"cheap": False, "premium": False}, "would send all of them to cheap"),
        ({"cheap": False, "premium": True}, "cheap answered 0 of 600 questions well"),
    ],
    ids=["cheap always right", "nobody ever right", "cheap never right"],
)
def test_labels_that_leave_nothing_to_decide_are_refused(ok: dict[str, bool], words: str) -> None:
    labels, vectors = lessons()
    with pytest.raises(RoutingError, match=words):
        learnt(tuple(replace(label, ok=ok) for label in labels), vectors)


def test_a_label_that_lacks_a_tier_is_named() -> None:
    labels, vectors = lessons()
    short = (*labels[:4], replace(labels[4], ok={"cheap": True}), *labels[5:])
    with pytest.raises(RoutingError, match="label 5 speaks of cheap, not of cheap, premium"):
        learnt(short, vectors)


def test_a_promise_beyond_what_was_measured_is_refused() -> None:
    with pytest.raises(RoutingError, match="can promise"):
        router().goal(1.5)


def test_the_card_stands_in_the_file_as_json() -> None:
    card = json.loads(router().to_bytes().split(b"\n", 2)[1])["card"]
    assert (card["labels"], card["embedder"], card["made"]) == (600, EMBEDDER, "2026-11-29")


def test_before_anything_is_learnt_a_harder_question_goes_higher() -> None:
    easy, hard = "Who signs?", "Compare the 3 leases of 2019, 2020 and 2021:\n" + "what they say of repairs\n" * 20
    assert difficulty(easy) < 0.1 < difficulty(hard)
    assert [chance.tier for chance in guessed(easy, UNTRAINED).chances] == list(UNTRAINED)
    assert guessed(hard, UNTRAINED).chances[0].p_ok < guessed(easy, UNTRAINED).chances[0].p_ok
    assert not guessed(easy, UNTRAINED).learnt


def test_a_dear_tier_that_is_worse_than_the_cheap_one_is_no_reason_for_a_router() -> None:
    labels, vectors = lessons()
    draw = np.random.default_rng(5)
    worse = tuple(
        replace(label, ok={"cheap": bool(draw.random() < 0.9), "premium": bool(draw.random() < 0.6)})
        for label in labels
    )
    with pytest.raises(RoutingError, match="would send all questions to cheap"):
        learnt(worse, vectors)
