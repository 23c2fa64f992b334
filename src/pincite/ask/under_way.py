"""A language model that is being asked: what whoever waits may be told of it, which is no word of its reply."""

from dataclasses import dataclass

from pincite.models.ports import Progress


@dataclass(frozen=True, slots=True)
class Asking:
    """Which model is asked to write, whether what it reads leaves the firm, and how far its reply is."""

    model: str
    leaves_firm: bool
    progress: Progress
