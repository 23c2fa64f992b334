"""The client of the protocol's own library, over a firm on disk."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from mcp.types import CallToolResult, TextContent
from tests.kept import Kept, kept
from tests.walk.conftest import Firm, firm_in, founded_in

from mcp import Client, StdioServerParameters

PAGE = "http://127.0.0.1:8642"

MANY = 40
LIST = {"question": "Which leases provide for a monthly rent?", "matter": "many"}
"""A question about so many documents, which takes a while."""


def add_leases(firm: Firm) -> None:
    """Many small leases, in a matter that alice may see."""
    folder = firm.folder / "many"
    folder.mkdir()
    for number in range(MANY):
        text = f"LEASE {number}\n\n1. RENT\n\n1.1 The Tenant shall pay rent of ${number + 1},100 per month.\n"
        (folder / f"lease {number}.txt").write_text(text, "utf-8")
    firm.run("ingest", str(folder), "--matter", "many")
    firm.run("access", "grant", "alice", "--matter", "many")


@dataclass(frozen=True)
class Called:
    """What a call of a tool gave back."""

    text: str
    fields: dict[str, object]
    is_error: bool

    @classmethod
    def of(cls, result: CallToolResult) -> "Called":
        [content] = result.content
        assert isinstance(content, TextContent)
        return cls(content.text, result.structured_content or {}, result.is_error)

    def rows(self, name: str) -> list[dict[str, object]]:
        rows = self.fields[name]
        assert isinstance(rows, list)
        return rows

    def numbers(self, name: str) -> dict[str, int]:
        numbers = self.fields[name]
        assert isinstance(numbers, dict)
        return numbers


async def called(client: Client, tool: str, **arguments: object) -> Called:
    return Called.of(await client.call_tool(tool, arguments))


@asynccontextmanager
async def over_stdio(firm: Firm, user: str, *options: str, mode: str = "auto") -> AsyncIterator[Client]:
    """A client whose server is started for it, as a desktop program does."""
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pincite", "--workspace", str(firm.workspace), "--as", user, "mcp", *options],
        env=dict(os.environ),
    )
    async with Client(started, mode=mode) as client:
        yield client


@pytest.fixture(scope="session")
def founded_for_tools(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The firm with a lease and a supply agreement, at a place of its own."""
    return kept(tmp_path_factory.mktemp("for_tools") / "firm", founded_in)


@pytest.fixture(scope="module")
def tool_firm(founded_for_tools: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """That firm, for all tests of a module."""
    with founded_for_tools.put_back(tmp_path_factory.mktemp("tools") / "firm") as place:
        yield firm_in(place)
