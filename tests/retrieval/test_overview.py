"""Which questions ask what a whole document says."""

import pytest
from tests.steps import assert_linear

from pincite.retrieval.understanding.overview import asks_for_overview, may_ask_for_overview


@pytest.mark.parametrize(
    "question",
    [
        "Summarise this agreement",
        "Please give me a short summary of the Acme lease.",
        "What does this document say?",
        "Give me an overview",
        "What is this contract about?",
        "What are the key terms of the Acme agreement?",
        "What's in the Acme lease?",
        "Tell me about the lease with Acme",
        "Walk me through this agreement",
    ],
)
def test_a_question_about_the_whole_asks_for_an_overview(question: str) -> None:
    assert asks_for_overview(question, ["acme"])


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the indemnity",
        "What does this document say about termination?",
        "Give me an overview of the payment terms",
        "What are the key terms of the warranty?",
        "Who signs the Acme lease?",
        "Summarise the Brightwater lease",
        "What is this contract worth?",
    ],
)
def test_a_question_about_a_subject_or_another_document_does_not(question: str) -> None:
    assert not asks_for_overview(question, ["acme"])


def test_forms_of_an_overview_are_looked_for_in_linear_time() -> None:
    assert_linear(may_ask_for_overview, "what is " * 50_000)
