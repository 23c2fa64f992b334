"""An answer without a figure, where a question asks how much or how many, is less sure."""

import math

import pytest
from tests.answering.test_reading import asked

from pincite.answering.figured import WITHOUT_FIGURE, lacks_figure
from pincite.models.fakes import OverlapReader

SHARED = "A break fee that the Buyer receives is promptly shared among the Sponsors."
STATED = "A break fee of $90,000 that the Buyer receives is promptly shared among the Sponsors."


def test_a_sum_that_is_asked_for_and_not_stated_makes_the_answer_less_sure() -> None:
    def log_odds(question: str, sentence: str) -> float:
        text = f"SPONSORSHIP AGREEMENT\n\n8. Termination Fee\n\n{sentence}\n"
        found = asked(question, OverlapReader(), (text,))
        assert found.answer.statements[0].text == sentence
        return math.log(found.strength / (1 - found.strength))

    how_much, whether = "How much is the break fee that the Buyer receives?", "Is the break fee of the Buyer shared?"
    assert log_odds(how_much, STATED) - log_odds(how_much, SHARED) > WITHOUT_FIGURE
    assert abs(log_odds(whether, STATED) - log_odds(whether, SHARED)) < WITHOUT_FIGURE / 2


@pytest.mark.parametrize(
    ("question", "said", "lacks"),
    [
        ("How many people sit on the board?", "One person may represent another director by proxy.", True),
        ("How many people sit on the board?", "The board has seven directors.", False),
        ("May we leave, and how much warning must we give?", "We may change the Service at any time.", False),
        ("By how much can the rates go up?", "The rates are as Section 4.2 says.", True),
        ("How much rent is due in the first month?", "No rent is due in that month.", False),
        ("How much of the price is kept back?", "Half of the price is kept back.", False),
        ("Did Acme tell us how much money it makes?", "Acme has made a statement of its profits.", False),
        ("How long does secrecy last?", "It lasts for as long as the information is secret.", False),
        ("Who pays the rent?", "The Tenant pays it.", False),
    ],
)
def test_a_question_how_much_wants_a_figure_or_a_word_for_none_or_all(question: str, said: str, lacks: bool) -> None:
    assert lacks_figure(question, said) is lacks
