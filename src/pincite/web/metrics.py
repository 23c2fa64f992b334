"""What the server counts, of all its processes together: how much, how long, and how it ended. No word and no name.

Each process writes its own numbers to files in a folder in memory (`/dev/shm`), which outlive it; whichever worker is
asked adds them up. A file on a disk would be worse: when the disk is full, writing to it kills the process.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from starlette.staticfiles import StaticFiles

from pincite.ask.observing import ModelCall
from pincite.index.status import IndexStatus
from pincite.serving.counting import FOLDER
from pincite.web.headers import App, Message, Receive, Scope, Send

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

SECONDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60)
"""Upper ends of the ranges that durations are counted in. The first sentence has 1.5 s, and 3 s on a busy server."""

REQUESTS = Counter("pincite_requests", "Requests by route, method and status.", ("route", "method", "status"))
REQUEST_SECONDS = Histogram(
    "pincite_request_seconds", "How long requests took, until their last byte.", ("route",), buckets=SECONDS
)
BEGUN = Counter("pincite_questions_begun", "Questions that began to be answered, by mode.", ("mode",))
ENDED = Counter("pincite_questions_ended", "Questions that came to an end, by outcome.", ("outcome",))
UNDER_WAY = Gauge("pincite_questions_under_way", "Questions that are being answered.", multiprocess_mode="livesum")
FIRST_SENTENCE = Histogram(
    "pincite_first_sentence_seconds", "From a question to its first sentence on the record.", buckets=SECONDS
)
QUESTION_SECONDS = Histogram("pincite_question_seconds", "From a question to its end.", buckets=SECONDS)
STAGE_SECONDS = Histogram(
    "pincite_stage_seconds", "How long the stages of questions took.", ("stage",), buckets=SECONDS
)
MODEL_CALLS = Counter("pincite_model_calls", "Calls of language models.", ("purpose", "outcome"))
MODEL_TOKENS = Counter("pincite_model_tokens", "Tokens that language models read and wrote.", ("kind",))
SIGN_INS_FAILED = Counter("pincite_sign_ins_failed", "Sign-ins that were refused.", ("why",))
ENDED_PROCESSES = Counter(
    "pincite_processes_died", "Processes that ended unasked, and were started again.", ("process",)
)


def all_counts() -> CollectorRegistry:
    """What all processes have counted together."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types there
    else:
        from prometheus_client import REGISTRY

        return REGISTRY
    return registry


def exposition(
    root: Path, records: int, certificate_days: float | None = None, index: IndexStatus | None = None
) -> bytes:
    """All numbers as Prometheus reads them, with those that hold at this moment: records, index, room on the disk.

    `certificate_days` are those until the end of the server's own certificate, where it has one. Without the index's
    status its numbers are left out.
    """
    now = CollectorRegistry()
    now.register(_Now(records, shutil.disk_usage(root).free, certificate_days, index))
    return generate_latest(all_counts()) + generate_latest(now)


@dataclass(frozen=True, slots=True, eq=False)
class _Now(Collector):
    """Numbers that hold at this moment, which no process counts."""

    records: int
    free: int
    certificate_days: float | None
    index: IndexStatus | None

    def collect(self) -> Iterator[Metric]:
        """The numbers."""
        yield GaugeMetricFamily("pincite_records", "Records on the record.", self.records)
        yield GaugeMetricFamily("pincite_disk_free_bytes", "Room on the disk of the workspace.", self.free)
        if self.certificate_days is not None:
            said = "Days until the end of the certificate that this server shows."
            yield GaugeMetricFamily("pincite_certificate_days_left", said, self.certificate_days)
        if self.index is not None:
            yield from _of_index(self.index)


def _of_index(index: IndexStatus) -> Iterator[Metric]:
    """The numbers of the search index."""
    yield GaugeMetricFamily("pincite_index_rows", "Rows of the search index.", index.rows)
    yield GaugeMetricFamily("pincite_index_unfolded_rows", "Rows that wait to be folded.", index.unfolded)
    yield GaugeMetricFamily("pincite_index_fragments", "Files that the rows lie in.", index.fragments)
    yield GaugeMetricFamily("pincite_index_versions", "States of the index that are still on the disk.", index.versions)
    yield GaugeMetricFamily("pincite_index_parts", "Parts of the vector index.", index.parts)
    yield GaugeMetricFamily("pincite_index_problems", "What pincite index status says to see to.", len(index.problems))
    sizes = GaugeMetricFamily("pincite_index_bytes", "Size of the index on the disk, by part.", labels=["part"])
    for part, size in index.bytes.items():
        sizes.add_metric([part], size)
    yield sizes
    if index.folded is not None:
        at = datetime.fromisoformat(index.folded.at).timestamp()
        yield GaugeMetricFamily("pincite_index_last_fold_seconds", "How long the last fold took.", index.folded.seconds)
        yield GaugeMetricFamily("pincite_index_last_fold_timestamp_seconds", "When the last fold ended.", at)


def has_died(name: str) -> None:
    """Count a process that ended unasked."""
    ENDED_PROCESSES.labels(name).inc()


def forget(pid: int) -> None:
    """Forget what a process that has ended had under way; what it counted stays."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library has no types there


class Counting:
    """Counts how questions go. Implements `Observer`."""

    def begin(self, mode: str) -> "_Question":
        """A question begins."""
        BEGUN.labels(mode).inc()
        UNDER_WAY.inc()
        return _Question()


@dataclass(slots=True)
class _Question:
    """Counts how one question goes. Implements `Observed`."""

    began: float = field(default_factory=time.monotonic)
    has_said: bool = False

    def stage(self, name: str, seconds: float) -> None:
        """A stage has ended."""
        STAGE_SECONDS.labels(name).observe(seconds)

    def called(self, call: ModelCall) -> None:
        """A model was called."""
        MODEL_CALLS.labels(call.purpose, "failed" if call.tokens is None else "answered").inc()
        if call.tokens is not None:
            MODEL_TOKENS.labels("read").inc(call.tokens[0])
            MODEL_TOKENS.labels("written").inc(call.tokens[1])

    def released(self) -> None:
        """A sentence was given out."""
        if not self.has_said:
            self.has_said = True
            FIRST_SENTENCE.observe(time.monotonic() - self.began)

    def ended(self, outcome: str) -> None:
        """The question came to an end."""
        UNDER_WAY.dec()
        ENDED.labels(outcome).inc()
        QUESTION_SECONDS.observe(time.monotonic() - self.began)


class Measured:
    """An app whose requests are counted by route and status, and written to a log where one is wanted.

    A line of the log is JSON: when, method, route, status, milliseconds, bytes and process. A route is a template such
    as `/questions/{identity}`: the line has no word, no name and no address.
    """

    def __init__(self, app: App, log: TextIO | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app, self._log, self._clock = app, log, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = self._clock(), 500, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = int(message["status"])
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            seconds, route = self._clock() - began, route_of(scope)
            method = scope["method"] if scope["method"] in METHODS else "other"
            REQUESTS.labels(route, method, str(status)).inc()
            REQUEST_SECONDS.labels(route).observe(seconds)
            if self._log is not None:
                line = {
                    "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                    "bytes": size,
                    "process": os.getpid(),
                }
                self._log.write(json.dumps(line) + "\n")
                self._log.flush()


def log_of(*, is_wanted: bool) -> TextIO | None:
    """Where requests are written to, if they are."""
    return sys.stderr if is_wanted else None


def route_of(scope: Scope) -> str:
    """The template of the address that was asked for, of which there are few: `none` where it leads nowhere."""
    if isinstance(scope.get("endpoint"), StaticFiles):
        return "/static"
    route = getattr(scope.get("route"), "path", None)
    return "none" if route is None else f"{scope.get('root_path', '')}{route}"  # the root is where an app is mounted
