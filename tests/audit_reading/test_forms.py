"""What an export is made of: selections, tables that no spreadsheet computes, letters that print, prompts in parts."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.ask.hashed_signs import HashedSigns
from pincite.ask.model_calls import Call
from pincite.ask.trace import Texts, asked, parts_of
from pincite.audit.checkpoint import Head
from pincite.audit.event import Entry, Json
from pincite.audit.export.fonts import faces, marked_up
from pincite.audit.export.pdf import Cover, pdf
from pincite.audit.export.selection import Selection, moment
from pincite.audit.export.table import COLUMNS, FORMULA_STARTS, defused, lines, recorded
from pincite.audit.reading import NOT_OPEN, View
from pincite.audit.retention import Retention, later, rules_in
from pincite.documents.span import MatterId
from pincite.errors import RecordError
from pincite.models.ports import Message
from pincite.retrieval.trace import digest

HOSTILE = [
    "",
    "Сколько стоит аренда? Πόσο;",
    "合同终止 \U0001f600",
    "\x1b[31m\u202eevil\u200b\x00 \ud800",
    "<font name='nope'>&amp;</para>",
    '=HYPERLINK("http://x")',
    "x" * 20_000,
    "word " * 4_000,
]


def record(seq: int, text: str, *, without: str = "", **more: object) -> View:
    content: dict[str, Json] = {
        "question": text,
        "statements": [
            {
                "text": text,
                "support": 0.98,
                "reasons": [],
                "citations": [{"label": 1, "document": "d1", "version": "v", "start": 0, "end": 4, "quote": text}],
            }
        ],
        "passages": [{"label": 1, "document": "d1", "version": "v", "start": 0, "end": 4}],
        "searches": [{"candidates": [[0, 0, 4]], "withheld": []}],
    }
    entry = Entry(
        seq=seq,
        id=f"q{seq}",
        kind="answer",
        at="2026-03-02T09:00:00.000000+00:00",
        user="ann",
        actor="olga",
        facts={"model": None, "ms": {"total": 12.0}},
        matters=frozenset({MatterId("Lease")}),
        content=content,
        texts={},
        prev="0" * 64,
        hash="f" * 64,
    )
    entry = replace(entry, **more)  # type: ignore[arg-type]
    return View(replace(entry, content=None, matters=None, texts=None) if without else entry, without)


def cite(_: object) -> str:
    return "Lease of Unit 4 § 1.1"


def text_of(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "\n".join(pages)


COVER = Cover(
    "ws", "root", datetime(2026, 3, 3, tzinfo=UTC), "all records", "", Head(9, "a" * 64, None), "pincite/ws\n9"
)


# Which records


@pytest.mark.parametrize(
    ("selection", "held"),
    [
        (Selection(), True),
        (Selection(matter=MatterId("Lease")), True),
        (Selection(matter=MatterId("Other")), False),
        (Selection(person="ann"), True),
        (Selection(person="olga"), True),
        (Selection(person="ben"), False),
        (Selection(kinds=frozenset({"answer"})), True),
        (Selection(kinds=frozenset({"read"})), False),
        (Selection(since=moment("2026-03-02"), until=moment("2026-03-02", ends=True)), True),
        (Selection(since=moment("2026-03-02T09:00:00.000001")), False),
        (Selection(until=moment("2026-03-02T09:00", ends=True)), False),
        (Selection(until=moment("2026-03-02T11:00+01:00")), True),
        (Selection(since=moment("2026-03-03")), False),
    ],
)
def test_a_selection_holds_what_fits_all_of_it(selection: Selection, held: bool) -> None:
    assert selection.holds(record(1, "q").entry) is held


def test_what_is_withheld_belongs_to_no_matter() -> None:
    assert not Selection(matter=MatterId("Lease")).holds(record(1, "q", without=NOT_OPEN).entry)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "9999-12-31", "\ud800", "2026-03-02T25:00"])
def test_what_is_no_date_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RecordError, match="is no date"):
        moment(text, ends=True)


# Tables


def formulas(cell: str) -> list[str]:
    """What a spreadsheet might compute of a cell: cut at any sign at which one cuts, without what it skips before."""
    pieces = re.split("[,;|\t\r\n\u0085\u2028\u2029]", cell)
    bare = (re.sub(r"^[\s\u200b-\u200f\u2060\ufeff\"]+", "", piece) for piece in pieces)
    return [piece for piece in bare if piece and piece[0] in FORMULA_STARTS]


@given(st.text(st.one_of(st.sampled_from("=+-@＝﹦'\";,|\t\n\r \u200b\ufeffa1"), st.characters())))
def test_a_defused_cell_is_never_computed_and_can_be_had_back(cell: str) -> None:
    made = defused(cell)
    assert recorded(made) == cell
    assert formulas(made) == []
    assert made[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize(
    "cell",
    [
        "a;=HYPERLINK(1)",
        "a; \u200b=1",
        "a\t=1",
        "a\n=1",
        'a;"=1',
        "a;＝1",
        "＝1+1",
        "﹦1",
        "\ufeff=1",
        "a|+1",
        "a;-1+cmd|' /C calc'!A0",
        "a;\t@SUM(1)",
        "\xa0=1",
        "a\r\n=1",
    ],
)
def test_a_formula_behind_another_sign_is_defused(cell: str) -> None:
    assert formulas(cell)
    assert formulas(defused(cell)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_holds_every_word(text: str) -> None:
    written = "".join(lines([record(1, text)], cite))
    head, row = list(csv.reader(io.StringIO(written, newline="")))
    cells = dict(zip(head, map(recorded, row), strict=True))
    assert tuple(head) == COLUMNS
    assert (cells["question"], cells["answer"], cells["matters"]) == (text, text, "Lease")
    assert not any(map(formulas, row))


# Pages


@pytest.mark.parametrize("text", HOSTILE[:6])
def test_a_page_shows_every_letter_or_names_it(text: str) -> None:
    shown = text_of(pdf(COVER, [record(1, text)], cite, faces([])))
    known = {ord(letter) for face in faces([]) for letter in map(chr, face.has)}
    squeezed = "".join(shown.split())
    for letter in text:
        if letter.isspace():
            continue
        if not letter.isprintable():
            assert letter.encode("unicode_escape").decode() in squeezed
        elif ord(letter) not in known:
            assert f"U+{ord(letter):04X}" in squeezed
        elif ord(letter) < 0x600:  # beyond, a page's text comes back in another order or another form
            assert letter in squeezed


def test_pages_are_numbered_and_say_how_to_verify() -> None:
    made = pdf(COVER, [record(number, "word " * 900) for number in range(1, 4)], cite, faces([]))
    document = pypdfium2.PdfDocument(made)
    count = len(document)
    document.close()
    shown = text_of(made)
    assert count > 1
    for number in range(1, count + 1):
        assert f"{number} of {count}" in shown
    assert shown.count(f"audit verify --head 9:{'a' * 64}") >= count
    assert "Record 3: answer" in shown
    assert "“word word" in shown


def test_a_page_says_what_is_withheld() -> None:
    assert "not open to you" in text_of(pdf(COVER, [record(1, "secret", without=NOT_OPEN)], cite, faces([])))


def test_long_words_and_texts_are_set() -> None:
    made = pdf(COVER, [record(1, "x" * 4_000), record(2, "字" * 2_000)], cite, faces([]))
    assert text_of(made).count("U+5B57") >= 4_000


def test_a_font_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font")
    with pytest.raises(RecordError, match=r"no\.ttf"):
        faces([tmp_path / "no.ttf"])


@given(st.text())
def test_markup_is_never_read_as_markup(text: str) -> None:
    made = marked_up(text, faces([])[:1])
    for tag in ("<br/>",):
        made = made.replace(tag, "")
    assert "<" not in made.replace('<font name="', "").replace("</font>", "")


# Prompts


@given(st.text(alphabet=st.sampled_from("a<\n /p>")))
def test_parts_joined_are_the_text(text: str) -> None:
    assert "".join(parts_of(text)) == text


@pytest.mark.parametrize("text", ["<" * 100_000, "<a\n" * 50_000, "\n" * 100_000, "x" * 100_000])
def test_parts_of_hostile_texts(text: str) -> None:
    assert "".join(parts_of(text)) == text


def test_a_long_part_is_kept_once_and_gives_the_digest_again() -> None:
    passage = "The Tenant shall pay rent. " * 20
    message = Message("user", f"Read.\n<passage-1>\n{passage}\n</passage-1>\n<passage-2>\n{passage}\n</passage-2>\n")
    texts = Texts()
    [first, second] = asked(
        [Call("write", "m", (message,), 9, {"a": 1}, None, 2.5, "none")] * 2, texts, HashedSigns([])
    )
    assert first == second
    assert len(texts.by_name) == 1
    match first:
        case {"messages": [{"sha256": kept, "parts": list(parts)}]}:
            joined = "".join(part if isinstance(part, str) else texts.by_name[str(part["text"])] for part in parts)  # type: ignore[index, call-overload]
            assert digest(joined) == kept == digest(message.content)
        case _:
            pytest.fail("a call has messages")


# Retention


def rule(seq: int, matter: str | None, years: int | None) -> Entry:
    content: dict[str, Json] = {"matter": matter, "years": years, "reason": "r"}
    return replace(record(seq, "").entry, kind="retention", content=content)


def test_the_newest_rule_on_a_matter_counts_and_the_longest_of_several_matters() -> None:
    rules = rules_in([rule(1, None, 7), rule(2, "Lease", 3), rule(3, "Lease", 10), rule(4, "Supply", 1)])
    both = record(9, "q", matters=frozenset({MatterId("Lease"), MatterId("Supply")})).entry
    other = record(9, "q", matters=frozenset({MatterId("Other")})).entry
    none = record(9, "q", matters=frozenset()).entry
    assert [rules.ends(entry).year for entry in (both, other, none)] == [2036, 2033, 2033]  # type: ignore[union-attr]


def test_without_a_rule_contents_are_kept_for_good() -> None:
    entry = record(9, "q").entry
    assert Retention(None, {}).ends(entry) is None
    assert rules_in([rule(1, None, 7), rule(2, None, None)]).ends(entry) is None
    assert rules_in([rule(1, "Other", 7)]).ends(entry) is None


def test_what_says_why_is_never_due() -> None:
    rules = Retention(1, {})
    for kind in ("hold", "release", "retention", "erase"):
        assert rules.ends(replace(record(9, "q").entry, kind=kind)) is None


@settings(max_examples=100)
@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)), st.integers(1, 200))
def test_nothing_is_due_before_its_years_are_over(at: datetime, years: int) -> None:
    end = later(at, years)
    assert (end.year, end.time()) == (at.year + years, at.time())
    assert (end.month, end.day) >= (at.month, at.day)
