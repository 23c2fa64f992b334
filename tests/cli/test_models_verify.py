"""`pincite models verify`: whether llama.cpp computes what a registered model's weights say, on the record."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result
from runs.making.planted import FEW_TOKENS, small
from tests.models.comparing.test_verifying import TEXT

from pincite.cli import main

GGUF = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not GGUF.is_file(), reason=f"{GGUF} is not there: python -m runs.making.fetch_gguf"),
]


@pytest.fixture
def gguf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "ws"))
    (tmp_path / "lease.txt").write_text(TEXT, encoding="utf-8")
    made = small(GGUF, tmp_path / "firm.gguf", "llama", {}, 11, FEW_TOKENS)
    assert run("ingest", str(tmp_path / "lease.txt"), "--matter", "lease").exit_code == 0
    assert run("models", "add", str(made), "firm").exit_code == 0
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_sound_model_is_verified_on_documents_and_on_the_record(gguf: Path) -> None:
    verified = run("models", "verify", "firm", "--positions", "48", "--json")
    assert verified.exit_code == 0, verified.output
    found: dict[str, Any] = json.loads(verified.stdout)
    assert (found["ok"], found["positions"], found["faults"]) == (True, 48, [])
    assert 0 <= found["kl"] <= found["allowed"]
    assert found["floor"] >= 0
    assert 0.9 <= found["top1"] <= 1
    assert found["first_difference"] is None or isinstance(found["first_difference"]["position"], int)
    assert found["server"]["positions"] >= 32
    assert found["float32"]["largest"] <= found["float32"]["allowed"]
    record = json.loads(run("audit", "show", str(found["record"]), "--json").stdout)
    assert (record["kind"], record["facts"]["what"]) == ("model", "models verify")
    assert record["facts"]["kl"] == found["kl"]
    assert record["matters"] == ["lease"]
    assert str(gguf) not in verified.stdout


def test_a_file_that_was_changed_is_not_even_run(gguf: Path) -> None:
    content = bytearray(gguf.read_bytes())
    content[-1] ^= 1
    gguf.write_bytes(content)
    verified = run("models", "verify", "firm", "--positions", "48")
    assert verified.exit_code == 1
    assert "is not the one that was registered" in verified.output


@pytest.mark.usefixtures("gguf")
def test_who_may_see_no_document_is_told_to_bring_a_text(tmp_path: Path) -> None:
    assert run("access", "user", "add", "vera").exit_code == 0
    verified = run("models", "verify", "firm", "--as", "vera")
    assert verified.exit_code == 1
    assert "vera may see no document" in verified.output
    missing = run("models", "verify", "firm", "--text", str(tmp_path / "none.txt"))
    assert "none.txt cannot be read" in missing.output


@pytest.mark.usefixtures("gguf")
def test_more_positions_than_the_model_was_trained_with_are_refused() -> None:
    verified = run("models", "verify", "firm", "--positions", "1025")
    assert verified.exit_code == 1
    assert "was trained with 1,024 tokens, and 1,025 positions are asked for" in verified.output


@pytest.mark.usefixtures("gguf")
def test_who_stops_it_leaves_no_engine_and_no_copy(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    command = [sys.executable, "-m", "pincite", "models", "verify", "firm", "--positions", "48"]
    verifying = psutil.Popen(command, env=os.environ | {"TMPDIR": str(folder)}, stderr=subprocess.PIPE, text=True)
    engines: list[psutil.Process] = []
    while not engines and verifying.poll() is None:
        engines = [one for one in verifying.children() if any("llama_program" in word for word in one.cmdline())]
    verifying.send_signal(signal.SIGINT)
    assert "stopped before it was done" in verifying.communicate()[1]
    assert verifying.returncode == 130
    assert engines
    assert not [one for one in engines if one.is_running()]
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("gguf")
def test_an_engine_that_is_killed_meanwhile_leaves_no_verification() -> None:
    def kill() -> None:
        while not done.wait(0.002):
            for child in psutil.Process().children():
                if any("llama_program" in word for word in child.cmdline()):
                    child.kill()
                    return

    done = threading.Event()
    killer = threading.Thread(target=kill)
    killer.start()
    verified = run("models", "verify", "firm", "--positions", "48")
    done.set()
    killer.join()
    assert verified.exit_code == 1
    [sentence] = verified.stderr.splitlines()
    assert "it was killed, most likely for want of memory or time); nothing was concluded" in sentence
    assert "not verified" in run("models", "show", "firm").stdout


@pytest.mark.usefixtures("gguf")
def test_an_unknown_model_is_refused() -> None:
    verified = run("models", "verify", "other")
    assert (verified.exit_code, "registered are: firm" in verified.output) == (1, True)
