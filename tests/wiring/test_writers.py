"""Files of a workspace that another account owns or may write are refused, wherever in it they lie."""

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pincite.errors import UntrustedWorkspace, WorkspaceError
from pincite.wiring.trust import TrustStore, agreed_settings, propose

FOREIGN = 12345
"""The number of an account that is not ours."""

REPLIES = '[model]\nprovider = "scripted"\nreplies = "said/replies.jsonl"\n'

FILES = (
    "access.db",
    "audit.db",
    "documents.db",
    "ingest.lock",
    "index/rows-0a1b2c3d.db",
    "index/writer.lock",
    "index/chunks.lance/data/1.lance",
    "originals/ab/abcdef",
    "originals/cd/cdef01",
    "said/replies.jsonl",
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another account")
with_lists = pytest.mark.skipif(sys.platform != "linux", reason="access lists are read on Linux")

Change = Callable[[Path], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files of a workspace, as far as they matter here; nothing is in them."""
    root = tmp_path / "the firm's"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch(0o600)
    for folder in (root, *(each for each in root.rglob("*") if each.is_dir())):
        folder.chmod(0o700)
    (root / "settings.toml").write_text(REPLIES, encoding="utf-8")
    (root / "settings.toml").chmod(0o644)
    return root


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    (tmp_path / "state").mkdir(mode=0o700)
    return TrustStore(tmp_path / "state" / "trust")


def given(name: str) -> Change:
    return lambda root: os.chown(root / name, FOREIGN, -1, follow_symlinks=False)


def opened(name: str, bits: int) -> Change:
    return lambda root: (root / name).chmod(bits)


def listed(name: str, kind: str, *entries: tuple[int, int, int]) -> Change:
    """Puts an access list on a file: tag, rights and id of each entry."""

    def put(root: Path) -> None:
        value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
        try:
            os.setxattr(root / name, f"system.posix_acl_{kind}", value)
        except OSError as error:
            pytest.skip(f"no access lists here ({error.strerror})")

    return put


def grown(name: str) -> Change:
    """A file of another account lies there besides."""

    def put(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (root / name).touch(0o600)
        os.chown(root / name, FOREIGN, -1)

    return put


NONE = 0xFFFFFFFF
OWNER, OTHER = (0x01, 6, NONE), (0x20, 0, NONE)

THEIRS: dict[str, tuple[Change, str]] = {
    "a table of words": (given("index/rows-0a1b2c3d.db"), "index/rows-0a1b2c3d.db"),
    "the index's lock": (given("index/writer.lock"), "index/writer.lock"),
    "vectors": (given("index/chunks.lance/data/1.lance"), "index/chunks.lance/data/1.lance"),
    "a folder in the index": (given("index/chunks.lance/data"), "index/chunks.lance/data"),
    "an original": (given("originals/ab/abcdef"), "originals/ab/abcdef"),
    "a folder of originals": (given("originals/cd"), "originals/cd"),
    "a lock": (given("ingest.lock"), "ingest.lock"),
    "replies": (given("said/replies.jsonl"), "said/replies.jsonl"),
    "the folder of the replies": (given("said"), "said"),
    "one more part of the index": (grown("index/chunks.lance/_deletions/2"), "index/chunks.lance/_deletions/2"),
    "a log of the record": (grown("audit.db-wal"), "audit.db-wal"),
}

SHARED: dict[str, tuple[Change, str]] = {
    "a table of words": (opened("index/rows-0a1b2c3d.db", 0o666), "index/rows-0a1b2c3d.db"),
    "the index": (opened("index", 0o777), "index"),
    "a folder deep in it": (opened("index/chunks.lance/data", 0o703), "index/chunks.lance/data"),
    "a folder with a sticky bit": (opened("index", 0o1777), "index"),
    "an original": (opened("originals/cd/cdef01", 0o602), "originals/cd/cdef01"),
    "originals": (opened("originals", 0o722), "originals"),
    "replies": (opened("said/replies.jsonl", 0o666), "said/replies.jsonl"),
    "the folder of the replies": (opened("said", 0o777), "said"),
}

LISTS: dict[str, tuple[Change, str]] = {
    "rules by a list": (
        listed("access.db", "access", OWNER, (2, 6, 65534), (4, 0, NONE), (0x10, 6, NONE), OTHER),
        "access.db",
    ),
    "an original by a list": (
        listed("originals/ab/abcdef", "access", OWNER, (2, 2, FOREIGN), (4, 4, NONE), (0x10, 7, NONE), OTHER),
        "originals/ab/abcdef",
    ),
    "a group by a list": (
        listed("index/rows-0a1b2c3d.db", "access", OWNER, (4, 0, NONE), (8, 6, FOREIGN), (0x10, 6, NONE), OTHER),
        "index/rows-0a1b2c3d.db",
    ),
    "what is made in a folder": (
        listed("index", "default", OWNER, (2, 6, FOREIGN), (4, 0, NONE), (0x10, 6, NONE), OTHER),
        "index",
    ),
    "what anybody may write when it is made": (
        listed("originals/ab", "default", OWNER, (4, 0, NONE), (0x20, 6, NONE)),
        "originals/ab",
    ),
    "replies by a list": (
        listed("said/replies.jsonl", "access", OWNER, (2, 6, 1), (4, 0, NONE), (0x10, 6, NONE), OTHER),
        "said/replies.jsonl",
    ),
}


def test_files_that_are_ours_alone_are_trusted(root: Path, store: TrustStore) -> None:
    assert agreed_settings(root, store).models[0].replies == root / "said/replies.jsonl"


@as_root
@pytest.mark.parametrize(("change", "named"), THEIRS.values(), ids=THEIRS)
def test_a_file_of_another_account_is_named_with_the_remedy(
    root: Path, store: TrustStore, change: Change, named: str
) -> None:
    change(root)
    with pytest.raises(UntrustedWorkspace) as refused:
        agreed_settings(root, store)
    assert f"(files of another account: {named}" in str(refused.value)
    assert f"chown -R {os.geteuid()} '" in str(refused.value)


@pytest.mark.parametrize(("change", "named"), SHARED.values(), ids=SHARED)
def test_a_file_that_others_may_write_is_named_with_the_remedy(
    root: Path, store: TrustStore, change: Change, named: str
) -> None:
    refuses_what_others_may_write(root, store, change, named, "chmod -R go-w '")


@with_lists
@pytest.mark.parametrize(("change", "named"), LISTS.values(), ids=LISTS)
def test_an_access_list_that_lets_others_write_is_seen(
    root: Path, store: TrustStore, change: Change, named: str
) -> None:
    refuses_what_others_may_write(root, store, change, named, "setfacl -R -b '")


def refuses_what_others_may_write(root: Path, store: TrustStore, change: Change, named: str, remedy: str) -> None:
    change(root)
    with pytest.raises(UntrustedWorkspace) as refused:
        agreed_settings(root, store)
    assert f"(files that others may write: {named}" in str(refused.value)
    assert f"take that away with: {remedy}" in str(refused.value)


@with_lists
def test_an_access_list_by_which_nobody_else_writes_is_no_harm(root: Path, store: TrustStore) -> None:
    for kind in ("access", "default"):
        listed("index", kind, OWNER, (2, 5, FOREIGN), (2, 7, os.geteuid()), (4, 5, NONE), (0x10, 5, NONE), OTHER)(root)
    listed("access.db", "access", OWNER, (2, 6, FOREIGN), (4, 6, NONE), (0x10, 4, NONE), OTHER)(root)
    assert agreed_settings(root, store).models[0].replies is not None


@pytest.mark.parametrize("name", ["said/replies.jsonl", "index/rows-0a1b2c3d.db", "originals/ab/abcdef"])
def test_a_pipe_is_refused_at_once(root: Path, store: TrustStore, name: str) -> None:
    (root / name).unlink()
    os.mkfifo(root / name)
    with pytest.raises(WorkspaceError, match=r"no(t a)? file"):
        agreed_settings(root, store)


@pytest.mark.parametrize("setting", ["reader", "second_reader", "reranker", "entailment"])
def test_a_model_in_the_workspace_that_others_may_write_is_named(root: Path, store: TrustStore, setting: str) -> None:
    (root / "said" / "card.json").write_text("{}", encoding="utf-8")
    (root / "said" / "card.json").chmod(0o606)
    (root / "settings.toml").write_text(f'{setting} = "said/card.json"\n', encoding="utf-8")
    with pytest.raises(UntrustedWorkspace, match=r"files that others may write: said/card\.json"):
        agreed_settings(root, store)


@pytest.mark.parametrize(
    "setting", ['reader = "p.json"', 'reranker = "p.json"', '[model]\nprovider = "scripted"\nreplies = "/dev/zero"']
)
def test_what_settings_name_is_a_file(root: Path, store: TrustStore, setting: str) -> None:
    os.mkfifo(root / "p.json")
    (root / "settings.toml").write_text(setting, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="which is not a file"):
        agreed_settings(root, store)


def test_an_agreement_is_for_a_part_of_the_workspace(root: Path, store: TrustStore) -> None:
    (root / "originals/cd/cdef01").chmod(0o666)
    proposal = propose(root, store, {})
    assert [(claim.setting, claim.value) for claim in proposal.claims] == [("files that others may write", "originals")]
    assert "(originals/cd/cdef01)" in proposal.claims[0].would
    store.keep(root, proposal.key, proposal.claims)
    (root / "originals/ab/abcdef").chmod(0o666)
    assert agreed_settings(root, store).models[0].replies is not None
    (root / "index/rows-0a1b2c3d.db").chmod(0o666)
    with pytest.raises(UntrustedWorkspace, match="files that others may write"):
        agreed_settings(root, store)


@as_root
def test_what_lies_behind_a_link_is_looked_at_once_it_is_agreed_to(root: Path, store: TrustStore) -> None:
    (root / "index").rename(root.parent / "elsewhere")
    (root / "index").symlink_to(root.parent / "elsewhere")
    with pytest.raises(UntrustedWorkspace, match="index is a link"):
        agreed_settings(root, store)
    proposal = propose(root, store, {})
    store.keep(root, proposal.key, proposal.claims)
    assert agreed_settings(root, store).models[0].replies is not None
    os.chown(root.parent / "elsewhere" / "rows-0a1b2c3d.db", FOREIGN, -1)
    with pytest.raises(UntrustedWorkspace, match=r"files of another account: index/rows-0a1b2c3d\.db"):
        agreed_settings(root, store)
