"""Nothing waits for a disk on the event loop, also where a second person confirms; see `test_event_loop`."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.traced import statements
from tests.walk.conftest import Firm
from tests.walk.on_loop import heard, on_the_loop

from pincite.session import Session
from pincite.session.confirming import confirm, withdraw
from pincite.session.second import confirm_here
from pincite.wiring import open_workspace

RENT = "How much rent does the Tenant pay per month?"

Asking = Callable[[Firm], tuple[str, ...]]


def _lease(firm: Firm) -> str:
    return next(each["document"] for each in firm.documents() if "Lease" in each["path"])


def _taking_a_wall_down(_: Firm) -> tuple[str, ...]:
    return "access", "wall", "remove", "bob", "--matter", "lease"


def _lifting_a_hold(firm: Firm) -> tuple[str, ...]:
    firm.run("audit", "hold", "add", "--matter", "lease", "--reason", "a dispute")
    return "audit", "hold", "remove", "--matter", "lease", "--reason", "it was settled"


def _erasing_from_the_record(firm: Firm) -> tuple[str, ...]:
    firm.run("ask", RENT)
    return "audit", "erase", "--person", "alice", "--reason", "the client's instruction"


def _erasing_a_document(firm: Firm) -> tuple[str, ...]:
    return "remove", _lease(firm), "--erase", "--with-record", "--reason", "the client's instruction"


def _moving_from_behind_a_wall(firm: Firm) -> tuple[str, ...]:
    return "move", _lease(firm), "--matter", "supply"


def _asked(firm: Firm, tmp_path: Path, asking: Asking) -> str:
    """Have something wait for alice, whose key confirms."""
    public: Any = firm.json("access", "key", "make", str(tmp_path / "alice"))
    firm.run("access", "key", "add", "alice", public["public"])
    call = asking(firm)
    settings = firm.workspace / "settings.toml"
    demanded = '\n[access]\ntwo_person = ["wall remove", "role", "erase", "hold lift"]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + demanded, encoding="utf-8")
    assert "takes two people" in firm.run(*call, status=1).stderr
    waiting: Any = firm.json("access", "pending")["pending"]
    assert len(waiting) == 1
    return str(waiting[0]["id"])


@pytest.mark.parametrize(
    "asking",
    [
        _taking_a_wall_down,
        _lifting_a_hold,
        _erasing_from_the_record,
        _erasing_a_document,
        _moving_from_behind_a_wall,
    ],
)
def test_a_confirmation_waits_for_no_disk_on_the_loop(firm: Firm, tmp_path: Path, asking: Asking) -> None:
    request = _asked(firm, tmp_path, asking)
    (tmp_path / "text").write_text(firm.run("access", "pending", request).stdout, encoding="utf-8")
    signature = firm.run("access", "key", "sign", str(tmp_path / "alice"), str(tmp_path / "text")).stdout.strip()

    async def use(session: Session) -> object:
        return await confirm(session, request, ("alice", signature))

    _, said = heard(firm, use, user=None)
    assert on_the_loop(said) == Counter()
    assert firm.json("access", "pending")["pending"] == []


def test_a_confirmation_on_the_page_waits_for_no_disk_on_the_loop(firm: Firm, tmp_path: Path) -> None:
    firm.run("access", "role", "add", "alice", "administrator")
    request = _asked(firm, tmp_path, _taking_a_wall_down)
    with statements() as said, open_workspace(firm.workspace, create=False) as opened:
        session = opened.signed_in("alice")
        said.clear()
        asyncio.run(confirm_here(session, request))
        assert on_the_loop(said) == Counter()


def test_a_withdrawal_waits_for_no_disk_on_the_loop(firm: Firm, tmp_path: Path) -> None:
    request = _asked(firm, tmp_path, _taking_a_wall_down)

    async def use(session: Session) -> object:
        return await withdraw(session, request)

    _, said = heard(firm, use, user=None)
    assert on_the_loop(said) == Counter()
    assert firm.json("access", "pending")["pending"] == []
