"""What somebody may not see might as well not be there."""

import asyncio
from pathlib import Path

import pytest
from tests.leaks.twins import compare


@pytest.mark.parametrize("seed", [1, 4])
def test_what_may_not_be_seen_changes_nothing_but_the_weights_of_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """With those counted among permitted rows alone, as `ApartIndex` does, all replies are the same."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    counts, examples = asyncio.run(compare(seed, 6, tmp_path, "apart"))
    assert counts["pairs with passages"] > 10
    assert (counts["pairs that differ"], counts["names that differ"]) == (0, 0), examples
    assert counts["reports"] > 4
    assert counts["reports that differ"] == 0
