"""The page that walks a sentence through the model prints what it says."""

import re
from contextlib import chdir
from pathlib import Path

import pytest
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
