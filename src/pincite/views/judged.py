"""Views of checked claims and scanned texts."""

from dataclasses import dataclass

from pincite.security.scanner import Scan
from pincite.verification.verifier import Judgement


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """How well a passage supports a claim, and the reasons against it."""

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
    """Whether a text tries to steer an assistant, and at which characters; `by` is the scanner's name."""

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
