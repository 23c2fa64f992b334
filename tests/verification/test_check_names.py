"""Section references, parties and their roles, defined terms and names."""

import pytest

from pincite.verification.checks.all import findings
from pincite.verification.checks.finding import CheckName

INDEMNITY = (
    "7.2 Indemnity. Subject to Section 9.1(b), Supplier shall indemnify Customer against all third-party losses."
)
ROYALTY = "The Licensee shall pay the Licensor a royalty of 4% of Net Sales at the end of each Contract Year."
GRANT = "The Franchisor hereby grants the Franchisee the right to use the Marks in the Territory of Navarre."


def fired(claim: str, premise: str) -> set[CheckName]:
    return {finding.check for finding in findings(claim, premise)}


@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("Under Section 7.2 and subject to 9.1(b), Supplier must indemnify Customer against losses.", INDEMNITY),
        ("Customer is indemnified by Supplier against all third-party losses.", INDEMNITY),
        ("Subject to clause 9.1, Supplier must indemnify Customer against third-party losses.", INDEMNITY),
        ("The Licensor is paid a royalty of 4% of Net Sales by the Licensee.", ROYALTY),
        ("The Franchisee may use the Marks in Navarre.", GRANT),
    ],
)
def test_the_same_said_of_the_same_is_left_alone(claim: str, premise: str) -> None:
    assert fired(claim, premise) == set()


@pytest.mark.parametrize(
    ("claim", "premise", "check"),
    [
        ("Under Section 7.3, Supplier must indemnify Customer against third-party losses.", INDEMNITY, "sections"),
        ("Subject to Section 9.1(c), Supplier must indemnify Customer against losses.", INDEMNITY, "sections"),
        ("Customer shall indemnify Supplier against all third-party losses.", INDEMNITY, "roles"),
        ("Supplier is indemnified by Customer against all third-party losses.", INDEMNITY, "roles"),
        ("The Licensor shall pay the Licensee a royalty of 4% of Net Sales.", ROYALTY, "roles"),
        ("The Franchisee hereby grants the Franchisor the right to use the Marks.", GRANT, "roles"),
        ("The Licensee shall pay the Licensor a royalty of 4% of Gross Sales.", ROYALTY, "terms"),
        ("The Franchisor grants the Franchisee the right to use the Marks in Aragon.", GRANT, "names"),
    ],
)
def test_another_place_party_or_name_is_named(claim: str, premise: str, check: CheckName) -> None:
    assert check in fired(claim, premise)


def test_the_reverse_of_a_clause_that_the_passage_has_too_is_borne_out() -> None:
    premise = f"{INDEMNITY} 7.3 Customer shall indemnify Supplier against all third-party losses from its own data."
    assert "roles" not in fired("Customer shall indemnify Supplier against all third-party losses.", premise)


def test_initials_stand_for_the_words_that_they_begin() -> None:
    premise = "The notice was served by the Civil Aviation Authority of Portugal on every operator of gliders."
    assert fired("Every operator of gliders was served a notice by the CAA.", premise) == set()


def test_what_a_contract_is_called_by_its_readers_is_no_missing_name() -> None:
    premise = "Each Recipient shall keep the Proprietary Information secret for five years."
    assert fired("The Receiving Party shall keep Confidential Information secret.", premise) == set()


def test_a_passage_without_any_number_of_a_clause_says_nothing_about_them() -> None:
    premise = "Supplier shall indemnify Customer against all third-party losses."
    assert fired("Under Section 7.2, Supplier must indemnify Customer against third-party losses.", premise) == set()


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        (
            "All reports prepared by Consultant shall be the sole property of Company.",
            "All reports prepared by Company shall be the sole property of Consultant.",
        ),
        (
            "Information furnished to the Receiving Party by the Disclosing Party stays the property of the latter.",
            "Information furnished to the Disclosing Party by the Receiving Party stays the property of the latter.",
        ),
    ],
)
def test_two_parties_that_change_places_everywhere_are_told(passage: str, claim: str) -> None:
    assert [finding.check for finding in findings(claim, passage)] == ["roles"]
    assert findings(passage, passage) == ()


def test_the_passive_names_its_parties_in_another_order_and_says_the_same() -> None:
    passage = "Supplier shall indemnify Customer against all claims of third parties."
    assert findings("Customer shall be indemnified by Supplier against all claims of third parties.", passage) == ()
