"""Items that make one value together are quoted together."""

import pytest

from pincite.answering.joint_items import joined
from pincite.answering.units import quotable
from pincite.readers.read import read


def quoted(text: str) -> list[str]:
    reading = read(text.encode(), "royalty.txt")
    units = quotable(reading, 0, len(reading.text))
    return [" ".join(reading.text[unit.start : unit.end].split()) for unit in units]


@pytest.mark.parametrize(
    "value",
    [
        "the higher of (i) eighty percent of the Product Cost; and (ii) $80 per unit.",
        "the greater of: (a) EUR 2,000,000; and (b) ten percent of the fees of that year; or (c) what is insured.",
        "the sum of (1) the base fee; (2) the fee for each user; and (3) taxes.",
    ],
)
def test_the_items_of_a_comparison_or_sum_are_one_quote(value: str) -> None:
    sentence = f"The Manufacturer shall pay in each year {value}"
    assert quoted(f"3.5 Royalty. {sentence} It is due on 1 May.\n") == ["3.5 Royalty.", sentence, "It is due on 1 May."]


def test_so_are_items_on_lines_of_their_own() -> None:
    text = "9.4 Liability is limited to the greater of:\n\n(a) EUR 50,000; and\n\n(b) a year's fees.\n\nNothing else.\n"
    assert "9.4 Liability is limited to the greater of: (a) EUR 50,000; and (b) a year's fees." in quoted(text)


def test_items_of_other_lists_are_quoted_apart() -> None:
    text = "3.5 He may end it (i) for a breach that is not mended; and (ii) at the higher of two fees.\n"
    assert any(said.endswith("not mended; and") for said in quoted(text))


def test_items_too_long_to_quote_together_stay_apart() -> None:
    long = "a sum that the parties agree on in writing, " * 30
    text = f"3.5 He pays the lesser of (i) {long} in all; and (ii) {long} in the end.\n"
    reading = read(text.encode(), "royalty.txt")
    assert [unit.own_start for unit in quotable(reading, 0, len(text))] == [0, text.index("(ii)")]


def test_a_list_of_such_items_without_an_end_takes_linear_time() -> None:
    item = "(i) the lower of (a) x,\n"
    spans = [(at, at + len(item) - 1) for at in range(0, 60_000 * len(item), len(item))]
    assert joined(item * 60_000, spans)[:59_000] == spans[:59_000]
