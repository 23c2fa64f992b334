"""Addresses for notices: stated to who asks for them, and to nobody else."""

import pytest

from pincite.answering.addresses import asks_for_address, asks_for_copy, is_address, is_copy

BLOCKS = [
    "Gannet Pump Works, Inc.\n12 Quay Street\nSalem, OR 97301\nAttention: General Counsel",
    "If to Supplier: Gannet AG Hauptstrasse 159 CH 4416 Bubendorf Attention: CEO Telephone: + 41 61 935 5353",
    "With copies to (which shall not constitute notice): Plover & Sons LLP, 140 Scott Drive, Attn: P. Plover",
    "Plover Mills LLC, 6804 Gridley Place, Salem, Oregon 97301 U.S.A. Fax No.: 562 860-5106",
    "Jane Roe, General Counsel, Gannet Pharmaceuticals, Inc., 7 Village Circle - Suite 100, Westlake, TX 76206",
    "For Gannet: legal@gannet.example with a copy to notices@plover.example",
    "Gannet Ltd., 151 Copse Hill Road, London, SW20 0SU",
]
SENTENCES = [
    "Notices to Gannet shall be sent to 12 Quay Street, Salem, OR 97301, Attention: General Counsel.",
    "Licensor hereby designates Gannet, Inc., 1360 East 9th Street, Attention: J. Roe as its agent for all purposes.",
    "This Agreement is made between Gannet, Inc., 12 Quay Street, Salem, OR 97301 and Plover Mills LLC.",
    "Field shall mean the treatment of Attention Deficit Disorder in adults.",
    "The Supplier is located at Suite 100, 7 Village Circle, Westlake, TX 76206.",
    "Rent of $4,500.00 each month in advance for Suite 400.",
]


@pytest.mark.parametrize("text", BLOCKS)
def test_a_block_of_addresses_says_nothing(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_with_an_address_is_a_sentence(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "question",
    [
        "Where do notices to Gannet go?",
        "What is Plover’s address?",
        "To whom must a notice of breach be sent?",
        "Who is the contact at Gannet?",
        "How do we reach them by phone?",
        "Where can Gannet be served with process?",
        "who gets copies of notices?",
    ],
)
def test_some_questions_ask_for_an_address(question: str) -> None:
    assert asks_for_address(question)


@pytest.mark.parametrize(
    "question",
    [
        "How much notice must Gannet give to terminate?",
        "Can Plover assign the agreement?",
        "Does Gannet pay for shipping?",
        "What does Plover have to deliver each month?",
        "Is Gannet liable for lost profits?",
    ],
)
def test_most_questions_do_not(question: str) -> None:
    assert not asks_for_address(question)


@pytest.mark.parametrize(
    ("address", "before"),
    [
        ("Plover & Sons LLP, 140 Scott Drive", "Salem, OR 97301 with a copy (which shall not constitute notice) to: "),
        ("Plover & Sons LLP, 140 Scott Drive", "Attention: General Counsel\nCopy to:\n"),
        ("With copies to (which shall not constitute notice): Plover & Sons LLP", ""),
        ("with a copy to: Plover & Sons LLP", "Salem, OR 97301"),
    ],
)
def test_counsel_who_gets_a_copy_is_told_from_the_party(address: str, before: str) -> None:
    assert is_copy(address, before)


def test_the_party_gets_more_than_a_copy() -> None:
    assert not is_copy("Gannet Inc., 12 Quay Street", "Notices shall be sent, with copies of any invoice, to:")


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("Who gets a copy of notices to Gannet?", True),
        ("Which law firm is notified?", True),
        ("Where do notices to Gannet go?", False),
    ],
)
def test_some_questions_ask_who_gets_a_copy(question: str, does: bool) -> None:
    assert asks_for_copy(question) is does
