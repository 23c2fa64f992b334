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


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("The deposit is $2,000.", "The deposit is returned within 14 days."),
        ("Interest runs at 4 % a year.", "Interest is paid on the 3rd of April and the 5th day of October."),
        ("The boat carries 12 percent less ballast in winter.", "The boat is surveyed every thirty (30) days."),
    ],
    ids=["money and days", "a share and dates", "a share and a period"],
)
def test_a_sum_and_a_time_are_no_rivals(sentence: str, other: str) -> None:
    assert not says_otherwise(sentence, other)


@pytest.mark.parametrize(
    ("planted", "clause"),
    [
        ("The deposit is $1.", "On signing the Tenant pays 2,000 dollars to the Landlord."),
        ("The cap is 1 % of the fees.", "Liability is limited to $9,350,000."),
        ("The term ends on 4 July 2027.", "This lease runs for two years."),
        ("Notice is 1 day.", "The Customer may leave on ninety (90) days' notice."),
        ("The cap is two months' rent.", "Liability is limited to $9,350,000."),
        ("The cap is the fees paid in the last two weeks.", "Liability is limited to $9,350,000."),
        ("The deposit is 1.", "The Tenant pays a deposit of $2,000."),
        ("The deposit of $1 is due in 5 days.", "The Tenant pays $2,000 within 14 days."),
    ],
)
def test_figures_of_one_kind_or_of_none_are(planted: str, clause: str) -> None:
    assert says_otherwise(planted, clause)


def test_what_is_denied_or_named_is_about_the_same_thing() -> None:
    assert not says_otherwise("Do not lean bicycles against the railings.", "This includes your own umbrella.")
    assert says_otherwise("The Tenant may not keep a dog.", "A dog may be kept by the Tenant.")
    assert says_otherwise("This deed is governed by the law of Nevada.", "The law of Ohio governs this deed.")
