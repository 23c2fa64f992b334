"""The table `[index]`: what it may say, and what it is refused for."""

from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.wiring.index_settings import IndexSettings
from pincite.wiring.settings import Settings, read_settings
from pincite.wiring.settings_claims import settings_claims

STORE = '[store]\nurl = "postgresql://p@db/firm"\nobjects = "s3://firm-pincite/production"\n'


def read(text: str, folder: Path, store: str = STORE) -> Settings:
    (folder / "settings.toml").write_text(store + text, encoding="utf-8")
    return read_settings(folder / "settings.toml")


def test_without_the_table_nothing_is_said_of_the_index_and_either_kind_can_be_named(tmp_path: Path) -> None:
    assert read("", tmp_path).index == IndexSettings()
    assert read('[index]\nbackend = "lance"\n', tmp_path).index == IndexSettings("lance")
    assert read('[index]\nbackend = "flat"\n', tmp_path, store="").index == IndexSettings("flat")


def test_a_flat_index_in_a_bucket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="lies in a folder of one machine"):
        read('[index]\nbackend = "flat"\n', tmp_path)


def test_shards_and_a_cluster_can_be_set(tmp_path: Path) -> None:
    shards = read('[index]\nbackend = "shards"\nshards = 8\n', tmp_path)
    assert shards.index == IndexSettings("shards", 8)
    cluster = read('[index]\nbackend = "ray"\ncluster = "10.0.0.5:6379"\n', tmp_path)
    assert cluster.index == IndexSettings("ray", 4, 10.0, "10.0.0.5:6379")


def test_a_cluster_is_used_only_once_it_is_agreed_to(tmp_path: Path) -> None:
    settings = read('[index]\nbackend = "ray"\ncluster = "10.0.0.5:6379"\n', tmp_path)
    [claim] = [each for each in settings_claims(settings, tmp_path) if each.setting == "[index] cluster"]
    assert claim.value == "10.0.0.5:6379"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("index = 3", "sets index to something that is no table"),
        ('[index]\nbackend = "milvus"', 'write "flat", "lance", "shards" or "ray"'),
        ('[index]\nbackend = ["shards"]', 'write "flat", "lance", "shards" or "ray"'),
        ("[index]\nshards = 4", 'which is for shards; write backend = "shards"'),
        ('[index]\nbackend = "shards"\nreplicas = 2', "an unknown setting 'replicas'"),
        ('[index]\nbackend = "shards"\nshards = 0', "from 1 to 256"),
        ('[index]\nbackend = "shards"\nshards = true', "from 1 to 256"),
        ('[index]\nbackend = "shards"\npartial_answers = 1', "write true or false"),
        ("[index]\npartial_answers = true", "which is for shards"),
        ('[index]\nbackend = "shards"\nnodes_user = "nodes"', "which is for a cluster"),
        ('[index]\nbackend = "ray"\ncluster = "h:1"\nnodes_user = "a@b"', "no name of a user"),
        ('[index]\nbackend = "ray"\ncluster = "h:1"\nnodes_password_env = "A"', "without nodes_user"),
        (
            '[index]\nbackend = "ray"\ncluster = "h:1"\nnodes_user = "n"\nnodes_password_env = "a b"',
            "no name of an env",
        ),
        ('[index]\nbackend = "shards"\ndeadline_seconds = 9', "which is for a cluster"),
        ('[index]\nbackend = "ray"\ncluster = "h:1"\ndeadline_seconds = 0', "from 0.5 to 120"),
        ('[index]\nbackend = "ray"', "without cluster"),
        ('[index]\nbackend = "ray"\ncluster = "http://head"', 'write "HOST:PORT"'),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, table: str, sentence: str) -> None:
    text = table + "\n" + STORE if table.startswith("index") else STORE + table
    with pytest.raises(WorkspaceError, match=sentence):
        read(text, tmp_path, store="")


def test_shards_without_a_bucket_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"without objects in \[store\]"):
        read('[index]\nbackend = "shards"\n', tmp_path, store="")
