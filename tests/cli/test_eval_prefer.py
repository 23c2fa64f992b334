"""`pincite eval prefer`: two runs over one lease, between which a person and a scripted model choose."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

LEASE = """LEASE OF NORTH WHARF

1. RENT

1.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.

2. INSURANCE

2.1 The Landlord shall insure the building against fire and flood at the price of the day.
"""
RENT = "The Tenant shall pay rent of $4,000 each month, in advance"
FIRE = "The Landlord shall insure the building against fire and flood"
ASKED = (
    ("rent", "What rent shall the tenant pay each month?"),
    ("fire", "Against what shall the landlord insure the building?"),
    ("both", "What shall the tenant pay and the landlord insure?"),
)
"""By the hash of their ids A stands first for some and second for others."""

LEFT = {asked: quote for (_, asked), quote in zip(ASKED, (RENT, FIRE, RENT), strict=True)}
"""How the answers of the run `left` begin; those of the other run begin otherwise."""

Firm = Callable[..., Result]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The command line on a workspace with a lease and a model whose replies are prepared."""
    place = tmp_path_factory.mktemp("firm")
    workspace = place / "workspace"
    workspace.mkdir()
    settings = 'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n'
    (workspace / "settings.toml").write_text(settings, encoding="utf-8")
    (place / "north.txt").write_text(LEASE, encoding="utf-8")

    def call(*arguments: object, typed: str = "", replies: Sequence[object] = (), status: int = 0) -> Result:
        prepared = (one if isinstance(one, dict) and "asked" in one else {"reply": one} for one in replies)
        lines = "".join(json.dumps(one) + "\n" for one in prepared)
        (workspace / "replies.jsonl").write_text(lines, encoding="utf-8")
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, ["--workspace", str(workspace), *words], input=typed)
        assert result.exit_code == status, result.output
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        call("ingest", place / "north.txt", "--matter", "wharf")
        yield call


def _written(*quotes: str) -> object:
    statements = [{"text": f"{quote}.", "citations": [{"label": 1, "quote": quote}]} for quote in quotes]
    return {"answered": bool(quotes), "statements": statements}


def _run(firm: Firm, place: Path, name: str, *replies: object) -> Path:
    questions = place / "q.jsonl"
    lines = [json.dumps({"id": identity, "question": question}) for identity, question in ASKED]
    questions.write_text("\n".join(lines[: len(replies)]) + "\n", encoding="utf-8")
    firm("eval", "run", questions, "--mode", "write", "--out", place / name, replies=replies)
    return place / name


@pytest.fixture(scope="module")
def made(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the runs `left`, which answers all that is asked, and `right`, which refuses the last."""
    place = tmp_path_factory.mktemp("made")
    _run(firm, place, "left", _written(RENT), _written(FIRE), _written(RENT, FIRE))
    _run(firm, place, "right", _written(FIRE), _written(RENT), _written())
    return place


@pytest.fixture
def prefer(firm: Firm, made: Path) -> Firm:
    """The verb on the two runs, with nothing on file."""
    _file(made).unlink(missing_ok=True)
    return lambda *more, **given: firm("eval", "prefer", made / "left", made / "right", *more, **given)


def _file(made: Path) -> Path:
    return made / "left" / "preferences-with-right.jsonl"


def _lines(made: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _file(made).read_text(encoding="utf-8").splitlines()]


def _json(result: Result) -> dict[str, Any]:
    assert "NaN" not in result.stdout
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def _judged(firm: Firm) -> list[dict[str, Any]]:
    """The records of what a judge was sent."""
    return [json.loads(line) for line in firm("audit", "export", "--kind", "judge").stdout.splitlines()]


def _first(shown: str) -> list[bool]:
    """Of each question shown, whether the answer of the run `left` stands first."""
    blocks = shown.split("Which is better?")[:-1]
    answers = ((block, block.partition("first:")[2].partition("second:")[0]) for block in blocks)
    return [f"1. {next(LEFT[asked] for _, asked in ASKED if asked in block)}" in first for block, first in answers]


def _for_left(prefer: Firm) -> str:
    """What to type to choose the left run's answer throughout."""
    places = _first(prefer("--by", "nobody", typed="k\n" * len(ASKED)).stdout)
    assert len(places) == len(ASKED)
    return "".join("f\n" if is_first else "s\n" for is_first in places)


def test_a_person_sees_both_answers_and_not_which_run_gave_them(prefer: Firm) -> None:
    shown = prefer(typed="k\nk\nk\n").stdout.partition("\nA: ")[0]
    assert shown.count("first:") == shown.count("second:") == 3
    assert "[north.txt, 1.1" in shown
    assert "No answer: " in shown
    assert "left:" not in shown
    assert "right" not in shown
    assert set(_first(shown)) == {True, False}


def test_choices_are_kept_by_run_at_once_and_the_next_time_goes_on(prefer: Firm, made: Path) -> None:
    typed = _for_left(prefer)
    first = prefer("--by", "ines", typed=typed[:4])
    assert [line["choice"] for line in _lines(made) if line["by"] == "ines"] == ["a", "a"]
    assert "1 left; the figures come when none is" in first.stdout
    assert "wins" not in first.stdout
    assert _file(made).stat().st_mode & 0o077 == 0
    shown = prefer("--by", "ines", typed=typed[4:]).stdout
    assert shown.count("Which is better?") == 1
    assert "A wins 3, ties 0, loses 0" in shown
    assert "win rate of A: 1.00 [0.44, 1.00] of 3 decided" in shown
    assert "no Bradley–Terry strengths: too few comparisons to place B against the others" in shown


def test_the_figures_worked_by_hand(prefer: Firm) -> None:
    typed = _for_left(prefer)
    turned = {"f": "s", "s": "f"}[typed[2]]
    values = _json(prefer("--by", "ines", "--json", typed=f"{typed[:2]}{turned}\ntie\n"))
    assert (values["pairs"], values["person"]["judged"], values["person"]["left"]) == (3, 3, 0)
    stands = values["person"]["standing"]
    assert (stands["wins"], stands["ties"], stands["losses"], stands["win_rate"]) == (1, 1, 1, 0.5)
    assert stands["interval"]["low"] == pytest.approx(0.0945, abs=1e-3)
    assert stands["strengths"] == {"a": pytest.approx(0), "b": pytest.approx(0)}
    assert values["judges"] == []
    # Asked again, all is on file; with --report nobody is asked.
    assert _json(prefer("--by", "ines", "--json")) == values
    assert _json(prefer("--by", "ines", "--json", "--report", typed="f\n")) == values
    assert "Bradley–Terry log strengths: A +0.00, B +0.00" in prefer("--by", "ines", "--report").stdout
    other = _json(prefer("--by", "second", "--json", typed=typed))
    assert other["with_others"]["ines"]["raw"]["value"] == pytest.approx(1 / 3)


def test_undo_takes_back_the_last_choice(prefer: Firm, made: Path) -> None:
    shown = prefer(typed="u\nt\nu\nskip\nq\n").stdout
    assert "there is nothing to undo" in shown
    assert [line["choice"] for line in _lines(made)] == ["tie", None, "skip"]
    assert "0 judged, 1 skipped, 2 left" in prefer("--report").stdout


@pytest.mark.parametrize("typed", ["", "maybe\n\n7\n", "\ufffd\n", f"{'x' * 10_000}\n"])
def test_what_is_no_choice_is_asked_again_and_no_input_ends_it(prefer: Firm, made: Path, typed: str) -> None:
    assert prefer(typed=typed).stdout.count("type one of:") == typed.count("\n")
    assert _lines(made) == []


def _said(*places: str) -> list[object]:
    return [{"why": "it says so", "better": place} for place in places]


def test_a_judge_is_asked_in_both_orders_and_compared_with_the_person(prefer: Firm, firm: Firm) -> None:
    before = len(_judged(firm))
    prefer("--by", "ines", typed=_for_left(prefer))
    # Left wins in both orders, the verdict turns with the place, and a tie in both.
    said = _said("first", "second", "first", "first", "tie", "tie")
    values = _json(prefer("--by", "ines", "--judge", "--json", replies=said))
    [judge] = values["judges"]
    assert (judge["model"], len(judge["prompt"]), judge["asked"], judge["left"]) == ("scripted", 64, 3, 0)
    assert (judge["standing"]["wins"], judge["standing"]["ties"], judge["standing"]["losses"]) == (1, 1, 0)
    assert judge["inconsistency"]["value"] == pytest.approx(1 / 3)
    assert judge["first_place"]["value"] == 1
    assert judge["repeats"] is None
    assert judge["with_person"]["raw"]["value"] == 0.5
    assert judge["with_person"]["raw"]["unscorable"] == {"one of the two gave no label": 1}
    assert judge["with_person"]["kappa"]["value"] == 0
    records = _judged(firm)[before:]
    assert [record["facts"]["model_calls"] for record in records] == [2, 2, 2]
    assert all(len(record["facts"]["replies"]) == 2 and record["matters"] == ["wharf"] for record in records)
    # All is kept, so a second call needs no reply; another asking of each does, and no more than that.
    assert _json(prefer("--by", "ines", "--judge", "--json")) == values
    again = _said("first", "second", "first", "second", "tie", "tie")
    [repeated] = _json(prefer("--judge", "--repeat", "2", "--json", replies=again))["judges"]
    assert repeated["repeats"]["value"] == pytest.approx(2 / 3)
    assert repeated["standing"] == judge["standing"]
    shown = prefer("--by", "ines", "--report").stdout
    assert "verdicts that changed with the order: 0.33" in shown
    assert "agreement with ines: kappa 0.00" in shown
    assert f"instructions {judge['prompt'][:16]}" in shown


def test_a_judge_reads_the_answers_with_their_pin_cites_and_prefers_by_run(prefer: Firm) -> None:
    refused, cited = "No answer: ", "\\n   [north.txt, 1.1"
    replies = [
        {"asked": f'"second": "{refused}', "reply": {"why": cited, "better": "first"}},
        {"asked": f'"first": "{refused}', "reply": {"why": cited, "better": "second"}},
        {"asked": cited, "reply": "this is no JSON"},
    ]
    [judge] = _json(prefer("--judge", "--json", replies=replies))["judges"]
    # Of the pair that the right run refused there is a verdict, and it is for the left run.
    assert (judge["standing"]["wins"], judge["standing"]["losses"]) == (1, 0)
    assert judge["inconsistency"]["unscorable"].pop("the judge's reply is not JSON, or too long") == 1


def test_a_judge_that_gives_no_verdict_is_counted_and_asked_again(prefer: Firm) -> None:
    replies = ["no", "no", *_said("first", "second")]
    [judge] = _json(prefer("--judge", "--json", replies=replies))["judges"]
    assert judge["standing"]["wins"] == 1
    assert judge["inconsistency"]["unscorable"]["the judge's reply is not JSON, or too long"] == 1
    assert judge["inconsistency"]["scored"] == 1
    [mended] = _json(prefer("--judge", "--json", replies=_said(*["second", "first"] * 2)))["judges"]
    assert (mended["standing"]["wins"], mended["standing"]["losses"]) == (1, 2)
    assert mended["inconsistency"]["unscorable"] == {}


def test_what_gives_nothing_to_choose_on_is_counted(firm: Firm, made: Path, tmp_path: Path) -> None:
    again = _run(firm, tmp_path, "again", _written(RENT), _written(RENT), _written())
    values = _json(firm("eval", "prefer", made / "right", again, "--json"))
    assert values["pairs"] == 1
    left_out = values["left_out"]
    assert (left_out["alike"], left_out["both_refused"], left_out["only_a"]) == (["fire"], ["both"], [])
    assert values["person"]["standing"]["win_rate"] is None
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "replies.jsonl").write_bytes((made / "right" / "replies.jsonl").read_bytes())
    shown = firm("eval", "prefer", made / "right", tmp_path / "copy").stdout
    assert "0 questions to choose on, of 3 of both" in shown
    assert "left out, answered alike in words and citations: 2" in shown
    assert "win rate" not in shown


def _refused(firm: Firm, *arguments: object, status: int = 1) -> str:
    refused = firm("eval", "prefer", *arguments, status=status)
    assert refused.stdout == ""
    return refused.stderr


def test_what_cannot_be_compared_is_refused_in_a_sentence(firm: Firm, made: Path, tmp_path: Path) -> None:
    left, right = made / "left", made / "right"
    assert "are the same run" in _refused(firm, left, made / "right" / ".." / "left")
    assert "holds no replies of an eval run" in _refused(firm, left, tmp_path)
    assert "holds no replies of an eval run" in _refused(firm, tmp_path / "nowhere", right)
    other = tmp_path / "other"
    other.mkdir()
    lines = (left / "replies.jsonl").read_text(encoding="utf-8").splitlines()
    (other / "replies.jsonl").write_text(json.dumps(json.loads(lines[0]) | {"id": "new"}) + "\n", encoding="utf-8")
    assert "have no question in common" in _refused(firm, left, other)
    (other / "replies.jsonl").write_text('{"id": "rent"}\n', encoding="utf-8")
    assert "this is no reply of ask" in _refused(firm, left, other)
    assert "no choice is kept in" in _refused(firm, left, right, "--report", "--out", tmp_path / "none.jsonl")
    assert "leave out --judge" in _refused(firm, left, right, "--report", "--judge", status=2)
    assert "add --judge" in _refused(firm, left, right, "--repeat", "2", status=2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1 of p.jsonl is damaged"),
        ('{"id": "x"}', "the line 'x' of p.jsonl is not a preference"),
        ('{"id": "x", "pair": "k", "by": "ines", "choice": ["a"]}', "is not a preference"),
        ('{"id": "x", "pair": "k", "judge": "m", "prompt": "p", "asking": 0, "side": "c"}', "is not a preference"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_written(
    firm: Firm, made: Path, tmp_path: Path, line: str, told: str
) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert told in _refused(firm, made / "left", made / "right", "--out", file)
    assert file.read_text(encoding="utf-8") == f"{line}\n"


def test_without_a_language_model_none_judges(firm: Firm, made: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    out = tmp_path / "p.jsonl"
    judged = firm(
        "--workspace", tmp_path, "eval", "prefer", made / "left", made / "right", "--judge", "--out", out, status=1
    )
    assert "pincite: " in judged.stderr
