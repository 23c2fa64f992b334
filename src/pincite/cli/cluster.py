"""`pincite cluster`: the machines that search an index in shards together."""

import asyncio
import os
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, Verbs, call
from pincite.cli.output import counted, emit, visible

if TYPE_CHECKING:
    from pincite.index.shards.replicas import TableSizes
    from pincite.wiring.settings import Settings


@click.group("cluster", cls=Verbs)
def command() -> None:
    """Start this machine as a node of the cluster that searches the index, look at its nodes, or drain one.

    For whoever can read the workspace's settings and its file cluster.token. It takes the extra: pip install
    'pincite[cluster]'
    """


@command.command("start", cls=Verb)
@click.option("--first", "is_first", is_flag=True, help="This machine is the one that `cluster` in [index] names.")
@click.option("--ip", metavar="ADDRESS", help="This machine's address among the nodes; Ray finds one by default.")
@click.option("--ports", type=click.IntRange(1024, 65000), help="The first of 120 ports that it uses; 6380 by default.")
def start(is_first: bool, ip: str | None, ports: int | None) -> None:
    """Be a node until this program is ended.

    The first node makes the file cluster.token in the workspace's folder, unless it is there; copy it to the folder of
    every other machine. Credentials of the database and the bucket come from the environment, as everywhere.
    """
    from pincite.index.shards.cluster import require_installed
    from pincite.wiring.clustering import PORTS, make_token, node_command, node_environment, require_cluster

    root, settings = call().workspace, _settings()
    cluster = require_cluster(settings)
    require_installed()
    if is_first:
        make_token(root)
    words = node_command(cluster, ip, ports or PORTS, is_first=is_first)
    environment = node_environment(root, os.environ)
    os.execve(words[0], words, environment)  # noqa: S606 - the node takes this program's place, and its signals


@command.command("status", cls=Verb)
def status() -> None:
    """Say which nodes there are, and how many shards each has ready at the version that counts.

    Exit status 1 if there is something to do.
    """
    from pincite.views.cluster_state import ClusterView
    from pincite.wiring.clustering import cluster_state

    settings = _settings()
    found = asyncio.run(cluster_state(call().workspace, settings, _sizes(settings)))
    if call().as_json:
        emit(ClusterView(found))
    else:
        click.echo(f"cluster {visible(found.cluster)}, {counted(found.shards, 'shard')}")
        for node in found.nodes:
            state = "does not answer" if node.reason else "is drained" if node.is_draining else "answers"
            click.echo(f"{visible(node.address)} {state}, {node.ready} of {found.shards} ready")
        for problem in found.problems:
            click.echo(f"! {visible(problem)}")
    if found.problems:
        click.get_current_context().exit(1)


@command.command("drain", cls=Verb)
@click.argument("address", metavar="ADDRESS")
def drain(address: str) -> None:
    """Have the node at ADDRESS answer nothing more, and wait until its answers under way have ended.

    Others answer in its place. Then end its program, with Ctrl-C or SIGTERM; started again, it answers.
    """
    from pincite.wiring.clustering import drain as drained

    settings = _settings()
    asyncio.run(drained(call().workspace, settings, _sizes(settings), address))
    click.echo(f"{visible(address)} answers nothing more; end it there")


def _settings() -> "Settings":
    """The settings of the workspace, as far as this account has agreed to them."""
    from pincite.wiring.trust import agreed_settings, trust_store

    return agreed_settings(call().workspace, trust_store(os.environ))


def _sizes(settings: "Settings") -> "TableSizes":
    from pincite.index.shards.replicas import TableSizes
    from pincite.wiring.engines import open_embedder

    embedder = open_embedder(settings)
    return TableSizes(embedder.name, embedder.dimensions)
