"""Any page at all, hostile ones too: every range holds its words, and no word of the page is lost or moved."""

from html import escape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.errors import UnreadableFile
from pincite.readers.html.reader import read_html
from pincite.readers.reading import Reading

WORDS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=9, max_size=12)

TAGS = """
    p div b i span q sup del s h1 h2 ol ul li table tr td th tbody caption pre br hr section footer aside a nav
    input details summary font
""".split()  # noqa: SIM905 - words read best as words

ATTRIBUTES = (
    "", " style='display:none'", " style='page-break-before:always'", " style='color:#fff'", " class=menu", " id=fn1",
    " href='#fn1'", " role=heading", " colspan=3", " rowspan=2", " type=a", " start=4", " style='white-space:pre'",
    " style='padding-left:9pt'", " style='mso-element:footnote'", " value=x",
)  # fmt: skip

PIECES = st.one_of(
    WORDS,
    st.sampled_from(("1", " ", "&nbsp;", "\n", "$", "(a)", "•", "12")),
    st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda one: f"<{one[0]}{one[1]}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
)
"""Parts of a page in any order: nothing has to be closed, nothing has to fit."""


def assert_ranges_hold(reading: Reading) -> None:
    text = reading.text
    assert not text.startswith((" ", "\n"))
    assert not text.endswith((" ", "\n"))
    assert "\n\n" not in text
    for kind in {region.kind for region in reading.regions}:
        same = [region for region in reading.regions if region.kind == kind]
        assert all(first.end <= second.start for first, second in pairwise(same))
    assert list(reading.regions) == sorted(reading.regions, key=lambda region: (region.start, -region.end))
    ranges = [(region.start, region.end) for region in reading.regions]
    ranges += [(heading.start, heading.end) for heading in reading.headings]
    for start, end in [*ranges, *reading.hidden]:
        assert text[start:end] == text[start:end].strip() != ""
    starts = [one.start for one in reading.numbers]
    assert starts == sorted(set(starts))
    assert all(text[start : start + 1].strip() for start in starts)


@given(st.lists(PIECES, max_size=60))
def test_every_range_of_any_page_holds_words(pieces: list[str]) -> None:
    try:
        reading = read_html("".join(["<p>x</p>", *pieces]).encode())
    except UnreadableFile:
        return
    assert_ranges_hold(reading)


@given(st.lists(st.tuples(st.sampled_from(("p", "div", "li", "td", "h2", "span", "b", "sup", "q")), WORDS), min_size=1))
def test_every_word_is_kept_in_its_order(parts: list[tuple[str, str]]) -> None:
    page = "".join(f"<{tag}> {escape(words)} </{tag}>" for tag, words in parts)
    text = read_html(f"<main>{page}</main>".encode()).text
    assert text.translate(str.maketrans("", "", "“”| \n")) == "".join(words for _, words in parts)


@pytest.mark.long
@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" * 600 + "x" + "<b>y " * 200,
        "<table>" + "<tr>" + "<td colspan=65534 rowspan=65534>x" * 300 + "<tr><td>y" * 300,
        "<table><tr>" + "<td>x" * 60_000,
        "<ol><li>" * 900 + "x",
        "<style>ol li:before{content:counters(i,'.')}</style>" + "<ol><li>x" * 900,
        "<nav>" * 1_800 + "<a href=x>x</a> and the customer pays the fee within thirty days of each invoice",
        "<q>" * 1_800 + "x",
        "<sup>" * 1_800 + "x is raised",
        "<del><h1>" * 900 + "x",
        "<div id=fn1>" * 1_800 + "<sup><a href='#fn1'>1</a></sup>",
        "<style>" + "p.x{color:red}" * 5_000 + "@media x{" * 5_000 + "</style><p class=x>x",
        "<style>" + "/*" * 50_000 + "</style><p>x",
        "<p>x<hr>" * 5_000,
        "<li>x<p>y" * 5_000,
        "x</p></div></td></table></ol></li>" * 3_000,
    ],
    ids=range(15),
)
def test_a_hostile_page_is_read_to_its_end(page: str) -> None:
    reading = read_html(page.encode())
    assert_ranges_hold(reading)
    assert reading.text.count("x") >= page.count(">x")
