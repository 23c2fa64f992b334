"""The page that people read: one file, nothing of a suite's words taken as markup, no path but the suite's own."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from lxml import etree
from tests.evaluation.outcomes import OUTCOMES, outcome, report

from pincite.documents.folder import Failure
from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.missed import MOST_LISTED
from pincite.evaluation.page import page
from pincite.evaluation.report import GroupDifference, RetrievalReport, RunComparison
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.run import Missed, PlaceExcerpt

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></svg><img src=x onerror=alert(1)>",
    "\"><a href='https://example.com/'>",
    "&lt;b&gt; &#60;i&#62;",
    "<!-- ]]> -->",
    "\u202etxt.exe\u2066\u0000\x1b[31m\ud800",
    "😀" * 500,
)

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads a page: its elements, its attributes and its words; refuses one whose elements do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def hostile_report() -> RetrievalReport:
    """Every word that comes from a suite is hostile."""
    outcomes = []
    for number, words in enumerate(HOSTILE):
        one = outcome(words + str(number), words, words, is_found=False, error=words if number % 2 else None)
        excerpt = PlaceExcerpt(FileRange(words, 0, 100_000), words * 40)
        question = replace(one.question, text=words * 20, as_user=words)
        outcomes.append(
            replace(one, question=question, missed=(Missed(excerpt, words, {words: 3}),), shown=(excerpt, excerpt))
        )
    return replace(
        report(outcomes),
        suite=HOSTILE[0],
        embedder=HOSTILE[1],
        unread=tuple(Failure(words, words) for words in HOSTILE),
    )


def against(name: str) -> RunComparison:
    one = GroupDifference(0.5, 0.4, Interval(-0.01, 0.21))
    return RunComparison(
        name, 3, 1, {name: {"recall@4000c": one}, "leases": {"recall@4000c": one}}, {"recall@4000c": one}
    )


def test_nothing_that_a_suite_says_is_taken_as_markup() -> None:
    text = page(hostile_report(), against(HOSTILE[0]))
    read = Reader(text)
    assert not {"script", "img", "a", "iframe", "object", "link", "base", "form", "b", "i"} & set(read.elements)
    assert not {name for name, _ in read.attributes} & {"src", "href", "onerror", "onload", "action"}
    shown = "".join(read.words)
    assert "<script>alert(1)</script>" in shown  # as words
    assert "&lt;b&gt; &#60;i&#62;" in shown
    assert "\u202e" not in text
    assert "\\u202etxt.exe\\u2066\\x00\\x1b[31m\\ud800" in shown
    text.encode()


def test_the_page_needs_nothing_from_elsewhere_and_may_not_load_it() -> None:
    text = page(report(), None)
    assert not re.search(r"https?:|//\w|@import|url\(", text)
    [policy] = [value for name, value in Reader(text).attributes if name == "content" and "default-src" in value]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_every_chart_is_well_formed_and_has_words_for_who_cannot_see_it() -> None:
    for text in (page(report(), None), page(hostile_report(), None)):
        charts = re.findall(r"<svg.*?</svg>", text, re.S)
        assert len(charts) > 5
        for chart in charts:
            root = etree.fromstring(chart.encode())
            assert root.get("aria-hidden") == "true" or (
                root.find("title") is not None and root.find("desc") is not None
            )


def test_the_page_says_what_was_measured() -> None:
    shown = " ".join("".join(Reader(page(report(), against("before.json"))).words).split())
    for said in (
        "4 questions about 3 documents in 2 collections, 2 hits each, on 26 November 2026",
        "2 of 4 places",
        "Against before.json",
        "+0.100",
        "What of q3?",
        "The tenant pays.",
        "The landlord pays.",
        "scan.pdf",
        "the question is empty",
        "fused out",
        "at rank: lexical 1",
    ):
        assert said in shown, said


def test_a_run_in_which_everything_was_found_says_so() -> None:
    shown = "".join(Reader(page(replace(report(OUTCOMES[:2]), unread=()), None)).words)
    assert "Every answer stands in what was returned first." in shown
    assert "What was missed" not in shown
    assert "Questions that failed0 of 2" in shown


def test_only_the_worst_are_listed_and_how_many_there_are_is_said() -> None:
    many = [outcome(f"q{number}", "leases", "b", is_found=False) for number in range(MOST_LISTED + 5)]
    text = page(report(many), None)
    assert text.count("What of q") == MOST_LISTED
    assert f"{MOST_LISTED + 5:,} questions, those that found least first. The {MOST_LISTED:,} worst are shown" in text


@pytest.mark.parametrize("k", [1, 2])
def test_figures_that_were_not_measured_are_left_out(k: int) -> None:
    shown = "".join(Reader(page(replace(report(), k=k), None)).words)
    assert "recall@64" not in shown
    assert "recall@4000c" in shown
