"""The page that walks a sentence through the model prints what it says."""

import math
import re
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from runs.making import make_model_pictures
from tests.models.reference.test_smollm2 import MODEL

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "inside-the-model.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.M | re.S)


@pytest.mark.live
@pytest.mark.skipif(not MODEL.exists(), reason=f"{MODEL} is not there: python -m runs.making.fetch_gguf")
def test_each_example_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) > 10
    program: dict[str, object] = {}
    with chdir(ROOT):
        for source, shown in examples:
            exec(compile(source, PAGE.name, "exec"), program)  # noqa: S102 - the page's own examples
            assert capsys.readouterr().out == shown


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def same(drawn: str, kept: str) -> bool:
    """True of two pictures that differ at most in the last digit of a number, which another processor may give."""
    numbers = [[float(number) for number in NUMBER.findall(picture)] for picture in (drawn, kept)]
    if NUMBER.sub("0", drawn) != NUMBER.sub("0", kept) or len(numbers[0]) != len(numbers[1]):
        return False
    return all(math.isclose(one, other, abs_tol=0.11) for one, other in zip(*numbers, strict=True))


@pytest.mark.live
@pytest.mark.skipif(not MODEL.exists(), reason=f"{MODEL} is not there: python -m runs.making.fetch_gguf")
def test_the_pictures_are_what_the_script_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = set(re.findall(r"pictures/(model-\w+\.svg)", PAGE.read_text(encoding="utf-8")))
    monkeypatch.setattr(sys, "argv", ["make_model_pictures", "--to", str(tmp_path)])
    make_model_pictures.main()
    assert {path.name for path in tmp_path.iterdir()} == shown
    for name in shown:
        drawn, kept = (folder / name for folder in (tmp_path, PAGE.parent / "pictures"))
        assert same(drawn.read_text(encoding="utf-8"), kept.read_text(encoding="utf-8")), name
