"""What detectors give: what raises the level of a text, and where it stands."""

from dataclasses import dataclass

from pincite.sensitivity import Sensitivity


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that raises a text to `level`: its kind, and its range of characters, but never its words."""

    kind: str
    level: Sensitivity
    start: int
    end: int
