"""What the scanner learns from and is measured on, line by line: `runs/training/scanner`."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "runs" / "training" / "scanner"
FILES = sorted((FOLDER / "written").glob("*.txt"))
APART = ", kept apart"


def lines(file: Path, *, apart: bool) -> list[str]:
    """The lines of a file's families on one side."""
    found, is_apart = [], False
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            is_apart = line.endswith(APART)
        elif line.strip() and is_apart == apart:
            found.append(line)
    return found


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_tenth_of_what_was_written_is_for_measuring(file: Path) -> None:
    learnt, apart = lines(file, apart=False), lines(file, apart=True)
    assert len(apart) >= 0.07 * len(learnt) > 0
    assert len(set(learnt + apart)) == len(learnt) + len(apart)


def test_nothing_learnt_is_like_what_is_measured() -> None:
    """Half of the runs of four words of the shorter text make two texts alike."""
    measured = (FOLDER / "lookalikes.txt").read_text(encoding="utf-8").splitlines()
    measured += [line for file in FILES for line in lines(file, apart=True)]
    known = [(line, runs_of_words(line)) for line in measured]
    alike = []
    for line in (line for file in FILES for line in lines(file, apart=False)):
        runs = runs_of_words(line)
        alike += [(line, other) for other, their in known if len(runs & their) * 2 >= min(len(runs), len(their))]
    assert alike == []


DRAW = """
import json, random
from runs.training.scanner.examples import SCANNED_MOST, Material, subtle_examples
given = Material(pieces={kind: ["Rent is due on Monday."] for kind in (*SCANNED_MOST, "contract")})
found = subtle_examples(given, random.Random(3))
print(json.dumps([(each.source, each.document, each.question, each.text) for each in found]))
"""


@pytest.mark.live
def test_orders_are_learnt_as_orders_and_honest_sentences_as_honest() -> None:
    drawn = subprocess.run([sys.executable, "-c", DRAW], cwd=FOLDER.parents[2], check=True, capture_output=True).stdout
    rows = json.loads(drawn)
    assert {(source, document, question) for source, document, question, _ in rows} == {
        ("planted", 1, None),
        ("honest", 0, None),
    }
    texts = "\n".join(text for *_, text in rows).lower()
    for name in ("planted", "honest"):
        file = FOLDER / "written" / f"{name}.txt"
        learnt = [line.lower().rstrip(".") for line in lines(file, apart=False) if "⟦" not in line]
        assert [line for line in learnt if line not in texts] == []
        assert [line for line in lines(file, apart=True) if line.lower() in texts] == []
