"""Views of a verification of the whole record."""

from dataclasses import dataclass

from pincite.audit.event import Problem
from pincite.audit.verification import Verification
from pincite.covering import Covered
from pincite.views.gap import SeenGap


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest record's number and hash, the hash over all records, and the signed checkpoint of the same."""

    seq: int
    hash: str
    root: str | None
    checkpoint: str

    def json(self) -> dict[str, object]:
        """The contract's head."""
        return {"seq": self.seq, "hash": self.hash, "root": self.root, "checkpoint": self.checkpoint}


@dataclass(frozen=True, slots=True)
class Verified:
    """The problems of the record; `covered` is what it says of rules and documents, or None if only it was read."""

    found: Verification
    covered: Covered | None

    def json(self) -> dict[str, object]:
        """The contract's verification."""
        found = self.found
        return {
            "ok": found.ok,
            "records": found.records,
            "problems": [{"seq": problem.seq, "problem": problem.problem} for problem in found.problems],
            "erased": list(found.erased),
            "set_back": list(found.set_back),
            "gaps": [SeenGap(gap).json() for gap in found.gaps],
            "covered_since": dict(self.covered.since) if self.covered else None,
        }


@dataclass(frozen=True, slots=True)
class Witnessed:
    """How many records a witness signed, and when by its own clock, in UTC; or the reason why it did not sign."""

    name: str
    records: int | None
    at: str | None
    error: str | None

    def json(self) -> dict[str, object]:
        """The contract's row of a witness."""
        return {"name": self.name, "records": self.records, "at": self.at, "error": self.error}


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The result of each witness."""

    rows: tuple[Witnessed, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of witnesses."""
        return {"witnesses": [row.json() for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Sealed:
    """The differences between the record and the workspace, and whether they were accepted (`is_sealed`)."""

    is_sealed: bool
    problems: tuple[Problem, ...]

    def json(self) -> dict[str, object]:
        """The contract's seal."""
        problems = [{"seq": problem.seq, "problem": problem.problem} for problem in self.problems]
        return {"sealed": self.is_sealed, "accepted" if self.is_sealed else "differs": problems}
