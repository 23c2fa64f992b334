"""Lets somebody look on while a model writes a reply, and end it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from pincite.models.ports import Progress

T = TypeVar("T")

Look = Callable[[], Awaitable[None]]
"""Looks whether a reply that is being written may go on, and raises an error if it may not."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How somebody waits for a reply: `progress` is told how far it is, and `look` may end it.

    With `in_pieces` it is given out as it comes.
    """

    look: Look
    progress: Callable[[Progress], None]
    in_pieces: bool


async def watched(pieces: AsyncGenerator[T, None], look: Look, every_s: float) -> AsyncGenerator[T, None]:
    """What a generator gives, as it comes; every so many seconds `look` is awaited, which may end it.

    The generator runs in a task of its own, so that looks and whatever is done with a piece take none of its time.
    """
    coming: asyncio.Queue[T | None] = asyncio.Queue()

    async def take() -> None:
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    coming.put_nowait(piece)
        finally:
            coming.put_nowait(None)

    clock = asyncio.get_running_loop().time
    taking, looked = asyncio.create_task(take()), clock()
    try:
        while True:
            if clock() - looked >= every_s:
                await look()
                looked = clock()
            try:
                async with asyncio.timeout_at(looked + every_s):
                    piece = await coming.get()
            except TimeoutError:
                continue
            if piece is None:
                break
            yield piece
        await taking
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
