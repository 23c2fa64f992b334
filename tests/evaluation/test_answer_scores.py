import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.evaluation.judges import WordJudge
from tests.evaluation.replies import reply

from pincite.errors import NotVisible
from pincite.evaluation.answer_scores import FAILED, REFUSED, Instruments, scores
from pincite.evaluation.answered import Answered
from pincite.evaluation.factual import Search
from pincite.evaluation.questions import GoldPlace, Question
from pincite.evaluation.ragas.by_judge import judges
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.models.fakes import HashingEmbedder, WordOverlapEntailment, content_words


def _claims(text: str) -> list[str]:
    return [part.strip() for part in text.split(".") if part.strip()]


INSTRUMENTS = Instruments(HashingEmbedder(), _claims, WordOverlapEntailment())
RENT, FIRE, PARROT = (
    ("The tenant shall pay rent monthly", (1,)),
    ("The landlord insures", (2,)),
    ("A parrot eats ham", (3,)),
)
WHALES = ("Whales sing under water", (3,))
ASKED = Question("q", "Who pays rent?")
GOLD = (FileRange("lease", 100, 150), FileRange("lease", 400, 450))


def _scores(
    question: Question,
    answered: Answered | None,
    gold: Sequence[FileRange] = (),
    instruments: Instruments = INSTRUMENTS,
) -> dict[str, Score]:
    return asyncio.run(scores(question, answered, gold, instruments))


def _value(score: Score) -> float:
    assert isinstance(score, Scored)
    return score.value


def test_an_answer_of_which_nothing_is_known() -> None:
    found = _scores(ASKED, reply(RENT, FIRE, PARROT, offered=4))
    assert list(found) == [
        *("failed", "answered", "coverage"),
        *("support", "citation_recall", "citation_precision", "faithfulness", "factscore", "answer_relevancy"),
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
    assert without == {
        *("citation_recall", "citation_precision", "faithfulness", "factscore", "context_recall", "context_precision")
    }


@pytest.mark.parametrize(("said", "share", "claims"), [((RENT, FIRE), 1.0, 2), ((RENT, WHALES), 0.5, 2)])
def test_factscore_is_faithfulness_less_for_a_short_answer(
    said: Sequence[tuple[str, Sequence[int]]], share: float, claims: int
) -> None:
    found = _scores(ASKED, reply(*((f"{text}.", labels) for text, labels in said)))
    assert found["faithfulness"] == Scored(share)
    assert _value(found["factscore"]) == pytest.approx(share * math.exp(1 - 10 / claims))


def test_of_ten_claims_on_factscore_is_faithfulness() -> None:
    found = _scores(ASKED, reply(*[("The landlord insures.", (2,))] * 9, ("Whales sing.", (2,))))
    assert found["factscore"] == found["faithfulness"] == Scored(0.9)


def test_a_refusal_or_an_answer_without_a_claim_has_no_factscore() -> None:
    assert _scores(ASKED, reply(refusal="no_evidence"))["factscore"] == Unscorable(REFUSED)
    assert isinstance(_scores(ASKED, reply((" ", (1,))))["factscore"], Unscorable)


STATUTE = (
    "The tenant shall pay rent of $900 monthly to the landlord.",
    "The landlord insures the building against fire.",
)


def _in_statute(question: Question, answered: Answered) -> Search:
    assert answered.question == question.text

    async def search(claim: str) -> Sequence[str]:
        return [passage for passage in STATUTE if content_words(claim) & content_words(passage)]

    return search


LOOKED_UP = replace(INSTRUMENTS, collection=_in_statute)


def test_claims_are_looked_up_one_by_one() -> None:
    """One is borne out, one has another sum, one stands nowhere: 2 of 3 are found, of those 1 is right."""
    said = (
        ("The landlord insures the building.", (2,)),
        ("The tenant shall pay rent of $850 monthly.", (1,)),
        ("Whales sing.", (3,)),
    )
    found = _scores(ASKED, reply(*said), instruments=LOOKED_UP)
    assert found["factual_coverage"] == Scored(2 / 3, 3)
    assert found["factual_precision"] == Scored(0.5, 2)
    nothing = _scores(ASKED, reply(("Whales sing.", (3,))), instruments=LOOKED_UP)
    assert (nothing["factual_coverage"], nothing["factual_precision"]) == (Scored(0.0, 1), Scored(0.0, 0))


def test_refusals_and_failures_are_not_looked_up() -> None:
    names = {"factual_coverage", "factual_precision"}
    refused = _scores(ASKED, reply(refusal="no_evidence"), instruments=LOOKED_UP)
    failed = _scores(ASKED, None, instruments=LOOKED_UP)
    blind = _scores(ASKED, reply(RENT), instruments=replace(LOOKED_UP, entailment=None, no_entailment="none"))
    for found, reason in ((refused, REFUSED), (failed, FAILED), (blind, "none")):
        assert {found[name] for name in names} == {Unscorable(reason)}
    assert not names & _scores(ASKED, reply(RENT)).keys()


def test_a_collection_that_the_asker_may_not_see_leaves_the_other_figures() -> None:
    def walled(question: Question, answered: Answered) -> Search:
        async def search(claim: str) -> Sequence[str]:
            raise NotVisible("there is no such matter")

        return search

    found = _scores(ASKED, reply(RENT), instruments=replace(INSTRUMENTS, collection=walled))
    assert found["factual_coverage"] == found["factual_precision"] == Unscorable("there is no such matter")
    assert found["faithfulness"] == Scored(1.0)


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
    found = _scores(replace(ASKED, reference=text or "x"), reply((text, (1,))), GOLD, LOOKED_UP)
    assert all(isinstance(score, Scored | Unscorable) for score in found.values())
