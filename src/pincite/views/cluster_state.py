"""The view of the cluster that searches an index in shards."""

from dataclasses import dataclass

from pincite.index.shards.cluster_state import ClusterState


@dataclass(frozen=True, slots=True)
class ClusterView:
    """How the cluster stands."""

    state: ClusterState

    def json(self) -> dict[str, object]:
        """The contract's state of the cluster; `ready` counts shards that a node has at the version that counts."""
        found = self.state
        nodes = [
            {
                "address": node.address,
                "answers": not node.reason and not node.is_draining,
                "draining": node.is_draining,
                "ready": node.ready,
            }
            for node in found.nodes
        ]
        return {"cluster": found.cluster, "shards": found.shards, "nodes": nodes, "problems": list(found.problems)}
