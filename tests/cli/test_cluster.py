"""`pincite cluster` without a cluster: a sentence says what is missing."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

CLUSTER = """
[store]
url = "postgresql://pincite@db.invalid/firm"
objects = "s3://firm-pincite/production"

[index]
backend = "ray"
cluster = "10.0.0.5:6379"
"""

Try = Callable[..., Result]


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Try:
    """The command line in a folder with the settings of a cluster, or of none."""
    folder = tmp_path / "node"
    folder.mkdir(mode=0o700)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))

    def run(*words: str, settings: str = CLUSTER) -> Result:
        (folder / "settings.toml").write_text('embedder = "hashing"\n' + settings, encoding="utf-8")
        CliRunner().invoke(main, ["--workspace", str(folder), "workspace", "trust", "--yes"])
        return CliRunner().invoke(main, ["--workspace", str(folder), *words])

    return run


VERBS: Mapping[str, tuple[str, ...]] = {"start": ("start",), "status": ("status",), "drain": ("drain", "10.0.0.6")}


@pytest.mark.parametrize("words", VERBS.values(), ids=VERBS.keys())
def test_settings_without_a_cluster_are_named(tried: Try, words: tuple[str, ...]) -> None:
    found = tried("cluster", *words, settings="")
    assert found.exit_code == 1
    assert 'the settings name no cluster; write backend = "ray" and cluster = "HOST:PORT" under [index]' in found.output


@pytest.mark.parametrize("words", VERBS.values(), ids=VERBS.keys())
def test_a_cluster_without_ray_says_what_to_install(
    tried: Try, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    found = tried("cluster", *words)
    assert found.exit_code == 1
    assert "pip install 'pincite[cluster]'" in found.output


def test_a_node_without_the_token_is_not_started(tried: Try) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'pincite[cluster]')")
    found = tried("cluster", "start")
    assert found.exit_code == 1
    assert "cluster.token is missing, whose content lets this machine into the cluster" in found.output
