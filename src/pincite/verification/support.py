"""What verification says: how far each statement is borne out by what it cites, and why not."""

from dataclasses import dataclass

from pincite.answering.answer import Statement
from pincite.models.ports import Completion
from pincite.security.dress import Dress


@dataclass(frozen=True, slots=True)
class ClaimSupport:
    """One atomic claim of a statement, how far the cited passages support it, 0 to 1, and which layer said so."""

    text: str
    support: float
    by: str


@dataclass(frozen=True, slots=True)
class Support:
    """How far a statement's citations support it, 0 to 1, and why not where they do not.

    `remarks` speak neither for nor against it, as where a quote was found under another label than the one named.
    `claims` are the parts of a written statement that were judged one by one, the whole of it first. `completions` are
    what a judge was asked about it. `dress` is how a written one is written, None where that was not looked at.
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
    dress: Dress | None = None

    @property
    def supported(self) -> bool:
        """True when nothing speaks against the statement."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Verdict:
    """One `Support` per statement of the answer, in its order."""

    supports: tuple[Support, ...]

    @property
    def passed(self) -> tuple[Support, ...]:
        """Those that may be released."""
        return tuple(support for support in self.supports if support.supported)
