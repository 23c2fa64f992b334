"""A time left that counts down and does not jump."""

from itertools import pairwise

from pincite.views.remaining import TimeLeft, in_words


def test_the_time_left_does_not_jump_where_items_differ_in_length() -> None:
    now = [0.0]
    left = TimeLeft(lambda: now[0])
    left.after(0, 100)
    said: list[float] = []
    for done in range(1, 101):
        now[0] += 9.0 if done % 10 == 0 else 1.0  # every tenth takes nine times as long
        found = left.after(done, 100)
        if found is not None:
            said.append(found)
    jumps = [later - earlier for earlier, later in pairwise(said)]
    assert max(jumps) < 0.15 * max(said)
    assert said[-1] == 0
    assert abs(said[len(said) // 2] - 90) < 30


def test_what_was_done_by_an_earlier_run_is_not_taken_for_speed() -> None:
    now = [0.0]
    left = TimeLeft(lambda: now[0])
    left.after(50, 100)
    for done in range(51, 61):
        now[0] += 2.0
        said = left.after(done, 100)
    assert said is not None
    assert 60 < said < 100


def test_nothing_is_said_before_it_can_be_told() -> None:
    left = TimeLeft(lambda: 0.0)
    assert left.after(0, 10) is None
    assert left.after(1, 10) is None
    assert in_words(0) == "0 s"


def test_how_often_it_is_asked_changes_nothing() -> None:
    """Files of one megabyte, each reported once and a thousand times on the way."""
    said: list[float] = []
    for steps in (1, 1_000):
        now = [0.0]
        left = TimeLeft(lambda now=now: now[0])  # type: ignore[misc]
        left.after(0, 100_000)
        for done in range(1, 51):
            for step in range(steps):
                now[0] += (9.0 if done % 10 == 0 else 1.0) / steps
                found = left.after((done - 1) * 1_000 + (step + 1) * 1_000 // steps, 100_000)
        assert found is not None
        said.append(found)
    assert abs(said[0] - said[1]) < 10
