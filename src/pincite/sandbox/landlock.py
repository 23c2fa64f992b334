"""What a process may still reach of the file system and the network once it has given the rest away (Linux Landlock).

Unlike users and groups, which only an administrator can set up, a process can lower these rights of its own for good,
and whatever it starts inherits them.
"""

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls; the same on every processor."""

ASK_FOR_VERSION = 1

RULE_PATH_BENEATH = 1

SET_NO_NEW_PRIVILEGES = 38
"""`prctl`: nothing started from here gains rights by being run. Landlock and seccomp ask for it."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3

MAKE_SOCKET, TRUNCATE, DEVICE_CONTROL = 1 << 9, 1 << 14, 1 << 15

ALL_FILES = (1 << 13) - 1
"""Every right to files of the first version: the four above, and to make and remove whatever a folder holds."""

FILE_RIGHTS = {2: 1 << 13, 3: TRUNCATE, 5: DEVICE_CONTROL}
"""Rights to files that later versions know: to move between folders, to cut a file, to steer a device."""

OF_ONE_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
"""Rights that make sense for something that is no folder."""

TCP = 0b11
"""To listen on a TCP port and to connect to one, known from version 4."""

OTHERS = 0b11
"""Abstract sockets of processes outside, and signals to them, known from version 6."""

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache")
"""Where systems keep shared libraries. None of a user's documents lie there."""

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full")

OWN_PROCESS = "/proc/self"


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def landlock_version() -> int:
    """What the kernel offers, 0 for nothing."""
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
    """Give away every right to files but these for good, and with them the network; False where the kernel cannot.

    Args:
        readable: files and folders that may be read; those that are not there are left out.
        writable: folders in which anything may be done.
        sockets: folders in which a local socket may be made, and nothing else.
        runs_programs: whether programs among the readable files may be run.

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
    """Add rights to a file or to all beneath a folder; nothing where it is not there."""
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
