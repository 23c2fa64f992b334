"""Figures, periods, dates and bounds of a claim against those of a passage."""

import pytest

from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import CheckName

PAYMENT = (
    "4.2 Payment. The Customer shall pay each invoice within thirty (30) days of receipt. Late sums bear interest at "
    "1.5% per month, up to a maximum of US$2,500,000 in any period of twelve months."
)
TERM = (
    "This Agreement begins on 3 May 2019 and ends on December 31, 2021, unless notice is given at least 60 days before "
    "that date. Fees were last raised in 2017."
)
CURE = "The defaulting party has ten business days after notice to cure the breach, and not less than 5 days in all."


def fired(claim: str, premise: str) -> set[CheckName]:
    return {finding.check for finding in findings(claim, premise)}


@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("Invoices are payable within 30 days of receipt.", PAYMENT),
        ("The Customer must pay invoices within thirty days of receipt.", PAYMENT),
        ("The Customer must pay invoices within 30 (thirty) days of receipt.", PAYMENT),
        ("Interest on late sums is one and a half per cent, that is 1.5 percent, per month.", PAYMENT),
        ("Interest is capped at $2.5 million in one year.", PAYMENT),
        ("Interest is capped at 2,500,000 dollars in any 12-month period.", PAYMENT),
        ("The Agreement began on May 3, 2019.", TERM),
        ("The Agreement began on 2019-05-03.", TERM),
        ("The Agreement began in May 2019 and ends in 2021, unless notice is given.", TERM),
        ("Notice must be given at least sixty days before the end date.", TERM),
        ("The breach has to be cured within 10 business days after notice.", CURE),
    ],
)
def test_what_says_the_same_in_another_form_is_left_alone(claim: str, premise: str) -> None:
    assert fired(claim, premise) == set()


@pytest.mark.parametrize(
    ("claim", "premise", "check"),
    [
        ("Invoices are payable within sixty (60) days of receipt.", PAYMENT, "periods"),
        ("Invoices are payable within 30 months of receipt.", PAYMENT, "periods"),
        ("Invoices are payable within 30 business days of receipt.", PAYMENT, "periods"),
        ("Late sums bear interest at 2.5% per month.", PAYMENT, "figures"),
        ("Interest is capped at $3,500,000 in any year.", PAYMENT, "figures"),
        ("Interest is capped at €2,500,000 in any year.", PAYMENT, "figures"),
        ("Interest is capped at thirty (60) thousand in any year.", PAYMENT, "figures"),
        ("The Agreement begins on 4 May 2019.", TERM, "dates"),
        ("The Agreement ends on December 31, 2022.", TERM, "dates"),
        ("Fees were last raised in 2016.", TERM, "dates"),
        ("Notice must be given at most 60 days before that date.", TERM, "comparisons"),
        ("The breach has to be cured within 10 days after notice.", CURE, "periods"),
        ("The defaulting party has not more than 5 days in all to cure the breach.", CURE, "comparisons"),
    ],
)
def test_what_says_otherwise_is_named(claim: str, premise: str, check: CheckName) -> None:
    assert check in fired(claim, premise)


def test_the_message_names_both_sides() -> None:
    [finding] = findings("Invoices are payable within sixty (60) days of receipt.", PAYMENT)
    assert finding.message == "the claim says 60 days; the passage says 30 days"


def test_counting_from_the_other_side_of_an_event_is_a_finding() -> None:
    premise = "The Tenant shall vacate the premises 30 days after notice of termination."
    claim = "The Tenant must vacate the premises 30 days before notice of termination."
    assert "comparisons" in fired(claim, premise)


def test_a_rounder_number_that_says_so_is_left_alone() -> None:
    premise = "In all 12,480 units were sold, which is more than in any year before."
    assert fired("About 12,500 units were sold.", premise) == set()
    assert fired("More than 12,000 units were sold.", premise) == set()
    assert fired("12,500 units were sold.", premise) == {"figures"}


def test_small_counts_are_the_readers_own() -> None:
    premise = "Acme, Birch and Cole signed the deed; Dow did not."
    assert fired("Three parties signed the deed.", premise) == set()
