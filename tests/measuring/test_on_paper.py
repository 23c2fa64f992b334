"""What ten million documents would take: the page says what the arithmetic gives, and the arithmetic follows."""

from dataclasses import replace
from pathlib import Path

import pytest
from runs.measuring.on_paper import Assumed, Given, Measured, breaking, sizes, tables

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def test_the_page_has_the_tables_of_the_arithmetic() -> None:
    said = PAGE.read_text(encoding="utf-8").partition("<!-- on paper -->\n")[2].partition("\n<!-- end -->")[0]
    assert said == tables()


def test_a_shard_is_never_split_beyond_what_the_settings_take() -> None:
    few, many = (
        sizes(Measured(pieces=Given(pieces, "", "")), Assumed(documents=Given(1_000, "", "")))
        for pieces in (1_000, 1e6)
    )
    assert (few.shards, many.shards) == (1, 256)
    assert many.memory_gb == pytest.approx(1_000 * few.memory_gb)


def test_twice_the_questions_take_twice_the_cores_and_no_more_room() -> None:
    once, twice = Assumed(), replace(Assumed(), questions=Given(40, "", ""))
    one, two = sizes(Measured(), once), sizes(Measured(), twice)
    assert two.searching_cores == pytest.approx(2 * one.searching_cores)
    assert (two.bucket_gb, two.memory_gb) == (one.bucket_gb, one.memory_gb)
    assert [what for what, *_ in breaking(Measured(), once)] == [what for what, *_ in breaking(Measured(), twice)]
