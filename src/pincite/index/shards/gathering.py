"""Asks every shard at once and gathers what they answer, each within a time; a second replica where the first fails.

A shard that no replica answered for is lost, and said to be: the answers of the others are never taken for the whole.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pincite.errors import IndexingError
from pincite.index.shards.replicas import Ask, Replicas

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """A shard that nobody answered for, and why each who was asked did not."""

    table: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered(Generic[Result]):
    """The answers of shards, in the order of the asks, and those that were lost."""

    answers: tuple[Result, ...]
    lost: tuple[Lost, ...]


class MovedOn(Exception):  # noqa: N818 - it is no error: whoever asked begins again
    """Another version counts now than the one that was asked for."""


async def gathered(
    asks: Sequence[Ask[Result]],
    replicas: Replicas,
    seconds: float | None,
    is_current: Callable[[], Awaitable[bool]],
) -> Gathered[Result]:
    """The shards' answers, all asked at once; each replica has a number of seconds, or as long as it takes.

    Raises:
        MovedOn: one could not answer, and what was asked for no longer counts.
    """
    found = await asyncio.gather(*(_answered(ask, replicas, seconds, is_current) for ask in asks))
    if None in found:
        raise MovedOn
    lost = tuple(one for one in found if isinstance(one, Lost))
    return Gathered(tuple(one.value for one in found if isinstance(one, _Answer)), lost)


@dataclass(frozen=True, slots=True)
class _Answer(Generic[Result]):
    value: Result


async def _answered(
    ask: Ask[Result], replicas: Replicas, seconds: float | None, is_current: Callable[[], Awaitable[bool]]
) -> _Answer[Result] | Lost | None:
    """The answer of one shard; None if what was asked for no longer counts."""
    reasons = []
    try:
        found = await replicas.of(ask.table)
    except IndexingError as error:
        return Lost(ask.table, (str(error),))
    for replica in found:
        try:
            async with asyncio.timeout(seconds):
                return _Answer(await replica.answer(ask))
        except TimeoutError:
            reasons.append(f"{replica.name} did not answer within {seconds:g} s")
        except IndexingError as error:
            reasons.append(f"{replica.name}: {error}")
        if not await is_current():
            return None
    return Lost(ask.table, tuple(reasons) or ("there is no node that answers for it",))
