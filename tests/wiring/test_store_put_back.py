"""A database that was put back from an older backup, or a standby that lacks records, is gone on with on the record."""

from pathlib import Path

import psycopg
import pytest
from tests.postgres_server import Server
from tests.walk.conftest import Firm
from tests.wiring.over_postgres import SETTINGS

pytestmark = pytest.mark.live

CUT = """
    SET search_path = pincite_record;
    DELETE FROM audit WHERE seq > %(kept)s;
    DELETE FROM content WHERE seq > %(kept)s;
    DELETE FROM signature WHERE seq > %(kept)s;
    DELETE FROM text_use WHERE seq > %(kept)s;
    DELETE FROM tree WHERE (place + 1) << level > %(kept)s;
    DELETE FROM text WHERE digest NOT IN (SELECT digest FROM text_use)
"""


def test_a_database_that_lacks_records_is_gone_on_with_once_somebody_says_so(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    firm, url = Firm(tmp_path, tmp_path / "workspace"), postgres_server.fresh()
    firm.workspace.mkdir(mode=0o700)
    (firm.workspace / "settings.toml").write_text(SETTINGS.format(url=url), encoding="utf-8")
    firm.run("workspace", "trust", "--yes")
    (tmp_path / "lease.txt").write_text("LEASE\n\n1. The rent is £48,000 a year.\n", encoding="utf-8")
    firm.run("ingest", str(tmp_path / "lease.txt"), "--matter", "lease")
    kept = firm.json("audit", "head")["seq"]
    for _ in range(2):
        firm.run("search", "rent")
    assert firm.json("audit", "head")["seq"] == int(str(kept)) + 2
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as session:
        session.execute(CUT, {"kept": kept})
    assert "missing" in firm.run("search", "rent", status=1).output
    firm.run("restore", "--reason", "the standby was behind")
    assert "£48,000" in firm.run("search", "rent").output
    assert firm.json("audit", "verify")["ok"]
    assert "missing since a restore" in firm.run("audit", "verify").output
