"""Duty and leave, negation, opposites, "and" and "or", qualifiers and quantifiers."""

import pytest

from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import CheckName

DUTY = "The Supplier shall deliver the goods to the Depot before noon and shall not disclose the price list."
LEAVE = "The Tenant may sublet the upper floor with the prior written consent of the Landlord."
EXCEPTION = "The Licensee shall keep the source code secret, except where a court orders its disclosure."
LIABILITY = "The Contractor is liable for material defects only to the extent that they were caused by its staff."
GOODS = "Risk in the goods passes on delivery and title passes on payment or set-off of the price."
CARRIER = "The Carrier includes the cost of insurance in its quarterly price and some invoices are paid in advance."


def fired(claim: str, premise: str) -> set[CheckName]:
    return {finding.check for finding in findings(claim, premise)}


@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("The Supplier must deliver the goods to the Depot before noon.", DUTY),
        ("The Supplier is required to deliver the goods to the Depot before noon.", DUTY),
        ("The Supplier may not disclose the price list.", DUTY),
        ("The Supplier is prohibited from disclosing the price list.", DUTY),
        ("The Tenant is entitled to sublet the upper floor with the Landlord's prior written consent.", LEAVE),
        ("The source code must be kept secret by the Licensee unless a court orders disclosure.", EXCEPTION),
        ("Title passes on payment or set-off of the price.", GOODS),
    ],
)
def test_the_same_in_other_words_is_left_alone(claim: str, premise: str) -> None:
    assert fired(claim, premise) == set()


@pytest.mark.parametrize(
    ("claim", "premise", "check"),
    [
        ("The Supplier may deliver the goods to the Depot before noon.", DUTY, "modals"),
        ("The Supplier is not obliged to deliver the goods to the Depot before noon.", DUTY, "modals"),
        ("The Supplier may disclose the price list.", DUTY, "modals"),
        ("The Tenant shall sublet the upper floor with the prior written consent of the Landlord.", LEAVE, "modals"),
        ("The Tenant may not sublet the upper floor with the Landlord's prior written consent.", LEAVE, "modals"),
        ("Risk in the goods does not pass on delivery.", GOODS, "negation"),
        (
            "The Supplier shall deliver the goods to the Depot before noon and disclose the price list.",
            DUTY,
            "negation",
        ),
        ("The Supplier shall deliver the goods to the Depot after noon.", DUTY, "opposites"),
        ("The Carrier excludes the cost of insurance from its quarterly price.", CARRIER, "opposites"),
        ("Title passes on payment and set-off of the price.", GOODS, "conjunctions"),
        ("All invoices are paid in advance.", CARRIER, "quantifiers"),
        ("Either party may assign this deed.", "Neither party may assign this deed.", "modals"),
        ("Each party is liable for delay.", "Neither party is liable for delay.", "negation"),
        ("The lease begins on 2 May.", "The lease ends on 2 May.", "opposites"),
        ("The Tenant may sublet the upper floor with the consent of the Landlord.", LEAVE, "qualifiers"),
        ("The Licensee shall keep the source code secret.", EXCEPTION, "qualifiers"),
        (
            "The Contractor is liable for defects only to the extent that its staff caused them.",
            LIABILITY,
            "qualifiers",
        ),
        ("The Contractor is liable for material defects that were caused by its staff.", LIABILITY, "qualifiers"),
    ],
)
def test_a_change_of_meaning_is_named(claim: str, premise: str, check: CheckName) -> None:
    assert check in fired(claim, premise)


@pytest.mark.parametrize(
    "words",
    ["not later than noon", "whether or not it rains", "not only to the Depot but also to the Yard", "at Depot No. 4"],
)
def test_words_that_only_look_like_a_denial_are_none(words: str) -> None:
    assert "negation" not in fired(
        f"The Supplier shall deliver the goods {words}.", f"The Supplier shall deliver the goods {words}."
    )


def test_some_duties_may_be_had_where_all_are() -> None:
    premise = "The duties of confidence under this Agreement shall survive its termination."
    assert fired("Some duties of confidence may survive termination of this Agreement.", premise) == set()


def test_the_month_of_may_is_no_leave() -> None:
    premise = "The Board shall meet in May and shall publish its minutes."
    assert fired("The Board must publish its minutes and meets in May.", premise) == set()


def test_denying_in_other_words_is_no_contradiction() -> None:
    premise = "The Distributor is prohibited from selling the machines outside Portugal."
    assert fired("The Distributor may not sell the machines outside Portugal.", premise) == set()


def test_a_claim_on_something_else_is_left_to_others() -> None:
    assert fired("The Landlord may not enter the cellar.", DUTY) == set()
