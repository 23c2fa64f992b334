"""`pincite models plan`: what a platform engineer types and reads, before a model is loaded."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from runs.making.make_plan_chart import PICTURE, chart
from tests.models.architecture.made_gguf import llama

from pincite.cli import main

FIELDS = {
    "weights_bytes": int,
    "parameters": int,
    "active_parameters": int,
    "kv_bytes_per_token": int,
    "kv_bytes_per_user": int,
    "users_at_once": int,
    "longest_context": int,
    "first_token_ms": float,
    "token_ms": float,
    "fits": bool,
    "model": str,
    "engine": str,
    "machine": str,
    "tp": int,
    "kv": str,
    "context": int,
    "users": int,
    "memory_needed_bytes": int,
    "memory_usable_bytes": int,
    "yarn_factor": NoneType,
    "within_3s": bool,
    "assumptions": list,
}

MACHINE = 'memory = "{memory}"\nbandwidth = "10 GB/s"\nflops = "100 GFLOP/s"\ndevices = 4\nlink = "1 GB/s"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    llama().write(tmp_path / "m.gguf")
    (tmp_path / "machine.toml").write_text(MACHINE.format(memory="1 GB"), encoding="utf-8")
    (tmp_path / "small.toml").write_text(MACHINE.format(memory="20 MB"), encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str, machine: str = "machine.toml", status: int = 0) -> Result:
    given = ("--context", "100", "--users", "2", "--machine", str(folder / machine))
    result = CliRunner().invoke(main, ["models", "plan", str(folder / "m.gguf"), *given, *more])
    assert result.exit_code == status, result.output
    return result


def test_the_json_has_the_fields_of_the_contract(folder: Path) -> None:
    plan: dict[str, Any] = json.loads(run(folder, "--json").stdout)
    assert {name: type(value) for name, value in plan.items()} == FIELDS
    assert (plan["parameters"], plan["weights_bytes"]) == (64_320, 4 * 64_320)
    assert plan["kv_bytes_per_token"] == 2 * 2 * (2 * 16 + 2 * 16)
    assert plan["kv_bytes_per_user"] == 256 * plan["kv_bytes_per_token"]
    assert all(isinstance(sentence, str) for sentence in plan["assumptions"])
    assert [plan[name] for name in ("model", "engine", "machine", "tp", "kv", "context", "users", "within_3s")] == [
        *("Tiny", "llama.cpp", "machine", 1, "f16", 100, 2, True)
    ]
    assert plan["memory_usable_bytes"] == 900_000_000
    assert plan["memory_needed_bytes"] > plan["weights_bytes"] + 2 * plan["kv_bytes_per_user"]


def test_the_json_says_how_far_positions_are_stretched(folder: Path) -> None:
    assert json.loads(run(folder, "--context", "400", "--json").stdout)["yarn_factor"] == 3.25


def test_no_workspace_is_needed_and_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_WORKSPACE", str(folder / "none"))
    assert "longest context   128 tokens with 2 users" in run(folder).stdout
    assert not (folder / "none").exists()


def test_a_registered_model_is_planned_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(folder / "ws"))
    monkeypatch.chdir(folder)
    for words in (["access", "matter", "add", "M"], ["models", "add", str(folder / "m.gguf"), "tiny"]):
        assert CliRunner().invoke(main, words).exit_code == 0
    given = ("--context", "100", "--users", "2", "--machine", str(folder / "machine.toml"), "--json")
    by_path, by_name = (
        json.loads(CliRunner().invoke(main, ["models", "plan", name, *given]).stdout) for name in ("m.gguf", "tiny")
    )
    assert (by_path.pop("model"), by_name.pop("model")) == ("Tiny", "tiny")
    assert by_path == by_name
    unknown = CliRunner().invoke(main, ["models", "plan", "tinny", *given])
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "pincite: no model 'tinny' is registered; registered are: tiny\n",
    )


def test_a_registered_model_is_planned_only_if_its_file_is_the_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(folder / "ws"))
    gguf = folder / "m.gguf"
    for words in (["access", "matter", "add", "M"], ["models", "add", str(gguf), "tiny-1.5b"]):
        assert CliRunner().invoke(main, words).exit_code == 0
    given = ("--context", "100", "--users", "2", "--machine", str(folder / "machine.toml"))
    said = CliRunner().invoke(main, ["models", "plan", "tiny-1.5b", *given])
    digest = hashlib.sha256(gguf.read_bytes()).hexdigest()
    assert said.stdout.startswith(f"registered        tiny-1.5b {digest[:8]}\nmodel             Tiny (llama,")
    llama(general__name="Other").write(gguf)
    other = CliRunner().invoke(main, ["models", "plan", "tiny-1.5b", *given])
    sentence = f"the file of the model 'tiny-1.5b' is another than the one registered ({gguf})"
    assert (other.exit_code, other.stdout) == (1, "")
    assert other.stderr == f"pincite: {sentence}; put it back, or retire it and add anew\n"
    gguf.unlink()
    gone = CliRunner().invoke(main, ["models", "plan", "tiny-1.5b", *given])
    assert (gone.exit_code, "is not there any more" in gone.stderr) == (1, True)


@pytest.mark.parametrize("option", ["--context", "--users", "--tp"])
def test_none_of_anything_is_a_mistake_of_who_typed_it(option: str, folder: Path) -> None:
    assert f"Invalid value for '{option}'" in run(folder, option, "0", status=2).stderr


def test_users_that_do_not_fit_end_with_status_1_and_a_sentence(folder: Path) -> None:
    result = run(folder, "--users", "5000", machine="small.toml", status=1)
    assert result.stderr.startswith("pincite: 5,000 users with 100 tokens each need ")
    assert "17.2 MiB are usable; plan at most " in result.stderr
    assert result.stderr.count("\n") == 1
    assert json.loads(run(folder, "--users", "5000", "--json", machine="small.toml", status=1).stdout)["fits"] is False


def test_each_figure_is_derived_on_request(folder: Path) -> None:
    said = run(folder, "--explain").stdout
    assert "cache of a token = 256 B (f16: 2 bytes a number)\n    = 2 × (2 × 16 + 2 × 16) × 2 ÷ 1\n" in said
    refused = run(folder, "--explain", "--json", status=2)
    assert "--explain is for people; leave out --json." in refused.stderr


def test_a_chart_is_a_file_of_its_own(folder: Path) -> None:
    run(folder, "--plot", str(folder / "plan.svg"))
    svg = etree.fromstring((folder / "plan.svg").read_bytes())
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    words = " ".join(svg.itertext())
    for said in (
        "tokens of each user, logarithmic",
        "trained with 128",
        "858.3 MiB are usable, far above",
        "1 user",
        "2 users",
        "4 users",
    ):
        assert said in words
    run(folder, "--users", "40", "--plot", str(folder / "plan.svg"), machine="small.toml")
    assert "17.2 MiB usable" in (folder / "plan.svg").read_text(encoding="utf-8")
    llama(llama__context_length=20_000_000).write(folder / "m.gguf")
    run(folder, "--users", "40", "--plot", str(folder / "plan.svg"), machine="small.toml")
    beyond = "tokens of each user, logarithmic (trained with 20,000,000)</text>"
    assert beyond in (folder / "plan.svg").read_text(encoding="utf-8")
    refused = run(folder, "--plot", str(folder / "nowhere" / "plan.svg"), status=2)
    assert "cannot be written" in refused.stderr


def test_a_chart_is_headed_by_the_name_of_the_file(folder: Path) -> None:
    run(folder, "--plot", str(folder / "plan.svg"))
    words = " ".join(etree.fromstring((folder / "plan.svg").read_bytes()).itertext())
    assert "Memory of m.gguf on " in words


def test_a_chart_needs_no_style_sheet(folder: Path) -> None:
    run(folder, "--plot", str(folder / "plan.svg"))
    svg = etree.fromstring((folder / "plan.svg").read_bytes())
    assert not [part for part in svg.iter() if etree.QName(part).localname == "style"]
    for part in svg.iter("{*}line", "{*}polyline"):
        assert str(part.get("stroke")).startswith("#")
    assert "var(" not in etree.tostring(svg).decode()


def test_a_chart_is_called_svg(folder: Path) -> None:
    refused = run(folder, "--plot", str(folder / "plan.png"), status=2)
    assert "--plot writes SVG, and plan.png is called otherwise; name a file that ends in .svg" in refused.stderr
    assert not (folder / "plan.png").exists()


def test_the_chart_on_the_page_is_what_the_command_draws() -> None:
    shown = Path("docs/pictures") / PICTURE
    assert shown.read_text(encoding="utf-8") == chart(), "renew it: python -m runs.making.make_plan_chart"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (("--tp", "3"), "4 query heads cannot be divided over 3 devices; over 1, 2 or 4 the model can: plan with --tp"),
        (("--tp", "8"), "--tp 8 needs 8 devices, and the machine machine has 4 devices"),
        (("--kv", "q8_0"), "a cache in q8_0 keeps blocks of 32 numbers, which a head of 16 does not fill"),
        (("--context", "100000"), "the model was trained with 128 tokens, and 100,000 would need positions stretched"),
    ],
)
def test_what_cannot_be_is_one_sentence(more: tuple[str, ...], expected: str, folder: Path) -> None:
    result = run(folder, *more, status=1)
    assert result.stderr.startswith(f"pincite: {expected}")
    assert (result.stderr.count("\n"), result.stdout) == (1, "")


def test_a_broken_model_is_one_sentence(folder: Path) -> None:
    whole = (folder / "m.gguf").read_bytes()
    (folder / "m.gguf").write_bytes(whole[:-5])
    result = run(folder, status=1)
    assert "is cut off: the tensor 'blk.1.ffn_down.weight' ends 5 bytes after the file; copy it anew" in result.stderr


def test_a_title_that_steers_the_terminal_is_escaped(folder: Path) -> None:
    llama(general__name="\x1b[31mRed\u202e").write(folder / "m.gguf")
    assert "\\x1b[31mRed\\u202e" in run(folder).stdout


def test_without_a_machine_this_one_is_measured(folder: Path) -> None:
    given = [
        sys.executable,
        "-m",
        "pincite",
        "models",
        "plan",
        str(folder / "m.gguf"),
        "--context",
        "100",
        "--users",
        "2",
    ]
    said = subprocess.run([*given, "--json"], capture_output=True, text=True, check=True, timeout=60)
    assert any("measured here" in sentence for sentence in json.loads(said.stdout)["assumptions"])
    both = subprocess.run(
        [*given, "--calibrate", "--machine", "m"], capture_output=True, text=True, check=False, timeout=60
    )
    assert both.returncode == 2
    assert "--calibrate measures this machine, and --machine names another; give one of them." in both.stderr


def test_a_registered_model_is_planned_as_the_settings_run_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(folder / "ws"))
    wide = {"attention__head_count": 2, "attention__head_count_kv": 1, "rope__dimension_count": 32}
    llama(**{f"llama__{name}": value for name, value in wide.items()}).write(folder / "m.gguf")
    for words in (["access", "matter", "add", "M"], ["models", "add", str(folder / "m.gguf"), "tiny"]):
        assert CliRunner().invoke(main, words).exit_code == 0
    given = ("models", "plan", "tiny", "--context", "100", "--users", "2", "--machine", str(folder / "machine.toml"))

    def lines(*more: str) -> list[str]:
        result = CliRunner().invoke(main, [*given, *more])
        assert result.exit_code == 0, result.output
        return [line for line in result.stdout.splitlines() if line.startswith(("settings.toml", "cache of a token"))]

    [cache] = lines()
    assert cache.endswith("(f16)")
    settings = ['provider = "llama.cpp"', 'tier = "own"', f'gguf = "{folder / "m.gguf"}"', "context_tokens = 4096"]
    settings += ['kv_cache = "q8_0"', "yarn_factor = 2.0"]
    (folder / "ws" / "settings.toml").write_text("\n".join(["[[models]]", *settings]))
    trusted = CliRunner().invoke(main, ["workspace", "trust", "--yes"])
    assert trusted.exit_code == 0, trusted.output
    told, cache = lines()
    assert (told, cache.endswith("(q8_0)")) == ("settings.toml     q8_0 and YaRN ×2; planned here: q8_0", True)
    told, cache = lines("--kv", "q4_0")
    assert (told, cache.endswith("(q4_0)")) == ("settings.toml     q8_0 and YaRN ×2; planned here: q4_0", True)
