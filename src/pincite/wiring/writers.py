"""Accounts that may write the files of a workspace: by owner, by mode, and by access list (POSIX ACL)."""

import errno
import grp
import os
import pwd
import re
import stat
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path

from pincite.errors import WorkspaceError
from pincite.routing import ROUTER

OWN = re.compile(
    r"(access|audit|documents|server|ledger)\.(db(-wal|-shm|-journal)?|lock|making)|ingest\.lock|(settings|prices)\.toml|workspace\.vkey"
    rf"|index|originals|{re.escape(ROUTER)}"
)
"""The names of pincite's files in a workspace."""

FOLDERS = ("index", "originals")

FOLDER = "the folder itself"

ACCESS_LIST, DEFAULT_LIST = "system.posix_acl_access", "system.posix_acl_default"
"""Linux's attributes for the access list of a file, and for that of new files in a folder."""


class Tag(IntEnum):
    """The subject of an entry in an access list. Source: Linux, include/uapi/linux/posix_acl.h."""

    USER = 0x02
    OWNING_GROUP = 0x04
    GROUP = 0x08
    MASK = 0x10
    OTHER = 0x20


WRITE = 0o2

SHARED_BITS = stat.S_IWGRP | stat.S_IWOTH

NO_LIST = frozenset({errno.ENODATA, errno.ENOTSUP}) if sys.platform == "linux" else frozenset[int]()


@dataclass(slots=True)
class Writers:
    """Paths in a workspace that other accounts own, and paths that they may write, in the order of a walk."""

    owned: dict[int, list[str]] = field(default_factory=dict)
    writable: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    """Those of `writable` that an access list opens."""

    def look(self, name: str, path: Path | str, found: os.stat_result) -> None:
        """Note a file's owner and whether others may write it; for a link only the owner."""
        if found.st_uid != os.geteuid():
            self.owned.setdefault(found.st_uid, []).append(name)
        if stat.S_ISLNK(found.st_mode):
            return
        if _mode_lets_others_write(found):
            self.writable.append(name)
        elif _list_lets_others_write(path, found):
            self.writable.append(name)
            self.listed.append(name)

    def is_foreign(self, name: str) -> bool:
        """True when something of this name belongs to another account."""
        return any(name in names for names in self.owned.values())


def others_may_write(path: Path | int, found: os.stat_result) -> bool:
    """True where another account can write a file or folder, or files created in the folder."""
    return _mode_lets_others_write(found) or _list_lets_others_write(path, found)


def look_below(writers: Writers, root: Path, name: str) -> None:
    """Note owner and writers of everything below a folder of a workspace, to any depth.

    Takes one system call per file and two per folder.

    Raises:
        WorkspaceError: there is a link, or something that is neither file nor folder; code there would follow links.
        OSError: something cannot be examined.
    """
    waiting, own = [(str(root / name), name)], os.geteuid()
    while waiting:
        place, inner = waiting.pop()
        for entry, found in _entries(place, is_foreign=writers.is_foreign(inner)):
            if stat.S_ISREG(found.st_mode) and found.st_uid == own and not found.st_mode & SHARED_BITS:
                continue
            named = f"{inner}/{entry.name}"
            if stat.S_ISDIR(found.st_mode):
                waiting.append((entry.path, named))
            elif not stat.S_ISREG(found.st_mode):
                raise WorkspaceError(
                    f"{entry.path} is a link or no file at all, and pincite makes none there; take it away, or put "
                    f"{root / name} back from a backup"
                )
            writers.look(named, entry.path, found)


def _entries(folder: str, *, is_foreign: bool) -> Iterator[tuple["os.DirEntry[str]", os.stat_result]]:
    """The entries of a folder, without those that another process removes meanwhile or another account hides."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    yield entry, entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
    except FileNotFoundError:
        return
    except PermissionError:
        if not is_foreign:
            raise


def _mode_lets_others_write(found: os.stat_result) -> bool:
    """True where the mode lets others write. A group with only this account's user does not count."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(os.geteuid(), found.st_gid)


def _list_lets_others_write(path: Path | str | int, found: os.stat_result) -> bool:
    """True where an access list lets others write. Without the mode's group bit, none of its entries can."""
    if found.st_mode & stat.S_IWGRP and _grants(path, ACCESS_LIST, found.st_gid):
        return True
    return stat.S_ISDIR(found.st_mode) and _grants(path, DEFAULT_LIST, found.st_gid)


def _grants(path: Path | str | int, kind: str, owning_group: int) -> bool:
    """True where an access list lets others write, or cannot be read.

    Source: Linux, fs/posix_acl.c: a version, which is 2, then entries of tag, rights and id, little-endian.
    """
    if sys.platform != "linux":
        return False
    try:
        listed = os.getxattr(path, kind)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in NO_LIST:
            return False
        raise
    if len(listed) % 8 != 4 or struct.unpack_from("<I", listed) != (2,):
        return True
    entries = list(struct.iter_unpack("<HHI", listed[4:]))
    mask = next((rights for tag, rights, _ in entries if tag == Tag.MASK), WRITE)
    return any(
        rights & WRITE and (tag == Tag.OTHER or (mask & WRITE and _is_of_others(tag, identity, owning_group)))
        for tag, rights, identity in entries
    )


def _is_of_others(tag: int, identity: int, owning_group: int) -> bool:
    """True when an entry is for an account other than this one and root, which may write everything anyway."""
    match tag:
        case Tag.USER:
            return identity not in (0, os.geteuid())
        case Tag.GROUP:
            return not _is_own_group(os.geteuid(), identity)
        case Tag.OWNING_GROUP:
            return not _is_own_group(os.geteuid(), owning_group)
    return False


@cache
def _is_own_group(account: int, gid: int) -> bool:
    """True for a group that has the name of the account's user, is its first group, and has no other members."""
    try:
        user, group = pwd.getpwuid(account), grp.getgrgid(gid)
    except KeyError:
        return False
    if user.pw_gid != gid or group.gr_name != user.pw_name or not set(group.gr_mem) <= {user.pw_name}:
        return False
    return all(other.pw_uid == account for other in pwd.getpwall() if other.pw_gid == gid)
