"""Nothing leaves, nothing is written elsewhere: whole commands, with every call of theirs to the kernel watched.

It runs the libraries as they are installed, so that whoever renews the lock learns what a new version of one does.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.models.test_llama_engine import GGUF

from pincite.samples import folder, manifest

SECONDS = 30
"""For which pincite is watched at the least, and in one process for half of it: what waits before it calls is seen."""

ASKED = 6
"""Questions of a batch: enough for more replies than fit between two programs."""

PIPE = 4096
"""Bytes that fit between two programs: the least that the kernel makes."""

CALLS = (
    "connect,bind,listen,sendto,sendmsg,sendmmsg,creat,open,openat,openat2,mkdir,mkdirat,mknod,mknodat,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,truncate"
)

CALLING = ("connect", "sendto", "sendmsg", "sendmmsg")

CALL = re.compile(r"^(\d+) +(\w+)\((.*)")
AT = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
LOOPBACK = re.compile(r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("127\.0\.0\.1"\)')
THIS_MACHINE = re.compile(r'"(?:127\.0\.0\.1|::1)"')
WRITES = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
ACCOUNT_NAMES = re.compile(r'sun_path="(?:/var)?/run/(?:nscd|systemd/userdb|dbus|sss)/')
"""Where the C library asks the system itself what an account is called."""


def can_watch() -> bool:
    """True where strace is installed and may look into processes."""
    strace = shutil.which("strace")
    return strace is not None and subprocess.run([strace, "-fqo", "/dev/null", "true"], check=False).returncode == 0


def watching(trace: Path) -> list[str]:
    """What starts Python so that its calls, and those of what it starts, are written to a file."""
    options = ("-f", "-qq", "-y", "-s", "300", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(trace))
    return ["strace", *options, sys.executable]


pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not can_watch(), reason="strace is not installed, or may not look into processes here"),
]


@dataclass(slots=True)
class Watched:
    """What processes did: where they wrote, whom they called, on which ports they listened."""

    written: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    listening: set[str] = field(default_factory=set)

    def read(self, trace: Path) -> None:
        """Add the calls of one command."""
        for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
            call = CALL.match(line)
            failed = " = -1 E" in line  # what failed has written nothing; who was called without success was called
            if call is not None and (call[2] in CALLING or not failed):
                self._note(call[2], call[3])

    def _note(self, name: str, arguments: str) -> None:
        if name in CALLING:
            if "sa_family" in arguments and not ACCOUNT_NAMES.search(arguments):
                self.called.add(f"{name}({arguments}")
        elif name in ("bind", "listen"):
            self.listening.add(f"{name}({arguments}")
        elif not name.startswith("open") or WRITES.search(arguments):
            paths = AT.findall(arguments)
            for place, path in paths[1:] if name.startswith("link") else paths:  # a link is written, its file is not
                self.written.add(str(Path(place or "/") / path))


@dataclass(frozen=True, slots=True)
class Account:
    """A home of nobody's, with everything that pincite may write: the workspace, its own places, a temporary folder."""

    place: Path
    watched: Watched

    @property
    def own(self) -> tuple[Path, ...]:
        """Where pincite may write."""
        home = self.place / "home"
        return self.workspace, home / ".local/state/pincite", home / ".config/pincite", self.temporary

    @property
    def workspace(self) -> Path:
        return self.place / "workspace"

    @property
    def temporary(self) -> Path:
        return self.place / "temporary"

    def run(self, *arguments: str) -> float:
        """Run the command line, watched; seconds that it took."""
        began = time.monotonic()
        with self.running(*arguments):
            pass
        return time.monotonic() - began

    @contextmanager
    def running(self, *arguments: str, held: float = 0.0) -> Iterator[None]:
        """While this lasts, and for `held` seconds at the least, the command line runs, watched.

        Nobody reads meanwhile what it says, so that one with much to say waits in its midst.
        """
        trace = Path(tempfile.mkdtemp(dir=self.place)) / "trace"
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.place / "home"),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",  # Python's own cache beside the code is nothing of pincite's
        }
        began = time.monotonic()
        with (
            trace.with_name("said").open("w+", encoding="utf-8") as said,
            subprocess.Popen(
                [*watching(trace), "-m", "pincite", "--workspace", str(self.workspace), *arguments],
                env=environment,
                cwd=self.place,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                pipesize=PIPE,
            ) as process,
        ):
            yield
            if held:
                time.sleep(max(0.0, held - (time.monotonic() - began)))
                assert process.poll() is None  # it was watched for so long
            output, _ = process.communicate()
            said.seek(0)
            assert process.returncode == 0, output[-2_000:] + said.read()[-2_000:]
        self.watched.read(trace)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Account:
    """An account after ingest, questions, a batch, a scan, and writing where the tests have a language model."""
    place = tmp_path_factory.mktemp("account").resolve()
    here = Account(place, Watched())
    for made in (place / "home", here.temporary, here.workspace):
        made.mkdir(mode=0o700)
    model = f'[model]\nprovider = "llama.cpp"\ngguf = "{GGUF}"\ncontext_tokens = 1536\nmax_answer_tokens = 32\n'
    (here.workspace / "settings.toml").write_text(model if GGUF.is_file() else "", encoding="utf-8")
    questions = [question.question for question in manifest().questions[:ASKED]]
    lines = [json.dumps({"id": at, "question": question}) for at, question in enumerate(questions)]
    texts = [json.dumps({"id": at, "text": question}) for at, question in enumerate(questions)]
    (place / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (place / "texts.jsonl").write_text("\n".join(texts), encoding="utf-8")
    (place / "letters").mkdir()
    letters = {name: f"To {name}\n\nThe rent of {name} is $9,000.\n".encode() for name in ("a.txt", "b.md")}
    letters["code.py"] = b"def rent(months: int) -> int:\n    return 9_000 * months\n"
    letters["post.eml"] = b"From: a@example.com\r\nSubject: Rent\r\n\r\nThe rent is due on Monday.\r\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in letters.items():
            archive.writestr(name, content)
    for name, content in {**letters, "all.zip": packed.getvalue()}.items():
        (place / "letters" / name).write_bytes(content)
    here.run("workspace", "trust", "--yes")
    seconds = here.run("ingest", str(folder() / "halvorsen"), str(place / "letters"), "--matter", "halvorsen")
    with here.running("ask", "--batch", str(place / "questions.jsonl"), held=max(SECONDS / 2, SECONDS - seconds)):
        here.run("ask", questions[0])
        here.run("scan", "--kind", "question", str(place / "texts.jsonl"))
        if GGUF.is_file():
            here.run("ask", "--mode", "write", questions[0])
    return here


def test_nobody_is_called_and_no_name_is_looked_up(account: Account) -> None:
    served = {port for call in account.watched.called if (port := _loopback(call))}
    assert len(served) == GGUF.is_file()  # llama.cpp's server, which is asked on one port
    assert [call for call in account.watched.called if not _loopback(call)] == []
    assert [call for call in account.watched.listening if "AF_INET" in call and not THIS_MACHINE.search(call)] == []


def test_nothing_is_written_but_the_workspace_and_pincites_own_places(account: Account) -> None:
    devices = {"/dev/null", "/dev/tty", "/proc/self/autogroup"}  # the last says which share of a processor it gets
    own = account.own
    assert [path for path in sorted(account.watched.written - devices) if not _is_below(path, own)] == []
    assert any(_is_below(path, own[:1]) for path in account.watched.written)  # the watch sees what is written


def test_nothing_stays_in_the_temporary_folder(account: Account) -> None:
    assert list(account.temporary.iterdir()) == []


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    trace, file = tmp_path / "trace", tmp_path / "made"
    program = (
        f"import socket, os; open({str(file)!r}, 'w').close(); os.mkdir({str(file) + '.d'!r})\n"
        "socket.socket(2, 2).sendto(b'x', ('127.0.0.53', 53))"
    )
    subprocess.run(
        [*watching(trace), "-c", program],
        check=True,
    )
    watched = Watched()
    watched.read(trace)
    assert {str(file), f"{file}.d"} <= watched.written
    assert any("127.0.0.53" in call for call in watched.called)


def _loopback(call: str) -> str | None:
    """The port of a call to this machine."""
    port = LOOPBACK.search(call)
    return port[1] if port and call.startswith("connect") else None


def _is_below(path: str, places: tuple[Path, ...]) -> bool:
    """True for a path in one of the places, or that leads to one: folders above them are made with them."""
    return any(Path(path).is_relative_to(place) or place.is_relative_to(path) for place in places)
