"""Which agreement an amendment changes: by title, date and parties, and never by a guess."""

import pytest

from pincite.documents.document import Fact, FactKind
from pincite.structure.amending.linking import Described, fit, likeliest
from pincite.structure.amending.versions import are_versions, follows


def described(title: str, **facts: str | tuple[str, ...]) -> Described:
    found: list[Fact] = []
    kinds: dict[str, FactKind] = {"party": "party", "date": "date", "amends": "amends", "type": "type"}
    for kind, values in facts.items():
        found += [Fact(kinds[kind], value, 0, 1) for value in ((values,) if isinstance(values, str) else values)]
    return Described(title, tuple(found))


BOTH = ("Gannet Pump Works, Inc.", "Plover Mills LLC")
AMENDMENT = described("Amendment No. 1", type="Amendment", amends="Supply Agreement (2019-05-03)", party=BOTH)
SUPPLY = described("Supply Agreement", date="2019-05-03", party=BOTH)


def meant(*agreements: Described) -> tuple[tuple[int, ...], bool]:
    return likeliest([fit(AMENDMENT, one) for one in agreements])


@pytest.mark.parametrize(
    "other",
    [
        described("Supply Agreement", date="2011-05-03", party=BOTH),
        described("Lease", date="2020-05-03", party=BOTH),
        described("Supply Agreement", date="2019-05-03", party=("Gannet Pump Works, Inc.", "Heron Oil Co.")),
        described("Amendment No. 2 to Supply Agreement", type="Amendment", date="2019-05-03", party=BOTH),
        described("Steel Supply Agreement", date="2019-05-03", party=BOTH),
    ],
    ids=["another day", "another title", "another party", "an amendment", "a longer title"],
)
def test_the_agreement_that_fits_best_is_meant(other: Described) -> None:
    assert meant(SUPPLY, other) == ((0,), True)


@pytest.mark.parametrize(
    "agreement",
    [
        described("Supply Agreement", date="2019-05-03", party=("Heron Oil Co.", "Stork Paper LLC")),
        described("Supply Agreement"),
    ],
    ids=["other parties", "the title alone"],
)
def test_what_is_not_certain_is_only_possible(agreement: Described) -> None:
    assert meant(agreement) == ((0,), False)


def test_two_that_fit_as_well_are_both_likeliest() -> None:
    assert meant(SUPPLY, SUPPLY) == ((0, 1), True)


def test_what_does_not_fit_is_not_even_possible() -> None:
    assert meant(described("Lease", date="2001-01-01", party=("Heron Oil Co.",))) == ((), False)


def test_versions_have_one_title_and_the_same_parties() -> None:
    restated = described("Second Amended and Restated Supply Agreement", date="2021-05-03", party=BOTH)
    assert are_versions(SUPPLY, restated)
    assert (follows(restated, SUPPLY), follows(SUPPLY, restated)) == (True, False)
    assert not are_versions(SUPPLY, described("Supply Agreement", party=("Gannet Pump Works, Inc.", "Heron Oil Co.")))
    assert not are_versions(SUPPLY, described("Steel Supply Agreement", party=BOTH))
    assert not are_versions(SUPPLY, AMENDMENT)
    assert not are_versions(described("Form"), described("Form"))
