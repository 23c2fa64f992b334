"""What changes while a question is being answered binds before the next word of the answer is shown."""

import asyncio
import json
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.released import noted_in

from pincite.access.scope import Principal, Scope
from pincite.ask import Mode, Released, Reply, ask, earlier_of
from pincite.audit.event import Event, Record
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId
from pincite.errors import RecordError
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.granting import To, grant, revoke
from pincite.session.records import readable
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "The Tenant shall pay rent of $4,200 per month"
QUESTION = "How much is the rent?"


@pytest.fixture
def writing(firm: "Firm") -> "Firm":
    """The firm with a model that answers in three sentences about the lease."""
    (firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n', encoding="utf-8"
    )
    said = [
        ("The Tenant shall pay rent of $4,200 per month.", RENT),
        ("Rent is due in advance.", "in advance, on the first day of each month"),
        ("Rent is $4,200 per month.", RENT),
    ]
    statements = [{"text": text, "citations": [{"label": 1, "quote": quote}]} for text, quote in said]
    reply = json.dumps({"answered": True, "statements": statements})
    (firm.workspace / "replies.jsonl").write_text(json.dumps(reply) + "\n", encoding="utf-8")
    return firm


def _walk(
    session: Session, mode: Mode, then: Callable[[], object], at: int, *, streamed: bool
) -> tuple[Reply, list[str]]:
    """A reply, with something happening after the statement of that number, or before that look at the rules."""
    shown: list[str] = []
    looks = [0]

    async def release(released: Released) -> None:
        shown.append(released.support.statement.text)
        if released.number == at:
            _meanwhile(then)

    def renew(scope: Scope) -> Scope:
        looks[0] += 1
        if not streamed and looks[0] == at:
            _meanwhile(then)
        return session.firm.renewed(scope)

    sources = session.firm.writing if mode == "write" else session.firm.sources
    reply = asyncio.run(
        ask(
            QUESTION,
            session.scope(),
            sources=replace(sources, renew=renew),
            now=session.now,
            mode=mode,
            release=release if streamed else None,
        )
    )
    return reply, shown


def _meanwhile(happens: Callable[[], object]) -> None:
    """What somebody else does, in a thread of their own, since a question is being answered in this one."""
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(happens).result()


def _changes(firm: "Firm") -> dict[str, Callable[[], object]]:
    [lease] = [entry["document"] for entry in firm.documents() if "Lease 0007" in entry["path"]]
    return {
        "revoked": lambda: firm.run("access", "revoke", "alice", "--matter", "lease"),
        "walled off": lambda: firm.run("access", "wall", "add", "alice", "--matter", "lease"),
        "walled off from the document": lambda: firm.run("access", "wall", "add", "alice", "--document", lease),
        "walled off through a group": lambda: (
            firm.run("access", "group", "add", "inner", "--member", "alice"),
            firm.run("access", "group", "add", "outer", "--member", "inner"),
            firm.run("access", "wall", "add", "outer", "--matter", "lease"),
        ),
        "made administrator": lambda: firm.run("access", "role", "add", "alice", "administrator"),
        "shut out": lambda: firm.run("access", "user", "disable", "alice"),
        "moved": lambda: firm.run("move", lease, "--matter", "supply"),
        "removed": lambda: firm.run("remove", lease),
    }


CHANGES = (
    "revoked",
    "walled off",
    "walled off from the document",
    "walled off through a group",
    "made administrator",
    "shut out",
    "moved",
    "removed",
)


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_statement_was_shown_nothing_more_is(writing: "Firm", change: str) -> None:
    happen = _changes(writing)[change]
    with open_session(writing.workspace, "alice") as session:
        reply, shown = _walk(session, "write", happen, 1, streamed=True)
    assert shown == ["The Tenant shall pay rent of $4,200 per month."]
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.statements, reply.passages, reply.context) == ((), (), None)
    assert "4,200" not in repr((reply.refusal, reply.statements, reply.passages, reply.coverage))
    assert reply.record is not None
    recorded: Any = writing.json("audit", "show", str(reply.record.seq))
    assert (recorded["kind"], recorded["user"]) == ("failure", "alice")


class _FullAfter(SqliteAuditLog):
    """Something happens when the second statement is durable, and the record after that finds the disk full."""

    def __init__(self, session: Session, happen: Callable[[], object]) -> None:
        super().__init__(session.firm.places.record, session.firm.heads)
        weakref.finalize(self, self.tables.close)  # Python 3.13 warns of a connection that nobody closed
        self._happen, self._is_full = happen, False

    async def append(self, event: Event) -> Record:
        if self._is_full:
            self._is_full = False
            raise RecordError("the disk is full")
        record = await super().append(event)
        if event.facts.get("number") == 2:
            self._is_full = True
            _meanwhile(self._happen)
        return record


def test_no_statement_is_shown_again_when_it_cannot_be_recorded_that_one_was_withheld(writing: "Firm") -> None:
    happen = _changes(writing)["walled off"]
    shown: list[Released] = []
    with open_session(writing.workspace, "alice") as session:
        sources = replace(session.firm.writing, audit=_FullAfter(session, happen))
        reply = asyncio.run(
            ask(QUESTION, session.scope(), sources=sources, now=session.now, mode="write", release=noted_in(shown))
        )
    assert [one.number for one in shown] == [1]
    assert reply.refusal is not None
    assert reply.refusal.reason == "not_recorded"
    assert (reply.statements, reply.passages) == ((), ())
    assert "4,200" not in repr((reply.refusal, reply.statements, reply.coverage, reply.closest))


class _FullAt(SqliteAuditLog):
    """The second statement cannot be recorded, and something happens in the meantime."""

    def __init__(self, session: Session, happen: Callable[[], object]) -> None:
        super().__init__(session.firm.places.record, session.firm.heads)
        weakref.finalize(self, self.tables.close)  # Python 3.13 warns of a connection that nobody closed
        self._happen = happen

    async def append(self, event: Event) -> Record:
        if event.facts.get("number") == 2:
            _meanwhile(self._happen)
            raise RecordError("the disk is full")
        return await super().append(event)


@pytest.mark.parametrize("change", CHANGES)
def test_no_statement_is_shown_again_that_was_closed_while_the_next_could_not_be_recorded(
    writing: "Firm", change: str
) -> None:
    shown: list[Released] = []
    with open_session(writing.workspace, "alice") as session:
        sources = replace(session.firm.writing, audit=_FullAt(session, _changes(writing)[change]))
        reply = asyncio.run(
            ask(QUESTION, session.scope(), sources=sources, now=session.now, mode="write", release=noted_in(shown))
        )
    assert [one.number for one in shown] == [1]
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.statements, reply.passages) == ((), ())
    assert "4,200" not in repr((reply.refusal, reply.statements, reply.coverage, reply.closest, reply.warnings))
    assert reply.record is not None
    recorded: Any = writing.json("audit", "show", str(reply.record.seq))
    assert recorded["facts"]["withholds"] == reply.record.seq - 1


def test_a_statement_that_is_still_open_is_kept_when_the_next_cannot_be_recorded(writing: "Firm") -> None:
    shown: list[Released] = []
    with open_session(writing.workspace, "alice") as session:
        sources = replace(session.firm.writing, audit=_FullAt(session, lambda: None))
        reply = asyncio.run(
            ask(QUESTION, session.scope(), sources=sources, now=session.now, mode="write", release=noted_in(shown))
        )
    assert reply.refusal is not None
    assert reply.refusal.reason == "not_recorded"
    assert reply.statements == tuple(one.support for one in shown)
    assert len(shown) == 1


@pytest.mark.parametrize("mode", ["quote", "write"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_reply_that_is_shown_as_a_whole_is_checked_before_it_is_shown(writing: "Firm", mode: Mode, at: int) -> None:
    """The first look is before anything is read to a model, the others are before each statement and the end."""
    with open_session(writing.workspace, "alice") as session:
        happen = _changes(writing)["walled off"]
        reply, _ = _walk(session, mode, happen, at, streamed=False)
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.statements, reply.passages) == ((), ())


def test_what_is_closed_before_the_prompt_is_read_to_no_model(writing: "Firm") -> None:
    with open_session(writing.workspace, "alice") as session:
        reply, _ = _walk(session, "write", _changes(writing)["revoked"], 1, streamed=False)
    assert reply.record is not None
    recorded: Any = writing.json("audit", "show", str(reply.record.seq))
    assert recorded["facts"]["model_calls"] == 0


def test_a_change_that_closes_nothing_that_was_read_stops_nothing(writing: "Firm") -> None:
    def happen() -> None:
        writing.run("access", "wall", "add", "alice", "--matter", "supply")
        writing.run("access", "grant", "alice", "--label", "open")

    with open_session(writing.workspace, "alice") as session:
        reply, shown = _walk(session, "write", happen, 1, streamed=True)
    assert reply.refusal is None
    assert [support.statement.text for support in reply.statements] == shown
    assert len(shown) == 3


def test_a_grant_that_ends_midway_stops_the_answer(firm: "Firm") -> None:
    with open_session(firm.workspace) as owner:
        begun = owner.now()
        lease = next(
            entry.document for entry in owner.firm.catalogue.entries(owner.scope()) if "Lease 0007" in entry.path
        )
        revoke(owner, "alice", To("lease"))
        grant(owner, "alice", To(document=lease), f"{begun.replace(year=begun.year + 1):%Y-%m-%dT%H:%M}")
    with open_session(firm.workspace, "alice") as session:
        later = begun.replace(year=begun.year + 2)
        session.firm.now = lambda: begun

        def happen() -> None:
            session.firm.now = lambda: later

        reply, _ = _walk(session, "quote", happen, 2, streamed=False)
    assert reply.refusal is not None
    assert (reply.refusal.reason, reply.passages, reply.statements) == ("failed", (), ())


def test_a_renewed_scope_is_made_from_the_rules_as_they_stand(firm: "Firm") -> None:
    with open_session(firm.workspace, "alice") as session:
        scope = session.scope(matter="lease")
        firm.run("access", "grant", "alice", "--matter", "supply")
        renewed = session.firm.renewed(scope)
        assert renewed.matters == {"lease", "supply"}
        assert renewed.rules_version == scope.rules_version + 1
        assert renewed.principal == Principal("alice", scope.principal.actor)


class _Emptied:
    """A catalogue that was asked `left` times which documents may be seen when something happens."""

    def __init__(self, catalogue: Catalogue, happen: Callable[[], object], left: int) -> None:
        self._catalogue, self._happen, self._left = catalogue, happen, left

    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        found = self._catalogue.permitted(documents, scope)
        self._left -= 1
        if self._left == 0:
            _meanwhile(self._happen)
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)


@pytest.mark.parametrize(
    ("question", "gone", "left"),
    [
        ("And if it is paid late?", "Lease 0007", 1),
        ("And if it is paid late?", "Lease 0007", 2),
        ("And under the supply agreement?", "supply.md", 3),
    ],
)
def test_a_document_that_goes_while_a_follow_up_is_read_stops_the_answer(
    firm: "Firm", question: str, gone: str, left: int
) -> None:
    [document] = [entry["document"] for entry in firm.documents() if gone in entry["path"]]
    with open_session(firm.workspace) as session:
        before, scope = asyncio.run(answer(session, QUESTION)), session.scope()
        assert before.record is not None
        after = earlier_of(readable(session, str(before.record.seq), scope), scope, session.firm.catalogue)
        emptied: Any = _Emptied(session.firm.catalogue, lambda: firm.run("remove", document), left)
        sources = replace(session.firm.sources, engines=replace(session.firm.engines, catalogue=emptied))
        reply = asyncio.run(ask(question, scope, sources=sources, now=session.now, after=after))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.statements, reply.passages, reply.about) == ((), (), ())
