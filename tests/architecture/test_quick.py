"""That quick tests stay quick: one that starts a process or loads a model fails, even where it catches what comes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

TESTS = """
import os, subprocess, sys
from pathlib import Path
import pytest

def test_plain():
    assert 1 + 1 == 2

def test_starting():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_starting_unnoticed():
    try:
        os.system("true")
    except BaseException:
        pass

@pytest.fixture
def started():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_with_a_fixture_that_starts(started):
    assert True

def test_loading():
    with pytest.raises(OSError):
        Path("none.onnx").read_bytes()

@pytest.mark.live
def test_left_out():
    subprocess.run([sys.executable, "-c", ""], check=True)
"""


@pytest.mark.live
@pytest.mark.parametrize(
    ("options", "found"), [(["--quick"], "3 failed, 1 passed, 1 deselected, 1 error"), ([], "6 passed")]
)
def test_a_quick_test_starts_nothing_and_loads_nothing(tmp_path: Path, options: list[str], found: str) -> None:
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"{found} in " in done.stdout.splitlines()[-1]
    for name in ("starting", "starting_unnoticed", "loading"):
        assert (f"FAILED test_some.py::test_{name}" in done.stdout) is bool(options)
