"""What somebody may not see might as well not be there."""

import asyncio
from pathlib import Path

import pytest
from tests.leaks.twins import compare


@pytest.mark.parametrize(("kind", "seed"), [("memory", 1), ("flat", 2), ("lance", 2)])
def test_what_may_not_be_seen_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, seed: int
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    counts, examples = asyncio.run(compare(seed, 6, tmp_path, kind))
    assert counts["pairs with passages"] > 10
    assert (counts["pairs that differ"], counts["names that differ"]) == (0, 0), examples
    assert counts["reports"] > 4
    assert counts["reports that differ"] == 0
