"""View of the encoders of a workspace that were held against their weights."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.models.comparing.encoders import EncoderFound


@dataclass(frozen=True, slots=True)
class EncodersVerified:
    """How far each encoder is from what its weights say, why some were not compared, and the record of that."""

    found: "tuple[EncoderFound, ...]"
    problems: tuple[str, ...]
    record: int

    @property
    def is_ok(self) -> bool:
        """True if each was compared, and computes what its weights say."""
        return not self.problems and all(one.is_ok for one in self.found)

    def json(self) -> dict[str, object]:
        """The contract's verification of encoders."""
        return {
            "ok": self.is_ok,
            "encoders": [
                {
                    "encoder": one.encoder,
                    "ok": one.is_ok,
                    "texts": one.texts,
                    "nearest": one.nearest,
                    "farthest": one.farthest,
                    "allowed": one.allowed,
                    "rounding": one.rounding,
                }
                for one in self.found
            ],
            "problems": list(self.problems),
            "record": self.record,
        }
