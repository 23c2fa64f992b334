"""A firm whose stores are altered behind pincite's back, and all that it tells."""

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from click.testing import Result
from reportlab.pdfgen.canvas import Canvas
from tests.command_line import CommandLine

QUESTION = "What is the rent of the Saltmarsh lease?"

ASKERS = ("alice", "bob")
"""Alice works on the lease; bob is behind a wall from it, through a group, and works on the supply."""


def page(*lines: str) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 22 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def lease(amount: str) -> bytes:
    """A lease with one figure in it."""
    return page(
        "SALTMARSH LEASE",
        "This lease is made between Saltmarsh Holdings LLC and Kestrel Pumps Inc.",
        "1. RENT",
        f"1.1 The Saltmarsh rent is {amount} per month, in advance.",
        "2. TERM",
        "2.1 The term of this lease ends on 30 September 2029.",
    )


def letter() -> bytes:
    """A message with a file in it."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Deposit", "a@example.com", "b@example.com"
    message.set_content("The deposit under the Saltmarsh lease is $9,000 and is due on 1 March.")
    message.add_attachment("1. The survey of Unit 4 found the roof sound.", filename="survey.txt", subtype="plain")
    return bytes(message)


class Firm(CommandLine):
    """The firm of these tests on the command line."""

    def put(self, name: str, content: bytes, *more: str) -> None:
        """Read a file in, into the matter that its folder names."""
        file = self.folder / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.run("ingest", str(file.parent), "--matter", file.parent.name, *more)

    def document(self, name: str) -> str:
        """The id of a document by the name of its file."""
        with closing(sqlite3.connect(self.workspace / "documents.db")) as database:
            [(found,)] = database.execute("SELECT id FROM document WHERE path LIKE ?", (f"%/{name}",)).fetchall()
        return str(found)

    def alter(self, store: str, change: Callable[[sqlite3.Connection], object]) -> None:
        """Change a store as another program would."""
        with closing(sqlite3.connect(self.workspace / store)) as database, database:
            change(database)

    def commands(self) -> list[tuple[str, ...]]:
        """What each asker asks for."""
        lease, supply = self.document("Saltmarsh lease.pdf"), self.document("supply.md")
        asked = (
            ("ask", QUESTION),
            ("search", "rent of the Saltmarsh lease"),
            ("list",),
            ("text", lease),
            ("text", supply),
            ("outline", lease),
            ("show", f"{lease}:0-20"),
        )
        return [(who, *words) for who in ASKERS for words in asked]

    def told(self, commands: list[tuple[str, ...]], picture: str = "") -> dict[str, Any]:
        """All that each asker is told, by the words of the command; None where it refuses.

        With `picture`, the id of a document, also whether a page of it is drawn.
        """
        told: dict[str, Any] = {}
        for who, *words in commands:
            told[" ".join((who, *words))] = _settled(self.run("--as", who, "--json", *words, status=None))
        if picture:
            out = str(self.folder / "page.png")
            told["picture"] = (
                self.run("--as", "alice", "show", f"{picture}:0-20", "-o", out, status=None).exit_code == 0
            )
        return told

    def problems(self) -> list[str]:
        """What `audit verify` names."""
        result = self.run("audit", "verify", "--json", status=None)
        if not result.stdout:  # a file that cannot be opened at all, and which one
            return [result.stderr]
        found = json.loads(result.stdout)
        assert found["ok"] == (not found["problems"])
        return [each["problem"] for each in found["problems"]]


def _settled(result: Result) -> object:
    """What was told, without what is another each time; None for a refusal that shows nothing."""
    if result.exit_code:
        assert result.stderr.count("\n") == 1, result.output
        return None
    found = json.loads(result.stdout)
    if "refusal" in found and found["refusal"] is not None and found["refusal"]["reason"] == "failed":
        assert not found["statements"]
        assert not found["passages"]
        return None
    for name in ("id", "record", "audit", "ms", "index_version", "versions", "seconds", "rules_version"):
        found.pop(name, None)
    return found


def built_firm(place: Path) -> Firm:
    """The firm, in a folder: two matters with a wall between them, a message, labels, a move and an earlier copy."""
    firm = Firm(place)
    firm.workspace.mkdir(parents=True)
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\nreranker = "none"\n', encoding="utf-8")
    firm.put("Lease/Saltmarsh lease.pdf", lease("$4,200"))
    shutil.copytree(firm.workspace, place / "earlier")
    firm.put("Lease/Saltmarsh lease.pdf", lease("$4,300"))
    firm.put("Lease/deposit.eml", letter())
    firm.put("Lease/note.txt", b"1. The office closes at 6 p.m. on Fridays. A note on rent: it is due monthly.\n")
    firm.put(
        "Supply/supply.md", b"# Supply Agreement\n\n## 1. Price\n\n1.1 The price of each pump is $915, delivered.\n"
    )
    firm.put(
        "Supply/annex.txt", b"1. The pumps are delivered to Unit 4 within two weeks of the order.\n", "--label", "open"
    )
    for user in ("alice", "bob", "carol"):
        firm.run("access", "user", "add", user)
    firm.run("access", "grant", "alice", "--matter", "Lease")
    firm.run("access", "grant", "alice", "--label", "open", "--until", "2040-01-01")
    firm.run("access", "group", "add", "pumps", "--member", "bob")
    firm.run("access", "grant", "pumps", "--matter", "Supply")
    firm.run("access", "grant", "bob", "--matter", "Lease")
    firm.run("access", "user", "disable", "carol")
    firm.run("move", firm.document("note.txt"), "--matter", "Supply")
    shutil.copytree(firm.workspace, place / "before_the_wall")
    firm.run("access", "wall", "add", "pumps", "--matter", "Lease")
    return firm
