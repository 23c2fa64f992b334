"""The title of a text that does not state one."""

import pytest

from pincite.documents.document import Heading
from pincite.structure.titles import title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("MASTER SERVICES AGREEMENT\n\nbetween Alder Co. and Birch Co.", "MASTER SERVICES AGREEMENT"),
        ("Exhibit 10.13\n\n   SUPPLY AGREEMENT\n\nThis Supply Agreement is made", "SUPPLY AGREEMENT"),
        ("Exhibit 10.13   [*] Certain information is left out.   SUPPLY AGREEMENT     This is", "SUPPLY AGREEMENT"),
        ("Exhibit 4.2 SUPPLY AGREEMENT THIS AGREEMENT is made", "SUPPLY AGREEMENT"),
        ("EXECUTION VERSION\n\nALDER CO.\n\nLEASE\n\nDATED 1 MAY 2020", "LEASE"),
        (
            "AMENDMENT NO. 2\n\nTO\n\nMASTER SUPPLY AGREEMENT\n\nThis Amendment",
            "AMENDMENT NO. 2 TO MASTER SUPPLY AGREEMENT",
        ),
        ("Page 1 of 9\n\nMutual Non-Disclosure Agreement\n\nThe parties", "Mutual Non-Disclosure Agreement"),
        ("CERTAIN INFORMATION HAS BEEN OMITTED\n\nThis Hosting Agreement is made", "Hosting Agreement"),
    ],
    ids=["line", "exhibit", "gaps", "run-in", "cover", "amendment", "title-case", "words"],
)
def test_the_title_is_the_instrument_named_near_the_top(text: str, title: str) -> None:
    assert title_of(text, (), "file.txt") == title


def test_a_heading_of_the_highest_level_at_the_top_is_the_title() -> None:
    text = "Privacy at Alder\n\nTERMS OF USE\n\nWe keep little."

    assert title_of(text, (Heading(0, 16, 1),), "file.md") == "Privacy at Alder"


@pytest.mark.parametrize("name", ["MSA-0031 Alder.pdf", "/firm/matter/MSA-0031 Alder.pdf"])
def test_without_a_title_the_name_of_the_file_stands_in(name: str) -> None:
    assert title_of("nothing to see here", (), name) == "MSA-0031 Alder"
    assert title_of("", (), name) == "MSA-0031 Alder"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "EXHIBIT 10.43 Dated 29/3/18\n\nDistributorship agreement\n\nbetween\n\nOrrin Pty Ltd\n",
            "Distributorship agreement",
        ),
        (
            "EXHIBIT 10.1\n\nCorporate Sponsorship Agreement Between Orrin Association and Gannet, Inc. This Agreement "
            '("Agreement") is made effective March 22, 2018.\n',
            "Corporate Sponsorship Agreement",
        ),
    ],
)
def test_a_title_in_small_letters_or_before_the_parties_comes_before_the_name_of_the_file(
    text: str, title: str
) -> None:
    assert title_of(text, [], "EX-10.1_11139603.txt") == title
