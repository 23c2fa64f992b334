"""What the verbs show is on the record, is for the asker's eyes, and steers no terminal."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pincite.catalogue.entry import Entry
from pincite.cli.ingest import _print
from pincite.documents.folder import Failure
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.ingest import Report
from pincite.views.document import documents_of

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

AMENDMENT = """AMENDMENT TO LEASE

1. RENT

1.1 Section 2.1 of the Lease of Unit 4 is amended as follows.
"""


@pytest.fixture
def amended(firm: "Firm") -> "Firm":
    (firm.folder / "lease" / "amendment.txt").write_text(AMENDMENT, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    return firm


def records(firm: "Firm", since: int) -> list[dict[str, Any]]:
    head: Any = firm.json("audit", "head")["seq"]
    shown = [firm.json("audit", "show", str(number)) for number in range(since + 1, head + 1)]
    return [record for record in shown if record["kind"] == "read"]


def test_a_document_that_a_reference_leads_to_is_on_the_record(amended: "Firm") -> None:
    before: Any = amended.json("audit", "head")["seq"]
    shown: Any = amended.json("outline", "amendment", "--references", "--as", "alice")["references"]
    [lease] = {each["found"]["document"] for each in shown if each["found"]}
    own, followed = records(amended, before)
    assert own["facts"]["what"] == "outline"
    assert (followed["facts"]["what"], followed["matters"]) == ("references", ["lease"])
    assert [each["document"] for each in followed["content"]["documents"]] == [lease]


def test_an_outline_without_references_names_one_document(amended: "Firm") -> None:
    before: Any = amended.json("audit", "head")["seq"]
    amended.json("outline", "amendment")
    assert len(records(amended, before)) == 1


def test_a_parent_that_the_asker_may_not_see_is_not_named() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    plan = Entry(DocumentId("plan"), MatterId("m"), "/f/plan", (), VersionId("v"), None, "text", "Plan", 1, 0, at)
    hidden, seen = DocumentId("hidden-letter"), DocumentId("letter")
    letter = replace(plan, document=seen)
    [alone] = documents_of([replace(plan, parent=hidden)], {})
    [attached, _] = documents_of([replace(plan, parent=seen), letter], {})
    assert (alone.parent, attached.parent) == (None, seen)


def test_a_reason_that_would_steer_a_terminal_is_shown_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    told = (Failure("/f/a.zip", "a\x1b[2Jb\u202e.txt: damaged"),)
    _print(Report((), 0, (), 0, 0, told, told, 1.0, {}), "lease")
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert shown.count("a\\x1b[2Jb") == 2
