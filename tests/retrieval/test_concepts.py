"""The table of legal concepts, and what it adds to a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.steps import assert_linear

from pincite.retrieval.understanding.concepts import MOST_EXPANSIONS, concepts, expansions, meant, noticed


def added(text: str) -> tuple[str, ...]:
    return expansions(text, noticed(text))


def names(text: str) -> list[str]:
    return [found.concept.name for found in noticed(text)]


def test_the_table_names_each_concept_once_and_says_something_of_it() -> None:
    table = concepts()
    assert len({concept.name for concept in table}) == len(table) >= 100
    for concept in table:
        ways = [*concept.terms, *concept.asked]
        assert concept.terms, concept.name
        assert len(set(ways)) == len(ways), concept.name
        assert concept.wording.endswith("."), concept.name
        assert all(term == " ".join(term.split()) and term for term in (*ways, *concept.written)), concept.name


def test_every_term_of_the_table_is_noticed_where_it_stands() -> None:
    missed = [
        term for concept in concepts() for term in (*concept.terms, *concept.asked) if concept.name not in names(term)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Who must indemnify the buyer?", "hold harmless"),
        ("Can we cancel early?", "terminate"),
        ("May the lease be transferred?", "assign"),
        ("Is there a ceiling?", "limitation of liability"),
        ("Who may poach staff?", "no-hire"),
        ("Is there a tail provision?", "termination fee"),
        ("Is rescission possible?", "terminate"),
        ("What is the drop-dead date?", "outside date"),
    ],
)
def test_a_term_brings_its_synonyms(question: str, word: str) -> None:
    assert word in added(question)


@pytest.mark.parametrize(
    "question",
    [
        "What did the deposition say?",
        "What is the Fixed Charge?",
        "How long may Goods stand on the dock?",
        "Which liabilities does it leave out?",
        "What is the term?",
        "What is the credit limit?",
        "Which law is cited?",
        "How much is the market value?",
    ],
)
def test_a_word_that_only_resembles_a_term_adds_nothing(question: str) -> None:
    assert added(question) == ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_is_added_to_what_names_no_concept(text: str) -> None:
    assert bool(added(text)) <= bool(noticed(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from([term for concept in concepts() for term in concept.terms]), max_size=30))
def test_however_much_is_named_what_is_added_is_bounded(terms: list[str]) -> None:
    text = " ".join(terms)
    assert len(added(text)) == len(set(added(text))) <= MOST_EXPANSIONS


def test_every_way_of_speaking_is_understood_and_each_concept_has_a_question() -> None:
    for concept in concepts():
        assert concept.question.endswith("?"), concept.name
        for way in concept.spoken:
            said = way.replace("…", "any such thing")
            assert concept.name in [found.concept.name for found in meant(said)], way


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which of them can look at all of our books?", "audit rights"),
        ("Can Halvorsen walk away for no reason?", "termination for convenience"),
        ("Who has given a third party first dibs?", "right of first refusal"),
        ("Which can be handed on to somebody else?", "assignment"),
        ("Where did they sell our data?", "sharing of information"),
        ("Which deals were kept quiet?", "confidentiality"),
        ("How old must users of the portal be?", "children"),
    ],
)
def test_everyday_words_mean_a_concept(question: str, name: str) -> None:
    assert meant(question)[0].concept.name == name


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Is there a most favoured customer clause?", "most favoured customer"),
        ("Is there a most favored customer clause?", "most favoured customer"),
        ("Is unauthorised access covered?", "data security"),
        ("Must it use its best endeavors?", "reasonable efforts"),
        ("May it grant a sublicence?", "sublicensing"),
        ("May it grant a sublicense?", "sublicensing"),
    ],
)
def test_a_concept_is_noticed_in_either_spelling(question: str, name: str) -> None:
    assert name in names(question)


def test_no_more_words_than_a_few_stand_between_those_of_a_phrase() -> None:
    assert not meant("Who must look at whatever anybody may ever have put on the shelf of books?")


def test_everyday_words_add_nothing_to_a_search() -> None:
    assert noticed("Who keeps it quiet and gives first dibs?") == ()


@pytest.mark.parametrize("unit", ["No. ", "xA ", "what is ", "for convenience without ", "walk away "])
def test_concepts_are_found_in_linear_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert_linear(meant, text)
    assert_linear(noticed, text)
