"""What a workspace opens once, whichever thread asks for it first."""

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    opened_once = cached_property
else:

    class opened_once(cached_property):  # noqa: N801 - a decorator, as `property` is
        """A property that is worked out when it is first asked for, while other threads wait for it.

        Since Python 3.12 `cached_property` lets two threads work it out at once: one of the two files that they open
        would stay open.
        """

        def __init__(self, made: Callable[[Any], Any]) -> None:
            super().__init__(made)
            self._opening = RLock()

        def __get__(self, instance: object | None, owner: type[Any] | None = None) -> Any:  # noqa: ANN401 - whatever is made
            """The property, worked out by one thread."""
            if instance is None:
                return self
            with self._opening:
                return super().__get__(instance, owner)
