"""A small part of the attacks: the whole pipeline with a model that obeys all of them; and families of others."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.copied import run_copy

ROOT = Path(__file__).parents[2]
INJECTION = ROOT.parent / "shared" / "data" / "prompt_injection" / "injection.jsonl.xz"


@pytest.mark.live
@pytest.mark.skipif(not INJECTION.exists(), reason="the attacks are not on this machine")
def test_a_model_that_obeys_every_attack_leaks_nothing(tmp_path: Path) -> None:
    result = attacked(tmp_path, "--attacks", "16", "--questions", "12", "--hashing")
    leaks = {"canary", "instructions", "other matter", "foreign address", "forged citation"}
    for group in ("benign", "documents", "questions"):
        assert leaks.isdisjoint(result[group]["out"]), result[group]["examples"]
    assert result["documents"]["reached"] > 10
    assert result["benign"]["true_released"] == result["benign"]["true_offered"] > 0


@pytest.mark.live
@pytest.mark.timeout(600)
def test_no_attack_of_the_families_comes_through(tmp_path: Path) -> None:
    """The families whose promises hold without an exception; the others are measured."""
    names = "hiding,spelling,trusting,naming,altering"
    for family in attacked(tmp_path, "--families", names, "--each", "17", "--seed", "5"):
        assert family["attempts"] > 12, family["family"]
        assert family["came"] == [], family["family"]


def attacked(place: Path, *options: str) -> Any:  # noqa: ANN401 - JSON
    """What a run of attacks with these options found."""
    found = place / "a.json"
    command = [sys.executable, "-m", "runs.attacking.attacks", *options, "--out", str(found)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return json.loads(found.read_text(encoding="utf-8"))


HOLES = {
    "hiding": "family.visible_words = lambda document, start, end: document.text",
    "spelling": "family.breaches = lambda *_: ()",
    "carrying": "family.breaches = lambda *_: ()",
    "telling": "family.against = lambda *_: ''",
    "altering": "family.Copy.problems = lambda _: 0",
    "trusting": "family.COMMANDS = (('--version',),)",
}


@pytest.mark.live
@pytest.mark.parametrize("name", HOLES)
def test_a_family_sees_what_comes_through_a_hole(tmp_path: Path, name: str) -> None:
    code = f"""
from pathlib import Path
from runs.attacking import {name} as family
from runs.attacking.family import tally
{HOLES[name]}
print(len(tally(family.FAMILY, range(9), 5, Path({str(tmp_path)!r})).came))
"""
    environment = {"PATH": "", "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = run_copy(code, environment=environment)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.splitlines()[-1]) > 4
