"""What a question has embedded is kept for whoever asked it, while the rules stay as they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from pincite.access.scope import Principal, Scope
from pincite.ask.charging import Accounts
from pincite.ask.sources import Sources
from pincite.index.memory import MemoryIndex
from pincite.ledger import Budgets
from pincite.ledger.memory import MemoryLedger
from pincite.models.fakes import HashingEmbedder
from pincite.models.kept import KeptVectors
from pincite.models.ports import Embedder, Vectors
from pincite.retrieval.engines import Engines

NOTHING = cast(Any, None)


class Counting(HashingEmbedder):
    """An embedder that counts the texts that it is asked for."""

    asked = 0

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return await super().embed(texts)


def scope(user: str, rules_version: int) -> Scope:
    return Scope(Principal(user, user), frozenset(), frozenset(), rules_version, datetime(2026, 11, 29, tzinfo=UTC))


def sources_with(embedder: Embedder) -> Sources:
    engines = Engines(MemoryIndex(2), embedder, NOTHING, None)
    return Sources(engines, NOTHING, renew=lambda one: one, accounts=Accounts(MemoryLedger(), Budgets()))


def embed(sources: Sources, user: str, rules_version: int) -> None:
    asyncio.run(sources.under(scope(user, rules_version), NOTHING).engines.embedder.embed(["The rent is due."]))


def test_a_sentence_is_embedded_once_for_a_user_and_anew_once_a_rule_has_changed() -> None:
    made = Counting()
    sources = replace(sources_with(made), vectors=KeptVectors(made))
    counts = []
    for user, rules_version in (("ines", 7), ("ines", 7), ("maud", 7), ("ines", 8)):
        embed(sources, user, rules_version)
        counts.append(made.asked)
    assert counts == [1, 1, 2, 3]


def test_without_a_place_to_keep_them_each_question_has_its_own() -> None:
    made = Counting()
    sources = sources_with(made)
    embed(sources, "ines", 7)
    embed(sources, "ines", 7)
    assert made.asked == 2
