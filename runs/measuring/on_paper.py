"""What ten million documents would take, computed from figures that were measured at a hundredth of that, or less.

    python -m runs.measuring.on_paper

Prints the tables of docs/scale.md; a test compares them. Nothing here was run at that size. Each figure says what it
rests on: `Measured` has the run and its date, `Assumed` is a choice or a price, to be replaced by the reader's own.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

GIB, GB = 2**30, 10**9
MONTH_HOURS: Final = 730
DAYS: Final = 30
MOST_SHARDS: Final = 256
"""The most that `[index] shards` takes."""


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that others are computed from, with where it comes from."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, each at the size that its source says."""

    pieces: Given = Given(48_337 / 4_600, "pieces a document", "4,600 documents of the made firm, 2026-11-30")
    row_bytes: Given = Given(4_000, "bytes a row of the index", "real contracts, the index as it grows, 2026-11-30")
    word_bytes: Given = Given(2_030, "bytes a row of `words.db`", "100,000 rows, the index as it grows, 2026-11-30")
    text_bytes: Given = Given(
        31_500,
        "bytes a document with text, cards and digests, in SQLite",
        "5,800 documents of the made firm, 2026-11-30",
    )
    record_bytes: Given = Given(
        1_560, "bytes of record a document read in", "5,800 documents of the made firm, 2026-11-30"
    )
    file_bytes: Given = Given(6_530, "bytes a file", "the made firm: text and Word, 2026-11-30")
    shard_gb: Given = Given(
        0.89, "GB of memory a shard of 1,000,000 rows", "peak of a process, the index as it grows, 2026-11-30"
    )
    shard_ms: Given = Given(
        60, "processor ms a search in a shard of 1,000,000 rows", "by vectors, 10 % permitted, p50, 2026-11-30"
    )
    ask_ms: Given = Given(877, "processor ms a question besides its search", "3,100 documents, 2026-11-30")
    embedded: Given = Given(271 / 2, "pieces a core-second embedded", "408 contracts on 2 cores, 2026-11-25")
    reading_ms: Given = Given(31, "processor ms a document read, besides embedding", "1,000 documents, 2026-11-30")
    compared_ms: Given = Given(
        9.5, "processor ms to compare 1,000 documents with the record", "100,000 documents, 2026-11-30"
    )
    page_ms: Given = Given(
        0.39, "processor ms of a page of the library per 1,000 documents seen", "100,000 made rows, 2026-11-30"
    )
    seen_ms: Given = Given(
        0.25, "processor ms to count 1,000 documents that may be seen", "100,000 documents, 2026-11-30"
    )


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the reader has to replace by figures of their own."""

    documents: Given = Given(10_000_000, "documents", "the question")
    people: Given = Given(5_000, "people", "a guess")
    questions: Given = Given(20, "questions a person and day", "a guess")
    busiest: Given = Given(0.2, "of a day's questions in its busiest hour", "a guess")
    busy: Given = Given(0.5, "of the cores in use in that hour", "a choice")
    replicas: Given = Given(2, "nodes that have each shard ready", "as pincite keeps them")
    node_cores: Given = Given(16, "cores a node", "a choice")
    node_gb: Given = Given(64, "GB of memory a node", "a choice")
    gets: Given = Given(4, "requests to the bucket a search and shard", "a guess, not measured")
    new_documents: Given = Given(10_000, "documents read in a day, in commits of 20", "a guess")
    core_hour: Given = Given(0.045, "US$ a core-hour", "a list price of the order of 2025, not looked up")
    disk_month: Given = Given(0.08, "US$ a GB and month of disk", "likewise")
    bucket_month: Given = Given(0.023, "US$ a GB and month in a bucket", "likewise")
    get_million: Given = Given(0.4, "US$ a million gets", "likewise")
    put_million: Given = Given(5.0, "US$ a million puts", "likewise")


@dataclass(frozen=True, slots=True)
class Sizes:
    """What it comes to."""

    rows: float
    shards: int
    row_gb: float
    bucket_gb: float
    database_gb: float
    words_gb: float
    memory_gb: float
    searching_cores: float
    answering_cores: float
    nodes: int
    reading_core_hours: float
    gets_month: float
    puts_month: float
    dollars: dict[str, float]


def sizes(measured: Measured, assumed: Assumed) -> Sizes:
    """The arithmetic."""
    documents = assumed.documents.value
    rows = documents * measured.pieces.value
    shards = min(MOST_SHARDS, math.ceil(rows / 1e6))
    per_shard = rows / shards / 1e6
    row_gb = rows * measured.row_bytes.value / GB
    bucket_gb = row_gb + documents * measured.file_bytes.value / GB
    database_gb = documents * (measured.text_bytes.value + measured.record_bytes.value) / GB
    words_gb = rows * measured.word_bytes.value * assumed.replicas.value / GB
    memory_gb = shards * per_shard * measured.shard_gb.value * assumed.replicas.value
    a_day = assumed.people.value * assumed.questions.value
    a_second = a_day * assumed.busiest.value / 3_600
    searching = a_second * shards * per_shard * measured.shard_ms.value / 1_000 / assumed.busy.value
    answering = a_second * measured.ask_ms.value / 1_000 / assumed.busy.value
    nodes = max(
        math.ceil((searching + answering) / assumed.node_cores.value),
        math.ceil(memory_gb / assumed.node_gb.value),
        int(assumed.replicas.value) + 1,
    )
    embedding = rows / measured.embedded.value / 3_600
    reading = embedding + documents * measured.reading_ms.value / 1_000 / 3_600
    gets = a_day * DAYS * shards * assumed.gets.value
    puts = assumed.new_documents.value / 20 * 4 * shards * DAYS
    dollars = {
        "nodes": nodes * assumed.node_cores.value * MONTH_HOURS * assumed.core_hour.value,
        "database, primary and standby, 16 cores each": 2 * 16 * MONTH_HOURS * assumed.core_hour.value
        + 2 * database_gb * assumed.disk_month.value,
        "disk of the nodes": words_gb * assumed.disk_month.value,
        "bucket": bucket_gb * assumed.bucket_month.value,
        "requests": gets / 1e6 * assumed.get_million.value + puts / 1e6 * assumed.put_million.value,
    }
    return Sizes(
        rows, shards, row_gb, bucket_gb, database_gb, words_gb, memory_gb, searching, answering, nodes, reading, gets,
        puts, dollars,
    )  # fmt: skip


def breaking(measured: Measured, assumed: Assumed) -> list[tuple[str, float, str]]:
    """What a process waits for, in seconds, if it grows with the documents as it did; the longest first."""
    thousands, rows = assumed.documents.value / 1_000, sizes(measured, assumed).rows
    found = [
        ("a start: all documents compared with the record", thousands * measured.compared_ms.value, "each process"),
        ("a page of the library, of everything", thousands * measured.page_ms.value, "each page"),
        ("counting what somebody sees who sees everything", thousands * measured.seen_ms.value, "each question"),
        ("a search in all shards, on one core", rows / 1e6 * measured.shard_ms.value, "each question; nodes share it"),
    ]
    found = [(what, took / 1_000, when) for what, took, when in found]
    return sorted(found, key=lambda each: -each[1])


def tables(measured: Measured | None = None, assumed: Assumed | None = None) -> str:
    """The tables of the page, in Markdown."""
    figures, chosen = measured or Measured(), assumed or Assumed()
    letters = sizes(figures, chosen)
    long = sizes(replace(figures, pieces=Given(30, "", "")), chosen)
    return "\n\n".join(
        "\n".join(lines)
        for lines in (
            _table(("what", "a made firm's 10.5 pieces each", "30 pieces each"), _rows(letters, long)),
            _table(("US$ a month", "10.5 pieces", "30 pieces"), _dollars(letters, long)),
            _table(
                ("waits first", "seconds of a processor", "when"),
                ((what, f"{took:,.0f}", when) for what, took, when in breaking(figures, chosen)),
            ),
            _table(("rests on", "", "measured with"), _given(figures)),
            _table(("chosen", "", "why"), _given(chosen)),
        )
    )


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(each)} |" for each in (head, ["---"] * len(head), *rows)]


def _rows(*columns: Sizes) -> Iterator[Sequence[str]]:
    lines: tuple[tuple[str, Callable[[Sizes], str]], ...] = (
        ("rows of the index, millions", lambda one: f"{one.rows / 1e6:,.0f}"),
        ("shards", lambda one: f"{one.shards}"),
        ("nodes of 16 cores and 64 GB", lambda one: f"{one.nodes}"),
        ("cores that search, in the busiest hour", lambda one: f"{one.searching_cores:,.0f}"),
        ("cores that read and answer, in that hour", lambda one: f"{one.answering_cores:,.0f}"),
        ("memory of the shards, two replicas, GB", lambda one: f"{one.memory_gb:,.0f}"),
        ("words on the nodes' disks, two replicas, GB", lambda one: f"{one.words_gb:,.0f}"),
        ("bucket: rows and files, GB", lambda one: f"{one.bucket_gb:,.0f}"),
        ("database, primary or standby, GB", lambda one: f"{one.database_gb:,.0f}"),
        ("reading all of it, core-hours", lambda one: f"{one.reading_core_hours:,.0f}"),
        ("gets a month, millions", lambda one: f"{one.gets_month / 1e6:,.0f}"),
        ("puts a month, millions", lambda one: f"{one.puts_month / 1e6:,.1f}"),
    )
    for name, said in lines:
        yield name, *(said(one) for one in columns)


def _dollars(*columns: Sizes) -> Iterator[Sequence[str]]:
    for name in columns[0].dollars:
        yield name, *(f"{one.dollars[name]:,.0f}" for one in columns)
    yield "together", *(f"{sum(one.dollars.values()):,.0f}" for one in columns)


def _given(figures: Measured | Assumed) -> Iterator[Sequence[str]]:
    for name in figures.__slots__:
        each: Given = getattr(figures, name)
        yield f"{each.value:,.4g}" if each.value < 1_000 else f"{each.value:,.0f}", each.unit, each.source


if __name__ == "__main__":
    print(tables())
