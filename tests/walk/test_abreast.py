"""Documents are looked into two at a time, and come out as if it were one after the other."""

import asyncio
from contextlib import aclosing

import pytest

from pincite.ask.abreast import in_order


def test_two_are_worked_on_at_once_and_come_out_in_their_order() -> None:
    working = most = 0

    async def work(item: int) -> int:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.02 if item % 2 == 0 else 0)  # the one behind is ready first
        working -= 1
        return item

    async def walk() -> list[int]:
        return [item async for item in in_order(range(5), work, 2)]

    assert asyncio.run(walk()) == [0, 1, 2, 3, 4]
    assert most == 2


def test_what_fails_is_raised_after_all_that_comes_before_it() -> None:
    given: list[int] = []

    async def work(item: int) -> int:
        if item == 1:
            raise ValueError("the second cannot be read")
        await asyncio.sleep(0.02)
        return item

    async def walk() -> None:
        async for item in in_order(range(3), work, 2):
            given.append(item)

    with pytest.raises(ValueError, match="the second"):
        asyncio.run(walk())
    assert given == [0]


def test_what_was_begun_is_given_up_when_nobody_wants_it() -> None:
    ended: list[int] = []

    async def work(item: int) -> int:
        await asyncio.sleep(0.02 if item == 0 else 600)
        ended.append(item)
        return item

    async def walk() -> None:
        async with aclosing(in_order(range(3), work, 2)) as items:
            async for _ in items:
                break

    asyncio.run(asyncio.wait_for(walk(), timeout=120))
    assert ended == [0]
