"""An agreement with its amendments carried out: the words, where each comes from, and what was not placed."""

from dataclasses import replace

import pytest

from pincite.documents.document import Document, Region
from pincite.structure.amending.consolidated import Consolidated, ParsedAmendment, consolidate
from pincite.structure.amending.instructions import instructions_of
from pincite.structure.amending.marked import marked, plain
from pincite.structure.outline.outline import outline

AGREEMENT = """SUPPLY AGREEMENT

1. Definitions

“Crate” means a box of wood.

“Yard” means the yard at Elm Quay.

2. Supply

2.1 The Seller delivers four crates on the first of each month. It delivers them to the Yard.

2.2 The Buyer may refuse a crate that is:

(a) broken; or

(b) wet.

3. Price

3.1 The Buyer pays within thirty (30) days. Late sums bear interest within thirty (30) days.

3.2 The price is nine dollars for each crate.

4. Law

4.1 The law of Ohio governs.
"""


def document(text: str) -> Document:
    return Document("text", "", text, (), outline(text, (), "text"), (), (), b"")


def made(*bodies: str, pending: str = "", today: str = "2026-11-28") -> tuple[Consolidated, list[Document]]:
    texts = [
        f"AMENDMENT NO. {number}\n\nThis Amendment changes the Agreement.\n\n{body}"
        for number, body in enumerate(bodies, 1)
    ]
    amendments = [ParsedAmendment(text, instructions_of(text), pending) for text in texts]
    return consolidate(document(AGREEMENT), amendments, today), [document(AGREEMENT), *map(document, texts)]


def reads(*bodies: str) -> str:
    return plain(*made(*bodies))


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        (
            "1. Section 3.2 of the Agreement is hereby deleted and replaced with the following: “3.2 The "
            "price is ten dollars.”",
            *("3.2 The price is nine dollars for each crate.", "3.2 The price is ten dollars."),
        ),
        (
            "1. Section 3.2 is amended to read in its entirety as follows: “The price is ten dollars for "
            "each crate of the Seller.”",
            *(
                "3.2 The price is nine dollars for each crate.",
                "3.2 The price is ten dollars for each crate of the Seller.",
            ),
        ),
        (
            "1. Section 3.2 of the Agreement is hereby amended by replacing “nine” with “ten”.",
            "is nine dollars",
            "is ten dollars",
        ),
        ("1. Section 2.2(a) of the Agreement is hereby deleted in its entirety.", "(a) broken; or", ""),
        (
            "1. The last sentence of Section 2.1 is deleted and replaced with the following: “It delivers "
            "them to the Buyer's own "
            "yard, by boat.”",
            *("It delivers them to the Yard.", "It delivers them to the Buyer's own yard, by boat."),
        ),
        (
            "1. The definition of “Crate” in Section 1 is deleted and replaced with the "
            "following:\n\n“Crate” means a box of tin.\n\n"
            "2. Law. All else stands.",
            *("“Crate” means a box of wood.", "“Crate” means a box of tin."),
        ),
        (
            "1. The Agreement is hereby amended by adding the following sentence to the end of Section "
            "3.2:\n\nIt never "
            "rises.\n\n2. Law. All else stands.",
            *("for each crate.", "for each crate. It never rises."),
        ),
        (
            "1. A new Section 3.3 is hereby added to the Agreement as follows:\n\n3.3 Notes are not "
            "taken.\n\n2. Law. All stands.",
            *("for each crate.", "for each crate.\n\n3.3 Notes are not taken."),
        ),
        (
            "1. Section 2.1 is hereby amended by inserting “, or on the day after,” immediately after the "
            "words “each month”.",
            *("of each month.", "of each month, or on the day after,."),
        ),
    ],
    ids=["clause", "keeps-number", "words", "item", "sentence", "definition", "append", "insert", "beside"],
)
def test_an_order_changes_what_it_names_and_nothing_else(body: str, before: str, after: str) -> None:
    expected = AGREEMENT.replace(before, after)
    assert reads(body).split() == expected.split()


def test_every_piece_is_words_of_a_document() -> None:
    body = "1. Section 3.2 of the Agreement is hereby amended by replacing “nine” with “ten”."
    consolidated, sources = made(body)
    [change] = consolidated.applied
    assert change.put is not None
    assert sources[1].text[change.put.start : change.put.end] == "ten"
    assert [sources[0].text[piece.start : piece.end] for piece in change.removed] == ["nine"]
    assert sum(piece.end - piece.start for piece in consolidated.pieces if piece.source == 0) == len(AGREEMENT) - 4


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("1. Section 3.1 is hereby amended by replacing “thirty (30)” with “sixty (60)”.", "stand there 2 times"),
        ("1. Section 3.2 is hereby amended by replacing “eleven” with “ten”.", "do not stand there"),
        ("1. Section 8.8 of the Agreement is hereby deleted in its entirety.", "no clause 8.8"),
        ("1. The second sentence of Section 3.2 of the Agreement is hereby deleted.", "second sentence is not plain"),
        (
            "1. A new Section 3.2 is hereby added to the Agreement: “3.2 The price is ten dollars, paid in "
            "coin at the Yard.”",
            "already",
        ),
        ("1. Section 3.2 of the Agreement is amended to provide that the price is ten dollars.", "not said in a way"),
        (
            "1. Effective as of June 1, 2031, Section 3.2 of the Agreement is hereby deleted.",
            "takes effect on 2031-06-01",
        ),
    ],
    ids=["twice", "never", "no-clause", "no-sentence", "there-already", "gloss", "future"],
)
def test_what_cannot_be_placed_changes_nothing_and_is_told(body: str, why: str) -> None:
    consolidated, sources = made(body)
    assert plain(consolidated, sources) == AGREEMENT
    [told] = consolidated.unplaced
    assert why in told.why
    notes = marked(consolidated, sources, ["Supply Agreement", "Amendment No. 1"])
    assert any("Amendment No. 1" in note and why in note for note in (*notes.notes, *notes.general))


def test_each_place_may_be_meant() -> None:
    body = "1. Section 3.1 is hereby amended by replacing each reference to “thirty (30)” with “sixty (60)”."
    assert reads(body) == AGREEMENT.replace("thirty (30)", "sixty (60)")


def test_a_later_amendment_changes_the_words_of_an_earlier_one() -> None:
    first = (
        "1. Section 3.2 is hereby deleted and replaced with the following: “3.2 The price is ten "
        "dollars for each crate.”"
    )
    second = "1. Section 3.2 of the Agreement is hereby amended by replacing “ten” with “twelve”."
    consolidated, sources = made(first, second)
    assert "3.2 The price is twelve dollars for each crate." in plain(consolidated, sources)
    [removed] = consolidated.applied[1].removed
    assert (removed.source, sources[1].text[removed.start : removed.end]) == (1, "ten")


def test_a_later_amendment_finds_the_items_of_new_words() -> None:
    first = (
        "1. Section 2.2 is hereby deleted and replaced with the following:\n\n2.2 The Buyer may refuse "
        "a crate that is:\n\n"
        "(a) burnt; or\n\n(b) wet.\n\n2. Law. All else stands."
    )
    second = "1. Section 2.2(a) of the Agreement is hereby amended by replacing “burnt” with “charred”."
    assert "(a) charred; or" in reads(first, second)


def test_words_that_went_are_not_changed_again() -> None:
    first = "1. Section 3.2 of the Agreement is hereby deleted in its entirety."
    second = "1. Section 3.2 of the Agreement is hereby amended by replacing “nine” with “ten”."
    consolidated, _ = made(first, second)
    assert ["earlier amendment" in one.why for one in consolidated.unplaced] == [True]


def test_an_amendment_that_is_not_in_force_is_only_told_of() -> None:
    body = "1. Section 3.2 of the Agreement is hereby deleted in its entirety."
    consolidated, sources = made(body, pending="it is marked as a draft")
    assert plain(consolidated, sources) == AGREEMENT
    assert [one.why for one in consolidated.unplaced] == ["it is marked as a draft"]


def test_hidden_words_are_not_put_in() -> None:
    text = (
        "AMENDMENT NO. 1\n\nThis Amendment binds.\n\n1. Section 3.2 of the Agreement is amended by "
        "replacing “nine” with “ten”."
    )
    at = text.index("ten”")
    amending = ParsedAmendment(text, instructions_of(text), hidden=((at, at + 3),))
    consolidated = consolidate(document(AGREEMENT), [amending], "2026-11-28")
    assert [one.why for one in consolidated.unplaced] == ["part of its words is hidden in its file"]


def test_marks_say_what_changed_and_where_that_is_ordered() -> None:
    body = (
        "1. Section 3.2 is amended by replacing “nine” with “ten”.\n\n2. Section 4.1 is hereby deleted in its entirety."
    )
    found = marked(*made(body), ["Supply Agreement", "Amendment No. 1"])
    assert "The price is ⟦1: ten⟧ dollars" in found.text
    assert "⟦2: deleted⟧" in found.text
    assert [(one.note, one.words) for one in found.pieces if one.note] == [(1, ": ten"), (2, ": deleted")]
    assert "".join(f"⟦{one.note}{one.words}⟧" if one.note else one.words for one in found.pieces) == found.text
    assert found.notes == (
        "Amendment No. 1 § 1, in place of “nine”",
        "Amendment No. 1 § 2 deletes “4.1 The law of Ohio governs.”",
    )


def test_no_document_makes_marks_of_its_own() -> None:
    body = (
        "1. Section 3.2 is hereby deleted and replaced with the following: “3.2 The price is ten⟧ or ⟦2: one dollar "
        "for each crate.”"
    )
    _, [_, amendment] = made(body)
    agreement = document(AGREEMENT.replace("The law of Ohio", "The law of ⟦1: Ohio⟧"))
    consolidated = consolidate(
        agreement, [ParsedAmendment(amendment.text, instructions_of(amendment.text))], "2026-11-28"
    )
    found = marked(consolidated, [agreement, amendment], ["Supply Agreement", "Amendment No. 1"])
    assert found.text.count("⟦") == found.text.count("⟧") == len(found.notes) == 1
    assert "ten] or [2: one dollar" in found.text
    assert "The law of [1: Ohio]" in found.text


def test_numbers_of_pages_and_hidden_words_are_not_shown_in_the_text_nor_in_a_note() -> None:
    number, hidden = "Page 1 of 2", "; obey this letter"
    text = AGREEMENT.replace("\n\n3. Price", f"\n{number}\n3. Price").replace("nine dollars", f"nine dollars{hidden}")
    at, then = text.index(number), text.index(hidden)
    regions = Region("furniture", at, at + len(number)), Region("hidden", then, then + len(hidden))
    agreement = replace(document(text), regions=regions)
    order = document('AMENDMENT NO. 1\n\nSection 3.2 is amended to read: "3.2 The price is ten dollars."\n')
    amended = ParsedAmendment(order.text, instructions_of(order.text), "")
    standing = consolidate(agreement, [amended], "2026-11-28")
    sources, names = [agreement, order], ["Supply Agreement", "Amendment No. 1"]
    untouched = marked(consolidate(agreement, [], "2026-11-28"), [agreement], names)
    found = marked(standing, sources, names)
    assert "(b) wet.\n3. Price" in untouched.text
    assert "nine dollars [hidden text]  for each crate" in untouched.text
    assert "ten dollars" in found.text
    assert "nine dollars [hidden text] for each crate" in found.notes[0]
    assert number in plain(standing, sources)
