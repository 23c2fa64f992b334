"""Replies of two checkouts, compared field by field."""

from pathlib import Path
from typing import Any

import pytest
from runs.measuring.same_answers import MISSING, differences, plain

REPLY: dict[str, Any] = {
    "answered": True,
    "statements": [{"text": "The rent is $4,200.", "support": 0.9, "citations": [{"start": 3, "end": 22}]}],
    "warnings": [],
    "index_version": "7:ab",
    "audit": {"id": "r-1", "seq": 4, "hash": "0a"},
    "ms": {"search": 12.5},
}


def test_a_field_that_differs_is_named_with_both_values() -> None:
    other = {**REPLY, "statements": [{**REPLY["statements"][0], "citations": [{"start": 3, "end": 23}]}]}
    [found] = differences("q1", REPLY, other)
    assert (found.question, found.name, found.before, found.after) == ("q1", "statements.citations.end", 22, 23)


@pytest.mark.parametrize("other", [{"index_version": "9:cd"}, {"audit": {}}, {"ms": {"search": 80.0, "total": 99.0}}])
def test_what_names_or_times_a_reply_may_differ(other: dict[str, object]) -> None:
    assert differences("q1", REPLY, {**REPLY, **other}) == []


def test_what_is_changed_on_purpose_may_differ_and_nothing_beside_it() -> None:
    [statement] = REPLY["statements"]
    other = {**REPLY, "statements": [{**statement, "support": 0.8, "text": "Rent."}]}
    [found] = differences("q1", REPLY, other, ["statements.support"])
    assert found.name == "statements.text"
    assert differences("q1", REPLY, other, ["statements"]) == []


def test_a_field_or_statement_that_only_one_has_is_a_difference() -> None:
    bare = {name: value for name, value in REPLY.items() if name != "answered"}
    [found] = differences("q1", bare, REPLY)
    assert (found.before, found.after) == (MISSING, True)
    none = differences("q1", REPLY, {**REPLY, "statements": []})
    assert {each.name for each in none} >= {"statements", "statements.text"}


def test_where_a_checkout_lies_makes_no_difference() -> None:
    lines = (
        f'{{"path": "{root}/src/samples/lease.pdf", "document": "lease-0053-pell-{end}"}}'
        for root, end in (("/here", "abcdefghij"), ("/there/old", "klmnopqrst"))
    )
    one, other = (plain(line, Path(root)) for line, root in zip(lines, ("/here", "/there/old"), strict=True))
    assert one == other == {"path": "src/samples/lease.pdf", "document": "lease-0053-pell-ID"}
