"""Without the extra, whoever wants PostgreSQL is told what to install, and nobody else loads anything of it."""

import subprocess
import sys

import pytest

REQUIRE = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "psycopg" else found(name)
from pincite.postgres import require_installed
try:
    require_installed()
except Exception as error:
    print(type(error).__name__, error)
"""

LOADED = "import sys, pincite.wiring.workspace; print('psycopg' in sys.modules)"


def said(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.live
def test_what_is_lacking_is_named_in_one_sentence() -> None:
    assert said(REQUIRE) == (
        "WorkspaceError a store in PostgreSQL needs the package psycopg, which is not installed; run: pip install "
        "'pincite[postgres]'\n"
    )


@pytest.mark.live
def test_a_workspace_in_files_loads_no_driver() -> None:
    assert said(LOADED) == "False\n"
