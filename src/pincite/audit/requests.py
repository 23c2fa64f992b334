"""Which requests went to language models in a period: counted from the record's facts, with a proof for others.

The proof is JSON on lines. The first is `{"proof": "requests", "from": time, "to": time, "mark": seq or null, "path":
[hex, …], "checkpoint": note}`. A proof of consistency may follow. The others are `{"record": {…}}`: rows as they are
stored, one after another without a gap.

- `path` proves by RFC 9162, 2.1.3.2, that the last row is in the tree of the checkpoint. Each row has the hash of the
  one before, so all of them are.
- Times of records run forward within `TOLERANCE`, so the rows hold all records of the period if the first is record 1
  or dated before the period by more than that, and one is dated as much after it. If the period is not over by so much,
  `mark` names the record that says that this proof was made; what came later is not proved.
- Whoever accepts a clock that was set back (a record of kind `clock`) may put more records into a period that had been
  proved before. Only the whole record shows that.

A row is hashed as a whole, so a proof has every column of every record of the period: who, when, which kind, figures.
It has no content: no question, no answer, no name of a document or matter.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from pincite.access.clock import TOLERANCE
from pincite.audit.chain import COLUMNS, row_hash
from pincite.audit.event import QUESTION_KINDS, Json
from pincite.audit.merkle import inclusion
from pincite.audit.proving import newest_note
from pincite.audit.stored import Row, Stored
from pincite.errors import RecordError
from pincite.sensitivity import WORDS

MARK: Final = "audit prove --sensitive"
"""What the record says, as `what`, of the making of a proof."""

ASKING: Final = frozenset({"answer", "refusal", "judge", "try"})
"""The kinds of records that say what was sent to models; a failure says it too if it is the end of a question."""

BEGINNING: Final = frozenset({"statement", "found"})
"""The kinds of records that are made for a reply before its own: a model may be asked from then on."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment to before another, both in UTC."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        """True for a moment in it."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Extent:
    """The rows of a proof: the first and the last place, and the place of the record of its making if it ends there."""

    first: int
    last: int
    mark: int | None


@dataclass(frozen=True, slots=True)
class Went:
    """Where requests went, and the most sensitive that might be sent there; "" for what a record does not say."""

    place: str
    tier: str
    model: str
    accepts: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """A request that is not shown to have been allowed: the record, what it was for, how sensitive, and where to."""

    seq: int
    purpose: str
    sensitivity: str
    went: Went


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests of a period.

    `end` is the moment up to which the records were counted, `records` their number, and `first` and `last` their
    places; 0 for none. `counts` are requests by where they went and by sensitivity. `silent` are records that were made
    before they said what was sent. `unfinished` are statements of answers, or quotes before them, whose end is not on
    the record. `gaps` are records which say that the record was put back from a backup, so that others are lost.
    """

    period: Period
    end: datetime
    records: int
    first: int
    last: int
    counts: Mapping[tuple[Went, str], int]
    not_allowed: tuple[NotAllowed, ...]
    silent: tuple[int, ...]
    unfinished: tuple[int, ...]
    gaps: tuple[int, ...]

    @property
    def requests(self) -> int:
        """How many requests there were."""
        return sum(self.counts.values())

    @property
    def ok(self) -> bool:
        """True if the record shows that each request was allowed."""
        return not (self.not_allowed or self.silent or self.unfinished or self.gaps)


def extent(stored: Stored, period: Period, mark: int) -> Extent:
    """The rows that prove what there is of a period; `mark` is the record of the making of the proof.

    Raises:
        RecordError: a record is damaged.
    """
    low, high = _stamp(period.since - TOLERANCE), _stamp(period.until + TOLERANCE)
    oldest, newest = mark, 0
    for seq, _, at in stored.times_after(0):
        if seq <= mark:
            newest = newest or (seq if at < high else 0)
            oldest = seq if at >= low else oldest
    first = max(oldest - 1, 1)
    last = min(max(newest + 1, first), mark)
    return Extent(first, max([last, *_ends(stored, first, last)]), mark if newest == mark else None)


def header(stored: Stored, period: Period, shown: Extent) -> dict[str, Json]:
    """The first line of a proof.

    Raises:
        RecordError: something is damaged.
    """
    newest, note = newest_note(stored)
    path: list[Json] = [digest.hex() for digest in inclusion(shown.last - 1, newest, stored.node)]
    times: dict[str, Json] = {"from": _stamp(period.since), "to": _stamp(period.until)}
    return {"proof": "requests", **times, "mark": shown.mark, "path": path, "checkpoint": note}


def rows(stored: Stored, first: int, count: int) -> list[dict[str, Json]]:
    """So many rows from a place on, each compared with its hash.

    Raises:
        RecordError: one is missing, or is not as it was written.
    """
    found = [_row(row, seq) for seq, row in enumerate(islice(stored.after(first - 1), count), start=first)]
    if len(found) < count:
        raise RecordError(f"record {first + len(found)} is missing; run: pincite audit verify")
    return found


class Counting:
    """Counts the requests of a period, row by row."""

    def __init__(self, period: Period, shown: Extent) -> None:
        self._period = period
        self._shown = shown
        self._end = period.until
        self._places: list[int] = []
        self._counts = Counter[tuple[Went, str]]()
        self._not_allowed: list[NotAllowed] = []
        self._silent: list[int] = []
        self._begun: dict[str, int] = {}
        self._ended: set[str] = set()
        self._gaps: list[int] = []

    def add(self, row: Mapping[str, Json]) -> None:
        """Count the next row."""
        seq, kind, at = int(str(row["seq"])), row["kind"], datetime.fromisoformat(str(row["at"]))
        facts = json.loads(str(row["facts"]))
        if kind in QUESTION_KINDS:
            self._ended.add(str(row["id"]))
        if kind == "restore" and seq != self._shown.first:
            self._gaps.append(seq)
        if seq == self._shown.mark:
            self._end = at
        if not self._period.holds(at):
            return
        self._places.append(seq)
        if kind in BEGINNING and seq <= (self._shown.mark or seq):
            self._begun.setdefault(str(facts.get("reply")), seq)
        if isinstance(facts.get("sent"), list):
            for one in facts["sent"]:
                self._count(seq, one if isinstance(one, dict) else {})
        elif kind in ASKING or (kind == "failure" and "answered" in facts):
            self._silent.append(seq)

    def found(self) -> Requests:
        """What was counted, once every row was."""
        places = self._places
        return Requests(
            period=self._period,
            end=self._end,
            records=len(places),
            first=places[0] if places else 0,
            last=places[-1] if places else 0,
            counts=dict(self._counts),
            not_allowed=tuple(self._not_allowed),
            silent=tuple(self._silent),
            unfinished=tuple(seq for reply, seq in self._begun.items() if reply not in self._ended),
            gaps=tuple(self._gaps),
        )

    def _count(self, seq: int, sent: Mapping[str, Json]) -> None:
        place, tier, model, accepts = (str(sent.get(name, "")) for name in ("place", "tier", "model", "accepts"))
        went, level = Went(place, tier, model, accepts), str(sent.get("sensitivity", ""))
        self._counts[went, level] += 1
        if not (level in WORDS and accepts in WORDS and WORDS.index(level) <= WORDS.index(accepts)):
            self._not_allowed.append(NotAllowed(seq, str(sent.get("purpose", "")), level, went))


def _ends(stored: Stored, first: int, last: int) -> Iterator[int]:
    """The places of the replies that were begun among these rows: what was sent for them stands there."""
    for row in islice(stored.after(first - 1), last + 1 - first):
        if row["kind"] in BEGINNING:
            yield stored.place(str(_facts(row).get("reply"))) or 0


def _facts(row: Row) -> Mapping[str, Json]:
    try:
        facts = json.loads(row["facts"])
    except (ValueError, TypeError) as error:
        raise RecordError(f"audit record {row['seq']} is damaged; run: pincite audit verify") from error
    return facts if isinstance(facts, dict) else {}


def _row(row: Row, seq: int) -> dict[str, Json]:
    values: dict[str, Json] = {name: row[name] for name in (*COLUMNS, "hash")}
    try:
        is_sound = values["seq"] == seq and row_hash({name: row[name] for name in COLUMNS}) == values["hash"]
    except (TypeError, AttributeError):  # a value of another type
        is_sound = False
    if not is_sound:
        raise RecordError(f"audit record {seq} is missing or not as it was written; run: pincite audit verify")
    return values


def _stamp(at: datetime) -> str:
    """A moment as records have it, so that the order of texts is that of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
