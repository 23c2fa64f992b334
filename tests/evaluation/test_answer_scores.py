import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.evaluation.judges import WordJudge
from tests.evaluation.replies import reply

from pincite.evaluation.answer_scores import FAILED, REFUSED, Instruments, scores
from pincite.evaluation.answered import Answered
from pincite.evaluation.questions import GoldPlace, Question
from pincite.evaluation.ragas.by_judge import judges
from pincite.evaluation.retrieval import Place
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.models.fakes import HashingEmbedder, WordOverlapEntailment


def _claims(text: str) -> list[str]:
    return [part.strip() for part in text.split(".") if part.strip()]


INSTRUMENTS = Instruments(HashingEmbedder(), _claims, WordOverlapEntailment())
RENT, FIRE, PARROT = (
    ("The tenant shall pay rent monthly", (1,)),
    ("The landlord insures", (2,)),
    ("A parrot eats ham", (3,)),
)
ASKED = Question("q", "Who pays rent?")
GOLD = (Place("lease", 100, 150), Place("lease", 400, 450))


def _scores(
    question: Question, answered: Answered | None, gold: Sequence[Place] = (), instruments: Instruments = INSTRUMENTS
) -> dict[str, Score]:
    return asyncio.run(scores(question, answered, gold, instruments))


def _value(score: Score) -> float:
    assert isinstance(score, Scored)
    return score.value


def test_an_answer_of_which_nothing_is_known() -> None:
    found = _scores(ASKED, reply(RENT, FIRE, PARROT, offered=4))
    assert list(found) == [
        *("failed", "answered", "coverage"),
        *("support", "citation_recall", "citation_precision", "faithfulness", "answer_relevancy"),
    ]
    assert found["failed"] == Scored(0.0)
    assert found["answered"] == Scored(1.0)
    assert found["coverage"] == Scored(0.75, 4)
    assert found["support"] == Scored(1.0, 3)
    # Two of three words of "A parrot eats ham" stand in the passage that it cites; from one half on that is support.
    assert found["citation_recall"] == found["citation_precision"] == Scored(1.0)


def test_citations_are_judged_one_by_one() -> None:
    wrong = ("The landlord insures the building", (1,))
    found = _scores(ASKED, reply(RENT, wrong))
    assert found["citation_recall"] == Scored(0.5)
    assert found["citation_precision"] == Scored(0.5)


@pytest.mark.parametrize(
    ("answerable", "is_refused", "expected"),
    [
        (True, False, {"false_refusals": Scored(0.0, 1), "refusal_precision": Scored(0.0, 0)}),
        (True, True, {"false_refusals": Scored(1.0, 1), "refusal_precision": Scored(0.0, 1)}),
        (False, True, {"refusal_precision": Scored(1.0, 1), "refusal_recall": Scored(1.0, 1)}),
        (False, False, {"refusal_recall": Scored(0.0, 1), "false_refusals": Scored(0.0, 0)}),
    ],
)
def test_refusals_count_where_it_is_known_whether_there_is_an_answer(
    answerable: bool, is_refused: bool, expected: dict[str, Score]
) -> None:
    answered = reply(refusal="no_evidence") if is_refused else reply(RENT)
    found = _scores(replace(ASKED, answerable=answerable), answered)
    assert expected.items() <= found.items()


def test_a_refusal_has_no_faithfulness_and_nothing_of_the_reference() -> None:
    found = _scores(replace(ASKED, reference="The tenant pays."), reply(refusal="no_evidence"), GOLD)
    assert found["faithfulness"] == found["support"] == found["answer_relevancy"] == Unscorable(REFUSED)
    assert found["token_f1"] == found["exact_match"] == found["rouge_l"] == Scored(0.0)
    assert found["gold_cited"] == Scored(0.0)
    assert found["context_recall"] == Scored(1.0)


def test_places_worked_by_hand() -> None:
    found = _scores(ASKED, reply(RENT), GOLD)
    assert found["gold_cited"] == Scored(0.5)  # characters 100 to 150 of two places of fifty
    assert found["context_recall_by_place"] == Scored(0.5)
    assert found["context_precision_by_place"] == Scored(1.0)  # the one passage with gold stands first


def test_words_of_the_reference_worked_by_hand() -> None:
    found = _scores(replace(ASKED, reference="The tenant pays rent."), reply(RENT))
    # tenant, rent of {tenant, shall, pay, rent, monthly} and {tenant, pays, rent}: 2 * 2 / (5 + 3).
    assert _value(found["token_f1"]) == pytest.approx(0.5)
    assert found["exact_match"] == Scored(0.0)


def test_where_there_is_no_answer_nothing_is_compared_with_a_reference() -> None:
    found = _scores(replace(ASKED, reference="The lease does not say.", answerable=False), reply(RENT))
    assert not {"token_f1", "context_recall", "bleu"} & found.keys()


def test_a_failure_has_every_figure_that_applies_and_none_has_a_value() -> None:
    asked = Question("q", "Who?", reference="She.", gold=(GoldPlace("lease", False, 0, 5),), answerable=True)
    sound = _scores(asked, reply(RENT), GOLD)
    failed = _scores(asked, None)
    assert failed.pop("failed") == Scored(1.0)
    assert set(failed.values()) == {Unscorable(FAILED)}
    assert failed.keys() == sound.keys() - {"failed"}


def test_without_an_entailment_model_its_figures_say_so() -> None:
    found = _scores(
        replace(ASKED, reference="She."), reply(RENT), instruments=Instruments(HashingEmbedder(), _claims, None, "none")
    )
    without = {name for name, score in found.items() if score == Unscorable("none")}
    assert without == {"citation_recall", "citation_precision", "faithfulness", "context_recall", "context_precision"}


def test_a_judge_adds_its_forms_beside_the_others() -> None:
    judged = replace(INSTRUMENTS, judges=judges(WordJudge()))
    asked = replace(ASKED, reference="tenant pay rent")
    found = _scores(asked, reply(RENT), instruments=judged)
    assert found["judge_faithfulness"] == Scored(1.0)
    assert found["judge_context_recall"] == found["judge_context_precision"] == Scored(1.0)
    assert isinstance(found["judge_answer_relevancy"], Scored)
    refused = _scores(asked, reply(refusal="no_evidence"), instruments=judged)
    assert refused["judge_faithfulness"] == Unscorable(REFUSED)
    assert _scores(asked, None, instruments=judged).keys() == found.keys()


@pytest.mark.parametrize("text", ["", "😀", "x" * 10_000, "租客应按月支付租金", "\u202e", "a " * 10_000])
def test_odd_answers_have_scores_that_are_numbers_or_reasons(text: str) -> None:
    found = _scores(replace(ASKED, reference=text or "x"), reply((text, (1,))), GOLD)
    assert all(isinstance(score, Scored | Unscorable) for score in found.values())
