"""Where the traffic of each model is kept, for all who ask it: the port, and the store of one process."""

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from pincite.models.chat.limits.traffic import Traffic

T = TypeVar("T")

Step = Callable[[Traffic], tuple[Traffic, T]]
"""A pure step: what is kept from now on, and what it gives. A store may take it more than once."""


class TrafficStore(Protocol):
    """Keeps the traffic of each place. A call may wait for a disk, so none is made on an event loop."""

    def change(self, place: str, step: Step[T]) -> T:
        """What a step gives, whose result is kept before anybody else's step is taken for that place.

        Raises:
            ModelError: it cannot be kept.
        """
        ...


class MemoryTraffic:
    """Keeps it for one process. Implements `TrafficStore`."""

    def __init__(self) -> None:
        self._kept: dict[str, Traffic] = {}
        self._lock = threading.Lock()

    def change(self, place: str, step: Step[T]) -> T:
        """What a step gives; its result is kept."""
        with self._lock:
            self._kept[place], given = step(self._kept.get(place, Traffic()))
        return given
