"""`pincite eval`: a small suite of our own, read and asked by the product itself."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main
from pincite.wiring import operating_system_user

NORTH = """LEASE OF NORTH WHARF

1. RENT

1.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.

2. INSURANCE

2.1 The Landlord insures the building against fire, flood and lightning; the Tenant insures its goods and fittings.
"""
SOUTH = NORTH.replace("NORTH", "SOUTH").replace("$4,000", "$5,500")
PARROT = "Recipe for feeding a parrot: walnuts, sliced papaya and a little millet, twice daily, never avocado.\n"

RENT = "rent of $4,000 each month"
FIRE = "insures the building against fire, flood and lightning"

Run = Callable[..., Result]
Line = Mapping[str, object]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the documents of a suite, and a workspace to be that needs no model."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PINCITE_WORKSPACE", raising=False)
    docs = tmp_path / "wharves" / "docs"
    (docs / "leases").mkdir(parents=True)
    (docs / "leases" / "north.txt").write_text(NORTH, encoding="utf-8")
    (docs / "leases" / "south.txt").write_text(SOUTH, encoding="utf-8")
    (docs / "parrot.md").write_text(PARROT, encoding="utf-8")
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(place: Path) -> Run:
    """The command line on that workspace."""

    def run(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, [*arguments, "--workspace", str(place / "workspace")])
        assert result.exit_code == status, result.output
        return result

    return run


def _asked(identity: str, question: str, path: str, words: str, **more: object) -> Line:
    """A line of `gold.jsonl` whose answer is these words of a document of the suite."""
    text = {"leases/north.txt": NORTH, "leases/south.txt": SOUTH, "parrot.md": PARROT}[path]
    start = text.index(words)
    return {
        "id": identity,
        "suite": "leases",
        "question": question,
        "gold": [[path, start, start + len(words)]],
        **more,
    }


PARROT_FOOD = _asked(
    "food", "Which walnuts, papaya and millet feed a parrot?", "parrot.md", PARROT.strip(), suite="birds"
)
NORTH_RENT = _asked("rent", "What rent shall the tenant of north wharf pay each month?", "leases/north.txt", RENT)
NORTH_FIRE = _asked("fire", "Who insures the building of north wharf against fire?", "leases/north.txt", FIRE)
EMOJI = _asked("emoji", "😀", "leases/north.txt", RENT)


def _suite(place: Path, *lines: Line) -> str:
    (place / "wharves" / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(place / "wharves")


def _json(result: Result) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_figures_of_a_suite_worked_by_hand(place: Path, run: Run) -> None:
    values = _json(run("eval", "retrieval", _suite(place, PARROT_FOOD), "-k", "4", "--json"))
    # The parrot is one piece, found first; both leases come after it, from which nothing can be found.
    birds = values["figures"]["birds"]
    assert (birds["n"], birds["missing"]) == (1, 0)
    assert birds["recall@1"] == birds["precision@1"] == birds["doc1"] == birds["hit@1"] == birds["ndcg@10"] == 1.0
    assert birds["drm@1"] == 0.0
    assert birds["precision@4"] == round(1 - birds["drm@4"], 6) < 1
    assert birds["ci"]["recall@4000c"] == [1.0, 1.0]
    assert "recall@8" not in birds
    assert values["mean"] == birds
    assert {name: values[name] for name in ("suite", "k", "by", "documents", "asked", "missing", "unread")} == {
        "suite": "wharves",
        "k": 4,
        "by": "suite",
        "documents": 3,
        "asked": 1,
        "missing": 0,
        "unread": [],
    }
    assert values["ms"]["n"] == 1
    everywhere = {"recall@1": 1.0, "recall@2": 1.0, "recall@4": 1.0}
    stages = values["stages"]["birds"]
    assert stages["lexical"] == stages["dense"] == stages["fused"] == stages["returned"] == everywhere
    assert list(stages)[-1] == "returned"
    [question] = values["questions"]
    assert question["gold"] == [["parrot.md", 0, len(PARROT.strip())]]
    assert question["error"] is None
    assert question["ms"] > 0


def test_the_right_words_of_the_right_lease_are_found(place: Path, run: Run) -> None:
    values = _json(run("eval", "retrieval", _suite(place, NORTH_RENT, NORTH_FIRE, PARROT_FOOD), "--json"))
    assert list(values["figures"]) == ["birds", "leases"]
    assert values["figures"]["leases"]["recall@4000c"] == 1.0
    assert 0 < values["figures"]["leases"]["drm@8"] < 1
    assert values["mean"]["n"] == 3


def test_the_table_for_people_says_the_same(place: Path, run: Run) -> None:
    shown = run("eval", "retrieval", _suite(place, NORTH_RENT, NORTH_FIRE, PARROT_FOOD), "-k", "8").stdout
    assert [
        line.split()[:4] for line in shown.splitlines() if line.strip().startswith(("birds", "leases", "mean"))
    ] == [
        ["birds", "1", "1.000", "1.000–1.000"],
        ["leases", "2", "1.000", "1.000–1.000"],
        ["mean", "3", "1.000", "1.000–1.000"],
    ]
    assert "3 questions, 0 failed · 3 documents · 8 hits each · p50" in shown


def test_a_question_that_fails_is_counted_and_never_dropped(place: Path, run: Run) -> None:
    suite = _suite(place, NORTH_RENT, EMOJI)
    result = run("eval", "retrieval", suite, "--json", status=1)
    values = _json(result)
    assert (values["asked"], values["missing"]) == (2, 1)
    assert values["figures"]["leases"]["recall@64"] == 0.5
    assert values["questions"][1]["error"].startswith("the question is empty")
    assert values["questions"][1]["figures"]["drm@8"] == 1.0
    assert result.stderr == "pincite: 1 question failed and counted as nothing found; the report says why\n"
    shown = run("eval", "retrieval", suite, status=1).stdout
    assert "questions that failed: 1\n  emoji\n      the question is empty" in shown


def test_a_missed_answer_is_diagnosed_with_what_was_returned_instead(place: Path, run: Run) -> None:
    suite = _suite(place, NORTH_RENT, NORTH_FIRE, EMOJI)
    values = _json(run("eval", "diagnose", suite, "--characters", "10", "--json", status=1))
    assert values["all"]["places"] == 3
    assert values["all"]["found"] == 0
    # Half of the rent's 25 characters fits into 20, so 25 is too long for 10; no half of the fire's 55 does either.
    assert values["all"]["lost"] == {"refused": 1, "length": 2}
    by_id = {question["id"]: question for question in values["questions"]}
    [missed] = by_id["fire"]["missed"]
    assert missed["text"] == FIRE
    assert missed["gold"][0] == "leases/north.txt"
    assert by_id["fire"]["returned"][0]["text"]
    assert by_id["emoji"]["returned"] == []
    shown = run("eval", "diagnose", suite, "--characters", "10", "--worst", "3", status=1).stdout
    assert "length: too long; no half of it fits into the characters that count" in shown
    assert FIRE in shown
    assert "returned nothing: the question is empty" in shown


def test_an_answer_beyond_the_characters_that_count_was_ranked_too_low(place: Path, run: Run) -> None:
    low = _asked("low", "Which walnuts, papaya and millet feed a parrot?", "leases/south.txt", "$5,500")
    values = _json(run("eval", "diagnose", _suite(place, low), "--characters", "60", "--json"))
    assert values["all"]["lost"] == {"fused": 1}
    [missed] = values["questions"][0]["missed"]
    assert missed["ranks"]["fused"] > 1
    everything = _json(run("eval", "diagnose", _suite(place, low), "--json"))
    assert everything["all"] == {"places": 1, "found": 1, "lost": {}}


def test_a_page_and_a_file_are_written_for_their_owner_only(place: Path, run: Run) -> None:
    hostile = _asked("<b>", "What rent <script>alert(1)</script> is due?", "leases/north.txt", RENT, suite="<i>leases")
    arguments = ("--html", str(place / "report.html"), "--out", str(place / "run.json"))
    printed = run("eval", "retrieval", _suite(place, hostile, EMOJI, NORTH_FIRE), "--json", *arguments, status=1).stdout
    assert (place / "run.json").read_text(encoding="utf-8") == printed
    page = (place / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "&lt;i&gt;leases" in page
    for written in (page, printed):
        assert str(place) not in written  # no path of this machine
    assert {(place / name).stat().st_mode & 0o777 for name in ("report.html", "run.json")} == {0o600}


def test_two_runs_are_compared(place: Path, run: Run) -> None:
    out = str(place / "run.json")
    run("eval", "retrieval", _suite(place, NORTH_RENT, NORTH_FIRE), "--out", out)
    reworded = {**NORTH_FIRE, "question": "Which walnuts?"}
    values = _json(
        run("eval", "retrieval", _suite(place, NORTH_RENT, reworded, PARROT_FOOD), "--against", out, "--json")
    )
    assert values["against"]["name"] == "run.json"
    assert (values["against"]["compared"], values["against"]["left_out"]) == (2, 1)
    ndcg = values["against"]["mean"]["ndcg@10"]
    assert ndcg["difference"] == pytest.approx(ndcg["ours"] - ndcg["theirs"], abs=1e-6)
    assert ndcg["difference"] < 0
    shown = run("eval", "retrieval", _suite(place, NORTH_RENT, reworded), "--against", out).stdout
    assert "against run.json: 2 questions of both, 0 left out" in shown


def test_a_named_workspace_is_kept_and_every_search_is_on_its_record(place: Path, run: Run) -> None:
    suite = _suite(place, NORTH_RENT, {**NORTH_FIRE, "as": "ines"})
    first = _json(run("eval", "retrieval", suite, "--json"))
    again = _json(run("eval", "retrieval", suite, "--json"))
    assert first["index_version"] == again["index_version"]  # nothing was read again
    assert _json(run("list", "--json"))["documents"][0]["matter"] == "wharves"
    records = _json(run("audit", "list", "-n", "1000", "--json"))["records"]
    searches = [(record["user"], record["actor"]) for record in records if record["kind"] == "search"]
    owner = operating_system_user()
    assert searches == [(owner, owner), ("ines", owner)] * 2
    assert _json(run("audit", "verify", "--json"))["ok"]


def test_whoever_may_not_see_the_documents_is_refused_and_counted(place: Path, run: Run) -> None:
    suite = _suite(place, NORTH_RENT, {**NORTH_FIRE, "as": "ines"})
    run("eval", "retrieval", suite)
    run("access", "wall", "add", "ines", "--matter", "wharves")
    values = _json(run("eval", "diagnose", suite, "--json", status=1))
    assert values["missing"] == 1
    assert values["all"]["lost"] == {"refused": 1}
    [question] = values["questions"]
    assert question["id"] == "fire"
    assert question["error"].startswith("there is no matter 'wharves' that ines may see")
    records = _json(run("audit", "list", "-n", "1000", "--json"))["records"]
    assert ("failure", "ines") in [(record["kind"], record["user"]) for record in records]


def test_an_asker_whom_the_workspace_does_not_know_fails_alone(place: Path, run: Run) -> None:
    run("eval", "retrieval", _suite(place, NORTH_RENT))
    values = _json(
        run("eval", "retrieval", _suite(place, NORTH_RENT, {**NORTH_FIRE, "as": "mallory"}), "--json", status=1)
    )
    assert [question["error"] is None for question in values["questions"]] == [True, False]
    assert "nobody named 'mallory' is known" in values["questions"][1]["error"]


def test_a_workspace_with_matters_of_its_own_is_left_alone(place: Path, run: Run) -> None:
    run("access", "matter", "add", "Halvorsen")
    result = run("eval", "retrieval", _suite(place, NORTH_RENT), status=1)
    assert "holds matters of its own ('Halvorsen')" in result.stderr
    assert _json(run("list", "--json"))["documents"] == []


def test_a_suite_that_was_moved_does_not_mix_with_what_was_read_of_it_before(place: Path, run: Run) -> None:
    run("eval", "retrieval", _suite(place, NORTH_RENT))
    (place / "elsewhere").mkdir()
    (place / "wharves").rename(place / "elsewhere" / "wharves")
    result = run("eval", "retrieval", str(place / "elsewhere" / "wharves"), status=1)
    assert "holds 3 documents that the suite wharves does not" in result.stderr


def test_asking_for_another_needs_a_workspace_that_knows_them(place: Path) -> None:
    result = CliRunner().invoke(main, ["eval", "retrieval", _suite(place, NORTH_RENT), "--as", "ines"])
    assert result.exit_code == 2
    assert "name the workspace too, with --workspace" in result.stderr


def test_words_that_a_file_hides_are_not_shown(place: Path, run: Run) -> None:
    html = "<html><body><p>The swan eats reeds and <span style='display:none'>SECRET</span> bread.</p></body></html>"
    (place / "wharves" / "docs" / "swan.html").write_text(html, encoding="utf-8")
    swan = {"id": "swan", "question": "What do swans eat, reeds or bread?", "gold": [["parrot.md", 0, 6]]}
    shown = run("eval", "diagnose", _suite(place, swan), "--characters", "12").stdout
    assert "The swan eats reeds and" in shown
    assert "[hidden text]" in shown
    assert "SECRET" not in shown


def test_a_changed_suite_is_read_anew(place: Path, run: Run) -> None:
    run("eval", "retrieval", _suite(place, NORTH_RENT))
    (place / "wharves" / "docs" / "parrot.md").unlink()
    (place / "wharves" / "docs" / "crow.md").write_text("Crows take fire from no building.", encoding="utf-8")
    values = _json(run("eval", "retrieval", _suite(place, NORTH_RENT), "--json"))
    assert values["documents"] == 3
    paths = {Path(document["path"]).name for document in _json(run("list", "--json"))["documents"]}
    assert paths == {"north.txt", "south.txt", "crow.md"}


def test_a_file_that_cannot_be_read_is_named_by_its_path_in_the_suite(place: Path, run: Run) -> None:
    (place / "wharves" / "docs" / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    result = run("eval", "retrieval", _suite(place, NORTH_RENT), "--json", status=1)
    [unread] = _json(result)["unread"]
    assert unread["path"] == "broken.pdf"
    assert str(place) not in unread["reason"]
    assert "1 file of the suite could not be read" in result.stderr


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([{**NORTH_RENT, "gold": [["leases/west.txt", 0, 5]]}], "there is no such file in docs"),
        ([{**NORTH_RENT, "gold": [["leases/north.txt", 0, 99_999]]}], "of 'leases/north.txt', whose text has"),
        ([NORTH_RENT, NORTH_RENT], "line 2 of gold.jsonl repeats the id 'rent'"),
        ([{"id": "q"}], 'line 1 of gold.jsonl has no "question"'),
        ([{**NORTH_RENT, "as": " "}], "the name of a user is empty"),
    ],
    ids=["path", "span", "twice", "damaged", "user"],
)
def test_a_bad_suite_is_a_sentence(place: Path, run: Run, lines: Sequence[Line], told: str) -> None:
    result = run("eval", "retrieval", _suite(place, *lines), status=1)
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize("option", ["--html", "--out"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_read(place: Path, run: Run, option: str) -> None:
    result = run("eval", "retrieval", _suite(place, NORTH_RENT), option, str(place / "nowhere" / "x"), status=2)
    assert "name a file in a folder that exists" in result.stderr
    assert not (place / "workspace" / "access.db").exists()


def test_an_earlier_run_that_is_none_is_refused_before_anything_is_read(place: Path, run: Run) -> None:
    result = run("eval", "retrieval", _suite(place, NORTH_RENT), "--against", str(place / "nothing.json"), status=1)
    assert "the earlier run" in result.stderr
    assert not (place / "workspace" / "access.db").exists()


@pytest.fixture
def temporary(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    folder = place / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.live
def test_without_a_workspace_one_is_made_and_thrown_away(
    place: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_WORKSPACE", str(place / "own"))
    suite = _suite(place, NORTH_RENT, {**PARROT_FOOD, "as": "ines"})
    result = CliRunner().invoke(main, ["eval", "retrieval", suite, "--json"])
    assert result.exit_code == 0, result.output
    values = _json(result)
    assert values["embedder"].startswith("minilm")
    assert values["figures"]["birds"]["recall@1"] == 1.0
    assert list(temporary.iterdir()) == []
    assert not (place / "own").exists()
    assert not (place / "state").exists()  # neither heads nor keys are left behind
    assert not (place / "config").exists()
