"""The page and the interface of a server whose stores are in a PostgreSQL database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server, standby_of
from tests.walk.conftest import firm_in
from tests.web.conftest import Served, Visitor, serving
from tests.wiring.over_postgres import placed

pytestmark = pytest.mark.live

LEASE = "LEASE\n\n1. The Tenant shall pay rent of $4,200 per month, in advance.\n"


@pytest.fixture
def served(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server over a new workspace with one document."""
    place = placed(postgres_server, tmp_path)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, place.environment()[name])
    firm = firm_in(tmp_path)
    firm.folder.mkdir()
    (firm.folder / "lease.txt").write_text(LEASE, encoding="utf-8")
    place.run("ingest", str(firm.folder), "--matter", "Lease")
    with serving(firm) as running:
        yield running
    postgres_server.drop(place.url)


def test_somebody_signs_in_is_answered_and_stays_signed_in_when_the_worker_is_killed(served: Served) -> None:
    visitor = Visitor(served.base)
    assert served.first_link is not None
    visitor.come_in(served.first_link)
    page = visitor.ask("How much is the rent?").text
    assert "$4,200" in page
    for worker in served.processes("pincite.web.worker"):
        worker.kill()
    assert "$4,200" in visitor.ask("What does the Tenant pay in advance?").text


def test_a_wall_holds_at_once_and_wrong_passwords_are_counted(served: Served) -> None:
    firm = served.firm
    firm.run("access", "user", "add", "alice")
    firm.run("access", "grant", "alice", "--matter", "Lease")
    visitor = served.visitor("alice")
    assert "$4,200" in visitor.ask("How much is the rent?").text
    firm.run("access", "wall", "add", "alice", "--matter", "Lease")
    assert "$4,200" not in visitor.ask("How much is the rent?").text
    stranger = Visitor(served.base)
    wrong = ({"name": "alice", "password": "wrong"} for _ in range(12))
    # the delay doubles with each: a slow machine outlasts the first of them, and none the last
    assert any(stranger.post("/sign-in", each).status_code == 429 for each in wrong)


def test_nothing_of_a_server_is_in_a_file_of_the_folder(served: Served) -> None:
    assert not [each.name for each in served.firm.workspace.iterdir() if each.suffix == ".db"]


def test_an_operator_is_told_that_a_standby_may_lack_what_was_confirmed(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = placed(postgres_server, tmp_path)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, place.environment()[name])
    place.run("access", "matter", "add", "Lease")
    with standby_of(postgres_server), serving(firm_in(tmp_path)) as running:
        assert "1 standby copies from the server, and no commit waits for one" in " ".join(running.said.split())
    postgres_server.drop(place.url)
