"""Suites come from elsewhere: what is wrong with one is a sentence that names the line, the question or the path."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import QuestionError
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.suite import SuiteQuestion, read_suite, require_fitting

LINE = {"id": "q1", "suite": "leases", "question": "Who insures?", "gold": [["north/lease.txt", 4, 9]]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "suite" / "docs" / "north").mkdir(parents=True)
    (tmp_path / "suite" / "docs" / "north" / "lease.txt").write_text("The landlord insures.", encoding="utf-8")
    return tmp_path / "suite"


def _write(folder: Path, *lines: object) -> Path:
    (folder / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def test_a_suite_is_its_questions_with_their_places(folder: Path) -> None:
    suite = read_suite(_write(folder, LINE, {**LINE, "id": "q2", "as": "ines", "suite": None}), "suite")
    assert suite.name == "suite"
    assert suite.questions == (
        SuiteQuestion("q1", "leases", "Who insures?", (FileRange("north/lease.txt", 4, 9),), None),
        SuiteQuestion("q2", "all", "Who insures?", (FileRange("north/lease.txt", 4, 9),), "ines"),
    )
    assert suite.path_of(f"{folder}/docs/north/lease.txt") == "north/lease.txt"
    assert suite.path_of(f"{folder}/elsewhere.txt") is None


def test_questions_are_grouped_by_any_field(folder: Path) -> None:
    suite = read_suite(_write(folder, {**LINE, "label": "Insurance"}), "label")
    assert [question.group for question in suite.questions] == ["Insurance"]


def test_a_byte_order_mark_empty_lines_and_a_separator_within_a_text_do_no_harm(folder: Path) -> None:
    line = json.dumps({**LINE, "question": "Who\u2028insures?"}, ensure_ascii=False)
    (folder / "gold.jsonl").write_text(f"\ufeff\n{line}\n\n", encoding="utf-8")
    assert read_suite(folder, "suite").questions[0].text == "Who\u2028insures?"


def test_what_lies_in_a_file_has_a_path_below_it(folder: Path) -> None:
    (folder / "docs" / "mail.eml").touch()
    suite = read_suite(_write(folder, {**LINE, "gold": [["mail.eml/prices.pdf", 0, 5]]}), "suite")
    assert suite.questions[0].document == "mail.eml/prices.pdf"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": None}, 'line 1 of gold.jsonl has no "id" that is a text'),
        ({"id": 7}, 'has no "id" that is a text'),
        ({"question": " "}, 'has no "question" that is a text'),
        ({"question": "\ud800"}, "half of a surrogate pair"),
        ({"suite": 3}, 'has a "suite" or an "as" that is not a text'),
        ({"as": ["ines"]}, 'has a "suite" or an "as" that is not a text'),
        ({"gold": None}, 'has no "gold"'),
        ({"gold": []}, 'has no "gold"'),
        ({"gold": {"path": 1}}, 'has no "gold"'),
        ({"gold": [["north/lease.txt", 9, 4]]}, "a place is [path, start, end] with 0 ≤ start < end"),
        ({"gold": [["north/lease.txt", 4, 4]]}, "a place is [path, start, end]"),
        ({"gold": [["north/lease.txt", -1, 4]]}, "a place is [path, start, end]"),
        ({"gold": [["north/lease.txt", False, True]]}, "a place is [path, start, end]"),
        ({"gold": [["north/lease.txt", 0.0, 4.0]]}, "a place is [path, start, end]"),
        ({"gold": [["north/lease.txt", 0]]}, "a place is [path, start, end]"),
        ({"gold": ["north/lease.txt"]}, "a place is [path, start, end]"),
        ({"gold": [["/etc/passwd", 0, 4]]}, "does not stay in docs"),
        ({"gold": [["north/../../secret.txt", 0, 4]]}, "does not stay in docs"),
        ({"gold": [["", 0, 4]]}, "does not stay in docs"),
        ({"gold": [["south/lease.txt", 0, 4]]}, "there is no such file in docs of the suite suite"),
        ({"gold": [["north", 0, 4]]}, "there is no such file"),
        ({"gold": [["north/lease.txt\u0000", 0, 4]]}, "there is no such file"),
    ],
    ids=str,
)
def test_a_damaged_line_is_a_sentence(folder: Path, change: Mapping[str, object], told: str) -> None:
    with pytest.raises(QuestionError) as raised:
        read_suite(_write(folder, {**LINE, **change}), "suite")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "holds no question"),
        (b"\n\n", "holds no question"),
        (b"{", "line 1 of gold.jsonl is not usable JSON"),
        (b"[1]", "line 1 of gold.jsonl is not a JSON object"),
        (b'{"id": "\xff"}', "line 1 of gold.jsonl is not usable JSON"),
        (b"\n" + b"[" * 100_000, "line 2 of gold.jsonl is not usable JSON"),
        (b'{"id": NaN}', "line 1 of gold.jsonl is not usable JSON"),
        (b'{"id": ' + b"9" * 10_000 + b"}", "line 1 of gold.jsonl is not usable JSON"),
    ],
    ids=["empty", "blank", "cut", "list", "bytes", "deep", "not a number", "long number"],
)
def test_a_damaged_file_is_a_sentence(folder: Path, content: bytes, told: str) -> None:
    (folder / "gold.jsonl").write_bytes(content)
    with pytest.raises(QuestionError) as raised:
        read_suite(folder, "suite")
    assert told in str(raised.value)


def test_an_id_that_comes_twice_is_refused(folder: Path) -> None:
    with pytest.raises(QuestionError, match=r"line 2 of gold\.jsonl repeats the id 'q1'"):
        read_suite(_write(folder, LINE, LINE), "suite")


def test_a_folder_that_is_no_suite_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"the suite has no gold\.jsonl that can be read"):
        read_suite(tmp_path / "nowhere", "suite")
    (folder / "docs" / "north" / "lease.txt").unlink()
    (folder / "docs" / "north").rmdir()
    (folder / "docs").rmdir()
    with pytest.raises(QuestionError, match="has no folder docs"):
        read_suite(_write(folder, LINE), "suite")


def test_places_beyond_the_text_and_in_unread_files_are_refused(folder: Path) -> None:
    suite = read_suite(_write(folder, LINE), "suite")
    require_fitting(suite, {"north/lease.txt": 9}.get)
    with pytest.raises(QuestionError, match=r"at characters 4 to 9 of 'north/lease\.txt', whose text has 8;"):
        require_fitting(suite, {"north/lease.txt": 8}.get)
    with pytest.raises(QuestionError, match=r"in 'north/lease\.txt', which could not be read; correct"):
        require_fitting(suite, lambda path: None)


def test_of_many_places_that_do_not_fit_the_first_is_named_and_the_others_counted(folder: Path) -> None:
    suite = read_suite(_write(folder, *({**LINE, "id": f"q{n}"} for n in range(4))), "suite")
    with pytest.raises(QuestionError, match=r"question 'q0' .* \(and 3 more places do not fit\)"):
        require_fitting(suite, lambda path: None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=8
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "suite", "question", "gold", "as"]), JSON))
def test_any_line_is_a_question_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, line: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "docs").mkdir()
    try:
        suite = read_suite(_write(folder, line), "suite")
    except QuestionError as error:
        assert len(str(error).split()) > 3  # noqa: PT017 - one or the other
    else:
        assert [question.text for question in suite.questions] == [line["question"]]
