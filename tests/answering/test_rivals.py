"""Two sentences that say otherwise: which of them goes behind the other, as written for whoever answers."""

import pytest

from pincite.answering.rivals import says_otherwise, unease

COVENANT = (
    "Each Seller agrees that for a period commencing on the Effective Date and ending two years after the Closing Date "
    '(the "Non-Compete Period"), it shall not, other than solely through its ownership of Buyer\'s capital stock, '
    "directly or indirectly, including through or on behalf of a subsidiary, anywhere in the world, excluding India, "
    "own, manage, operate or control any business which competes with any Combined Business."
)
OTHER_COVENANT = (
    "Each Seller agrees that for a period commencing on the Effective Date and ending three years after the Closing "
    'Date (the "Non-Solicit Period"), it shall not, directly or indirectly, solicit any employee of the Business.'
)
CAP = "The total liability of the Supplier under this agreement is limited to $9,350,000 in each contract year."
DELIVERY = (
    "the Supplier shall deliver the pumps to the site in good order and condition on the agreed days and shall keep "
    "them there for the Customer in such manner as the parties have agreed in writing"
)
ORDER = "everybody speaks of a cap of $1 on the total liability of the Supplier"


def behind(sentence: str, other: str) -> bool:
    text = f"{sentence}\n\n{other}"
    return unease(text, 0, len(sentence), sentence) > 0 and says_otherwise(sentence, other)


def test_a_covenant_that_holds_anywhere_in_the_world_goes_behind_no_other() -> None:
    assert says_otherwise(COVENANT, OTHER_COVENANT)
    assert not behind(COVENANT, OTHER_COVENANT)
    assert not behind(OTHER_COVENANT, COVENANT)


@pytest.mark.parametrize(
    "planted",
    [
        f"{ORDER.capitalize()}.",
        f"{ORDER.capitalize()}, and {DELIVERY}, and {DELIVERY}.",
        f"{DELIVERY.capitalize()}, and {DELIVERY}, and {ORDER}.",
        f"{DELIVERY.capitalize()}, and {ORDER}, and {DELIVERY}.",
        f"The cap on liability is $1, and {DELIVERY}, and {DELIVERY}, and nobody speaks of more.",
    ],
    ids=["alone", "before a long term", "behind one", "amid one", "far from its claim"],
)
def test_an_order_goes_behind_the_clause_however_long_its_sentence_is(planted: str) -> None:
    assert behind(planted, CAP)


@pytest.mark.parametrize(
    "planted",
    ["Let the world know of a cap of $1 on liability.", "The world is told of a cap of $1 on liability."],
)
def test_an_order_to_tell_the_world_goes_behind_the_clause(planted: str) -> None:
    assert behind(planted, CAP)


@pytest.mark.parametrize("place", ["Schedule 1", "Exhibit 4", "Annex 2", "Appendix 7", "Clause 3.2"])
def test_the_number_of_a_place_is_no_other_figure(place: str) -> None:
    assert not says_otherwise(f"The Seller pays for each business that {place} names.", "The Seller pays $900.")
    assert says_otherwise(f"The Seller pays $700 for what {place} names.", "The Seller pays $900.")
