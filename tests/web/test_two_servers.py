"""Two servers over one database and one bucket, each with a folder of its own, as on two machines."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from tests.object_server import KEY, SECRET, ObjectServer
from tests.postgres_server import Server
from tests.walk.conftest import Firm
from tests.web.conftest import Served, Visitor, serving
from tests.web.test_adding import begun, finished, send
from tests.wiring.over_postgres import SETTINGS, placed
from tests.wiring.test_objects import second

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

LEASE = "LEASE\n\n1. The Tenant shall pay rent of $4,200 per month, in advance.\n"
NOTE = b"NOTE\n\n1. The Tenant shall keep the premises insured for $90,000.\n"


@dataclass
class Two:
    """The servers, and how often one of them was killed."""

    first: Served
    other: Served

    def kill_first(self) -> None:
        """End all processes of the first server at once, as when its machine loses power."""
        for each in (*psutil.Process(self.first.process.pid).children(recursive=True), self.first.process):
            each.kill()
        self.first.process.wait()


@pytest.fixture
def two(
    object_server: ObjectServer, postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Two]:
    address = object_server.fresh()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    objects = f'objects = "{address.name}"\nobjects_endpoint = "{address.endpoint}"\n'
    here = placed(postgres_server, tmp_path, SETTINGS + objects)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, here.environment()[name])
    files = tmp_path / "files"
    files.mkdir()
    (files / "lease.txt").write_text(LEASE, encoding="utf-8")
    here.run("ingest", str(files), "--matter", "Lease")
    there = second(here)
    with ExitStack() as running:
        first, other = (running.enter_context(serving(Firm(files, each.workspace))) for each in (here, there))
        yield Two(first, other)
    postgres_server.drop(here.url)
    shutil.rmtree(tmp_path / "state", ignore_errors=True)


def test_two_servers_act_as_one_and_one_takes_up_what_the_other_was_sent(two: Two) -> None:
    owner = Visitor(two.first.base)
    assert two.other.first_link is not None  # a link takes the place of the one before
    owner.come_in(two.other.first_link.removeprefix(two.other.base))
    at_other = Visitor(two.other.base, owner.cookie)
    assert "$4,200" in at_other.ask("How much is the rent?").text

    two.first.firm.run("access", "user", "add", "alice")
    two.first.firm.run("access", "grant", "alice", "--matter", "Lease")
    alice = two.other.visitor("alice")
    assert "$4,200" in alice.ask("How much is the rent?").text
    two.first.firm.run("access", "wall", "add", "alice", "--matter", "Lease")
    assert "$4,200" not in alice.ask("How much is the rent?").text

    strangers = [Visitor(two.first.base), Visitor(two.other.base)]
    told = [strangers[n % 2].post("/sign-in", {"name": "alice", "password": "wrong"}).status_code for n in range(10)]
    assert 429 in told  # each server has seen no more than cost no delay

    [ingesting] = two.first.processes("pincite.web.ingesting")
    ingesting.suspend()  # so that the first server has the file, and does not read it
    [of_other] = two.other.processes("pincite.web.ingesting")
    of_other.suspend()
    token = owner.form_token()
    delivery = begun(owner, token, "Lease")
    send(owner, token, delivery, "note.txt", NOTE)
    assert owner.post(f"{delivery}/close", {"form_token": token}).status_code == 303
    two.kill_first()
    of_other.resume()
    assert "1 of 1 files was read" in finished(at_other, delivery)
    assert "$90,000" in at_other.ask("For how much shall the premises be insured?").text
