"""What stands below an answer that was looked for in many documents."""

from dataclasses import replace

from pincite.views.turn import Counts, Turn
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
