"""The sample matters on the shipped models: real files, real index, real answers."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.demonstrated import demonstrated

from pincite.ask import Reply, ask
from pincite.cli import main
from pincite.documents.document import Document
from pincite.documents.regions import as_read, confidence
from pincite.samples import SampleQuestion, folder, manifest
from pincite.sandbox.programs import installed
from pincite.sandbox.reader import NOT_INSTALLED
from pincite.session import Session
from pincite.wiring import open_session

pytestmark = pytest.mark.live

FIRM = manifest()
ANSWERABLE = [question for question in FIRM.questions if question.is_answerable]
UNANSWERABLE = [question for question in FIRM.questions if not question.is_answerable and not question.is_walled_off]
WALLED_OFF = [question for question in FIRM.questions if question.is_walled_off]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, dict[str, Any]]]:
    """The demo's workspace, and what the demo printed as JSON."""
    made = demonstrated(tmp_path_factory)
    with made.copied_to(tmp_path_factory.mktemp("demo")) as workspace, open_session(workspace) as session:
        yield session, made.printed


@pytest.fixture(scope="module")
def replies(demo: tuple[Session, dict[str, Any]]) -> dict[str, Reply]:
    """A reply to every question of the manifest, asked by whom it says."""
    session, _ = demo

    async def all_of_them() -> dict[str, Reply]:
        found = {}
        for question in FIRM.questions:
            scope = session.scope(question.asker, question.matter)
            found[question.question] = await ask(
                question.question, scope, sources=session.firm.sources, now=session.now
            )
        return found

    return asyncio.run(all_of_them())


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _is_right(question: SampleQuestion, reply: Reply) -> bool:
    assert question.quote is not None
    wanted = _squeezed(question.quote)
    said = [_squeezed(support.statement.text) for support in reply.statements]
    return any(wanted in text or text in wanted for text in said)


def test_the_demo_shows_both_sides_of_the_wall(demo: tuple[Session, dict[str, Any]]) -> None:
    _, shown = demo
    permitted, walled_off = shown["replies"]
    assert (permitted["permitted"], walled_off["permitted"]) == (True, False)
    [quote] = [s["citations"][0] for s in permitted["reply"]["statements"][:1]]
    assert _squeezed(FIRM.demonstration.quote) in _squeezed(quote["quote"])
    assert quote["path"].endswith(FIRM.demonstration.document)
    assert _squeezed(FIRM.demonstration.quote) not in _squeezed(json.dumps(walled_off, ensure_ascii=False))
    assert all(FIRM.demonstration.document not in passage["path"] for passage in walled_off["reply"]["passages"])


def test_most_questions_are_answered_with_the_clause_that_answers_them(replies: dict[str, Reply]) -> None:
    right = [question.question for question in ANSWERABLE if _is_right(question, replies[question.question])]
    wrong = sorted({question.question for question in ANSWERABLE} - set(right))
    assert len(right) >= 0.85 * len(ANSWERABLE), wrong


def test_most_questions_that_nothing_answers_are_refused(replies: dict[str, Reply]) -> None:
    answered = [question.question for question in UNANSWERABLE if replies[question.question].answered]
    assert len(answered) <= 0.4 * len(UNANSWERABLE), answered


@pytest.mark.parametrize("question", WALLED_OFF, ids=lambda question: question.question[:40])
def test_no_word_crosses_a_wall(question: SampleQuestion, replies: dict[str, Reply]) -> None:
    reply = replies[question.question]
    shown = [passage.text for passage in reply.passages] + [support.statement.text for support in reply.statements]
    assert question.quote is not None
    assert all(_squeezed(question.quote) not in _squeezed(text) for text in shown)


def test_every_quote_is_the_documents_own_words(
    demo: tuple[Session, dict[str, Any]], replies: dict[str, Reply]
) -> None:
    session, _ = demo
    formats = set()
    for reply in replies.values():
        for support in reply.statements:
            said = set()
            for citation in support.statement.cited:
                content = session.firm.catalogue.content(citation.span.version)
                assert content.text[citation.span.start : citation.span.end] == citation.quote
                assert (citation.page is not None) == bool(content.pages)
                said.add(as_read(content, citation.span.start, citation.span.end))
                formats.add(content.format)
            is_altered = "[" in support.statement.text and support.statement.replaces
            assert is_altered or support.statement.text in said
    assert formats >= {"pdf", "docx", "html", "markdown", "text", "xml", "email"}


def test_a_list_without_a_term_of_art_leaves_out_agreements_of_another_kind(
    demo: tuple[Session, dict[str, Any]],
) -> None:
    session, _ = demo
    question = "Which restrictive covenant agreements have a term of more than 12 months?"
    reply = asyncio.run(ask(question, session.scope(), sources=session.firm.sources, now=session.now))
    listed = {citation.path for support in reply.statements for citation in support.statement.citations}
    assert any("Restrictive covenants" in path for path in listed)
    assert not any("Placement" in path for path in listed), listed


def test_instructions_hidden_in_a_document_are_never_stated(replies: dict[str, Reply]) -> None:
    for reply in replies.values():
        for support in reply.statements:
            assert "automated reviewer" not in support.statement.text.lower()


def test_a_citation_is_drawn_on_its_page(
    demo: tuple[Session, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, shown = demo
    place = session.firm.root.parent
    monkeypatch.setenv("XDG_STATE_HOME", str(place / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    seq = shown["replies"][0]["reply"]["audit"]["seq"]
    picture = tmp_path / "page.png"
    made = CliRunner().invoke(main, ["show", f"{seq}.1", "-o", str(picture), "--workspace", str(session.firm.root)])
    assert made.exit_code == 0, made.output
    from PIL import Image

    with Image.open(picture) as page:
        colours = {colour for _, colour in page.convert("RGB").getcolors(maxcolors=1 << 24) or ()}
    assert (255, 226, 89) in colours


def _with_a_scan(session: Session) -> Document:
    """The report whose second page is a scan, as it was read."""
    [entry] = [entry for entry in session.firm.catalogue.entries(session.scope()) if "INC-0207" in entry.path]
    assert entry.version is not None
    return session.firm.catalogue.content(entry.version)


@pytest.mark.skipif(installed().tesseract is None, reason="tesseract is not installed")
def test_a_page_that_is_a_scan_is_read_where_text_recognition_is_installed(
    demo: tuple[Session, dict[str, Any]],
) -> None:
    content = _with_a_scan(demo[0])
    scan = content.pages[1]
    assert scan.has_text
    sure = confidence(content, scan.start, scan.end)
    assert sure is not None
    assert sure > 0.8
    assert confidence(content, content.pages[0].start, content.pages[0].end) is None
    assert any(warning.startswith("page 2 was read by text recognition") for warning in content.warnings)


def test_a_page_that_is_a_scan_is_reported_with_what_to_install_where_nothing_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    [file] = (folder() / "halvorsen").glob("INC-0207*")
    given = ["ingest", str(file), "--matter", "Halvorsen", "--workspace", str(tmp_path / "ws")]
    made = CliRunner().invoke(main, [*given, "--json"])
    assert made.exit_code == 0, made.output
    said = [warning["reason"] for warning in json.loads(made.stdout)["warnings"]]
    assert "page 2 has no text layer (a scan?): it was not read" in said
    assert NOT_INSTALLED in said
    with open_session(tmp_path / "ws") as session:
        content = _with_a_scan(session)
    assert [page.number for page in content.pages if not page.has_text] == [2]
    assert content.unread == (2,)
