"""Which questions ask for a document's own dates, how long it is in force, or its law, and nothing else."""

import pytest

from pincite.chunking.ordinary import name_words
from pincite.retrieval.understanding.own_terms import asks_for_term

NAMES = name_words("Acme Harrobin lease license confidentiality agreement franchise")


@pytest.mark.parametrize(
    "question",
    [
        "How long does the Acme lease run?",
        "When does the Harrobin lease expire?",
        "Until when does our lease with Acme run?",
        "How long is an Acme franchise good for?",
        "When is the Acme lease up?",
        "What is the term of the lease?",
        "And how long does it last?",
        "How long does the Acme confidentiality agreement stay in force?",
    ],
)
def test_the_time_of_a_document_is_asked_for(question: str) -> None:
    assert asks_for_term(question, NAMES) == "end"


@pytest.mark.parametrize(
    "question",
    ["Which law governs the lease?", "What law is it under?", "Whose law applies to the Acme lease?", "Governing law?"],
)
def test_the_law_of_a_document_is_asked_for(question: str) -> None:
    assert asks_for_term(question, NAMES) == "law"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When was the Acme lease signed?", "made"),
        ("when did Acme sign the lease", "made"),
        ("On what date was the Harrobin license entered into?", "made"),
        ("When was the Acme case decided?", "made"),
        ("What's the date of the Acme lease?", "dated"),
        ("Is the Acme lease older than the Harrobin lease?", "dated"),
        ("When does the Acme lease take effect?", "effective"),
        ("Effective date of the Acme lease?", "effective"),
        ("When was the Acme lease last updated?", "updated"),
        ("On what date does the Acme lease end?", "end"),
    ],
)
def test_a_date_of_a_document_is_asked_for(question: str, asked: str) -> None:
    assert asks_for_term(question, NAMES) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When was the notice under the Acme lease filed?",
        "When is the first payment made under the Acme lease?",
        "What is the date by which Acme must pay?",
        "What is the closing date of the Acme lease?",
        "When was the judgment against Acme entered?",
        "When does the option in the Acme lease take effect?",
        "When was the Acme case filed?",
        "What is the date the Acme lease ends?",
        "What is the last date of the Acme lease?",
        "When did the parties agree to change the term of the Acme lease?",
        "What is the effective date of a change of control under the Acme lease?",
        "When does the change of control take effect?",
        "When was the date of the lease changed?",
        "When is the lease to be signed?",
        "When was the lease signed and which law governs it?",
        "When was the lease signed and when does it end?",
    ],
)
def test_a_date_of_something_else_is_not(question: str) -> None:
    assert asks_for_term(question, NAMES) is None


@pytest.mark.parametrize(
    "question",
    [
        "How long does the warranty in the Acme lease last?",
        "How long does confidentiality last under the Acme lease?",
        "How long does the license run in the Acme lease?",
        "When does the Acme lease end if rent is unpaid?",
        "When does the right to renew the lease expire?",
        "When does the lease begin?",
        "Who ends the lease?",
        "Which law governs the assignment of the lease?",
        "Does New York law govern the lease?",
    ],
)
def test_what_asks_for_more_is_a_question_like_any_other(question: str) -> None:
    assert asks_for_term(question, NAMES) is None
