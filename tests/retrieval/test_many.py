"""Questions that are asked of many documents: which they are, and what they ask of each."""

import pytest

from pincite.retrieval.understanding.many import many_in


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("Which contracts are governed by New York law?", "contract", "are governed by New York law?"),
        ("Which of these NDAs let us keep copies?", "nda", "let us keep copies?"),
        ("In which of the leases may the tenant sublet?", "lease", "may the tenant sublet?"),
        ("List every agreement here under Ohio law.", "agreement", "under Ohio law?"),
        ("Please list all policies that mention cookies", "policy", "mention cookies?"),
        ("List all that auto-renew", "document", "auto-renew?"),
        ("How many of our contracts cap liability at $1,000,000?", "contract", "cap liability at $1,000,000?"),
        ("Do any of the leases have an option to buy?", "lease", "have an option to buy?"),
        ("Agreements obliging someone to carry insurance?", "agreement", "obliging someone to carry insurance?"),
        ("Can you show me all the deals in this file with a break fee?", "deal", "with a break fee?"),
        (
            "Under which contracts must we give notice before renewal?",
            "contract",
            "must we give notice before renewal?",
        ),
        ("Which of these put interest on late payments?", "document", "put interest on late payments?"),
    ],
)
def test_what_is_asked_of_each_is_told_from_what_it_is_asked_of(question: str, kind: str, asked: str) -> None:
    found = many_in(question)
    assert found is not None
    assert (found.kind, found.asked) == (kind, asked)


@pytest.mark.parametrize(
    "question",
    [
        "Which law governs the lease?",
        "Which documents must the tenant deliver at closing?",
        "Which papers are to be handed over on termination?",
        "What are the conditions to closing?",
        "Which party bears the costs?",
        "How long is the notice period in the Acme lease?",
        "Is the agreement confidential?",
        "Which forms must be filed with the SEC?",
        "List the conditions precedent.",
        "Does the contract renew?",
        "When does this agreement end?",
    ],
)
def test_a_question_about_one_document_is_not_among_them(question: str) -> None:
    assert many_in(question) is None
