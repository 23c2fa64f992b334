"""A workspace whose originals and index are in a bucket, worked in on two machines by real commands."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.object_server import KEY, SECRET, ObjectServer, emptied
from tests.postgres_server import Server
from tests.wiring.over_postgres import SETTINGS, Place, placed

import pincite
from pincite.objects.bucket import Bucket

pytestmark = pytest.mark.live

LEASE = "LEASE\n\n1. The Tenant shall pay rent of $4,200 per month, in advance.\n"
SAMPLES = Path(pincite.__file__).parent / "samples"


@dataclass(frozen=True)
class Second(Place):
    """Another machine: a folder of its own, with the same settings, identity, key and heads."""

    @property
    def workspace(self) -> Path:
        return self.folder / "second"


def second(first: Place) -> Second:
    made = Second(first.folder, first.url)
    made.workspace.mkdir(mode=0o700)
    for name in ("settings.toml", "workspace.vkey"):
        shutil.copy(first.workspace / name, made.workspace / name)
    made.run("workspace", "trust", "--yes")
    return made


def found(place: Place) -> str:
    return " ".join(hit["text"] for hit in place.read("search", "Tenant rent")["hits"])


def test_what_one_machine_reads_in_another_answers_from_and_an_emptied_bucket_is_named(
    object_server: ObjectServer, postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    address = object_server.fresh("firm/production")
    objects = f'objects = "{address.name}"\nobjects_endpoint = "{address.endpoint}"\n'
    first = placed(postgres_server, tmp_path, SETTINGS + objects)
    files = tmp_path / "files"
    files.mkdir()
    (files / "lease.txt").write_text(LEASE, encoding="utf-8")
    shutil.copy(next(iter(sorted(SAMPLES.rglob("*.pdf")))), files / "paged.pdf")
    first.run("ingest", str(files), "--matter", "Lease")
    assert not (first.workspace / "originals").exists()
    assert not (first.workspace / "index" / "chunks.lance").exists()
    kept = {name.split("/")[0] for name, _ in Bucket(address).listed("")}
    assert kept == {"index", "originals"}

    other = second(first)
    assert "$4,200" in found(other)
    assert other.read("audit", "verify")["problems"] == []
    emptied(replace(address, prefix="firm/production/originals"))
    [problem] = {each["problem"].split(" (version")[0].split(" of ")[0] for each in _problems(other)}
    assert problem == "the original"
    emptied(address)
    refused = other.tried("search", "How much is the rent?")
    assert refused.returncode == 1
    assert "make the index anew with: pincite index rebuild" in refused.stderr
    first.run("index", "rebuild")
    assert "$4,200" in found(other)
    for each in tmp_path.rglob("*"):
        if each.is_file():
            assert SECRET.encode() not in each.read_bytes(), each
    postgres_server.drop(first.url)


def test_an_index_becomes_shards_by_making_it_anew_and_answers_name_the_version_of_each(
    object_server: ObjectServer, postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    address = object_server.fresh("firm")
    objects = f'objects = "{address.name}"\nobjects_endpoint = "{address.endpoint}"\n'
    first = placed(postgres_server, tmp_path, SETTINGS + objects)
    (tmp_path / "files").mkdir()
    for name in ("lease", "sublease", "licence"):
        (tmp_path / "files" / f"{name}.txt").write_text(LEASE, encoding="utf-8")
    first.run("ingest", str(tmp_path / "files"), "--matter", "Lease")
    other = second(first)
    with (first.workspace / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[index]\nbackend = "shards"\nshards = 3\n')
    before = first.read("ask", "How much is the rent in the lease?")
    first.run("index", "rebuild")
    after = first.read("ask", "How much is the rent in the lease?")
    assert [each["text"] for each in after["statements"]] == [each["text"] for each in before["statements"]]
    assert len(after["index_version"].split("+")) == 3
    assert first.read("audit", "verify")["problems"] == []
    refused = other.tried("search", "How much is the rent?")
    assert "is in 3 shards, and the settings say nothing of them" in refused.stderr
    postgres_server.drop(first.url)


def _problems(place: Place) -> list[dict[str, str]]:
    found = json.loads(place.tried("--json", "audit", "verify").stdout)
    problems: list[dict[str, str]] = found["problems"]
    return problems
