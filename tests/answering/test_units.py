"""What may be quoted: whole sentences, items only with their lead-in."""

from dataclasses import replace

import pytest

from pincite.answering.units import Unit, Units, quotable
from pincite.documents.document import Clause, Document, Page, Region, RegionKind
from pincite.documents.regions import as_read
from pincite.readers.read import read
from pincite.structure.outline.outline import outline

PROHIBITION = """5.1 Neither party may:

(a) assign this Agreement without consent; or

(b) terminate this Agreement for convenience before the third anniversary.

5.2 Either party may terminate on ninety (90) days' notice.
"""

EXCLUSION = (
    "6.1 The Supplier shall not be liable for any of the following: (a) loss of profit arising from a delay; "
    "(b) loss of goodwill; and (c) loss of data.\n"
)

DUTIES = """7.1 Duties of the parties.

(a) The Supplier shall keep records.

(b) The Customer shall pay within thirty days.
"""


def _document(text: str) -> Document:
    return Document("text", "", text, (), outline(text, (), "text"), (), (), b"")


def _quoted(text: str, words: str) -> list[str]:
    start = text.index(words)
    document = _document(text)
    return [" ".join(text[unit.start : unit.end].split()) for unit in quotable(document, start, start + len(words))]


def _opened(text: str, item: str) -> list[str]:
    """The words that open the list of an item, and the lists around it."""
    content = _document(text)
    at = text.index(item)
    [unit] = [one for one in quotable(content, at, at + len(item)) if one.own_start == at] or [Unit(at, at, len(text))]
    return [text[start:end] for start, end in Units(content).openings(unit.own_start, unit.end)]


def test_an_item_is_quoted_with_the_words_that_turn_its_meaning() -> None:
    assert _quoted(PROHIBITION, "terminate this Agreement for convenience") == [
        "5.1 Neither party may: (a) assign this Agreement without consent; or (b) terminate this Agreement for "
        "convenience before the third anniversary."
    ]


def test_an_item_in_the_middle_of_a_line_is_quoted_with_its_lead_in() -> None:
    [quoted] = _quoted(EXCLUSION, "loss of profit")
    assert quoted.startswith("6.1 The Supplier shall not be liable for any of the following: (a) loss of profit")


def test_an_item_behind_the_first_one_in_the_line_of_the_lead_in_is_quoted_from_there() -> None:
    text = "9.1 Acme may end it: (a) if Finch is in default; (b) if Finch is wound up; or (c) if a control passes.\n"
    assert _quoted(text, "(b) if") == [text[: text.index(" (c)")]]
    assert _opened(text, "(b) if") == ["9.1 Acme may end it:"]


def test_the_list_around_a_list_opens_its_items_too() -> None:
    text = "9.1 It ends if Acme: (a) fails to pay; (b) is in default of: (i) a duty to insure; (ii) one of secrecy.\n"
    assert _opened(text, "(ii)") == ["9.1 It ends if Acme:", "(b) is in default of:"]


@pytest.mark.parametrize(
    ("text", "item", "opened"),
    [
        (
            "9.1 Acme shall:\n\n(a) keep it;\n\n(b) not, without consent:\n\n(i) end it;\n\n(ii) sell it.\n",
            "(i) end",
            ["9.1 Acme shall:", "(b) not, without consent:"],
        ),
        (
            "5.1 Neither party may:\n\n(a) Assign it;\n\n(b) End it if the other:\n\n(i) is late;\n\n(ii) is sold.\n",
            "(ii) is",
            ["5.1 Neither party may:", "(b) End it if the other:"],
        ),
        ("9.1 Acme may: (a) sell; (b) let; provided that it shall not: (c) sell in Ohio; (d) end it.\n", "(d)", []),
        ("9.1 Acme may:\n\n(a) sell;\n\n(b) let, but shall not:\n\n(c) sell in Ohio;\n\n(d) end it.\n", "(d)", []),
        ("9.1 Acme shall not: (1) sell; (2) let for one (1) year; (3) end it.\n", "(3)", ["9.1 Acme shall not:"]),
        (
            "9.1 Acme shall not:\n\n(a) sell;\n\n(b) act as in (a) or (c) below;\n\n(c) end it.\n",
            "(c) end",
            ["9.1 Acme shall not:"],
        ),
        ("9.1 Acme shall not:\n\n(iv) sell: (a) land; (b) goods;\n\n(v) end it.\n", "(v)", []),
        ("9.1 Acme is not liable for acts in (a) above.\n\n(b) end it at will.\n", "(b)", []),
        ("9.1 Acme may not:\n\n(a) sell;\n\nB. Rights of the Supplier\n\n(a) end it;\n\n(b) sell it.\n", "(b)", []),
    ],
    ids=[
        "first of a nested list", "capital item around", "proviso in the line", "proviso above", "figure in words",
        "reference", "no beginning", "reference alone", "heading between",
    ],
)  # fmt: skip
def test_only_words_that_plainly_open_the_list_do(text: str, item: str, opened: list[str]) -> None:
    assert _opened(text, item) == opened


def test_a_reference_opens_no_list() -> None:
    text = "9.1 Acme pays what is due under Section 3 (a) at once; (b) terminate it.\n"
    assert [text[unit.own_start :] for unit in quotable(_document(text), text.index("(b)"), len(text))] == []


def test_an_item_that_is_joined_to_the_last_one_is_whole() -> None:
    text = "9.1 The Tenant shall:\n\na. keep the roof;\n\nb. paint the door; and\n\nc. mow the lawn.\n"
    assert _quoted(text, "b. paint") == [" ".join(text[: text.index("\n\nc.")].split())]


def test_an_item_with_a_capital_letter_in_the_line_of_its_list_is_one() -> None:
    text = "SECTION 4. LIMITS\n\nNeither party may: A. Sell the goods; B. Terminate this Agreement; C. Let them.\n"
    at = text.index("B. Term")
    [unit] = quotable(_document(text), at, at + 8)
    assert text[unit.start : unit.end] == "Neither party may: A. Sell the goods; B. Terminate this Agreement;"


def test_an_item_that_is_a_sentence_of_its_own_stands_alone() -> None:
    assert _quoted(DUTIES, "The Customer shall pay") == ["(b) The Customer shall pay within thirty days."]


@pytest.mark.parametrize(
    "item",
    [
        "8)      This Agreement is governed by the laws of California.",
        "k.       CARDS LOST ON THE WAY ARE THE RESPONSIBILITY OF THE ISSUER.",
        "a) [* * *], NEITHER PARTY SHALL BE LIABLE FOR LOST PROFITS.",
        "(c) [***] The Supplier shall keep records.",
    ],
)
def test_an_item_is_a_sentence_whatever_blanks_or_black_bars_it_begins_with(item: str) -> None:
    assert _quoted(f"Notices are in writing.\n\n{item}\n\nNext.\n", item[-20:]) == [" ".join(item.split())]


def test_an_item_behind_a_black_bar_that_is_no_sentence_is_no_quote_by_itself() -> None:
    item = "(b) [***], terminate this Agreement for convenience."
    assert _quoted(f"Notices are in writing.\n\n{item}\n\nNext.\n", "terminate") == []


@pytest.mark.parametrize(
    "words",
    ["Neither party may:", "any of the following:"],
    ids=["a lead-in on its own line", "a lead-in before items"],
)
def test_a_lead_in_without_its_list_is_no_quote(words: str) -> None:
    text = PROHIBITION if words in PROHIBITION else EXCLUSION
    assert all(not quoted.endswith(":") for quoted in _quoted(text, words))


RENEWAL = (
    "2.02. The Franchisee may renew the Franchise for 2 additional terms of 10 years each on the following terms and "
    "conditions:\n\nA. The Franchisee shall give notice of its election 3 months before.\n\nB. The fee is paid.\n"
)


def test_what_is_said_before_a_list_of_whole_sentences_is_quoted_without_it() -> None:
    assert any("2 additional terms" in quoted for quoted in _quoted(RENEWAL, "2 additional terms"))
    items = RENEWAL.replace("A. The Franchisee shall give notice", "A. written notice")
    assert not any("2 additional terms" in quoted for quoted in _quoted(items, "2 additional terms"))


@pytest.mark.parametrize(
    ("rule", "is_whole"),
    [
        ("The term of this Agreement shall be fifteen (15) years from its date, unless sooner ended as follows:", True),
        (
            "You will have the right to renew for two terms of five years, so long as you meet Sections 2.1 to 2.4:",
            True,
        ),
        ("Neither party may, without the consent of the other party, which it may give or not:", False),
        ("The Supplier may end this Agreement if:", False),
        ("The Supplier is not liable unless:", False),
        ("In addition, the following provisions shall survive the end of this Agreement, subject to the law:", False),
    ],
)
def test_a_rule_is_quoted_that_is_whole_before_its_conditions_are_announced(rule: str, is_whole: bool) -> None:
    text = f"2.1 {rule}\n\n(a) mutual agreement of the parties;\n\n(b) failure to pay.\n"
    assert (f"2.1 {rule}" in _quoted(text, rule[:20])) is is_whole


def test_a_rule_ends_before_its_first_condition_in_the_same_line() -> None:
    rule = "You may renew the rights to operate the stand for two terms, so long as you meet each of these conditions:"
    text = (
        f"2 TERM AND RENEWAL 2.1 Term. The term is ten years. 2.2 Renewal. {rule} 2.2.1 You give us notice of it.\n\n"
    )
    text += "2.2.2 You mend the stand.\n\n2.2.3 You pay the fee.\n"
    assert rule in _quoted(text, "two terms")
    sum_of = (
        "16.4 You must pay us a lump sum in an amount calculated as follows: (a) the mean fee, multiplied by (b) sixty."
    )
    assert _quoted(f"{sum_of}\n\n16.5 You agree to it.\n", "calculated as") == [sum_of]


@pytest.mark.parametrize("end", ["", " and"], ids=["no full stop", "goes on"])
def test_a_sentence_without_a_full_stop_ends_before_the_next_item(end: str) -> None:
    law = f"b) Governing Law. This Agreement is governed by the laws of the State of New York{end}"
    text = f"16. GENERAL\n\n{law}\n\nc) Severability. The rest stands.\n"
    assert any("New York" in quoted for quoted in _quoted(text, "laws of the State")) is (end == "")


def test_a_sentence_over_a_blank_line_is_quoted_whole() -> None:
    text = "8.1 The cap is $1,000,000, provided, however,\n\nthat this limit shall not apply to fraud.\n"
    assert _quoted(text, "The cap is $1,000,000") == [" ".join(text.split())]
    assert _quoted(text, "this limit shall not apply") in (
        [],
        ["8.1 The cap is $1,000,000, provided, however, that this limit shall not apply to fraud."],
    )


def test_a_passage_that_begins_within_a_sentence_gives_the_whole_sentence() -> None:
    text = "9.1 Each party shall keep the terms of this Agreement secret for five (5) years after its end.\n"
    assert _quoted(text, "secret for five (5) years") == [text.strip()]


def _parts(text: str, *marked: tuple[RegionKind, str]) -> Document:
    """A text in which each of these words, once there, is a region."""
    regions = [Region(kind, text.index(words), text.index(words) + len(words)) for kind, words in marked]
    ordered = tuple(sorted(regions, key=lambda region: (region.start, -region.end)))
    return Document("text", "", text, (), outline(text, (), "text"), (), ordered, b"")


CROSSING = (
    "The Supplier shall keep\n¹ For six years.\nPage 3 of 9\nACME / BOREAL AGREEMENT\nfull records. It is so agreed."
)


def test_a_sentence_is_quoted_whole_over_what_stands_between_its_halves() -> None:
    document = _parts(
        CROSSING,
        ("footnote", "¹ For six years."),
        ("furniture", "Page 3 of 9"),
        ("furniture", "ACME / BOREAL AGREEMENT"),
    )
    end = len(CROSSING) - len(" It is so agreed.")
    assert [(unit.start, unit.end) for unit in quotable(document, 0, 23)] == [(0, end)]


@pytest.mark.parametrize("kind", ["quoted", "table", "textbox", "comment", "deleted", "header"])
def test_no_quote_goes_over_what_is_read_by_itself(kind: RegionKind) -> None:
    text = "I accept that\nthe goods were late and you caused it\nis what you always say."
    aside = "the goods were late and you caused it"
    document = _parts(text, (kind, aside))
    for unit in quotable(document, 0, len(text)):
        assert text[unit.start : unit.end] == aside
    assert quotable(document, 0, 13) == quotable(document, len(text) - 10, len(text)) == []


def test_half_a_sentence_is_no_quote_where_a_part_stands_in_its_line() -> None:
    text = "The Buyer may rescind (see remark) NOT later than in May."
    document = _parts(text, ("comment", "(see remark)"))
    assert all(text[unit.start : unit.end] != "The Buyer may rescind" for unit in quotable(document, 0, len(text)))


def test_the_rows_of_a_table_are_quoted_where_its_heading_goes_with_them() -> None:
    text = "Fees\n\nHosting | The fee for hosting is ten euros.\nBackup | The fee for backup is two euros."
    rows = text[6:]
    document = _parts(text, ("table", rows))
    assert [text[unit.start : unit.end] for unit in quotable(document, 0, len(text))][-2:] == rows.split("\n")


def test_a_footnote_is_quoted_by_itself() -> None:
    document = _parts(CROSSING, ("footnote", "¹ For six years."))
    start = CROSSING.index("¹")
    units = quotable(document, start, start + 10)
    assert [CROSSING[unit.start : unit.end] for unit in units] == ["¹ For six years."]


def test_struck_words_are_not_quoted() -> None:
    text = "The fee is ten.\n\nThe fee is nine."
    document = _parts(text, ("deleted", "The fee is nine."))
    assert quotable(document, 17, len(text)) == []


def test_a_row_is_quoted_also_where_it_begins_with_small_letters() -> None:
    document = _parts(
        "rent | 4,200 euros per month\ndeposit | none", ("table", "rent | 4,200 euros per month\ndeposit | none")
    )
    assert [unit.start for unit in quotable(document, 0, 10)] == [0]


@pytest.mark.parametrize("struck", ["~~ten~~ ", "ten "])
def test_neither_half_of_a_sentence_around_struck_words_is_a_quote(struck: str) -> None:
    text = f"The cap is {struck}Five million euros in total.\n\nIt is final."
    document = _parts(text, ("deleted", "ten"))
    assert [text[unit.start : unit.end] for unit in quotable(document, 0, len(text))] == ["It is final."]


def test_the_sentence_behind_a_struck_one_is_quoted_without_the_sign_of_striking() -> None:
    text = "~~The fee is ten.~~ The fee is nine."
    document = _parts(text, ("deleted", "The fee is ten."))
    assert [text[unit.start : unit.end] for unit in quotable(document, 0, len(text))][-1] == "The fee is nine."


def test_a_remark_at_the_end_of_a_page_does_not_part_a_sentence_nor_go_into_its_half() -> None:
    text = "The Supplier shall\nThis was never agreed.\nkeep full records."
    document = _parts(text, ("comment", "This was never agreed."))
    on_pages = replace(document, pages=(Page(1, 0, 41, 612, 792, True), Page(2, 42, len(text), 612, 792, True)))
    assert [(unit.start, unit.end) for unit in quotable(on_pages, 0, 10)] == [(0, len(text))]
    assert quotable(document, 0, 10) == []


@pytest.mark.parametrize("sign", [":", "–", "—", " -", ":-", ":‐"])
def test_words_that_lead_into_a_list_are_no_quote_without_it(sign: str) -> None:
    text = f"Nothing in this Agreement shall be construed as{sign}\n\n3.2.1. a grant of rights to either Party."
    document = _parts(text)
    assert not any(text[unit.start : unit.end].startswith("Nothing") for unit in quotable(document, 0, 30))


RULED = (
    "1.1 The appointment grants to the Distributor only a license to resell the\n\n"
    "- -------------------------------\n\nSupplier Products in the Territory, and no title in them. It is so agreed."
)


def test_a_sentence_is_quoted_whole_over_the_rule_at_the_end_of_its_page() -> None:
    document = _document(RULED)
    [first, *_] = quotable(document, 0, len(RULED))
    assert as_read(document, first.start, first.end) == (
        "1.1 The appointment grants to the Distributor only a license to resell the Supplier Products in the "
        "Territory, and no title in them."
    )
    assert "-----" in RULED[first.start : first.end]


def test_one_document_says_the_same_of_a_range_whatever_was_asked_before() -> None:
    crossing = _parts(CROSSING, ("footnote", "¹ For six years."), ("furniture", "Page 3 of 9"))
    for document in (_document(PROHIBITION + EXCLUSION + DUTIES), crossing):
        units, end = Units(document), len(document.text)
        ranges = [(start, min(end, start + size)) for size in (end, 40, 7) for start in range(0, end, 11)]
        for start, last in (*ranges, *reversed(ranges)):
            assert units.within(start, last) == quotable(document, start, last)
        assert any(units.within(*one) for one in ranges)


def test_a_heading_in_the_line_of_its_first_clause_is_not_quoted_with_it() -> None:
    text = (
        "LICENSE AGREEMENT\n\nThis Agreement is made between Acme Inc. and Beta LLC.\n\n"
        "ARTICLE 2. LICENSE GRANT AND RESTRICTIONS 2.1 Licensor hereby grants a license to use the Marks. "
        "2.2 Licensee shall not sublicense the Marks.\n\n"
        "ARTICLE 3. PAYMENT AND TAXES 3.1 Licensee shall pay a fee of $500 each month.\n"
    )
    document = read(text.encode(), "licence.txt")
    said = [text[unit.start : unit.end] for unit in quotable(document, 0, len(text))]
    assert "2.1 Licensor hereby grants a license to use the Marks." in said
    assert "3.1 Licensee shall pay a fee of $500 each month." in said
    assert "ARTICLE 3. PAYMENT AND TAXES" in said


FORGOTTEN = (
    "14. TERMINATION 14.1 This Agreement lasts for two years from its date and for no longer. 14.2 Each Party may end "
    "this Agreement by sixty days' written notice {end}14.3 If a Party breaks this Agreement, the other may end it."
)


def test_a_clause_without_a_stop_ends_before_the_number_of_the_next() -> None:
    text = FORGOTTEN.format(end="")
    assert _quoted(text, "sixty days") == ["14.2 Each Party may end this Agreement by sixty days' written notice"]
    assert _quoted(text, "breaks this") == ["14.3 If a Party breaks this Agreement, the other may end it."]


def test_a_clause_that_another_mentions_begins_nothing() -> None:
    [said] = _quoted(FORGOTTEN.format(end="under Section "), "sixty days")
    assert said.endswith("the other may end it.")


def test_what_a_markdown_file_says_of_itself_is_no_quote() -> None:
    front = "---\ntitle: Gifts policy\nredirect_from:\n  - /articles/gifts-policy\n---\n\n"
    body = "We accept no gifts. A rule --- with dashes --- stays a rule.\n"
    document = read(f"{front}{body}".encode(), "gifts.md")
    assert [document.text[one.own_start : one.end] for one in quotable(document, 0, len(document.text))] == [
        "We accept no gifts.",
        "A rule --- with dashes --- stays a rule.",
    ]


def test_a_markdown_text_that_opens_with_a_rule_is_quoted() -> None:
    text = "---\n\n**1. Rent.** The rent is $5.\n\n---\n\nThe rest is silence.\n"
    document = read(text.encode(), "lease.md")
    said = [document.text[one.own_start : one.end] for one in quotable(document, 0, len(document.text))]
    assert any("The rent is $5." in one for one in said)


def test_an_item_within_a_line_is_quoted_with_the_condition_before_it() -> None:
    """In a clause too long to be read whole, the sentence begins before the item that is a clause."""
    rest = "THE SOFTWARE IS GIVEN AS IT IS. " * 420
    said = "IF YOU DO NOT AGREE TO ALL TERMS, THEN (A) DO NOT USE THE SOFTWARE, AND (B) YOU MAY RETURN IT."
    text = f"EXHIBIT C\nLicence.\nREAD THIS. {said} {rest}\n"
    clauses = (
        Clause("EXHIBIT C", "", 0, len(text), 0, "schedule"),
        Clause("(A)", "", text.index("(A)"), text.index("THE SOFTWARE IS GIVEN") + 900, 1, "clause"),
    )
    document = replace(_document(text), clauses=clauses)
    at = text.index("(B)")
    found = [text[unit.start : unit.end] for unit in quotable(document, at, at + 20)]
    assert found == [said]
