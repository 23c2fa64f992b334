"""Which figures answer a question that names one, by the words before and behind it."""

import pytest

from pincite.answering.demands import demands_of
from pincite.retrieval.query import understand


@pytest.mark.parametrize(
    ("question", "fitting", "other"),
    [
        ("Which may be ended on sixty days' notice?", "on 60 days' notice", "on 30 days' notice"),
        ("Which may be ended on sixty days' notice or less?", "on 30 days' notice", "on 90 days' notice"),
        ("Which may be ended on 60 days or fewer?", "on 60 days' notice", "on 61 days' notice"),
        ("Which require insurance of $1,000,000 or more?", "cover of $2,000,000", "cover of $500,000"),
        ("Which run for five years or longer?", "for five years", "for four years"),
        ("Which run for more than five years?", "for six years", "for five years"),
        ("Which ended on May 1, 2020 or earlier?", "on May 1, 2020", "on May 2, 2020"),
        ("Which ended before May 1, 2020?", "on April 30, 2020", "on May 1, 2020"),
        ("Which were signed after 2020 and before 2024?", "in 2022", "in 2018"),
        ("Which have a notice of less than 60 days and more than 30 days?", "45 days", "90 days"),
        ("Which may be ended on 60 days' notice or under the default clause?", "60 days", "10 days"),
        ("Which have a cap of $1,000,000 and under what heading?", "$1,000,000", "$500,000"),
        ("Which may be ended within 30 days and after notice?", "20 days", "90 days"),
        ("Which require insurance of $1,000,000 and above?", "$2,000,000", "$500,000"),
        ("Which were signed on May 1, 2020 or later?", "on May 2, 2020", "on April 30, 2020"),
    ],
)
def test_figures_answer_by_the_words_around_the_one_that_is_asked(question: str, fitting: str, other: str) -> None:
    needed = demands_of(understand(question))
    assert (needed.allows(f"It says {fitting}."), needed.allows(f"It says {other}.")) == (True, False)
