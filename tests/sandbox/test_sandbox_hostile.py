"""A reading process that a file has taken over: whatever it sends, pincite goes on, with a sentence."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest

from pincite.errors import DocumentError, ReaderStopped
from pincite.sandbox.frames import PREFIX
from pincite.sandbox.process import ReadingProcess
from pincite.sandbox.reader import FileReader
from pincite.sandbox.template import Template

SENDS = f"""#!{sys.executable} -I
import json, os, socket, struct, sys, time
orders = socket.socket(fileno=os.dup(0))
while True:
    order, files, _, _ = socket.recv_fds(orders, 9, 2)
    if not order:
        sys.exit()
    what, number = struct.unpack(">cq", order)
    if what == b"M":
        answer = os.fork()
        if not answer:
            break
    else:
        if what == b"E":
            os.kill(number, 9)
        gone, status = os.waitpid(number, 0 if what == b"E" else os.WNOHANG)
        answer = os.waitstatus_to_exitcode(status) if gone else 1 << 32
    for file in files:
        os.close(file)
    orders.sendall(struct.pack(">q", answer))
orders.close()
for file, place in zip((files[0], *files), range(3)):
    os.dup2(file, place)
for file in files:
    os.close(file)
def send(header, blobs=()):
    packed = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = struct.pack(f">{{len(blobs)}}Q", *map(len, blobs))
    prefix = struct.pack({PREFIX.format!r}, len(packed), len(blobs))
    sys.stdout.buffer.write(prefix + lengths + packed + b"".join(blobs))
    sys.stdout.buffer.flush()
send({{"box": {{"files": True, "calls": True, "powers": True}}}})
"""
"""The start of a program that makes copies of itself as the real one does; what follows stands in for a copy."""

DOCUMENT = (
    "dict(format='text', title='T', pages=[], clauses=[], warnings=[], regions=[], recognised=[], facts=[], "
    "references=[], attachments=[], unread=[])"
)

PAGE = "dict(DOCUMENT, format='pdf', pages=[[1, 0, 0, 1.0, 1.0, False, '']])"


@pytest.fixture
def taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "TakenOver":
    return TakenOver(tmp_path / "python", monkeypatch)


class TakenOver:
    """Puts a program of a few lines in the place of the reading process."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._place = place
        self._monkeypatch = monkeypatch

    def does(self, lines: str) -> None:
        self._place.write_text(f"{SENDS}{lines}\n", encoding="utf-8")
        self._place.chmod(stat.S_IRWXU)
        self._monkeypatch.setattr(sys, "executable", str(self._place))


def stopped(seconds: int = 30) -> str:
    """Why reading a file was stopped."""

    template = Template()

    async def steps() -> None:
        async with FileReader(seconds=seconds, template=template) as reader, asyncio.timeout(20):
            await reader.read(b"Lease", "lease.txt")

    with pytest.raises(ReaderStopped) as caught:
        asyncio.run(steps())
    template.end()
    return str(caught.value)


def test_one_that_hangs_up_and_lives_on_is_ended(taken_over: TakenOver) -> None:
    taken_over.does("os.close(0); os.close(1)\nwhile True: time.sleep(1)")
    assert stopped().startswith("the reader stopped answering")


def test_progress_without_end_is_stopped_by_the_time_limit(taken_over: TakenOver) -> None:
    taken_over.does("while True: send({'done': 1, 'pages': 2})")
    assert "took longer than 1 s" in stopped(seconds=1)


@pytest.mark.parametrize(
    "told", ["{'done': 10**400, 'pages': 1}", "{'done': -5, 'pages': 9}", "{'done': 9, 'pages': 8}"]
)
def test_progress_that_cannot_be_is_no_progress(taken_over: TakenOver, told: str) -> None:
    taken_over.does(f"send({told})\ntime.sleep(30)")
    told_of: list[tuple[int, int]] = []

    async def steps() -> None:
        process = ReadingProcess(10**9, Template())
        try:
            await process.ask({}, b"", None, 10, lambda done, pages: told_of.append((done, pages)))
        finally:
            await process.end_process()

    asyncio.run(steps())
    assert told_of == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (b"x", "b'[' * 1_000_000"),
        (b"", "dict(PAGE, pages=[[1, 0, 0, 10**400, 1.0, False, '']])"),
        (b"x", "dict(DOCUMENT, title='\\ud800')"),
        (b"x", "dict(DOCUMENT, facts=[['title', '\\ud800', 0, 1]])"),
        (b"", "dict(PAGE, unread=[1] * 1000)"),
        (b"", "dict(PAGE, unread=[2])"),
        (b"x", "dict(DOCUMENT, pages='x' * 1_000_000)"),
    ],
    ids=["nesting", "a-width-beyond-numbers", "half-a-letter", "in-a-fact", "a-page-many-times", "no-page", "long"],
)
def test_an_answer_that_contradicts_itself_is_a_sentence(taken_over: TakenOver, text: bytes, answer: str) -> None:
    taken_over.does(f"DOCUMENT = {DOCUMENT}\nPAGE = {PAGE}\nsend({answer}, ({text!r}, b'', b''))\ntime.sleep(30)")
    reason = stopped()
    assert reason.startswith("the reading process gave back")
    assert len(reason) < 500


def test_a_reason_without_end_is_cut(taken_over: TakenOver) -> None:
    taken_over.does("send({'failed': '\\ud800 no' * 1_000_000})\ntime.sleep(30)")

    async def steps() -> None:
        async with FileReader(template=Template()) as reader:
            await reader.read(b"Lease", "lease.txt")

    with pytest.raises(DocumentError) as caught:
        asyncio.run(steps())
    assert len(str(caught.value)) < 3_000
    str(caught.value).encode()
