"""JSON that somebody else wrote."""

import pytest

from pincite.strict_json import read_strictly


def test_what_can_be_written_back_is_read() -> None:
    assert read_strictly('{"a": [1, -2.5, 1e300, "é", null, true]}'.encode()) == {
        "a": [1, -2.5, 1e300, "é", None, True]
    }
    assert read_strictly('"\\ud800"') == "\ud800"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "a key twice"),
        ('[{"b": {"c": 0, "c": 0}}]', "a key twice"),
        ("NaN", "NaN is no number"),
        ("[-Infinity]", "-Infinity is no number"),
        ("1e999", "1e999 is too large"),
        ("-1e999", "-1e999 is too large"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 10_000, "limit"),
        ("{", "Expecting property name"),
        ("1 2", "Extra data"),
        ("", "Expecting value"),
        (b'"\xff"', "utf-8"),
    ],
)
def test_what_is_ambiguous_or_cannot_be_written_back_is_refused(text: str | bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_strictly(text)
