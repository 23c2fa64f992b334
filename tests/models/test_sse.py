"""Events are the same however their bytes are cut."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pincite.errors import ModelError
from pincite.models.chat.reply import Unkeyed
from pincite.models.chat.sse import LONGEST_EVENT, Event, EventReader


def read(*pieces: bytes) -> list[Event]:
    reader = EventReader("the model")
    return [event for piece in pieces for event in reader.feed(piece)]


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (b"data: one\n\n", [Event("", "one")]),
        (b"event: ping\ndata: {}\n\ndata:two\n\n", [Event("ping", "{}"), Event("", "two")]),
        (b"data: one\r\n\r\ndata: two\r\rdata: three\n\n", [Event("", "one"), Event("", "two"), Event("", "three")]),
        (b"data: first\ndata: second\ndata\n\n", [Event("", "first\nsecond\n")]),
        (b"event: a\r\ndata: first\r\ndata: second\r\n\r\n", [Event("a", "first\nsecond")]),
        (b"data:  two spaces\n\n", [Event("", " two spaces")]),
        (b": a comment\nid: 7\nretry: 10\nunknown: x\ndata: one\n\n", [Event("", "one")]),
        (b"event: nothing\n\ndata: one\n\n", [Event("", "one")]),
        (b"\xef\xbb\xbfdata: one\n\n", [Event("", "one")]),
        (b"data: half", []),
        (b"data: half\n", []),
        ("data: a\u2028b\x85c\x0bd\n\n".encode(), [Event("", "a\u2028b\x85c\x0bd")]),
        (b"data: \xff\n\n", [Event("", "\ufffd")]),
    ],
    ids=repr,
)
def test_a_stream_is_read_as_the_standard_says(content: bytes, events: list[Event]) -> None:
    assert read(content) == events
    assert read(*(content[place : place + 1] for place in range(len(content)))) == events


@given(
    content=st.lists(st.sampled_from([b"data", b"event", b":", b" ", b"\n", b"\r", b"\r\n", b"x", "ä".encode()])).map(
        b"".join
    ),
    cuts=st.lists(st.integers(0, 60)),
)
def test_no_cut_changes_an_event(content: bytes, cuts: list[int]) -> None:
    content += b"\n"  # a carriage return at the end waits for its line feed
    places = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    pieces = [content[start:end] for start, end in pairwise(places)]
    assert read(*pieces) == read(content)


@pytest.mark.parametrize(
    "content", [b"x" * (LONGEST_EVENT + 1), b"data: x\n" * (LONGEST_EVENT // 7 + 1)], ids=["line", "lines"]
)
def test_an_event_without_an_end_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError, match="the model gave an event of more than 1,048,576 bytes"):
        read(content)


@example(["is sk-", "ab", "c1", "23."])
@example(["sk-abc12", "s", "k-abc123", "sk-"])
@given(st.lists(st.sampled_from(["sk-", "abc", "sk-abc123", "123", "s", "k", "-", "a word "])))
def test_no_key_comes_through_in_pieces(pieces: list[str]) -> None:
    unkeyed = Unkeyed("sk-abc123")
    said = "".join(unkeyed.take(piece) for piece in pieces) + unkeyed.rest()
    assert said == "".join(pieces).replace("sk-abc123", "[key]")


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.lists(st.integers(0, 60), max_size=6))
@example("🎉 rent 𝔘", [1, 3])
def test_a_sign_whose_halves_come_in_two_pieces_stays_whole(text: str, cuts: list[int]) -> None:
    """JSON may cut a sign beyond the first 65,536 into two escapes, and a server may send them apart."""
    units = text.encode("utf-16-le")
    halves = [units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2)]
    ends = [0, *sorted(min(cut, len(halves)) for cut in cuts), len(halves)]
    unkeyed = Unkeyed("sk-abc123")
    given_out = [unkeyed.take("".join(halves[start:end])) for start, end in pairwise(ends)]
    assert "".join([*given_out, unkeyed.rest()]) == text


def test_half_a_sign_alone_becomes_a_question_mark() -> None:
    unkeyed = Unkeyed(None)
    assert [unkeyed.take("\ud83c"), unkeyed.take("a\ude00"), unkeyed.take("\ud83c"), unkeyed.rest()] == [
        "",
        "?a?",
        "",
        "?",
    ]
