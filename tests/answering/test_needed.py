"""Words that a clause must have to be about what a list asks for."""

import pytest

from pincite.answering.needed import needed


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        (
            "Which contracts send disputes to arbitration?",
            "All disputes shall be finally settled by three arbitrators.",
            "All disputes shall first be submitted to mediation.",
        ),
        (
            "Which of these roll over by themselves at the end of the term?",
            "It shall automatically renew for further years.",
            "The parties may renew it by mutual written agreement.",
        ),
        (
            "Which deals carry on for another year unless somebody objects?",
            "It is extended for a year unless either party gives notice.",
            "The Tenant may extend the term for a year by notice.",
        ),
        (
            "Who must carry insurance of a stated number of dollars?",
            "The Supplier shall carry insurance of $2,000,000.",
            "The Supplier shall carry adequate insurance.",
        ),
        (
            "Which NDAs stop us from hiring away their staff?",
            "The Recipient shall not solicit any employee of the Discloser.",
            "The Recipient shall not approach any customer of the Discloser.",
        ),
        (
            "Which contracts put interest on late payments?",
            "Overdue sums bear interest at 8 % a year.",
            "The Landlord holds a security deposit.",
        ),
    ],
)
def test_what_stands_next_to_what_is_asked_lacks_its_words(question: str, answers: str, beside: str) -> None:
    patterns = needed(question)
    assert patterns
    assert all(one.search(answers) for one in patterns)
    assert not all(one.search(beside) for one in patterns)


@pytest.mark.parametrize(
    "question",
    [
        "Which leases have an option to renew?",
        "Which contracts can be ended early?",
        "Which guides cover Kansas?",
        "Which of these give somebody a security interest?",
    ],
)
def test_a_list_without_a_term_of_art_needs_no_word(question: str) -> None:
    assert needed(question) == ()
