"""The walk of an evaluation over a real index: short documents, the embedder that needs no weights."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, Span, VersionId
from pincite.errors import PinciteError
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.run import RETURNED, Outcome, depths_of, run
from pincite.evaluation.suite import Suite, SuiteQuestion
from pincite.index.memory import MemoryIndex
from pincite.index.port import Row
from pincite.models.fakes import HashingEmbedder
from pincite.retrieval.evidence import Evidence, Passage, Stage
from pincite.retrieval.fusion import reciprocal_rank_fusion
from pincite.retrieval.query import understand

MATTER = MatterId("suite")
TEXTS = {
    "north.txt": "The tenant pays rent of $4,000 each month. The landlord insures the warehouse against fire.",
    "south.txt": "The tenant pays rent of $5,500 each month. The tenant may sublet the mezzanine.",
}
SCOPE = Scope(
    Principal("olivia", "olivia"),
    frozenset({MATTER}),
    frozenset(),
    1,
    datetime(2026, 11, 26, tzinfo=UTC) + timedelta(minutes=10),
)


@dataclass(frozen=True)
class Library:
    """A system over sentences: each is a piece, both legs are fused, nothing is left out."""

    index: MemoryIndex
    embedder: HashingEmbedder

    async def search(self, question: SuiteQuestion, k: int) -> tuple[Evidence, float]:
        text = understand(question.text).text
        [vector] = await self.embedder.embed([text])
        legs = await self.index.search(text, vector, SCOPE, 50)
        lexical, dense = ([hit.chunk for hit in leg] for leg in (legs.lexical, legs.dense))
        fused = reciprocal_rank_fusion([lexical, dense])
        stages = (_stage("lexical", lexical), _stage("dense", dense), _stage("fused", fused))
        passages = tuple(_passage(label, chunk) for label, chunk in enumerate(fused[:k], start=1))
        return Evidence(passages, legs.version, stages), 1.5

    def place_of(self, span: Span) -> FileRange:
        return FileRange(span.document, span.start, span.end)

    async def words_of(self, place: FileRange) -> str:
        return TEXTS[place.path][place.start : place.end]

    async def pieces_of(self, path: str) -> Sequence[FileRange]:
        return [FileRange(path, *ends) for ends in _sentences(TEXTS[path])]

    def reportable(self, error: PinciteError) -> str:
        return f"told: {error}"


def _stage(name: str, chunks: Sequence[Chunk]) -> Stage:
    return Stage(name, tuple(chunk.span for chunk in chunks))  # type: ignore[arg-type]  # one of the literal names


def _passage(label: int, chunk: Chunk) -> Passage:
    text = TEXTS[chunk.document][chunk.start : chunk.end]
    return Passage(label, chunk, MATTER, chunk.document, "", None, "", None, text, 0.0, None, None, None)


def _sentences(text: str) -> list[tuple[int, int]]:
    cut = text.index(". ") + 1
    return [(0, cut), (cut + 1, len(text))]


async def _library() -> Library:
    library = Library(MemoryIndex(256), HashingEmbedder())
    rows = []
    for path, text in TEXTS.items():
        for ordinal, (start, end) in enumerate(_sentences(text)):
            chunk = Chunk(
                document=DocumentId(path),
                version=VersionId("v"),
                ordinal=ordinal,
                start=start,
                end=end,
                section="",
                heading="",
                clause_start=start,
                clause_end=end,
                search_text=f"{path.removesuffix('.txt')}: {text[start:end]}",
            )
            [vector] = await library.embedder.embed([chunk.search_text])
            rows.append(Row(chunk, MATTER, (), vector))
    await library.index.upsert(rows, [])
    return library


def _asked(text: str, path: str, words: str) -> SuiteQuestion:
    start = TEXTS[path].index(words)
    return SuiteQuestion(text, "leases", text, (FileRange(path, start, start + len(words)),), None)


def _outcomes(*questions: SuiteQuestion, k: int = 64, characters: int = 4000) -> tuple[Outcome, ...]:
    suite, seen = Suite(Path("/suite"), "suite", questions), list[int]()

    async def walk() -> tuple[Outcome, ...]:
        return await run(suite, await _library(), k, characters=characters, watch=seen.append)

    outcomes = asyncio.run(walk())
    assert seen == list(range(1, len(questions) + 1))
    return outcomes


def test_an_answer_that_is_found_has_its_figures_and_nothing_missed() -> None:
    [outcome] = _outcomes(_asked("Who insures the warehouse in north?", "north.txt", "insures the warehouse"))
    assert outcome.error is None
    assert outcome.ms == 1.5
    assert outcome.figures["recall@1"] == outcome.figures["doc1"] == 1.0
    assert outcome.figures["precision@1"] == len("insures the warehouse") / len(
        "The landlord insures the warehouse against fire."
    )
    assert list(outcome.stages) == ["lexical", "dense", "fused", RETURNED]
    assert outcome.stages[RETURNED][1] == outcome.stages["lexical"][1] == 1.0
    assert (outcome.missed, outcome.shown) == ((), ())


def test_an_answer_that_is_missed_says_where_and_what_came_instead() -> None:
    [outcome] = _outcomes(_asked("What rent does the tenant pay?", "north.txt", "against fire"), characters=40)
    [missed] = outcome.missed
    assert missed.excerpt.text == "against fire"
    assert missed.lost_at == "fused"
    assert missed.ranks["dense"] in (3, 4)
    assert len(outcome.shown) == 3
    assert outcome.shown[0].text.startswith("The tenant pays rent")


def test_a_question_that_fails_is_counted_with_its_reason() -> None:
    failed, answered = _outcomes(
        _asked("😀", "north.txt", "insures"), _asked("Who insures north?", "north.txt", "insures the warehouse")
    )
    assert failed.error is not None
    assert failed.error.startswith("told: the question is empty")
    assert failed.ms is None
    assert failed.figures["recall@64"] == 0.0
    assert failed.figures["drm@8"] == 1.0
    assert [missed.lost_at for missed in failed.missed] == ["refused"]
    assert answered.error is None


@pytest.mark.parametrize(("k", "depths"), [(1, (1,)), (10, (1, 2, 4, 8)), (1000, (1, 2, 4, 8, 16, 32, 64))])
def test_figures_go_as_deep_as_the_hits_that_were_asked_for(k: int, depths: tuple[int, ...]) -> None:
    assert depths_of(k) == depths


def test_only_what_pincite_raises_is_a_failed_question() -> None:
    class Broken(Library):
        async def search(self, question: SuiteQuestion, k: int) -> tuple[Evidence, float]:
            raise ZeroDivisionError

    async def walk() -> None:
        library = await _library()
        question = _asked("Who?", "north.txt", "insures")
        suite = Suite(Path("/suite"), "suite", (question,))
        await run(suite, Broken(library.index, library.embedder), 8, watch=lambda _: None)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(walk())
