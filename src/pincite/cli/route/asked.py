"""Routes the questions of a file, one line each, in order."""

import asyncio
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.batch import Entry, entries, entries_in, failed_line
from pincite.cli.options import FROM_STANDARD_INPUT, call, open_called
from pincite.cli.output import console, emit, fail
from pincite.cli.route.goal import Goals
from pincite.cli.route.table import RouteTable
from pincite.errors import PinciteError, QuestionError
from pincite.retrieval.tokens import estimated_tokens
from pincite.routing import ROUTER
from pincite.routing.courtesies import without_courtesies
from pincite.routing.decision import TARGET, AtLeast, Decision, Goal, Outlook, decide
from pincite.routing.heuristics import guessed
from pincite.sensitivity import WORDS, level_of
from pincite.views.given import Line
from pincite.views.routing import RoutedQuestion
from pincite.wiring.tier_limits import Limits, limits_of

if TYPE_CHECKING:
    from pincite.models.ports import Embedder, Vectors
    from pincite.session.routing import Router

LONGEST = 400_000
"""Most characters of a question, which may bring the text that it is about."""

MOST_USD = 1_000_000
"""The most that a line may allow for one answer, in US dollars."""

PICO = 10**12
"""Pico-dollars in a dollar."""

AT_ONCE = 32
"""Questions whose vectors are made together, on all cores, before the first of them is routed."""

GUESSED = "length and form"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, with what its line says of it; `target` is None where the line names none.

    `budget` is what its answer may cost at most, in pico-dollars; None for any. `caution` is a sentence about something
    in the line that is hardly meant; empty if nothing is.
    """

    question: str
    sensitivity: str
    target: float | None
    budget: int | None = None
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Chances:
    """What gives the chances: a kept router with its embedder, or, without one, the form of the question.

    `limits` are those of the settings.
    """

    limits: Limits
    router: "Router | None" = None
    embedder: "Embedder | None" = None

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers' names, cheapest first."""
        return self.limits.names if self.router is None else self.router.weights.card.tiers

    @property
    def by(self) -> str:
        """What gives them, in a few words."""
        return GUESSED if self.router is None else f"router {self.router.sha256[:8]}"

    async def vectors(self, questions: Sequence[str]) -> "Vectors | None":
        """The vectors that they take, None where they take none."""
        if self.embedder is None:
            return None
        return await self.embedder.embed([without_courtesies(question) for question in questions])

    def of(self, question: str, vector: "Vectors | None") -> Outlook:
        """The chances of one question."""
        if self.router is None or vector is None:
            return guessed(question, self.tiers)
        return self.router.weights.outlook(question, vector)

    def goal(self, goals: Goals) -> Goal:
        """The goal that the options name.

        Raises:
            QuestionError: it takes a router, and there is none.
            RoutingError: it is more than the router can promise.
        """
        if goals.keep is None:
            return AtLeast(TARGET if goals.target is None else goals.target)
        if self.router is None:
            raise QuestionError(
                "--keep asks for a share of the dearest tier's quality, which only a router that was trained can "
                "promise; train one with: pincite route train FILE.jsonl"
            )
        return self.router.weights.goal(goals.keep)


def route_file(file: Path, goals: Goals) -> bool:
    """Route every line in order; True if any failed.

    Raises:
        QuestionError: the file cannot be read, or the goal takes a router.
        RoutingError, WorkspaceError: the router that is kept cannot be used.
    """
    with _opened() as chances:
        return asyncio.run(_routed(file, chances, chances.goal(goals)))


@contextmanager
def _opened() -> Iterator[Chances]:
    """The workspace's router if there is one; everything is loaded, so that no line's time includes the loading."""
    from pincite.session.routing import kept_router

    limits = limits_of(call().workspace)
    if not os.path.lexists(call().workspace / ROUTER):
        guessed("Who signs?", limits.names)
        yield Chances(limits)
        return
    with open_called(by_any_clock=True) as session:
        router = kept_router(session)
        yield Chances(limits) if router is None else Chances(limits, router, session.firm.embedder)


async def _routed(file: Path, chances: Chances, goal: Goal) -> bool:
    if chances.router is not None:
        chances.of("Who signs?", _first(await chances.vectors(["Who signs?"])))
    table = RouteTable(console(), chances.tiers, learnt=chances.router is not None)
    went: Counter[str | None] = Counter()
    failed = False
    found = entries(file) if str(file) != FROM_STANDARD_INPUT else entries_in(_standard_input(), "standard input")
    while block := list(islice(found, AT_ONCE)):
        asked = [_asked(entry) for _, entry in block]
        whole = [one for one in asked if isinstance(one, QuestionLine)]
        began = time.perf_counter()
        vectors = await chances.vectors([one.question for one in whole])
        vector_ms = (time.perf_counter() - began) * 1000 / max(len(whole), 1) if vectors is not None else 0.0
        rows = iter(vectors if vectors is not None else [None] * len(whole))
        for (identity, _), one in zip(block, asked, strict=True):
            if isinstance(one, PinciteError):
                failed = True
                if call().as_json:
                    emit(failed_line(identity, one))
                else:
                    fail(str(one))
                continue
            if one.caution:
                fail(one.caution)
            began = time.perf_counter()
            decision = _decided(one, chances, next(rows), goal)
            ms = (time.perf_counter() - began) * 1000
            went[decision.tier] += 1
            if call().as_json:
                emit(Line(identity, RoutedQuestion(decision, chances.by, ms, vector_ms)))
            else:
                table.row(one.question, decision)
    if not call().as_json:
        table.end(went)
    if failed and call().as_json:
        fail("some lines could not be routed; each says why in its own line")
    return failed


def _decided(asked: QuestionLine, chances: Chances, vector: "Vectors | None", goal: Goal) -> Decision:
    tiers = chances.limits.tiers(chances.tiers, asked.sensitivity)
    need = chances.limits.need(asked.sensitivity, estimated_tokens(asked.question), asked.budget)
    return decide(
        tiers, need, chances.of(asked.question, vector), goal if asked.target is None else AtLeast(asked.target)
    )


def _asked(entry: Entry | PinciteError) -> QuestionLine | PinciteError:
    """What a line asks, or its error."""
    if isinstance(entry, PinciteError):
        return entry
    try:
        question = entry.text("question")
        if not question.strip():
            raise QuestionError(f"{entry.where} has an empty question")
        if len(question) > LONGEST:
            raise QuestionError(
                f"{entry.where} has a question of {len(question):,} characters, more than {LONGEST:,}; shorten it"
            )
        sensitivity = entry.optional("sensitivity")
        level = "internal" if sensitivity is None else sensitivity.strip().lower()
        return QuestionLine(question, level, _target(entry), _budget(entry), _unknown(entry, level))
    except QuestionError as error:
        return error


def _unknown(entry: Entry, level: str) -> str:
    """What to say of a level that is none; empty for a known one."""
    if level_of(level) is not None:
        return ""
    return (
        f'{entry.where} has the "sensitivity" {level[:40]!r}, which is no level and counts as the highest; write '
        f"{', '.join(WORDS[:-1])} or {WORDS[-1]}"
    )


def _target(entry: Entry) -> float | None:
    target = entry.fields.get("target")
    if target is None:
        return None
    if isinstance(target, bool) or not isinstance(target, int | float) or not 0 < target < 1 or math.isnan(target):
        raise QuestionError(f'{entry.where} has a "target" that is not a number between 0 and 1')
    return float(target)


def _budget(entry: Entry) -> int | None:
    budget = entry.fields.get("budget_usd")
    if budget is None:
        return None
    if isinstance(budget, bool) or not isinstance(budget, int | float) or not 0 <= budget <= MOST_USD:
        raise QuestionError(f'{entry.where} has a "budget_usd" that is not a number from 0 to {MOST_USD:,}')
    return round(budget * PICO)


def _first(vectors: "Vectors | None") -> "Vectors | None":
    return None if vectors is None else vectors[0]


def _standard_input() -> bytes:
    return sys.stdin.buffer.read().removeprefix(b"\xef\xbb\xbf") if sys.stdin is not None else b""
