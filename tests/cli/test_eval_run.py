"""`pincite eval run` and `pincite eval compare`: questions of our own over a firm of two leases."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.cli.conftest import MakeFirm, Run

LEASE = """LEASE OF NORTH WHARF

1. RENT

1.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.

2. INSURANCE

2.1 The Landlord insures the building against fire, flood and lightning; the Tenant insures its goods and fittings.

3. TERM

3.1 The term of this lease is seven (7) years from 1 March 2024.
"""
OTHER = LEASE.replace("NORTH", "SOUTH").replace("$4,000", "$5,500").replace("seven (7)", "nine (9)")
SECRET = LEASE.replace("NORTH WHARF", "THE OLD MINT").replace("$4,000", "$9,999")

RENT = "The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month."
TERM = "The term of this lease is nine (9) years from 1 March 2024."

Line = Mapping[str, object]


@pytest.fixture(scope="module")
def firm(make_firm: MakeFirm) -> Run:
    return make_firm(
        {"wharves/north.txt": LEASE.encode(), "wharves/south.txt": OTHER.encode(), "mint/mint.txt": SECRET.encode()},
        "wharves",
    )


def _gold(path: str, text: str, words: str) -> list[Line]:
    start = text.index(words)
    return [{"path": path, "start": start, "end": start + len(words)}]


RENT_ASKED = {
    "id": "rent",
    "question": "What rent shall the tenant of north wharf pay each month?",
    "reference": RENT,
    "gold": _gold("wharves/north.txt", LEASE, RENT),
    "answerable": True,
}
TERM_ASKED = {
    "id": "term",
    "question": "What is the term of the lease of south wharf, how many years?",
    "reference": TERM,
    "gold": _gold("south.txt", OTHER, TERM),
    "answerable": True,
}
PARROT_ASKED = {"id": "parrot", "question": "Which walnuts does a parrot eat?", "answerable": False}
SECRET_ASKED = {"id": "mint", "question": "What rent does the tenant of the old mint pay?", "as": "alice"}


def _file(folder: Path, *lines: object) -> str:
    file = folder / "questions.jsonl"
    words = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("".join(f"{line}\n" for line in words), encoding="utf-8")
    return str(file)


def _json(result: Result) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def _rows(values: Mapping[str, Any]) -> dict[str, Any]:
    return {row["id"]: row for row in values["rows"]}


def _out(folder: Path) -> tuple[str, str]:
    return "--out", str(folder / "out")


def _seq(run: Run) -> int:
    return int(run("audit", "head").stdout.partition(":")[0])


def test_figures_worked_by_hand(firm: Run, tmp_path: Path) -> None:
    values = _json(
        firm("eval", "run", _file(tmp_path, RENT_ASKED, TERM_ASKED, PARROT_ASKED), *_out(tmp_path), "--json")
    )
    figures = {name: (figure["value"], figure["scored"]) for name, figure in values["figures"].items()}
    assert values["asked"] == 3
    assert values["failed"] == values["unusable"] == []
    assert figures["failed"] == (0.0, 3)
    assert figures["answered"] == (pytest.approx(2 / 3), 3)
    assert figures["false_refusals"] == (0.0, 3)
    assert figures["refusal_precision"] == figures["refusal_recall"] == (1.0, 3)
    # Both answers are sentences of the gold, word for word; nothing is left out of it.
    assert figures["support"] == (1.0, 2)
    assert figures["gold_cited"] == figures["context_recall_by_place"] == (1.0, 2)
    assert values["figures"]["support"]["unscorable"] == {"the question was refused": 1}
    assert 0.8 < figures["token_f1"][0] <= 1
    assert figures["token_f1"][1] == figures["rouge_l"][1] == figures["exact_match"][1] == 2
    rows = _rows(values)
    assert [rows[name]["document"].partition("-")[0] for name in ("rent", "term")] == ["north", "south"]
    assert "token_f1" not in rows["parrot"]["scores"]
    assert rows["rent"]["amounts"]["cost_usd"] == 0
    assert values["amounts"]["ms"]["measured"] == 3
    assert values["conditions"]["settings"]["mode"] == "quote"


def test_no_figure_is_ever_not_a_number(firm: Run, tmp_path: Path) -> None:
    result = firm("eval", "run", _file(tmp_path, PARROT_ASKED), *_out(tmp_path), "--json")
    assert "NaN" not in result.stdout
    values = _json(result)
    assert values["figures"]["faithfulness"]["value"] is None
    assert values["figures"]["faithfulness"]["unscorable"] == {"the question was refused": 1}


def test_every_reply_is_on_the_record_and_kept_for_its_owner(firm: Run, tmp_path: Path) -> None:
    before = _seq(firm)
    firm("eval", "run", _file(tmp_path, RENT_ASKED, PARROT_ASKED), *_out(tmp_path))
    assert _seq(firm) == before + 2
    folder = tmp_path / "out"
    kept = [json.loads(line) for line in (folder / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in kept] == ["rent", "parrot"]
    assert [line["audit"]["seq"] for line in kept] == [before + 1, before + 2]
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}


def test_a_run_that_was_killed_goes_on_where_it_was(firm: Run, tmp_path: Path) -> None:
    file = _file(tmp_path, RENT_ASKED, TERM_ASKED, PARROT_ASKED)
    whole = _json(firm("eval", "run", file, *_out(tmp_path), "--json"))
    replies, scores = tmp_path / "out" / "replies.jsonl", tmp_path / "out" / "scores.jsonl"
    lines = replies.read_bytes().splitlines(keepends=True)
    replies.write_bytes(lines[0] + lines[1][: len(lines[1]) // 2])
    scores.write_bytes(b"")
    before = _seq(firm)
    again = _json(firm("eval", "run", file, *_out(tmp_path), "--json"))
    assert _seq(firm) == before + 2  # the first reply was kept, the second was torn
    assert {name: row["scores"] for name, row in _rows(again).items()} == {
        name: row["scores"] for name, row in _rows(whole).items()
    }
    assert _rows(again)["rent"] == _rows(whole)["rent"]


def test_what_failed_is_asked_again_and_a_corrected_answer_measured_again(firm: Run, tmp_path: Path) -> None:
    astray = RENT_ASKED | {"gold": [{"path": "nowhere.txt", "start": 0, "end": 5}]}
    failed = _json(firm("eval", "run", _file(tmp_path, astray), *_out(tmp_path), "--json", status=1))
    assert failed["figures"]["failed"]["value"] == 1
    assert "there is no document 'nowhere.txt'" in failed["failed"][0]["error"]
    assert failed["figures"]["gold_cited"]["unscorable"] == {"the question failed": 1}
    before = _seq(firm)
    mended = _json(firm("eval", "run", _file(tmp_path, RENT_ASKED), *_out(tmp_path), "--json"))
    assert mended["figures"]["failed"]["value"] == 0
    assert mended["figures"]["gold_cited"]["value"] == 1
    assert _seq(firm) == before  # the reply itself was sound, and is not asked for twice


def test_a_folder_of_another_run_is_refused(firm: Run, tmp_path: Path) -> None:
    file = _file(tmp_path, PARROT_ASKED)
    firm("eval", "run", file, *_out(tmp_path))
    refused = firm("eval", "run", file, *_out(tmp_path), "--matter", "wharves", status=1)
    assert "holds the replies of another run (matter: None there, wharves now)" in refused.stderr


def test_who_may_not_see_is_refused_and_not_told(firm: Run, tmp_path: Path) -> None:
    gold = {"gold": _gold("mint.txt", SECRET, "The Tenant shall pay rent of $9,999"), "id": "walled"}
    values = _json(
        firm("eval", "run", _file(tmp_path, SECRET_ASKED, SECRET_ASKED | gold), *_out(tmp_path), "--json", status=1)
    )
    assert "9,999" not in (tmp_path / "out" / "replies.jsonl").read_text(encoding="utf-8")
    [failed] = values["failed"]
    assert (failed["id"], failed["error"]) == (
        "walled",
        "there is no document 'mint.txt' that alice may see; try: pincite list",
    )


def test_bad_lines_stop_nothing(firm: Run, tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "no json",
        "[]",
        {"id": "rent"},
        {"question": "no id?"},
        PARROT_ASKED,
        PARROT_ASKED,
        {"id": "who", "question": "Who is it?", "as": "nobody.atall"},
        {"id": "empty", "question": "   "},
        {
            "id": "both",
            "question": "Which?",
            "answerable": False,
            "gold": [{"path": "north.txt", "start": 0, "end": 3}],
        },
        {"id": "gold", "question": "Which?", "gold": [{"path": "north.txt", "start": 3, "end": 3}]},
        '{"id": "half", "question": "\\ud800"}',
        {"id": 7, "question": "Which fire does the landlord insure against?"},
    )
    result = firm("eval", "run", file, *_out(tmp_path), "--json", status=1)
    values = _json(result)
    assert values["asked"] == 4
    assert [one["error"].partition(" of ")[0] for one in values["unusable"][:1]] == ["line 1"]
    assert [one["id"] for one in values["unusable"]] == [None, None, "rent", None, "parrot", "both", "gold", "half"]
    assert {one["id"] for one in values["failed"]} == {"who", "empty"}
    assert "8 lines of questions.jsonl could not be asked" in result.stderr
    assert "2 questions failed" in result.stderr


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_question_is_refused(firm: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "questions.jsonl").write_bytes(content)
    refused = firm("eval", "run", str(tmp_path / "questions.jsonl"), *_out(tmp_path), status=1)
    assert "holds no question" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_refused(firm: Run, tmp_path: Path) -> None:
    refused = firm("eval", "run", str(tmp_path / "gone.jsonl"), *_out(tmp_path), status=1)
    assert "cannot be read" in refused.stderr


def test_a_hundred_thousand_bad_lines_are_told_briefly(firm: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_bytes(b"{}\n" * 100_000)
    result = firm("eval", "run", str(tmp_path / "questions.jsonl"), *_out(tmp_path), status=1)
    assert "lines that could not be asked: 100,000" in result.stdout
    assert "and 99,980 more: see --json" in result.stdout
    assert len(result.stdout) < 10_000
    assert (tmp_path / "out" / "scorecard.html").stat().st_size < 200_000


@pytest.mark.parametrize("option", [("--mode", "write"), ("--judge",)])
def test_what_needs_a_language_model_says_so_before_anything_is_asked(
    firm: Run, tmp_path: Path, option: tuple[str, ...]
) -> None:
    before = _seq(firm)
    refused = firm("eval", "run", _file(tmp_path, PARROT_ASKED), *_out(tmp_path), *option, status=1)
    assert "no language model is configured" in refused.stderr
    assert _seq(firm) == before


def test_the_table_for_people_and_the_page(firm: Run, tmp_path: Path) -> None:
    shown = firm("eval", "run", _file(tmp_path, RENT_ASKED, PARROT_ASKED), *_out(tmp_path)).stdout
    assert "gold_cited" in shown
    assert "2 questions over 1 document" in shown
    page = (tmp_path / "out" / "scorecard.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "What rent shall the tenant of north wharf pay each month?" in page


def test_two_runs_are_compared_on_what_both_asked(firm: Run, tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    file = _file(tmp_path, RENT_ASKED, TERM_ASKED, PARROT_ASKED)
    firm("eval", "run", file, "--out", str(a))
    worse = TERM_ASKED | {"question": "Which walnuts does a parrot eat?"}
    firm("eval", "run", _file(tmp_path, RENT_ASKED, worse, SECRET_ASKED), "--out", str(b), "--matter", "wharves")
    found = _json(firm("eval", "compare", str(a), str(b / "scorecard.json"), "--json"))
    assert (found["questions"], found["only_a"], found["only_b"]) == (2, ["parrot"], ["mint"])
    assert found["reworded"] == ["term"]
    answered = found["differences"]["answered"]
    assert (answered["a"], answered["b"], answered["difference"], answered["n"]) == (1.0, 0.5, -0.5, 2)
    assert answered["interval"] == [-1.0, 0.0]
    assert not answered["clear"]
    changed = {one["name"]: (one["a"], one["b"]) for one in found["conditions"]}
    assert changed["settings.matter"] == (None, "wharves")
    shown = firm("eval", "compare", str(a), str(b)).stdout
    assert "2 questions of both, 1 only in A, 1 only in B" in shown
    assert "differs: settings.matter: None in A, wharves in B" in shown


def test_runs_without_a_common_question_are_refused(firm: Run, tmp_path: Path) -> None:
    for name, line in (("a", PARROT_ASKED), ("b", RENT_ASKED)):
        firm("eval", "run", _file(tmp_path, line), "--out", str(tmp_path / name))
    refused = firm("eval", "compare", str(tmp_path / "a"), str(tmp_path / "b"), status=1)
    assert "have no question in common" in refused.stderr


@pytest.mark.parametrize("content", [None, b"", b"[]", b"\xff\xfe", b'{"format": 99}'])
def test_what_is_no_scorecard_is_refused(firm: Run, tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "scorecard.json"
    if content is not None:
        place.write_bytes(content)
    assert firm("eval", "compare", str(place), str(place), status=1).stderr.startswith("pincite: ")
