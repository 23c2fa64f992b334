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


def test_the_title_above_the_first_heading_comes_before_it() -> None:
    text = "Software License Agreement\nSoftware\nThe Provider grants a licence."
    assert title_of(text, (Heading(27, 35, 1),), "form.docx") == "Software License Agreement"
    motto = "Made with care\nSoftware\nThe Provider grants a licence."
    assert title_of(motto, (Heading(15, 23, 1),), "form.docx") == "Software"


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


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Exhibit 10.1 PORTIONS OF THIS EXHIBIT MARKED BY [**] HAVE BEEN OMITTED UNDER RULE 601(B)(10) OF "
            "REGULATION S-K. THE OMITTED INFORMATION IS NOT MATERIAL. EXECUTION VERSION SUPPLY AGREEMENT SUPPLY "
            "AGREEMENT, dated as of May 1, 2019",
            "SUPPLY AGREEMENT",
        ),
        (
            "Confidential treatment has been requested for parts of this agreement. Amendment #3 to the Supply "
            "Agreement This Amendment #3 to the Supply Agreement is made effective as of May 1, 2019",
            "Amendment #3 to the Supply Agreement",
        ),
        ("Exhibit 10.2\n\nStrategic Alliance Agreement\n\nAGREEMENT made as of May 1", "Strategic Alliance Agreement"),
        ("Promotion Agreement Between          Orrin and Gannet\n\nAGREEMENT\n\nThis", "Promotion Agreement"),
        ("PACIFIC CABLE     CONSTRUCTION AND UPKEEP     AGREEMENT\n\nApril 18", "CONSTRUCTION AND UPKEEP AGREEMENT"),
        ("Exhibits 10.9 SERVICES AGREEMENT\n\nThis SERVICES AGREEMENT is made", "SERVICES AGREEMENT"),
        ("EXHIBIT 99.2 Page 1 of 3 DISTRIBUTOR AGREEMENT Agreement made this day", "DISTRIBUTOR AGREEMENT"),
        ("Cost Effective Services Agreement\n\nbetween\n\nOrrin, Inc.", "Cost Effective Services Agreement"),
        ("e-business Hosting Agreement\n\nbetween\n\nOrrin, Inc.", "e-business Hosting Agreement"),
        ("Sales and Supply Agreement {***}   WHEREAS Orrin sells", "Sales and Supply Agreement"),
        ("LIMITED POWER OF ATTORNEY\n\nKNOW ALL MEN BY THESE PRESENTS", "LIMITED POWER OF ATTORNEY"),
        ("ADDENDUM TO\n\nORRIN® DISTRIBUTOR AGREEMENT\n\nThis", "ADDENDUM TO ORRIN® DISTRIBUTOR AGREEMENT"),
        ("SUPPLY AGREEMENT (DA-9801 Licensed Products) Between ORRIN", "SUPPLY AGREEMENT"),
    ],
)
def test_legends_copies_and_a_bare_agreement_do_not_hide_the_title(text: str, title: str) -> None:
    assert title_of(text, [], "EX-10.1_11139603.txt") == title


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("OPINION", "Nichole Marie Jagels v. State of Ohio"),
        ("MOTION TO INTERVENE", "MOTION TO INTERVENE"),
        ("MEMORANDUM OF LAW ON THE DECISION", "MEMORANDUM OF LAW ON THE DECISION"),
    ],
)
def test_a_courts_paper_is_called_by_its_case(paper: str, title: str) -> None:
    caption = "NICHOLE MARIE JAGELS,\n\nAppellant,\n\nv.\n\nSTATE OF OHIO,\n\nRespondent."
    text = f"COURT OF APPEALS\n\n{caption}\n\n{paper}\n\nShe appeals.\n"
    assert title_of(text, (), "ohio.pdf") == title


@pytest.mark.parametrize("title", ["ENGAGEMENT LETTER", "LITIGATION HOLD POLICY"])
def test_a_paper_about_a_case_keeps_its_title(title: str) -> None:
    text = f"{title}\n\nAcme LLC v. Finch Corp.\n\nThe case is before the Superior Court of Ohio.\n"
    assert title_of(text, (), "x.txt") == title
