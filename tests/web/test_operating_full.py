"""A disk that fills up under a running server, and has room again: nothing is shown that could not be recorded."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.kept import keys_in
from tests.walk.conftest import firm_in, founded_in
from tests.web.conftest import READY_SECONDS, Served, Visitor, serving, texts
from tests.web.test_adding import note
from tests.web.test_adding_api import finished, token

from pincite.client import ApiError, Client

pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]

RENT = "How much rent does the Tenant pay per month?"

SIZE = 120_000_000
"""Bytes of the disk: what the server must have free, and what the firm takes."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which only root can make."""
    with _mounted(tmp_path / "disk", SIZE) as disk:
        yield disk


@contextmanager
def _mounted(disk: Path, size: int) -> Iterator[Path]:
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _becomes(served: Served, words: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while (said := Visitor(served.base).get("/ready")).text != words:
        assert time.monotonic() < until, said.text
        time.sleep(0.2)


def test_a_full_disk_is_noticed_and_nothing_is_shown_that_is_not_recorded(small_disk: Path) -> None:
    place = small_disk / "firm"
    place.mkdir()
    with keys_in(place):
        founded_in(place)
        firm = firm_in(place)
        with serving(firm) as served:
            alice = served.visitor("alice")
            assert "$4,200" in alice.ask(RENT).text
            token = alice.form_token()
            before = firm.json("audit", "head")["seq"]
            filler = small_disk / "filler"
            with filler.open("wb", buffering=0) as file:
                _fill(file.fileno())
            _becomes(served, "not ready\n")
            begun = alice.post("/questions", {"question": RENT, "form_token": token})
            page = alice.get(begun.headers["location"]) if begun.status_code == 303 else begun
            assert not texts(page.text, r"<blockquote>(.*?)</blockquote>")
            assert "$4,200" not in page.text
            assert "Traceback" not in page.text
            filler.unlink()
            _becomes(served, "ready\n")
            assert "$4,200" in alice.ask(RENT).text
            assert isinstance(before, int)
            assert int(str(firm.json("audit", "head")["seq"])) > before
        firm.run("audit", "verify")


ROOMY = 1_500_000_000
"""Bytes of a disk that takes uploads: the server leaves a thousand million free."""

SENT = 60_000_000
"""Bytes of a file that fits, as long as nothing else takes the room."""


def test_a_disk_that_fills_up_in_the_middle_of_an_upload_ends_it_in_a_sentence_and_takes_the_next(
    tmp_path: Path,
) -> None:
    with _mounted(tmp_path / "roomy", ROOMY) as disk:
        place = disk / "firm"
        place.mkdir()
        with keys_in(place):
            founded_in(place)
            firm = firm_in(place)
            with serving(firm) as served, Client(served.base, token(served, "alice")) as alice:
                delivery = alice.begin_delivery("lease").id
                upload = alice.announce_file(delivery, "long.txt", SENT)
                piece = bytes(5_000_000)
                assert alice.send_piece(upload.id, 0, piece).received == len(piece)
                filler = disk / "filler"
                room = os.statvfs(disk)
                with filler.open("wb") as file:
                    os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - 1_002_000_000)
                with pytest.raises(ApiError) as full:
                    alice.send_piece(upload.id, len(piece), bytes(10_000_000))
                assert (full.value.status, "disk is full" in str(full.value)) == (507, True)
                newest = firm.json("audit", "list", "-n", "1")["records"]
                assert isinstance(newest, list)
                record = firm.json("audit", "show", str(newest[0]["seq"]))
                content = record["content"]
                assert isinstance(content, dict)
                assert (record["kind"], content["file"]) == ("failure", "long.txt")
                assert "disk is full" in str(content["error"])
                filler.unlink()
                at = alice.upload(upload.id).received
                assert len(piece) <= at < SENT
                assert alice.send_piece(upload.id, at, piece).received == at + len(piece)
                alice.drop_delivery(delivery)
                (tmp_path / "note.txt").write_bytes(note(1))
                other = alice.begin_delivery("lease").id
                alice.send_file(other, tmp_path / "note.txt")
                alice.close_delivery(other)
                assert finished(alice, other).files.read == 1
            firm.run("audit", "verify")


def _fill(file: int) -> None:
    """Write until there is no room."""
    piece = bytes(1 << 16)
    while len(piece) > 1:
        try:
            os.write(file, piece)
        except OSError:
            piece = piece[: len(piece) // 2]
