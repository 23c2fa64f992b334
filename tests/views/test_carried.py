"""Answers as files to take along."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from lxml import etree

from pincite.readers.read import read
from pincite.views.carried import as_markdown, as_text, counts_said
from pincite.views.carried_word import as_word
from pincite.views.turn import Counts, Pin, Said, Turn

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
    assert as_text([_turn(quoted, written)]) == (
        "When does it *end*?\n\n"
        "“It ends in 2029.” [1][2]\n\n"
        "It may be extended. [3]\n\n"
        "pincite, 2026-11-29; looked through 20 documents; quoted, no language model; record 12.\n\n"
        "[1] MSA-0031 § 7.2, p. 4.\n"
        "[2] in place of MSA-0031 § 7.1: “the words before” (the document has changed since).\n"
        "[3] MSA-0031 § 7.2, p. 4: “the words of the clause”.\n\n"
        "Citations are Bluebook-like: they follow its pattern, and no edition of it to the letter.\n"
    )


def test_in_markdown_notes_are_footnotes_and_words_are_no_markup() -> None:
    said = Said(1, "a1.1", "Clause [7] <b>ends</b> it.", True, (PIN,))
    words = as_markdown([_turn(said)])
    assert words.startswith("## When does it \\*end\\*?\n\n“Clause \\[7\\] \\<b\\>ends\\</b\\> it.”[^1]\n")
    assert "[^1]: MSA-0031 § 7.2, p. 4." in words


def _all_kinds(turns: list[Turn | None], before: list[Turn | None]) -> list[str]:
    with ZipFile(BytesIO(as_word(turns, before))) as file:
        word = "".join(etree.fromstring(file.read("word/document.xml")).itertext())
    return [as_text(turns, before), as_markdown(turns, before).replace("\\", ""), word]


def test_how_sure_an_answer_is_goes_along() -> None:
    said = Said(1, "a1.1", "It ends in 2029.", True, (PIN,))
    for words in _all_kinds([replace(_turn(said), sure=0.5)], []):
        assert "How sure: check it (50%)." in words
    for words in _all_kinds([_turn(said)], []):
        assert "How sure" not in words


def test_a_follow_up_has_the_questions_that_it_goes_on_from() -> None:
    first = replace(_turn(), question="Who is the landlord?", seq=9)
    for words in _all_kinds([_turn()], [None, first]):
        assert "Goes on from: a question that is closed to you by now; then “Who is the landlord?” (record 9)." in words


def test_a_list_says_in_how_many_documents_it_was_found() -> None:
    listed = replace(_turn(), counts=Counts(6, 1, 0))
    for words in _all_kinds([listed], []):
        assert counts_said(listed) in words
    assert counts_said(listed).startswith("Found in 6 of 7 documents")
    assert "by then" in counts_said(replace(listed, reason="stopped"))
    assert counts_said(_turn()) == ""


def test_a_refusal_says_why() -> None:
    assert "No answer: nothing answers this" in as_text([_turn(message="nothing answers this")])
    assert "[1]" not in as_text([_turn(message="nothing answers this")])


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUOTED = Said(1, "a1.1", 'It ends in "2029" <soon> & \x07for ever.', True, (PIN,), (OLD,))


def test_a_word_document_has_each_citation_as_a_footnote() -> None:
    made = as_word([_turn(QUOTED), None, _turn(message="nothing answers this")])
    paragraphs = [one.text for one in docx.Document(BytesIO(made)).paragraphs]
    assert paragraphs[0] == "When does it *end*?"
    assert '“It ends in "2029" <soon> & for ever.”, ' in paragraphs
    assert "A question of this conversation is closed to you by now." in paragraphs
    assert "No answer: nothing answers this" in paragraphs
    assert any("record 12" in one for one in paragraphs)
    assert any("Bluebook-like" in one for one in paragraphs)
    with ZipFile(BytesIO(made)) as file:
        notes = etree.fromstring(file.read("word/footnotes.xml"))
        body = etree.fromstring(file.read("word/document.xml"))
    said = {one.get(f"{W}id"): "".join(one.itertext()).strip() for one in notes}
    asked = [one.get(f"{W}id") for one in body.iter(f"{W}footnoteReference")]
    assert asked == ["1", "2"]
    assert said["1"] == "MSA-0031 § 7.2, p. 4."
    assert said["2"] == "in place of MSA-0031 § 7.1: “the words before” (the document has changed since)."


def test_a_word_document_reads_back_with_its_footnotes() -> None:
    document = read(as_word([_turn(QUOTED)]), "answer.docx")
    assert {region.kind for region in document.regions} >= {"footnote"}
    assert "MSA-0031 § 7.2, p. 4." in document.text
    assert document.warnings == ()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_suite_opens_the_word_document(tmp_path: Path) -> None:
    (tmp_path / "answer.docx").write_bytes(as_word([_turn(QUOTED)]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "answer.docx")], check=True, capture_output=True, timeout=120)
    printed = read((tmp_path / "answer.pdf").read_bytes(), "answer.pdf")
    assert "It ends in" in printed.text
    assert "MSA-0031 § 7.2, p. 4." in " ".join(printed.text.split())


def test_a_refusal_has_its_closest_sentences_along() -> None:
    closest = Said(1, "a1.1", "It may end.", True, (PIN,))
    words = as_text([replace(_turn(message="nothing answers this"), closest=(closest,))])
    assert "Not an answer, only the closest passages that were found:\n\nPassage 1: “It may end.” [1]" in words


def test_the_rows_of_a_list_are_called_by_their_documents() -> None:
    row = Said(1, "a1.1", "It may end.", True, (PIN,), document="Lease, Acme Inc. / Beta LLC", sure="check it (52%)")
    turn = replace(_turn(row), counts=Counts(1, 0, 0))
    assert "Lease, Acme Inc. / Beta LLC – check it (52%): “It may end.” [1]" in as_text([turn])


def test_the_clauses_of_a_document_that_was_to_be_summarised_go_along() -> None:
    turn = replace(_turn(QUOTED), clauses=("1 Rent", "2 Term"))
    assert "Its clauses: 1 Rent; 2 Term." in as_text([turn])
    assert "Its clauses: 1 Rent; 2 Term." in "".join(read(as_word([turn]), "answer.docx").text)
