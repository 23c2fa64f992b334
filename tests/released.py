"""Takers of the statements that go out before their reply."""

from collections.abc import Awaitable, Callable

from pincite.ask import Released


async def unheard(_: Released) -> None:
    """Take a statement and do nothing with it."""


def noted_in(noted: list[Released]) -> Callable[[Released], Awaitable[None]]:
    """Gives what notes each statement."""

    async def release(released: Released) -> None:
        noted.append(released)

    return release
