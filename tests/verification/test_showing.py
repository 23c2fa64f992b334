"""A reason that is shown says nothing that only the statement said which it speaks against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.verification.checks.all import findings
from pincite.verification.showing import fit_to_show

CLAUSE = "Supplier shall pay Customer within thirty (30) days after receipt, unless the invoice is disputed."
MADE_UP = "project kestrel-99 closes friday"


@pytest.mark.parametrize(
    "reason",
    [
        f"the words it quotes stand in no passage: “{MADE_UP}”",
        f"the passage says nothing of “{MADE_UP}”",
        f'"{MADE_UP}" stands nowhere in the passage',
        f"it quotes too few words to look for: “{MADE_UP}",
        "the claim says kestrel-99 is the one to pay",
    ],
)
def test_made_up_words_stay_behind(reason: str) -> None:
    shown = fit_to_show(reason, ["Who closes?", CLAUSE])
    assert "kestrel" not in shown
    assert "99" not in shown
    assert "…" in shown


def test_words_of_the_passage_and_the_question_are_shown() -> None:
    reason = "the claim leaves out “unless the invoice is disputed”"
    assert fit_to_show(reason, ["", CLAUSE]) == reason
    assert fit_to_show("“Kestrel” stands nowhere in the passage", ["What of Kestrel?", CLAUSE]).startswith("“Kestrel”")


@pytest.mark.parametrize(
    "claim",
    [
        "Supplier shall pay Customer within thirty (30) days after receipt.",
        "Customer shall pay Supplier within thirty (30) days after receipt, unless the invoice is disputed.",
        "Supplier may pay Customer within thirty (30) days after receipt, unless the invoice is disputed.",
    ],
)
def test_reasons_of_checks_stay_readable(claim: str) -> None:
    for finding in findings(claim, CLAUSE):
        shown = fit_to_show(finding.message, [CLAUSE])
        assert shown.count("…") <= 2 + finding.message.count("…")
        assert any(word in shown for word in ("claim", "passage"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_figure_that_is_shown_is_known(reason: str, known: str) -> None:
    shown = fit_to_show(reason, [known])
    for sign in set("0123456789") & set(shown):
        assert sign in known


def test_the_time_is_linear() -> None:
    assert fit_to_show("“" * 50_000 + "x1 " * 20_000, [CLAUSE])
