"""What a document must speak of at all before a list has it."""

import pytest

from pincite.answering.mentioning import mentioned
from pincite.retrieval.query import understand
from pincite.retrieval.understanding.things import words_of


def speaks(question: str, document: str, passages: str = "") -> bool:
    return mentioned(understand(question)).stands_in(words_of(document), words_of(passages))


@pytest.mark.parametrize(
    ("question", "lacking", "having"),
    [
        ("send disputes to arbitration in Zurich?", "arbitration in Stockholm", "arbitration seated in Zurich"),
        ("mention a loan in Swiss francs?", "a loan in dollars", "a bank of Switzerland lends"),
        ("apply in Georgia?", "the State of Texas", "the counties of GEORGIA"),
        ("have an office in Topeka?", "an office in Oregon", "employers in Kansas"),
        ("name Quillberry as a customer?", "the customer is Larkmoor", "Quillberry’s recipes"),
        ("need a helicopter?", "a standby generator", "one helicopter"),
    ],
)
def test_a_name_a_place_or_a_thing_must_stand_in_the_document(question: str, lacking: str, having: str) -> None:
    assert not speaks(question, lacking)
    assert speaks(question, having)


def test_a_broad_kind_counts_only_where_the_answer_is_looked_for() -> None:
    asked = "have to hand in laptops on leaving?"
    assert not speaks(asked, "A device is an instrument.")
    assert speaks(asked, "A device is an instrument.", "On the last day all devices are handed in.")


@pytest.mark.parametrize(
    "question",
    [
        "can be walked away from without giving a reason?",
        "put us under GDPR or the law of the United States?",
        "let the Customer assign the Agreement to an Affiliate?",
        "forbid poaching staff?",
    ],
)
def test_everyday_words_roles_and_initials_bind_nothing(question: str) -> None:
    assert mentioned(understand(question)).is_nothing
