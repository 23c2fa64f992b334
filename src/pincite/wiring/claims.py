"""What a workspace would have this account do: run, reach, read or write beyond its own folder.

Whoever wrote a workspace's files may have been somebody else: they came in an archive, or another account may write
there. So each such wish is a `Claim`, and counts only once this account has agreed to exactly that (`trust`).
"""

import grp
import hashlib
import math
import os
import pwd
import re
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import WorkspaceError
from pincite.wiring.audit_settings import AuditSettings
from pincite.wiring.model_settings import ModelSettings
from pincite.wiring.settings import Settings

OWN = re.compile(
    r"(access|audit|documents)\.(db(-wal|-shm|-journal)?|lock|making)|ingest\.lock|settings\.toml|workspace\.vkey"
    r"|index|originals"
)
"""The names of what pincite has in a workspace."""

FOLDERS = ("index", "originals")

FOLDER = "the folder itself"

FOREIGN, SHARED, LINK = "files of another account", "files that others may write", " is a link"
"""What claims of the folder itself are called; the last follows a name."""

SMALL = 1 << 20
"""Bytes of a model's card that are hashed; a larger file is told by its inode and its last change."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a workspace asks for: where it stands, what it says there, and what it would do."""

    setting: str
    value: str
    would: str

    @property
    def digest(self) -> str:
        """A hash of setting and value, in hex: what an agreement is bound to."""
        return hashlib.sha256(f"{self.setting}\0{self.value}".encode("utf-8", "surrogateescape")).hexdigest()


def folder_claims(root: Path) -> tuple[Claim, ...]:
    """What the folder itself asks for: files of other accounts, files that others may write, links to elsewhere.

    Nothing in a file is read for it. Links inside `index` and `originals` are looked at where those are opened.

    Raises:
        WorkspaceError: the folder cannot be looked at, or one of its files is of a kind that none of them can be.
    """
    owners: dict[int, list[str]] = {}
    writable: list[str] = []
    links: list[Claim] = []
    try:
        for name, path in ((FOLDER, root.resolve()), *_own_entries(root)):
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode):
                links.append(_link(name, path))
            elif stat.S_ISDIR(found.st_mode) is not (name in (FOLDER, *FOLDERS)) or not (
                stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
            ):
                raise WorkspaceError(
                    f"{path} is not what stands there in a workspace; take it away, or name another workspace"
                )
            if found.st_uid != os.geteuid():
                owners.setdefault(found.st_uid, []).append(name)
            if not stat.S_ISLNK(found.st_mode) and others_may_write(found):
                writable.append(name)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise WorkspaceError(
            f"the workspace {root} cannot be opened ({reason}); name another with --workspace"
        ) from error
    whose = [
        Claim(
            FOREIGN,
            f"{_account(uid)}: {', '.join(sorted(names))}",
            "that account can change at any time what you are shown here, and what is asked for below",
        )
        for uid, names in sorted(owners.items())
    ]
    shared = [
        Claim(
            SHARED,
            ", ".join(sorted(writable)),
            "they can change what you are shown here; better than to trust it is: chmod -R go-w, on the folder",
        )
    ]
    return (*whose, *(shared if writable else ()), *links)


def is_of_folder(setting: str) -> bool:
    """True for what the folder itself asks for, rather than its settings."""
    return setting in (FOREIGN, SHARED) or setting.endswith(LINK)


def settings_claims(settings: Settings, root: Path) -> tuple[Claim, ...]:
    """What `settings.toml` asks for beyond the workspace itself; empty for settings that only say how to search."""
    return (
        *_model_file("reranker", settings.reranker, root, "loads this model, which decides what is found first"),
        *_model_file("entailment", settings.entailment, root, "loads this model, which decides what may be stated"),
        *_model_claims(settings.model, root),
        *_audit_claims(settings.audit),
    )


def refuse_links(folder: Path) -> None:
    """Refuse a folder of a workspace in which something leads elsewhere: what reads and writes there follows links.

    Raises:
        WorkspaceError: there is a link, or what is neither file nor folder; or it cannot be looked at.
    """
    waiting = [folder] if folder.exists() else []
    try:
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif not entry.is_file(follow_symlinks=False):
                        raise WorkspaceError(
                            f"{entry.path} is a link or no file at all, and pincite makes none there; take it away, or "
                            f"delete {folder} and ingest again"
                        )
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be looked at ({error.strerror}); check its permissions") from error


def _model_claims(model: ModelSettings, root: Path) -> Iterator[Claim]:
    match model.provider:
        case "openai":
            firm = "leaves the firm" if model.leaves_firm else "is taken to stay in the firm"
            yield Claim("[model] url", str(model.url), "sends questions and passages of documents to this address")
            yield Claim("[model] leaves_firm", str(model.leaves_firm).lower(), f"what is sent there {firm}")
            yield Claim("[model] name", str(model.name), "names which of the server's models or vendors gets them")
            if model.key_env is not None:
                yield Claim(
                    "[model] key_env", model.key_env, "sends what this environment variable holds to that address"
                )
            if model.key_keyring is not None:
                yield Claim(
                    "[model] key_keyring",
                    "/".join(model.key_keyring),
                    "sends this secret of your keyring to that address",
                )
            if model.trust_env:
                yield Claim("[model] trust_env", "true", "takes proxies and certificates from the environment")
        case "llama.cpp":
            yield from _model_file("[model] gguf", model.gguf, root, "loads this language model, on this machine")
        case "scripted" if model.replies is not None and not _is_inside(model.replies, root):
            yield Claim("[model] replies", _real(model.replies), "reads this file, and gives its lines as answers")


def _audit_claims(audit: AuditSettings) -> Iterator[Claim]:
    if audit.sign_command:
        yield Claim(
            "[audit] sign_command",
            shlex.join(audit.sign_command),
            "runs this program with every record, with your rights and your environment",
        )
        if audit.public_key is not None:
            yield Claim("[audit] public_key", _real(audit.public_key), "reads the public half of the key from there")
    match audit.key:
        case Path() as key:
            yield Claim("[audit] key", _real(key), "signs the record with the key in this file, or makes one there")
        case str() as keyring:
            yield Claim("[audit] key", keyring, "signs the record with a key in your keyring, or puts one there")
    for folder in audit.heads:
        yield Claim("[audit] heads", _real(folder), "writes signed heads into this folder")
    for url, line in audit.witnesses:
        yield Claim("[audit] witnesses", f"{url} {line}", "sends signed heads of the record to this address")
    if audit.heads:
        seconds = "" if math.isinf(audit.every_seconds) else f" or {audit.every_seconds:g} seconds"
        yield Claim(
            "[audit] every_records, every_seconds",
            f"every {audit.every_records} records{seconds}",
            "how many of the last records may be missing from there",
        )


def _model_file(setting: str, path: Path | None, root: Path, would: str) -> Iterator[Claim]:
    """A model's file; one in the workspace counts as it is now, since whoever writes there could exchange it."""
    if path is not None:
        yield Claim(setting, _real(path) + (f" {_state_of(path)}" if _is_inside(path, root) else ""), would)


def _state_of(path: Path) -> str:
    """A text that differs for any other file, and for the same one after a change."""
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= SMALL:
            return f"(SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()})"
    except OSError:
        return "(not there)"
    return f"(file {found.st_ino}, {found.st_size} bytes, as of {found.st_ctime_ns})"


def _own_entries(root: Path) -> list[tuple[str, Path]]:
    """The files and folders that pincite has in a workspace, with their names."""
    with os.scandir(root) as entries:
        names = sorted(entry.name for entry in entries if OWN.fullmatch(entry.name))
    return [(name, root / name) for name in names]


def _link(name: str, path: Path) -> Claim:
    return Claim(name + LINK, _real(path), "reads and writes there, outside of the workspace's own folder")


def _is_inside(path: Path, root: Path) -> bool:
    return Path(_real(path)).is_relative_to(root.resolve())


def _real(path: Path) -> str:
    """Where a path leads in the end; the path as it stands where its links go round in circles."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):
        return str(path)


def others_may_write(found: os.stat_result) -> bool:
    """True where another account can write; a group that holds nobody but this account's user is none."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)


def _is_own_group(gid: int) -> bool:
    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(gid)
    except KeyError:
        return False
    return user.pw_gid == gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}


def _account(uid: int) -> str:
    try:
        return f"{pwd.getpwuid(uid).pw_name} ({uid})"
    except KeyError:
        return f"uid {uid}"
