"""Chapters whose numbers have no mark, "5 Indemnity", each on a line of its own."""

import pytest

from pincite.structure.outline.outline import outline

PARAGRAPH = (
    "The Recipient may use what it is given only for the event, must keep it as safe as what is its own, and must not"
    " show it to anybody else, unless the Owner has agreed to that in writing before it is shown, and in full"
)
BODY = (
    f"2 Use of the data\n{PARAGRAPH}.\n3 Return\nThe Recipient must give it back.\n4 Law\nThe law of Victoria applies."
)


def numbered(text: str) -> list[tuple[str, str]]:
    return [(clause.number, clause.heading) for clause in outline(text, (), "text") if clause.number]


@pytest.mark.parametrize(
    "heading",
    [
        "Reverse engineering, decompilation and re-identification",
        "Deletion of data at the conclusion of the yearly event",
        "Notices; ways of giving them to the other party, its agents or heirs",
        "General",
    ],
)
def test_a_line_is_the_heading_of_the_next_number_however_it_is_worded(heading: str) -> None:
    text = f"1 Purpose\nThe Owner shows data.\n{BODY}\n5 {heading}\nThis clause says the rest.\n6 Costs\nEach its own."

    assert ("5", heading) in numbered(text)
    assert [number for number, _ in numbered(text)] == ["1", "2", "3", "4", "5", "6"]


def test_the_first_number_may_have_such_a_heading_too() -> None:
    first = "1 Definitions, interpretation and construction\nData means what is shown.\n"

    assert numbered(first + BODY)[0] == ("1", "Definitions, interpretation and construction")


def test_a_number_follows_a_paragraph_without_a_stop() -> None:
    text = f"1 Purpose\n{PARAGRAPH}\n2 General\n(a) The law of Victoria applies.\n(b) This is all."

    assert [number for number, _ in numbered(text)] == ["1", "2", "2(a)", "2(b)"]


def test_a_number_in_a_wrapped_line_opens_no_clause() -> None:
    wrapped = "The Recipient must keep all that it has been given in the course of the\n2 Days of the event."

    assert numbered(f"1 Purpose\n{wrapped}\n2 Law\nThe law of Victoria applies.")[-1] == ("2", "Law")


@pytest.mark.parametrize(
    "parties",
    [
        '1 ACME Limited (ACN 139 103 656) of 1/1-9 High St, Kew VIC 3101 ("ACME"); and\n2 The person who signs.',
        "1 ACME PTY LTD of 1 High Street\n2 BETA LIMITED of 8 Low Street",
    ],
)
def test_numbered_parties_do_not_take_the_numbers_of_the_clauses(parties: str) -> None:
    text = f"DEED\nParties\n{parties}\nTHIS DEED WITNESSES\n1 Purpose\nThe Owner shows data.\n{BODY}"

    assert numbered(text)[-4:] == [("1", "Purpose"), ("2", "Use of the data"), ("3", "Return"), ("4", "Law")]


def test_rows_of_a_table_are_no_clauses() -> None:
    table = "1 Optimise design, on data\nReport\n2 First analysis, on data\nReport\n3 Confirm suppliers, all\nList"

    assert numbered(f"EXHIBIT B\n\nTIMETABLE\n\nNo. Activity\n{table}\n") == [("EXHIBIT B", "TIMETABLE")]


@pytest.mark.parametrize("heading", ["Governing Law; Venue", "SHARE AWARD (ESA)"])
def test_a_number_whose_line_was_lost_is_seen_by_the_first_number_below_it(heading: str) -> None:
    text = f"1 Fees 1.1 The fee is due at once. 1.2 It is not paid back. 2 {heading} 2.1 Ohio has it. 2.2 So it is."

    assert [number for number, _ in numbered(text)] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


@pytest.mark.parametrize("written", ["1 April 2009", "1 Apr. 2009", "1 May, 1 June and 1 July"])
def test_a_date_opens_no_clause(written: str) -> None:
    terms = f"Effective Date:    01 April 2006\n\nTermination Date:    {written}\n\nCap Rate:    5.0 percent a year"

    assert numbered(f"The terms are these:\n\n{terms}\n\n(i) Offices. Ohio.\n\n(ii) Law. New York.") == [
        ("(i)", "Offices"),
        ("(ii)", "Law"),
    ]


def test_a_number_before_a_heading_that_begins_like_a_month_opens_a_clause() -> None:
    text = f"1 March Deliveries\nThe Owner shows data.\n{BODY}"

    assert numbered(text)[0] == ("1", "March Deliveries")


SENTENCES = (
    "Each party shall keep what it is shown.",
    "The Recipient agrees that this deed binds its agents.",
    "Nothing here is a licence.",
    "Neither party may assign this deed.",
    "The law of Victoria is the law of this deed.",
)


@pytest.mark.parametrize("opening", ["as follows:-", "as follows:\u2010", "as follows."])
def test_numbers_without_mark_and_heading_number_the_paragraphs_of_a_text(opening: str) -> None:
    items = "(a) to keep it;\n(b) to show it to nobody."
    paragraphs = "\n".join(f"{at} {words}" for at, words in enumerate(SENTENCES, start=2))
    text = f"DEED\nIn consideration of these promises the parties, each for itself, agree {opening}\n"
    text += f"1 Each party undertakes:\u2010\n{items}\n{paragraphs}"

    assert numbered(text) == [("1", ""), ("1(a)", ""), ("1(b)", ""), *((str(at), "") for at in range(2, 7))]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{at} {words}" for at, words in enumerate(SENTENCES[:4], start=1)],
        [f"{at} {words}" for at, words in enumerate(SENTENCES, start=2)],
        [f"{at} Barrels of crude oil, as delivered to the port of entry" for at in range(1, 7)],
        [f"{at} {words.removesuffix('.')}" for at, words in enumerate(SENTENCES, start=1)],
    ],
    ids=["too few", "not from 1", "rows of a table", "no sentences"],
)
def test_such_numbers_need_a_text_that_is_numbered_with_them(lines: list[str]) -> None:
    assert numbered("The Owner says this:\n" + "\n".join(lines)) == []


def test_such_numbers_beside_chapters_are_none() -> None:
    notes = "\n".join(f"{at} {words}" for at, words in enumerate(SENTENCES, start=1))

    assert numbered(f"1. Purpose\nThe Owner shows data.\n2. Law\nThe law applies.\nNotes:\n{notes}") == [
        ("1", "Purpose"),
        ("2", "Law"),
    ]
