"""What a report says of failures names no folder of the machine it was made on."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.failures import without_folders

KNOWN = {"/srv/My Suite": "suite", "/srv/My Suite/docs": "docs"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("the index in /srv/w/index could not be read", "the index in …/index could not be read"),
        ("'/srv/My Suite/docs/a b.pdf' is damaged", "'docs/a b.pdf' is damaged"),
        ("/srv/My Suite/gold.jsonl: damaged", "suite/gold.jsonl: damaged"),
        ("(/a/b/c)", "(…/c)"),
        ("2/3 of n/a and/or a/b/c", "2/3 of n/a and/or a/b/c"),
        ("https://example.com/a", "https://example.com/a"),
        ("/", "/"),
    ],
)
def test_of_an_absolute_path_the_last_part_is_kept(sentence: str, told: str) -> None:
    assert without_folders(sentence, KNOWN) == told


@settings(deadline=None)
@given(st.text(alphabet="/a. ", max_size=40))
def test_no_folder_at_the_start_of_a_word_is_left(sentence: str) -> None:
    assert not re.search(r"(?:^| )/[^ /]+/", without_folders(sentence, {}))


@pytest.mark.parametrize("unit", ["/", "/a", "a/", "/ ", "…/", "/a/ "])
def test_a_hundred_thousand_characters_are_no_trouble(unit: str) -> None:
    assert without_folders(unit * 100_000, KNOWN) is not None
