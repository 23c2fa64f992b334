"""A small firm on disk: two matters with a wall between them, real readers, and the embedder without weights."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from tests.command_line import invoke
from tests.kept import Kept, kept, keys_in
from tests.walk.supplies import LAWS, supply_contract

LEASE = """LEASE OF UNIT 4

1. DEFINITIONS

"Premises" means Unit 4 of Saltmarsh Court.

2. RENT

2.1 Rent. The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month.

2.2 Late payment. Rent that is unpaid for ten (10) days bears interest at 6% per annum.

3. TERM

3.1 The term of this lease ends on 30 September 2029.

3.2 Either party may terminate this lease by giving six (6) months' written notice.
"""

SUPPLY = """# Supply Agreement

## 1. Price

1.1 The price of each pump is $915, delivered.

## 2. Warranty

2.1 The Supplier warrants the pumps for twenty-four (24) months from delivery.

## 3. Secrecy

3.1 The existence of project Kestrel is confidential.
"""


@dataclass(frozen=True)
class Firm:
    """Runs the command line on one workspace."""

    folder: Path
    workspace: Path

    def run(self, *arguments: str, status: int = 0) -> Result:
        result = invoke("--workspace", str(self.workspace), *arguments)
        assert result.exit_code == status, result.output
        return result

    def json(self, *arguments: str, status: int = 0) -> dict[str, object]:
        found = json.loads(self.run(*arguments, "--json", status=status).stdout)
        assert isinstance(found, dict)
        return found

    def documents(self, user: str | None = None) -> list[dict[str, str]]:
        arguments = ("--as", user) if user else ()
        listed = self.json("list", *arguments)["documents"]
        assert isinstance(listed, list)
        return listed


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A place for keys and signed heads that belongs to the test."""
    with keys_in(tmp_path):
        yield tmp_path


@pytest.fixture
def empty_firm(outside: Path) -> Firm:
    """A folder of documents, and a workspace that nobody has made yet, set to the embedder without weights."""
    return unmade(outside)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The firm with its two matters read, alice on the lease and bob on the supply, bob walled off from the lease."""
    return kept(tmp_path_factory.mktemp("founded") / "firm", founded_in)


@pytest.fixture
def firm(founded: Kept, tmp_path: Path) -> Iterator[Firm]:
    """The firm, for a test to do with as it likes."""
    with founded.put_back(tmp_path / "firm") as place:
        yield firm_in(place)


@pytest.fixture(scope="session")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The same firm at another place, so that a module may have both."""
    return kept(tmp_path_factory.mktemp("read_only") / "firm", founded_in)


@pytest.fixture(scope="module")
def standing_firm(read_only: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The same firm, for all tests of a module that only read it or are refused."""
    with read_only.put_back(tmp_path_factory.mktemp("standing") / "firm") as place:
        yield firm_in(place)


@pytest.fixture(scope="module")
def standing_empty_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """An empty firm for all tests of a module, which reads what it needs once."""
    place = tmp_path_factory.mktemp("standing")
    with keys_in(place):
        yield unmade(place)


def founded_in(place: Path) -> Firm:
    """The firm, made anew."""
    return _founded(unmade(place))


def firm_in(place: Path) -> Firm:
    """The firm that lies in a folder."""
    return Firm(place / "files", place / "workspace")


def unmade(place: Path) -> Firm:
    """A workspace that nobody has made yet, in a folder."""
    firm = firm_in(place)
    firm.workspace.mkdir()
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    return firm


def _founded(empty_firm: Firm) -> Firm:
    for name, content in (("lease/Lease 0007 Unit 4.txt", LEASE), ("supply/supply.md", SUPPLY)):
        file = empty_firm.folder / name
        file.parent.mkdir(parents=True)
        file.write_text(content, encoding="utf-8")
    for matter in ("lease", "supply"):
        empty_firm.run("ingest", str(empty_firm.folder / matter), "--matter", matter)
    for user, matter in (("alice", "lease"), ("bob", "supply")):
        empty_firm.run("access", "user", "add", user)
        empty_firm.run("access", "grant", user, "--matter", matter)
    empty_firm.run("access", "wall", "add", "bob", "--matter", "lease")
    return empty_firm


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """Writes JSON lines to a file."""

    def write(*items: object) -> Path:
        file = tmp_path / "batch.jsonl"
        file.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Four contracts in two matters, read with the embedder that ships; alice sees the first two."""
    firsts = ("Halvorsen", "Brightwater")
    files = {
        f"{'first' if name in firsts else 'second'}/{name} supply agreement.txt": supply_contract(name) for name in LAWS
    }
    with filed_in(tmp_path_factory.mktemp("shelf"), files) as firm:
        yield firm


@contextmanager
def filed_in(place: Path, files: Mapping[str, str]) -> Iterator[Firm]:
    """A firm of files by their paths, each in the matter that its folder names; alice sees the matter "first"."""
    with keys_in(place):
        firm = firm_in(place)
        for path, text in files.items():
            file = firm.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        for matter in sorted({path.partition("/")[0] for path in files}):
            firm.run("ingest", str(firm.folder / matter), "--matter", matter)
        firm.run("access", "user", "add", "alice")
        firm.run("access", "grant", "alice", "--matter", "first")
        yield firm
