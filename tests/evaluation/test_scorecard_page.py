import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from lxml import etree
from tests.evaluation.test_answering_report import report, settled

from pincite.evaluation.answer_figures import KINDS
from pincite.evaluation.missed import MOST_LISTED
from pincite.evaluation.score import Scored, Unscorable
from pincite.evaluation.scorecard_page import scorecard_page

HOSTILE = "</td><script>alert(1)</script>\u202e<img src=x onerror=y>&'\""


class _Tags(HTMLParser):
    """The tags of a page, and what links point to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")


def _read(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


def _charts(page: str) -> Iterator[str]:
    yield from re.findall(r"<svg class=\"chart\".*?</svg>", page, re.S)


ALL = {name: Scored(0.5) for name in KINDS}


def test_every_figure_that_was_measured_is_on_the_page() -> None:
    page = scorecard_page(report(settled("a", ALL), settled("b", ALL, "deed"), answers="quotes"))
    for kind in KINDS.values():
        assert page.count(kind.title) >= 3, kind.title  # in a chart, in the table, and explained
    for chart in _charts(page):
        etree.fromstring(chart)
    assert "10 January" not in page
    assert "02 January 2026" in page


def test_faults_are_linked_to_their_questions() -> None:
    page = scorecard_page(
        report(
            settled("fine", {}), settled("a b", {}, error="it broke"), settled("c", {"citation_recall": Scored(0.0)})
        )
    )
    tags = _read(page)
    assert len(tags.ids) == len(set(tags.ids)) == 3
    assert {link.removeprefix("#") for link in tags.links} <= set(tags.ids)
    assert len(tags.links) == 2
    assert "it broke" in page


def test_why_a_value_is_missing_is_counted() -> None:
    page = scorecard_page(report(settled("a", {"faithfulness": Unscorable("no model here")})))
    assert "no model here" in page
    assert "faithfulness 1" in page
    assert "nan" not in page.lower().replace("finance", "")


@pytest.mark.parametrize("identity", [HOSTILE, "", "\ud800", "x" * 10_000, "😀"])
def test_no_word_of_a_question_becomes_markup(identity: str) -> None:
    page = scorecard_page(report(settled(identity, {"faithfulness": Unscorable(HOSTILE)}, error=HOSTILE)))
    tags = _read(page)
    assert not tags.tags & {"script", "img", "iframe", "link", "object"}
    assert "\u202e" not in page
    assert not re.search(r"https?:|//\w|@import|url\(", page)


def test_a_page_of_many_questions_stays_readable() -> None:
    page = scorecard_page(report(*(settled(f"q{number}", {"citation_recall": Scored(0.0)}) for number in range(1000))))
    assert len(_read(page).ids) == MOST_LISTED
    assert f"The {MOST_LISTED} worst of 1,000" in page
    assert len(page) < 1_000_000


def test_a_run_of_nothing_but_bad_lines_has_a_page() -> None:
    assert "line 3 is not JSON" in scorecard_page(report())
