"""Limits what a process can reach of the file system and the network, for good (Linux Landlock).

Users and groups can be set up only by an administrator. These rights, in contrast, a process can lower by itself for
good, and every process it starts inherits them.
"""

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls; they are the same on every processor."""

ASK_FOR_VERSION = 1

RULE_PATH_BENEATH = 1

SET_NO_NEW_PRIVILEGES = 38
"""`prctl`: programs started from here gain no rights. Landlock and seccomp require it."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3

MAKE_SOCKET, TRUNCATE, DEVICE_CONTROL = 1 << 9, 1 << 14, 1 << 15

ALL_FILES = (1 << 13) - 1
"""Every file right of the first version: the four above, and making and removing entries of a folder."""

FILE_RIGHTS = {2: 1 << 13, 3: TRUNCATE, 5: DEVICE_CONTROL}
"""File rights of later versions: moving files between folders, truncating a file, controlling a device."""

OF_ONE_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
"""Rights that make sense for something other than a folder."""

TCP = 0b11
"""Listening on a TCP port and connecting to one, from version 4."""

OTHERS = 0b11
"""Abstract sockets of outside processes, and signals to these processes, from version 6."""

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache")
"""Where systems keep shared libraries. No user documents lie there."""

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full")

OWN_PROCESS = "/proc/self"


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def landlock_version() -> int:
    """The version that the kernel offers; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_system().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(ASK_FOR_VERSION))))


def confine(
    readable: Iterable[str | Path] = (),
    writable: Iterable[str | Path] = (),
    sockets: Iterable[str | Path] = (),
    *,
    runs_programs: bool = False,
) -> bool:
    """Give up every file right except the given ones, and the network, for good; False where the kernel cannot.

    Args:
        readable: files and folders that may be read. Missing ones are skipped.
        writable: folders in which every operation is allowed.
        sockets: folders in which only local sockets may be made.
        runs_programs: whether programs among the readable files may be executed.

    Source: the Linux kernel's user-space API guide, "Landlock: unprivileged access control".
    """
    version = landlock_version()
    if not version:
        return False
    system = _system()
    files = ALL_FILES | sum(right for since, right in FILE_RIGHTS.items() if version >= since)
    asked = _Ruleset(files, TCP if version >= 4 else 0, OTHERS if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = int(system.syscall(CREATE_RULESET, ctypes.byref(asked), ctypes.c_size_t(size), ctypes.c_uint32(0)))
    if ruleset < 0:
        return False
    reading = READ_FILE | READ_DIR | (EXECUTE if runs_programs else 0)
    try:
        for place in readable:
            _allow(system, ruleset, place, reading)
        for place in DEVICES:
            _allow(system, ruleset, place, READ_FILE | WRITE_FILE)
        for place in writable:
            _allow(system, ruleset, place, files)
        for place in sockets:
            _allow(system, ruleset, place, MAKE_SOCKET)
        forbidden_gains = system.prctl(SET_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) == 0
        return forbidden_gains and bool(system.syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _allow(system: ctypes.CDLL, ruleset: int, place: str | Path, rights: int) -> None:
    """Add rights to a file, or to everything below a folder. A missing path is skipped."""
    try:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= OF_ONE_FILE
        rule = _Beneath(rights, opened)
        system.syscall(ADD_RULE, ctypes.c_int(ruleset), RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(opened)


def _system() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
