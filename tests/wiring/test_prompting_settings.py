"""What the table [prompting] may say."""

from pathlib import Path

import pytest

from pincite.answering.examples import MOST_EXAMPLES
from pincite.errors import WorkspaceError
from pincite.wiring import Settings, read_settings
from pincite.wiring import prompting_settings as settings


def read(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "settings.toml")


def test_everything_is_off_unless_it_is_set() -> None:
    found = Settings().prompting
    assert (found.examples, found.replies, found.reasoning, found.step_back) == (0, 1, False, False)


def test_all_of_it_can_be_set(tmp_path: Path) -> None:
    found = read(
        tmp_path, "[prompting]\nexamples = 2\nreplies = 3\nreplies_tokens = 5000\nreplies_usd = 0.015\n"
    ).prompting
    assert (found.examples, found.replies, found.replies_tokens) == (2, 3, 5000)
    assert found.replies_pico_dollars == 15_000_000_000


def test_the_bounds_are_those_of_the_code_below() -> None:
    assert settings.MOST_EXAMPLES == MOST_EXAMPLES


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prompting = 3", "a table that begins with a line [prompting]"),
        ("[prompting]\nexample = 2", "unknown setting 'example' in [prompting]"),
        ("[prompting]\nexamples = 6", "a whole number from 0 to 5"),
        ("[prompting]\nexamples = true", "a whole number from 0 to 5"),
        ("[prompting]\nreplies = 0", "a whole number from 1 to 9"),
        ("[prompting]\nreplies = 2.0", "a whole number from 1 to 9"),
        ("[prompting]\nreplies_tokens = 0", "a whole number from 1 to"),
        ("[prompting]\nreplies_usd = -0.1", "a number of US$ from 0"),
        ("[prompting]\nreplies_usd = nan", "a number of US$ from 0"),
        ('[prompting]\nreplies_usd = "1"', "a number of US$ from 0"),
        ("[prompting]\nreasoning = 1", "reasoning in [prompting] to 1; it is true or false"),
        ('[prompting]\nstep_back = "on"', "it is true or false"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
