"""How a cluster stands: its nodes, what each has ready, and what should be seen to."""

from dataclasses import dataclass
from typing import Final

REPLICAS: Final = 2
"""Nodes that keep a shard ready. If one is gone, the other answers at once."""


@dataclass(frozen=True, slots=True)
class NodeState:
    """A node of the cluster: how many shards it has at what counts, and whether it answers."""

    address: str
    ready: int
    is_draining: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClusterState:
    """How a cluster stands: its nodes, and in how many shards the index is."""

    cluster: str
    shards: int
    nodes: tuple[NodeState, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What should be seen to, a sentence each."""
        answering = [node for node in self.nodes if not node.reason and not node.is_draining]
        found = [f"the node {node.address} does not answer: {node.reason}" for node in self.nodes if node.reason]
        if len(answering) < REPLICAS:
            found.append(
                f"{len(answering)} of the nodes answer, and without {REPLICAS} on different machines the loss of one "
                "is the loss of all; start another with: pincite cluster start"
            )
        return tuple(found)
