"""A clause that might answer: what it is made of."""

from pincite.retrieval.hyde import template
from pincite.retrieval.query import understand


def test_a_clause_is_in_the_usual_wording_of_what_is_asked() -> None:
    clause = template(understand("Is there a cap on damages, and how much is it?"))
    assert "aggregate liability" in clause
    assert "US$" in clause


def test_a_question_about_nothing_known_is_its_own_clause() -> None:
    assert template(understand("How tall is the chimney of mill 4?")) == "tall chimney mill 4."
    assert template(understand("who?")) == "who."
