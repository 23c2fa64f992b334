"""Who asks how to end a contract is not told how to extend it."""

import pytest

from pincite.answering.going_on import only_goes_on

EXTENDS = "3.1 Tenant may extend the Term twice, by five years each, by notice given before the Term would end."


@pytest.mark.parametrize(
    "question",
    [
        "When may the tenant end the lease early?",
        "Can we walk away from the lease?",
        "How does Acme get out of the deal?",
        "May the tenant terminate for any reason?",
    ],
)
def test_a_right_to_extend_does_not_say_how_to_end(question: str) -> None:
    assert only_goes_on(question, EXTENDS)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("May the tenant end the lease or extend it?", EXTENDS),
        ("When does the lease end?", "The Term ends on 30 September 2029."),
        ("May we end it early?", "It renews for a year unless either party terminates it by notice."),
        ("May we end it early?", "Upon expiry the parties may extend this Agreement."),
        ("May we end it early?", "Tenant may extend the Term, or may by notice end it after three years."),
        ("May the tenant stay longer?", EXTENDS),
    ],
)
def test_what_speaks_of_both_or_is_asked_otherwise_stays(question: str, sentence: str) -> None:
    assert not only_goes_on(question, sentence)
