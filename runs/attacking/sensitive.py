"""Sensitive words: does any reach a language model that may not read them, whatever fails or changes meanwhile?

    python -m runs.attacking.sensitive [--from-seed 0] [--count 50] [--asks 60] [--jobs 1] [--tallies FILE]
        [--drop tries|labels|turns|examples|search|judge|budgets]

Each seed makes a firm, in which each document has a word of its own and each question too, and asks it so many
questions whose answers models word; some are asked by an evaluation with a judge. The models are three fake providers
on sockets of 127.0.0.1, each of which may read another level at most; they fail in every way that they know, and while
one of them holds a request, or at any other moment, another thread changes how sensitive matters and labels are, labels
documents, and moves and removes them. Half of those who ask wait for each sentence, so their answers are streamed. In
some firms people approve answers, which models are then shown as examples; in some, models have prices, and budgets of
the firm, of users and of matters are used up on the way.

A request is a leak if it has words of a document, of an earlier question, of an example or, before the search, any at
all, that count as more sensitive than its model may read; or words of a document that was never open to the asker while
they waited. It is overspent if a budget that bears on it is exceeded by what is reserved when it arrives. What counts
is worked out here from a list of the changes, and not asked of pincite. A connection to any other address than a fake's
is found by Python's own audit of `socket.connect`.

A seed repeats what is drawn; threads and sockets take turns as they like. With `--tallies` each seed is a line of that
file once it ends, and a seed that stands there already is not run again: the same command goes on where it was broken
off, further seeds are added, and what is printed at the end is the sum of the file. `--jobs` is how many processes ask.
`--drop` takes one of our own checks away, to see whether the run finds that.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest import mock

from runs.attacking.sensitive_tally import Found, add_arguments, report

from pincite.access.levels import RequestLevel
from pincite.access.rules import Rules
from pincite.ask import Mode, Released, Writer
from pincite.ask.classifying import About
from pincite.audit.memory import MemoryAuditLog
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.port import Catalogue
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import PinciteError
from pincite.evaluation.answering_run import RunJournals, settled
from pincite.evaluation.journal import Journal
from pincite.evaluation.questions import Question as EvalQuestion
from pincite.holding import Authority, Stores, move, relabel, remove
from pincite.index.memory import MemoryIndex
from pincite.index.pieces import digests_of
from pincite.index.port import Row
from pincite.models.chat.anthropic_chat import AnthropicChat
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_ledger import Entry
from pincite.models.chat.fake_provider import FakeProvider, serving
from pincite.models.chat.fake_replies import smallest
from pincite.models.chat.fake_wires import FakeRequest, Spoken
from pincite.models.chat.openai_chat import OpenAIChat
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.chat.transport import Endpoint
from pincite.models.fakes import WordOverlapEntailment
from pincite.readers.read import read
from pincite.routing.permits import Allowed, Classification
from pincite.security.scanner import Phrases
from pincite.sensitivity import Sensitivity
from pincite.session import sensitivity
from pincite.session.asking import answer
from pincite.session.classifying import classify, declassify
from pincite.session.evaluating.answering import Answering, instruments
from pincite.session.evaluating.judging import _Sent
from pincite.session.feedback import Change, give_feedback, withdraw_feedback
from pincite.session.session import Session
from pincite.verification.verifier import Verifier
from pincite.wiring import open_workspace
from pincite.wiring.workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")

TIERS = ("small", "middle", "large")
MATTERS = ("ash", "birch", "elm", "fir")
LABELS = ("draft", "sealed", "Confidential", "privileged")
LEVELS = tuple(Sensitivity)
TOPICS = (
    ("rent", "The rent that {name} pays is ${n} per month, in advance, and rent of {name} bears no interest."),
    ("notice", "Notice to {name} is given in writing, {n} days before this agreement with {name} ends."),
    ("deposit", "The deposit of {name} is ${n}, and {name} gets the deposit back within thirty days."),
    ("warranty", "The warranty that {name} gives lasts {n} months from delivery, and {name} repairs what fails."),
)
WATCHED = {"anna": ("ash", "birch"), "boris": ("birch", "elm", "fir")}

JUMP_S = 0.002
"""Seconds by which the clock may move against one that never jumps, within a question."""

ASKING = ("answer", "refusal", "failure", "judge")
"""The kinds of records that have what was sent to models."""

MOST_LEFT = 6
"""Documents that are taken out or moved in one firm at most, so that there is something to find."""

PRICES = (("0.50", "2"), ("2", "8"), ("10", "40"))
"""US$ a million tokens read, and written, of the three models where they cost something."""

BUDGETS = ("0", "0.02", "0.05", "0.1", "0.3")
"""US$ a month: none, and what from a few requests of the dearest model to all of a firm may take."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there
"""Where firms are made if it is there: a disk would be waited for at each record."""


@dataclass(frozen=True)
class State:
    """What counts at a moment: the levels that were set, and where documents lie with which labels; None: gone."""

    matters: Mapping[str, Sensitivity]
    labels: Mapping[str, Sensitivity]
    documents: Mapping[str, tuple[str, tuple[str, ...]] | None]

    def level(self, document: str) -> Sensitivity:
        place = self.documents.get(document)
        if place is None:
            return Sensitivity.PRIVILEGED
        matter, labels = place
        named = {level.word: level for level in LEVELS}
        set_for = {label.casefold(): level for label, level in self.labels.items()}
        return max(
            self.matters.get(matter, Sensitivity.PRIVILEGED),
            *(named.get(label.casefold(), Sensitivity.PUBLIC) for label in labels),
            *(set_for.get(label.casefold(), Sensitivity.PUBLIC) for label in labels),
            Sensitivity.PUBLIC,
        )

    def highest(self, documents: Sequence[str]) -> Sensitivity:
        return max(map(self.level, documents), default=Sensitivity.PRIVILEGED)


@dataclass
class Timeline:
    """The states, each with when the change to it began and ended, in seconds since 1970."""

    states: list[tuple[float, float, State]]

    def between(self, since: float, until: float) -> list[State]:
        """All states that may have stood at some moment of a time."""
        ends = [began for began, _, _ in self.states[1:]]
        over = [ended for _, ended, _ in self.states[1:]]
        last = len(self.states) - 1
        return [
            state
            for at, (began, _, state) in enumerate(self.states)
            if began <= until and (at == last or over[at] >= since or ends[at] >= since)
        ]

    @property
    def now(self) -> State:
        return self.states[-1][2]


class Office:
    """A firm, its three models, and what happens in it.

    Whoever asks shares an event loop with the models, as with other askers of a server. Changes are made in a thread of
    their own, one after the other.
    """

    def __init__(self, root: Path, rng: random.Random, found: Found, faked: Sequence[FakeProvider]) -> None:
        self.rng, self.found, self.faked = rng, found, faked
        root.mkdir(parents=True)
        self.is_in_memory = rng.random() < 0.9
        self.shows_examples, self.costs = rng.random() < 0.5, rng.random() < 0.5
        (root / "settings.toml").write_text(self._settings(), encoding="utf-8")
        self.workspace = self._opened(root, None)
        self.other = self._opened(root, self.workspace)
        self.canaries: dict[str, str] = {}
        self.word = 0
        self.left = 0
        self.is_hooked = False
        self.changing = ThreadPoolExecutor(1)
        self.runner = asyncio.Runner()
        self.since = 0.0
        self.earlier: list[tuple[str | None, int]] = []
        self.told: dict[str, tuple[str, ...]] = {}
        self.approved: set[str] = set()
        self.tiers = self._hired()
        for fake in faked:
            fake.fault = self._fault

    def _settings(self) -> str:
        """What the firm sets: how models are asked, and what they may cost."""
        rng = self.rng
        lines = ['embedder = "hashing"', 'reader = "none"', "", "[prompting]"]
        lines += [f"examples = {rng.choice([1, 2, 3]) if self.shows_examples else 0}"]
        lines += [f"replies = {rng.choice([1, 1, 1, 1, 1, 3])}"]
        lines += [f"{way} = {rng.choice(['true', 'false', 'false'])}" for way in ("reasoning", "step_back")]
        whose = ['user = "*"', f'user = "{rng.choice([*WATCHED])}"', f'matter = "{rng.choice(MATTERS)}"']
        for one in rng.sample(["", *whose, 'matter = "*"'], rng.choice([1, 1, 2])) if self.costs else ():
            lines += ["", "[[budgets]]", one, f"usd_per_month = {rng.choice(BUDGETS)}"]
        return "\n".join([*lines, ""])

    def _opened(self, root: Path, like: Workspace | None) -> Workspace:
        workspace = open_workspace(root, create=True)
        index = MemoryIndex(workspace.embedder.dimensions) if like is None else like.index
        workspace.__dict__["index"] = index
        if self.is_in_memory:
            workspace.__dict__["audit"] = MemoryAuditLog() if like is None else like.audit
        workspace.__dict__["scanner"] = Phrases()
        workspace.__dict__["entailment"] = WordOverlapEntailment()
        return workspace

    async def fill(self) -> None:
        """Have matters, documents and users."""
        rules, owner = self.workspace.access, self.workspace.session().principal
        places: dict[str, tuple[str, tuple[str, ...]] | None] = {}
        for matter in MATTERS:
            rules.add_matter(owner, matter)
            for number in range(self.rng.choice([1, 1, 2, 3])):
                name = f"Quo{''.join(self.rng.choices('bdfglmnprstvz', k=7))}"
                topics = self.rng.sample(TOPICS, self.rng.choice([1, 1, 2, 3]))
                clauses = [
                    f"{at}. {topic.upper()}\n\n{text.format(name=name, n=self.rng.randrange(10, 990))}\n"
                    for at, (topic, text) in enumerate(topics, start=1)
                ]
                text = f"AGREEMENT WITH {name.upper()}\n\n" + "\n".join(clauses)
                labels = tuple(self.rng.sample(LABELS, self.rng.choice([0, 0, 0, 1])))
                path = f"/papers/{matter}/{number}.txt"
                document = await self._shelved(matter, path, labels, text)
                self.canaries[name.casefold()] = document
                places[document] = (matter, labels)
        for user, granted in WATCHED.items():
            rules.add_user(owner, user)
            for matter in granted:
                rules.grant(owner, user, matter=matter)
        self.timeline = Timeline([(0.0, 0.0, State({}, {}, places))])
        for matter in MATTERS:
            self._set_matter(matter, self.rng.choice(LEVELS[:3]))

    async def _shelved(self, matter: str, path: str, labels: tuple[str, ...], text: str) -> DocumentId:
        """A text in catalogue and index, as reading it in from a file puts it there."""
        workspace, name, content = self.workspace, path.rpartition("/")[2], text.encode()
        catalogue, embedder, at = workspace.catalogue, workspace.embedder, workspace.now()
        document, version = catalogue.identify(MatterId(matter), path), version_id(content, name)
        found = read(content, name)
        card = fingerprint(found.title, name)
        cutting = await chunks_of(document, version, found, card, name=name, strategy="auto", embedder=embedder)
        vectors = await embedder.embed([chunk.search_text for chunk in cutting.chunks])
        rows = [Row(chunk, MatterId(matter), labels, one) for chunk, one in zip(cutting.chunks, vectors, strict=True)]
        cut = cut_name("auto", found.format, name, embedder.name)
        catalogue.stage(Incoming(document, MatterId(matter), path, labels, version, found, cut=cut), at)
        await workspace.index.upsert(rows, [document])
        catalogue.commit({document: labels}, at, {document: digests_of(rows).hex()})
        return document

    def _hired(self) -> tuple[Tier, ...]:
        """The three models, each with what it may read, in a random order of levels."""
        tiers = []
        accepted = self.rng.sample(LEVELS, 3)
        for name, fake, accepts, usd in zip(TIERS, self.faked, accepted, PRICES, strict=True):
            prices = Prices.always(*usd) if self.costs and self.rng.random() < 0.8 else Prices()
            endpoint = Endpoint(fake.url, name, None, timeout_s=5.0)
            kind = AnthropicChat if name == "middle" else OpenAIChat
            provider = kind(endpoint, pause=self._pause, chance=self.rng.random)
            tiers.append(Tier(name, provider, prices, False, accepts, 8_000, 600))
        judges, understands = self.rng.random() < 0.4, self.rng.random() < 0.5
        self.workspace.__dict__["writers"] = tuple(
            Writer(tier, Verifier(WordOverlapEntailment()), Phrases(), understands, judges) for tier in tiers
        )
        self.workspace.__dict__["tiers"] = tuple(tiers)
        return tuple(tiers)

    async def _pause(self, _seconds: float) -> None:
        """A wait between two tries, which takes no time here."""
        await self._changed(0.3)

    async def _changed(self, chance: float) -> None:
        """A change while somebody waits for it, at times."""
        if self.is_hooked and self.rng.random() < chance:
            await asyncio.get_running_loop().run_in_executor(self.changing, self._change)

    async def _fault(self) -> Fault:
        """How a request fails that has come. Something may happen while the client waits."""
        if self.costs:
            self._require_paid()
        await self._changed(0.5)
        if self.rng.random() < 0.45:
            return Fault()
        rng = self.rng
        others = [fake.url for fake in self.faked]
        return rng.choice(
            [
                Fault(status=429, retry_after=rng.choice([None, "0", "1", "99"])),
                Fault(status=rng.choice([500, 502, 503, 504, 529, 408])),
                Fault(status=400, message="Unsupported parameter: 'temperature'"),
                Fault(status=400, message="use 'max_completion_tokens' instead"),
                Fault(status=400, message="response_format json_schema is not supported"),
                Fault(status=422, message="output_format and cache_control are not known, nor is seed"),
                Fault(status=rng.choice([301, 302, 307, 308]), location=f"{rng.choice(others)}/chat/completions"),
                Fault(breaks=rng.choice(["before the head", "half way", "before the end event"])),
                Fault(between_s=0.002),
                Fault(garbles=rng.choice(["not JSON", "cut short"])),
                Fault(usage=rng.choice(["wrong", "negative", "huge", "missing"])),
                Fault(model="another-model"),
                Fault(first_byte_s=0.02),
            ]
        )

    def _require_paid(self) -> None:
        """Hold what is reserved as a request arrives against the budgets."""
        accounts, now = self.workspace.accounts, self.workspace.now()
        since = datetime.fromtimestamp(self.since, UTC)
        for charge in accounts.ledger.charges(since, now + timedelta(seconds=60)):
            for limit in accounts.budgets.limits(charge.account) if charge.state == "reserved" else ():
                self.found.counted["requests held against a budget"] += 1
                spent = accounts.ledger.spent(limit.whose, limit.name, f"{now:%Y-%m}")
                if spent > limit.most and charge.amount > 0:
                    self.found.overspent.append(f"{charge.tier}: {spent} of {limit.most} of {limit.owner}")

    def _change(self) -> None:
        """One random change by whoever owns the firm, in a thread of its own."""
        with suppress(PinciteError):
            draw = self.rng.random()
            if draw < 0.5:
                self._set_matter(self.rng.choice(MATTERS), self.rng.choice(LEVELS))
            elif draw < 0.55:
                for matter in MATTERS:
                    self._set_matter(matter, Sensitivity.PRIVILEGED)
            elif draw < 0.62:
                for matter in MATTERS:
                    self._set_matter(matter, self.rng.choice(LEVELS[:2]))
            elif draw < 0.7:
                self._unset(self.rng.choice(MATTERS))
            elif draw < 0.8:
                self._set_label(self.rng.choice(LABELS[:2]), self.rng.choice(LEVELS))
            elif draw < 0.95 or self.left >= MOST_LEFT:
                self._relabel()
            else:
                self._leave()

    def _noted(self, change: Callable[[], object], **changes: object) -> None:
        began = time.time()
        change()
        after = replace(self.timeline.now, **changes)  # type: ignore[arg-type]  # its fields
        self.timeline.states.append((began, time.time(), after))
        self.found.counted["changes"] += 1

    def _set_matter(self, matter: str, level: Sensitivity) -> None:
        matters = {**self.timeline.now.matters, matter: level}
        self._noted(lambda: classify(self.other.session(), level.word, matter), matters=matters)

    def _unset(self, matter: str) -> None:
        matters = {name: level for name, level in self.timeline.now.matters.items() if name != matter}
        self._noted(lambda: declassify(self.other.session(), matter), matters=matters)

    def _set_label(self, label: str, level: Sensitivity) -> None:
        labels = {**self.timeline.now.labels, label: level}
        self._noted(lambda: classify(self.other.session(), level.word, label=label), labels=labels)

    def _standing(self) -> list[str]:
        return sorted(document for document, place in self.timeline.now.documents.items() if place is not None)

    def _relabel(self) -> None:
        if not (standing := self._standing()):
            return  # all have left
        document = self.rng.choice(standing)
        matter = self._matter_of(document)
        labels = tuple(self.rng.sample(LABELS, self.rng.choice([0, 1, 1, 2])))
        authority, stores = self._holding()

        async def made() -> None:
            await relabel([DocumentId(document)], labels, authority, stores, self.other.now)

        place = (matter, labels)
        self._noted(lambda: self.runner.run(made()), documents={**self.timeline.now.documents, document: place})

    def _leave(self) -> None:
        if not (standing := self._standing()):
            return
        self.left += 1
        document, to = self.rng.choice(standing), self.rng.choice(MATTERS)
        matter, labels = self.timeline.now.documents[document] or ("", ())
        is_moved = self.rng.random() < 0.6 and to != matter
        authority, stores = self._holding()

        async def made() -> None:
            if is_moved:
                await move([DocumentId(document)], to, authority, stores, self.other.now)
            else:
                await remove([DocumentId(document)], authority, stores, self.other.now)

        place = (to, labels) if is_moved else None
        self._noted(lambda: self.runner.run(made()), documents={**self.timeline.now.documents, document: place})

    def _holding(self) -> tuple[Authority, Stores]:
        """What the owner changes documents with."""
        other, session = self.other, self.other.session()
        stores = Stores(other.index, other.catalogue, other.originals, other.audit, other.sent)
        return Authority(session.scope(), session.principal.user, True), stores

    def _matter_of(self, document: str) -> str:
        return (self.timeline.now.documents[document] or ("", ()))[0]

    async def ask(self) -> None:
        """One question, and what became of it."""
        rng, workspace = self.rng, self.workspace
        self.word += 1
        word = f"Zor{''.join(rng.choices('bdfglmnprstvz', k=8))}{self.word}"
        user = rng.choice([None, *WATCHED])
        session = workspace.session() if user is None else workspace.signed_in(user)
        matter = rng.choice([None, *(WATCHED[user] if user is not None else MATTERS)])
        before = rng.choice([one for who, one in self.earlier if who == user] or [None]) if rng.random() < 0.4 else None
        topic = rng.choice(TOPICS)[0]
        question = f"{rng.choice(['What is', 'How much or long is'])} the {topic} ({word})?"
        if before is not None:
            question = rng.choice([f"And the {topic} ({word})?", f"And what of it ({word})?", f"And {word}?"])
        how = rng.choice(["still", "held", "held", "anytime"])
        self.is_hooked = how == "held"
        stops_after = rng.random() * 0.1 if rng.random() < 0.08 else None
        is_measured = before is None and rng.random() < 0.03
        self.since = since = time.time()
        seq, offset, around = self._newest(), _offset(), asyncio.all_tasks()
        starts = [len(fake.ledger) for fake in self.faked]
        async with self._meanwhile(happens=how == "anytime"):
            with suppress(PinciteError, asyncio.CancelledError):
                if is_measured:
                    await self._measured(question, user, matter)
                else:
                    await self._asked(session, question, matter, before, stops_after)
        self.is_hooked = False
        for fake in self.faked:
            await fake.settled()
        self.found.counted["tasks left behind"] += len(asyncio.all_tasks() - around)
        self.found.counted["asks"] += 1
        came = [
            (tier, entry)
            for tier, fake, start in zip(self.tiers, self.faked, starts, strict=True)
            for entry in fake.ledger[start:]
        ]
        records = self._records(seq)
        came.sort(key=lambda one: one[1].at)
        if abs(_offset() - offset) > JUMP_S:
            self.found.counted["asks while the clock jumped"] += 1  # nobody knows what counted when
            self.timeline = Timeline([(0.0, 0.0, self.timeline.now)])
            return
        seen = [matter] if matter is not None else [*(MATTERS if user is None else WATCHED[user])]
        self._judge(came, records, seen, since, how, is_measured=is_measured)
        self._keep(records, user, word)
        if self.shows_examples and records and rng.random() < 0.6:
            await self._approve(session, records[0])

    async def _asked(
        self, session: Session, question: str, matter: str | None, before: int | None, stops_after: float | None
    ) -> None:
        after = None if before is None else str(before)
        mode: Mode = "write" if self.rng.random() < 0.85 else "quote"
        release = self._released if self.rng.random() < 0.5 else None  # who waits for sentences is streamed to
        task = asyncio.ensure_future(answer(session, question, matter=matter, mode=mode, after=after, release=release))
        if stops_after is not None:
            asyncio.get_running_loop().call_later(stops_after, task.cancel)
        reply = await task
        self.found.counted["answered" if reply.refusal is None else reply.refusal.reason] += 1
        self.found.counted["told of a budget"] += reply.refusal is not None and "budget" in reply.refusal.message

    async def _measured(self, question: str, user: str | None, matter: str | None) -> None:
        """The question as an evaluation asks it, which has a model judge the reply."""
        session, name = self.workspace.session(), f"e{self.word}"
        self.found.counted["evaluations"] += 1
        with ExitStack() as stack:
            paths = [self.workspace.root / f"{name}-{what}.jsonl" for what in ("replies", "scores")]
            files = [stack.enter_context(Journal(path)) for path in paths]
            measuring = await instruments(session, "eval run", judged=True, warn=lambda _: None)
            system = Answering(session, "write", matter, "eval run")
            asked = [EvalQuestion(name, question, as_user=user, matter=matter)]
            await settled(asked, system, measuring, "these", RunJournals(*files), lambda _: None)

    async def _approve(self, session: Session, record: Mapping[str, Any]) -> None:
        """Whoever asked says how they would have answered, or takes back what they said before."""
        if record["kind"] != "answer" or not record["statements"]:
            return
        word = f"Yel{''.join(self.rng.choices('bdfglmnprstvz', k=8))}{self.word}"
        better = f"It is as agreed, says {word}."
        place = f"{record['seq']}.1"
        with suppress(PinciteError):
            await give_feedback(session, str(record["seq"]), Change(useful=True, better=better, place=place))
            self.told[word] = tuple(one["document"] for one in record["statements"][0]["citations"])
            self.approved.add(word)
            self.found.counted["approved answers"] += 1
            if self.rng.random() < 0.1:
                await withdraw_feedback(session, str(record["seq"]))

    async def _released(self, _sentence: Released) -> None:
        """A sentence was given out; at times something changes before the model writes on."""
        self.found.counted["sentences given out"] += 1
        await self._changed(0.3)

    @asynccontextmanager
    async def _meanwhile(self, *, happens: bool) -> AsyncIterator[None]:
        """Some changes at any moment, one after the other, in another thread; at the end all changes are made."""
        over, most, longest_s = threading.Event(), self.rng.choice([1, 2, 3, 6]), self.rng.choice([0.005, 0.02, 0.06])

        def go_on() -> None:
            for _ in range(most):
                if over.wait(self.rng.random() * longest_s):
                    return
                self._change()

        going = self.changing.submit(go_on if happens else int)
        try:
            yield
        finally:
            over.set()
            await asyncio.wrap_future(going)
            await asyncio.wrap_future(self.changing.submit(int))

    def _newest(self) -> int:
        return self.workspace.audit.head().seq

    def _records(self, seq: int) -> list[Mapping[str, Any]]:
        """The records of the question that was asked since a record, with their numbers."""
        return [
            {"seq": entry.seq, "kind": entry.kind, "facts": entry.facts, **entry.content}
            for entry in reversed(list(self.workspace.audit.entries(seq + 1, kinds=ASKING)))
            if entry.content is not None
        ]

    def _judge(
        self,
        came: Sequence[tuple[Tier, Entry]],
        records: Sequence[Mapping[str, Any]],
        seen: Sequence[str],
        since: float,
        how: str,
        *,
        is_measured: bool,
    ) -> None:
        """Hold every request against what counted when it came, and against the records.

        `seen` are the matters that were open to the asker, or the one that they asked about.
        """
        calls, began = [call for record in records for call in record.get("calls", [])], since
        bodies: dict[str, set[str]] = {tier.name: set() for tier in self.tiers}
        for tier, entry in came:
            self.found.counted["requests"] += 1
            body = json.dumps(entry.body, ensure_ascii=False).casefold()
            bodies[tier.name].add(_words(entry.body))
            states = self.timeline.between(entry.at if how != "anytime" else since, entry.at)
            held = [document for name, document in self.canaries.items() if name in body]
            about = self._about(body, held, seen, is_measured=is_measured)
            if not about:
                self.found.counted["requests about nothing known"] += 1
                continue
            least, because = min(max((state.highest(documents), what) for what, documents in about) for state in states)
            self.found.counted[f"requests of {least.word} words"] += 1
            if least > tier.accepts:
                leak = f"{least.word} words at {tier.name}, which may read {tier.accepts.word} ({how}, {because})"
                self.found.leaks.append(leak)
            waited = self.timeline.between(began, entry.at)
            for document in held:
                if not any((state.documents[document] or ("",))[0] in seen for state in waited):
                    self.found.leaks.append(f"words of a closed document at {tier.name} ({how})")
            told = [leave["sensitivity"] for call in calls if call.get("tier") == tier.name for leave in call["leaves"]]
            if not any(word == level.word for level in LEVELS[least:] for word in told):
                said = f"{least.word} words at {tier.name}; the record has {told} ({how}, {because})"
                self.found.unrecorded.append(said)
            if how == "anytime":
                since = max(since, entry.at)
        for tier in self.tiers:
            leaves = sum(bool(call["leaves"]) for call in calls if call.get("tier") == tier.name)
            if len(bodies[tier.name]) > leaves:
                self.found.unrecorded.append(f"{len(bodies[tier.name])} bodies at {tier.name}, and {leaves} calls")

    def _about(
        self, body: str, held: Sequence[str], seen: Sequence[str], *, is_measured: bool
    ) -> list[tuple[str, list[str]]]:
        """Groups of documents and what they are, the most sensitive of which makes a request as sensitive as it is.

        None where a judge is sent no word of a document, or where every document was moved that could be found.
        """
        about = [("a document", [document]) for document in held]
        told = [(f"told {word[:3]}", [*rests]) for word, rests in self.told.items() if word.casefold() in body]
        self.found.counted["requests with words told before"] += bool(told)
        self.found.counted["requests with an example"] += any(word.casefold() in body for word in self.approved)
        if "<passage-" not in body and not held and not is_measured:  # nothing was found yet: any document could be
            about += [
                ("before the search", [one])
                for one in self._standing()
                if self._matter_of(one) in seen and self._is_still(one)
            ]
        return [*about, *told]

    def _is_still(self, document: str) -> bool:
        """Whether a document lay where it lies in all of the run: only then all states agree on who sees it."""
        places = {(state.documents.get(document) or ("",))[0] for _, _, state in self.timeline.states}
        return len(places) == 1

    def _keep(self, records: Sequence[Mapping[str, Any]], user: str | None, word: str) -> None:
        """Keep a question, so that others go on from it."""
        for record in records:
            if "passages" not in record:
                continue
            shown = [row["document"] for row in record["passages"] if "document" in row]
            cited = [one["document"] for said in record["statements"] for one in said["citations"]]
            self.told[word] = tuple(dict.fromkeys((*cited, *shown)))
            self.earlier.append((user, record["seq"]))
            self.earlier = self.earlier[-12:]
            return

    def close(self) -> None:
        self.changing.submit(self.runner.close).result()
        self.changing.shutdown()
        self.other.close()
        self.workspace.close()


class AtOnce(ThreadPoolExecutor):
    """Does each step on the thread that submits it: what waits for a disk need not be waited for in memory."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `Executor`."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - whoever waits for it gets it
            done.set_exception(error)
        return done


def _offset() -> float:
    """Seconds by which the clock is ahead of one that never jumps."""
    return time.time() - time.monotonic()


def _words(body: Mapping[str, object]) -> str:
    """All words of a request but the names of its parts and their marks, whichever protocol it speaks."""

    def told(part: object) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            for one in part:
                yield from told(one)
        elif isinstance(part, dict):
            yield from told(part.get("text"))
            yield from told(part.get("content"))

    return "\n".join([*told(body.get("system")), *told(body.get("messages"))])


def replying(rng: random.Random) -> Callable[[FakeRequest], Spoken | str]:
    """What a model says: an answer that holds, one that does not, that there is none, or what is no answer at all."""

    def reply(question: FakeRequest) -> Spoken | str:
        said = question.messages[-1].content if question.messages else ""
        lines = [line for one in question.messages for line in one.content.split("\n")]
        sentences = [line for line in lines if " of quo" in line.casefold()]
        draw = rng.random()
        is_written = "statements" in (json.dumps(question.schema) if question.schema is not None else "".join(lines))
        if not is_written:
            return json.dumps(smallest(question.schema)) if question.schema is not None else rng.choice(["{}", said])
        if draw < 0.2 or not sentences:
            return json.dumps({"answered": False, "statements": []})
        if draw < 0.3:
            return "I would rather talk."
        quote = rng.choice(sentences)
        text = quote if draw < 0.65 else quote.replace("0", "7").replace("1", "8").replace(" not ", " ")
        pointer = {"label": rng.choice([1, 1, 2]), "quote": quote}
        return json.dumps({"answered": True, "statements": [{"text": text, "citations": [pointer]}]})

    return reply


@contextmanager
def dropped(check: str | None) -> Iterator[None]:
    """Our code without one of its checks."""

    async def no_look(*_: object) -> None:
        return None

    def nothing(*_: object) -> None:
        return None

    def public(*_: object) -> Sensitivity:
        return Sensitivity.PUBLIC

    level, judged = sensitivity._level, _Sent.classification

    def without_search(rules: Rules, catalogue: Catalogue, about: About, texts: dict[str, str]) -> RequestLevel:
        found = level(rules, catalogue, about, texts)
        return found if about.documents is not None else replace(found, level=Sensitivity.PUBLIC)

    async def public_to_a_judge(sent: _Sent, words: Sequence[str]) -> Classification:
        return replace(await judged(sent, words), level=Sensitivity.PUBLIC)

    def without_examples(rules: Rules, catalogue: Catalogue, about: About, texts: dict[str, str]) -> RequestLevel:
        return level(rules, catalogue, replace(about, examples=()), texts)

    with ExitStack() as stack:
        if check == "tries":
            stack.enter_context(mock.patch.object(Allowed, "require", no_look))
        if check == "labels":
            stack.enter_context(mock.patch.object(Rules, "label_sensitivity", public))
        if check == "turns":
            stack.enter_context(mock.patch("pincite.session.sensitivity._level_before", public))
        if check == "examples":
            stack.enter_context(mock.patch("pincite.session.sensitivity._level", without_examples))
        if check == "search":
            stack.enter_context(mock.patch("pincite.session.sensitivity._level", without_search))
        if check == "judge":
            stack.enter_context(mock.patch.object(_Sent, "classification", public_to_a_judge))
        if check == "budgets":
            stack.enter_context(mock.patch("pincite.ledger.stored.require_within", nothing))
            stack.enter_context(mock.patch("pincite.ask.charging.require_within", nothing))
        yield


class _Connects:
    """Notes connections to other ports than those that are known, for as long as any is known."""

    def __init__(self) -> None:
        self.known: frozenset[int] = frozenset()
        self.others: list[str] = []
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[object, ...]) -> None:
        if event == "socket.connect" and self.known:
            address = args[1]
            is_known = isinstance(address, tuple) and address[0] == "127.0.0.1" and address[1] in self.known
            if not is_known:
                self.others.append(str(address))


@cache
def connects() -> _Connects:
    """The one listener of this process: such a hook cannot be taken away."""
    return _Connects()


def attacked(seed: int, asks: int, check: str | None = None) -> Found:
    """What so many questions found in the firm of a seed; without one of our checks, if one is named."""
    found = Found()
    with ExitStack() as stack:
        within = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=within)))
        home = {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
        stack.enter_context(mock.patch.dict(os.environ, home))
        stack.enter_context(dropped(check))
        try:
            asyncio.run(_attacked(place / "firm", random.Random(str(seed)), asks, found))
        finally:
            connects().known = frozenset()
            found.strangers, connects().others = connects().others, []
    return found


async def _attacked(root: Path, rng: random.Random, asks: int, found: Found) -> None:
    async with AsyncExitStack() as stack:
        faked = [FakeProvider(replying(random.Random(rng.random()))) for _ in TIERS]
        for fake in faked:
            await stack.enter_async_context(serving(fake))
        connects().known = frozenset(int(fake.url.split(":")[2].partition("/")[0]) for fake in faked)
        office = Office(root, rng, found, faked)
        stack.callback(office.close)
        if office.is_in_memory:
            asyncio.get_running_loop().set_default_executor(AtOnce())
        await office.fill()
        for _ in range(asks):
            await office.ask()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--drop", choices=["tries", "labels", "turns", "examples", "search", "judge", "budgets"])
    given = parser.parse_args()
    report(given, given.drop, attacked)


if __name__ == "__main__":
    main()
