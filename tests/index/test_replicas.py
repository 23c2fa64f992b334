"""Which nodes are asked for a shard, and what is said of a cluster that is not as it should be."""

import socket
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest

from pincite.errors import IndexingError
from pincite.index.shards.cluster import QUIET, Cluster, entering, in_order
from pincite.index.shards.cluster_state import ClusterState, NodeState
from pincite.wiring.clustering import node_command

NODES = [f"10.0.0.{n}" for n in range(1, 7)]
TABLES = [f"first-of-64.{n}" for n in range(64)]


def test_every_server_asks_the_same_nodes_in_the_same_order_whatever_order_it_knows_them_in() -> None:
    assert all(in_order(table, NODES) == in_order(table, NODES[::-1]) for table in TABLES)


def test_each_node_has_a_share_of_the_shards() -> None:
    first = Counter(in_order(table, NODES)[0] for table in TABLES)
    assert first.keys() == set(NODES)
    assert max(first.values()) <= 2 * len(TABLES) / len(NODES)


def test_a_node_that_goes_leaves_the_order_of_all_others() -> None:
    left = NODES[1:]
    assert all(in_order(table, left) == [n for n in in_order(table, NODES) if n in left] for table in TABLES)


def test_one_node_that_answers_is_a_problem_and_so_is_one_that_does_not() -> None:
    answers, drained = NodeState("10.0.0.1", 4, is_draining=False), NodeState("10.0.0.2", 4, is_draining=True)
    silent = NodeState("10.0.0.3", 0, is_draining=False, reason="it is gone")
    assert ClusterState("c", 4, (answers, NodeState("10.0.0.2", 4, is_draining=False))).problems == ()
    [alone] = ClusterState("c", 4, (answers, drained)).problems
    assert alone.startswith("1 of the nodes answer, and without 2 on different machines")
    assert ClusterState("c", 4, (answers, silent)).problems[0] == "the node 10.0.0.3 does not answer: it is gone"


def test_a_node_uses_only_ports_that_can_be_opened_beforehand() -> None:
    words = node_command("10.0.0.5:6379", None, 7000, is_first=False)
    ports = [int(word.partition("=")[2]) for word in words if "-port=" in word]
    assert len(set(ports)) == len(ports) == 8
    assert all(7000 <= port < 7120 for port in ports)


def test_a_first_node_that_is_gone_is_a_sentence_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'pincite[cluster]')")
    token = tmp_path / "cluster.token"
    token.write_text("a" * 64, encoding="utf-8")
    for name in {**entering(token), **QUIET}:
        monkeypatch.setenv(name, "")  # so that what the cluster sets is put back
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    def opening() -> NoReturn:
        raise AssertionError("no node is there that could open a shard")

    with pytest.raises(IndexingError, match=f"the cluster at 127.0.0.1:{port} cannot be reached"):
        Cluster(f"127.0.0.1:{port}", token, opening).nodes()
