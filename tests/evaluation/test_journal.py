from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.errors import PinciteError
from pincite.evaluation.journal import Journal

LINES = st.lists(st.tuples(st.text(max_size=4), st.text(max_size=12)), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=LINES, cut=st.integers(0, 40))
def test_whatever_was_whole_before_a_kill_is_there_after_it(
    tmp_path: Path, lines: Sequence[tuple[str, str]], cut: int
) -> None:
    file = tmp_path / "kept.jsonl"
    file.unlink(missing_ok=True)
    with Journal(file) as journal:
        for name, said in lines:
            journal.add({"id": name, "said": said})
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - cut)])
    left = file.read_bytes().count(b"\n")
    expected = dict(lines[:left])
    with Journal(file) as journal:
        assert {name: (journal.get(name) or {})["said"] for name in journal} == expected
        journal.add({"id": "new", "said": "again"})
    with Journal(file, is_written=False) as journal:
        assert {name: (journal.get(name) or {})["said"] for name in journal} == {**expected, "new": "again"}


def test_of_several_with_one_id_the_last_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "kept.jsonl") as journal:
        for said in ("once", "twice"):
            journal.add({"id": "a", "said": said})
        assert journal.get("a") == {"id": "a", "said": "twice"}
        assert len(journal) == 1
        assert journal.get("b") is None


def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    with Journal(tmp_path / "kept.jsonl"), pytest.raises(PinciteError, match="another process is at work"):
        Journal(tmp_path / "kept.jsonl")


@pytest.mark.parametrize("content", [b"no\n", b"[]\n", b"{}\n", b'{"id": 1}\n', b"\xff\n", b"[" * 100_000 + b"\n"])
def test_a_damaged_line_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept.jsonl").write_bytes(b'{"id": "a"}\n' + content)
    with pytest.raises(PinciteError, match=r"line 2 of kept\.jsonl is damaged"):
        Journal(tmp_path / "kept.jsonl")


def test_reading_changes_nothing_and_needs_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    with pytest.raises(PinciteError, match="cannot be read"):
        Journal(file, is_written=False)
    file.write_bytes(b'{"id": "a"}\n{"id": "torn')
    with Journal(file, is_written=False) as journal:
        assert list(journal) == ["a"]
    assert file.read_bytes().endswith(b"torn")


def test_what_is_taken_out_is_in_the_file_no_more_and_the_others_are(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    with Journal(file) as journal:
        for name, said in (("a", "old secret"), ("b", "stays"), ("a", "new secret")):
            journal.add({"id": name, "said": said})
        journal.take_out("a")
        assert (journal.get("a"), len(journal)) == (None, 1)
        journal.add({"id": "c", "said": "later"})
    assert "secret" not in file.read_text(encoding="utf-8")
    with Journal(file) as journal:
        assert {name: (journal.get(name) or {})["said"] for name in journal} == {"b": "stays", "c": "later"}
        journal.take_out("a")
        journal.add({"id": "a", "said": "again"})
    with Journal(file, is_written=False) as journal:
        assert (journal.get("a") or {})["said"] == "again"
