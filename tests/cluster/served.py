"""What a firm's server is held to whose index a cluster searches: nodes and programs that read documents in are killed.

Started by `test_cluster.py`. It prints one line of JSON for each step.
"""

import contextlib
import json
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.cluster.nodes import READY_SECONDS, Machine, say, two_nodes
from tests.walk.supplies import LAWS, supply_contract

PORT = 8650

QUESTION = "Which law governs the Halvorsen supply agreement?"

KILLS = (3.0, 5.0, 7.0)
"""Seconds after which a program that reads documents in is killed."""

LETTERS = 24

BETWEEN_SECONDS = 0.25
"""The pause after an answer: a program may ask 300 times a minute."""

PATIENCE_SECONDS = 60.0


def write_documents(folder: Path) -> None:
    """The contracts that are asked about, and letters that are read in meanwhile."""
    for name in LAWS:
        file = folder / "Acme" / f"{name} supply agreement.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(supply_contract(name), encoding="utf-8")
    for number in range(LETTERS):
        file = folder / "Beta" / f"letter {number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        said = "".join(f"{part}. Delivery {number}-{part} came on day {part}.\n\n" for part in range(1, 40))
        file.write_text(f"Dear Ms. Ashgrove,\n\n{said}", encoding="utf-8")


class Workspace:
    """The command line in a workspace."""

    def __init__(self, folder: Path) -> None:
        self.command = [sys.executable, "-m", "pincite", "--workspace", str(folder)]

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self.command, *words], capture_output=True, text=True, check=False, timeout=READY_SECONDS
        )

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*self.command, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def held(self) -> tuple[int, int]:
        """The documents and the rows of the index."""
        status = json.loads(self.run("index", "status", "--json").stdout)
        return status["documents"], status["rows"]


class Asking:
    """Asks the server the same question, one time after the other."""

    def __init__(self, token: str, law: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.law = law

    def once(self) -> str:
        """Whether the answer is right, refused, or wrong."""
        body = json.dumps({"question": QUESTION}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}/api/v1/ask", body, self.headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - on loopback
                reply = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return f"refused with {error.code}"
        except urllib.error.URLError:
            return "not served"
        if not reply["statements"]:
            return "refused"
        return "right" if self.law in reply["statements"][0]["text"] else "wrong"

    def served(self) -> None:
        """Wait until the server answers rightly."""
        began = time.monotonic()
        while (said := self.once()) != "right":
            assert time.monotonic() - began < READY_SECONDS, said
            time.sleep(1.0)

    def until(self, is_over: Callable[[], bool]) -> dict[str, int]:
        """How often each came until something is over."""
        found: Counter[str] = Counter()
        while not is_over():
            found[self.once()] += 1
            time.sleep(BETWEEN_SECONDS)
        return dict(found)

    def for_seconds(self, seconds: float) -> dict[str, int]:
        end = time.monotonic() + seconds
        return self.until(lambda: time.monotonic() > end)


def has_ended(program: "subprocess.Popen[bytes]") -> bool:
    return program.poll() is not None


@contextlib.contextmanager
def serving(workspace: Workspace) -> Iterator[None]:
    server = workspace.begin("serve", "--port", str(PORT))
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def served(machines: list[Machine], folder: Path) -> None:
    workspace, documents = Workspace(folder / "first"), folder / "documents"
    write_documents(documents)
    workspace.run("ingest", str(documents / "Acme"), "--matter", "Acme").check_returncode()
    made = workspace.run("token", "make", "program", "--scope", "ask").stdout
    token = re.search(r"pincite_\S+", made)
    assert token is not None, made
    asking = Asking(token[0], LAWS["Halvorsen"])
    with serving(workspace):
        asking.served()
        say("served", **asking.for_seconds(3.0))

        threading.Timer(1.0, machines[1].kill).start()
        say("node killed", **asking.for_seconds(12.0))
        machines[1].start()

        meanwhile: Counter[str] = Counter()
        for seconds in KILLS:
            reading = workspace.begin("ingest", str(documents / "Beta"), "--matter", "Beta")
            killing = threading.Timer(seconds, reading.kill)
            killing.start()
            meanwhile += Counter(asking.until(partial(has_ended, reading)))
            killing.join()
        workspace.run("ingest", str(documents / "Beta"), "--matter", "Beta").check_returncode()
        plain = Workspace(folder / "plain")
        for matter in ("Acme", "Beta"):
            plain.run("ingest", str(documents / matter), "--matter", matter).check_returncode()
        verified = workspace.run("audit", "verify")
        say(
            "reading killed",
            **meanwhile,
            held=workspace.held(),
            held_without_kills=plain.held(),
            verified=verified.returncode,
        )

        machines[0].kill()
        say("first node killed", **asking.for_seconds(10.0))
        began = time.monotonic()
        found = workspace.run("ask", QUESTION)
        say("new program", said=found.stdout + found.stderr, seconds=round(time.monotonic() - began, 1))


if __name__ == "__main__":
    with two_nodes(Path(sys.argv[1]), sys.argv[2]) as both:
        served(both, Path(sys.argv[1]))
