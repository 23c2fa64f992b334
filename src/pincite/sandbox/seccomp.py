"""Gives up calls to the kernel for good (Linux seccomp).

Pincite's own processes, which read and parse, have a list of allowed calls. They have loaded all they need, and from
then on only compute. No call that takes a path is allowed, so nothing can be opened, and nothing be learned about
files.

External programs have a list of refused calls. The calls they make change from version to version, and a box in which
text recognition fails on one machine in twenty protects nobody. Refused are: starting programs; reaching the network or
other processes; leaving something in memory after the end; changing owners and permissions of files (which Landlock
does not stop); watching files; changing the machine (its clock, name, limits, modules); and the parts of the kernel
that have had holes themselves. Both lists are in `system_calls`.
"""

import ctypes
import errno
import os
import sys
from typing import Literal

from pincite.sandbox.system_calls import ALLOWED, NUMBERS

Refusing = Literal["all", "processes", "network"]
"""`all`: the process can only compute with what is in memory and in open files. `processes`: it cannot start processes
or use sockets, but may become another program. `network`: it may also start processes and listen on a local socket, but
cannot connect anywhere."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""The kernel's codes for processors in a filter (AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64)."""

BECOMING = ("execve", "execveat")

OF_ITSELF = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64", "sched_setaffinity")
"""Calls that a process may make about itself (its own number, or 0) but about no other."""

ABOUT_ITSELF = ("sched_getaffinity", "sched_getparam", "sched_getscheduler")
"""Calls that are allowed where all others are refused, but only about the process itself; about others they would
reveal that these exist. Otherwise they fail as if the kernel lacked them (ENOSYS), which the C library tolerates in a
thread."""

SIGNALLING = {"fcntl": (8, 10, 15), "ioctl": (0x8901, 0x8902)}
"""Requests that these calls may not make (F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP): they make the kernel
signal a named process. Landlock stops that from Linux 6.12 on."""

LOOKED_INTO = (*BECOMING, *OF_ITSELF, "socket", "clone", "clone3", *SIGNALLING)
"""Calls that are refused only in some cases."""

NEWER = 424
"""Calls from here on have the same number on every processor. Libraries try them first, and fall back on older ones
where the kernel lacks them (ENOSYS)."""

SECOND_NUMBERING = 0x4000_0000
"""From here on the calls of x86-64 are numbered again, for 32-bit addresses (x32). None of these is allowed."""

NEW_THREAD = 0x0001_0000
"""The flag of `clone` that makes a thread instead of a process (CLONE_THREAD)."""

LOCAL_SOCKET, STREAM, KIND = 1, 1, 0xF
"""The family of local sockets (AF_UNIX), the type that needs a connection, and the bits of the type. A socket of
another type could send without connecting first."""

LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
"""Instructions of a filter: load a word, compare, test bits, mask, return (BPF_LD | BPF_W | BPF_ABS and so on)."""

NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24

ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000

SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def refuse(what: Refusing) -> bool:
    """Have the kernel refuse these calls to this process and its children, for good; False where it cannot.

    Source: the Linux kernel's user-space API guide, "Seccomp BPF".
    """
    numbers = NUMBERS.get(os.uname().machine)
    if sys.platform != "linux" or numbers is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    machine = os.uname().machine
    steps = filter_for(what, numbers, ALLOWED[machine], ARCHITECTURES[machine], os.getpid())
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), instructions)
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(SET_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    return bool(system.prctl(SET_SECCOMP, ctypes.c_ulong(FILTER_MODE), ctypes.byref(program)) == 0)


def filter_for(
    what: Refusing, numbers: dict[str, int], allowed: dict[str, int], architecture: int, process: int
) -> list[tuple[int, int, int, int]]:
    """The filter, as instructions (code, steps to skip if true, steps to skip if false, value)."""
    no, missing = (RETURN, 0, 0, REFUSE | errno.EPERM), (RETURN, 0, 0, REFUSE | errno.ENOSYS)
    allow = (RETURN, 0, 0, ALLOW)
    steps = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (EQUAL, 1, 0, architecture),
        no,
        (LOAD, 0, 0, NUMBER_AT),
        (AT_LEAST, 0, 1, SECOND_NUMBERING),
        no,
    ]
    refused = [name for name in numbers if name not in LOOKED_INTO]
    refused += [name for name in BECOMING if what == "all"]
    refused += ["socket"] if what != "network" else []
    for name in refused:
        steps += [(EQUAL, 0, 1, numbers[name]), no]
    # The arguments of clone3 lie in memory, which a filter cannot read. Without clone3 the C library uses clone.
    steps += [(EQUAL, 0, 1, numbers["clone3"]), missing]
    steps += [(EQUAL, 0, 4, numbers["clone"]), (LOAD, 0, 0, FIRST_ARGUMENT_AT), (ANY_BIT, 1, 0, NEW_THREAD), no, allow]
    for name in OF_ITSELF:
        itself = [(LOAD, 0, 0, FIRST_ARGUMENT_AT), (EQUAL, 2, 0, process), (EQUAL, 1, 0, 0), no, allow]
        steps += [(EQUAL, 0, len(itself), numbers[name]), *itself]
    for name, commands in SIGNALLING.items():
        asked = [(EQUAL, len(commands) - at, 0, command) for at, command in enumerate(commands)]
        signalling = [(LOAD, 0, 0, SECOND_ARGUMENT_AT), *asked, allow, no]
        steps += [(EQUAL, 0, len(signalling), numbers[name]), *signalling]
    local = [(LOAD, 0, 0, FIRST_ARGUMENT_AT), (EQUAL, 1, 0, LOCAL_SOCKET), no]
    connected = [(LOAD, 0, 0, SECOND_ARGUMENT_AT), (AND, 0, 0, KIND), (EQUAL, 1, 0, STREAM), no, allow]
    steps += [(EQUAL, 0, len(local) + len(connected), numbers["socket"]), *local, *connected]
    if what != "all":
        return [*steps, allow]
    for name in ABOUT_ITSELF:
        itself = [(LOAD, 0, 0, FIRST_ARGUMENT_AT), (EQUAL, 2, 0, process), (EQUAL, 1, 0, 0), missing, allow]
        steps += [(EQUAL, 0, len(itself), allowed[name]), *itself]
    for name, number in allowed.items():
        if name not in ABOUT_ITSELF:
            steps += [(EQUAL, 0, 1, number), allow]
    return [*steps, (AT_LEAST, 0, 1, NEWER), missing, no]
