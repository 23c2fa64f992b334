"""Where recognised words stand: pages turned and put straight for recognition, boxes brought back onto the page."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pincite.readers.cleaning import skew, smoothed, straightened
from pincite.readers.drawn import Picture
from pincite.sandbox.tsv import words_in

Rectangle = tuple[int, int, int, int]

sides = st.integers(40, 200)


def row(box: Rectangle, text: str = "Rent", confidence: str = "96.5") -> str:
    left, top, right, bottom = box
    return f"5\t1\t1\t1\t1\t1\t{left}\t{top}\t{right - left}\t{bottom - top}\t{confidence}\t{text}"


def spot(page: Image.Image) -> Rectangle:
    """The dark rectangle on a page: left, top, right, bottom."""
    down, across = np.nonzero(np.asarray(page) < 128)
    return int(across.min()), int(down.min()), int(across.max()) + 1, int(down.max()) + 1


def with_spot(width: int, height: int, box: Rectangle) -> Image.Image:
    page = Image.new("L", (width, height), 255)
    left, top, right, bottom = box
    ImageDraw.Draw(page).rectangle((left, top, right - 1, bottom - 1), fill=0)
    return page


@given(st.data(), sides, sides, st.integers(0, 3))
def test_a_word_on_a_turned_page_comes_back_to_its_place(
    data: st.DataObject, width: int, height: int, quarters: int
) -> None:
    left, top = data.draw(st.integers(0, width - 9)), data.draw(st.integers(0, height - 9))
    box = (left, top, left + 8, top + 5)
    page = with_spot(width, height, box)
    picture = Picture(width, height, page.tobytes(), 0.0, page.size)
    turned = picture.turned(quarters)
    seen = spot(Image.frombytes("L", (turned.width, turned.height), turned.grey))
    [word] = words_in(row(seen), picture, quarters, width, height)
    assert (word.left, height - word.top, word.right, height - word.bottom) == box


@given(st.data(), sides, sides, st.floats(-10, 10))
@settings(max_examples=50)
def test_a_word_on_a_straightened_page_comes_back_to_its_place(
    data: st.DataObject, width: int, height: int, angle: float
) -> None:
    left, top = data.draw(st.integers(0, width - 9)), data.draw(st.integers(0, height - 9))
    page = with_spot(width, height, (left, top, left + 8, top + 8))
    straight = straightened(page, angle)
    picture = Picture(straight.width, straight.height, straight.tobytes(), angle, page.size)
    [word] = words_in(row(spot(straight)), picture, 0, width, height)
    # Where the page cuts a box off, its middle moves with it.
    assert (word.left + word.right) / 2 == pytest.approx(left + 4, abs=2)
    assert height - (word.bottom + word.top) / 2 == pytest.approx(top + 4, abs=2)


def test_rows_that_are_no_words_are_left_out() -> None:
    box = (10, 10, 20, 20)
    rows = [
        row(box),
        row(box, "  "),
        row(box, confidence="-1"),
        row((10, 10, 10, 20)),
        row(box, confidence="x"),
        "5\t1",
    ]
    picture = Picture(100, 100, bytes(10_000), 0.0, (100, 100))
    [word] = words_in("\n".join(rows), picture, 0, 100, 100)
    assert word.text == "Rent"
    assert word.confidence == pytest.approx(0.965)


@given(st.text(max_size=300))
def test_whatever_recognition_prints_is_words_or_nothing(table: str) -> None:
    picture = Picture(100, 100, bytes(10_000), 0.0, (100, 100))
    for word in words_in(table, picture, 0, 100, 100):
        assert 0 <= word.left <= word.right <= 100
        assert 0 <= word.bottom <= word.top <= 100


def ruled(angle: float) -> Image.Image:
    """A page of lines of words, turned counter-clockwise."""
    page = Image.new("L", (1200, 1500), 255)
    draw = ImageDraw.Draw(page)
    for line in range(60, 1440, 45):
        for word in range(100, 1050, 110):
            draw.rectangle((word, line, word + 60 + (word * line) % 40, line + 18), fill=0)
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


@pytest.mark.parametrize("angle", [-8.0, -3.5, 2.0, 6.0])
def test_a_crooked_page_is_put_straight(angle: float) -> None:
    assert skew(ruled(angle)) == pytest.approx(-angle, abs=0.3)


def test_a_page_that_lies_straight_or_has_no_lines_is_left_alone() -> None:
    noise = Image.effect_noise((1200, 1500), 60)
    assert [skew(page) for page in (ruled(0), ruled(0.5), Image.new("L", (1200, 1500), 255), noise)] == [0.0] * 4


def test_grain_is_taken_out_and_a_clean_page_stays_as_it_is() -> None:
    clean = ruled(0)
    assert smoothed(clean) is clean
    dice = np.random.default_rng(1)
    grainy = Image.fromarray(
        np.clip(np.asarray(clean, np.float64) * 0.8 + 20 + dice.normal(0, 8, (1500, 1200)), 0, 255).astype(np.uint8)
    )
    paper = np.asarray(smoothed(grainy))[:50]
    assert paper.std() < np.asarray(grainy)[:50].std() / 2
