"""`pincite remove --erase` beside a server, and while it is down: what it keeps of files that were sent."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
from tests.erasing.firm import CLOSED, Firm

from pincite.serving.deliveries import Deliveries
from pincite.serving.file import ServerFile
from pincite.serving.jobs import Jobs
from pincite.serving.uploads import Uploads
from pincite.serving.workers import WorkerFiles

WHY = ("--erase", "--reason", "the client's instruction")
NAME, REASON, BYTES = "potorooville", "bandicootham", "pademelonby"
"""In the name of a file that could not be read, in the reason, and in the file."""

WORDS = (NAME, REASON, BYTES)


@contextmanager
def server_file(firm: Firm) -> Iterator[ServerFile]:
    """The server's file, as a process of the server has it open."""
    with closing(ServerFile(firm.workspace / "server.db")) as file:
        yield file


def fail(firm: Firm, file: ServerFile, matter: str, *words: str) -> str:
    """A delivery to a matter of a file that could not be read; returns its id."""
    name, reason, content = words
    deliveries, now = Deliveries(file), datetime.now(UTC)
    uploads = Uploads(firm.workspace / "uploads", deliveries)
    delivery = deliveries.begin("ann", matter, (), now)
    upload = deliveries.announce(delivery.id, "ann", f"{name}.zip", len(content), now)
    uploads.append(upload, "ann", 0, content.encode(), now)
    deliveries.close(delivery.id, "ann", now)
    jobs = Jobs(file, WorkerFiles(firm.workspace / "workers"), "worker")
    portion = jobs.next(now)
    assert portion is not None
    jobs.note_read(portion, {}, {upload.id: f"{reason}.pdf: it is broken"})
    assert jobs.next(now) is None
    return delivery.id


@pytest.mark.parametrize("is_running", [True, False], ids=["beside a server", "while it is down"])
@pytest.mark.parametrize("options", [(), ("--with-record",)], ids=["", "with its record"])
def test_no_word_of_what_could_not_be_read_stays_once_a_document_of_its_matter_is_erased(
    firm: Firm, is_running: bool, options: tuple[str, ...]
) -> None:
    others = ("quollmouth", "bettongdale", "wallabyton")
    with server_file(firm) as file:
        delivery = fail(firm, file, "Lease", *WORDS)
        other = fail(firm, file, CLOSED, *others)
        assert {word for _, word in firm.traces(*WORDS)} == {word.encode() for word in WORDS}
        if is_running:
            firm.run("remove", firm.ids("Lease")["note.txt"], *WHY, *options)
            assert firm.traces(*WORDS) == set()
    if not is_running:
        firm.run("remove", firm.ids("Lease")["note.txt"], *WHY, *options)
        assert firm.traces(*WORDS) == set()
    assert {word for _, word in firm.traces(*others)} == {word.encode() for word in others}
    with server_file(firm) as file:
        assert Deliveries(file).counted(delivery).forgotten == 1
        assert [each.name for each in Deliveries(file).uploads(other, "failed")] == ["quollmouth.zip"]


def test_what_an_interrupted_erasure_was_to_forget_the_next_one_forgets(firm: Firm) -> None:
    with server_file(firm) as file:
        fail(firm, file, "Lease", *WORDS)
    place = firm.workspace / "server.db"
    whole = place.read_bytes()
    place.write_bytes(b"this is no database" * 1000)
    assert "cannot be used" in firm.run("remove", firm.ids("Lease")["note.txt"], *WHY, status=1).output
    place.write_bytes(whole)
    assert firm.traces(NAME)
    firm.run("remove", firm.ids(CLOSED)["other.txt"], *WHY)
    assert firm.traces(*WORDS, "6 p.m.") == set()


def test_an_erasure_that_a_hold_forbids_leaves_them(firm: Firm) -> None:
    with server_file(firm) as file:
        delivery = fail(firm, file, "Lease", *WORDS)
    firm.run("audit", "hold", "add", "--matter", "Lease", "--reason", "litigation")
    firm.run("remove", firm.ids("Lease")["note.txt"], *WHY, status=1)
    with server_file(firm) as file:
        assert [each.name for each in Deliveries(file).uploads(delivery, "failed")] == [f"{NAME}.zip"]
