"""`pincite models add|list|show|retire`: what a model's file was when it was registered, and whether it still is."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.models.architecture.made_gguf import llama

from pincite.cli import main


@pytest.fixture
def gguf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "ws"))
    assert CliRunner().invoke(main, ["access", "matter", "add", "M"]).exit_code == 0
    return llama().write(tmp_path / "firm.gguf")


def run(*arguments: str, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["models", *arguments])
    assert result.exit_code == status, result.output
    return result


def said(*arguments: str, status: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json", status=status).stdout)
    return found


def record(seq: int) -> dict[str, Any]:
    shown = CliRunner().invoke(main, ["audit", "show", str(seq), "--json"])
    assert shown.exit_code == 0, shown.output
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def head() -> int:
    found: int = json.loads(CliRunner().invoke(main, ["audit", "head", "--json"]).stdout)["seq"]
    return found


def test_a_model_is_registered_with_what_its_file_says(gguf: Path) -> None:
    added = said("add", str(gguf), "firm-tiny")
    assert added["sha256"] == hashlib.sha256(gguf.read_bytes()).hexdigest()
    assert added["chat_template_sha256"] == hashlib.sha256(b"{{ messages }}").hexdigest()
    assert (added["architecture"], added["licence"], added["trained_context"]) == ("llama", "apache-2.0", 128)
    assert said("show", "firm-tiny") == added
    assert said("list") == {"models": [added]}


def test_each_change_is_on_the_record(gguf: Path) -> None:
    added = said("add", str(gguf), "firm-tiny")
    retired = said("retire", "firm-tiny", "--reason", "a better one came")
    of_added, of_retired = record(added["record"]), record(retired["record"])
    assert (of_added["kind"], of_added["facts"]["what"]) == ("model", "models add")
    assert of_added["facts"]["sha256"] == of_retired["facts"]["sha256"] == added["sha256"]
    assert (of_retired["facts"]["what"], of_retired["facts"]["model"]) == ("models retire", "firm-tiny")
    assert of_retired["content"] == {"reason": "a better one came"}


def test_a_file_that_was_changed_is_noticed(gguf: Path) -> None:
    said("add", str(gguf), "firm-tiny")
    stamp = gguf.stat().st_mtime_ns
    content = bytearray(gguf.read_bytes())
    content[-1] ^= 1
    gguf.write_bytes(content)
    os.utime(gguf, ns=(stamp, stamp))
    shown = run("show", "firm-tiny", status=1)
    assert f"sha256 now        {hashlib.sha256(content).hexdigest()}\n" in shown.stdout
    assert "its file is NOT the one that was registered" in shown.output
    os.utime(gguf, ns=(stamp + 1, stamp + 1))
    assert [model["state"] for model in said("list", status=1)["models"]] == ["changed"]
    assert "the model 'firm-tiny': its file is NOT the one that was registered" in run("list", status=1).stderr
    gguf.unlink()
    assert [model["state"] for model in said("list", status=1)["models"]] == ["missing"]
    run("retire", "firm-tiny", "--reason", "gone")
    assert [model["state"] for model in said("list")["models"]] == ["retired"]


def test_a_file_that_cannot_be_read_is_not_said_to_be_another(gguf: Path) -> None:
    said("add", str(gguf), "firm-tiny")
    gguf.unlink()
    gguf.symlink_to("/proc/self/mem")  # whose first byte nobody can read
    assert [model["state"] for model in said("list", status=1)["models"]] == ["unreadable"]
    assert "the model 'firm-tiny': its file cannot be read" in run("list", status=1).stderr


def test_a_retired_model_says_by_whom_when_and_why(gguf: Path) -> None:
    said("add", str(gguf), "firm-tiny")
    seq = said("retire", "firm-tiny", "--reason", "a larger one came")["record"]
    gone = said("show", "firm-tiny")["retired"]
    of = record(seq)
    assert gone == {"by": of["user"], "at": of["at"], "reason": "a larger one came", "record": seq}
    line = f"retired           {of['at']} by {of['user']}: a larger one came (record {seq})"
    assert line in run("show", "firm-tiny").stdout
    again = run("retire", "firm-tiny", "--reason", "x", status=1).stderr
    assert f"the model 'firm-tiny' is retired (record {seq}, by {of['user']}); register one anew" in again


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_model_is_retired_for_a_reason(reason: str, gguf: Path) -> None:
    said("add", str(gguf), "firm-tiny")
    before = head()
    assert "give one with --reason" in run("retire", "firm-tiny", "--reason", reason, status=1).stderr
    assert head() == before


def test_a_folder_without_weights_is_not_registered(gguf: Path) -> None:
    published = json.loads(Path("tests/data/architectures/published.json").read_text(encoding="utf-8"))
    folder = gguf.parent / "no-weights"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(published["SmolLM2-135M"]), encoding="utf-8")
    before = head()
    refused = run("add", str(folder), "smol", status=1).stderr
    assert "has a config.json and no weights beside it (*.safetensors)" in refused
    assert head() == before


def test_a_file_that_was_only_touched_is_still_the_one(gguf: Path) -> None:
    said("add", str(gguf), "firm-tiny")
    os.utime(gguf, ns=(1, 1))
    assert [model["state"] for model in said("list")["models"]] == ["registered"]


def test_a_name_is_taken_until_its_model_is_retired(gguf: Path) -> None:
    first = said("add", str(gguf), "firm-tiny")
    assert "registered already (record" in run("add", str(gguf), "firm-tiny", status=1).output
    run("retire", "firm-tiny", "--reason", "anew")
    assert [model["state"] for model in said("list")["models"]] == ["retired"]
    assert said("add", str(gguf), "firm-tiny")["record"] > first["record"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty; copy it anew"),
        (b"GGUF\x03\0\0\0", "is cut off or damaged within"),
        (b"%PDF-1.7", "is no GGUF file"),
    ],
    ids=["empty", "cut", "another format"],
)
def test_nothing_is_registered_of_a_bad_file(gguf: Path, content: bytes, complaint: str) -> None:
    gguf.write_bytes(content)
    before = head()
    assert complaint in run("add", str(gguf), "firm-tiny", status=1).output
    assert said("list") == {"models": []}
    assert head() == before


@pytest.mark.parametrize("name", ["", "a b", "../up", "-x", "x" * 61, "é"])
def test_a_name_is_plain(gguf: Path, name: str) -> None:
    assert "is no name for a model" in run("add", "--", str(gguf), name, status=1).output


def test_an_unknown_model_is_named_with_those_that_are_known(gguf: Path) -> None:
    assert "register one: pincite models add" in run("show", "firm", status=1).output
    said("add", str(gguf), "firm-tiny")
    assert "registered are: firm-tiny" in run("retire", "firm", "--reason", "x", status=1).output


def test_only_who_administers_may_register_or_retire(gguf: Path) -> None:
    assert CliRunner().invoke(main, ["access", "user", "add", "vera"]).exit_code == 0
    said("add", str(gguf), "firm-tiny")
    for verb in (("add", str(gguf), "other"), ("retire", "firm-tiny", "--reason", "x")):
        assert "vera" in run(*verb, "--as", "vera", status=1).output
    assert [model["state"] for model in said("list")["models"]] == ["registered"]


def has_open(process: int, file: Path) -> bool:
    for one in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # it was closed since it was listed
            if one.readlink() == file:
                return True
    return False


def test_who_is_killed_while_adding_has_registered_nothing(gguf: Path) -> None:
    with gguf.open("ab") as file:
        file.truncate(2_000_000_000)  # sparse: it takes seconds to be read for its hash
    adding = subprocess.Popen([sys.executable, "-m", "pincite", "models", "add", str(gguf), "firm-tiny"])
    while adding.poll() is None and not has_open(adding.pid, gguf):
        pass
    adding.send_signal(signal.SIGKILL)
    assert adding.wait() == -signal.SIGKILL
    assert said("list") == {"models": []}
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0
