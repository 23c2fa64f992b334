"""What every record does, whatever keeps it."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pprint import pformat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.adapters import ADAPTERS

from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, content_digest, row_hash
from pincite.audit.checkpoint import Head, open_note
from pincite.audit.event import Entry, Event, EventKind, Held, Json, Record
from pincite.audit.merkle import is_consistent, is_included, leaf_hash
from pincite.audit.port import AuditLog
from pincite.audit.states import Store, saying
from pincite.documents.span import MatterId
from pincite.errors import NotVisible, RecordError
from pincite.sealing import Recorded, Sealed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLGA = Principal("olga", "olga")
MATTERS = ("Brightwater", "o'neil", "Ärger 😀")
LONG = ("a prompt", "a passage of § 7.2", "\udcff")
KINDS: tuple[EventKind, ...] = ("answer", "search", "review", "read")


@pytest.fixture(params=ADAPTERS)
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditLog]:
    """An empty record of each kind."""
    with closing(ADAPTERS[request.param](tmp_path)) as opened:
        yield opened


def event(name: str, **changed: Any) -> Event:  # noqa: ANN401 - any part of an event
    asked = Event(
        name,
        "answer",
        Principal("alice", "olga"),
        NOW,
        frozenset({MatterId("Brightwater")}),
        {"passages": 3},
        {"question": f"What is the cap? ({name})"},
    )
    return replace(asked, **changed)


def test_a_users_newest_records_of_some_kinds_come_first(record: AuditLog) -> None:
    kinds: tuple[EventKind, ...] = ("answer", "read", "refusal", "answer")
    for number in range(48):
        name = "alice" if number % 3 else "bob"
        asked = event(f"e{number}", kind=kinds[number % 4], principal=Principal(name, "olga"))
        asyncio.run(record.append(asked))
    everything = [one for one in record.entries() if one.user == "alice" and one.kind in ("answer", "refusal")]
    newest = list(record.newest("alice", ("answer", "refusal")))
    assert newest == everything[::-1]
    assert len(newest) > 20
    before = newest[4].seq
    assert list(record.newest("alice", ("answer", "refusal"), before)) == newest[5:]
    assert [one.id for one in record.newest("alice", ("answer", "refusal"), asked="(E47)")] == ["e47"]
    assert list(record.newest("alice", ("answer",), asked="what is nowhere")) == []
    assert list(record.newest("olga", ("answer",))) == []


def test_a_record_reads_back_as_the_event_that_was_appended(record: AuditLog) -> None:
    written = asyncio.run(record.append(event("q1", texts={"prompt": "Answer from the passages.", "same": "x"})))
    entry = record.find("q1")
    assert entry is not None
    assert entry == record.find("1")
    assert (entry.seq, entry.hash, entry.kind, entry.at) == (
        1,
        written.hash,
        "answer",
        NOW.isoformat(timespec="microseconds"),
    )
    assert (entry.facts, entry.content) == ({"passages": 3}, {"question": "What is the cap? (q1)"})
    assert record.texts(entry) == {"prompt": "Answer from the passages.", "same": "x"}
    assert [record.find(key) for key in ("2", "0", "q2", "", "9" * 30)] == [None] * 5


def test_records_of_some_kinds_are_read_apart_from_the_others(record: AuditLog) -> None:
    kinds: list[EventKind] = ["answer", "feedback", "read", "feedback", "search"]
    for number, kind in enumerate(kinds, start=1):
        user = Principal("bea" if number == 4 else "alice", "olga")
        asyncio.run(record.append(event(f"q{number}", kind=kind, principal=user)))
    assert [entry.seq for entry in record.entries(kinds=("feedback",))] == [2, 4]
    assert [entry.seq for entry in record.entries(kinds=("feedback", "read"), backwards=True)] == [4, 3, 2]
    assert [entry.seq for entry in record.entries(3, kinds=("feedback",))] == [4]
    assert [entry.seq for entry in record.entries(kinds=("feedback",), person="alice")] == [2]
    assert list(record.entries(kinds=("judge",))) == []


@pytest.mark.parametrize("many", [True, False], ids=["many", "one"])
def test_what_people_made_of_a_reply_is_erased_with_it(record: AuditLog, many: bool) -> None:
    asyncio.run(record.append(event("q1")))
    for number, of in ((2, 1), (3, 1), (4, 99)):
        asyncio.run(record.append(event(f"q{number}", kind="feedback", facts={"of": of})))
    asyncio.run(record.hold(Held("record", "q3"), OLGA, NOW, "litigation"))
    if many:
        done = asyncio.run(record.erase_many(["q1"], OLGA, NOW, "asked for", "olga"))
        assert (done.erased, list(done.kept)) == ((1, 2), [3])
    else:
        asyncio.run(record.erase("q1", OLGA, NOW, "asked for", "olga"))
    assert [entry.seq for entry in record.entries() if entry.content is None] == [1, 2]
    assert record.verified().ok


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, "has an event 'q1' already"),
        ({"id": "q2", "at": datetime(2026, 3, 2)}, "has no time zone"),
        ({"id": "q2", "at": NOW - timedelta(days=1)}, "the clock was set back"),
        ({"id": "q2", "facts": {"ms": float("inf")}}, "cannot be written as JSON"),
    ],
    ids=["twice", "no zone", "set back", "no JSON"],
)
def test_what_is_refused_leaves_the_record_as_it_was(record: AuditLog, changed: dict[str, Any], what: str) -> None:
    asyncio.run(record.append(event("q1")))
    before = record.head()
    with pytest.raises(RecordError, match=what):
        asyncio.run(record.append(event("q1", **changed)))
    with pytest.raises(RecordError, match=what):
        record.append_and_wait(event("q1", **changed))
    assert record.head() == before
    assert record.verified().ok


def test_records_that_come_at_once_are_all_written_and_follow_each_other(record: AuditLog) -> None:
    async def append() -> list[Record]:
        return await asyncio.gather(*(record.append(event(f"q{number}")) for number in range(50)))

    written = asyncio.run(append())
    entries = list(record.entries())
    assert sorted(each.seq for each in written) == [entry.seq for entry in entries] == list(range(1, 51))
    assert {each.id: each.hash for each in written} == {entry.id: entry.hash for entry in entries}
    assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert record.verified().ok


def test_somebody_with_the_key_alone_checks_what_a_record_proves(record: AuditLog) -> None:
    notes = []
    for number in range(7):
        asyncio.run(record.append(event(f"q{number}")))
        notes.append(record.signed_head())
    key = record.heads.key if hasattr(record, "heads") else record.signer.key  # type: ignore[attr-defined]
    newest = open_note(notes[-1], key)
    for seq in range(1, 8):
        proof: Mapping[str, Any] = record.prove(seq, content=True)
        row, path = proof["record"], [bytes.fromhex(each) for each in proof["path"]]
        assert row_hash({name: row[name] for name in COLUMNS}) == row["hash"]
        assert (
            content_digest(bytes.fromhex(proof["content"]["salt"]), proof["content"]["body"]) == row["content_digest"]
        )
        assert is_included(seq - 1, 7, leaf_hash(bytes.fromhex(row["hash"])), path, bytes.fromhex(newest.root or ""))
        earlier = open_note(notes[seq - 1], key)
        grown = record.growth(seq, 7)
        assert is_consistent(seq, 7, bytes.fromhex(earlier.root or ""), bytes.fromhex(newest.root or ""), grown)
    said: Mapping[str, Any] = record.prove_growth(notes[2])
    assert [bytes.fromhex(each) for each in said["path"]] == [*record.growth(3, 7)]
    with pytest.raises(RecordError, match="is missing"):
        record.prove(8, content=False)


def test_a_head_that_was_never_the_records_is_found(record: AuditLog) -> None:
    for number in range(3):
        asyncio.run(record.append(event(f"q{number}")))
    second = record.find("2")
    assert second is not None
    assert record.verified([Head(2, second.hash, None)]).ok
    [problem] = record.verified([Head(2, "0" * 64, None)]).problems
    assert "is not the one whose hash was noted earlier" in problem.problem
    [problem] = record.verified([Head(4, "0" * 64, None)]).problems
    assert "record 4, whose hash was noted earlier, is missing" in problem.problem


def test_the_newest_state_of_a_store_is_the_last_that_a_record_says(record: AuditLog) -> None:
    assert record.state("rules") is None
    first = Sealed("0", "1", {"a": "1"}, True, ())
    asyncio.run(record.append(saying(event("r1", kind="access"), rules=first)))
    asyncio.run(record.append(saying(event("r2", kind="ingest"), documents=Sealed("0", "7", {}, True, ()))))
    asyncio.run(record.append(event("r3", kind="access")))
    assert (record.state("rules"), record.state("documents")) == (Recorded(1, "0", "1"), Recorded(2, "0", "7"))


def test_nothing_is_missing_from_a_record_that_nobody_put_back(record: AuditLog) -> None:
    asyncio.run(record.append(event("q1")))
    assert asyncio.run(record.restore(OLGA, NOW, "the disk was changed")) is None
    assert record.head().seq == 1


class Twins:
    """Records of each kind to which the same is done."""

    def __init__(self, records: Mapping[str, AuditLog]) -> None:
        self.records = records
        self.made = 0

    def each(self, do: Callable[[AuditLog], object]) -> object:
        """Do something to each, and compare what comes of it: the same value, or an error in the same words."""
        said = [_outcome(do, one) for one in self.records.values()]
        assert all(one == said[0] for one in said), said
        return said[0]


def _outcome(do: Callable[[AuditLog], object], record: AuditLog) -> object:
    try:
        return do(record)
    except (RecordError, NotVisible) as error:
        return type(error), str(error)


def everything(record: AuditLog) -> dict[str, str]:
    """All that a record can be asked, in words, that does not depend on salts: those are drawn, so hashes differ.

    The ids of holds, releases and erasures are drawn too, and a hold may be on one of them, so numbers stand for them.
    """
    entries = list(record.entries())
    people = ("alice", "olga", "ben", "nobody")
    verified = record.verified()
    things = [Held("matter", MATTERS[0]), Held("person", "alice"), Held("record", "e1"), Held("record", "none")]
    stores: tuple[Store, ...] = ("rules", "documents")
    found: dict[str, object] = {
        "entries": [_plain(entry) for entry in entries],
        "backwards": [entry.seq for entry in record.entries(2, backwards=True)],
        "own": {each: [entry.seq for entry in record.entries(person=each)] for each in people},
        "texts": [record.texts(entry) for entry in entries],
        "holds": record.holds(),
        "holding": [hold and hold.seq for hold in map(record.holding, entries)],
        "on": [_outcome(lambda one, each=each: one.holds_on(each), record) for each in things],  # type: ignore[misc]
        "latest": record.latest_time(),
        "states": [record.state(store) for store in stores],
        "head": (record.head().seq, record.head().restored),
        "verified": (verified.records, verified.erased, verified.problems, verified.set_back),
        "sealed": [_bare(record.sealed(entry.seq, content=True)) for entry in entries],
        "path": [len(record.growth(seq, len(entries))) for seq in range(len(entries) + 2)],
    }
    drawn = {entry.id: f"record {entry.seq}" for entry in entries if entry.kind in ("erase", "hold", "release")}
    return {what: _numbered(pformat(value), drawn) for what, value in found.items()}


def _numbered(words: str, drawn: Mapping[str, str]) -> str:
    for name, number in drawn.items():
        words = words.replace(name, number)
    return words


def _plain(entry: Entry) -> Entry:
    return replace(entry, prev="", hash="")


def _bare(sealed: Mapping[str, Any]) -> tuple[object, object]:
    drawn = ("id", "content_digest", "prev", "hash")
    content = sealed["content"]
    row = {name: value for name, value in sealed["record"].items() if name not in drawn}
    return row, content and (content["body"], content["texts"])


people = st.sampled_from(("alice", "ben", "olga"))
keys = st.sampled_from(("1", "2", "3", "e1", "e2", "e5", "none"))
things = st.one_of(
    st.builds(Held, st.just("matter"), st.sampled_from(MATTERS)),
    st.builds(Held, st.just("person"), people),
    st.builds(Held, st.just("record"), keys),
)
reasons = st.sampled_from(("client's request", "trial", ""))


def test_a_change_of_a_state_that_is_not_the_newest_is_not_recorded(record: AuditLog) -> None:
    """Whoever planned it stood still meanwhile, and somebody else made a change."""
    for name, said in (("r1", Sealed("0", "1", {}, True, ())), ("r2", Sealed("1", "2", {}, False, ()))):
        record.append_and_wait(saying(event(name, kind="access"), rules=said))
    late = Sealed("1", "3", {}, False, ())
    for store in ("rules", "documents"):
        one = saying(event(f"late {store}", kind="access" if store == "rules" else "move"), **{store: late})
        if store == "documents":
            record.append_and_wait(one)  # the record has said nothing of the documents yet
        else:
            with pytest.raises(RecordError, match="somebody else changed the rules meanwhile"):
                record.append_and_wait(one)
            with pytest.raises(RecordError, match="somebody else changed the rules meanwhile"):
                asyncio.run(record.append(one))
    assert record.state("rules") == Recorded(2, "1", "2")


@st.composite
def appended(draw: st.DrawFn) -> Callable[[Twins], None]:
    """An event; sometimes with an id that there is, back in time, of a store's state, or one that accepts the clock."""
    kind: EventKind = draw(st.sampled_from((*KINDS, "clock")))
    back = draw(st.sampled_from((0, 0, 0, 3600)))
    values: dict[str, Any] = {
        "kind": kind,
        "principal": Principal(draw(people), draw(people)),
        "matters": frozenset(MatterId(each) for each in draw(st.sets(st.sampled_from(MATTERS)))),
        "facts": draw(st.dictionaries(st.sampled_from(("ms", "passages")), st.integers(0, 9))),
        "content": draw(st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2)),
        "texts": draw(st.dictionaries(st.sampled_from(("prompt", "passage")), st.sampled_from(LONG))),
    }
    store = draw(st.sampled_from((None, None, "rules", "documents")))
    says = draw(st.integers(0, 9))
    again = draw(st.integers(0, 9)) == 0

    def do(twins: Twins) -> None:
        twins.made += not again
        one = event(f"e{twins.made}", at=NOW + timedelta(minutes=twins.made) - timedelta(seconds=back), **values)
        if store is not None:
            said = Sealed("", str(says), {}, says > 0, ())
            one = replace(one, kind="access" if store == "rules" else "move")
            one = saying(one, **{store: said})
        twins.each(lambda record: asyncio.run(record.append(one)).seq)

    return do


@st.composite
def kept(draw: st.DrawFn) -> Callable[[Twins], None]:
    """A hold, a release, or an erasure of one record or of many, by the owner or by somebody else."""
    verb = draw(st.sampled_from(("hold", "release", "erase", "erase_many")))
    what, key, many = draw(things), draw(keys), draw(st.lists(keys, max_size=3, unique=True))
    by, reason = Principal(draw(people), "olga"), draw(reasons)
    one = draw(st.sampled_from((None, None, 2, 4)))

    def do(twins: Twins) -> None:
        at = NOW + timedelta(minutes=twins.made)

        def act(record: AuditLog) -> object:
            match verb:
                case "hold":
                    return asyncio.run(record.hold(what, by, at, reason)).seq
                case "release":
                    return asyncio.run(record.release(what, by, at, reason, one)).seq
                case "erase":
                    return asyncio.run(record.erase(key, by, at, reason, "olga")).seq
                case _:
                    done = asyncio.run(record.erase_many(many, by, at, reason, "olga"))
                    return done.erased, dict(done.kept), done.record and done.record.seq

        twins.each(act)

    return do


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(appended(), appended(), kept()), max_size=16))
def test_records_to_which_the_same_happens_say_the_same(history: list[Callable[[Twins], None]]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with ExitStack() as opened:
            twins = Twins({name: opened.enter_context(closing(make(folder))) for name, make in ADAPTERS.items()})
            for happens in history:
                happens(twins)
            twins.each(everything)
            said: Mapping[str, Json] | Any = twins.each(lambda record: record.verified().problems)
            assert said == ()
    finally:
        shutil.rmtree(folder)
