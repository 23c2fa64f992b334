"""The sample firm as the demo leaves it: made once in a test run, by whichever process needs it first, and copied.

Its documents lie with the package, so that a copy has them where they were.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import invoke
from tests.kept import keys_in


@dataclass(frozen=True)
class Demonstrated:
    """The folder of the firm, with its `workspace`, keys and signed heads; and what the demo printed as JSON."""

    folder: Path
    printed: dict[str, Any]

    @contextmanager
    def copied_to(self, place: Path) -> Iterator[Path]:
        """The workspace of a copy, for as long as its keys and heads are the ones in use."""
        shutil.copytree(self.folder, place, dirs_exist_ok=True)
        with keys_in(place):
            yield place / "workspace"


def demonstrated(factory: pytest.TempPathFactory) -> Demonstrated:
    """The firm of this test run."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, printed = shared / "demonstrated", shared / "demonstrated.json"
    with (shared / "demonstrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            folder.mkdir()
            with keys_in(folder):
                made = invoke("--workspace", str(folder / "workspace"), "demo", "--json")
            assert made.exit_code == 0, made.output
            printed.write_text(made.stdout, encoding="utf-8")
    return Demonstrated(folder, json.loads(printed.read_text(encoding="utf-8")))
