"""Files that were sent to a server, read in as whoever sent them."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, ZipInfo

import pytest
from tests.copied import COMMAND_LINE, copy_running

from pincite.audit.parts import objects_in
from pincite.errors import AccessError, DocumentsBusy, NotVisible
from pincite.session.beginning import matters_to_add_to
from pincite.session.delivering import (
    ReadIn,
    SentFile,
    read_sent,
    record_sent,
    require_may_send,
    would_become,
)
from pincite.wiring import open_workspace

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

NOTE = b"NOTE\n\n1. HOURS\n\n1.1 Hours. The office closes at 6 p.m.\n"


def send(firm: "Firm", user: str, delivery: str, files: dict[str, bytes], matter: str = "lease") -> ReadIn:
    """Files as a server has them: under names that say nothing."""
    place = firm.workspace / "uploads"
    place.mkdir(exist_ok=True)
    sent = []
    for number, (name, content) in enumerate(files.items()):
        file = place / f"{number:032}"
        file.write_bytes(content)
        sent.append(SentFile(file, name, len(content)))
    with open_workspace(firm.workspace, create=False) as workspace:
        return asyncio.run(read_sent(workspace.signed_in(user), delivery, sent, matter, (), lambda _: None))


def paths(firm: "Firm", user: str) -> dict[str, str]:
    return {entry["path"].rpartition("/")[2]: entry["path"] for entry in firm.documents(user)}


def test_a_folder_that_was_sent_is_read_as_whoever_sent_it(firm: "Firm") -> None:
    came = send(firm, "alice", "d1", {"Binder/note.txt": NOTE, "Binder/broken.pdf": b"%PDF-1.7 junk"})
    assert len(came.report.ids) == 1
    assert list(came.failed) == ["Binder/broken.pdf"]
    assert paths(firm, "alice")["note.txt"] == "/sent/d1/Binder/note.txt"
    hits: Any = firm.json("search", "When does the office close?", "--as", "alice")["hits"]
    assert "6 p.m." in hits[0]["text"]
    [record] = [each for each in _records(firm, "ingest") if each["facts"].get("documents")]
    assert record["principal"] == {"user": "alice", "actor": "alice"}
    assert firm.json("audit", "verify")["ok"]


def _records(firm: "Firm", kind: str) -> list[dict[str, Any]]:
    with open_workspace(firm.workspace, create=False) as workspace:
        return [
            {"facts": dict(each.facts), "principal": {"user": each.user, "actor": each.actor}}
            for each in workspace.audit.entries(backwards=True)
            if each.kind == kind and each.user == "alice"
        ]


def test_a_file_of_the_same_name_and_folder_is_a_new_version_and_any_other_a_document_of_its_own(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"Binder/note.txt": NOTE})
    before = firm.documents("alice")
    again = send(firm, "alice", "d2", {"Binder/note.txt": NOTE})
    assert (again.report.ids, again.report.unchanged) == ((), 1)
    send(firm, "alice", "d3", {"Binder/note.txt": NOTE.replace(b"6 p.m.", b"8 p.m.")})
    send(firm, "alice", "d4", {"note.txt": NOTE})
    after = firm.documents("alice")
    assert {one["document"] for one in before} < {one["document"] for one in after}
    assert len(after) == len(before) + 1
    assert (
        "8 p.m."
        in firm.run("text", before[0]["document"] if "note" in before[0]["document"] else before[1]["document"]).stdout
    )


def test_nothing_is_replaced_that_the_sender_does_not_see_and_nothing_tells_them_of_it(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "lease")
    send(firm, "alice", "d1", {"note.txt": NOTE})
    [hidden] = [one["document"] for one in firm.documents("alice") if one["path"].endswith("note.txt")]
    firm.run("access", "wall", "add", "carol", "--document", hidden)
    came = send(firm, "carol", "d2", {"note.txt": NOTE.replace(b"6", b"9")})
    free = send(firm, "carol", "d2", {"other.txt": NOTE})
    assert "6 p.m." in firm.run("text", hidden).stdout
    assert [one["path"] for one in firm.documents("carol") if one["path"].startswith("/sent")] == [
        "/sent/d2/note.txt",
        "/sent/d2/other.txt",
    ]
    assert (came.failed, came.notes) == (free.failed, free.notes) == ({}, {})


def test_whoever_may_not_add_to_a_matter_gets_the_same_words_for_a_hidden_and_a_missing_one(firm: "Firm") -> None:
    with open_workspace(firm.workspace, create=False) as workspace:
        bob, alice = workspace.signed_in("bob"), workspace.signed_in("alice")
        assert (matters_to_add_to(alice), matters_to_add_to(bob)) == (("lease",), ("supply",))
        said = []
        for matter in ("lease", "leaze"):
            with pytest.raises(NotVisible) as refused:
                require_may_send(bob, matter)
            said.append(str(refused.value).replace(matter, "…"))
        assert said[0] == said[1]


def test_the_rules_count_of_the_moment_at_which_files_are_read(firm: "Firm") -> None:
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    with pytest.raises(AccessError):
        send(firm, "alice", "d1", {"note.txt": NOTE})
    firm.run("access", "user", "disable", "bob")
    with pytest.raises(AccessError):
        send(firm, "bob", "d2", {"note.txt": NOTE}, "supply")


def test_a_sending_is_on_the_record_without_names(firm: "Firm") -> None:
    with open_workspace(firm.workspace, create=False) as workspace:
        alice = workspace.signed_in("alice")
        matter, _ = require_may_send(alice, "lease")
        asyncio.run(record_sent(alice, "d1", matter, 3, 1234))
        entry = next(workspace.audit.entries(backwards=True))
    assert (entry.kind, entry.facts["sent"], entry.facts["bytes"], entry.content) == (
        "ingest",
        3,
        1234,
        {"delivery": "d1"},
    )


@contextmanager
def held(firm: "Firm", words: str) -> Iterator[None]:
    """The lock on the documents, as another process holds it."""
    with (firm.workspace / "ingest.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(words.encode())
        lock.flush()
        yield


def test_ingest_waits_for_a_server_and_not_for_somebody_else(firm: "Firm") -> None:
    with held(firm, "4242"), pytest.raises(DocumentsBusy, match="another process"):
        send(firm, "alice", "d1", {"note.txt": NOTE})
    with held(firm, "4242 briefly"), pytest.raises(DocumentsBusy, match="the server") as busy:
        send(firm, "alice", "d1", {"note.txt": NOTE})
    assert busy.value.is_brief
    file = firm.folder / "lease" / "note.txt"
    file.write_bytes(NOTE)
    with held(firm, "4242"):
        assert "another process" in firm.run("ingest", str(file), "--matter", "lease", status=1).stderr
    with ExitStack() as server:
        server.enter_context(held(firm, "4242 briefly"))
        words = ("--workspace", str(firm.workspace), "ingest", str(file), "--matter", "lease")
        with copy_running(COMMAND_LINE, *words) as copy:
            copy.complains("waits for the server")
            server.close()
            result = copy.ended()
    assert "1 document read" in result.stdout


def _moved(firm: "Firm", name: str, *members: str) -> str:
    """A document of alice's that somebody moves from the lease to another matter; these members see it there."""
    firm.run("access", "matter", "add", "closed")
    for member in members:
        firm.run("access", "grant", member, "--matter", "closed")
    [document] = [one["document"] for one in firm.documents("alice") if one["path"].endswith(name)]
    firm.run("move", document, "--matter", "closed")
    return str(document)


def test_a_document_that_was_moved_does_not_come_in_again_with_its_folder(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"Binder/note.txt": NOTE, "Binder/list.txt": NOTE + b"\n1.2 It opens at 8.\n"})
    document = _moved(firm, "note.txt", "alice")
    again = send(firm, "alice", "d2", {"Binder/note.txt": NOTE + b"\n1.3 It is shut.\n", "Binder/list.txt": NOTE})
    names = sorted(one["path"].rpartition("/")[2] for one in firm.documents("alice"))
    assert names == ["Lease 0007 Unit 4.txt", "list.txt", "note.txt"]
    assert again.became[document] == "moved"
    assert sorted(again.became.values()) == ["moved", "version"]


def test_where_a_document_was_moved_tells_nobody_who_does_not_see_it_there(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "lease")
    send(firm, "alice", "d1", {"Binder/note.txt": NOTE})
    _moved(firm, "note.txt")
    came = send(firm, "carol", "d2", {"Binder/note.txt": NOTE})
    free = send(firm, "carol", "d3", {"Binder/other.txt": NOTE})
    assert (len(came.report.ids), came.became, came.notes) == (len(free.report.ids), free.became, free.notes)


def archive(**files: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as opened:
        for name, content in files.items():
            opened.writestr(ZipInfo(f"{name}.txt", (2024, 1, 1, 0, 0, 0)), content)
    return made.getvalue()


def test_an_archive_that_is_sent_again_doubles_nothing(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"Set.zip": archive(one=NOTE, two=NOTE + b"\n2. TWO\n\n2.1 It is the second.\n")})
    _moved(firm, "two.txt", "alice")
    again = send(firm, "alice", "d2", {"Set.zip": archive(one=NOTE + b"\n2. MORE\n\n2.1 More.\n", two=NOTE)})
    found = sorted(one["path"].rpartition("/")[2] for one in firm.documents("alice"))
    assert found == ["Lease 0007 Unit 4.txt", "one.txt", "two.txt"]
    assert "was moved to another matter" in again.notes["Set.zip"]


def test_what_is_unchanged_in_an_archive_that_is_sent_again_is_counted(firm: "Firm") -> None:
    files = {"one": NOTE, "two": NOTE + b"\n1.2 It opens at 8 a.m.\n", "three": NOTE + b"\n1.3 It is shut.\n"}
    first = send(firm, "alice", "d1", {"Set.zip": archive(**files)})
    assert first.became == {}
    same = send(firm, "alice", "d2", {"Set.zip": archive(**files)})
    assert sorted(same.became.values()) == ["same", "same", "same"]
    changed = files | {"two": NOTE.replace(b"6", b"9"), "four": NOTE + b"\n1.4 It is open.\n"}
    again = send(firm, "alice", "d3", {"Set.zip": archive(**changed)})
    assert sorted(again.became.values()) == ["same", "same", "version"]
    damaged = send(firm, "alice", "d4", {"Set.zip": archive(**changed)[:-60]})
    assert damaged.failed
    assert damaged.became == {}


def test_what_is_unchanged_in_a_message_that_is_sent_again_is_counted(firm: "Firm") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Hours"
    message.set_content("The hours are attached.")
    message.add_attachment(NOTE, maintype="text", subtype="plain", filename="hours.txt")
    send(firm, "alice", "d1", {"hours.eml": bytes(message)})
    again = send(firm, "alice", "d2", {"hours.eml": bytes(message)})
    assert sorted(again.became.values()) == ["same", "same"]


def test_a_file_by_itself_could_be_a_new_version_of_one_that_came_in_a_folder(firm: "Firm") -> None:
    send(firm, "alice", "d1", {"Binder/note.txt": NOTE, "Other/note.txt": NOTE + b"\n1.2 It is shut.\n"})
    names = ["note.txt", "new.txt", "Else/note.txt"]
    with open_workspace(firm.workspace, create=False) as workspace:
        alice = workspace.signed_in("alice")
        would = asyncio.run(would_become(alice, "lease", names))
        assert would.became == ()
        assert [(one.name, one.sent_as) for one in would.alike] == [
            ("note.txt", "Binder/note.txt"),
            ("note.txt", "Other/note.txt"),
        ]
        last = next(workspace.audit.newest("alice", ("read",))).content or {}
        assert [row["document"] for row in objects_in(last["documents"])] == [one.entry.document for one in would.alike]
        firm.run("access", "wall", "add", "alice", "--document", would.alike[0].entry.document)
        left = asyncio.run(would_become(alice, "lease", names))
        assert [one.sent_as for one in left.alike] == ["Other/note.txt"]
    again = send(firm, "alice", "d2", {"Other/note.txt": NOTE})
    assert list(again.became.items()) == [(would.alike[1].entry.document, "version")]
    send(firm, "alice", "d3", {"note.txt": NOTE})  # a document of its own: from now on it is meant by its name
    with open_workspace(firm.workspace, create=False) as workspace:
        assert asyncio.run(would_become(workspace.signed_in("alice"), "lease", names)).alike == ()


def test_an_archive_that_holds_what_the_sender_does_not_see_is_read_anew(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "lease")
    send(firm, "alice", "d1", {"Set.zip": archive(one=NOTE, two=NOTE + b"\n2. TWO\n\n2.1 It is the second.\n")})
    [hidden] = [one["document"] for one in firm.documents("alice") if one["path"].endswith("two.txt")]
    firm.run("access", "wall", "add", "carol", "--document", hidden)
    send(firm, "carol", "d2", {"Set.zip": archive(two=NOTE.replace(b"6", b"9"))})
    assert "6 p.m." in firm.run("text", hidden).stdout
