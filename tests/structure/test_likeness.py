"""How nearly two documents say the same, from their sketches."""

import random

import pytest

from pincite.structure.likeness import BINS, MOST_SHOWN, likeness, near_duplicates, nearest, resemblance, sketch

RNG = random.Random(0)  # noqa: S311 - the same texts in every run
WORDS = [f"word{n}" for n in range(3_000)]
TEXT = " ".join(RNG.choice(WORDS) for _ in range(4_000))


def _altered(text: str, every: int) -> str:
    """The text with one word in so many another one."""
    return " ".join(f"other{n}" if n % every == 0 else word for n, word in enumerate(text.split()))


def test_the_same_words_in_another_form_have_the_same_sketch() -> None:
    assert sketch(TEXT) == sketch(TEXT.upper().replace(" ", ",\r\n"))


def test_a_sketch_is_of_one_size() -> None:
    assert len(sketch(TEXT)) == len(sketch(TEXT * 3)) == BINS


def test_a_short_text_has_no_sketch_and_is_like_nothing() -> None:
    assert sketch("Dear Sir or Madam, yours faithfully") == b""
    assert likeness(b"", b"") == 0.0


@pytest.mark.parametrize("every", [400, 100, 40, 20, 10])
def test_the_estimate_is_within_four_standard_errors(every: int) -> None:
    exact = resemblance(TEXT, _altered(TEXT, every))
    error = (exact * (1 - exact) / BINS) ** 0.5
    assert likeness(sketch(TEXT), sketch(_altered(TEXT, every))) == pytest.approx(exact, abs=4 * error)


def test_resemblance_is_the_share_of_runs_of_five_words() -> None:
    assert resemblance("a b c d e f", "a b c d e g") == 1 / 3
    assert resemblance("a b", "b c") == 1 / 3
    assert resemblance("", " - ") == 1.0


def test_near_duplicates_are_found_both_ways_with_how_alike_they_are() -> None:
    sketches = [sketch(TEXT), sketch(_altered(TEXT, 10)), b"", sketch(_altered(TEXT, 200))]
    found = near_duplicates(sketches)
    assert found[1] == []
    assert found[2] == []
    [(place, estimate)] = found[0]
    assert found[3] == [(0, estimate)]
    assert (place, estimate) == (3, likeness(sketches[0], sketches[3]))


def test_the_most_alike_comes_first() -> None:
    sketches = [sketch(text) for text in (TEXT, _altered(TEXT, 60), _altered(TEXT, 500))]
    assert [place for place, _ in near_duplicates(sketches)[0]] == [2, 1]


def test_those_nearest_to_some_are_those_found_among_all() -> None:
    sketches = [sketch(text) for text in (TEXT, _altered(TEXT, 60), "short", _altered(TEXT, 10), _altered(TEXT, 500))]
    among_all = near_duplicates(sketches)
    for at, near in enumerate(nearest(sketches, sketches)):
        assert [one for one in near if one[0] != at] == among_all[at]
    assert nearest(sketches[2:4], sketches[:2]) == [[], []]


def test_strangers_are_not_found() -> None:
    assert not any(near_duplicates([RNG.randbytes(BINS) for _ in range(300)]))


def test_no_pair_above_the_threshold_is_missed() -> None:
    sketches = []
    for _ in range(200):
        base = RNG.randbytes(BINS)
        changed = bytearray(base)
        for place in RNG.sample(range(BINS), 72):  # a likeness of 0.717
            changed[place] ^= 1 + RNG.randrange(255)
        sketches += [base, bytes(changed)]
    found = near_duplicates(sketches)
    assert [[place for place, _ in near] for near in found] == [[place ^ 1] for place in range(400)]


def test_many_copies_are_each_given_a_few() -> None:
    found = near_duplicates([sketch(TEXT)] * 2_000)
    assert {len(near) for near in found} == {MOST_SHOWN}
    assert all(estimate == 1.0 for near in found for _, estimate in near)


@pytest.mark.parametrize("sketches", [[], [b""], [sketch(TEXT)], [b"", sketch(TEXT), b""]])
def test_alone_a_document_is_near_nothing(sketches: list[bytes]) -> None:
    assert near_duplicates(sketches) == [[] for _ in sketches]
