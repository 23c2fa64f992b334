"""How much may be sent in which time."""

from hypothesis import given
from hypothesis import strategies as st

from pincite.models.chat.limits.bucket import Bucket, full, lacks_s, refilled, taken


@given(
    st.integers(1, 600),
    st.lists(st.tuples(st.floats(0, 30), st.floats(0.5, 200)), min_size=1, max_size=60),
)
def test_no_time_sees_more_than_its_share_and_one_bucket(per_minute: int, asked: list[tuple[float, float]]) -> None:
    now, bucket = 0.0, full(per_minute, 0.0)
    size = bucket.left
    sent: list[tuple[float, float]] = []
    for after, amount in asked:
        now += after
        bucket = refilled(bucket, per_minute, now)
        if lacks_s(bucket, per_minute, amount) == 0:
            bucket = taken(bucket, amount)
            sent.append((now, amount))
    for first, (began, _) in enumerate(sent):
        for last in range(first, len(sent)):
            within = sent[first : last + 1]
            most = max(size, max(amount for _, amount in within))
            assert sum(amount for _, amount in within) <= per_minute * (sent[last][0] - began) / 60 + most + 1e-6


def test_it_says_when_there_is_enough() -> None:
    empty = Bucket(0.0, 100.0)
    wait = lacks_s(empty, 60, 5)
    assert wait == 5
    assert lacks_s(refilled(empty, 60, 100.0 + wait), 60, 5) == 0


def test_what_is_more_than_a_bucket_goes_when_it_is_full_and_is_paid_off_after() -> None:
    bucket = full(60, 0.0)
    assert lacks_s(bucket, 60, 25) == 0
    bucket = taken(bucket, 25)
    assert lacks_s(bucket, 60, 1) == 16


def test_a_clock_that_is_put_back_gives_nothing_and_takes_nothing() -> None:
    assert refilled(Bucket(3.0, 500.0), 60, 100.0) == Bucket(3.0, 100.0)


def test_a_slow_model_has_room_for_one_request() -> None:
    assert lacks_s(full(1, 0.0), 1, 1) == 0
    assert lacks_s(taken(full(1, 0.0), 1), 1, 1) == 60
