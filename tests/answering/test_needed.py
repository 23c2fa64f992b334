"""Words that a clause must have to be about what a list asks for."""

from dataclasses import replace

import numpy as np
import pytest

from pincite.answering.listing import Kind, as_told
from pincite.answering.needed import needed, telling
from pincite.answering.sureness import how_sure


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        (
            "Which contracts send disputes to arbitration?",
            "All disputes shall be finally settled by three arbitrators.",
            "All disputes shall first be submitted to mediation.",
        ),
        (
            "Which contracts let the other side look into our books?",
            "Acme may inspect the records of the sales.",
            "Acme may inform the other side of its choice.",
        ),
        (
            "Which of these roll over by themselves at the end of the term?",
            "It shall automatically renew for further years.",
            "The parties may renew it by mutual written agreement.",
        ),
        (
            "Which contracts renew themselves?",
            "Thereafter it shall automatically continue until terminated.",
            "The Agreement may be extended or renewed by the parties in writing.",
        ),
        (
            "Which deals carry on for another year unless somebody objects?",
            "It is extended for a year unless either party gives notice.",
            "The Tenant may extend the term for a year by notice.",
        ),
        (
            "Who must carry insurance of a stated number of dollars?",
            "The Supplier shall carry insurance of $2,000,000.",
            "The Supplier shall carry adequate insurance.",
        ),
        (
            "Which NDAs stop us from hiring away their staff?",
            "The Recipient shall not solicit any employee of the Discloser.",
            "The Recipient shall not approach any customer of the Discloser.",
        ),
        (
            "Which contracts put interest on late payments?",
            "Overdue sums bear interest at 8 % a year.",
            "The Landlord holds a security deposit.",
        ),
    ],
)
def test_what_stands_next_to_what_is_asked_lacks_its_words(question: str, answers: str, beside: str) -> None:
    patterns = needed(question)
    assert patterns
    assert all(one.search(answers) for one in patterns)
    assert not all(one.search(beside) for one in patterns)


@pytest.mark.parametrize(
    "question",
    [
        "Which leases have an option to renew?",
        "Which contracts can be ended early?",
        "Which guides cover Kansas?",
        "Which of these give somebody a security interest?",
    ],
)
def test_a_list_without_a_term_of_art_needs_no_word(question: str) -> None:
    assert needed(question) == ()


def test_a_law_that_is_only_mentioned_does_not_tell_that_it_governs() -> None:
    tells = telling("Which contracts are governed by California law?")
    assert tells is not None
    assert tells.search("This Agreement shall be construed under the laws of the State of California.")
    assert not tells.search("This provision may not be enforceable under California law.")


AT_WILL = "Which agreements can be terminated without cause?"
FREELY = "Either party may terminate this Agreement at any time without cause"


@pytest.mark.parametrize(
    ("said", "is_at_will"),
    [
        ("Either party may terminate this Agreement at any time upon sixty days' notice.", True),
        ("The Buyer may terminate this Agreement by written notice.", True),
        ("The Buyer may terminate this Agreement in its unfettered discretion.", True),
        ("Acme may terminate for convenience on 90 days' notice, unless it is in breach.", True),
        ("It may be terminated by either side for any or no reason.", True),
        ("Either party may terminate this Agreement at any time if the other is in default.", False),
        ("If a Force Majeure Event lasts for 30 days, either party may terminate this Agreement by notice.", False),
        ("Upon termination of this Agreement for any reason, all sums fall due.", False),
        ("It may be terminated at any time by mutual consent.", False),
        ("The Company may terminate this Agreement for Cause at any time on written notice.", False),
        ("The Company may terminate this Agreement for cause or for convenience.", True),
        ("It may not be terminated by either party at any time for its own convenience.", False),
        ("Neither party shall have the right to terminate this Agreement without cause.", False),
        ("Acme may terminate it at any time, and Finch may not terminate it.", True),
        (f"{FREELY}, and neither party shall be liable for such termination.", True),
        (f"{FREELY}, and no party shall have any liability if the other does terminate it.", True),
        (f"{FREELY}; orders that were placed before may not be cancelled.", True),
        ("It may not be terminated by Finch, and Acme may terminate it at any time without cause.", True),
        ("Neither party may terminate it before the third year; then either may terminate at any time.", True),
        ("It may be terminated for breach, and may not be terminated for convenience.", False),
        ("Neither party hereto may terminate this Agreement at any time for its convenience.", False),
        ("This Agreement terminates automatically for just cause.", False),
    ],
)
def test_a_right_to_end_without_cause_is_told_from_one_for_cause(said: str, is_at_will: bool) -> None:
    pattern = telling(AT_WILL)
    assert pattern is not None
    assert bool(pattern.search(said)) is is_at_will


@pytest.mark.parametrize(
    "question",
    [
        "List the contracts that a party may end at will on notice.",
        "Which deals can somebody get out of early without having to give a reason?",
        "Where can we walk away for no reason?",
    ],
)
def test_everyday_words_for_ending_without_cause_are_told_by_the_same(question: str) -> None:
    assert telling(question) == telling(AT_WILL)
    assert needed(question) == ()


@pytest.mark.parametrize("question", ["Who may terminate for cause?", "Which leases end at any time of the year?"])
def test_other_questions_about_ends_are_told_by_nothing(question: str) -> None:
    assert telling(question) is None


def test_a_row_that_lacks_what_tells_it_is_to_be_checked() -> None:
    kind = Kind(("x",), np.ones(1, dtype=np.float32), None, telling=telling(AT_WILL))
    surely, perhaps = "Either party may terminate this Agreement for convenience.", "It ends if a party is in default."
    assert as_told(0.9, kind, [surely]) == as_told(0.9, replace(kind, telling=None), [perhaps]) == 0.9
    assert how_sure(as_told(0.9, kind, [perhaps])).startswith("check it")


@pytest.mark.parametrize(
    ("said", "is_exclusive"),
    [
        ("Maker grants Dealer the exclusive right to sell the Goods in Ohio.", True),
        ("Dealer buys the Goods exclusively from Maker.", True),
        ("Maker shall not appoint any other distributor in Ohio.", True),
        ("Repair is the Buyer's sole and exclusive remedy.", False),
        ("The courts of Ohio have exclusive jurisdiction.", False),
        ("This is the entire and exclusive agreement of the parties.", False),
        ("Maker grants Dealer a non-exclusive right to sell the Goods.", False),
        ("All prices are exclusive of taxes.", False),
    ],
)
def test_exclusive_dealing_is_told_from_exclusive_remedies_and_courts(said: str, is_exclusive: bool) -> None:
    pattern = telling("Which contracts are exclusive?")
    assert pattern is not None
    assert bool(pattern.search(said)) is is_exclusive


@pytest.mark.parametrize(
    "question",
    ["Which contracts are non-exclusive?", "Which contracts give the courts of Ohio exclusive jurisdiction?"],
)
def test_other_questions_with_the_word_exclusive_are_told_by_nothing(question: str) -> None:
    assert telling(question) is None
