"""A workspace's record in a temporary folder, with its second place beside it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.audit.checks import CHECKS, Check

from pincite.access.scope import Principal
from pincite.audit.event import Event, Record
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.documents.span import MatterId

Ask = Callable[[str], Event]


@pytest.fixture(params=list(CHECKS))
def check(request: pytest.FixtureRequest) -> Check:
    """Both verifiers, one after the other: whatever is tried on a record is tried on each."""
    return CHECKS[request.param]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(heads=tmp_path / "elsewhere" / "heads", keys=tmp_path / "elsewhere" / "keys")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def heads(workspace: Path, places: Places) -> HeadKeeper:
    return HeadKeeper.create(workspace / "workspace.vkey", places)


@pytest.fixture
def log(workspace: Path, heads: HeadKeeper) -> Iterator[SqliteAuditLog]:
    with SqliteAuditLog(workspace / "audit.db", heads) as opened:
        yield opened


@pytest.fixture
def ask() -> Ask:
    """Makes an event of alice's question about Brightwater."""

    def event(identifier: str) -> Event:
        return Event(
            id=identifier,
            kind="answer",
            principal=Principal("alice", "olga"),
            at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            matters=frozenset({MatterId("Brightwater")}),
            facts={"ms": {"total": 12.5}, "passages": 3},
            content={"question": f"What is the cap on liability? ({identifier})", "answer": "§ 7.2: £2,000,000"},
        )

    return event


@pytest.fixture
def eight(log: SqliteAuditLog, ask: Ask) -> list[Record]:
    """Eight records, q1 to q8, in the log."""

    async def append() -> list[Record]:
        return await asyncio.gather(*(log.append(ask(f"q{number}")) for number in range(1, 9)))

    return asyncio.run(append())
