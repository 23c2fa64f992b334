"""`pincite models verify --encoders`: whether the encoders of a workspace compute what their weights say."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main
from pincite.models.onnx_graph import WEIGHTS

pytestmark = pytest.mark.live


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "ws"))
    (tmp_path / "note.txt").write_text("The rent is due on the first day of each month.", encoding="utf-8")
    assert run("ingest", str(tmp_path / "note.txt"), "--matter", "lease").exit_code == 0
    return tmp_path / "ws"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.usefixtures("workspace")
def test_the_encoders_that_ship_are_verified_and_on_the_record() -> None:
    verified = run("models", "verify", "--encoders", "--json")
    assert verified.exit_code == 0, verified.output
    found: dict[str, Any] = json.loads(verified.stdout)
    assert (found["ok"], found["problems"]) == (True, [])
    names = [one["encoder"].partition("@")[0] for one in found["encoders"]]
    readers = ["reader-l6-legal-int8", "second-reader-mpnet6-legal-int8"]
    assert names == ["minilm-l6-legal-int8", "entailment-l6-legal-int8", *readers, "scanner-l6-int8"]
    assert all(one["ok"] and one["nearest"] <= one["allowed"] < one["rounding"] for one in found["encoders"])
    record = json.loads(run("audit", "show", str(found["record"]), "--json").stdout)
    assert (record["kind"], record["facts"]["what"]) == ("model", "models verify --encoders")
    assert record["facts"]["faults"] == []


def _set_reader(workspace: Path, graph: bytes) -> None:
    """Makes a copy of the reader that ships, with another graph, the reader of the workspace."""
    folder = workspace.parent / "reader"
    folder.mkdir()
    shutil.copy(WEIGHTS / "tokenizer.json", folder)
    (folder / "other.onnx").write_bytes(graph)
    card = json.loads((WEIGHTS / "reader-l6-legal-int8.json").read_text(encoding="utf-8"))
    card["name"] = "other"
    card["graph"] = {"file": "other.onnx", "sha256": hashlib.sha256(graph).hexdigest()}
    (folder / "other.json").write_text(json.dumps(card), encoding="utf-8")
    settings = workspace / "settings.toml"
    before = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f'reader = "{folder / "other.json"}"\n{before}', encoding="utf-8")
    assert run("workspace", "trust", "--yes").exit_code == 0


def test_an_encoder_that_was_set_is_verified_too(workspace: Path) -> None:
    _set_reader(workspace, (WEIGHTS / "reader-l6-legal-int8.onnx").read_bytes())
    verified = run("models", "verify", "--encoders")
    assert verified.exit_code == 0, verified.output
    assert "other@" in verified.stdout
    assert "all compute what their weights say" in verified.stdout
    names, figures = zip(*(line.split("  ", 1) for line in verified.stdout.splitlines()), strict=True)
    assert len({len(name) + len(of) - len(of.lstrip()) for name, of in zip(names, figures, strict=True)}) == 1


def test_a_second_reader_of_another_family_is_verified_too(workspace: Path) -> None:
    card = Path(__file__).parents[1] / "data" / "encoder" / "tiny-mpnet.json"
    (workspace / "settings.toml").write_text(f'second_reader = "{card}"\n', encoding="utf-8")
    assert run("workspace", "trust", "--yes").exit_code == 0
    verified = run("models", "verify", "--encoders")
    assert verified.exit_code == 0, verified.output
    assert "tiny-mpnet@" in verified.stdout


def test_a_graph_of_another_form_is_said_and_not_passed_over(workspace: Path) -> None:
    _set_reader(workspace, (Path(__file__).parents[1] / "data" / "reader" / "tiny-reader.onnx").read_bytes())
    verified = run("models", "verify", "--encoders")
    assert verified.exit_code == 1
    assert "other.onnx has no layers of BERT or MPNet" in verified.output
    assert "minilm-l6-legal-int8@" in verified.stdout


@pytest.mark.parametrize("arguments", [(), ("firm", "--encoders")])
def test_it_is_one_or_the_other(arguments: tuple[str, ...]) -> None:
    refused = run("models", "verify", *arguments)
    assert refused.exit_code == 2
    assert "Name a registered model, or say --encoders." in refused.output


@pytest.mark.parametrize("option", ["--adapter", "--text", "--server"])
def test_what_encoders_do_not_take_is_not_passed_over(option: str) -> None:
    refused = run("models", "verify", "--encoders", option, "box")
    assert refused.exit_code == 2
    assert "leave out --adapter, --text, --server." in refused.output
