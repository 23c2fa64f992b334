"""Separated values: the separator is found, each row is a line, nothing is lost to bad quotation marks."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import UnreadableFile
from pincite.readers.read import read
from pincite.readers.table.delimited import read_delimited
from pincite.readers.table.rows import cell_words, row_line


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Item,Price\nSewer,7.15\n", "Item | Price\nSewer | 7.15"),
        ("Item;Price\nSewer;7,15\nDock, north;8,20\n", "Item | Price\nSewer | 7,15\nDock, north | 8,20"),
        ("Item\tPrice, net\nSewer; old\t7.15\n", "Item | Price, net\nSewer; old | 7.15"),
        ("Item|Price\nSewer|7.15\n", "Item | Price\nSewer | 7.15"),
        ("Costs\n\nItem;Price\nSewer;7,15\nDock;8,20\n", "Costs\nItem | Price\nSewer | 7,15\nDock | 8,20"),
        ("Person,Note\nRoe,a;b\nDoe,c\nPoe,d;e;f\n", "Person | Note\nRoe | a;b\nDoe | c\nPoe | d;e;f"),
        ("Note,Price\n\"pay; soon\",1\n\"pay; later\",2\n", "Note | Price\npay; soon | 1\npay; later | 2"),
        ('1,";"\n2,"a;b"\n', "1 | ;\n2 | a;b"),
        ("sep=:\na:b,c\n", "a | b,c"),
        ("one\ntwo\n", "one\ntwo"),
    ],
    ids=["comma", "semicolon", "tab", "bar", "title", "in-words", "quoted", "quoted-signs", "stated", "one-column"],
)  # fmt: skip
def test_the_separator_is_found(written: str, text: str) -> None:
    assert read_delimited(written.encode()).text == text


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0=", codec="utf-8"), max_size=8), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(",;\t|"),
)
def test_what_a_program_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    stream = io.StringIO(newline="")
    stream.write(f"sep={separator}\r\n")
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    lines = [row_line([cell_words(cell) for cell in row]) for row in rows]
    assert read_delimited(stream.getvalue().encode()).text == "\n".join(line for line in lines if line)


def test_a_line_break_in_a_cell_is_a_space() -> None:
    assert read_delimited(b'Clause,Text\r\n7.2,"The Supplier\r\nshall pay."\r\n').text == (
        "Clause | Text\n7.2 | The Supplier shall pay."
    )


def test_empty_cells_at_the_end_and_empty_rows_are_left_out() -> None:
    assert read_delimited(b"a,b,,\n,,,\n,c,,\n").text == "a | b\n| c"


def test_a_number_written_so_that_excel_keeps_its_zeros_is_the_number() -> None:
    assert read_delimited(b'Account,Name\n="00123",Roe\n').text == "Account | Name\n00123 | Roe"


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_after_it() -> None:
    reading = read_delimited(b'Item,Size\n"Board 2x4,3\nDock,4\nSewer,5\n')
    assert reading.text == 'Item | Size\n"Board 2x4 | 3\nDock | 4\nSewer | 5'
    assert "quotation marks in the file are missing or misplaced" in reading.warnings[0]


def test_cells_with_line_breaks_stay_whole_in_a_file_that_is_cut_off() -> None:
    reading = read_delimited(b'No,Text\n1,"a\nb"\n2,"c\nd"\n3,"e\nf')
    assert reading.text == "No | Text\n1 | a b\n2 | c d\n3 | e f"
    assert len(reading.warnings) == 1


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_itself() -> None:
    reading = read_delimited(b'a,"' + b"word " * 60_000 + b'"\nb,c\n')
    assert len(reading.text) == len("a | ") + 299_999 + len("\nb | c")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_of_other_encodings_are_read(encoding: str) -> None:
    assert read_delimited("Straße;Miete\nBäckerweg;7,15 €\n".encode(encoding)).text == (
        "Straße | Miete\nBäckerweg | 7,15 €"
    )


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="NUL character"):
        read_delimited(b"a,b\n\0\0,c\n")


def test_the_whole_file_is_one_table_named_after_the_file() -> None:
    document = read(b"Lease Agreement,Rent\nPell Harbor,100\n", "RNT-0054 Rents.csv")
    assert [(one.kind, one.start, one.end) for one in document.regions] == [("table", 0, len(document.text))]
    assert (document.format, document.title, document.clauses) == ("table", "RNT-0054 Rents", ())
