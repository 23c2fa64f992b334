"""Claims that were checked and texts that were scanned, as they are given out."""

from dataclasses import dataclass

from pincite.security.scanner import Scan
from pincite.verification.verifier import Judgement


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """How far a passage supports a claim, and what speaks against it."""

    judgement: Judgement

    def json(self) -> dict[str, object]:
        """The contract's judgement."""
        found = self.judgement
        return {
            "support": round(found.support, 4),
            "supported": found.supported,
            "reasons": list(found.reasons),
            "by": found.by,
        }


@dataclass(frozen=True, slots=True)
class ScannedText:
    """Whether a text tries to steer an assistant, and in which characters; `by` is the scanner's name."""

    scan: Scan
    by: str

    def json(self) -> dict[str, object]:
        """The contract's scan."""
        found = self.scan
        return {
            "score": round(found.score, 6),
            "flagged": found.flagged,
            "reasons": list(found.reasons),
            "spans": [list(span) for span in found.spans],
            "by": self.by,
        }
