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
        'This Agreement may be terminated by either party for "Cause", without a period of notice.',
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
        "Either party may terminate this Agreement on sixty days' notice, or immediately for “Cause”.",
        "Acme may terminate this Agreement for reasons other than “Cause” on sixty days' notice.",
    ],
)
def test_a_sentence_that_needs_none_or_says_so_stays(sentence: str) -> None:
    assert not ends_for_cause_only(sentence)


def test_a_question_of_many_words_is_read_once() -> None:
    assert not asks_to_end_without_cause("end " * 200_000)
    assert not asks_to_end_without_cause("without a reason " * 50_000)


@pytest.mark.parametrize(
    "sentence",
    [
        "Either party may terminate this Agreement upon ninety days' notice and, if so ended, Finch returns all data.",
        "In the event that the Company desires to terminate this Agreement, it shall give sixty days' notice.",
        "Acme may terminate this Agreement upon 30 days' notice, unless otherwise agreed in writing.",
        "b. paying the applicable early termination charges, if any, specified in Attachment A.",
        "Acme may cancel any Order when it sees fit.",
        "Acme may terminate this Agreement only if Finch is in material breach.",
        "Either party may terminate this Agreement on sixty days' notice. In the event of a breach, fees are due.",
    ],
)
def test_what_follows_an_end_or_says_that_a_cause_is_needed_stays(sentence: str) -> None:
    assert not ends_for_cause_only(sentence)


@pytest.mark.parametrize(
    "question",
    [
        "What does the Company owe the Executive if it terminates her without cause?",
        "Can Acme end the contract for convenience or only for breach?",
    ],
)
def test_what_is_due_and_whether_a_cause_is_needed_is_another_question(question: str) -> None:
    assert not asks_to_end_without_cause(question)
