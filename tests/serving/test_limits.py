"""What a user's programs may ask for, and requests that count once, as a server's file keeps them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from pincite.serving.limits import AT_ONCE, LONGEST, MOST, Limits, TooMany
from pincite.serving.once import KEPT, KeyInUse, KeyTaken, Once, digest_of
from pincite.serving.port import ServerTables

PER_MINUTE = 300

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.fixture
def limits(tables: ServerTables) -> Limits:
    return Limits(tables, lambda worker: worker == "alive")


@pytest.fixture
def once(tables: ServerTables) -> Once:
    return Once(tables, lambda worker: worker == "alive")


def test_a_user_has_so_much_at_once_and_so_much_a_minute(limits: Limits) -> None:
    for _ in range(PER_MINUTE // AT_ONCE):
        limits.spend("ines", 1, PER_MINUTE, NOW)
    with pytest.raises(TooMany) as refused:
        limits.spend("ines", 5, PER_MINUTE, NOW)
    assert refused.value.wait == timedelta(seconds=5 * 60 / PER_MINUTE)
    limits.spend("jo", 5, PER_MINUTE, NOW)
    limits.spend("ines", 5, PER_MINUTE, NOW + refused.value.wait)
    with pytest.raises(TooMany):
        limits.spend("ines", 1, PER_MINUTE, NOW + refused.value.wait)
    later = NOW + timedelta(days=1)
    for _ in range(PER_MINUTE // AT_ONCE):
        limits.spend("ines", 1, PER_MINUTE, later)
    with pytest.raises(TooMany):
        limits.spend("ines", 1, PER_MINUTE, later)


def test_a_clock_that_goes_back_gives_nothing(limits: Limits) -> None:
    limits.spend("ines", PER_MINUTE / AT_ONCE, PER_MINUTE, NOW)
    for moment in (NOW - timedelta(days=1), NOW):
        with pytest.raises(TooMany):
            limits.spend("ines", 1, PER_MINUTE, moment)


def test_many_at_once_take_no_more_places_than_there_are(limits: Limits) -> None:
    def taken(_: int) -> str | None:
        try:
            return limits.take("ines", "question", "alive", NOW)
        except TooMany:
            return None

    with ThreadPoolExecutor(8) as threads:
        places = [one for one in threads.map(taken, range(20)) if one is not None]
    assert len(places) == MOST["question"]
    limits.take("ines", "stream", "alive", NOW)
    limits.take("jo", "question", "alive", NOW)
    limits.give_back(places[0])
    limits.take("ines", "question", "alive", NOW)
    with pytest.raises(TooMany, match="questions are being answered"):
        limits.take("ines", "question", "alive", NOW)


def test_places_of_a_worker_that_died_and_old_ones_are_free(limits: Limits) -> None:
    for worker in ("dead", "alive"):
        for _ in range(MOST["stream"]):
            limits.take("ines", "stream", worker, NOW)
    with pytest.raises(TooMany):
        limits.take("ines", "stream", "alive", NOW)
    limits.take("ines", "stream", "alive", NOW + LONGEST)


def test_a_key_is_of_one_user_and_one_request_for_a_day(once: Once) -> None:
    sent, other = (digest_of("ask", "a token", {"question": words}) for words in ("one", "another"))
    first = once.claim("ines", "a-key", sent, "reply-1", "alive", NOW)
    assert (first.is_new, first.reply) == (True, "reply-1")
    again = once.claim("ines", "a-key", sent, "reply-2", "alive", NOW)
    assert (again.is_new, again.reply) == (False, "reply-1")
    with pytest.raises(KeyTaken):
        once.claim("ines", "a-key", other, "reply-3", "alive", NOW)
    assert once.claim("jo", "a-key", other, "reply-4", "alive", NOW).is_new
    assert once.claim("ines", "a-key", other, "reply-5", "alive", NOW + KEPT).is_new


def test_a_request_whose_worker_died_is_taken_over_by_one(once: Once) -> None:
    sent = digest_of("ask", "a token", {})
    once.claim("ines", "key", sent, "reply-1", "dead", NOW)
    found = [once.claim("ines", "key", sent, "reply-2", "alive", NOW) for _ in range(2)]
    assert once.take_over(found[0], "reply-3", "alive").reply == "reply-3"
    with pytest.raises(KeyInUse):
        once.take_over(found[1], "reply-4", "alive")
    with pytest.raises(KeyInUse):
        once.take_over(once.claim("ines", "key", sent, "reply-5", "alive", NOW), "reply-6", "alive")


def test_a_request_that_failed_can_be_sent_again(once: Once) -> None:
    sent = digest_of("ask", "a token", {})
    claim = once.claim("ines", "key", sent, "reply-1", "alive", NOW)
    once.let_go(claim)
    assert once.claim("ines", "key", sent, "reply-2", "alive", NOW).is_new
    once.let_go(claim)  # which is another one's by now
    assert not once.claim("ines", "key", sent, "reply-3", "alive", NOW).is_new


@pytest.mark.parametrize("key", ["", "a" * 201, "with space", "ünseen", "a\n"])
def test_a_key_that_cannot_be_is_refused(once: Once, key: str) -> None:
    with pytest.raises(KeyTaken):
        once.claim("ines", key, "sent", "reply", "alive", NOW)


def test_requests_that_differ_have_other_digests() -> None:
    found = {digest_of("ask", "a", {"q": 1}), digest_of("ask", "b", {"q": 1}), digest_of("questions", "a", {"q": 1})}
    assert len(found | {digest_of("ask", "a", {"q": "1"})}) == 4
