"""Which section a question asks for, and where a document has it."""

import pytest

from pincite.documents.document import Clause, ClauseKind
from pincite.retrieval.places import HEADING, LAST, Step, find, near
from pincite.retrieval.understanding.parties import asks_who
from pincite.retrieval.understanding.sections import sought_in

ASKED = [
    ("What does section 5 say?", ("section", "5")),
    ("What does clause 7.2(b)(ii) of the lease say?", ("section", "7.2(b)(ii)")),
    ("what is in § 12?", ("section", "12")),
    ("Clause 4.1 of the lease", ("section", "4.1")),
    ("What does 7.3 of the lease say?", ("section", "7.3")),
    ("Show me Article IV.", ("article", "iv")),
    ("What does article four say?", ("article", "4")),
    ("Read me the fifth section of the lease.", ("section", "5")),
    ("What does the 3rd recital say?", ("recital", "3")),
    ("What does recital C say?", ("recital", "c")),
    ("What does the last section of the lease say?", ("section", LAST)),
    ("What does clause the third say?", ("section", "3")),
    ("What does schedule B say?", ("schedule", "b")),
    ("What does the first schedule to the lease contain?", ("schedule", "1")),
    ("Quote exhibit A-1.", ("exhibit", "a-1")),
    ("What does section twenty-two require?", ("section", "22")),
    ("What does section number 9 say?", ("section", "9")),
    ("What does paragraph 3A say?", ("section", "3a")),
]


@pytest.mark.parametrize(("question", "step"), ASKED, ids=[question for question, _ in ASKED])
def test_a_question_for_a_section_and_nothing_else_is_one(question: str, step: tuple[str, str]) -> None:
    first, *_ = sought_in(question)
    assert first.steps == (Step(*step),)
    assert first.is_all(["lease"])


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("What does paragraph (b) of section 4 say?", (Step("section", "4"), Step("section", "(b)"))),
        ("What does section 2 of schedule 1 say?", (Step("schedule", "1"), Step("section", "2"))),
        ("What does Article IV, section 2 say?", (Step("article", "iv"), Step("section", "2"))),
        ("What does section 5 (Fees) say?", (Step("section", "5"),)),
    ],
)
def test_a_place_within_another_has_two_steps(question: str, steps: tuple[Step, ...]) -> None:
    [sought] = sought_in(question)
    assert sought.steps == steps
    assert sought.is_all()


@pytest.mark.parametrize(
    "question",
    [
        "What does section 5 say about notice?",
        "Does section 5 survive termination?",
        "Who may waive section 5?",
        "How does section 5 differ from the lease?",
        "When does the term under section 3 end?",
        "What does section 5 of the supply agreement say?",
        "Which contracts have a section 5?",
        "Compare section 5 and section 6 of the lease.",
    ],
)
def test_a_question_that_asks_more_is_none(question: str) -> None:
    assert not any(one.is_all(["lease"]) for one in sought_in(question))


def test_words_before_and_behind_the_key_may_be_a_heading() -> None:
    assert Step(HEADING, "limitation of liability") in [
        one.steps[0] for one in sought_in("What does the limitation of liability clause say?")
    ]
    assert Step(HEADING, "notice") in [one.steps[0] for one in sought_in("What does the section on notice say?")]


def _outline(*rows: tuple[str, str, int, int, int]) -> list[Clause]:
    kinds: dict[str, ClauseKind] = {"SCHEDULE": "schedule", "EXHIBIT": "schedule"}
    return [
        Clause(number, heading, start, end, level, kinds.get(number.partition(" ")[0], "section"))
        for number, heading, start, end, level in rows
    ]


LEASE = _outline(
    ("A", "", 0, 10, 0),
    ("B", "", 10, 20, 0),
    ("1", "Definitions", 20, 100, 0),
    ("2", "Rent", 100, 200, 0),
    ("2.1", "Amount", 110, 150, 1),
    ("2.1(a)", "", 120, 130, 2),
    ("2.1(b)", "", 130, 150, 2),
    ("2.2", "Late payment", 150, 200, 1),
    ("4", "Term", 200, 300, 0),
    ("SCHEDULE 1", "Plan", 300, 400, 0),
    ("SCHEDULE 1 2", "Measures", 320, 400, 1),
    ("EXHIBIT B", "Keys", 400, 450, 0),
)
MERGER = _outline(
    ("ARTICLE I", "The Merger", 0, 100, 0),
    ("ARTICLE I 2", "Closing", 10, 100, 1),
    ("ARTICLE II", "Covenants", 100, 200, 0),
    ("ARTICLE II 2", "Access", 110, 200, 1),
)


@pytest.mark.parametrize(
    ("clauses", "steps", "start"),
    [
        (LEASE, (Step("section", "2"),), 100),
        (LEASE, (Step("section", "ii"),), 100),
        (LEASE, (Step("section", "2.1(b)"),), 130),
        (LEASE, (Step("section", "2.1"), Step("section", "(a)")), 120),
        (LEASE, (Step("article", "4"),), 200),
        (LEASE, (Step("section", LAST),), 200),
        (LEASE, (Step("recital", "b"),), 10),
        (LEASE, (Step("schedule", "1"),), 300),
        (LEASE, (Step("schedule", "1"), Step("section", "2")), 320),
        (LEASE, (Step("schedule", "b"),), 400),
        (LEASE, (Step(HEADING, "late payment"),), 150),
        (MERGER, (Step("article", "ii"),), 100),
        (MERGER, (Step("article", "2"), Step("section", "2")), 110),
    ],
)
def test_a_place_is_found_however_its_number_is_written(
    clauses: list[Clause], steps: tuple[Step, ...], start: int
) -> None:
    assert [one.start for one in find(steps, clauses)] == [start]


def test_a_number_that_begins_anew_in_each_article_means_several() -> None:
    assert [one.start for one in find((Step("section", "2"),), MERGER)] == [10, 110]


@pytest.mark.parametrize(
    ("steps", "numbers"),
    [
        ((Step("section", "3"),), ["1", "2", "4"]),
        ((Step("section", "2.7"),), ["2.1", "2.2"]),
        ((Step("section", "2.1(f)"),), ["2.1(a)", "2.1(b)"]),
        ((Step("schedule", "9"),), ["SCHEDULE 1", "EXHIBIT B"]),
    ],
)
def test_what_is_not_there_has_neighbours(steps: tuple[Step, ...], numbers: list[str]) -> None:
    assert find(steps, LEASE) == ()
    beside = [one.number for one in near(steps, LEASE, 6)]
    assert [one for one in beside if one in numbers] == numbers


@pytest.mark.parametrize("words", ["rent amount", "plan of the keys", "the"])
def test_a_heading_that_is_not_there_is_not_guessed(words: str) -> None:
    assert find((Step(HEADING, words),), LEASE) == ()


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who are the parties to the lease?", "parties"),
        ("Between whom is the lease?", "parties"),
        ("Who is the lease between?", "parties"),
        ("Who signed the lease?", "signers"),
        ("Who are the signatories of the lease?", "signers"),
        ("Who signs for deliveries?", None),
        ("Which parties may assign the lease?", None),
        ("Who are the parties bound by the arbitration clause?", None),
    ],
)
def test_only_a_question_for_parties_or_signatures_is_one(question: str, who: str | None) -> None:
    assert asks_who(question, ["lease"]) == who
