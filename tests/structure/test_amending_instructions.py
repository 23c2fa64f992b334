"""What an amendment orders, in the words that lawyers use for it."""

import pytest

from pincite.structure.amending.instruction import Instruction
from pincite.structure.amending.instructions import APPLIES, instructions_of

HEAD = "AMENDMENT NO. 1\n\nThis Amendment No. 1 (this “Amendment”) amends the Supply Agreement (the “Agreement”).\n\n"


def orders(body: str) -> list[Instruction]:
    return list(instructions_of(HEAD + body))


def words(body: str, span: tuple[int, int] | None) -> str | None:
    return (HEAD + body)[slice(*span)] if span is not None else None


@pytest.mark.parametrize(
    ("body", "change", "target", "part", "old", "new"),
    [
        (
            "1. Section 5.2 of the Agreement is hereby amended and restated in its entirety to read as "
            "follows: “5.2 The fee is "
            "nine dollars for each crate that is delivered.”",
            *("replaced", "5.2", "", None, "5.2 The fee is nine dollars for each crate that is delivered."),
        ),
        (
            "1. Section 5.2 shall be deleted in its entirety and replaced with the following:\n\n5.2 The "
            "fee is nine dollars.\n\n"
            "2. Section 9 of the Agreement is hereby deleted.",
            *("replaced", "5.2", "", None, "5.2 The fee is nine dollars."),
        ),
        ("1. Section 5.2(b) of the Agreement is hereby deleted in its entirety.", "deleted", "5.2(b)", "", None, None),
        (
            "1. Section 5.2 is amended by replacing “thirty (30)” with “sixty (60)”.",
            *("substituted", "5.2", "", "thirty (30)", "sixty (60)"),
        ),
        (
            "1. Section 5.2 of the Agreement shall be, and hereby is, amended by deleting the date “May 1” "
            "where it appears "
            "therein, and inserting in its place the date “June 2”.",
            *("substituted", "5.2", "", "May 1", "June 2"),
        ),
        (
            "1. In Section 5.2, “four crates” is replaced by “five crates”.",
            "substituted",
            "5.2",
            "",
            "four crates",
            "five crates",
        ),
        (
            "1. The reference to “Ohio” in Section 12.8 of the Agreement is hereby changed to “Utah”.",
            *("substituted", "12.8", "", "Ohio", "Utah"),
        ),
        (
            "1. Section 5.2 of the Agreement is hereby deleted and replaced with “Intentionally Omitted”.",
            *("replaced", "5.2", "", None, "Intentionally Omitted"),
        ),
        (
            "1. The words “or its agents” are hereby deleted from Section 5.2.",
            "substituted",
            "5.2",
            "",
            "or its agents",
            None,
        ),
        (
            "1. Section 5.2 is amended by inserting “in writing” immediately after the word “notice”.",
            *("substituted", "5.2", "", "notice", "in writing"),
        ),
        (
            "1. The following new Section 5.9 is added to the Agreement: “5.9 Pallets. The Buyer returns "
            "all pallets to the "
            "Seller within a week of delivery.”",
            *(
                "inserted",
                "5.9",
                "",
                None,
                "5.9 Pallets. The Buyer returns all pallets to the Seller within a week of delivery.",
            ),
        ),
        (
            "1. The Agreement is amended by adding the following sentence to the end of Section 5.2:\n\nNo "
            "fee is due in May.\n\n"
            "2. Law. The rest of the Agreement stands.",
            *("appended", "5.2", "", None, "No fee is due in May."),
        ),
        (
            "1. The last sentence of Section 5.2 is deleted and replaced with the following: “The fee is "
            "never due on a day on "
            "which the banks are closed.”",
            *("replaced", "5.2", "last sentence", None, "The fee is never due on a day on which the banks are closed."),
        ),
        (
            "1. The definition of “Crate” in Section 1 of the Agreement is deleted and replaced with the "
            "following: “Crate” means "
            "a box of wood.\n\n2. Law.",
            *("replaced", "1", "definition of Crate", None, None),
        ),
    ],
    ids=[
        *(
            "restated",
            "unquoted",
            "deleted",
            "by-replacing",
            "deleting-inserting",
            "is-replaced",
            "changed-to",
            "left-free",
            "words-out",
            "after",
        ),
        *("new-section", "to-the-end", "sentence", "definition"),
    ],
)
def test_an_order_is_read_with_its_clause_and_its_words(
    body: str, change: str, target: str, part: str, old: str | None, new: str | None
) -> None:
    first = orders(body)[0]
    assert (first.change, first.target, first.part, first.why) == (change, target, part, "")
    assert words(body, first.old) == old
    if new is not None:
        assert words(body, first.new) == new


def test_each_step_of_a_sentence_is_an_order_of_its_own() -> None:
    body = (
        "1. The provisions of Section 14.2 are amended by deleting in its entirety subsection (b) "
        "thereof and by amending "
        "Section 14.2(a)(2) to read in its entirety as follows:\n\n(2) at once, on notice.\n\n2. Law. All else stands."
    )
    assert [(one.change, one.target) for one in orders(body)] == [("deleted", "14.2(b)"), ("replaced", "14.2(a)(2)")]


def test_new_words_for_several_clauses_go_to_each() -> None:
    body = (
        "1. Sections 3.1 to 3.3 of the Agreement are hereby deleted and replaced by the "
        "following:\n\n3.1 Fee. It is nine.\n\n"
        "3.2 Place. It is the yard, as in Section 3.1.\n\n3.3 Time. It is noon.\n\n2. Law. All else stands."
    )
    found = [(one.target, words(body, one.new)) for one in orders(body)]
    assert found == [
        ("3.1", "3.1 Fee. It is nine."),
        ("3.2", "3.2 Place. It is the yard, as in Section 3.1."),
        ("3.3", "3.3 Time. It is noon."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        (
            "1. Delete paragraph 2, Section 24 of Attachment 1 in its entirety and replace it with the "
            "following:\n\nNone.\n\n2. Law."
        ),
        (
            "1. The address in Section 15.2 is hereby deleted in its entirety and replaced with the "
            "following:\n\n4 Quay.\n\n2. Law."
        ),
        "1. Section 7 of the Agreement is amended to provide that the Seller may keep the crates.",
        "1. Section 2 is deleted, solely with respect to crates of tin, in its entirety.",
        "1. Section 2 of the Agreement is hereby deleted; provided that it applies to crates of before May 1.",
        "1. Section 2 of the Agreement shall be renumbered as Section 3.",
        "1. Delete Section 2.0 Term. SECTION II in its entirety and replace with the following:\n\nNone.\n\n2. Law.",
        "1. The first paragraph of Section 4 of the Agreement is hereby deleted in its entirety.",
        "1. The supply terms set forth in Section 1 of Amendment No. 2 are hereby deleted in their entirety.",
    ],
    ids=[
        "paragraph",
        "part",
        "to-provide",
        "some-cases",
        "proviso",
        "renumbered",
        "goes-on",
        "first-paragraph",
        "of-an-amendment",
    ],
)
def test_what_is_not_certain_says_why(body: str) -> None:
    found = orders(body)
    assert found
    assert all(one.why or one.is_of_amendment for one in found)


@pytest.mark.parametrize(
    "body",
    [
        "WHEREAS, the parties desire to amend Section 5 of the Agreement.",
        "1. Except as amended hereby, Section 5 of the Agreement remains in force.",
        "1. Section 5 of the Agreement may be amended by both parties in writing.",
        "1. Section 5 of the Agreement, as amended by Amendment No. 2, still binds.",
        "",
    ],
    ids=["recital", "saving", "permission", "history", "empty"],
)
def test_what_orders_nothing_is_no_order(body: str) -> None:
    assert orders(body) == []


def test_a_day_from_which_an_order_holds_is_kept() -> None:
    body = "1. Effective as of June 1, 2031, Section 5 of the Agreement is hereby deleted in its entirety."
    assert [(one.change, one.effective) for one in orders(body)] == [("deleted", "2031-06-01")]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "Section 1 of the Lease is hereby amended to read as follows: “" * 4_000,
        'by deleting "a" and inserting "b" in Section 1 is hereby ' * 4_000,
        "Section 1 is hereby deleted and " * 6_000,
        "1. Delete " * 20_000,
        "is hereby amended by (i) deleting (ii) deleting " * 4_000,
    ],
    ids=["open", "steps", "one-sentence", "orders", "items"],
)
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    assert len(instructions_of(HEAD + text)) <= 400


def test_what_says_to_which_cases_new_words_apply_is_told_of_their_clause() -> None:
    body = (
        "1.1 Section 5.2 of the Agreement is hereby deleted in its entirety.\n\n1.2 Section 7 is hereby deleted in its "
        "entirety.\n\n2.1 The amendment in Section 1.1 applies to crates that are ordered after May 1, 2022. Crates of "
        "before that day remain subject to Section 7 as it stood before this Amendment.\n\n2.2 This Amendment takes "
        "effect on the day of its date, and Section 9 applies to it."
    )
    told = [(one.change, one.target) for one in orders(body) if one.why == APPLIES]
    assert told == [("unclear", "5.2"), ("unclear", "7")]
