"""What a long question asks, without the case that is told around it."""

import time

import pytest

from pincite.retrieval.understanding.stories import LONG, asked_in, sentences

CASE = (
    "We act for Acme Inc. and No. 4 of its plants was sold last spring, which has made the lender rather nervous. The "
    "insurers have been told and the union has not."
)


def asked(text: str) -> str | None:
    found = asked_in(text)
    return None if found is None else found.alone


@pytest.mark.parametrize(
    ("behind", "alone"),
    [
        (
            "Can the buyer move the line to Mexico within two years?",
            "Can the buyer move the line to Mexico within two years?",
        ),
        ("can the buyer move the line to Mexico", "can the buyer move the line to Mexico"),
        (
            "Can the buyer move the line to Mexico? Need this by three, thanks.",
            "Can the buyer move the line to Mexico?",
        ),
        ("Could you help please? Can the buyer move the line to Mexico?", "Can the buyer move the line to Mexico?"),
        (
            "I need to know whether the buyer may move the line to Mexico.",
            "I need to know whether the buyer may move the line to Mexico.",
        ),
        (
            "Accounts want to know where to book it. Can the buyer move the line to Mexico?",
            "Can the buyer move the line to Mexico?",
        ),
        (
            "The buyer now wants to move the line to Mexico. Can they do that?",
            "The buyer now wants to move the line to Mexico. Can they do that?",
        ),
        ("Nothing else has happened so far.", None),
    ],
    ids=["question", "no marks", "courtesy behind", "courtesy before", "no question", "both", "thin", "none"],
)
def test_what_asks_is_taken_from_the_case_around_it(behind: str, alone: str | None) -> None:
    assert asked(f"{CASE} {behind}") == alone


def test_a_question_before_its_case_is_found_too() -> None:
    assert asked(f"May the buyer move the line to Mexico? {CASE}") == "May the buyer move the line to Mexico?"


def test_a_short_question_stays_whole() -> None:
    assert asked_in("We sold the plant in May. Can the buyer move the line to Mexico?") is None


def test_a_reader_is_told_as_much_of_the_case_as_a_short_question_has() -> None:
    found = asked_in(f"{CASE} The buyer is in a hurry. Can it move the line to Mexico within two years?")
    assert found is not None
    assert found.told == (
        "The insurers have been told and the union has not. The buyer is in a hurry. Can it move the line to Mexico "
        "within two years?"
    )
    assert len(found.told.split()) <= LONG


def test_a_stop_in_a_name_or_number_ends_no_sentence() -> None:
    assert sentences("Acme Inc. sold No. 4 to J. Roe. Is it e.g. Mr. Roe's?") == [
        "Acme Inc. sold No. 4 to J. Roe.",
        "Is it e.g. Mr. Roe's?",
    ]


def test_a_case_of_eight_thousand_letters_takes_no_time() -> None:
    for unit in ("a. ", "No. ", "need to know ", "so, ", "? ", "I ask whether , "):
        began = time.process_time()
        asked_in(unit * (8_000 // len(unit)))
        assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        (
            "One of our people, who has nothing to do with the region at all, is spending two weeks there with a few "
            "relatives and a laptop; might GitHub shut off his account, and would he get it back?",
            "might GitHub shut off his account, and would he get it back?",
        ),
        (
            "What has to be done, in what form and at what point, before a piece of information that we hand over to "
            "the other side counts as protected under the agreement on secrets?",
            None,
        ),
        (
            "If the buyer, who is in breach of the agreement and has not paid since the spring of last year, refuses "
            "to take the goods that we have made for it, can we sell them?",
            None,
        ),
    ],
    ids=["story", "question", "condition"],
)
def test_one_long_sentence_is_cut_where_its_story_ends(sentence: str, alone: str | None) -> None:
    assert asked(sentence) == alone


@pytest.mark.parametrize(
    ("behind", "alone"),
    [
        (
            "Guess what? I need to know how much notice the buyer must give.",
            "Guess what? I need to know how much notice the buyer must give.",
        ),
        (
            "How much notice must the buyer give? Assume that nobody is in breach. The fee was paid.",
            "How much notice must the buyer give? Assume that nobody is in breach.",
        ),
        ("Who are the parties to the Larkmoor lease?", "Who are the parties to the Larkmoor lease?"),
        ("What is the cap on liability?", "What is the cap on liability?"),
        (
            "What the client wants is to leave. I need to know whether the lease may be ended.",
            "I need to know whether the lease may be ended.",
        ),
        (
            'Their mail says "Why do you want to audit us?" Please tell me how often the buyer may audit the plant.',
            "Please tell me how often the buyer may audit the plant.",
        ),
        ("Should the buyer default, it may re-enter. How is notice given?", "How is notice given?"),
        (
            "Suppose that the buyer moves the line in the night of a fire. Is it in breach of the lease?",
            "Suppose that the buyer moves the line in the night of a fire. Is it in breach of the lease?",
        ),
        (
            "It may not move it, right? I would like to know how often the buyer may audit the plant.",
            "It may not move it, right? I would like to know how often the buyer may audit the plant.",
        ),
    ],
    ids=[
        "rhetorical",
        "assumption",
        "words of any contract",
        "short",
        "what is no question",
        "quoted",
        "should",
        "suppose",
        "aside",
    ],
)
def test_what_a_question_says_by_itself_and_how_far_it_is_meant(behind: str, alone: str) -> None:
    assert asked(f"{CASE} {behind}") == alone
