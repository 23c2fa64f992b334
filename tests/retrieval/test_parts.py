"""The parts of a compound question: each can be asked alone, and nothing that carries meaning is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What is the cap, and does it survive termination?",
            ("What is the cap?", "Does the cap survive termination?"),
        ),
        (
            "In the Acme lease, who repairs the roof and when is rent due?",
            ("In the Acme lease, who repairs the roof?", "In the Acme lease, when is rent due?"),
        ),
        (
            "What is the notice period under the Kestrel agreement and must it be in writing?",
            (
                "What is the notice period under the Kestrel agreement?",
                "Must the notice period be in writing under the Kestrel agreement?",
            ),
        ),
        ("When and how may the tenant terminate?", ("When may the tenant terminate?", "How may the tenant terminate?")),
        (
            "Does the duty survive termination, and if so, for how long?",
            ("Does the duty survive termination?", "Does the duty survive termination: if so, for how long?"),
        ),
        (
            "What is the earn-out, how is it calculated, and when is it payable?",
            ("What is the earn-out?", "How is the earn-out calculated?", "When is the earn-out payable?"),
        ),
        (
            "Can Brightline Foods terminate the lease early and must it pay a fee?",
            (
                "Can Brightline Foods terminate the lease early?",
                "Must Brightline Foods pay a fee under the lease?",
            ),
        ),
        (
            "If the borrower prepays in year two, what premium is due and when must it be paid?",
            (
                "If the borrower prepays in year two, what premium is due?",
                "If the borrower prepays in year two, when must the premium be paid?",
            ),
        ),
        (
            "Who signs MSA-0031, and what is the liability cap?",
            ("Who signs MSA-0031?", "What is the liability cap under MSA-0031?"),
        ),
        (
            "How much notice ends Acme's lease, and which law governs it?",
            ("How much notice ends Acme's lease?", "Which law governs Acme's lease?"),
        ),
        (
            "Compare the cap in the Finch MSA with the cap in the Heron MSA.",
            ("The cap in the Finch MSA", "The cap in the Heron MSA"),
        ),
        (
            "How does the liability cap in the Finch MSA differ from the one in the Heron MSA?",
            ("The liability cap in the Finch MSA", "The liability cap in the Heron MSA"),
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_compound_question_becomes_questions_that_stand_alone(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "Does the policy cover loss and damage?",
        "Is there a restriction on the ability of a party to compete with another or operate in a certain area?",
        "What is the renewal term after the initial term expires? This includes automatic extensions.",
        "The MSA talks about weather delays. Do they extend the completion date?",
        "Which agreement, which is governed by Texas law, has the longer term?",
        "Regarding rent, who pays it?",
        "Must the seller deliver and have the goods insured?",
        "indemnity and hold harmless",
        "What are the penalties for breach and when notice is late?",
    ],
)
def test_a_simple_question_is_its_only_part(question: str) -> None:
    assert parts_of(question) == (question,)


def test_what_is_asked_after_the_last_part_stays_with_it() -> None:
    parts = parts_of("What is the rent? When is it reviewed? Who insures? Is there a break right? Can we sublet?")
    assert len(parts) == MOST_PARTS
    assert "sublet" in parts[-1]


SEAMS = [" and ", ", and ", "? ", "; ", ", ", " or ", " - ", ": "]
CLAUSES = [
    "what is the cap",
    "does it survive",
    "who pays",
    "if so",
    "when",
    "how long is the lease",
    "Acme",
    "by whom",
]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CLAUSES), st.sampled_from(SEAMS)), min_size=1, max_size=12))
def test_no_word_that_carries_meaning_is_lost(pieces: list[tuple[str, str]]) -> None:
    question = "".join(clause + seam for clause, seam in pieces).strip()
    parts = parts_of(question)
    assert 1 <= len(parts) <= MOST_PARTS
    assert set(content_words(question)) <= set(content_words(" ".join(parts)))
    assert all(len(part) <= 4 * len(question) + 40 for part in parts)


@pytest.mark.parametrize(
    "unit", ["and is it ", "what is it? ", "in the Acme lease, ", "compare the cap in the ", "; what ", ", "]
)
def test_hostile_text_of_100_000_characters_is_one_part(unit: str) -> None:
    text = (unit * (100_000 // len(unit))).strip()
    assert parts_of(text) == (text,)
