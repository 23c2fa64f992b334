"""What stands below an answer that was looked for in many documents."""

import re
from dataclasses import replace

from pincite.views.carried import as_text
from pincite.views.turn import Counts, Pin, Said, Turn
from pincite.web.pages import PAGES

LIST = Turn(
    id="a1",
    seq=7,
    asked="2026-11-30T09:00:00+00:00",
    question="Which agreements are governed by the law of Peru?",
    state="refused",
    message="nothing that answers this well enough to quote was found in any of the 13 documents that were looked into",
    reason="no_evidence",
    said=(),
    closest=(),
    after=None,
    understood=None,
    about=(),
    counts=Counts(found=0, not_found=13, not_read=0),
    looked=(13, 20),
    ms=900.0,
    cost_usd=0.0,
    model=None,
)


def test_a_list_that_found_nothing_says_so_once() -> None:
    stopped = replace(LIST, state="failed", reason="stopped")
    refused, given_up = (PAGES.text("figures.html", None, turn=turn) for turn in (LIST, stopped))
    assert ('class="counts"' in refused, 'class="counts"' in given_up) == (False, True)


def test_a_list_names_the_documents_in_which_nothing_was_found() -> None:
    named = replace(
        LIST, counts=Counts(0, 3, 1), not_found=(("d1", "NDA-0112"), ("d2", "<b>")), not_read=(("d3", "S"),)
    )
    shown = PAGES.text("figures.html", None, turn=named)
    assert "Not found in what was read: 3 documents" in shown
    assert '<a href="/documents/d1">NDA-0112</a>' in shown
    assert "&lt;b&gt;" in shown
    assert ("and 1 more" in shown, "Could not be read: 1 document<" in shown) == (True, True)


def test_a_comparison_has_a_row_for_each_document_without_an_answer() -> None:
    pin = Pin("d", "v", 0, 9, "MSA-0031 § 1", "", "“The fee is $9.”", "", name="MSA-0031")
    said = Said(1, "q.1", "The fee is $9.", True, (pin,), document="MSA-0031")
    compared = replace(LIST, said=(said,), counts=Counts(1, 1, 0), not_found=(("d1", "NDA-0112"),), is_compared=True)
    rows = PAGES.text("without_answer.html", None, turn=compared)
    assert re.sub(r"<[^>]+>", "", rows).split("\n")[0] == "NDA-0112 not found in what was read"
    assert "NDA-0112" not in PAGES.text("figures.html", None, turn=compared)
    assert "NDA-0112: not found in what was read." in as_text([compared])
