"""The four figures of RAGAS without a language model."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.steps import assert_linear

from pincite.evaluation.ragas import by_rules, formulas
from pincite.evaluation.ragas.by_rules import is_noncommittal
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.score import NO_REFERENCE, Scored, Unscorable
from pincite.models.fakes import HashingEmbedder, WordOverlapEntailment

T = TypeVar("T")


def run(score: Awaitable[T]) -> T:
    async def awaited() -> T:
        return await score

    return asyncio.run(awaited())


def lines(text: str) -> Sequence[str]:
    return [line for line in text.splitlines() if any(sign.isalnum() for sign in line)]


MODEL = WordOverlapEntailment()


@pytest.mark.parametrize("answer", ["", "\n\n", "😀", "…"])
def test_an_answer_without_a_claim_is_neither_faithful_nor_not(answer: str) -> None:
    assert run(by_rules.faithfulness(answer, ["Rent is due."], lines, MODEL)) == Unscorable(formulas.NO_CLAIM)
    assert isinstance(run(by_rules.answer_relevancy("Is rent due?", answer, HashingEmbedder())), Unscorable)


def test_without_passages_no_claim_is_borne_out_and_there_is_no_precision() -> None:
    assert run(by_rules.faithfulness("Rent is due.", [], lines, MODEL)) == Scored(0.0)
    assert run(by_rules.context_recall("Rent is due.", [], lines, MODEL)) == Scored(0.0)
    assert run(by_rules.context_precision("Rent is due.", [], lines, MODEL)) == Unscorable(formulas.NO_CONTEXT)


@pytest.mark.parametrize(("reference", "reason"), [("", NO_REFERENCE), ("…", formulas.NO_REFERENCE_CLAIM)])
def test_without_a_reference_recall_and_precision_say_so(reference: str, reason: str) -> None:
    assert run(by_rules.context_recall(reference, ["Rent."], lines, MODEL)) == Unscorable(reason)
    assert run(by_rules.context_precision(reference, ["Rent."], lines, MODEL)) == Unscorable(reason)
    assert by_rules.context_precision_by_place([], [FileRange("a", 0, 9)]) == Unscorable(by_rules.NO_GOLD)
    assert by_rules.context_recall_by_place([], [FileRange("a", 0, 9)]) == Unscorable(by_rules.NO_GOLD)


def test_a_claim_that_only_two_passages_together_bear_out_counts() -> None:
    contexts = ["The fee is five hundred.", "Monthly invoices come."]
    claim = "The fee of five hundred come monthly, invoices"
    assert run(by_rules.faithfulness(claim, contexts, lines, MODEL, threshold=1.0)) == Scored(1.0)
    assert run(by_rules.faithfulness(claim, contexts[:1], lines, MODEL, threshold=1.0)) == Scored(0.0)


def test_an_answer_on_the_subject_is_nearer_than_one_beside_it() -> None:
    question, embedder = "When is the rent due?", HashingEmbedder()
    near = run(by_rules.answer_relevancy(question, "The rent is due on the first of each month.", embedder))
    far = run(by_rules.answer_relevancy(question, "Notices go to the registered office.", embedder))
    assert isinstance(near, Scored)
    assert isinstance(far, Scored)
    assert near.value > far.value
    assert run(by_rules.answer_relevancy(question, "I do not know when the rent is due.", embedder)) == Scored(0.0)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("I don't know.", True),
        ("I don’t know.", True),
        ("We cannot determine the date.", True),
        ("This cannot be determined from the passages.", True),
        ("The documents provided do not mention a cap.", True),
        ("Not found in the documents.", True),
        ("There is no information on this.", True),
        ("It is unclear.", True),
        ("The lease does not contain a break clause.", False),
        ("The agreement does not mention a cap.", False),
        ("No. The tenant may not assign the lease.", False),
        ("The fee is not payable in May.", False),
        ("The seller shall provide no warranty.", False),
        ("Fees are due monthly. " + "It is so agreed by both. " * 9 + "It is unclear who pays the postage.", False),
    ],
)
def test_an_absence_in_the_agreement_is_an_answer_and_ignorance_is_none(answer: str, expected: bool) -> None:
    assert is_noncommittal(answer) is expected


@pytest.mark.long
@pytest.mark.parametrize(
    "text", ["not " * 25_000, "can" * 33_000, "documents do " * 8_000, "it is " * 16_000, " " * 100_000]
)
def test_hostile_answers_are_read_in_linear_time(text: str) -> None:
    assert_linear(is_noncommittal, text)
    assert_linear(is_noncommittal, text.replace(" ", "\u00a0"))


@settings(deadline=None)
@given(st.text(max_size=50), st.lists(st.text(max_size=30), max_size=4))
def test_any_texts_give_a_share_or_a_reason(answer: str, contexts: list[str]) -> None:
    for score in (
        run(by_rules.faithfulness(answer, contexts, lines, MODEL)),
        run(by_rules.context_precision(answer, contexts, lines, MODEL)),
        run(by_rules.context_recall(answer, contexts, lines, MODEL)),
    ):
        assert isinstance(score, Unscorable) or 0 <= score.value <= 1 + 1e-12
    relevancy = run(by_rules.answer_relevancy("What?", answer, HashingEmbedder()))
    assert isinstance(relevancy, Unscorable) or -1 <= relevancy.value <= 1
