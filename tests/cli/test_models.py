"""`pincite models`: what is used, said without a key, and tried when asked."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.models.openai_server import Sent, completion, serving

from pincite.cli import main
from pincite.models.onnx_scanner import OnnxScanner


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.setenv("FIRM_KEY", "sk-never-shown")
    assert CliRunner().invoke(main, ["access", "matter", "add", "M"]).exit_code == 0
    return tmp_path / "ws"


def run(folder: Path, settings: str, *arguments: str, status: int = 0) -> Result:
    (folder / "settings.toml").write_text('embedder = "hashing"\n' + settings, encoding="utf-8")
    agreed = CliRunner().invoke(main, ["workspace", "trust", "--yes"])
    assert agreed.exit_code == 0, agreed.output
    result = CliRunner().invoke(main, ["models", *arguments])
    assert result.exit_code == status, result.output
    assert "sk-never-shown" not in result.output
    return result


def test_without_a_language_model(folder: Path) -> None:
    assert json.loads(run(folder, "", "--json").stdout) == {
        "embedder": "hashing-1@256",
        "reranker": None,
        "entailment": "shipped",
        "reader": None,
        "scanner": OnnxScanner().name,
        "language_model": None,
        "language_models": [],
    }
    tried = run(folder, "", "--try", status=1)
    assert tried.stderr == (
        "pincite: no language model is set; set one under [[models]] in the workspace's settings.toml\n"
    )


@pytest.mark.parametrize(("text", "keeps"), [('{"ready": "yes"}', True), ("Yes, ready!", False), ("[" * 9999, False)])
def test_a_language_model_is_tried(text: str, keeps: bool, folder: Path) -> None:
    with serving() as server:
        usage = {"prompt_tokens": 1000, "completion_tokens": 100}
        server.plan += [completion(text, model="m-7", usage=usage)] * 2
        settings = (
            f'[model]\nprovider = "openai"\nurl = "{server.url}"\nname = "m"\nkey_env = "FIRM_KEY"\n'
            "prompt_usd_per_million = 2\ncompletion_usd_per_million = 10\n"
        )
        began = time.monotonic()
        said = json.loads(run(folder, settings, "--try", "--json").stdout)
        took = time.monotonic() - began
        shown = run(folder, settings, "--try").stdout
    [used] = said["language_models"]
    assert (used["provider"], said["tried"]) == (said["language_model"]["provider"], used["tried"])
    tried = used.pop("tried")
    assert used == {
        "tier": "on-prem",
        "provider": "openai",
        "url": server.url,
        "name": "m",
        "key_env": "FIRM_KEY",
        "context_tokens": 8192,
        "leaves_firm": False,
        "accepts": "privileged",
        "usd_per_million_tokens": [2.0, 10.0],
        "max_answer_tokens": 1024,
        "timeout_s": 600,
        "requests_per_minute": None,
        "tokens_per_minute": None,
        "judges": False,
        "understands": False,
        "trust_env": False,
        "cautions": [],
    }
    assert 0 < tried.pop("seconds") <= took
    assert tried == {
        "model": "m-7",
        "prompt_tokens": 1000,
        "completion_tokens": 100,
        "estimated": False,
        "cost_usd": 0.003,
        "keeps_to_schema": keeps,
    }
    assert f"keeps to schema       {'yes' if keeps else 'no'}\n" in shown
    assert f"url                     {server.url}\n" in shown


def trials() -> list[list[dict[str, str]]]:
    """What is on the record of each trial, of where the line was sent."""
    lines = CliRunner().invoke(main, ["audit", "export", "--kind", "try"]).stdout.splitlines()
    sent = [json.loads(line)["facts"]["sent"] for line in lines]
    return [[{name: one[name] for name in ("model", "place", "sensitivity")} for one in each] for each in sent]


def test_all_are_tried_and_those_that_fail_say_why(folder: Path) -> None:
    with serving() as server:
        server.plan += [Sent(404, b'{"error": {"message": "no model m"}}'), completion('{"ready": "yes"}')] * 2
        settings = "".join(
            f'[[models]]\ntier = "{tier}"\nprovider = "openai"\nurl = "{server.url}"\nname = "m"\n'
            for tier in ("small", "large")
        )
        result = run(folder, settings, "--try", status=1)
        said = json.loads(run(folder, settings, "--try", "--json", status=1).stdout)["language_models"]
    why = f"the language model m at {server.url} is not there (404: no model m); correct url or name in settings.toml"
    assert why in result.stdout
    assert "keeps to schema       yes" in result.stdout
    assert result.stderr == "pincite: 1 language model of 2 did not answer: small\n"
    assert [(one.get("failed"), "tried" in one) for one in said] == [(why, False), (None, True)]
    assert trials() == [[{"model": "m", "place": "on-prem", "sensitivity": "public"}]] * 4


def test_all_settings_of_a_model_are_shown_with_what_is_hardly_meant(folder: Path) -> None:
    settings = (
        '[[models]]\ntier = "far"\nprovider = "openai"\nurl = "https://models.example.com/v1"\nname = "m"\n'
        'accepts = "privileged"\nrequests_per_minute = 60\ntokens_per_minute = 30000\njudges = true\n'
    )
    shown = run(folder, settings).stdout
    for line in ("requests per minute     60", "tokens per minute       30000", "judges                  yes"):
        assert line in shown
    assert 'accepts = "privileged" sends everything out of the firm' in shown
    near = settings.replace("https://models.example.com", "http://127.0.0.1:9")
    assert "cautions                none" in run(folder, near).stdout
