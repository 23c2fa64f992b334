"""Who is turned away because too many come at once is told so, and the record says how many there were."""

import asyncio
from pathlib import Path

import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import opened

from pincite.web.crowd import CLOSED, Crowd
from pincite.wiring import open_workspace
from pincite.wiring.server_settings import ServerSettings


@pytest.fixture(scope="module")
def quiet_firm(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("crowd") / "firm", founded_in)


def _crowds(folder: Path) -> list[object]:
    """What the record says of requests that were turned away."""
    with open_workspace(folder, create=False) as workspace:
        entries = workspace.audit.entries()
        return [entry.facts["turned_away"] for entry in entries if entry.facts.get("what") == "page crowd"]


def test_many_that_are_turned_away_are_one_record(quiet_firm: Kept, tmp_path: Path) -> None:
    with quiet_firm.put_back(tmp_path / "firm") as place:
        firm = firm_in(place)
        with opened(firm, ServerSettings(requests_per_minute=1)) as page:
            token = page.firm.json("token", "make", "limits", "--as", "alice")["token"]
            headers = {"authorization": f"Bearer {token}"}
            at = page.workspace.now()
            page.workspace.now = lambda: at
            statuses = [page.client.get("/v1/models", headers=headers).status_code for _ in range(6)]
            assert statuses == [200, 429, 429, 429, 429, 429]
            assert _crowds(firm.workspace) == []
        assert _crowds(firm.workspace) == [{"429": 5}]
        assert firm.json("audit", "verify")["ok"]


def test_nothing_is_on_the_record_of_a_minute_in_which_everybody_was_served(quiet_firm: Kept, tmp_path: Path) -> None:
    with quiet_firm.put_back(tmp_path / "firm") as place:
        firm = firm_in(place)
        with opened(firm) as page:
            assert page.client.get("/live").status_code == 200
        assert _crowds(firm.workspace) == []


def test_each_minute_has_a_record_of_its_own(quiet_firm: Kept, tmp_path: Path) -> None:
    async def two_minutes(crowd: Crowd) -> None:
        for number in (3, 2):
            for _ in range(number):
                crowd.note("503")
            crowd.note(CLOSED)
            await crowd.record(workspace.session)
        await crowd.record(workspace.session)

    with quiet_firm.put_back(tmp_path / "firm") as place:
        folder = firm_in(place).workspace
        with open_workspace(folder, create=False) as workspace:
            asyncio.run(two_minutes(Crowd()))
        assert _crowds(folder) == [{"503": 3, "closed": 1}, {"503": 2, "closed": 1}]
