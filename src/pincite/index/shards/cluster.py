"""Nodes of a Ray cluster that answer for shards. Ray is an extra, imported when a cluster is first used.

On each node there is one actor, which any server finds by its name. It answers for any shard and keeps only what can be
made again: open tables, and the postings of words in a file of the node. For each shard the nodes have an order by a
hash of both, so that every server asks the same ones; the first of them follow each version before anybody asks.
"""

import asyncio
import hashlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pincite import __version__
from pincite.errors import IndexingError
from pincite.index.notes import Fit
from pincite.index.shards.cluster_state import REPLICAS
from pincite.index.shards.replicas import Ask, TableReplica

ASKED: Final = 4
"""Nodes that are asked for a shard, one after the other."""

NODES_SECONDS: Final = 3.0
"""How long a list of nodes is used."""

DOUBTED_SECONDS: Final = 15.0
"""How long a node that failed is asked last. A cluster takes ten seconds and more to say that a node is gone."""

MOST_AT_ONCE: Final = 100
"""Questions that one node answers at once; more wait for it."""

DRAIN_POLL_SECONDS: Final = 0.05

FOLLOW_SECONDS: Final = 2.0
"""The pause between two looks of a node at what counts."""

NAMESPACE: Final = "pincite"

MISSING: Final = (
    "the settings have a cluster search the index, which needs a package that is missing: pip install "
    "'pincite[cluster]'"
)

QUIET: Final = {"RAY_DEDUP_LOGS_SKIP_REGEX": "^", "RAY_BACKEND_LOG_LEVEL": "error"}
"""The environment in which Ray writes nothing of nodes to the standard output of a program, where answers stand, and no
warnings to its errors: one names an address of Google's, by which Ray asks the kernel for this machine's own."""

WITHOUT_FIRST: Final = {"RAY_gcs_rpc_server_reconnect_timeout_s": str(24 * 3600)}
"""How long programs and nodes go on without the first node; Ray ends them after a minute by itself."""

REACHED_SECONDS: Final = 5.0
"""How long a program that enters a cluster waits for its first node; Ray alone would wait as long as above."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Told(Generic[Result]):
    """What a node answered."""

    answer: Result


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a node could not answer, in a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The version of each shard that a node has ready, by table; and whether it answers nothing more."""

    versions: Mapping[str, Fit]
    is_draining: bool


class Answering:
    """Reads shards on one node of a cluster: an actor of Ray's."""

    def __init__(self, opening: Callable[[], TableReplica], address: str) -> None:
        self._opening, self._address = opening, address
        self._replica: TableReplica | None = None
        self._following: asyncio.Task[None] | None = None
        self._under_way, self._is_draining = 0, False
        self._ready: dict[str, Fit] = {}

    async def answer(self, ask: Ask[Result]) -> Told[Result] | Refused:
        """The answer of a shard."""
        if self._is_draining:
            return Refused("the node is being drained")
        self._under_way += 1
        try:
            return Told(await self._opened().answer(ask))
        except IndexingError as error:
            return Refused(str(error))
        finally:
            self._under_way -= 1

    async def ready(self) -> Ready | Refused:
        """What this node has ready, and whether it still answers."""
        try:
            self._opened()
        except IndexingError as error:
            return Refused(str(error))
        return Ready(dict(self._ready), self._is_draining)

    async def drain(self) -> None:
        """Answer nothing more; return once all answers under way have ended."""
        self._is_draining = True
        while self._under_way:
            await asyncio.sleep(DRAIN_POLL_SECONDS)

    def _opened(self) -> TableReplica:
        if self._replica is None:
            self._replica = self._opening()
        if self._following is None or self._following.done():
            self._following = asyncio.ensure_future(self._follow(self._replica))
        return self._replica

    async def _follow(self, replica: TableReplica) -> None:
        """Have the shards ready for which this node is among the first, at each version."""
        while True:
            with suppress(IndexingError):
                manifest = await asyncio.to_thread(replica.home.manifest)
                addresses = [each.address for each in await asyncio.to_thread(_alive)]
                for table, fit in zip(manifest.tables, manifest.fits, strict=True):
                    if fit is not None and self._address in in_order(table, addresses)[:REPLICAS]:
                        await replica.table(table, fit).version()
                        self._ready[table] = fit
            await asyncio.sleep(FOLLOW_SECONDS)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the cluster that lives: its id, and its address."""

    id: str
    address: str


@dataclass(slots=True)
class NodeReplica:
    """A node as whoever searches sees it. Implements `Replica`."""

    name: str
    actor: Any
    doubt: Callable[[], None]

    async def answer(self, ask: Ask[Result]) -> Result:
        """The answer of a shard.

        Raises:
            IndexingError: the node could not read it, or is gone.
        """
        from ray.exceptions import RayError

        try:
            told: Told[Result] | Refused = await asyncio.wrap_future(self.actor.answer.remote(ask).future())
        except RayError as error:
            self.doubt()
            raise IndexingError(f"the node does not answer ({type(error).__name__})") from error
        except asyncio.CancelledError:
            self.doubt()  # it took too long
            raise
        if isinstance(told, Refused):
            raise IndexingError(told.reason)
        return told.answer


@dataclass(slots=True)
class Cluster:
    """The nodes of a cluster, seen from a server of it. Implements `Replicas`.

    `opening` makes what reads shards, on a node. `token` is the file whose content lets programs into the cluster.
    """

    address: str
    token: Path
    opening: Callable[[], TableReplica]
    actors: dict[str, Any] = field(default_factory=dict)
    _nodes: tuple[float, tuple[Node, ...]] = (-NODES_SECONDS, ())
    _doubted: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def ready(self, node: Node, seconds: float) -> Ready:
        """What a node has ready.

        Raises:
            IndexingError: it does not say so within that time.
        """
        with _reported(self.address):
            actor = (await asyncio.to_thread(self._replica, node)).actor
            async with asyncio.timeout(seconds):
                found: Ready | Refused = await asyncio.wrap_future(actor.ready.remote().future())
        if isinstance(found, Refused):
            raise IndexingError(found.reason)
        return found

    async def drain(self, node: Node, seconds: float) -> None:
        """Have a node answer nothing more, and wait until its answers under way have ended.

        Raises:
            IndexingError: they did not end within that time.
        """
        with _reported(self.address):
            actor = (await asyncio.to_thread(self._replica, node)).actor
            async with asyncio.timeout(seconds):
                await asyncio.wrap_future(actor.drain.remote().future())

    async def of(self, table: str) -> Sequence[NodeReplica]:
        """The nodes that are asked for a shard, in order; those that failed a moment ago come last.

        Raises:
            IndexingError: the cluster cannot be reached.
        """
        return await asyncio.to_thread(self._of, table)

    def _of(self, table: str) -> list[NodeReplica]:
        nodes, now = self.nodes(), time.monotonic()
        places = {address: place for place, address in enumerate(in_order(table, (node.address for node in nodes)))}
        # A node that was started again stands beside its former self until the cluster knows that one to be gone.
        ordered = sorted(nodes, key=lambda node: (self._doubted.get(node.id, 0.0) > now, places[node.address]))
        return [self._replica(node) for node in ordered[:ASKED]]

    def nodes(self) -> tuple[Node, ...]:
        """The nodes that live, or those that did when the first node last answered: it may be gone itself.

        Raises:
            IndexingError: the cluster cannot be reached.
        """
        asked, found = self._nodes
        if time.monotonic() - asked <= NODES_SECONDS:
            return found
        if not found:
            with self._lock:
                self._look()
        elif self._lock.acquire(blocking=False):
            # Without the first node this waits for a minute, so no question waits for it.
            threading.Thread(target=self._look_and_let_go, daemon=True).start()
        return self._nodes[1]

    def _look_and_let_go(self) -> None:
        try:
            with suppress(IndexingError):
                self._look()
        finally:
            self._lock.release()

    def _look(self) -> None:
        os.environ.update({**entering(self.token), **QUIET})  # Ray reads it when it is imported
        with _reported(self.address):
            self._connect()
            found = tuple(_alive())
            # Handles are made while the first node answers: later they are found without it.
            made = {node.id: _actor(node, self.opening) for node in found if node.id not in self.actors}
            self.actors = {**self.actors, **made}
            self._nodes = time.monotonic(), found

    def _connect(self) -> None:
        """Become a program of the cluster, on this machine's node."""
        logging.getLogger("ray").setLevel(logging.ERROR)
        ray = import_module("ray")
        if not ray.is_initialized():
            _reach(self.address)
            ray.init(
                address=self.address,
                namespace=NAMESPACE,
                log_to_driver=False,
                configure_logging=False,
                logging_level=logging.ERROR,
            )

    def _replica(self, node: Node) -> NodeReplica:
        def doubt() -> None:
            self._doubted[node.id] = time.monotonic() + DOUBTED_SECONDS

        return NodeReplica(f"node {node.address}", self.actors[node.id], doubt)


def in_order(table: str, addresses: Iterable[str]) -> list[str]:
    """Nodes in the order in which they are asked for a shard: each shard has its own, and it hardly changes with them.

    Source: Thaler, Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998 (rendezvous hashing).

    >>> in_order("first-of-4.0", ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
    ['10.0.0.2', '10.0.0.3', '10.0.0.1']
    """
    return sorted(set(addresses), key=lambda each: hashlib.blake2b(f"{table} {each}".encode()).digest())


def entering(token: Path) -> dict[str, str]:
    """The environment of programs that enter a cluster: whoever lacks the token is refused by it.

    Raises:
        IndexingError: there is no token.
    """
    if not token.is_file():
        raise IndexingError(
            f"{token} is missing, whose content lets this machine into the cluster; copy it from the cluster's first "
            "node, or make one with: pincite cluster start --first"
        )
    own = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token), "RAY_USAGE_STATS_ENABLED": "0"}
    return {**own, **WITHOUT_FIRST}


def require_installed() -> None:
    """Refuse to go on without Ray.

    Raises:
        IndexingError: it is not installed.
    """
    if find_spec("ray") is None:
        raise IndexingError(MISSING)


def _alive() -> list[Node]:
    ray = import_module("ray")
    return [Node(each["NodeID"], each["NodeManagerAddress"]) for each in ray.nodes() if each["Alive"]]


def _actor(node: Node, opening: Callable[[], TableReplica]) -> Any:  # noqa: ANN401 - Ray's handle has no type
    """The actor on a node, which one of the servers made; another release or other settings have another."""
    ray, scheduling = import_module("ray"), import_module("ray.util.scheduling_strategies")
    form = hashlib.blake2b(f"{__version__} {opening!r}".encode(), digest_size=8).hexdigest()
    made = ray.remote(Answering).options(
        name=f"{form}-{node.id}",
        get_if_exists=True,
        lifetime="detached",
        num_cpus=0,
        max_restarts=-1,
        max_task_retries=0,
        max_concurrency=MOST_AT_ONCE,
        scheduling_strategy=scheduling.NodeAffinitySchedulingStrategy(node.id, soft=False),
    )
    return made.remote(opening, node.address)


def _reach(address: str) -> None:
    """See that something listens at the address of the first node.

    Raises:
        OSError: nothing does.
    """
    host, _, port = address.rpartition(":")
    socket.create_connection((host.strip("[]"), int(port)), REACHED_SECONDS).close()


@contextmanager
def _reported(address: str) -> Iterator[None]:
    """Turn Ray's errors into one sentence.

    Raises:
        IndexingError: there was one.
    """
    from ray.exceptions import RayError

    try:
        yield
    except (RayError, OSError, RuntimeError, ValueError) as error:
        raise IndexingError(
            f"the cluster at {address} cannot be reached ({type(error).__name__}); see that its first node runs, and "
            "that this machine is a node of it: pincite cluster start"
        ) from error
