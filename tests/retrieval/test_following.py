"""Which questions go on from another one, and how they read when they are asked whole."""

import asyncio
from dataclasses import replace

import pytest

from pincite.models.fakes import Scripted
from pincite.retrieval.following_by_model import follow_with
from pincite.retrieval.query import understand
from pincite.retrieval.query_by_model import Understood
from pincite.retrieval.understanding.following import leans, needs_earlier, whole
from pincite.retrieval.understanding.vague import is_vague

LOST = (
    "And after it expires?",
    "What about the other way round?",
    "Vice versa?",
    "Does that survive?",
    "Can it be extended?",
    "When does it end?",
    "How long does that last?",
    "And double?",
    "And the landlord?",
    "What about Finch?",
    "How about the tenant?",
    "Is it assignable?",
    "And if they do not pay?",
    "Why not?",
    "Since when?",
)
BY_THEMSELVES = (
    "How long is the notice period?",
    "Do they sell my data?",
    "Where would we have to sue?",
    "Is it permitted to sublet Unit 4?",
    "Is it a breach to sublet the premises?",
    "Is this agreement governed by New York law?",
    "Does this lease end in 2029?",
    "What about subletting?",
    "And what does the Finch MSA say about the term?",
    "So what is the notice period under MSA-0031?",
    "Can we walk away early, and what does it cost?",
    "What happens if the tenant does not pay its rent on time?",
    "May the Licensee assign this licence?",
    "Is it true that the Buyer may withhold its consent?",
    "Hello!",
)


@pytest.mark.parametrize("question", LOST)
def test_a_question_that_says_too_little_by_itself_is_known(question: str) -> None:
    assert needs_earlier(question)
    assert leans(question)


@pytest.mark.parametrize("question", BY_THEMSELVES)
def test_a_question_that_can_be_asked_by_itself_is_not_asked_back(question: str) -> None:
    assert not needs_earlier(question)


@pytest.mark.parametrize(
    ("earlier", "question", "taken"),
    [
        (
            "May Acme assign the contract without Finch's consent?",
            "And the other way round?",
            "May Finch assign the contract without Acme's consent?",
        ),
        ("When may the landlord terminate?", "And vice versa?", "When may the tenant terminate?"),
        (
            "When can Papa Joe's end the Finch endorsement because of something Finch does?",
            "And the other way round?",
            "When can Finch end the Papa Joe's endorsement because of something Papa Joe's does?",
        ),
        ("Can Acme end this Agreement with Finch?", "And vice versa?", "Can Finch end this Agreement with Acme?"),
        ("Must Acme's staff obey Finch?", "Vice versa?", "Must Finch's staff obey Acme?"),
        ("When may the landlord terminate?", "And the tenant?", "When may the tenant terminate?"),
        ("When may Acme terminate for breach?", "What about Finch?", "When may Finch terminate for breach?"),
        ("Does Bank of Kent owe a fee?", "What about Acme Pumps?", "Does Acme Pumps owe a fee?"),
        ("How long is the term?", "And after it expires?", "How long is the term? And after it expires?"),
        ("How long is the term", "Can it be extended?", "How long is the term? Can it be extended?"),
        ("May Acme sublet?", "And the other way round?", "May Acme sublet? And the other way round?"),
        ("A? B? C?", "And then?", "A? C? And then?"),
    ],
)
def test_whole_it_reads_as_one_would_have_asked_it(earlier: str, question: str, taken: str) -> None:
    assert whole(question, earlier).text == taken


def test_only_what_is_asked_beside_the_earlier_question_counts_as_new() -> None:
    assert whole("And after it expires?", "How long is the term?").newest == "And after it expires?"
    assert whole("And vice versa?", "When may the landlord terminate?").newest == ""


def test_of_a_long_earlier_question_the_end_is_carried() -> None:
    taken = whole("And then?", f"{'The facts are long. ' * 100}What may the tenant do?").text
    assert taken.endswith("What may the tenant do? And then?")
    assert len(taken) < 700


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("Must they return it?", True),
        ("How many months?", True),
        ("How many months' worth of fees?", True),
        ("What if the buyer refuses that?", True),
        ("Which court hears disputes about the licence fees?", False),
        ("Is the deposit paid back with interest at the end of the lease?", False),
    ],
)
def test_a_question_that_has_all_its_words_takes_none_from_the_earlier_one(question: str, *, does: bool) -> None:
    assert leans(question) is does


def _followed(reply: str) -> Understood:
    query = replace(understand("How long is the term for Acme? And when it ends?"), newest="And when it ends?")
    return asyncio.run(follow_with(Scripted([reply]), query, "How long is the term for Acme?"))


def test_a_model_may_put_the_question_into_one() -> None:
    followed = _followed('{"whole": "What happens when the term for Acme ends?"}')
    assert (followed.by, followed.query.text) == ("model", "What happens when the term for Acme ends?")
    assert followed.query.newest == ""


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ('{"whole": "How long is the term for Acme?"}', "leaves out words: end"),
        ('{"whole": "What happens when the term for Acme and Kestrel ends?"}', "brings in words: kestrel"),
        ('{"whole": ""}', "no whole question"),
        ('{"whole": ["When the term ends?"]}', "no whole question"),
        ("When does the term for Acme end?", "cannot be used"),
        ('{"whole": "When does it end?", "documents": ["*"]}', "cannot be used"),
    ],
)
def test_what_a_model_says_otherwise_is_left_and_the_rules_stand(reply: str, why: str) -> None:
    followed = _followed(reply)
    assert followed.by == "rules"
    assert why in followed.reason
    assert followed.query.text == "How long is the term for Acme? And when it ends?"


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("How long is the notice period?", True),
        ("Which law governs the contract?", True),
        ("Which law governs the Finch lease?", False),
        ("Who pays for the course in Uxbridge?", False),
        ("What does Section 4 say about rent?", False),
        ("How often are the turbines tested?", False),
    ],
)
def test_a_question_whose_words_any_contract_has_is_vague(question: str, *, does: bool) -> None:
    assert is_vague(question) is does
