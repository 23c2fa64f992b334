"""Questions that ask only which documents there are."""

import pytest

from pincite.retrieval.understanding.existing import existing_in


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("Which consulting agreements are there?", "consulting agreements"),
        ("What leases do we have?", "leases"),
        ("List all NDAs", "NDAs"),
        ("Do we have any license agreements on file?", "license agreements"),
        ("Show me every amendment", "amendment"),
        ("Is there a hosting agreement in here?", "hosting agreement"),
        ("How many reseller agreements have we signed?", "reseller agreements"),
        ("Which of our contracts are leases?", "leases"),
        ("I need a list of all the NDAs that we have", "NDAs"),
    ],
)
def test_a_question_may_ask_only_which_documents_there_are(question: str, called: str) -> None:
    existing = existing_in(question)
    assert existing is not None
    assert existing.called == called


@pytest.mark.parametrize(
    "question",
    [
        "Which consulting agreements renew automatically?",
        "Which NDAs do we have with Acme?",
        "Are there any leases that we can end early?",
        "Show me the lease",
        "What kind of agreement is this?",
        "Which licenses are required?",
        "Which agreements are exclusive?",
        "Do we have to return all documents?",
    ],
)
def test_a_question_that_asks_more_is_none_of_these(question: str) -> None:
    assert existing_in(question) is None


@pytest.mark.parametrize("question", ["Are there any guarantees?", "Which licenses are there?", "Do we have a policy?"])
def test_a_clause_may_mention_what_some_documents_are(question: str) -> None:
    existing = existing_in(question)
    assert existing is not None
    assert existing.may_be_clause
