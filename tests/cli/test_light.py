"""A command loads what it needs: one that asks nothing does not wait for what understands questions."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.live

LOADED = """
import contextlib, io, sys
from pincite.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[2:])
print(*(name for name in sys.argv[1].split(",") if name in sys.modules))
"""

WALK, UNDERSTANDING, ENGINE, MODELS = (
    "pincite.ask.asking",
    "pincite.retrieval.query",
    "pincite.index.flat",
    "onnxruntime",
)
LANCE = ("lancedb", "pyarrow")

LIGHT = {
    ("list",): (WALK, UNDERSTANDING, ENGINE, MODELS),
    ("access", "list"): (WALK, UNDERSTANDING, ENGINE, MODELS),
    ("audit", "list"): (WALK, UNDERSTANDING, ENGINE, MODELS),
    ("search", "rent"): (WALK, *LANCE),
}


def printed(place: Path, modules: tuple[str, ...], *arguments: str) -> str:
    states = {name: str(place / name.lower()) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME")}
    where = ("--workspace", str(place / "firm"))
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, ",".join(modules), *arguments, *where],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | states,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_command_leaves_out_what_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "lease.txt").write_text("1. Rent\n\nThe rent is 2,000 euros a month.\n")
    printed(tmp_path, (), "ingest", str(tmp_path / "lease.txt"), "--matter", "M")
    for arguments, modules in LIGHT.items():
        assert printed(tmp_path, modules, *arguments) == "", arguments
    asking = (WALK, UNDERSTANDING, *LANCE)
    assert printed(tmp_path, asking, "ask", "What is the rent?") == f"{WALK} {UNDERSTANDING}"
