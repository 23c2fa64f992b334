"""A model's key is in the environment, in one header, and nowhere else; a workspace's files are their owner's alone."""

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.command_line import CommandLine
from tests.models.openai_server import OpenAIServer, Sent, completion, failed, serving

KEY = "sk-proj-q7Zt1XvB93LmNcD8KpWyRs5A"
PINCITE = (sys.executable, "-m", "pincite")
LEASE = "LEASE\n\n2. RENT\n\n2.1 The Tenant shall pay rent of $4,200 per month, in advance.\n"
ANSWER = json.dumps(
    {
        "answered": True,
        "statements": [
            {
                "text": "The Tenant shall pay rent of $4,200 per month.",
                "citations": [{"label": 1, "quote": "shall pay rent of $4,200 per month"}],
            }
        ],
    }
)


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, server: OpenAIServer) -> Path:
    """A folder with a workspace, one document in it, and a model behind the server."""
    place = tmp_path_factory.mktemp("keys")
    (place / "workspace").mkdir(mode=0o700)
    (place / "workspace" / "settings.toml").write_text(
        f'embedder = "hashing"\n\n[model]\nprovider = "openai"\nurl = "{server.url}"\nname = "m"\n'
        'key_env = "MODEL_KEY"\n',
        encoding="utf-8",
    )
    (place / "lease.txt").write_text(LEASE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        at_home(place, patch)
        firm = CommandLine(place)
        firm.run("workspace", "trust", "--yes")
        firm.run("ingest", str(place / "lease.txt"), "--matter", "lease")
    return place


def at_home(place: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep keys and signed heads in that place, and have the model's key at hand."""
    for name, value in own(place).items():
        patch.setenv(name, value)


def own(place: Path) -> dict[str, str]:
    return {"MODEL_KEY": KEY, "XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}


def run(place: Path, *arguments: str, umask: int = 0o022, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (*PINCITE, "--workspace", str(place / "workspace"), *arguments),
        env=environment(place) | more,
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
    )


def environment(place: Path) -> dict[str, str]:
    return os.environ | own(place)


def kept_in(place: Path) -> bytes:
    """Every byte that was written anywhere."""
    return b"\n".join(file.read_bytes() for file in sorted(place.rglob("*")) if file.is_file())


def forms_of_key() -> list[bytes]:
    raw = KEY.encode()
    return [
        raw,
        raw[::-1],
        base64.b64encode(raw).rstrip(b"="),
        raw.hex().encode(),
        KEY[:16].encode(),
        KEY[-16:].encode(),
    ]


ECHO = f"Incorrect API key provided: {KEY}. Authorization: Bearer {KEY}"
REPLIES = {
    "an answer": [completion(ANSWER)],
    "a refused key, repeated by the server": [failed(401, ECHO)],
    "a failure, repeated by the server": [failed(500, ECHO)] * 8,
    "an answer that holds the key": [completion(f'{{"key": "{KEY}"}}')] * 2,
    "an answer with the key in a statement": [completion(ANSWER.replace("$4,200 per month.", f"$4,200, key {KEY}."))],
    "no JSON": [Sent(body=ECHO.encode())] * 3,
    "a broken connection": [Sent(status=0)] * 8,
}


ASKED = ("ask", "How much is the rent?", "--mode", "write", "--json")


@pytest.mark.live
@pytest.mark.parametrize("replies", REPLIES.values(), ids=REPLIES)
def test_the_key_is_nowhere_but_in_its_header(
    place: Path, server: OpenAIServer, replies: list[Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(place, monkeypatch)
    firm = CommandLine(place)
    with answering(server, replies):
        asked = firm.run(*ASKED, status=None)
    shown = firm.run("audit", "show", json.loads(asked.stdout)["audit"]["id"], "--json")
    exported = firm.run("audit", "export")
    told = "".join((asked.stdout, asked.stderr, shown.stdout, shown.stderr, exported.stdout, exported.stderr))
    require_nowhere(told.encode() + kept_in(place))


@pytest.mark.live
def test_a_process_of_its_own_says_the_key_nowhere(place: Path, server: OpenAIServer) -> None:
    with answering(server, REPLIES["a refused key, repeated by the server"]):
        asked = run(place, *ASKED, PYTHONDEVMODE="1")
    assert json.loads(asked.stdout)["refusal"]["reason"] == "failed"
    require_nowhere((asked.stdout + asked.stderr).encode() + kept_in(place))


@contextmanager
def answering(server: OpenAIServer, replies: list[Sent]) -> Iterator[None]:
    """Have the server give these replies; whatever was sent to it has the key in one header."""
    before = len(server.taken)
    server.plan.extend(replies)
    try:
        yield
    finally:
        server.plan.clear()
    assert server.taken[before:]
    for sent in server.taken[before:]:
        assert sent.headers["Authorization"] == f"Bearer {KEY}"
        assert KEY not in json.dumps(sent.body)


def require_nowhere(told: bytes) -> None:
    for form in forms_of_key():
        assert form not in told


CRASH = """
import os, sys, faulthandler
from pathlib import Path
from pincite.wiring import open_workspace
faulthandler.enable()
with open_workspace(Path(sys.argv[1]), create=False) as workspace:
    model = workspace.tiers[0].provider
    print(repr(model), repr(workspace.settings), vars(model))
    {crash}
"""


@pytest.mark.live
@pytest.mark.parametrize("crash", ["raise RuntimeError(repr(model))", "os.abort()", "model.complete(1, 2, 3, 4, 5)"])
def test_a_crash_does_not_print_the_key(place: Path, crash: str) -> None:
    died = subprocess.run(
        [sys.executable, "-c", CRASH.replace("{crash}", crash), str(place / "workspace")],
        env=environment(place) | {"PYTHONDEVMODE": "1"},
        capture_output=True,
        check=False,
    )
    assert died.returncode != 0
    assert died.stderr
    require_nowhere(died.stdout + died.stderr)


@pytest.mark.live
def test_every_file_of_a_workspace_is_its_owners_alone_though_the_umask_opens_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = tmp_path / "workspace"
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    done = run(tmp_path, "ingest", str(tmp_path / "lease.txt"), "--matter", "lease", umask=0o000)
    assert done.returncode == 0, done.stderr
    at_home(tmp_path, monkeypatch)
    before = os.umask(0o000)
    try:
        for words in (
            ("ask", "How much is the rent?"),
            ("search", "rent"),
            ("access", "user", "add", "alice"),
            ("audit", "verify"),
            ("audit", "head"),
        ):
            CommandLine(tmp_path).run(*words)
    finally:
        os.umask(before)
    files = [file for folder in (workspace, tmp_path / "state", tmp_path / "config") for file in folder.rglob("*")]
    assert len(files) > 12
    private = [file for file in files if "pub" not in file.suffix and file.suffix != ".vkey"]
    assert [str(file) for file in private if stat.S_IMODE(file.stat().st_mode) & 0o077] == []
    assert stat.S_IMODE(workspace.stat().st_mode) == 0o700


OPENED = """
import asyncio, os, sys
from pathlib import Path
os.umask(0)
from pincite.ask import ask
from pincite.ingest import ingest
from pincite.wiring import open_session

async def steps(session, file):
    async with session.firm.library() as library:
        await ingest([file], "lease", (), session.principal, library=library, sync=False, now=session.now,
                     watch=lambda _: None)
    await ask("What is the rent?", session.scope(), sources=session.firm.sources, now=session.now)

with open_session(Path(sys.argv[1]), create=True) as session:
    asyncio.run(steps(session, Path(sys.argv[2])))
    for file in Path(sys.argv[1]).rglob("*"):
        if file.stat().st_mode & 0o077:
            print(file.relative_to(sys.argv[1]))
"""


def opened_by_a_program(tmp_path: Path) -> list[str]:
    """The files that others may read where a program opens a workspace by itself, without the command line."""
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    command = [sys.executable, "-c", OPENED, str(tmp_path / "workspace"), str(tmp_path / "lease.txt")]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.live
def test_others_cannot_reach_what_a_program_makes(tmp_path: Path) -> None:
    opened_by_a_program(tmp_path)
    assert stat.S_IMODE((tmp_path / "workspace").stat().st_mode) == 0o700
