"""Firms of their own, each in a folder of its own, asked many times."""

import os
import random
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.leaks.changing import ChangingFirm, found_firm
from tests.leaks.channels import batch, exports, references, refusals, replay
from tests.leaks.judging import feedback
from tests.leaks.looking import Looking, repeated
from tests.leaks.measuring import answers, drafts, suites
from tests.leaks.moments import at_release, clock_back, export_of_matter
from tests.leaks.programs import Programs, program
from tests.leaks.served import told_in, visit, visited
from tests.leaks.typed import administer, files, read_verbs

from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.index.memory import MemoryIndex
from pincite.index.port import Index
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.fakes import HashingEmbedder, WordOverlapEntailment
from pincite.models.ports import Vectors
from pincite.session import Session
from pincite.wiring import CATALOGUE, Workspace, open_workspace, trust_store
from pincite.wiring.settings import read_settings
from pincite.wiring.trust import claims_of

if TYPE_CHECKING:
    from pincite.catalogue.postgres.catalogue import PostgresCatalogue


class Remembering(HashingEmbedder):
    """The embedder without weights, which works out the vector of a text once: the texts of a firm are few."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Vectors] = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, await super().embed(new), strict=True)
        return np.stack([self._known[text] for text in texts]) if texts else await super().embed(texts)


@contextmanager
def opened_firm(
    root: Path,
    *,
    index: Index | None,
    catalogue: type[SqliteCatalogue] = SqliteCatalogue,
    provider: FakeProvider | None = None,
    url: str = "",
) -> Iterator[Workspace]:
    """A workspace for a firm, with another index than the one on disk, and another catalogue, where they are given.

    With a `provider` answers can be written; its model may be sent everything. With a `url` its stores, the catalogue
    among them, are in that database.
    """
    root.mkdir(parents=True, exist_ok=True)
    model = f'[model]\nprovider = "openai"\nurl = "{provider.url}"\nname = "repeating"\n' if provider else ""
    store = f'[store]\nurl = "{url}"\n' if url else ""
    (root / "settings.toml").write_text(f'embedder = "hashing"\n{model}{store}', encoding="utf-8")
    trust_store(os.environ).keep(root, None, claims_of(root, read_settings(root / "settings.toml")))
    with open_workspace(root, create=True) as workspace:
        vars(workspace)["embedder"] = Remembering()
        # No record covers it: documents come and go here without one.
        vars(workspace)["catalogue"] = uncovered(url) if url else catalogue(root / CATALOGUE)
        vars(workspace)["entailment"] = WordOverlapEntailment()
        if index is not None:
            vars(workspace)["index"] = index
        yield workspace


def uncovered(url: str) -> "PostgresCatalogue":
    """The catalogue in the database at an address."""
    from pincite.catalogue.postgres.catalogue import PostgresCatalogue
    from pincite.postgres.place import place_of
    from pincite.wiring.postgres_stores import DOCUMENTS_IN

    return PostgresCatalogue(place_of(url, DOCUMENTS_IN))


async def asked_firm(
    seed: int,
    asks: int,
    place: Path,
    *,
    on_disk: bool = False,
    index: MemoryIndex | None = None,
    catalogue: type[SqliteCatalogue] = SqliteCatalogue,
    url: str = "",
) -> tuple[ChangingFirm, Looking]:
    """A firm made from a seed, asked so many times. Without an `index` it is the one in memory, or on disk."""
    held = None if on_disk else index or MemoryIndex(HashingEmbedder().dimensions)
    with opened_firm(place / f"firm-{seed}", index=held, catalogue=catalogue, url=url) as workspace:
        firm = await found_firm(workspace, random.Random(seed))  # noqa: S311 - a firm is made again from its number
        looking = Looking(firm, has_files=on_disk)
        for _ in range(asks):
            await looking.step()
            await look_further(looking)
    return firm, looking


MOMENTS = ((0.6, at_release), (0.2, clock_back), (0.2, export_of_matter))
"""What is looked at alone, and how often each, where only moments are wanted."""


async def moments_of_firm(seed: int, steps: int, place: Path, url: str = "") -> tuple[ChangingFirm, Looking]:
    """A firm made from a seed, of which only what happens in a moment is looked at, between changes."""
    index = MemoryIndex(HashingEmbedder().dimensions)
    with opened_firm(place / f"firm-{seed}", index=index, url=url) as workspace:
        firm = await found_firm(workspace, random.Random(seed))  # noqa: S311 - a firm is made again from its number
        looking = Looking(firm)
        for _ in range(steps):
            for _ in range(firm.rng.choice((0, 1, 1, 2))):
                firm.some_change()
            await firm.settle_index()
            if firm.rng.random() < 0.2:
                await firm.some_document_change()
            [way] = firm.rng.choices([way for _, way in MOMENTS], [share for share, _ in MOMENTS])
            await way(looking, firm.rng.choice(sorted(firm.rules.users)))
    return firm, looking


async def pages_of_firm(
    seed: int,
    steps: int,
    place: Path,
    *,
    come_in: Callable[..., Session] = Workspace.signed_in,
    least: Mapping[str, int] | None = None,
    url: str = "",
) -> tuple[ChangingFirm, Looking]:
    """A firm made from a seed, of which only the server is looked at, by everybody, between changes: page, interfaces.

    `come_in` gives the session of whoever has signed in. `least` says how often what is counted must have happened
    before it ends, after at most five times the steps: the identities on the page are drawn anew each time, so two runs
    of one seed open other addresses.
    """
    held = MemoryIndex(HashingEmbedder().dimensions)
    with (
        running(FakeProvider(lambda asked: repeated(told_in(asked)))) as provider,
        opened_firm(place / f"firm-{seed}", index=held, provider=provider, url=url) as workspace,
    ):
        vars(workspace)["signed_in"] = partial(come_in, workspace)
        firm = await found_firm(workspace, random.Random(seed))  # noqa: S311 - a firm is made again from its number
        looking = Looking(firm)
        with visited(looking, provider) as visits:
            programs = Programs(visits)
            for step in range(5 * steps):
                if step >= steps and all(looking.counts[what] >= often for what, often in (least or {}).items()):
                    break
                for _ in range(firm.rng.choice((0, 0, 1, 1, 2))):
                    firm.some_change()
                await firm.settle_index()
                if firm.rng.random() < 0.06:
                    await firm.some_document_change()
                user = firm.rng.choice(sorted(firm.rules.users))
                if firm.rng.random() < BY_PROGRAM:
                    program(programs, user)
                else:
                    visit(visits, user)
    return firm, looking


BY_PROGRAM = 0.5
"""How much of what a server is asked for comes from programs."""

FURTHER: tuple[tuple[float, Callable[[Looking, str], Coroutine[Any, Any, None]]], ...] = (
    (0.02, batch),
    (0.006, answers),
    (0.01, suites),
    (0.006, drafts),
    (0.02, replay),
    (0.02, references),
    (0.006, exports),
    (0.03, feedback),
    (0.03, at_release),
    (0.01, clock_back),
    (0.006, export_of_matter),
    (0.0008, partial(exports, form="pdf")),
)
"""How often, of all asks, each further way out is looked at; what costs more is looked at less often."""


async def look_further(looking: Looking) -> None:
    """Now and then one of the further ways out, by whoever; more often as typed where the index is on disk."""
    rng, on_disk = looking.firm.rng, looking.has_files
    users = sorted(looking.firm.rules.users)
    for share, way in FURTHER:
        if rng.random() < share:
            await way(looking, rng.choice(users))
    if rng.random() < 0.04:
        refusals(looking, rng.choice(users))
    if rng.random() < (0.05 if on_disk else 0.012):
        administer(looking)
    if rng.random() < (0.2 if on_disk else 0.004):
        read_verbs(looking, rng.choice(users))
    if on_disk and rng.random() < 0.04:
        files(looking, rng.choice(users))
