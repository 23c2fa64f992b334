"""The library a page at a time, a document's versions, and its file."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.interrupting import Interrupted, record_with
from tests.walk.conftest import LEASE
from tests.walk.test_sent import NOTE, send

from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import AccessError, DocumentError, NotVisible, WorkspaceError
from pincite.session import Session
from pincite.session.browsing import Wanted, browse, kinds_open
from pincite.session.paging import describe_document, page_of_documents
from pincite.session.versions import about_document, compare_versions, original_of
from pincite.wiring import open_workspace

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@contextmanager
def session_of(firm: "Firm", user: str) -> Iterator[Session]:
    with open_workspace(firm.workspace, create=False) as workspace:
        yield workspace.signed_in(user)


@pytest.mark.parametrize(
    "after", ["nonsense", "WyJhIl0=", "bnVsbA==", "W1tdXQ==", "WyJhIiwgImIiLCAiYyIsICJcdWQ4MDAiXQ=="]
)
def test_a_forged_place_in_the_list_is_refused(firm: "Firm", after: str) -> None:
    with session_of(firm, "alice") as alice, pytest.raises(DocumentError, match="no place in the list"):
        asyncio.run(browse(alice, Wanted(after=after)))


def test_the_kinds_of_documents_are_those_that_may_be_seen(firm: "Firm") -> None:
    with session_of(firm, "alice") as alice, session_of(firm, "bob") as bob:
        assert asyncio.run(kinds_open(alice, "")) == ("Lease",)
        assert asyncio.run(kinds_open(bob, "")) == ("Supply Agreement",)
        record = next(alice.firm.audit.entries(backwards=True))
        assert (record.user, record.facts["what"]) == ("bob", "kinds")
        said = []
        for matter in ("lease", "none"):
            with pytest.raises(NotVisible) as refused:
                asyncio.run(kinds_open(bob, matter))
            said.append(str(refused.value).replace(matter, "…"))
        assert said[0] == said[1]


def test_browsing_shows_what_may_be_seen_once_it_is_on_the_record(firm: "Firm") -> None:
    with session_of(firm, "alice") as alice, session_of(firm, "bob") as bob:
        hers, his = asyncio.run(browse(alice, Wanted())), asyncio.run(browse(bob, Wanted(words="lease")))
        assert ([one.matter for one in hers.entries], hers.of, hers.open_to) == (["lease"], 1, 1)
        assert (his.entries, his.of, his.open_to) == ((), 0, 1)
        record = next(alice.firm.audit.entries(backwards=True))
        assert (record.user, record.facts["what"], record.facts["of"]) == ("bob", "browse", 0)
        said = []
        for matter in ("lease", "none"):
            with pytest.raises(NotVisible) as refused:
                asyncio.run(browse(bob, Wanted(matter=matter)))
            said.append(str(refused.value).replace(matter, "…"))
        assert said[0] == said[1]


def versions(firm: "Firm") -> str:
    """A note in three versions; returns its id."""
    for number, words in enumerate((b"6 p.m.", b"8 p.m.", b"noon")):
        send(firm, "alice", f"d{number}", {"Binder/note.txt": NOTE.replace(b"6 p.m.", words)})
    return next(one["document"] for one in firm.documents("alice") if one["path"].endswith("note.txt"))


def test_a_document_has_its_versions_what_changed_between_them_and_each_file(firm: "Firm") -> None:
    note = versions(firm)
    with session_of(firm, "alice") as alice:
        about = asyncio.run(about_document(alice, note))
        assert [(one.number, one.is_current) for one in about.versions] == [(3, True), (2, False), (1, False)]
        compared = asyncio.run(compare_versions(alice, note, 1, 3))
        [change] = compared.comparison.changes
        words = [compared.b.content.text[edit.b_start : edit.b_end] for edit in change.edits if edit.op == "insert"]
        assert " ".join(words).strip(". ") == "noon"
        assert asyncio.run(original_of(alice, note)).content == NOTE.replace(b"6 p.m.", b"noon")
        first = asyncio.run(original_of(alice, note, 1))
        assert (first.name, first.content) == ("note.txt", NOTE)
        with pytest.raises(DocumentError, match="no version 9"):
            asyncio.run(original_of(alice, note, 9))
    with session_of(firm, "bob") as bob:
        for use in (about_document, original_of):
            with pytest.raises(NotVisible):
                asyncio.run(use(bob, note))


def test_words_of_another_document_do_not_pass_as_a_version(firm: "Firm") -> None:
    """The list of versions is not covered by the record, so what is not on the record is none."""
    note = versions(firm)
    [other] = [one["version"] for one in firm.documents() if one["matter"] == "supply"]
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as db, db:
        at = db.execute("SELECT min(at) FROM history WHERE document = ?", (note,)).fetchone()[0]
        db.execute("DELETE FROM history WHERE rowid = (SELECT min(rowid) FROM history WHERE document = ?)", (note,))
        db.execute("INSERT INTO history VALUES (?, ?, ?, 'stands')", (note, other, at))
        db.execute("UPDATE history SET rowid = -1 WHERE version = ? AND document = ?", (other, note))
    with session_of(firm, "alice") as alice:
        about = asyncio.run(about_document(alice, note))
        assert ([one.number for one in about.versions], about.not_listed) == ([3, 2], 1)
        with pytest.raises(DocumentError, match="no version 1"):
            asyncio.run(compare_versions(alice, note, 1, 3))


def test_a_file_that_was_replaced_is_given_to_nobody(firm: "Firm") -> None:
    note = versions(firm)
    for file in (firm.workspace / "originals").rglob("*"):
        if file.is_file() and file.read_bytes() == NOTE.replace(b"6 p.m.", b"noon"):
            file.write_bytes(b"another note")
    with session_of(firm, "alice") as alice, pytest.raises(WorkspaceError, match="not the file that was read"):
        asyncio.run(original_of(alice, note))


MAIL = b"""From: a@firm.example\r\nTo: b@firm.example\r\nSubject: Plan\r\nMIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nThe plan is attached.\r
--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\nTHE PLAN.\r\n--x--\r\n"""


def test_a_file_that_holds_one_behind_a_wall_is_not_given_out_whole(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"plan.eml": MAIL})
    ids = {Path(one["path"]).name: one["document"] for one in firm.documents("alice")}
    with session_of(firm, "alice") as alice:
        assert asyncio.run(original_of(alice, ids["plan.eml"])).content == MAIL
        about = asyncio.run(about_document(alice, ids["plan.eml"]))
        assert [one.document for one in about.inside] == [ids["plan.txt"]]
        assert asyncio.run(about_document(alice, ids["plan.txt"])).parent is not None
    firm.run("access", "wall", "add", "alice", "--document", ids["plan.txt"])
    with session_of(firm, "alice") as alice:
        with pytest.raises(AccessError, match="holds others that are not open to you"):
            asyncio.run(original_of(alice, ids["plan.eml"]))
        assert asyncio.run(about_document(alice, ids["plan.eml"])).inside == ()


def raising(firm: "Firm", document: str) -> Callable[[], object]:
    """A wall between alice and a document, by a command in a thread, since verbs have an event loop of their own."""

    def wall() -> None:
        with ThreadPoolExecutor(1) as somebody:
            somebody.submit(firm.run, "access", "wall", "add", "alice", "--document", document).result()

    return wall


def test_a_file_is_not_given_out_whole_when_a_wall_is_raised_inside_while_it_is_recorded(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"plan.eml": MAIL})
    ids = {Path(one["path"]).name: one["document"] for one in firm.documents("alice")}
    with session_of(firm, "alice") as alice:
        record_with(alice, Interrupted(alice, "read", raising(firm, ids["plan.txt"])))
        with pytest.raises(AccessError, match="holds others that are not open to you"):
            asyncio.run(original_of(alice, ids["plan.eml"]))


class Meanwhile:
    """A catalogue; once, when words have been read from it, something happens."""

    def __init__(self, catalogue: Catalogue, then: Callable[[], object]) -> None:
        self._catalogue, self._then = catalogue, [then]

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)

    def content(self, version: VersionId) -> Document:
        content = self._catalogue.content(version)
        if self._then:
            self._then.pop()()
        return content


def test_versions_are_not_shown_when_a_wall_is_raised_while_they_are_compared(firm: "Firm") -> None:
    note = versions(firm)
    with session_of(firm, "alice") as alice:
        alice.firm.__dict__["catalogue"] = Meanwhile(alice.firm.catalogue, raising(firm, note))
        with pytest.raises(AccessError, match="was not shown"):
            asyncio.run(compare_versions(alice, note, 1, 3))


def near(firm: "Firm") -> tuple[str, str]:
    """Two leases that say the same, in the order of their list."""
    send(firm, "alice", "d1", {"Binder/a.txt": LEASE.encode(), "Binder/b.txt": LEASE.encode()})
    ids = {Path(one["path"]).name: one["document"] for one in firm.documents("alice")}
    return ids["a.txt"], ids["b.txt"]


def test_the_record_of_one_document_names_what_is_shown_beside_it(firm: "Firm") -> None:
    one, other = near(firm)
    with session_of(firm, "alice") as alice:
        shown = asyncio.run(describe_document(alice, one))
        assert other in [each.document for each, _ in shown.near[DocumentId(one)]]
        record = next(alice.firm.audit.entries(backwards=True))
        assert record.content is not None
        assert record.content["document"] == one
        assert other in repr(record.content["documents"])


@pytest.mark.parametrize("what", ["one", "list"])
def test_nothing_is_shown_beside_a_document_that_was_walled_off_while_it_was_recorded(firm: "Firm", what: str) -> None:
    one, other = near(firm)
    with session_of(firm, "alice") as alice:
        record_with(alice, Interrupted(alice, "read", raising(firm, other)))
        shown = describe_document(alice, one) if what == "one" else page_of_documents(alice, "lease", None, 1)
        with pytest.raises(AccessError, match="was not shown"):
            asyncio.run(shown)
