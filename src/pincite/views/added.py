"""The view of a run that read files in."""

from dataclasses import asdict, dataclass

from pincite.ingest import Report


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, or was read with a warning, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Added:
    """The report of a run: the `ids` of the documents it read, how many files were `unchanged`, and what failed.

    So many of the unchanged documents were `relabelled`.

    `box` describes the sandbox of the reading processes; it is None if nothing was read.
    """

    ids: tuple[str, ...]
    unchanged: int
    chunks: int
    seconds: float
    failures: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    removed: tuple[str, ...]
    box: dict[str, object] | None
    relabelled: int

    @classmethod
    def of(cls, report: Report) -> "Added":
        """The view of a run's report."""
        return cls(
            ids=tuple(report.ids),
            unchanged=report.unchanged,
            chunks=report.chunks,
            seconds=round(report.seconds, 3),
            failures=tuple(Failure(one.path, one.reason) for one in report.failures),
            warnings=tuple(Failure(one.path, one.reason) for one in report.warnings),
            removed=tuple(report.removed),
            box=asdict(report.box) if report.box is not None else None,
            relabelled=report.relabelled,
        )

    def json(self) -> dict[str, object]:
        """The contract's report."""
        return {
            "documents": len(self.ids),
            "unchanged": self.unchanged,
            "relabelled": self.relabelled,
            "chunks": self.chunks,
            "seconds": self.seconds,
            "documents_per_s": round(len(self.ids) / self.seconds, 3) if self.seconds else 0.0,
            "failures": [asdict(one) for one in self.failures],
            "warnings": [asdict(one) for one in self.warnings],
            "ids": list(self.ids),
            "removed": list(self.removed),
            "box": self.box,
        }
