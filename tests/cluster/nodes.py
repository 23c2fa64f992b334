"""A cluster of two nodes of Ray over a real store, for programs in a network of their own that has only the loopback
device: Ray advertises any other.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.object_server import KEY, SECRET, running

SHARDS, DEADLINE_SECONDS = 4, 4.0
READY_SECONDS = 120.0
ADDRESSES = ("127.0.0.1", "127.0.0.2")


def say(step: str, **what: object) -> None:
    sys.stdout.write(json.dumps({"step": step, **what}) + "\n")
    sys.stdout.flush()


class Machine:
    """A node of the cluster: a folder with the settings, and the program `pincite cluster start`."""

    def __init__(self, folder: Path, address: str, ports: int, settings: str, token: Path | None) -> None:
        self.folder, self.address, self.ports, self.is_first = folder, address, ports, token is None
        folder.mkdir(mode=0o700)
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
        if token is not None:
            (folder / "cluster.token").write_bytes(token.read_bytes())
        self._pincite("workspace", "trust", "--yes")
        self.start()

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "pincite", "--workspace", str(self.folder), *words]

    def _pincite(self, *words: str) -> None:
        subprocess.run(self._command(*words), check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        first = ["--first"] if self.is_first else []
        words = self._command("cluster", "start", "--ip", self.address, "--ports", str(self.ports), *first)
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log)

    def kill(self) -> int:
        """End all that runs on it, as when its power goes; return how many programs that were."""
        pids = [self.process.pid, *descendants(self.process.pid)]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        return len(pids)


def descendants(pid: int) -> list[int]:
    """The programs that a program started, and those that these started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit():
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found = list(parents.get(pid, []))
    for child in found:
        found += parents.get(child, [])
    return found


@contextlib.contextmanager
def two_nodes(folder: Path, database: str) -> Iterator[list[Machine]]:
    """A cluster with its store; the first machine's folder is also the firm's workspace."""
    os.environ |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "HOME": str(folder)}
    with running() as server, tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as short:
        os.environ["RAY_TMPDIR"] = short
        address = server.fresh("firm")
        settings = (
            f'[store]\nurl = "{database}"\nobjects = "{address.name}"\nobjects_endpoint = "{address.endpoint}"\n'
            f'[index]\nbackend = "ray"\ncluster = "{ADDRESSES[0]}:6379"\nshards = {SHARDS}\n'
            f"deadline_seconds = {DEADLINE_SECONDS}\n"
        )
        first = Machine(folder / "first", ADDRESSES[0], 6400, settings, None)
        began = time.monotonic()
        while not (folder / "first" / "cluster.token").exists():
            time.sleep(0.1)
        machines = [first]
        try:
            while (
                "ray stop" not in (folder / "first" / "node.log").read_text()
                and time.monotonic() - began < READY_SECONDS
            ):
                time.sleep(0.2)
            machines.append(
                Machine(folder / "second", ADDRESSES[1], 6600, settings, folder / "first" / "cluster.token")
            )
            yield machines
        finally:
            for machine in machines:
                machine.kill()
