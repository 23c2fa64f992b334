"""Outcomes made by hand: two questions about one document that were answered, one that was not, and one that failed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pincite.documents.folder import Failure
from pincite.evaluation.report import RetrievalReport, summarised
from pincite.evaluation.retrieval import FileRange, figures
from pincite.evaluation.run import RETURNED, Missed, Outcome, PlaceExcerpt
from pincite.evaluation.suite import SuiteQuestion


def outcome(identity: str, group: str, path: str, *, is_found: bool, error: str | None = None) -> Outcome:
    """A question about the first 100 characters of a document, which were returned, or others were."""
    gold = FileRange(path, 0, 100)
    hits = [] if error else [gold if is_found else FileRange("other", 0, 100)]
    stages = {} if error else {"lexical": {1: 1.0, 2: 1.0}}
    excerpt = PlaceExcerpt(gold, "The tenant pays.")
    return Outcome(
        question=SuiteQuestion(identity, group, f"What of {identity}?", (gold,), None),
        error=error,
        ms=None if error else 10.0,
        figures=figures([gold], hits, (1, 2)),
        stages={**stages, RETURNED: {1: float(is_found), 2: float(is_found)}},
        missed=()
        if is_found
        else (Missed(excerpt, "refused" if error else "fused", {"lexical": None if error else 1}),),
        shown=() if is_found else (PlaceExcerpt(FileRange("other", 0, 100), "The landlord pays."),),
        index_version="" if error else "v.1",
    )


OUTCOMES = (
    outcome("q1", "leases", "a", is_found=True),
    outcome("q2", "leases", "a", is_found=True),
    outcome("q3", "leases", "b", is_found=False),
    outcome("q4", "guides", "c", is_found=False, error="the question is empty"),
)


def report(outcomes: Sequence[Outcome] = OUTCOMES) -> RetrievalReport:
    groups, mean = summarised(outcomes)
    return RetrievalReport(
        suite="firm",
        at=datetime(2026, 11, 26, 9, 30, tzinfo=UTC),
        k=2,
        characters=4000,
        by="suite",
        embedder="hashing",
        documents=3,
        unread=(Failure("scan.pdf", "it is damaged"),),
        outcomes=tuple(outcomes),
        groups=groups,
        mean=mean,
    )
