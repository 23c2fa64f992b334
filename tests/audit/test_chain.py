import hashlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.audit.chain import COLUMNS, canonical_json, content_digest, genesis, row_hash, serialise
from pincite.audit.event import Record
from pincite.audit.heads import HeadKeeper
from pincite.errors import RecordError

ROW: dict[str, str | int] = {
    "seq": 1,
    "format": 1,
    "id": "q1",
    "kind": "answer",
    "at": "2026-03-02T09:00:00.000000+00:00",
    "user": "alice",
    "actor": "olga",
    "facts": '{"n":1}',
    "content_digest": "ab",
    "prev": "cd",
}

values = st.one_of(st.integers(), st.text(max_size=4), st.sampled_from(["1", "i1", "2:s1,", ",", ":", ""]))
rows = st.fixed_dictionaries(dict.fromkeys(COLUMNS, values))


def test_a_row_is_serialised_as_the_docstring_says() -> None:
    assert serialise(ROW) == (
        b"pincite audit record\n"
        b"3:seq,2:i1,6:format,2:i1,2:id,3:sq1,4:kind,7:sanswer,2:at,33:s2026-03-02T09:00:00.000000+00:00,"
        b'4:user,6:salice,5:actor,5:solga,5:facts,8:s{"n":1},14:content_digest,3:sab,4:prev,3:scd,'
    )
    assert row_hash(ROW) == hashlib.sha256(serialise(ROW)).hexdigest()


@given(rows, rows)
def test_only_equal_rows_are_serialised_alike(one: dict[str, str | int], other: dict[str, str | int]) -> None:
    assert (serialise(one) == serialise(other)) == (one == other)


@given(rows, st.sampled_from(COLUMNS), values)
def test_another_value_in_any_column_is_another_hash(row: dict[str, str | int], name: str, value: str | int) -> None:
    assert (row_hash(row | {name: value}) == row_hash(row)) == (row[name] == value)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_the_digest_of_content_depends_on_its_text_and_its_salt(one: bytes, other: bytes, body: str, text: str) -> None:
    assert (content_digest(one, body) == content_digest(other, text)) == ((one, body) == (other, text))


def test_each_workspace_has_its_own_beginning() -> None:
    assert genesis("a") == hashlib.sha256(b"pincite audit genesis\na").hexdigest()
    assert genesis("a") != genesis("b")


def test_a_value_has_one_spelling_as_json() -> None:
    assert canonical_json({"b": [1, None], "a": "§\ud800"}) == '{"a":"\\u00a7\\ud800","b":[1,null]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(RecordError, match="cannot be written as JSON"):
        canonical_json({"score": number})


def test_a_verifier_written_from_the_docstring_agrees(eight: list[Record], workspace: Path, heads: HeadKeeper) -> None:
    """Uses nothing of pincite's but the workspace's id."""

    def netstring(data: bytes) -> bytes:
        return str(len(data)).encode() + b":" + data + b","

    names = ["seq", "format", "id", "kind", "at", "user", "actor", "facts", "content_digest", "prev"]
    database = sqlite3.connect(workspace / "audit.db")
    previous = hashlib.sha256(b"pincite audit genesis\n" + heads.key.workspace.encode()).hexdigest()
    for *row, digest, salt, body in database.execute(
        "SELECT seq, format, id, kind, at, user, actor, facts, content_digest, prev, hash, salt, body "
        "FROM audit JOIN content USING (seq) ORDER BY seq"
    ):
        typed = [(b"i" if isinstance(value, int) else b"s") + str(value).encode() for value in row]
        columns = b"".join(
            netstring(name.encode()) + netstring(value) for name, value in zip(names, typed, strict=True)
        )
        assert hashlib.sha256(b"pincite audit record\n" + columns).hexdigest() == digest
        assert hashlib.sha256(b"pincite audit content\n" + salt + body.encode()).hexdigest() == row[8]
        assert row[9] == previous
        previous = digest
    database.close()
    assert previous == eight[-1].hash
