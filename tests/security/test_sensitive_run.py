"""A small part of `runs/attacking/sensitive.py`: models on sockets, rules that change, and words that each may read."""

from runs.attacking.sensitive import attacked


def test_no_words_reach_a_model_that_may_not_read_them_whatever_fails_or_changes() -> None:
    found = attacked(asks=50, seed=29, per_firm=25)
    assert found.leaks == []
    assert found.unrecorded == []
    assert found.counted["asks"] == 50
    assert found.counted["requests"] > 20
    assert found.counted["changes"] > 20


def test_the_run_finds_that_labels_count_no_more() -> None:
    """Nothing else that happens meanwhile is needed for that, so the other two checks are left to longer runs."""
    found = attacked(asks=50, seed=29, per_firm=25, check="labels")
    assert found.leaks or found.unrecorded
