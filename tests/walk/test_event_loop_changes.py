"""Nothing waits for a disk on the event loop, also where documents are added, moved or taken away; see
`test_event_loop`.
"""

import asyncio
import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from tests.traced import Statement, statements
from tests.walk.conftest import Firm
from tests.walk.on_loop import Use, on_the_loop

from pincite.documents.span import DocumentId
from pincite.errors import NotVisible
from pincite.ingest import Report
from pincite.session import Session
from pincite.session.adding import add_documents
from pincite.session.moving import move_documents
from pincite.session.refusals import refusals_recorded
from pincite.session.removing import erase_documents, remove_documents
from pincite.wiring import open_session


def _heard(firm: Firm, use: Use) -> tuple[object, list[Statement]]:
    """What a use gives the owner, and what SQLite was asked for it."""
    with statements() as said, open_session(firm.workspace) as session:
        said.clear()
        return asyncio.run(use(session)), list(said)  # type: ignore[arg-type]


def _lease(firm: Firm) -> str:
    return next(each["document"] for each in firm.documents() if "Lease" in each["path"])


async def _moved(session: Session, lease: str) -> object:
    return await move_documents(session, [lease], "supply")


async def _removed(session: Session, lease: str) -> object:
    return await remove_documents(session, [lease])


async def _to_erase(session: Session, lease: str) -> object:
    return await erase_documents(session, [lease], with_record=True)


async def _erased(session: Session, lease: str) -> object:
    return await erase_documents(session, [lease], with_record=True, reason="the client's instruction")


async def _refused(session: Session, lease: str) -> object:
    with pytest.raises(NotVisible):
        async with refusals_recorded(session, "move"):
            await move_documents(session, [lease], "no such matter")
    return None


@pytest.mark.parametrize("change", [_moved, _removed, _to_erase, _erased, _refused])
def test_a_change_of_documents_waits_for_no_disk_on_the_loop(firm: Firm, change: object) -> None:
    lease = _lease(firm)
    _, said = _heard(firm, lambda session: change(session, lease))  # type: ignore[operator]
    assert on_the_loop(said) == Counter()


def _archive(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


LETTER = (
    b"From: a@example.com\r\nSubject: Rent\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nThe rent is due on Monday.\r\n"
    b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\n"
    b"The %s plan.\r\n--b--"
)


def _put(folder: Path, plan: bytes) -> None:
    """A note, a message with a file in it, and an archive whose files share a name."""
    folder.mkdir(exist_ok=True)
    (folder / "note.txt").write_bytes(b"The office closes at six.")
    (folder / "letter.eml").write_bytes(LETTER % plan)
    (folder / "all.zip").write_bytes(
        _archive({"a/plan.txt": b"One plan.", "b/plan.txt": plan, "deep.eml": LETTER % plan})
    )


def test_reading_waits_for_no_disk_on_the_loop(firm: Firm) -> None:
    """New, changed, gone, unchanged and unreadable files, alone and in others, with labels."""
    folder = firm.folder / "more"
    _put(folder, b"first")

    async def read(session: Session, *labels: str) -> Report:
        return await add_documents(session, [folder], "lease", labels=labels, sync=True)

    reports = []
    for step in ("new", "unchanged", "labelled", "changed", "broken", "gone"):
        if step == "changed":
            _put(folder, b"second")
        if step == "broken":
            (folder / "all.zip").write_bytes(b"no archive")
            (folder / "note.txt").write_bytes(b"")
        if step == "gone":
            (folder / "letter.eml").unlink()
        labels = ("secret",) if step == "labelled" else ()
        report, said = _heard(firm, lambda session, labels=labels: read(session, *labels))  # type: ignore[misc]
        assert on_the_loop(said) == Counter(), step
        assert isinstance(report, Report)
        reports.append(report)
    assert [bool(report.ids) for report in reports] == [True, False, False, True, False, False]
    assert reports[1].unchanged >= 5
    assert reports[4].failures
    assert reports[5].removed


def test_a_reading_that_finds_another_one_s_remains_waits_for_no_disk_on_the_loop(firm: Firm) -> None:
    """A matter whose rows are gone from the index is read again."""
    with open_session(firm.workspace) as session:
        asyncio.run(session.firm.index.delete([DocumentId(each["document"]) for each in firm.documents()]))

    async def read(session: Session) -> Report:
        return await add_documents(session, [firm.folder / "lease"], "lease")

    report, said = _heard(firm, read)
    assert on_the_loop(said) == Counter()
    assert isinstance(report, Report)
    assert len(report.ids) == 1
