"""A small part of `runs/attacking/sensitive.py`: models on sockets, rules that change, and words that each may read."""

import argparse
from collections import Counter
from pathlib import Path

import pytest
from runs.attacking.sensitive import attacked
from runs.attacking.sensitive_tally import Found, add_arguments, kept, report


def test_no_words_reach_a_model_that_may_not_read_them_whatever_fails_or_changes() -> None:
    found = Found()
    for seed in (29, 30):
        found.add(attacked(seed, 30))
    assert found.leaks == []
    assert found.unrecorded == []
    assert found.overspent == []
    assert found.strangers == []
    assert found.counted["asks"] == 60
    assert found.counted["requests"] > 20
    assert found.counted["changes"] > 20


def test_the_run_finds_that_labels_count_no_more() -> None:
    """Nothing else that happens meanwhile is needed for that, so the other checks are left to longer runs."""
    found = attacked(30, 50, "labels")
    assert found.leaks or found.unrecorded


def counting(seed: int, asks: int, _check: str | None) -> Found:
    """An attack that finds as many questions as it asks, and a leak with one seed."""
    return Found(Counter(asks=asks), leaks=["a word"] if seed == 2 else [])


def test_runs_in_parts_add_up_and_a_seed_is_run_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    file = tmp_path / "tallies.jsonl"
    options = ["--asks", "3", "--tallies", str(file)]
    report(parser.parse_args(["--from-seed", "0", "--count", "2", *options]), None, counting)
    with file.open("a") as opened:
        opened.write('{"seed": 2, "asks"')  # a process was killed here
    report(parser.parse_args(["--from-seed", "1", "--count", "3", *options]), None, counting)
    assert [one.seed for one in kept(file)] == [0, 1, 2, 3]
    assert '"asks": 12' in capsys.readouterr().out
    assert [leak for one in kept(file) for leak in one.found.leaks] == ["a word"]
    with pytest.raises(SystemExit, match="tallies of other runs"):
        report(parser.parse_args([*options, "--asks", "4"]), None, counting)
