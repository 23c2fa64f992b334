"""Which requests went to language models in some days, proved from the record and checked without pincite."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.audit.adapters import ADAPTERS
from tests.audit.checks import verifier
from tests.audit.test_independent_verifier import SCRIPT, run

from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, row_hash
from pincite.audit.event import Event, EventKind, Json
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.port import AuditLog
from pincite.audit.requests import MARK, Counting, Period, Requests
from pincite.audit.sqlite_log import SqliteAuditLog

Lines = list[dict[str, Any]]

MARCH = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
LATER = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
OLGA = Principal("olga", "olga")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def sent(sensitivity: str = "internal", accepts: str = "internal", tier: str = "house") -> Json:
    place = "remote" if tier == "far" else "on-prem"
    where: dict[str, Json] = {"model": f"model of {tier}", "tier": tier, "place": place, "accepts": accepts}
    return {"purpose": "write", "rules_version": 1, "sensitivity": sensitivity, **where}


def event(name: str, when: datetime, kind: EventKind = "answer", **facts: Json) -> Event:
    return Event(name, kind, OLGA, when, frozenset(), facts, {"question": f"What is the cap of {name}?"})


def kept(log: AuditLog, *events: Event) -> None:
    async def append() -> None:
        for one in events:
            await log.append(one)

    asyncio.run(append())


def proved(log: AuditLog, period: Period = MARCH, when: datetime = LATER) -> tuple[Lines, Requests]:
    """The proof as `pincite audit prove --sensitive` makes it, at some time, and what was counted for it."""
    kept(log, event(f"proof {when} {log.head().seq}", when, "read", what=MARK))
    first, shown = log.prove_requests(period, log.head().seq)
    counting, lines = Counting(period, shown), [first]
    for row in log.rows(shown.first, shown.last):
        counting.add(row)
        lines.append({"record": row})
    return lines, counting.found()


def written(tmp_path: Path, lines: Lines) -> Path:
    file = tmp_path / "requests.json"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


BEGINNING: tuple[EventKind, ...] = ("found", "statement")
"""The kinds of records that are made for a reply before its own."""

FIRM = (
    event("before", at(2, 27), sent=[sent("public", "public", "far")]),
    event("last before", at(2, 28, 23), "read", what="list"),
    event("a", at(3, 1, 0), sent=[sent(), sent("public")]),
    event("b", at(3, 4), "judge", sent=[sent("public", "public", "far")]),
    event("s", at(3, 5), "statement", reply="c", number=1),
    event("c", at(3, 5), "failure", answered=False, sent=[sent()]),
    event("refused", at(3, 6), "failure", what="show"),
    event("d", at(3, 31, 23), "refusal", sent=[]),
    event("after", at(4, 2), sent=[sent("privileged", "public", "far")]),
)
"""Three days of March with four requests, all of them allowed, and one in April that was not."""


@pytest.fixture
def march(log: SqliteAuditLog) -> SqliteAuditLog:
    kept(log, *FIRM)
    return log


def test_the_requests_of_some_days_are_counted_and_proved(march: SqliteAuditLog, tmp_path: Path) -> None:
    lines, found = proved(march)
    assert (found.ok, found.records, found.first, found.last, found.requests) == (True, 6, 3, 8, 4)
    counts = {(went.place, went.tier, level): number for (went, level), number in found.counts.items()}
    assert counts == {
        ("on-prem", "house", "internal"): 2,
        ("on-prem", "house", "public"): 1,
        ("remote", "far", "public"): 1,
    }
    assert run(march, written(tmp_path, lines)) == (
        0,
        [
            "no checkpoint was given, so another history that the key signed cannot be seen",
            "from 2026-03-01 00:00:00 to 2026-04-01 00:00:00 (UTC), in records 2 to 9",
            "on-prem, house, model of house, which may read internal: 1 public, 2 internal",
            "remote, far, model of far, which may read public: 1 public",
            "4 requests in 6 records",
        ],
    )
    assert "cap" not in json.dumps(lines)


def test_days_that_go_on_are_proved_up_to_the_record_of_the_proof(march: SqliteAuditLog, tmp_path: Path) -> None:
    lines, found = proved(march, Period(at(3, 1, 0), at(9, 1, 0)))
    assert (found.ok, found.requests, found.end) == (False, 5, LATER)
    status, said = run(march, written(tmp_path, lines))
    assert (status, said[1]) == (1, "from 2026-03-01 00:00:00 to 2026-05-02 09:00:00 (UTC), in records 2 to 10")
    assert said[-1] == "record 9: a request that is privileged went to model of far, which may read public"


def test_days_before_the_record_began_and_days_without_records_have_no_requests(
    march: SqliteAuditLog, tmp_path: Path
) -> None:
    for first, last in ((at(1, 1), at(1, 31)), (at(3, 7), at(3, 9)), (at(4, 20), at(4, 21))):
        lines, found = proved(march, Period(first, last))
        assert (found.ok, found.records, found.requests) == (True, 0, 0)
        assert run(march, written(tmp_path, lines))[0] == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (event("x", at(3, 31, 23), sent=[sent("confidential")]), "record 9: a request that is confidential went to"),
        (event("x", at(3, 31, 23), sent=[{"model": "m"}]), "record 9: a request that is ? went to m, which may read ?"),
        (
            event("x", at(3, 31, 23), sent=["odd"]),
            "it cannot be read: a request of record 9 is not as pincite writes it",
        ),
        (
            event("x", at(3, 31, 23), model_calls=1),
            "1 records before this was recorded say nothing of what was sent: 9",
        ),
        (event("x", at(3, 31, 23), "failure", answered=False), "1 records before this was recorded say nothing"),
        *(
            (event("x", at(3, 31, 23), kind, reply="lost"), "record 9 begins an answer whose end, and what was sent")
            for kind in BEGINNING
        ),
    ],
)
def test_what_was_not_allowed_or_is_not_said_is_named(
    log: SqliteAuditLog, tmp_path: Path, more: Event, sentence: str
) -> None:
    kept(log, *FIRM[:-1], more, FIRM[-1])
    lines, found = proved(log)
    assert not found.ok
    status, said = run(log, written(tmp_path, lines))
    assert status == 1
    assert any(sentence in line for line in said), said


@pytest.mark.parametrize("kind", BEGINNING)
def test_what_was_sent_for_a_reply_is_looked_for_after_the_days(
    log: SqliteAuditLog, tmp_path: Path, kind: EventKind
) -> None:
    reply = event("r", MARCH.until + timedelta(minutes=9), sent=[sent()])
    between = event("between", MARCH.until + timedelta(minutes=5), "read", what="list")
    begun = event("begun", MARCH.until - timedelta(seconds=1), kind, reply="r")
    kept(log, *FIRM[:-1], begun, between, reply)
    lines, found = proved(log)
    assert (found.ok, found.requests, lines[-1]["record"]["id"]) == (True, 4, "r")
    assert run(log, written(tmp_path, lines))[0] == 0


def test_a_restore_among_the_days_leaves_them_unproved(march: SqliteAuditLog) -> None:
    lines, _ = proved(march)
    first, shown = march.prove_requests(MARCH, march.head().seq)
    counting = Counting(MARCH, shown)
    for line in lines[1:]:
        row = line["record"]
        counting.add({**row, "kind": "restore"} if row["seq"] == 7 else row)
    assert first["mark"] is None
    assert (counting.found().ok, counting.found().gaps) == (False, (7,))


def _row(lines: Lines, seq: int) -> dict[str, Any]:
    found: dict[str, Any] = next(line["record"] for line in lines if line.get("record", {}).get("seq") == seq)
    return found


def _more_is_accepted(lines: Lines) -> None:
    _row(lines, 3)["facts"] = _row(lines, 3)["facts"].replace('"accepts":"internal"', '"accepts":"privileged"')


def _more_is_accepted_and_hashed(lines: Lines) -> None:
    _more_is_accepted(lines)
    row = _row(lines, 3)
    row["hash"] = row_hash({name: row[name] for name in COLUMNS})


def _dropped(*seqs: int) -> Callable[[Lines], None]:
    def alter(lines: Lines) -> None:
        lines[:] = [line for line in lines if line.get("record", {}).get("seq") not in seqs]

    return alter


def _reordered(lines: Lines) -> None:
    lines[3], lines[4] = lines[4], lines[3]


def _renumbered(lines: Lines) -> None:
    _dropped(5)(lines)
    for line in lines[4:]:
        line["record"]["seq"] -= 1


def _more_days(lines: Lines) -> None:
    lines[0]["to"] = at(5, 1).isoformat()


def _earlier_days(lines: Lines) -> None:
    lines[0]["from"] = at(2, 1).isoformat()


def _marked(lines: Lines) -> None:
    _dropped(9)(lines)
    lines[0]["mark"] = 8


def _with_a_word(lines: Lines) -> None:
    lines[0]["result"] = "good"


def _with_content(lines: Lines) -> None:
    lines[2]["content"] = None


def _without_records(lines: Lines) -> None:
    del lines[1:]


@pytest.mark.parametrize(
    ("alter", "sentence"),
    [
        (_more_is_accepted, "record 3 was changed, or does not follow the one before"),
        (_more_is_accepted_and_hashed, "record 4 was changed, or does not follow the one before"),
        (_dropped(5), "record 5 is missing or out of order: record 6 stands in its place"),
        (_reordered, "record 4 is missing or out of order: record 5 stands in its place"),
        (_renumbered, "record 5 was changed, or does not follow the one before"),
        (_dropped(2), "records before 3, which may be of these days, are missing"),
        (_dropped(2, 3), "records before 4, which may be of these days, are missing"),
        (_dropped(9), "record 8 is not proved to be among the 10 that the checkpoint counts"),
        (_more_days, "records after 9, which may be of these days, are missing"),
        (_earlier_days, "records before 2, which may be of these days, are missing"),
        (_marked, "record 8 is not proved to be among the 10 that the checkpoint counts"),
        (_with_a_word, "it cannot be read: a part of it is not as pincite writes it: 'result'"),
        (_with_content, "it cannot be read: a part of it is not as pincite writes it: 'content'"),
        (_without_records, "it cannot be read: something else stands beside a proof, or it is of no known kind"),
    ],
)
def test_a_proof_that_was_altered_is_refused(
    march: SqliteAuditLog, tmp_path: Path, alter: Callable[[Lines], None], sentence: str
) -> None:
    lines, _ = proved(march)
    alter(lines)
    status, said = run(march, written(tmp_path, lines))
    assert status == 1
    assert sentence in said


@pytest.mark.parametrize("mark", [None, 8], ids=["no end", "another record as the end"])
def test_an_end_that_was_cut_off_is_refused_though_the_key_signed_an_earlier_head(
    log: SqliteAuditLog, tmp_path: Path, mark: int | None
) -> None:
    """Each record's head is signed, so whoever has the file can cut it at any record and show the head of that one."""
    kept(log, *FIRM[:-1])
    first, _ = log.prove_requests(MARCH, 8)
    lines: Lines = [{**first, "mark": mark}, *({"record": row} for row in log.rows(2, 8))]
    status, said = run(log, written(tmp_path, lines))
    assert status == 1
    assert "records after 8, which may be of these days, are missing" in said


def test_the_end_of_another_reading_is_no_end_of_a_proof(log: SqliteAuditLog, tmp_path: Path) -> None:
    kept(log, *FIRM[:-1], event("read", at(3, 31, 23), "read", what="list"))
    first, _ = log.prove_requests(MARCH, 9)
    assert first["mark"] == 9
    lines: Lines = [first, *({"record": row} for row in log.rows(2, 9))]
    assert "records after 9, which may be of these days, are missing" in run(log, written(tmp_path, lines))[1]


def test_records_within_the_minute_by_which_times_run_back_do_not_close_the_days(
    log: SqliteAuditLog, tmp_path: Path
) -> None:
    seconds = timedelta(seconds=30)
    kept(log, *FIRM[:2], event("a minute before", MARCH.since - seconds, sent=[sent()]), *FIRM[2:-1])
    kept(log, event("a minute after", MARCH.until + seconds, sent=[sent()]))
    first, shown = log.prove_requests(MARCH, 10)
    assert (shown.first, shown.last) == (2, 10)
    lines: Lines = [{**first, "mark": None}, *({"record": row} for row in log.rows(3, 10))]
    said = run(log, written(tmp_path, lines))[1]
    assert "records before 3, which may be of these days, are missing" in said
    assert "records after 10, which may be of these days, are missing" in said


def test_a_proof_by_another_key_is_refused(march: SqliteAuditLog, tmp_path: Path, places: Places) -> None:
    lines, _ = proved(march)
    (tmp_path / "foreign").mkdir()
    HeadKeeper.create(tmp_path / "foreign" / "workspace.vkey", places)
    ended = subprocess.run(
        [sys.executable, "-I", SCRIPT, tmp_path / "foreign" / "workspace.vkey", written(tmp_path, lines)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (
        1,
        "PROBLEM: it cannot be read: the checkpoint is not signed by this key\nNOT GOOD\n",
    )


def test_growth_from_a_noted_checkpoint_is_proved_with_it(march: SqliteAuditLog, tmp_path: Path) -> None:
    note = tmp_path / "noted.txt"
    note.write_text(march.signed_head(), encoding="utf-8")
    lines, _ = proved(march)
    grown = [lines[0], march.prove_growth(note.read_text(encoding="utf-8")), *lines[1:]]
    assert run(march, written(tmp_path, grown), note)[0] == 0
    status, said = run(march, written(tmp_path, lines), note)
    assert status == 1
    assert "the proof ends in another checkpoint, of 10 records, than yours, of 9; no growth is proved" in said


@pytest.fixture(params=ADAPTERS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditLog]:
    with closing(ADAPTERS[request.param](tmp_path)) as opened:
        yield opened


def test_no_request_of_the_days_is_left_out(record: AuditLog, tmp_path: Path) -> None:
    """Times run back by up to a minute, since they are taken before records wait for their turn."""
    drawn = random.Random(7)  # noqa: S311 - times, not keys
    moments, latest = list[datetime](), at(3, 1, 0)
    for _ in range(300):
        latest += timedelta(seconds=drawn.choice((0, 1, 5, 40, 900)))
        moments.append(latest - timedelta(seconds=drawn.randrange(60)))
    kept(record, *(event(f"q{number}", when, sent=[sent()]) for number, when in enumerate(moments)))
    for number in range(40):
        first, last = sorted(drawn.sample(moments, 2))
        lines, found = proved(record, Period(first, last), LATER + timedelta(seconds=number))
        assert found.requests == sum(first <= when < last for when in moments)
        assert verifier().problems_of(tmp_path / "workspace.vkey", written(tmp_path, lines)) == []
