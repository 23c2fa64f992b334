"""Sensitive words: does any reach a language model that may not read them, whatever fails or changes meanwhile?

    python -m runs.attacking.sensitive [--asks 3000] [--seed 0] [--per-firm 60] [--jobs 1] [--drop tries|labels|turns]

Random firms, in which each document has a word of its own and each question too, ask questions whose answers models
word. The models are three fake providers on sockets of 127.0.0.1, each of which may read another level at most; they
fail in every way that they know, and while one of them holds a request, or at any other moment, another thread changes
how sensitive matters and labels are, labels documents, and moves and removes them. A request is a leak if it has words
of a document, of an earlier question or, before the search, any at all, that count as more sensitive than its model may
read. What counts is worked out here from a list of the changes, and not asked of pincite.

Half of those who ask wait for each sentence, so their answers are streamed. `--jobs` is how many processes ask, each
from a seed of its own. `--drop` takes one of our own checks away, to see whether the run finds that.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import Any
from unittest import mock

from pincite.access.rules import Rules
from pincite.ask import Mode, Released, Writer
from pincite.catalogue.entry import Incoming, version_id
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import PinciteError
from pincite.holding import Authority, Stores, move, relabel, remove
from pincite.index.memory import MemoryIndex
from pincite.index.pieces import digests_of
from pincite.index.port import Row
from pincite.models.chat.anthropic_chat import AnthropicChat
from pincite.models.chat.fake_provider import Entry, FakeProvider, Fault, running, smallest
from pincite.models.chat.fake_wires import Question, Spoken
from pincite.models.chat.openai_chat import OpenAIChat
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.chat.transport import Endpoint
from pincite.models.fakes import WordOverlapEntailment
from pincite.readers.read import read
from pincite.routing.permits import Allowed
from pincite.security.scanner import Phrases
from pincite.sensitivity import Sensitivity, highest
from pincite.session.asking import answer
from pincite.session.classifying import classify, declassify
from pincite.session.session import Session
from pincite.verification.verifier import Verifier
from pincite.wiring import open_workspace
from pincite.wiring.workspace import Workspace

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

MOST_LEFT = 6
"""Documents that are taken out or moved in one firm at most, so that there is something to find."""

MADE = Prices()


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


class Plan(deque[Fault]):
    """Faults without an end. As each is taken, something may happen while the client waits."""

    def __init__(self, fault: Callable[[], Fault]) -> None:
        super().__init__()
        self._fault = fault

    def __bool__(self) -> bool:
        return True

    def popleft(self) -> Fault:
        return self._fault()


@dataclass
class Asked:
    """What is known of one question: its own word, what it rests on, and the question that it goes on from."""

    word: str
    rests_on: tuple[str, ...]
    before: "Asked | None"
    record: int

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        return {self.word: self.rests_on, **(self.before.words if self.before is not None else {})}


@dataclass
class Found:
    """What a run found."""

    counted: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)


class Office:
    """A firm, its three models, and what happens in it."""

    def __init__(self, root: Path, rng: random.Random, found: Found, faked: Sequence[FakeProvider]) -> None:
        self.rng, self.found, self.faked = rng, found, faked
        root.mkdir(parents=True)
        (root / "settings.toml").write_text('embedder = "hashing"\nreader = "none"\n', encoding="utf-8")
        self.workspace = self._opened(root, None)
        self.other = self._opened(root, self.workspace)
        self.canaries: dict[str, str] = {}
        self.word = 0
        self.left = 0
        self.is_hooked = False
        self.changing = ThreadPoolExecutor(1)
        self.lock = threading.Lock()
        self.earlier: list[tuple[str | None, Asked]] = []
        asyncio.run(self._fill())
        self.tiers = self._hired()
        for fake in faked:
            fake.plan = Plan(self._fault)

    def _opened(self, root: Path, like: Workspace | None) -> Workspace:
        workspace = open_workspace(root, create=True)
        index = MemoryIndex(workspace.embedder.dimensions) if like is None else like.index
        workspace.__dict__["index"] = index
        workspace.__dict__["scanner"] = Phrases()
        return workspace

    async def _fill(self) -> None:
        rules, owner = self.workspace.access, self.workspace.session().principal
        places: dict[str, tuple[str, tuple[str, ...]] | None] = {}
        for matter in MATTERS:
            rules.add_matter(owner, matter)
            for number in range(3):
                name = f"Quo{''.join(self.rng.choices('bdfglmnprstvz', k=7))}"
                topics = self.rng.sample(TOPICS, 3)
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
        for name, fake, accepts in zip(TIERS, self.faked, accepted, strict=True):
            endpoint = Endpoint(fake.url, name, None, timeout_s=5.0)
            kind = AnthropicChat if name == "middle" else OpenAIChat
            provider = kind(endpoint, pause=self._pause, chance=self.rng.random)
            tiers.append(Tier(name, provider, MADE, False, accepts, 8_000, 600))
        judges, understands = self.rng.random() < 0.4, self.rng.random() < 0.5
        self.workspace.__dict__["writers"] = tuple(
            Writer(tier, Verifier(WordOverlapEntailment()), Phrases(), understands, judges) for tier in tiers
        )
        self.workspace.__dict__["tiers"] = tuple(tiers)
        return tuple(tiers)

    async def _pause(self, _seconds: float) -> None:
        """A wait between two tries, which takes no time here."""
        if self.is_hooked and self.rng.random() < 0.3:
            await asyncio.to_thread(self._change)

    def _fault(self) -> Fault:
        if self.is_hooked and self.rng.random() < 0.5:
            self.changing.submit(self._change).result()
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

    def _change(self) -> None:
        """One random change by whoever owns the firm, in a thread of its own."""
        with self.lock, suppress(PinciteError):
            draw = self.rng.random()
            if draw < 0.3:
                self._set_matter(self.rng.choice(MATTERS), self.rng.choice(LEVELS))
            elif draw < 0.45:
                for matter in MATTERS:
                    self._set_matter(matter, Sensitivity.PRIVILEGED)
            elif draw < 0.6:
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
        document = self.rng.choice(self._standing())
        matter = self._matter_of(document)
        labels = tuple(self.rng.sample(LABELS, self.rng.choice([0, 1, 1, 2])))
        authority, stores = self._holding()

        async def made() -> None:
            await relabel([DocumentId(document)], labels, authority, stores, self.other.now)

        place = (matter, labels)
        self._noted(lambda: asyncio.run(made()), documents={**self.timeline.now.documents, document: place})

    def _leave(self) -> None:
        self.left += 1
        document, to = self.rng.choice(self._standing()), self.rng.choice(MATTERS)
        matter, labels = self.timeline.now.documents[document] or ("", ())
        is_moved = self.rng.random() < 0.6 and to != matter
        authority, stores = self._holding()

        async def made() -> None:
            if is_moved:
                await move([DocumentId(document)], to, authority, stores, self.other.now)
            else:
                await remove([DocumentId(document)], authority, stores, self.other.now)

        place = (to, labels) if is_moved else None
        self._noted(lambda: asyncio.run(made()), documents={**self.timeline.now.documents, document: place})

    def _holding(self) -> tuple[Authority, Stores]:
        """What the owner changes documents with."""
        other, session = self.other, self.other.session()
        stores = Stores(other.index, other.catalogue, other.originals, other.audit, other.sent)
        return Authority(session.scope(), session.principal.user, True), stores

    def _matter_of(self, document: str) -> str:
        return (self.timeline.now.documents[document] or ("", ()))[0]

    def ask(self) -> None:
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
        since, seq = time.time(), self._newest()
        starts = [len(fake.ledger) for fake in self.faked]
        with self._meanwhile(happens=how == "anytime"), suppress(PinciteError, asyncio.CancelledError):
            asyncio.run(self._asked(session, question, matter, before, stops_after))
        self.is_hooked = False
        for fake in self.faked:
            fake.settle()
        self.found.counted["asks"] += 1
        came = [
            (tier, entry)
            for tier, fake, start in zip(self.tiers, self.faked, starts, strict=True)
            for entry in fake.ledger[start:]
        ]
        records = self._records(seq)
        came.sort(key=lambda one: one[1].at)
        self._judge(came, records, lambda body: self._about(body, before, matter, user), since, how)
        self._keep(records, user, word, before)

    async def _asked(
        self, session: Session, question: str, matter: str | None, before: Asked | None, stops_after: float | None
    ) -> None:
        after = None if before is None else str(before.record)
        mode: Mode = "write" if self.rng.random() < 0.85 else "quote"
        release = self._released if self.rng.random() < 0.5 else None  # who waits for sentences is streamed to
        task = asyncio.ensure_future(answer(session, question, matter=matter, mode=mode, after=after, release=release))
        if stops_after is not None:
            asyncio.get_running_loop().call_later(stops_after, task.cancel)
        reply = await task
        self.found.counted["answered" if reply.refusal is None else reply.refusal.reason] += 1

    async def _released(self, _sentence: Released) -> None:
        """A sentence was given out; at times something changes before the model writes on."""
        self.found.counted["sentences given out"] += 1
        if self.is_hooked and self.rng.random() < 0.3:
            await asyncio.to_thread(self._change)

    @contextmanager
    def _meanwhile(self, *, happens: bool) -> Iterator[None]:
        """Changes at any moment, one after the other, in another thread."""
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(self.rng.random() * 0.03):
                self._change()

        thread = threading.Thread(target=go_on)
        if happens:
            thread.start()
        try:
            yield
        finally:
            over.set()
            if happens:
                thread.join()

    def _newest(self) -> int:
        return self.workspace.audit.head().seq

    def _records(self, seq: int) -> list[Mapping[str, Any]]:
        """The records of the question that was asked since a record, with their numbers."""
        return [
            {"seq": entry.seq, "facts": entry.facts, **entry.content}
            for entry in reversed(list(self.workspace.audit.entries(seq + 1, kinds=("answer", "refusal", "failure"))))
            if entry.content is not None
        ]

    def _judge(
        self,
        came: Sequence[tuple[Tier, Entry]],
        records: Sequence[Mapping[str, Any]],
        about: Callable[[str], list[list[str]]],
        since: float,
        how: str,
    ) -> None:
        """Hold every request against what counted when it came, and against the records."""
        calls = [call for record in records for call in record.get("calls", [])]
        seen: dict[str, set[str]] = {tier.name: set() for tier in self.tiers}
        for tier, entry in came:
            self.found.counted["requests"] += 1
            body = json.dumps(entry.body, ensure_ascii=False).casefold()
            seen[tier.name].add(_words(entry.body))
            states = self.timeline.between(entry.at if how != "anytime" else since, entry.at)
            least = min(highest(map(state.highest, about(body))) for state in states)
            self.found.counted[f"requests of {least.word} words"] += 1
            if least > tier.accepts:
                leak = f"{least.word} words at {tier.name}, which may read {tier.accepts.word} ({how})"
                self.found.leaks.append(leak)
            told = [leave["sensitivity"] for call in calls if call.get("tier") == tier.name for leave in call["leaves"]]
            if not any(word == level.word for level in LEVELS[least:] for word in told):
                self.found.unrecorded.append(f"{least.word} words at {tier.name}; the record has {told} ({how})")
            if how == "anytime":
                since = max(since, entry.at)
        for tier in self.tiers:
            leaves = sum(bool(call["leaves"]) for call in calls if call.get("tier") == tier.name)
            if len(seen[tier.name]) > leaves:
                self.found.unrecorded.append(f"{len(seen[tier.name])} bodies at {tier.name}, and {leaves} calls")

    def _about(self, body: str, before: Asked | None, matter: str | None, user: str | None) -> list[list[str]]:
        """Groups of documents, the most sensitive of which makes a request as sensitive as it is."""
        held = [document for name, document in self.canaries.items() if name in body]
        about = [[document] for document in held]
        if before is not None:
            about += [list(documents) for word, documents in before.words.items() if word.casefold() in body]
        if "<passage-" not in body and not held:  # nothing was found yet: any document could be
            seen = [matter] if matter is not None else [*(MATTERS if user is None else WATCHED[user])]
            about += [[one] for one in self._standing() if self._matter_of(one) in seen and self._is_still(one)]
        return about

    def _is_still(self, document: str) -> bool:
        """Whether a document lay where it lies in all of the run: only then all states agree on who sees it."""
        places = {(state.documents.get(document) or ("",))[0] for _, _, state in self.timeline.states}
        return len(places) == 1

    def _keep(self, records: Sequence[Mapping[str, Any]], user: str | None, word: str, before: Asked | None) -> None:
        """Keep a question, so that others go on from it."""
        for record in records:
            if "passages" not in record:
                continue
            shown = [row["document"] for row in record["passages"] if "document" in row]
            cited = [one["document"] for said in record["statements"] for one in said["citations"]]
            self.earlier.append((user, Asked(word, tuple(dict.fromkeys(cited or shown)), before, record["seq"])))
            self.earlier = self.earlier[-12:]
            return

    def close(self) -> None:
        self.changing.shutdown()
        self.other.close()
        self.workspace.close()


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


def replying(rng: random.Random) -> Callable[[Question], Spoken | str]:
    """What a model says: an answer that holds, one that does not, that there is none, or what is no answer at all."""

    def reply(question: Question) -> Spoken | str:
        said = question.messages[-1].content if question.messages else ""
        lines = [line for one in question.messages for line in one.content.split("\n")]
        sentences = [line for line in lines if " of quo" in line.casefold()]
        draw = rng.random()
        if question.schema is None or "statements" not in json.dumps(question.schema):
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

    async def nothing(*_: object) -> None:
        return None

    def public(*_: object) -> Sensitivity:
        return Sensitivity.PUBLIC

    with ExitStack() as stack:
        if check == "tries":
            stack.enter_context(mock.patch.object(Allowed, "require", nothing))
        if check == "labels":
            stack.enter_context(mock.patch.object(Rules, "label_sensitivity", public))
        if check == "turns":
            stack.enter_context(mock.patch("pincite.session.sensitivity._level_before", public))
        yield


def attacked(asks: int, seed: int, per_firm: int = 60, check: str | None = None) -> Found:
    """What so many questions found, in firms of so many each; without one of our checks, if one is named."""
    found, rng = Found(), random.Random(seed)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
        stack.enter_context(mock.patch.dict(os.environ, home))
        faked = [stack.enter_context(running(FakeProvider(replying(random.Random(rng.random()))))) for _ in TIERS]
        stack.enter_context(dropped(check))
        for number, first in enumerate(range(0, asks, per_firm)):
            office = Office(place / f"firm{number}", random.Random(f"{seed} {number}"), found, faked)
            try:
                for _ in range(min(per_firm, asks - first)):
                    office.ask()
            finally:
                office.close()
    return found


def attacked_by_many(asks: int, seed: int, per_firm: int, check: str | None, jobs: int) -> Found:
    """What several processes found together."""
    if jobs == 1:
        return attacked(asks, seed, per_firm, check)
    together, each = Found(), -(-asks // jobs)
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        seeds = [seed * 1000 + job for job in range(jobs)]
        for found in pool.map(attacked, repeat(each, jobs), seeds, repeat(per_firm), repeat(check)):
            together.counted.update(found.counted)
            together.leaks.extend(found.leaks)
            together.unrecorded.extend(found.unrecorded)
    return together


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asks", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-firm", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--drop", choices=["tries", "labels", "turns"])
    given = parser.parse_args()
    since = time.process_time()
    found = attacked_by_many(given.asks, given.seed, given.per_firm, given.drop, given.jobs)
    print(json.dumps(dict(sorted(found.counted.items())), indent=1))
    for what, listed in (("leaks", found.leaks), ("not on the record", found.unrecorded)):
        print(f"{what}: {len(listed)}")
        for one in listed[:10]:
            print(f"  {one}")
    print(
        f"{time.process_time() - since + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s of processor time"
    )


if __name__ == "__main__":
    main()
