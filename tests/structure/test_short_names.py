"""What a contract calls its parties is read however it writes that, and nothing else is taken for it."""

import pytest

from pincite.documents.document import Fact
from pincite.structure.facts.short_names import short_names

PARTY = "Finch Foods, Inc."


def names_in(after: str, party: str = PARTY) -> tuple[str, ...]:
    """The short names of a party, by what a contract says behind its name."""
    text = f"This Agreement is made by {party}{after}"
    start = text.index(party)
    return short_names(text, [Fact("party", party, start, start + len(party))]).get(party, ())


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (', a Texas corporation (the "Licensor"), and another.', ("Licensor",)),
        (' ("Finch" or the "Company"), and another.', ("Finch", "Company")),
        (", of 4 Main Street, Austin (hereinafter referred to as 'Supplier'), and", ("Supplier",)),
        (', referred to in this Agreement as "Company" or "Finch", and another.', ("Company", "Finch")),
        (" (the COMPANY), and another.", ("COMPANY",)),
        (" having its place of business in Austin (Licensee), and another.", ("Licensee",)),
        (' ("Celebrity), an individual', ("Celebrity",)),
        (" (''Employee\").", ("Employee",)),
        (" (Finch), and another.", ("Finch",)),
        (" (hereinafter Finch), and another.", ("Finch",)),
        (" (?Finch?) and you", ("Finch",)),
        (' trading as Bob Finch Racing ("Racing")', ("Racing",)),
        (' ("Finch" and, together with Acme Inc., the "Borrowers"), and another.', ("Finch",)),
        (' (together with its successors and assigns, the "Licensor"), and another.', ("Licensor",)),
    ],
)
def test_a_short_name_is_read_however_it_is_written(after: str, names: tuple[str, ...]) -> None:
    assert names_in(after) == names


def test_a_name_may_begin_with_a_small_letter_and_have_an_apostrophe() -> None:
    assert names_in(' ("eFinch"), and', "EFINCH, INC.") == ("eFinch",)
    assert names_in(' ("Finch O\'Neill" or the "Agent"), and', "Finch O'Neill & Co.") == ("Finch O'Neill", "Agent")


@pytest.mark.parametrize(
    "after",
    [
        ' and another (each a "Party" and together the "Parties").',
        ' as an affiliate in the Finch Loyalty Program (the "Loyalty Program").',
        ", a company of Texas (Delaware), and another.",
        " (LLC) and another.",
        " (effective as of 1 May 2026) and another.",
        f', {"x" * 500} ("Licensor")',
    ],
)
def test_what_names_something_else_is_none(after: str) -> None:
    assert names_in(after) == ()
