"""Answers as files to take along."""

from pincite.views.carried import as_markdown, as_text
from pincite.views.turn import Pin, Said, Turn

PIN = Pin("d", "v", 0, 9, "MSA-0031 § 7.2, p. 4", "TERM", "the words of the clause", "")
OLD = Pin("d", "v", 0, 9, "MSA-0031 § 7.1", "", "the words before", "the document has changed since")


def _turn(*said: Said, message: str = "") -> Turn:
    return Turn(
        id="a1",
        seq=12,
        asked="2026-11-29T09:00:00+00:00",
        question="When does it *end*?",
        state="refused" if message else "answered",
        message=message,
        reason=None,
        said=said,
        closest=(),
        after=None,
        understood=None,
        about=(),
        counts=None,
        looked=(3, 20),
        ms=100.0,
        cost_usd=0.0,
        model=None,
    )


def test_a_quote_has_its_place_and_a_written_sentence_its_quote() -> None:
    quoted = Said(1, "a1.1", "It ends in 2029.", True, (PIN,), (OLD,))
    written = Said(2, "a1.2", "It may be extended.", False, (PIN,))
    assert as_text(_turn(quoted, written)) == (
        "When does it *end*?\n\n"
        "“It ends in 2029.” [1][2]\n\n"
        "It may be extended. [3]\n\n"
        "[1] MSA-0031 § 7.2, p. 4.\n"
        "[2] in place of MSA-0031 § 7.1: “the words before” (the document has changed since).\n"
        "[3] MSA-0031 § 7.2, p. 4: “the words of the clause”.\n\n"
        "pincite, 2026-11-29; looked through 20 documents; quoted, no language model; record 12. "
        "Citations are Bluebook-like.\n"
    )


def test_in_markdown_notes_are_footnotes_and_words_are_no_markup() -> None:
    said = Said(1, "a1.1", "Clause [7] <b>ends</b> it.", True, (PIN,))
    words = as_markdown(_turn(said))
    assert words.startswith("## When does it \\*end\\*?\n\n“Clause \\[7\\] \\<b\\>ends\\</b\\> it.”[^1]\n")
    assert "[^1]: MSA-0031 § 7.2, p. 4." in words


def test_a_refusal_says_why() -> None:
    assert "No answer: nothing answers this" in as_text(_turn(message="nothing answers this"))
    assert "[1]" not in as_text(_turn(message="nothing answers this"))
