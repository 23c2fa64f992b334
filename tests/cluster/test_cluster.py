"""A real cluster of two nodes: a question's answer is whole or a refusal, whatever is killed or stands still."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.object_server import MISSING, PYTHON
from tests.postgres_server import Server

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]

BACK_SECONDS = 20.0


Steps = Mapping[str, Mapping[str, object]]


def steps_of(program: str, server: Server, folder: Path) -> Steps:
    """What each step of a program came to, in a network of its own."""
    if os.environ.get("PINCITE_TEST_CLUSTER") is None:
        pytest.skip("a cluster takes a quiet machine: make test-cluster")
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed (pip install 'pincite[cluster]')")
    if not PYTHON.exists():
        pytest.skip(MISSING)
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("there is no program that makes a network of its own (Debian: util-linux, iproute2)")
    database = server.fresh()
    apart = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
    inside = f"ip link set lo up && exec {sys.executable} -m tests.cluster.{program} {folder} '{database}'"
    done = subprocess.run([*apart, "sh", "-c", inside], cwd=ROOT, capture_output=True, text=True, timeout=280)
    server.drop(database)
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stderr[-3_000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]  # Ray may write nothing between them
    return {step["step"]: step for step in found}


@pytest.fixture(scope="module")
def steps(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """An index that is searched by itself."""
    return steps_of("searched", postgres_server, tmp_path_factory.mktemp("searched"))


@pytest.fixture(scope="module")
def served(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """A firm's server, and programs that read documents in."""
    return steps_of("served", postgres_server, tmp_path_factory.mktemp("served"))


def only_right(step: Mapping[str, object]) -> bool:
    """True where the server answered, and always rightly."""
    return step.keys() & {"right", "wrong", "refused", "not served"} == {"right"} and bool(step["right"])


def test_two_nodes_find_what_one_table_finds(steps: Steps) -> None:
    two = steps["two nodes"]
    assert (two["refused"], two["wrong"]) == (0, 0)
    assert two["right"]


def test_a_node_that_is_killed_in_a_question_costs_no_answer(steps: Steps) -> None:
    killed, back = steps["node killed"], steps["node back"]
    assert (killed["refused"], killed["wrong"], back["wrong"]) == (0, 0, 0)
    assert int(str(killed["processes"])) >= 4  # the program, Ray's node and its agents, and what answers
    assert killed["right"]
    assert back["right"]


def test_a_store_that_stands_still_is_a_refusal_and_then_all_is_found_again(steps: Steps) -> None:
    silent = steps["store silent"]
    assert silent["wrong"] == 0
    assert silent["refused"]
    assert "shards of the search index could not be searched, so nothing is said of what there is" in str(
        silent["said"]
    )
    assert float(str(silent["back_seconds"])) <= BACK_SECONDS


def test_a_drained_node_answers_nothing_and_nobody_notices(steps: Steps) -> None:
    drained = steps["node drained"]
    assert (drained["refused"], drained["wrong"]) == (0, 0)
    assert drained["right"]
    assert drained["draining"] == ["127.0.0.2"]
    assert drained["problems"] == 1


def test_a_first_node_that_is_killed_costs_no_answer(steps: Steps) -> None:
    killed = steps["first node killed"]
    assert (killed["refused"], killed["wrong"]) == (0, 0)
    assert killed["right"]


def test_a_server_answers_while_a_node_is_killed(served: Steps) -> None:
    assert only_right(served["served"])
    assert only_right(served["node killed"])


def test_reading_that_is_killed_loses_and_doubles_nothing_and_nobody_who_asks_notices(served: Steps) -> None:
    killed = served["reading killed"]
    assert only_right(killed)
    assert killed["held"] == killed["held_without_kills"]
    assert killed["verified"] == 0


def test_without_the_first_node_the_server_goes_on_and_a_new_program_is_refused(served: Steps) -> None:
    assert only_right(served["first node killed"])
    said = " ".join(str(served["new program"]["said"]).split())
    assert "the cluster at 127.0.0.1:6379 cannot be reached" in said
    assert "8.8.8.8" not in said  # a warning of Ray's
