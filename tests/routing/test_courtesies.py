"""A question is looked at without the politeness around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.routing.courtesies import without_courtesies
from pincite.routing.heuristics import guessed
from pincite.routing.surface import surface

QUESTION = "Which of the two leases lets the tenant sublet without consent?"

AROUND = [
    "Hello, could you help me with this, please? {}",
    "Good morning,\n{}",
    "Dear all, I hope you are well. {} Many thanks in advance!",
    "Sorry to bother you again, but {}",
    "Excuse me, quick question – {}",
    "{}\n\nKind regards",
    "{} Thank you very much for your help.",
    "Would you be so kind as to answer the following question: {} I'd appreciate it.",
    "{} Please.",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_is_polite_around_a_question_goes(around: str) -> None:
    assert without_courtesies(around.format(QUESTION)) == QUESTION


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Could you please tell me whether the lease ends?", "whether the lease ends?"),
        ("hi who signs", "who signs"),
        ("Who signs the lease, please?", "Who signs the lease?"),
        ("I'd like to know who signs", "who signs"),
        ("Please explain clause 4.", "explain clause 4."),
    ],
)
def test_what_leads_into_a_question_goes_too(said: str, asked: str) -> None:
    assert without_courtesies(said) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Hello Kitty licence: who signs?",
        "hi-fi equipment warranty?",
        "Good day work rules?",
        "Can you assign the lease?",
        "Can you help me with this",
        "A question of law arises when?",
        "Thank you for your letter of 3 May. What does it say?",
        "Dear Sir or Madam letter: is it binding?",
        "What is the meaning of thanks",
        "Hello!",
        "Please.",
        "",
        " What is the rent?\n",
    ],
)
def test_what_only_looks_polite_stays(question: str) -> None:
    assert without_courtesies(question) == question


@given(st.text(max_size=200), st.sampled_from(AROUND))
def test_something_is_left_of_every_question(words: str, around: str) -> None:
    said = around.format(words)
    left = without_courtesies(said)
    assert left
    assert any(map(str.isalnum, left)) or not any(map(str.isalnum, said))


@pytest.mark.parametrize("around", AROUND)
def test_a_polite_question_has_the_same_look_and_the_same_chances(around: str) -> None:
    said, tiers = around.format(QUESTION), ("cheap", "premium")
    assert np.array_equal(surface([said]), surface([QUESTION]))
    assert guessed(said, tiers) == guessed(QUESTION, tiers)
