"""The cluster that searches the index of a workspace: its nodes, as they are started, looked at and drained."""

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pincite.errors import IndexingError, WorkspaceError
from pincite.index.lance.bucket import BucketHome
from pincite.index.shards.cluster import Cluster, Node, entering, require_installed
from pincite.index.shards.cluster_state import ClusterState, NodeState
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.manifest import Manifest
from pincite.index.shards.replicas import TableReplica, TableSizes
from pincite.index.shared_notes import SharedNotes
from pincite.objects.bucket import Bucket
from pincite.postgres.place import place_of
from pincite.wiring.names import INDEX
from pincite.wiring.postgres_stores import INDEX_IN
from pincite.wiring.settings import Settings
from pincite.wiring.store_settings import StoreSettings, address_of, as_user

TOKEN: Final = "cluster.token"  # noqa: S105 - the name of a file
"""The file whose content lets a machine into the cluster. All its machines have the same."""

FOLDER: Final = "PINCITE_NODE_FOLDER"
"""The environment variable that tells what runs on a node where the node keeps its words."""

PORTS: Final = 6380
"""The first port of a node, beside that of the cluster itself. It uses so many from there on: `WORKERS`."""

WORKERS: Final = 120

OBJECT_BYTES: Final = 100_000_000
"""Memory that Ray sets aside for large objects; answers are small. Ray's own is a third of the machine's."""

STARTING_SECONDS: Final = 120
"""How long Ray waits for a part of itself on a machine that is busy; its own 30 s are missed there."""

ASKING_SECONDS: Final = 20.0
"""How long a node may take to say how it stands; one that has just come starts a process for it."""

DRAINING_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class NodeOpening:
    """Opens what reads shards, on a node, with the credentials that the node's own environment has."""

    store: StoreSettings
    sizes: TableSizes
    answer_seconds: float

    def __call__(self) -> TableReplica:
        """What reads shards on this node.

        Raises:
            IndexingError: the node was not started by pincite, or lacks a credential.
        """
        folder = os.environ.get(FOLDER)
        if folder is None or self.store.objects is None:
            raise IndexingError("the node does not know where to keep words; start it with: pincite cluster start")
        try:
            place = place_of(address_of(self.store, os.environ), INDEX_IN)
            bucket = Bucket(self.store.objects.address(os.environ), self.answer_seconds)
        except WorkspaceError as error:
            raise IndexingError(f"on the node, {error}") from error
        return TableReplica(ShardsHome(BucketHome(bucket, SharedNotes(place), Path(folder)), 1), self.sizes)


def require_cluster(settings: Settings) -> str:
    """The address of the cluster that the settings name.

    Raises:
        WorkspaceError: they name none.
    """
    if settings.index.cluster is None or settings.index.backend != "ray":
        raise WorkspaceError(
            'the settings name no cluster; write backend = "ray" and cluster = "HOST:PORT" under [index]'
        )
    return settings.index.cluster


def cluster_of(root: Path, settings: Settings, sizes: TableSizes) -> Cluster:
    """The cluster that a workspace's settings name.

    Raises:
        WorkspaceError: they name none, or a package is missing.
    """
    address = require_cluster(settings)
    if settings.store is None:
        raise WorkspaceError("the settings have a cluster and no database; name one under [store]")
    require_installed()
    store, index = settings.store, settings.index
    if index.nodes_user is not None:
        store = as_user(store, index.nodes_user, index.nodes_password_env)
    return Cluster(address, root / TOKEN, NodeOpening(store, sizes, index.deadline_seconds))


def node_command(cluster: str, address: str | None, first_port: int, *, is_first: bool) -> list[str]:
    """The program that is a node of a cluster until it ends; every port that it uses is one of `first_port` and after.

    >>> node_command("10.0.0.1:6379", "10.0.0.2", 6380, is_first=False)[4:7]
    ['--block', '--address=10.0.0.1:6379', '--node-ip-address=10.0.0.2']
    """
    ports = ("node-manager", "object-manager", "runtime-env-agent", "dashboard-agent-grpc", "metrics-export")
    head = ["--head", f"--port={cluster.rpartition(':')[2]}", "--include-dashboard=false"]
    joined = head if is_first else [f"--address={cluster}"]
    return [
        *(sys.executable, "-m", "ray.scripts.scripts", "start", "--block"),
        *joined,
        *([f"--node-ip-address={address}"] if address is not None else []),
        *(f"--{name}-port={first_port + place}" for place, name in enumerate(ports)),
        f"--dashboard-agent-listen-port={first_port + len(ports)}",
        f"--min-worker-port={first_port + 10}",
        f"--max-worker-port={first_port + WORKERS - 1}",
        f"--object-store-memory={OBJECT_BYTES}",
        "--include-log-monitor=false",
        "--disable-usage-stats",
    ]


def node_environment(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a node, in which the credentials stay that it needs."""
    waits = {"RAY_agent_register_timeout_ms": f"{STARTING_SECONDS * 1000}", "RAY_raylet_start_wait_time_s": "120"}
    return {**environment, **entering(root / TOKEN), **waits, FOLDER: str((root / INDEX).absolute())}


def make_token(root: Path) -> None:
    """Make the token of a new cluster, unless there is one."""
    with_mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        made = os.open(root / TOKEN, with_mode, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise WorkspaceError(f"{root / TOKEN} cannot be made ({error.strerror}); check the folder") from error
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_hex(32))


async def cluster_state(root: Path, settings: Settings, sizes: TableSizes) -> ClusterState:
    """How the cluster stands.

    Raises:
        WorkspaceError, IndexingError: there is none, or it cannot be reached.
    """
    cluster = cluster_of(root, settings, sizes)
    manifest = await asyncio.to_thread(_manifest, root, cluster)
    nodes = await asyncio.to_thread(cluster.nodes)
    states = await asyncio.gather(*(_state(cluster, node, manifest) for node in nodes))
    return ClusterState(cluster.address, manifest.count, tuple(sorted(states, key=lambda state: state.address)))


async def drain(root: Path, settings: Settings, sizes: TableSizes, address: str) -> None:
    """Have the node at an address answer nothing more; return once its answers under way have ended.

    Raises:
        WorkspaceError, IndexingError: there is no such node, or they did not end.
    """
    cluster = cluster_of(root, settings, sizes)
    nodes = {node.address: node for node in await asyncio.to_thread(cluster.nodes)}
    if address not in nodes:
        raise WorkspaceError(f"the cluster has no node {address}; it has: {', '.join(sorted(nodes))}")
    await cluster.drain(nodes[address], DRAINING_SECONDS)


def _manifest(root: Path, cluster: Cluster) -> Manifest:
    os.environ.setdefault(FOLDER, str((root / INDEX).absolute()))
    replica = cluster.opening()
    try:
        return replica.home.manifest()
    finally:
        replica.home.notes.close()


async def _state(cluster: Cluster, node: Node, manifest: Manifest) -> NodeState:
    try:
        found = await cluster.ready(node, ASKING_SECONDS)
    except IndexingError as error:
        return NodeState(node.address, 0, is_draining=False, reason=str(error))
    counts = zip(manifest.tables, manifest.fits, strict=True)
    ready = sum(fit is None or found.versions.get(table) == fit for table, fit in counts)  # without rows it is ready
    return NodeState(node.address, ready, found.is_draining)
