"""Where a document is signed, and what else looks so."""

import pytest

from pincite.structure.outline.outline import outline


def signatures(text: str) -> list[str]:
    return [text[one.start : one.end] for one in outline(text, (), "text") if one.kind == "signature"]


BLOCKS = {
    "witness": "IN WITNESS WHEREOF, they sign.\n\nALDER CO.\n\nBy: /s/ A. Alder\nName: A. Alder\nTitle: Owner",
    "names-first": "ALDER CO., INC.\nBy: ______________\nName: A. Alder\nTitle: President",
    "deed": "SIGNED by A. Alder\nin the presence of:\n\nWitness: B. Birch\nName: B. Birch",
    "agreed": "ACCEPTED AND AGREED:\n\nALDER CO.\n\nBy: ______________\nDate: ____________",
    "letter": "Very truly yours,\n\n/s/ A. Alder\n\nName: A. Alder",
    "value-below": "IN WITNESS WHEREOF, they sign.\n\nBy: /s/ A. Alder\nName:\nAlice Alder",
    "one-line": "IN WITNESS WHEREOF, the parties sign.   ALDER CO.   By: /s/ A. Alder   Name: A. Alder",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_signature_block_reaches_from_its_opening_to_its_last_line(block: str) -> None:
    text = f"1. LAW\n\nThe law of Ohio governs.\n\n{block}\n\nSCHEDULE 1\n\nApples of every kind that Alder grows."

    assert signatures(text) == [block]


def test_each_agreement_signed_in_a_file_has_its_own_block() -> None:
    block = "IN WITNESS WHEREOF, they sign.\n\nBy: /s/ A. Alder\nName: A. Alder"
    text = f"1. LAW\n\nOhio.\n\n{block}\n\nEXHIBIT A\n\nFORM OF LEASE\n\n1. RENT\n\nIt is $5.\n\n{block}"

    assert signatures(text) == [block, block]


def test_numbering_goes_on_after_a_block_in_the_middle() -> None:
    text = "1. SALE\n\nIt is sold.\n\nBy: /s/ A. Alder\nName: A. Alder\n\n2. LAW\n\nOhio.\n\n3. COURT\n\nColumbus."

    assert [one.number for one in outline(text, (), "text")] == ["1", "", "2", "3"]


@pytest.mark.parametrize(
    "words",
    [
        "Notices go to:\n\nName: A. Alder\nAddress: 12 Hill Road\nEmail: a@alder.example",
        "This Agreement is executed in two copies, each of which is an original.",
        "The fee is paid by: (a) coin; or (b) notes. Title: passes on payment.",
        "Signed copies are kept by the Seller.",
    ],
    ids=["notices", "counterparts", "by-and-title", "signed-copies"],
)
def test_words_about_signing_are_no_block(words: str) -> None:
    assert signatures(f"1. GENERAL\n\n{words}\n\n2. LAW\n\nOhio.") == []
