"""Which of a provider's numbers are believed, and what a lost request counts."""

import pytest

from pincite.models.chat.spending import MOST_ADDED, at_most, believed, estimated, narrowed
from pincite.models.ports import Message, Usage

ASKED = (Message("system", "Be brief."), Message("user", "How much notice?"))  # 25 bytes
SAID = "Thirty days."


@pytest.mark.parametrize(
    "usage",
    [
        Usage(7, 3),
        Usage(1, 1),
        Usage(25 + MOST_ADDED, 50 + 12),
        Usage(7, 3, cache_read_tokens=4, cache_write_tokens=3),
    ],
    ids=str,
)
def test_numbers_that_can_be_are_believed(usage: Usage) -> None:
    assert believed(usage, ASKED, 50, SAID) == usage


@pytest.mark.parametrize(
    "usage",
    [
        None,
        Usage(-1, 3),
        Usage(7, -3),
        Usage(0, 3),
        Usage(7, 0),
        Usage(26 + MOST_ADDED, 3),
        Usage(7, 50 + 13),
        Usage(2**60, 2**60),
        Usage(7, 3, cache_read_tokens=8),
        Usage(7, 3, cache_read_tokens=-1),
        Usage(7, 3, cache_write_tokens=-1, cache_read_tokens=1),
    ],
    ids=str,
)
def test_numbers_that_cannot_be_are_not(usage: Usage | None) -> None:
    assert believed(usage, ASKED, 50, SAID) == estimated(ASKED, SAID) == Usage(9, 4, estimated=True)


def test_nothing_said_took_no_token() -> None:
    assert believed(Usage(7, 0), ASKED, 50, "") == Usage(7, 0)


@pytest.mark.parametrize(
    ("request_", "tokens"),
    [(b"", 0), (b"abc", 2), ("漢字".encode(), 6), ("ab漢".encode(), 4), (b"1204, 377 and 90", 13), (b"NDA {}", 6)],
    ids=repr,
)
def test_a_lost_request_counts_a_token_for_two_small_letters_or_a_byte_of_others(request_: bytes, tokens: int) -> None:
    assert at_most(request_, 50) == Usage(tokens, 50, estimated=True)


@pytest.mark.parametrize(
    ("usage", "is_final", "left"),
    [
        (None, False, Usage(20, 50, estimated=True)),
        (Usage(11, 1), False, Usage(11, 50, estimated=True)),
        (Usage(11, 9), True, Usage(11, 9)),
        (Usage(11, 51), True, Usage(11, 50, estimated=True)),
        (Usage(-11, 9), True, Usage(20, 50, estimated=True)),
        (Usage(2**50, 9), True, Usage(20, 50, estimated=True)),
        (Usage(11, 9, cache_read_tokens=12), True, Usage(20, 50, estimated=True)),
    ],
    ids=str,
)
def test_a_broken_stream_counts_what_it_said_so_far(usage: Usage | None, is_final: bool, left: Usage) -> None:
    assert narrowed(Usage(20, 50, estimated=True), usage, is_final=is_final) == left
