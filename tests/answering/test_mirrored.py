"""A sentence on the other party's right to end or assign is told from one on the right that is asked about."""

import pytest

from pincite.answering.mirrored import is_mirrored

FINCH = "3.6 Finch Foods may, at its option, terminate this Lease by notice, should Acme become insolvent."
ACME = "3.5 Acme shall have the right to terminate this Lease by notice, should Finch Foods become insolvent."
EITHER = "3.7 Acme may terminate this Lease for breach, and Finch Foods may terminate it for convenience."
PASSIVE = "The Lease may be terminated by Acme or Finch Foods."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Can Acme get out of the Lease if Finch Foods goes bust?", [FINCH]),
        ("May Finch Foods terminate the Lease with Acme?", [ACME]),
        ("Can Acme walk away?", []),
        ("Can we end the Lease between Acme and Finch Foods?", []),
        ("Can Acme claim lost profits from Finch Foods?", []),
        ("Who can end the Lease, Acme or Finch Foods?", []),
    ],
)
def test_only_the_right_of_the_other_party_is_mirrored(question: str, mirrored: list[str]) -> None:
    assert [one for one in (FINCH, ACME, EITHER, PASSIVE) if is_mirrored(question, one, {})] == mirrored


def test_who_may_end_it_is_not_who_may_assign_it() -> None:
    assigns = "Finch Foods is entitled to assign this Lease to an affiliate of Acme."
    assert is_mirrored("Can Acme assign the Lease without Finch Foods?", assigns, {})
    assert not is_mirrored("Can Acme end the Lease without Finch Foods?", assigns, {})


ROLES = {"TruckThat LLC": ("Consultant",), "Driven Deliveries, Inc.": ("Company",)}
COMPANY = "12.2 Notwithstanding the foregoing, Company may assign this Agreement without Consultant's consent."
CONSULTANT = "12.3 The Consultant may subcontract parts of the Services."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Can TruckThat subcontract its work?", [COMPANY]),
        ("May the Consultant assign the agreement?", [COMPANY]),
        ("Can Driven Deliveries assign the agreement?", [CONSULTANT]),
        ("Can Gannet assign the agreement?", []),
    ],
)
def test_the_roles_that_a_document_gives_its_parties_tell_them_apart(question: str, mirrored: list[str]) -> None:
    assert [one for one in (COMPANY, CONSULTANT) if is_mirrored(question, one, ROLES)] == mirrored


def test_a_person_is_known_by_the_family_name() -> None:
    roles = {"Immuno, Inc.": ("Company",), "Alan Crane": ("Consultant",)}
    assert is_mirrored("Can Crane just quit?", "The Company may terminate the Period for Cause.", roles)
    assert not is_mirrored("Can Crane just quit?", "The Consultant may terminate the Period on notice.", roles)
