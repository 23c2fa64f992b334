"""A process that asks a model behind the shared gate; the test says what time it is, by a file.

`python -m tests.models.limits.asking TRAFFIC CLOCK URL TIMES RATES`: it says how each of so many requests ended.
TRAFFIC is a file, or the address of a database and a schema with a blank between them.
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.permitting import Permitted

from pincite.errors import ModelError
from pincite.models.chat.limits import Halted, HostedModel, Rates, SharedGate
from pincite.models.chat.limits.sqlite import SqliteTraffic
from pincite.models.chat.limits.store import TrafficStore
from pincite.models.chat.openai_chat import OpenAIChat
from pincite.models.chat.transport import Endpoint
from pincite.models.ports import Message

TIMEOUT_S = 100.0


async def no_pause(seconds: float) -> None:
    """Wait for nothing: time is what the test says."""


def ended(how: str) -> None:
    """Say it at once."""
    sys.stdout.write(how + "\n")
    sys.stdout.flush()


def _store(traffic: str) -> TrafficStore:
    if not traffic.startswith("postgresql:"):
        return SqliteTraffic(Path(traffic))
    from pincite.models.chat.limits.postgres import PostgresTraffic
    from pincite.postgres.place import place_of

    return PostgresTraffic(place_of(*traffic.split(" ")))


def _main(traffic: str, clock: Path, url: str, times: int, rates: Rates) -> None:
    gate = SharedGate(
        _store(traffic), HostedModel(url, "small"), rates, TIMEOUT_S, lambda: float(clock.read_text("ascii"))
    )
    model = Permitted(OpenAIChat(Endpoint(url, "small", None, TIMEOUT_S), no_pause, gate=gate))
    for _ in range(times):
        try:
            asyncio.run(model.complete([Message("user", "How much is the rent?")], 50))
        except Halted:
            ended("halted")
        except ModelError:
            ended("failed")
        else:
            ended("answered")


if __name__ == "__main__":
    _, where, when, address, count, limits = sys.argv
    _main(where, Path(when), address, int(count), Rates(*json.loads(limits)))
