"""A small firm on the command line: two matters, a wall to be raised between them, and an embedder without weights."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import CommandLine

LEASE = """LEASE OF UNIT 4

1. RENT

1.1 Rent. The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month.

1.2 Late payment. Rent that is unpaid for ten (10) days bears interest at 6% per annum.

2. TERM

2.1 The term of this lease ends on 30 September 2029.
"""

SUPPLY = """SUPPLY AGREEMENT

1. PRICE

1.1 The price of each pump is $915, delivered.

2. SECRECY

2.1 The existence of project Kestrel is confidential.
"""

RENT = "How much is the rent per month?"


class Firm(CommandLine):
    """The firm of these tests on the command line."""

    def ask(self, question: str = RENT, user: str | None = None) -> Any:  # noqa: ANN401 - JSON
        return self.json("ask", question, *(("--as", user) if user else ()))

    def seq(self, question: str = RENT, user: str | None = None) -> str:
        return str(self.ask(question, user)["audit"]["seq"])

    def lines(self, *arguments: str) -> list[Any]:
        return [json.loads(line) for line in self.run("audit", "export", *arguments).stdout.splitlines()]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann sees Lease and Supply, ben sees Supply, aud is an auditor who sees Lease, adm an administrator."""
    place = tmp_path_factory.mktemp("built")
    firm = Firm(place)
    firm.workspace.mkdir()
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\nreranker = "none"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _elsewhere(place, patch)
        for matter, name, text in (("Lease", "lease.txt", LEASE), ("Supply", "supply.txt", SUPPLY)):
            (place / matter).mkdir()
            (place / matter / name).write_text(text, encoding="utf-8")
            firm.run("ingest", str(place / matter), "--matter", matter)
        for user in ("ann", "ben", "aud", "adm"):
            firm.run("access", "user", "add", user)
        for user, matter in (
            ("ann", "Lease"),
            ("ann", "Supply"),
            ("ben", "Supply"),
            ("aud", "Lease"),
            ("adm", "Lease"),
        ):
            firm.run("access", "grant", user, "--matter", matter)
        firm.run("access", "role", "add", "aud", "auditor")
        firm.run("access", "role", "add", "adm", "administrator")
    return place


@pytest.fixture
def firm(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A copy of it, with its keys and signed heads; a record that was copied carries on."""
    copy = tmp_path / "firm"
    shutil.copytree(built, copy)
    _elsewhere(copy, monkeypatch)
    return Firm(copy)


def _elsewhere(place: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep keys and signed heads in a place that belongs to the test."""
    patch.setenv("XDG_STATE_HOME", str(place / "state"))
    patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
