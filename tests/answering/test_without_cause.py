"""Who asks to leave without a reason is not told which reasons would do."""

import pytest

from pincite.answering.without_cause import asks_to_end_without_cause, ends_for_cause_only


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Can Acme walk away from Finch without giving a reason?", True),
        ("i3 wants out for no reason. How?", True),
        ("Can Acme end the lease for convenience?", True),
        ("Can Acme quit the deal whenever it wants?", True),
        ("How do they get out with no cause, and how much warning?", True),
        ("Can Acme end the lease for breach?", False),
        ("Can Acme walk away early?", False),
        ("May an employer bar a rival for no reason?", False),
        ("Can Acme end the lease whenever Finch sells the site?", False),
    ],
)
def test_a_question_says_that_there_is_no_cause(question: str, *, is_asked: bool) -> None:
    assert asks_to_end_without_cause(question) is is_asked


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme may terminate this Agreement at once, if Finch becomes insolvent.",
        "10.2 In the event of a material breach, the other party may, by notice, terminate this Agreement.",
        "(c) Acme's Right to Terminate: Acme may terminate this Agreement at once if Finch: (i) fails to pay.",
        "Upon the occurrence of an Event of Default, the non-defaulting party may terminate this Agreement.",
        "Either party may terminate this Agreement on thirty days' notice for material breach of the other.",
        "If none of these is to be had in reasonable time, Acme may terminate this Agreement at once.",
    ],
)
def test_a_sentence_that_names_a_condition_needs_a_cause(sentence: str) -> None:
    assert ends_for_cause_only(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Either party may terminate this Agreement on sixty days' written notice.",
        "Either party may terminate this Agreement at any time if it gives sixty days' notice.",
        "Acme may terminate this Agreement for convenience, or if Finch becomes insolvent.",
        "Acme may terminate in its sole discretion; if it does, it pays the fee.",
        "Neither party may terminate this Agreement, unless the other is in breach: it may not end for convenience.",
        "If Acme terminates this Agreement other than for cause, it pays three months' fees.",
        "Rent is due on the first of each month if the lease has begun.",
    ],
)
def test_a_sentence_that_needs_none_or_says_so_stays(sentence: str) -> None:
    assert not ends_for_cause_only(sentence)


def test_a_question_of_many_words_is_read_once() -> None:
    assert not asks_to_end_without_cause("end " * 200_000)
    assert not asks_to_end_without_cause("without a reason " * 50_000)
