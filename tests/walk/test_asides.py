"""What is no running text, from a file to the screen: said whose words it is, and no word of a sentence left out."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

MAIL = """From: Jane Roe <jane@roe.example>
To: Max Born <max@born.example>
Date: Tue, 5 Mar 2024 10:00:00 +0000
Subject: Late pumps
Content-Type: text/plain; charset=utf-8

We deny every word of this. The pumps came in time.

On Mon, 4 Mar 2024, Max Born <max@born.example> wrote:
> The Supplier admitted gross negligence for the late pumps in March.
"""

LICENCE = (
    "<h1>Licence</h1><p>1. Copies. The Licensee shall</p><p role='doc-footnote'>not</p>"
    "<p>copy the turbine software for others.</p>"
)

STRUCK = "# Fee letter\n\n~~The retainer for the harbour survey is ninety thousand euros.~~\n"


def _read(firm: "Firm", name: str, content: str) -> None:
    firm.folder.mkdir(parents=True, exist_ok=True)
    file = firm.folder / name
    file.write_text(content, encoding="utf-8")
    firm.run("ingest", str(file), "--matter", "m")


def test_words_of_an_earlier_writer_are_said_to_be_theirs(empty_firm: "Firm") -> None:
    _read(empty_firm, "late.eml", MAIL)
    question = "Did the Supplier admit gross negligence for the late pumps?"
    reply: dict[str, Any] = empty_firm.json("ask", question)
    citation = reply["statements"][0]["citations"][0]
    assert "admitted gross negligence" in citation["quote"]
    assert citation["note"].startswith("quoted from Max Born")
    assert "quoted from Max Born" in empty_firm.run("ask", question).stdout
    place = f"{citation['document']}:{citation['start']}-{citation['end']}"
    assert empty_firm.json("show", place)["note"] == citation["note"]


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_word_that_a_file_calls_a_footnote_is_not_left_out(empty_firm: "Firm", verb: str) -> None:
    _read(empty_firm, "licence.html", LICENCE)
    said = " ".join(empty_firm.run(verb, "May the Licensee copy the turbine software for others?").stdout.split())
    assert "shall copy" not in said
    if verb == "ask":
        assert "“The Licensee shall not copy the turbine software for others.”" in said


def test_struck_words_are_never_an_answer_and_are_called_struck_where_they_are_listed(empty_firm: "Firm") -> None:
    _read(empty_firm, "fee.md", STRUCK)
    question = "What is the retainer for the harbour survey?"
    reply: dict[str, Any] = empty_firm.json("ask", question)
    assert reply["answered"] is False
    assert "deleted text" in empty_firm.run("search", question).stdout
