"""`pincite route`: which tier each question goes to, with a router that was trained and without one."""

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.routing.labelled import label_lines, write_lines

from pincite.cli import main
from pincite.routing import ROUTER

UNTRAINED = ["on-prem", "cheap", "middle", "premium"]
HARD = "Compare the 3 leases of 2019, 2020 and 2021:\n" + "what they say of repairs, and who pays for them\n" * 12

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a folder without a workspace, with lines in `asked.jsonl`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PINCITE_WORKSPACE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def route(*arguments: str, lines: tuple[object, ...] = (), status: int = 0, typed: bytes = b"") -> Result:
        content = b"".join((x if isinstance(x, bytes) else json.dumps(x).encode()) + b"\n" for x in lines)
        (tmp_path / "asked.jsonl").write_bytes(content)
        result = CliRunner().invoke(main, ["route", *arguments], input=typed)
        assert result.exit_code == status, result.output
        return result

    return route


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The command line on a workspace that keeps a router, in a folder with `labels.jsonl`."""
    place = tmp_path_factory.mktemp("routed")
    (place / "ws").mkdir(mode=0o700)
    (place / "ws" / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    write_lines(place / "labels.jsonl", label_lines())
    write_lines(place / "asked.jsonl", [{"id": n, **line} for n, line in enumerate(label_lines(90, seed=1))])

    def run(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--workspace", str(place / "ws"), *arguments])
        assert result.exit_code == status, result.output
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        patch.chdir(place)
        run("access", "user", "add", "alice")
        (place / "trained.json").write_text(run("route", "train", "labels.jsonl", "--json").stdout, encoding="utf-8")
        yield run


def _read(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_without_a_workspace_the_tiers_are_guessed_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    lines = ({"id": "a", "question": "Who signs?"}, {"id": 7, "question": HARD, "ok": {"x": True}, "kind": "compare"})
    easy, hard = _read(run("asked.jsonl", "--json", lines=lines))
    assert (easy["id"], hard["id"]) == ("a", 7)
    assert list(easy["p_ok"]) == list(hard["p_ok"]) == UNTRAINED
    assert UNTRAINED.index(hard["tier"]) > UNTRAINED.index(easy["tier"]) == 0
    assert all(0 < p_ok < 1 for line in (easy, hard) for p_ok in line["p_ok"].values())
    assert easy["reasons"] == ["nothing learnt yet: guessed by length and form", "on-prem: 0.95 ≥ target 0.85"]
    assert easy["ms"] > 0
    assert easy["vector_ms"] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"asked.jsonl"}


def test_bad_lines_are_told_to_people_in_sentences(run: Run) -> None:
    lines = ({"question": "Who signs?", "sensitivity": "secrett"}, b'{"question": "Who', {"question": "Who pays?"})
    result = run("asked.jsonl", lines=lines, status=1)
    unknown, broken = result.stderr.splitlines()
    assert unknown == (
        "pincite: line 1 of asked.jsonl has the \"sensitivity\" 'secrett', which is no level and counts as the highest"
        "; write public, internal, confidential or privileged"
    )
    assert broken.startswith("pincite: line 2 of asked.jsonl is not JSON (")
    assert broken.endswith('write an object, as in {"id": 1, "question": "…"}')
    assert "{" not in result.stdout
    assert "2 questions" in result.stdout


def test_a_workspace_that_a_variable_names_is_none_of_these_tests(run: Run) -> None:
    assert _read(run("asked.jsonl", "--json", lines=({"question": "Who signs?"},)))[0]["by"] == "length and form"


def test_a_line_that_cannot_be_routed_says_why_and_the_others_go_on(run: Run) -> None:
    lines = (
        b"not json",
        {"id": 1},
        {"id": 2, "question": 7},
        {"id": 3, "question": "  "},
        {"id": 4, "question": "x" * 400_001},
        {"id": 5, "question": "Who signs?", "target": 1},
        {"id": 6, "question": "Who signs?", "sensitivity": 3},
        {"id": 7, "question": "\ud800"},
        b"",
        {"id": 8, "question": "Who signs?"},
    )
    found = _read(run("asked.jsonl", "--json", lines=lines, status=1))
    assert [line["id"] for line in found] == [None, 1, 2, 3, 4, 5, 6, 7, 8]
    assert all(list(line) == ["id", "error"] for line in found[:-1])
    assert "an empty question" in found[3]["error"]
    assert "400,001 characters" in found[4]["error"]
    assert '"target" that is not a number between 0 and 1' in found[5]["error"]
    assert found[-1]["tier"] == "on-prem"


def test_what_is_sensitive_stays_on_prem_and_a_line_has_its_own_target(run: Run) -> None:
    levels = ("internal", "Privileged ", "sealed by a court", "public")
    lines = [{"id": level, "question": HARD, "sensitivity": level} for level in levels]
    found = _read(run("asked.jsonl", "--json", lines=(*lines, {"id": 0, "question": HARD, "target": 0.5})))
    assert [line["tier"] == "on-prem" for line in found] == [False, True, True, False, True]
    assert "premium: not allowed for sealed by a court" in found[2]["reasons"]


def test_standard_input_is_read_and_options_stand_on_either_side(run: Run) -> None:
    asked = json.dumps({"id": 1, "question": HARD}).encode()
    low, high = (
        _read(run(*options, typed=asked))[0] for options in (("-", "--json", "--target", "0.5"), ("--json", "-"))
    )
    assert low["tier"] == "on-prem"
    assert high["tier"] != "on-prem"
    assert _read(run("--target", "0.5", "-", "--json", typed=asked))[0]["tier"] == "on-prem"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("none.jsonl",), 1, "cannot be read"),
        (("asked.jsonl", "--target", "85"), 2, "85.0 is not in the range 0<x<1"),
        (("asked.jsonl", "--target", "0.8", "--keep", "0.9"), 2, "give one of them"),
        (("asked.jsonl", "--keep", "0.9"), 1, "train one with: pincite route train"),
        (("asked.jsonl", "more.jsonl"), 2, "unexpected extra argument"),
        (("--target", "0.8", "train", "asked.jsonl"), 2, "not for train"),
    ],
    ids=["no file", "no chance", "two goals", "no router to promise", "two files", "a goal for training"],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    assert words in run(*arguments, lines=({"question": "Who signs?"},), status=status).stderr


def test_a_person_reads_a_row_for_each_question(run: Run) -> None:
    lines = ({"question": "Who signs?"}, {"question": HARD, "sensitivity": "privileged"})
    shown = run("asked.jsonl", lines=lines).stdout.splitlines()
    assert shown[0].split() == ["tier", *UNTRAINED, "question"]
    assert shown[1].split() == ["on-prem", *["0.95"] * 4, "Who", "signs?"]
    assert shown[2].startswith("on-prem  ")
    assert "cheap: not allowed for privileged" in shown[3]
    assert shown[-2] == "2 questions: on-prem 2"
    assert "no router is kept" in shown[-1]
    assert max(map(len, shown)) <= 100


def test_without_a_router_the_verb_alone_says_so(run: Run) -> None:
    assert "No router is kept" in run().stdout
    assert json.loads(run("--json").stdout) == {"router": None, "tiers": [{"tier": tier} for tier in UNTRAINED]}


def test_labels_that_teach_nothing_make_no_workspace(run: Run, tmp_path: Path) -> None:
    write_lines(tmp_path / "labels.jsonl", label_lines(20))
    assert "20 different labelled questions are too few" in run("train", "labels.jsonl", status=1).stderr
    assert not (tmp_path / ".pincite").exists()


def test_a_router_is_kept_for_its_owner_alone_and_on_the_record(firm: Run) -> None:
    trained = json.loads(Path("trained.json").read_text(encoding="utf-8"))
    assert [tier["tier"] for tier in trained["tiers"]] == ["cheap", "premium"]
    assert (trained["labels"], trained["repeats"], trained["contradicted"]) == (300, 0, 0)
    low, high = trained["calibration_interval"]
    assert 0 <= low <= trained["calibration_error"] <= high < 0.2
    assert {goal["target"] for goal in trained["targets"]} >= {0.85}
    assert stat.S_IMODE(Path("ws", ROUTER).stat().st_mode) == 0o600
    record = json.loads(firm("audit", "show", str(trained["record"]), "--json").stdout)
    assert (record["kind"], record["facts"]["router"]) == ("router", trained["router"])
    kept = json.loads(firm("route", "--json").stdout)
    assert kept.items() <= trained.items()
    assert f"router {trained['router'][:8]}, learnt on " in firm("route").stdout


def test_a_kept_router_gives_chances_for_exactly_its_tiers(firm: Run) -> None:
    found = _read(firm("route", "asked.jsonl", "--json"))
    assert [line["id"] for line in found] == list(range(90))
    assert {tuple(line["p_ok"]) for line in found} == {("cheap", "premium")}
    gains = [line["p_ok"]["premium"] - line["p_ok"]["cheap"] for line in found]
    assert min(gains[1::3]) > max(gains[0::3]), "only tax needs the dear tier"
    assert {line["tier"] for line in found[1::3]} == {"premium"}
    assert all(line["ms"] > 0 and line["vector_ms"] > 0 for line in found)
    assert found[0]["by"].startswith("router ")
    shares = [
        sum(line["tier"] == "premium" for line in _read(firm("route", "asked.jsonl", "--json", "--keep", keep)))
        for keep in ("0.8", "1.0")
    ]
    assert shares[0] < shares[1]


def test_a_polite_question_has_the_chances_of_the_plain_one(firm: Run) -> None:
    lines = label_lines(12, seed=2)
    polite = [
        {"question": f"Good morning, could you help me with this, please? {line['question']} Thanks!"} for line in lines
    ]
    write_lines(Path("plain.jsonl"), lines)
    write_lines(Path("polite.jsonl"), polite)
    plain, said = (_read(firm("route", name, "--json")) for name in ("plain.jsonl", "polite.jsonl"))
    assert [(line["tier"], line["p_ok"]) for line in said] == [(line["tier"], line["p_ok"]) for line in plain]


def test_one_who_may_not_administer_may_ask_the_router_and_not_exchange_it(firm: Run) -> None:
    before = Path("ws", ROUTER).read_bytes()
    assert "only the workspace's owner" in firm("route", "train", "labels.jsonl", "--as", "alice", status=1).stderr
    assert "only the workspace's owner" in firm("route", "forget", "--reason", "x", "--as", "alice", status=1).stderr
    assert Path("ws", ROUTER).read_bytes() == before
    assert len(_read(firm("route", "asked.jsonl", "--json", "--as", "alice"))) == 90


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (label_lines(299), "299 different labelled questions are too few"),
        ([{**line, "ok": {"cheap": True, "premium": True}} for line in label_lines()], "would send all of them there"),
        ([{**line, "ok": {"cheap": False, "premium": False}} for line in label_lines()], "would send all of them to"),
        ([*label_lines(), {"question": "Who signs?", "ok": {"cheap": True}}], "line 301 of bad.jsonl speaks of cheap"),
        ([{"question": "Who signs?", "ok": {"cheap": "yes"}}], "line 1 of bad.jsonl says 'yes' of cheap"),
        ([], "there is no label to learn from"),
    ],
    ids=["too few", "always right", "never right", "other tiers", "no truth value", "none"],
)
def test_labels_that_teach_nothing_leave_the_router_as_it_was(
    firm: Run, lines: list[dict[str, Any]], words: str
) -> None:
    before, records = Path("ws", ROUTER).read_bytes(), firm("audit", "head").stdout
    write_lines(Path("bad.jsonl"), lines)
    assert words in firm("route", "train", "bad.jsonl", status=1).stderr
    assert Path("ws", ROUTER).read_bytes() == before
    assert firm("audit", "head").stdout == records


def test_a_router_that_the_record_does_not_name_is_not_used(firm: Run, tmp_path: Path) -> None:
    kept = Path("ws", ROUTER).read_bytes()
    try:
        firm("route", "train", "labels.jsonl")
        newer = Path("ws", ROUTER).read_bytes()
        Path("ws", ROUTER).write_bytes(kept)
        assert "is not the one that the record names" in firm("route", "asked.jsonl", status=1).stderr
        Path("ws", ROUTER).write_bytes(newer[:-1])
        assert "its hash is another one" in firm("route", "asked.jsonl", status=1).stderr
        Path("ws", ROUTER).unlink()
        Path("ws", ROUTER).symlink_to(tmp_path / "elsewhere")
        assert f"{ROUTER} is a link" in firm("route", "asked.jsonl", status=1).stderr
    finally:
        Path("ws", ROUTER).unlink()
        Path("ws", ROUTER).write_bytes(newer)
        Path("ws", ROUTER).chmod(0o600)


def test_a_backup_carries_the_router_and_a_restored_one_is_used(firm: Run) -> None:
    said = firm("route", "asked.jsonl", "--json").stdout
    firm("backup", "copy")
    kept = Path("ws", ROUTER).read_bytes()
    assert Path("copy", ROUTER).read_bytes() == kept
    firm("route", "train", "labels.jsonl")
    firm("restore", "copy", "--reason", "the disk died")
    assert Path("ws", ROUTER).read_bytes() == kept
    p_ok = [line["p_ok"] for line in map(json.loads, said.splitlines())]
    assert [line["p_ok"] for line in _read(firm("route", "asked.jsonl", "--json"))] == p_ok


@pytest.mark.parametrize("how", ["contents", "documents"])
def test_erasing_a_question_takes_the_router_that_it_taught(firm: Run, how: str) -> None:
    file = Path(f"{how}.txt")
    file.write_text(f"2.1 The Tenant shall pay rent of $4,200 per month for the {how}.\n", encoding="utf-8")
    [document] = json.loads(firm("ingest", str(file), "--matter", "lease", "--json").stdout)["ids"]
    asked = label_lines()[3]["question"]
    other, taught = (
        json.loads(firm("ask", question, "--json").stdout)["audit"]["seq"]
        for question in ("Who pays for repairs?", f"  {asked.upper()}")
    )
    firm("route", "train", "labels.jsonl")
    why = ("--reason", "the client asked for it", "--json")
    assert json.loads(firm("audit", "erase", str(other), *why).stdout)["router"] is False
    assert Path("ws", ROUTER).exists()
    erase_documents = ("remove", document, "--erase", "--with-record")
    verb = ("audit", "erase", str(taught)) if how == "contents" else erase_documents
    assert json.loads(firm(*verb, "--dry-run", "--json").stdout)["router"] is True
    assert Path("ws", ROUTER).exists()
    assert json.loads(firm(*verb, *why).stdout)["router"] is True
    assert not Path("ws", ROUTER).exists()
    assert list(_read(firm("route", "asked.jsonl", "--json"))[0]["p_ok"]) == UNTRAINED
    assert "a question that it was learnt from was erased" in firm("audit", "export").stdout
    firm("route", "train", "labels.jsonl")


def test_a_router_that_was_taken_away_is_gone(firm: Run) -> None:
    kept = Path("ws", ROUTER).read_bytes()
    assert "is taken away" in firm("route", "forget", "--reason", "the labels were wrong").stdout
    assert not Path("ws", ROUTER).exists()
    assert list(_read(firm("route", "asked.jsonl", "--json"))[0]["p_ok"]) == UNTRAINED
    assert "none can be taken away" in firm("route", "forget", "--reason", "again", status=1).stderr
    Path("ws", ROUTER).write_bytes(kept)
    assert "is not the one that the record names" in firm("route", "asked.jsonl", status=1).stderr


SETTINGS = """embedder = "hashing"

[[models]]
tier = "house"
provider = "scripted"
replies = "replies.jsonl"
context_tokens = 2048
max_answer_tokens = 500

[[models]]
tier = "vendor"
provider = "openai"
url = "https://models.example.com/v1"
name = "large"
accepts = "internal"
prompt_usd_per_million = 2
completion_usd_per_million = 10
"""


def test_the_models_of_the_settings_are_the_tiers_with_their_levels_windows_and_prices(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    folder.mkdir()
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    lines: tuple[object, ...] = (
        {"question": "Who signs?"},
        {"question": "Who signs?", "sensitivity": "confidential"},
        {"question": "Who signs the lease? " * 500},
        {"question": "Who signs the lease? " * 500, "sensitivity": "of the board"},
        {"question": "Compare the three leases of 2019, 2020 and 2021. " * 4, "target": 0.94, "budget_usd": 0.001},
        {"question": "Who signs?", "budget_usd": -1},
    )
    said = _read(run("--workspace", str(folder), "asked.jsonl", "--json", lines=lines, status=1))
    plain, confidential, long, secret, cheap, bad = said
    assert (plain["tier"], list(plain["p_ok"])) == ("house", ["house", "vendor"])
    assert (confidential["tier"], confidential["reasons"][0]) == ("house", "vendor: not allowed for confidential")
    assert long["tier"] == "vendor"
    assert long["reasons"][0].startswith("house: window too small (")
    assert secret["tier"] is None
    assert "vendor: not allowed for of the board" in secret["reasons"]
    assert cheap["tier"] == "house"
    assert cheap["reasons"][0].startswith("vendor: over budget (")
    assert 'has a "budget_usd" that is not a number from 0 to' in bad["error"]
    assert [path.name for path in folder.iterdir()] == ["settings.toml"]
