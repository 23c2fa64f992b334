"""A workspace whose stores are in a new database of a PostgreSQL server, worked in by processes of their own."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.copied import COMMAND_LINE, run_copy
from tests.postgres_server import Server

SETTINGS = """
embedder = "hashing"
reader = "none"

[store]
url = "{url}"
"""


@dataclass(frozen=True)
class Place:
    """A folder for a workspace, with the account's own state beside it, and the database that its settings name."""

    folder: Path
    url: str

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def environment(self, **more: str) -> dict[str, str]:
        own = {"XDG_STATE_HOME": str(self.folder / "state"), "XDG_CONFIG_HOME": str(self.folder / "config")}
        return {**os.environ, **own, **more}

    def tried(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return run_copy(COMMAND_LINE, "--workspace", str(self.workspace), *words, environment=self.environment(**more))

    def run(self, *words: str) -> str:
        done = self.tried(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, *words: str) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.run("--json", *words))


def placed(server: Server, folder: Path, settings: str = SETTINGS) -> Place:
    """A folder with trusted settings that name a new database."""
    made = Place(folder, server.fresh())
    made.workspace.mkdir(mode=0o700)
    (made.workspace / "settings.toml").write_text(settings.format(url=made.url), encoding="utf-8")
    made.run("workspace", "trust", "--yes")
    return made
