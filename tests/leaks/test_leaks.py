"""Nothing that somebody may not see comes out anywhere; and where it did, these tests would see it."""

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.leaks import moments
from tests.leaks.asking import asked_firm, moments_of_firm, pages_of_firm
from tests.leaks.changing import ChangingFirm
from tests.leaks.looking import Looking

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.span import DocumentId
from pincite.index.memory import MemoryIndex
from pincite.index.port import Legs, Vector
from pincite.models.fakes import HashingEmbedder
from pincite.session import Session
from pincite.wiring.workspace import Workspace

if TYPE_CHECKING:
    from tests.postgres_server import Server

FIRMS = int(os.environ.get("PINCITE_LEAK_FIRMS", "2"))
"""Firms of 100 asks; 100,000 asks are `runs/attacking/leaks.py`."""


class CarelessIndex(MemoryIndex):
    """An index that finds whatever there is, whoever asks."""

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        everything = replace(scope, matters=frozenset(row.matter for row in self._newest.rows), denied=frozenset())
        return await super().search(text, vector, everything, k, among)


class CarelessCatalogue(SqliteCatalogue):
    """A catalogue that permits whatever stands."""

    def permitted(self, documents: "set[DocumentId]", scope: Scope) -> dict[DocumentId, Entry]:  # type: ignore[override]
        found = {document: self.standing(document) for document in documents}
        return {document: entry for document, entry in found.items() if entry is not None}

    def closed(self, documents: "Iterable[DocumentId]", scope: Scope) -> bool:
        return any(self.standing(document) is None for document in documents)


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def careless(place: Path, asks: int, catalogue: type[SqliteCatalogue] = SqliteCatalogue) -> Looking:
    index = CarelessIndex(HashingEmbedder().dimensions)
    return asyncio.run(asked_firm(5, asks, place, index=index, catalogue=catalogue))[1]


@pytest.mark.parametrize("seed", range(FIRMS))
def test_nothing_leaks_in_a_random_firm(tmp_path: Path, seed: int) -> None:
    _, looking = asyncio.run(asked_firm(seed, 100, tmp_path))
    assert looking.leaks == []
    assert looking.counts["passages shown"] > 50  # not because nobody is shown anything


def test_nothing_leaks_with_the_index_on_disk_and_on_the_command_line(tmp_path: Path) -> None:
    _, looking = asyncio.run(asked_firm(300, 25, tmp_path, on_disk=True))
    assert looking.leaks == []
    assert any(what.startswith("outputs: $ audit") for what in looking.counts)


@pytest.mark.live
def test_nothing_leaks_where_the_stores_are_in_postgres(tmp_path: Path, postgres_server: "Server") -> None:
    url = postgres_server.fresh()
    _, looking = asyncio.run(asked_firm(0, 60, tmp_path, url=url))
    postgres_server.drop(url)
    assert looking.leaks == []
    assert looking.counts["passages shown"] > 30


@pytest.mark.live
def test_nothing_leaks_on_the_page_where_the_stores_are_in_postgres(tmp_path: Path, postgres_server: "Server") -> None:
    url = postgres_server.fresh()
    _, looking = asyncio.run(pages_of_firm(9_101, 40, tmp_path, url=url))
    postgres_server.drop(url)
    assert looking.leaks == []
    assert looking.counts["asks on the page answered"] > 0


@pytest.mark.parametrize("seed", [9_001, 9_002])
def test_nothing_leaks_in_a_moment(tmp_path: Path, seed: int) -> None:
    _, looking = asyncio.run(moments_of_firm(seed, 30, tmp_path))
    assert looking.leaks == []
    assert sum(looking.counts[f"attempts: {family}"] for family in moments.FAMILIES) > 8


LEAST_ON_THE_PAGE = {
    "asks on the page answered": 4,  # not because nobody is shown anything
    "hidden and missing compared": 1,
    "hidden and missing compared by programs": 1,
    "written answers": 1,
    "follow-ups": 1,
    "hidden and missing compared: links": 1,
}


def test_nothing_leaks_on_the_page(tmp_path: Path) -> None:
    _, looking = asyncio.run(pages_of_firm(9_101, 80, tmp_path, least=LEAST_ON_THE_PAGE))
    assert looking.leaks == []
    assert {what: often for what, often in LEAST_ON_THE_PAGE.items() if looking.counts[what] < often} == {}


def test_what_a_careless_door_lets_out_is_seen_on_the_page(tmp_path: Path) -> None:
    def as_the_owner(workspace: Workspace, _: str, __: datetime | None = None) -> Session:
        return workspace.session()

    _, looking = asyncio.run(pages_of_firm(9_102, 60, tmp_path, come_in=as_the_owner))
    assert {leak.partition(" shows")[0] for leak in looking.leaks} >= {"page /library", "page /questions"}


def told_only(firm: ChangingFirm, who: str, matter: str | None, document: str | None) -> None:
    """A wall that stands in the sentences, and of which the workspace hears nothing."""
    firm.rules.walls.add((who, matter, document))
    firm.changed()


HOLES: dict[str, Callable[[pytest.MonkeyPatch], object]] = {
    moments.AT_RELEASE: lambda patch: (
        patch.setattr(ChangingFirm, "wall_off", told_only),
        patch.setattr(ChangingFirm, "take_down", lambda firm, *wall: firm.rules.walls.discard(wall)),
    ),
    moments.BACK: lambda patch: patch.setattr("pincite.access.clock.TOLERANCE", timedelta(days=9_999)),
    moments.OF_A_MATTER: lambda patch: patch.setattr("pincite.session.exporting.narrowed", lambda seen, *_: seen),
}


@pytest.mark.parametrize("family", HOLES)
def test_what_comes_out_of_a_moment_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str) -> None:
    HOLES[family](monkeypatch)
    seen = set()
    for seed in range(9_010, 9_013):
        _, looking = asyncio.run(moments_of_firm(seed, 25, tmp_path))
        seen |= {leak.partition(":")[0] for leak in looking.leaks}
        if any(one.startswith(family) for one in seen):
            return
    pytest.fail(f"no leak of {family} among {sorted(seen)}")


def test_what_a_careless_index_finds_is_withheld_by_the_second_look(tmp_path: Path) -> None:
    looking = careless(tmp_path, 40)
    assert looking.leaks == []
    assert looking.counts["pieces withheld"] > 0


def test_without_the_second_look_either_the_leaks_are_seen(tmp_path: Path) -> None:
    looking = careless(tmp_path, 80, CarelessCatalogue)
    for what in ("reply", "search"):  # statements are held against the scope once more, each by itself
        assert any(leak.startswith(what) for leak in looking.leaks), what
    assert {leak.partition(" the ")[2].partition(" of ")[0] for leak in looking.leaks} >= {"text", "file", "folder"}
