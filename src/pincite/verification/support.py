"""The outcome of verification: how far the cited words support each statement, and what speaks against it."""

from dataclasses import dataclass

from pincite.answering.answer import Statement
from pincite.models.ports import Completion
from pincite.security.surface import SurfaceForm


@dataclass(frozen=True, slots=True)
class ClaimSupport:
    """One atomic claim of a statement, how far what it cites supports it, 0 to 1, and which layer decided."""

    text: str
    support: float
    by: str


@dataclass(frozen=True, slots=True)
class Support:
    """How far a statement's citations support it, 0 to 1, and the reasons if they do not.

    `remarks` speak neither for nor against it: a quote was found under another label than the one named. `claims` are
    the parts of a written statement that were judged one by one, the whole first. `completions` are the replies of a
    judge about it. `surface` is the outward form of a written statement, None if that was not examined.
    """

    statement: Statement
    score: float
    reasons: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    claims: tuple[ClaimSupport, ...] = ()
    completions: tuple[Completion, ...] = ()
    is_unpinned: bool = False
    by_passages: float | None = None
    claim: int = 0
    surface: SurfaceForm | None = None

    @property
    def supported(self) -> bool:
        """True if nothing speaks against the statement."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Verdict:
    """One `Support` per statement of the answer, in order."""

    supports: tuple[Support, ...]

    @property
    def passed(self) -> tuple[Support, ...]:
        """The statements that may be released, each as its `Support`."""
        return tuple(support for support in self.supports if support.supported)
