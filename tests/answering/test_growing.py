"""Claims are taken from a reply that is still being written: exactly those whose objects are whole, never a guess."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering.claimed import MOST_CLAIMS, Claim, Pointer, claimed
from pincite.answering.growing import GrowingReply
from pincite.errors import ModelError

SPACES = st.text(alphabet=" \t\n\r", max_size=3)


@dataclass(frozen=True)
class Reply:
    """A valid reply with its claims, each with the number of signs after which it may be given out."""

    text: str
    claims: tuple[Claim, ...]
    ends: tuple[int, ...]


def _escaped(text: str, how: Sequence[int]) -> str:
    """A JSON string in which each sign is written as one of the forms that JSON has for it."""
    signs = []
    for at, sign in enumerate(text):
        units = sign.encode("utf-16-be", "surrogatepass")
        escaped = "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
        plain = json.dumps(sign, ensure_ascii=False)[1:-1]
        signs.append(escaped.upper().replace("\\U", "\\u") if how[at % len(how)] == 1 else plain)
    return '"' + "".join(signs) + '"'


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Valid replies with any spaces, any order of keys, any escapes, and a fence or none."""
    how = draw(st.lists(st.integers(0, 1), min_size=1, max_size=7))
    words = st.text(st.characters(codec="utf-8"), max_size=12)
    texts = words.map(lambda text: f"{text}.").filter(lambda text: len(text.split()) <= 3)
    pointers = st.lists(st.builds(Pointer, st.integers(-3, 10**20), words), max_size=2).map(tuple)
    claims = draw(st.lists(st.builds(Claim, texts, pointers), min_size=1, max_size=4))

    def space() -> str:
        return draw(SPACES)

    def string(text: str) -> str:
        return _escaped(text, how)

    def either_way(one: str, other: str) -> str:
        pair = (one, other) if draw(st.booleans()) else (other, one)
        return "{" + space() + f"{space()},{space()}".join(pair) + space() + "}"

    def written(claim: Claim) -> str:
        places = (
            either_way(
                f'"label"{space()}:{space()}{pointer.label}', f"{string('quote')}:{space()}{string(pointer.quote)}"
            )
            for pointer in claim.pointers
        )
        cited = f"{string('citations')}{space()}:[{space()}{f'{space()},'.join(places)}{space()}]"
        return either_way(f"{string('text')}:{space()}{string(claim.text)}", cited)

    fence = draw(st.sampled_from(["", "```\n", " ```json \n"]))
    answered, is_first = f"{string('answered')}{space()}:{space()}true", draw(st.booleans())
    text = fence + space() + "{" + space() + (f"{answered}{space()},{space()}" if is_first else "")
    text += f"{string('statements')}{space()}:{space()}[{space()}"
    ends = []
    for at, claim in enumerate(claims):
        text += f"{space()},{space()}" * bool(at) + written(claim)
        ends.append(len(text))
    text += f"{space()}]{space()}"
    if not is_first:
        text += f",{space()}{answered}"
        ends = [len(text)] * len(ends)
    text += space() + "}" + space() + ("```" if fence else "") + space()
    return Reply(text, tuple(claims), tuple(ends))


def _taken(*pieces: str) -> tuple[list[Claim], str]:
    growing = GrowingReply()
    return [claim for piece in pieces for claim in growing.feed(piece)], growing.problem


@given(replies(), st.data())
def test_a_valid_reply_cut_anywhere_gives_exactly_the_whole_claims_before_the_cut(
    reply: Reply, data: st.DataObject
) -> None:
    assert claimed(reply.text).claims == reply.claims
    cut = data.draw(st.integers(0, len(reply.text)))
    whole = [claim for claim, end in zip(reply.claims, reply.ends, strict=True) if end <= cut]
    assert _taken(reply.text[:cut]) == (whole, "")


@given(replies(), st.lists(st.integers(0, 400), max_size=12))
def test_the_pieces_in_which_it_comes_make_no_difference(reply: Reply, cuts: list[int]) -> None:
    ends = [0, *sorted(min(cut, len(reply.text)) for cut in cuts), len(reply.text)]
    pieces = [reply.text[start:end] for start, end in pairwise(ends)]
    assert _taken(*pieces) == (list(reply.claims), "")


@given(replies(), st.data())
def test_what_comes_before_a_damage_is_what_comes_without_it_and_nothing_comes_after(
    reply: Reply, data: st.DataObject
) -> None:
    """One sign exchanged for another: where the whole is valid nonetheless, its claims are those that were taken."""
    at = data.draw(st.integers(0, len(reply.text) - 1))
    sign = data.draw(st.sampled_from('{}[]":,\\tf0\n x'))
    damaged = reply.text[:at] + sign + reply.text[at + 1 :]
    taken, _ = _taken(damaged)
    before = [claim for claim, end in zip(reply.claims, reply.ends, strict=True) if end <= at]
    assert taken[: len(before)] == before
    try:
        whole = claimed(damaged)
    except ModelError:
        return
    assert taken == list(whole.claims)


SAID = {"text": "Rent is due.", "citations": [{"label": 1, "quote": "rent is due"}]}
ONE = json.dumps(SAID)


@pytest.mark.parametrize(
    ("text", "claims", "problem"),
    [
        ("Of course! {", 0, "not one JSON object"),
        ("[", 0, "not one JSON object"),
        ("``` python\n{", 0, "not one JSON object"),
        (f'{{"answered": true, "statements": [{ONE}, "no object"', 1, "not one JSON object"),
        (f'{{"answered": true, "statements": [{ONE} {ONE}', 1, "not one JSON object"),
        (f'{{"answered": true, "statements": [{ONE}, {{"text": "x"}}', 1, "exactly the keys citations and text"),
        (f'{{"answered": true, "statements": [{ONE}, {{"text": "a\nb", "citations": []}}', 1, "not one JSON object"),
        (f'{{"answered": true, "statements": [{ONE}, {{"text": 0{"[" * 7}', 1, "brackets in brackets"),
        (f'{{"answered": false, "statements": [{ONE}', 0, "answered is false and there are statements"),
        (f'{{"statements": [{ONE}], "answered": false', 0, "answered is false and there are statements"),
        (f'{{"answered": maybe, "statements": [{ONE}', 0, "neither true nor false"),
        (f'{{"answered": true, "answered": true, "statements": [{ONE}', 0, "exactly the keys"),
        (f'{{"answered": true, "thoughts": 1, "statements": [{ONE}', 0, "exactly the keys"),
        (f'{{"answered": true, "statements": [{", ".join([ONE] * 21)}', MOST_CLAIMS, "more than 20"),
        (json.dumps({"answered": True, "statements": [SAID, {**SAID, "text": "It is. " * 40}]}), 1, "30 sentences"),
    ],
    ids=lambda case: str(case)[:30],
)
def test_a_reply_that_turns_invalid_gives_nothing_from_there_on_and_says_why(
    text: str, claims: int, problem: str
) -> None:
    taken, why = _taken(text + f", {ONE}]}}" * 3)
    assert len(taken) == claims
    assert problem in why


def test_a_reply_without_an_end_is_not_read_for_ever() -> None:
    taken, why = _taken('{"answered": true, "statements": [' + ONE + "," + " " * 50_000 + ONE)
    assert (len(taken), why) == (1, "the reply has more than 40,000 characters")
