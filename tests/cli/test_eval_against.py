"""`pincite eval run --against`: the claims of answers, looked up among the documents of a matter."""

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
"""
SECRET = LEASE.replace("NORTH WHARF", "THE OLD MINT").replace("$4,000", "$9,999")

RENT_ASKED = {"id": "rent", "question": "What rent shall the tenant of north wharf pay each month?"}
PARROT_ASKED = {"id": "parrot", "question": "Which walnuts does a parrot eat?"}
SECRET_ASKED = {"id": "mint", "question": "What rent does the tenant of the old mint pay?", "as": "alice"}


@pytest.fixture(scope="module")
def firm(make_firm: MakeFirm) -> Run:
    return make_firm({"wharves/north.txt": LEASE.encode(), "mint/mint.txt": SECRET.encode()}, "wharves")


def _file(folder: Path, *lines: Mapping[str, object]) -> str:
    file = folder / "questions.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return str(file)


def _json(result: Result) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def _out(folder: Path) -> tuple[str, str]:
    return "--out", str(folder / "out")


def _seq(run: Run) -> int:
    return int(run("audit", "head").stdout.partition(":")[0])


def _factual(values: Mapping[str, Any]) -> tuple[Any, Any]:
    scores = {row["id"]: row["scores"] for row in values["rows"]}["rent"]
    return scores["factual_coverage"], scores["factual_precision"]


def test_claims_are_looked_up_in_the_matter_that_is_named(firm: Run, tmp_path: Path) -> None:
    """The rent is that of the lease itself, and not that of the lease of the old mint, which is about the same."""
    file = _file(tmp_path, RENT_ASKED, PARROT_ASKED)
    same = _json(firm("eval", "run", file, *_out(tmp_path), "--matter", "wharves", "--against", "wharves", "--json"))
    assert same["figures"]["factual_precision"]["value"] == same["figures"]["factual_coverage"]["value"] == 1
    assert same["figures"]["factual_precision"]["unscorable"] == {"the question was refused": 1}
    assert same["conditions"]["settings"]["against"] == "wharves"
    assert 0 < same["figures"]["factscore"]["value"] < same["figures"]["faithfulness"]["value"] == 1
    before = _seq(firm)
    other = _json(firm("eval", "run", file, *_out(tmp_path), "--matter", "wharves", "--against", "mint", "--json"))
    assert other["figures"]["factual_coverage"]["value"] == 1
    assert other["figures"]["factual_precision"]["value"] == 0
    assert _seq(firm) > before  # no question is asked again; the searches of its claims are on the record
    entry = _json(firm("audit", "show", str(_seq(firm)), "--json"))
    assert (entry["kind"], entry["matters"]) == ("search", ["mint", "wharves"])
    head = _seq(firm)
    again = _json(firm("eval", "run", file, *_out(tmp_path), "--matter", "wharves", "--against", "mint", "--json"))
    assert _seq(firm) == head  # scores of the same matter are kept
    assert _factual(again) == _factual(other) != _factual(same)


def test_a_matter_that_nobody_who_asks_may_see_is_refused_before_anything_is_asked(firm: Run, tmp_path: Path) -> None:
    by_alice = _file(tmp_path, RENT_ASKED | {"as": "alice"}, SECRET_ASKED, SECRET_ASKED | {"id": "who", "as": "no.one"})
    walled = firm("eval", "run", by_alice, *_out(tmp_path), "--against", "mint", status=1).stderr
    unknown = firm("eval", "run", by_alice, *_out(tmp_path), "--against", "tnim", status=1).stderr
    assert "there is no matter 'mint' that alice may see" in walled
    assert walled.replace("mint", "tnim") == unknown
    assert not (tmp_path / "out").exists()


def test_who_may_not_see_the_matter_has_all_figures_but_those(firm: Run, tmp_path: Path) -> None:
    by_alice = RENT_ASKED | {"id": "alice", "as": "alice"}
    file = _file(tmp_path, RENT_ASKED, by_alice)
    values = _json(firm("eval", "run", file, *_out(tmp_path), "--matter", "wharves", "--against", "mint", "--json"))
    figure = values["figures"]["factual_precision"]
    [(reason, count)] = figure["unscorable"].items()
    assert (figure["scored"], count) == (1, 1)
    assert "there is no matter 'mint' that alice may see" in reason
    assert values["figures"]["faithfulness"]["scored"] == 2
    [line] = [line for line in (tmp_path / "out" / "scores.jsonl").read_text().splitlines() if '"alice"' in line]
    assert "9,999" not in line


def test_the_record_of_a_look_up_is_closed_with_the_documents_of_the_answer(firm: Run, tmp_path: Path) -> None:
    """What alice was told of the old mint is looked up in the wharves; the words are not hers once the mint is not."""
    firm("access", "grant", "alice", "--matter", "mint")
    firm("eval", "run", _file(tmp_path, SECRET_ASKED), *_out(tmp_path), "--matter", "mint", "--against", "wharves")
    seq = str(_seq(firm))
    shown = _json(firm("audit", "show", seq, "--as", "alice", "--json"))
    assert (shown["kind"], shown["user"]) == ("search", "alice")
    assert "9,999" in shown["content"]["question"]
    firm("access", "revoke", "alice", "--matter", "mint")
    assert "9,999" not in firm("audit", "show", seq, "--as", "alice", status=1).output


def test_a_matter_that_changed_is_looked_up_again(firm: Run, tmp_path: Path) -> None:
    named = "--against", "book", "--matter", "wharves", "--json"
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "parrots.txt").write_text("Of parrots.\n\nA parrot eats walnuts.\n", encoding="utf-8")
    firm("ingest", str(tmp_path / "book"), "--matter", "book")
    file = _file(tmp_path, RENT_ASKED)
    assert _json(firm("eval", "run", file, *_out(tmp_path), *named))["figures"]["factual_coverage"]["value"] == 0
    (tmp_path / "book" / "lease.txt").write_text(LEASE, encoding="utf-8")
    firm("ingest", str(tmp_path / "book"), "--matter", "book")
    assert _json(firm("eval", "run", file, *_out(tmp_path), *named))["figures"]["factual_coverage"]["value"] == 1
