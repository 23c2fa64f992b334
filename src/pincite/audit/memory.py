"""A record in memory: the same chain, tree and signatures as in a file, for as long as the process lasts."""

import asyncio
import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from pincite.access.scope import Principal
from pincite.audit.chain import row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem, Record
from pincite.audit.findings import Findings
from pincite.audit.gaps import Gap, gap_in, gap_of
from pincite.audit.log import Log
from pincite.audit.merkle import EMPTY, NO_LEAVES, Frontier, leaf_hash
from pincite.audit.rows import Order, Plan, PreparedEvent, require_next
from pincite.audit.signing import Signer
from pincite.audit.stored import Row, StoredContent
from pincite.audit.texts import decoded
from pincite.audit.times import latest_time
from pincite.audit.verification import Verification, noted_problems
from pincite.errors import RecordError


class InMemory:
    """What is stored of a record in memory: see `Stored`."""

    has_tree = True
    name = "in memory"

    def __init__(self, signer: Signer) -> None:
        self.signer = signer
        self._rows: list[dict[str, str | int]] = []
        self._contents: list[tuple[bytes, str] | None] = []
        self._signatures: list[bytes] = []
        self._heads = [Head(0, signer.genesis, EMPTY.hex())]
        self._edge: Frontier = NO_LEAVES
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._texts: dict[str, bytes] = {}
        self._uses: list[frozenset[str]] = []

    def add(self, order: Order) -> Record:
        """Write one record with its head and signature, and erase what it erases."""
        seq, before = len(self._rows) + 1, self._heads[-1]
        row = {**order.draft.columns, "seq": seq, "prev": before.hash}
        digest = row_hash(row)
        edge, made = self._edge.grown(leaf_hash(bytes.fromhex(digest)))
        restored = (seq, digest) if row["kind"] == "restore" else before.restored
        head = Head(seq, digest, edge.root.hex(), restored)
        signature = self.signer.sign(head)  # may fail: before anything is changed
        self._edge = edge
        self._nodes |= {(level, place): each for level, place, each in made}
        self._heads.append(head)
        self._signatures.append(signature)
        self._rows.append({**row, "hash": digest})
        self._keep(order.draft)
        for erased in order.erased:
            self._erase(erased)
        return Record(str(row["id"]), seq, digest)

    def size(self) -> int:
        """See `Stored`."""
        return len(self._rows)

    def published(self) -> str:
        """See `Stored`."""
        head = self._heads[-1]
        return self.signer.note(head, self._signatures[-1] if self._signatures else self.signer.sign(head))

    def place(self, key: str) -> int | None:
        """See `Stored`."""
        found = next((seq for seq, row in enumerate(self._rows, 1) if row["id"] == key), None)
        if found is None and key.isascii() and key.isdigit() and len(key) < 19:
            return int(key) if 0 < int(key) <= len(self._rows) else None
        return found

    def of_person(self, person: str) -> list[int]:
        """See `Stored`."""
        return [seq for seq, row in enumerate(self._rows, 1) if person in (row["user"], row["actor"])]

    def places_of_kinds(self, kinds: Collection[str], first: int = 1) -> list[int]:
        """See `Stored`."""
        return [seq for seq, row in enumerate(self._rows, 1) if seq >= first and row["kind"] in kinds]

    def of_user(self, user: str, kinds: Collection[str], before: int, count: int) -> list[int]:
        """See `Stored`."""
        own = [seq for seq, row in enumerate(self._rows, 1) if row["user"] == user and row["kind"] in kinds]
        return [seq for seq in reversed(own) if seq < before][:count]

    def question(self, place: int) -> str | None:
        """See `Stored`."""
        kept = self._contents[place - 1]
        question = json.loads(kept[1])["content"].get("question") if kept is not None else None
        return question if isinstance(question, str) else None

    def has_id(self, name: str) -> bool:
        """See `Stored`."""
        return any(row["id"] == name for row in self._rows)

    def at(self, places: Sequence[int]) -> Iterator[Row]:
        """See `Stored`."""
        return (self._whole(seq) for seq in sorted(set(places)) if 0 < seq <= len(self._rows))

    def of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """See `Stored`."""
        return (self._whole(seq) for seq, row in enumerate(self._rows, 1) if row["kind"] in kinds)

    def newest_of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """See `Stored`."""
        return (row for row in reversed(self._rows) if row["kind"] in kinds)

    def after(self, place: int) -> Iterator[Row]:
        """See `Stored`."""
        return iter(self._rows[place:])

    def times_after(self, place: int) -> Iterator[tuple[int, str, str]]:
        """See `Stored`."""
        return ((int(row["seq"]), str(row["kind"]), str(row["at"])) for row in reversed(self._rows[place:]))

    def signature(self, place: int) -> object:
        """See `Stored`."""
        return self._signatures[place - 1] if 0 < place <= len(self._signatures) else None

    def content(self, place: int) -> StoredContent | None:
        """See `Stored`."""
        kept = self._contents[place - 1]
        texts = {digest: decoded(self._texts[digest]) for digest in self._uses[place - 1]}
        return None if kept is None else StoredContent(*kept, texts)

    def text(self, digest: str) -> object:
        """See `Stored`."""
        return self._texts.get(digest)

    def node(self, level: int, place: int) -> bytes:
        """See `Stored`."""
        if level:
            return self._nodes[level, place]
        return leaf_hash(bytes.fromhex(str(self._rows[place]["hash"])))

    def head_at(self, size: int) -> Head | None:
        """See `Stored`."""
        return self._heads[size] if 0 <= size < len(self._heads) else None

    def gaps(self) -> tuple[Gap, ...]:
        """See `Stored`."""
        named = ("seq", "hash", "at", "user", "actor", "facts")
        found = (gap_in(*(row[name] for name in named)) for row in self._rows if row["kind"] == "restore")
        return tuple(gap for gap in found if gap is not None)

    def found(self, noted: Sequence[Head]) -> Verification:
        """What is wrong with it, by the same rules as for a file."""
        findings = Findings(self.signer)
        findings.compare_tree(lambda level, place: self._nodes.get((level, place)), most=2 * len(self._rows) + 64)
        rows = [self._whole(seq) for seq in range(1, len(self._rows) + 1)]
        for place, (row, uses) in enumerate(zip(rows, self._uses, strict=True), 1):
            findings.read(row, rows[place] if place < len(rows) else None, set(uses))
        findings.add(*findings.wrong_nodes(), *findings.emptied(), *findings.unsigned(), *findings.times.problems())
        gaps = self.gaps()
        for head in noted:
            findings.add(*noted_problems(head, self.head_at(head.seq), gap_of(head, gaps, len(rows))))
        unique: dict[Problem, None] = dict.fromkeys(sorted(findings.problems, key=lambda problem: problem.seq))
        return Verification(
            findings.records,
            tuple(sorted(findings.erased)),
            tuple(unique),
            set_back=tuple(findings.times.accepted),
            gaps=tuple(findings.gaps),
        )

    def _whole(self, seq: int) -> "Mapping[str, object]":
        salt, body = self._contents[seq - 1] or (None, None)
        beside = {"salt": salt, "body": body, "content_seq": seq, "signature": self._signatures[seq - 1]}
        return {**self._rows[seq - 1], **beside}

    def _keep(self, drafted: PreparedEvent) -> None:
        self._contents.append((drafted.salt, drafted.body))
        self._texts |= drafted.texts
        self._uses.append(frozenset(drafted.texts))

    def _erase(self, seq: int) -> None:
        """Erase a content, with those of its texts that no other record has."""
        self._contents[seq - 1] = None
        dropped, self._uses[seq - 1] = self._uses[seq - 1], frozenset()
        for digest in dropped.difference(*self._uses):
            del self._texts[digest]


class MemoryAuditLog(Log):
    """The record of a workspace that lasts as long as the process. Implements `AuditLog`.

    Nobody else can change it, and no copy of it can be put back.
    """

    def __init__(self, signer: Signer | None = None) -> None:
        """Start an empty record, by default of a workspace of its own."""
        self.signer = signer or Signer.in_memory()
        super().__init__(self.signer.genesis)
        self._mutex = threading.Lock()
        self._stored = InMemory(self.signer)
        self._newest: tuple[int, datetime | None] = (0, None)

    def close(self) -> None:
        """There is nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verified(self, noted: Sequence[Head] = ()) -> Verification:
        """See `Proving`."""
        with self._mutex:
            return self._stored.found(noted)

    async def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:  # noqa: ARG002 - the port's
        """See `Keeping`; nothing is ever missing."""
        found = await asyncio.to_thread(self.verified)
        if found.problems:
            raise RecordError(f"the record does not hold, so it is not gone on with: {found.problems[0].problem}")
        return None

    async def _write(self, plan: Plan) -> Record:
        return self._write_and_wait(plan)

    def _write_and_wait(self, plan: Plan) -> Record:
        with self._mutex:
            _, latest = latest_time(self._stored, self._newest)
            order = plan(self._stored)
            latest = require_next(self._stored, order.draft, latest)
            record = self._stored.add(order)
            self._newest = (record.seq, latest)
            return record

    @contextmanager
    def _reading(self) -> Iterator[InMemory]:
        with self._mutex:
            yield self._stored

    def _forget(self) -> None:
        """There is nothing: what is erased is gone at once."""
