"""Random histories of a firm, shrunk to the shortest one in which something leaks."""

import asyncio
import os
import random
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.leaks.asking import FURTHER, opened_firm
from tests.leaks.changing import found_firm
from tests.leaks.channels import refusals
from tests.leaks.looking import Looking
from tests.leaks.typed import administer

from pincite.index.memory import MemoryIndex
from pincite.models.fakes import HashingEmbedder

EXAMPLES = int(os.environ.get("PINCITE_LEAK_EXAMPLES", "12"))

chances = st.integers(0, 2**32)


class Histories(RuleBasedStateMachine):
    """A firm of random content, to which things happen and of which things are asked, in any order."""

    @initialize(chance=chances)
    def begin(self, chance: int) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="leaks-"))
        self.opened, self.patch = ExitStack(), pytest.MonkeyPatch()
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            self.patch.setenv(name, str(self.place / name))
        index = MemoryIndex(HashingEmbedder().dimensions)
        workspace = self.opened.enter_context(opened_firm(self.place / "firm", index=index))
        self.firm = asyncio.run(found_firm(workspace, random.Random(chance)))  # noqa: S311 - made again from a number
        self.looking = Looking(self.firm)

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.opened.close()
            self.patch.undo()
            shutil.rmtree(self.place)

    def draw(self, chance: int) -> str:
        """Somebody; what they do next follows from the chance."""
        self.firm.rng = random.Random(chance)  # noqa: S311 - made again from a number
        return self.firm.rng.choice(sorted(self.firm.rules.users))

    def run(self, step: Coroutine[object, object, object]) -> None:
        asyncio.run(step)

    @rule(chance=chances)
    def the_rules_change(self, chance: int) -> None:
        self.draw(chance)
        self.firm.some_change()

    @rule(chance=chances)
    def a_document_comes_or_moves_or_goes(self, chance: int) -> None:
        self.draw(chance)
        user, told, before = asyncio.run(self.firm.some_document_change())
        self.looking.check("holding", told, user, before=before)

    @rule()
    def the_index_follows(self) -> None:
        self.run(self.firm.settle_index())

    @rule(chance=chances)
    def somebody_asks(self, chance: int) -> None:
        self.draw(chance)
        self.run(self.looking.one_ask())

    @rule(chance=chances)
    def somebody_searches(self, chance: int) -> None:
        self.run(self.looking.search(self.draw(chance)))

    @rule(chance=chances)
    def somebody_lists(self, chance: int) -> None:
        self.looking.list(self.draw(chance))

    @rule(chance=chances)
    def somebody_names_a_document(self, chance: int) -> None:
        user = self.draw(chance)
        self.looking.by_name(user)
        self.looking.explanations(user)

    @rule(chance=chances)
    def somebody_reads_the_record(self, chance: int) -> None:
        self.looking.record(self.draw(chance))

    @rule(chance=chances)
    def somebody_looks_further(self, chance: int) -> None:
        user = self.draw(chance)
        way = self.firm.rng.choice([way for _, way in FURTHER[:-1]])  # the last is the PDF, which takes long
        self.run(way(self.looking, user))
        refusals(self.looking, user)

    @rule(chance=chances)
    def the_owner_administers(self, chance: int) -> None:
        self.draw(chance)
        administer(self.looking)

    @invariant()
    def nothing_has_leaked(self) -> None:
        if hasattr(self, "looking"):
            assert self.looking.leaks == []


TestLeakHistories = Histories.TestCase
TestLeakHistories.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
