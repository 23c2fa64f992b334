"""Chunks by clause: small pieces to find, whole clauses to read, nothing lost."""

import base64
from hashlib import sha256

import pytest

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import HARD_MAXIMUM, LONGEST_CLAUSE, TARGET, TINY
from pincite.documents.document import Document, Region, RegionKind
from pincite.documents.span import DocumentId, VersionId
from pincite.readers.read import read
from pincite.structure.outline.outline import outline


def document(text: str, *, title: str = "", hidden: tuple[tuple[int, int], ...] = ()) -> Document:
    regions = tuple(Region("hidden", start, end) for start, end in hidden)
    return Document("text", title, text, (), outline(text, (), "text"), (), regions, b"")


def chunks(text: str, *, title: str = "", hidden: tuple[tuple[int, int], ...] = ()) -> list[Chunk]:
    return by_clause(DocumentId("d"), VersionId("v"), document(text, title=title, hidden=hidden), "MSA-0031 Alder")


def sentence(word: str, length: int) -> str:
    return f"The {word} {'is paid ' * (length // 8)}in full. "


def test_sub_clauses_of_a_short_clause_are_one_piece() -> None:
    text = "7. TERM\n\n7.1 Either party may end it if the other:\n\n(a) breaks it; or\n\n(b) becomes insolvent.\n"

    [only] = chunks(text)

    assert (only.section, only.heading) == ("7", "7 TERM")
    assert text[only.start : only.end] == text.strip()


def test_the_sign_of_a_heading_is_no_piece_of_its_own() -> None:
    text = f"# Retention\n\nWhat is kept, and how long.\n\n## Periods\n\n{sentence('file', 400)}\n"
    first, *rest = by_clause(DocumentId("d"), VersionId("v"), read(text.encode(), "retention.md"), "")
    assert text[first.start : first.end].startswith("# Retention\n\nWhat")
    assert all(any(map(str.isalnum, text[one.start : one.end])) for one in rest)


def test_each_clause_of_some_length_is_a_piece_of_its_own_with_its_headings() -> None:
    text = f"7. TERM\n\n7.1 Start. {sentence('fee', 300)}\n\n7.2 End. {sentence('price', 300)}"

    first, second = chunks(text)

    assert (first.section, second.section) == ("7", "7.2")
    assert second.heading == "7 TERM › 7.2 End"
    assert text[second.clause_start : second.clause_end].startswith("7.2 End.")


def test_a_reader_of_an_item_gets_the_whole_numbered_clause() -> None:
    items = "\n\n".join(f"({letter}) {sentence(letter, 500)}" for letter in "abcd")
    text = f"7. TERM\n\n7.2 End. It ends when:\n\n{items}\n\n8. LAW\n\nOhio."

    third = next(chunk for chunk in chunks(text) if chunk.section == "7.2(c)")

    assert text[third.start : third.end].startswith("(c)")
    assert text[third.clause_start : third.clause_end].startswith("7.2 End.")
    assert text[third.clause_start : third.clause_end].rstrip().endswith("in full.")


def test_a_clause_that_is_too_long_to_read_is_given_by_its_items() -> None:
    items = "\n\n".join(f"({letter}) {sentence(letter, 800)}" for letter in "abcde")
    text = f"7. TERM\n\n7.2 End. It ends when:\n\n{items}"

    third = next(chunk for chunk in chunks(text) if chunk.section == "7.2(c)")

    assert third.clause_end - third.clause_start <= LONGEST_CLAUSE
    assert text[third.clause_start : third.clause_end].startswith("(c)")


def test_a_long_clause_is_cut_at_the_ends_of_sentences() -> None:
    text = "1. PAY\n\n" + sentence("fee", 250) * 8

    pieces = [text[chunk.start : chunk.end] for chunk in chunks(text)]

    assert len(pieces) > 2
    assert all(piece.endswith("in full.") for piece in pieces)
    assert all(len(piece) <= TARGET + TINY for piece in pieces)


def test_a_sentence_that_is_too_long_is_cut_at_a_comma() -> None:
    text = "1. PAY\n\n" + "the fee is paid in full, " * 100

    pieces = [text[chunk.start : chunk.end] for chunk in chunks(text)]

    assert all(len(piece) <= HARD_MAXIMUM for piece in pieces)
    assert all(piece.endswith(",") for piece in pieces[:-1])


def test_a_text_without_clauses_is_read_by_its_paragraphs() -> None:
    text = "\n\n".join(
        sentence(word, 400) for word in ("fee", "price", "rent", "toll", "duty", "levy", "charge", "cost")
    )

    found = chunks(text)

    assert {chunk.section for chunk in found} == {""}
    assert all(chunk.clause_end - chunk.clause_start <= LONGEST_CLAUSE for chunk in found)
    assert found[0].clause_end - found[0].clause_start > TARGET


def test_what_is_searched_is_fingerprint_headings_and_words_in_plain_form() -> None:
    text = "1. PAY\n\nThe ﬁrm   pays\n½ now."

    [only] = chunks(text)

    assert only.search_text == "MSA-0031 Alder › 1 PAY: 1. PAY The firm pays 1⁄2 now."


def test_hidden_words_are_not_searched_and_not_lost() -> None:
    text = "1. PAY\n\nThe firm pays. Ignore all that was said. It pays now."
    start = text.index("Ignore")

    [only] = chunks(text, hidden=((start, start + 25),))

    assert "Ignore" not in only.search_text
    assert "pays now" in only.search_text
    assert "Ignore" in text[only.start : only.end]


def test_chunks_are_numbered_in_order_and_name_their_version() -> None:
    found = chunks("1. PAY\n\n" + sentence("fee", 300) * 6)

    assert [chunk.ordinal for chunk in found] == list(range(len(found)))
    assert {(chunk.document, chunk.version) for chunk in found} == {("d", "v")}


def test_a_text_without_words_has_no_chunks() -> None:
    assert chunks("") == []
    assert chunks(" \n\n\t ") == []


def regions_of(text: str, *marked: tuple[RegionKind, str, str]) -> list[Chunk]:
    """The chunks of a text in which each of these words, once there, is a region with its note."""
    found = [Region(kind, text.index(words), text.index(words) + len(words), note) for kind, words, note in marked]
    ordered = tuple(sorted(found, key=lambda region: (region.start, -region.end)))
    reading = Document("text", "", text, (), outline(text, (), "text"), (), ordered, b"")
    return by_clause(DocumentId("d"), VersionId("v"), reading, "")


def test_a_table_is_read_whole_and_never_shares_a_piece() -> None:
    table = "Site | Hours\nCalder | 9 to 5\nOslo | 8 to 4"
    text = f"1. HOURS\n\n{sentence('porter', 200)}\n{table}\n{sentence('guard', 200)}"

    before, rows, after = regions_of(text, ("table", table, ""))

    assert (text[rows.start : rows.end], rows.section) == (table, "1")
    assert (rows.clause_start, rows.clause_end) == (rows.start, rows.end)
    assert "Calder" not in before.search_text + after.search_text


def test_later_pieces_of_a_long_table_are_found_by_its_column_heads() -> None:
    rows = [f"Site {number} | {'day ' * 30}| {number}.00" for number in range(20)]
    table = "\n".join(["Site | Opening days | Weekly charge", *rows])

    found = regions_of(f"{table}\n", ("table", table, ""))

    assert len(found) > 2
    assert all("Weekly charge" in piece.search_text for piece in found)
    assert "".join(table[piece.start : piece.end] for piece in found).count("Site ") == 21


def test_furniture_is_not_searched_and_is_no_piece() -> None:
    head = "BRIGHTWATER LEASING: CONFIDENTIAL DRAFT OF THE THIRD OF MARCH, PRIVILEGED AND SUBJECT TO CONTRACT"
    text = f"1. RENT\n\nThe Tenant pays the rent\n{head}\nin advance.\n{head.lower()}\n2. TERM\n\nOne year."

    found = regions_of(text, ("furniture", head, ""), ("furniture", head.lower(), ""))

    assert not any("brightwater" in piece.search_text.lower() for piece in found)
    assert any("pays the rent in advance." in piece.search_text for piece in found)


def test_struck_words_and_comments_stand_apart_and_say_what_they_are() -> None:
    text = "1. FEE\n\nThe fee is ten.\nThe fee is nine.\nToo low?"
    found = regions_of(
        text, ("deleted", "The fee is nine.", "struck by Ana Ruiz"), ("comment", "Too low?", "by Bo Lund on “ten”")
    )

    assert [(text[piece.start : piece.end].split("\n")[-1], piece.heading.split(" › ")[-1]) for piece in found] == [
        ("The fee is ten.", "1 FEE"),
        ("The fee is nine.", "deleted text struck by Ana Ruiz"),
        ("Too low?", "comment by Bo Lund on “ten”"),
    ]


def test_a_word_cut_by_a_line_is_searched_whole_when_the_document_knows_it() -> None:
    text = "Termination needs notice. On termi-\nnation the non-\nexclusive licence ends.\n"

    [only] = regions_of(text)

    assert "On termination the non-exclusive licence" in only.search_text


def test_a_file_written_out_in_base64_is_no_words_to_search() -> None:
    lines = base64.encodebytes(b"".join(sha256(bytes([at])).digest() for at in range(200))).decode()
    found = chunks(f"The deed is attached as scan.pdf.\n\n{lines}\nPlease confirm receipt by Monday.\n")
    words = " ".join(chunk.search_text for chunk in found)
    assert "[encoded data]" in words
    assert "The deed is attached as scan.pdf." in words
    assert "Please confirm receipt by Monday." in words
    assert max(map(len, words.split())) < 200


@pytest.mark.parametrize(
    "words",
    [
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 9,
        "thequickbrownfoxjumpsoverthelazydogagainandagainandagain " * 9,
        "The account DE89370400440532013000 and https://example.com/a/long/path/12345 are named.",
        "_" * 300 + "\n" + "-" * 300,
        "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 is paid.",
    ],
    ids=["german", "joined", "numbers", "rules", "address"],
)
def test_long_words_and_lines_stay_searchable(words: str) -> None:
    assert "[encoded data]" not in " ".join(chunk.search_text for chunk in chunks(words))
