"""What verification says: how far each statement is borne out by what it cites, and why not."""

from dataclasses import dataclass

from pincite.answering.answer import Statement


@dataclass(frozen=True, slots=True)
class Support:
    """How far a statement's citations support it, 0 to 1, and why not where they do not."""

    statement: Statement
    score: float
    reasons: tuple[str, ...]

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
