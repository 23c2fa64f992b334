"""`pincite eval` on answers that a language model wrote, judged by one, and labelled with what was kept back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

LEASE = """LEASE OF NORTH WHARF

1. RENT

1.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.
"""
RENT = "The Tenant shall pay rent of $4,000 each month, in advance"
TRUE = f"{RENT}."
INVENTED = "The Tenant shall pay rent of $4,000 each month to Grimsby Holdings Ltd."
ASKED = {"id": "rent", "question": "What rent shall the tenant pay each month?", "reference": TRUE, "answerable": True}

Call = Callable[..., Result]


def _statement(text: str) -> dict[str, object]:
    return {"text": text, "citations": [{"label": 1, "quote": RENT}]}


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command line on a workspace with a lease and a model whose replies are prepared."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    settings = 'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n'
    (workspace / "settings.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "north.txt").write_text(LEASE, encoding="utf-8")
    (tmp_path / "q.jsonl").write_text(json.dumps(ASKED) + "\n", encoding="utf-8")

    def call(*arguments: str, typed: str = "", replies: tuple[object, ...] = (), status: int = 0) -> Result:
        lines = "".join(json.dumps({"reply": reply}) + "\n" for reply in replies)
        (workspace / "replies.jsonl").write_text(lines, encoding="utf-8")
        result = CliRunner().invoke(main, ["--workspace", str(workspace), *arguments], input=typed)
        assert result.exit_code == status, result.output
        return result

    call("ingest", str(tmp_path / "north.txt"), "--matter", "wharf")
    return call


def _written(*statements: str) -> object:
    return {"answered": True, "statements": [_statement(text) for text in statements]}


def _json(result: Result) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def _judged(call: Call, *arguments: str) -> list[dict[str, Any]]:
    """The records of what a judge was sent."""
    lines = call("audit", "export", "--kind", "judge", *arguments).stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_a_written_answer_is_measured_by_rules_and_by_a_judge(call: Call, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    judged = (
        {"claims": [TRUE]},
        {"verdicts": [{"why": "it says so", "supported": True}]},
        {"questions": ["What is the rent?", "Who pays it?", "When?"], "noncommittal": False},
        {"claims": [TRUE, "It is paid in gold."]},
        {"verdicts": [{"why": "it says so", "supported": True}, {"why": "no gold", "supported": False}]},
        {"why": "the rent", "useful": True},
    )
    call_it = ("eval", "run", str(tmp_path / "q.jsonl"), "--mode", "write", "--judge", "--out", out, "--json")
    values = _json(call(*call_it, replies=(_written(TRUE, INVENTED), *judged)))
    figures = {name: figure["value"] for name, figure in values["figures"].items()}
    assert figures["coverage"] == 0.5
    assert figures["judge_faithfulness"] == 1
    assert figures["judge_context_recall"] == 0.5
    assert figures["judge_context_precision"] == 1
    assert figures["exact_match"] == 1
    models, prompts = values["conditions"]["models"], values["conditions"]["prompts"]
    assert (models["answers"], models["judge"]) == ("scripted", "scripted")
    assert set(prompts) == {"claims", "supported", "questions", "useful"}
    [record] = _judged(call)
    assert record["facts"]["model"] == "scripted"
    assert (record["facts"]["model_calls"], record["facts"]["without_reply"]) == (6, 0)
    sent = record["facts"]["sent"]
    assert [one["purpose"] for one in sent] == ["judge"] * 6
    assert {(one["place"], one["accepts"], one["sensitivity"]) for one in sent} == {
        ("on-prem", "privileged", "privileged")
    }
    assert record["matters"] == ["wharf"]
    assert len(record["content"]["documents"]) == record["facts"]["documents"] == 1
    [reply] = record["facts"]["replies"]
    assert _json(call("audit", "show", str(reply), "--json"))["kind"] == "answer"
    instructions = [one["messages"][0]["sha256"] for one in record["content"]["calls"]]
    assert set(instructions) == set(prompts.values())
    assert RENT not in json.dumps(record)
    # All is kept: the same run again asks neither for the answer nor for a verdict.
    assert _json(call(*call_it))["rows"] == values["rows"]
    assert len(_judged(call)) == 1


def test_an_auditor_who_may_not_see_what_was_judged_sees_that_it_was_and_by_which_model(
    call: Call, tmp_path: Path
) -> None:
    call_it = ("eval", "run", str(tmp_path / "q.jsonl"), "--mode", "write", "--judge", "--out", str(tmp_path / "run"))
    call(*call_it, replies=(_written(TRUE), "yes", "no", "maybe", "perhaps"))
    call("access", "user", "add", "aud")
    call("access", "role", "add", "aud", "auditor")
    [record] = _judged(call, "--as", "aud")
    assert record["content"] is None
    assert record["facts"]["model_calls"] == 4
    assert "wharf" not in json.dumps(record)
    assert "north" not in json.dumps(record)


def test_a_judge_that_cannot_be_read_leaves_its_figures_without_a_value(call: Call, tmp_path: Path) -> None:
    call_it = ("eval", "run", str(tmp_path / "q.jsonl"), "--mode", "write", "--judge", "--out", str(tmp_path / "run"))
    values = _json(call(*call_it, "--json", replies=(_written(TRUE), "yes", "no", "maybe", "perhaps")))
    assert values["figures"]["judge_faithfulness"]["unscorable"] == {"the judge's reply is not JSON, or too long": 1}
    assert values["figures"]["exact_match"]["value"] == 1


def test_what_was_kept_back_is_labelled_with_the_rest(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "run"
    call(
        "eval",
        "run",
        str(tmp_path / "q.jsonl"),
        "--mode",
        "write",
        "--out",
        str(out),
        replies=(_written(TRUE, INVENTED),),
    )
    assert "Grimsby" not in (out / "replies.jsonl").read_text(encoding="utf-8")
    shown = call("eval", "human", str(out)).stdout
    assert "2 left" in shown
    assert "Grimsby" not in shown
    first = call("eval", "human", str(out), "--held-back").stdout
    assert "3 left" in first
    # Input ends at once, so one statement is seen; which of the two comes first is by a hash.
    typed = "n\ny\ny\n" if "Grimsby" in first else "y\nn\ny\n"
    sums = _json(call("eval", "human", str(out), "--held-back", "--json", typed=typed))
    assert (sums["labelled"], sums["left"]) == (3, 0)
    assert sums["with_gate"]["kappa"]["value"] == 1
    assert sums["unsupported_released"]["value"] == 0


def test_questions_are_reworded_where_the_words_keep_to_the_span(call: Call, tmp_path: Path) -> None:
    better = {"question": "What does the north say on this?"}
    made = ("eval", "make-questions", "--count", "1", "--unanswerable", "0", "--reword", "--out")
    first = _json(call(*made, str(tmp_path / "a"), "--json", replies=(better,)))
    assert first["not_reworded"] == ["it does not name the document"]
    name = json.loads((tmp_path / "a").read_text(encoding="utf-8"))["question"]
    assert "LEASE OF NORTH WHARF" in name
    better = {"question": "Which duty does the LEASE OF NORTH WHARF lay on the Tenant?"}
    assert _json(call(*made, str(tmp_path / "b"), "--json", replies=(better,)))["not_reworded"] == []
    assert json.loads((tmp_path / "b").read_text(encoding="utf-8"))["question"] == better["question"]
    records = _judged(call)
    assert [(one["facts"]["what"], one["facts"]["model_calls"]) for one in records] == [("eval make-questions", 1)] * 2
    assert [len(one["content"]["documents"]) for one in records] == [1, 1]


def test_a_question_in_another_documents_words_is_reworded_by_none_that_may_not_read_that(
    call: Call, tmp_path: Path
) -> None:
    """What a lease lacks is asked in the terms of other agreements, whose words then go to the model."""
    settings = tmp_path / "workspace" / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'accepts = "internal"\n', encoding="utf-8")
    call("workspace", "trust", "--yes")
    lease = LEASE + "\n2. NOTICES\n\n" + "2.1 Each notice is given in writing and left at the wharf. " * 12
    (tmp_path / "north.txt").write_text(lease, encoding="utf-8")
    call("ingest", str(tmp_path / "north.txt"), "--matter", "wharf")
    call("access", "sensitivity", "wharf", "internal")
    (tmp_path / "secret.txt").write_text('MERGER\n\n1. "Quokkaberg Shares" means all shares.\n', encoding="utf-8")
    call("ingest", str(tmp_path / "secret.txt"), "--matter", "merger")
    made = ("eval", "make-questions", "--count", "2", "--unanswerable", "100", "--reword", "--json", "--out")
    drafts = tmp_path / "drafts"
    values = _json(call(*made, str(drafts), replies=({"question": "What are they?"},) * 2))
    lines = [json.loads(line) for line in drafts.read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["absent term"]
    assert "Quokkaberg Shares" in lines[0]["question"]
    [why] = values["not_reworded"]
    assert "what would be sent is privileged" in why
    [record] = _judged(call)
    assert record["facts"]["sent"] == []
