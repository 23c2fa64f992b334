"""Calls to the kernel that a process gives away for good (Linux seccomp).

A list of what is refused, not of what is allowed: libraries change what they call from version to version, and a reader
that fails on one machine in twenty protects nobody. What the list must stop is listed: starting programs, reaching the
network or other processes, leaving something in memory for after the end, changing whose files are and who may read
them (which Landlock does not stop), watching files, and the parts of the kernel where its own holes have been.
"""

import ctypes
import errno
import os
import sys
from typing import Literal

Refusing = Literal["programs", "processes", "network"]
"""`programs`: no program is started, no process, no socket. `processes`: likewise, but the process may become another
program. `network`: it may also wait for calls on a local socket, and still call nobody."""

NUMBERS: dict[str, dict[str, int]] = {
    "x86_64": {
        "execve": 59,
        "execveat": 322,
        "fork": 57,
        "vfork": 58,
        "clone": 56,
        "clone3": 435,
        "socket": 41,
        "connect": 42,
        "kill": 62,
        "tkill": 200,
        "tgkill": 234,
        "rt_sigqueueinfo": 129,
        "rt_tgsigqueueinfo": 297,
        "pidfd_send_signal": 424,
        "prlimit64": 302,
        "shmget": 29,
        "semget": 64,
        "msgget": 68,
        "mq_open": 240,
        "ptrace": 101,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "io_uring_setup": 425,
        "bpf": 321,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "userfaultfd": 323,
        "perf_event_open": 298,
        "unshare": 272,
        "setns": 308,
        "mount": 165,
        "umount2": 166,
        "pivot_root": 155,
        "chroot": 161,
        "open_by_handle_at": 304,
        "init_module": 175,
        "finit_module": 313,
        "kexec_load": 246,
        "shmat": 30,
        "shmctl": 31,
        "semop": 65,
        "semctl": 66,
        "semtimedop": 220,
        "msgsnd": 69,
        "msgrcv": 70,
        "msgctl": 71,
        "pidfd_open": 434,
        "pidfd_getfd": 438,
        "process_madvise": 440,
        "open_tree": 428,
        "move_mount": 429,
        "fsopen": 430,
        "fsmount": 432,
        "fspick": 433,
        "mount_setattr": 442,
        "kexec_file_load": 320,
        "delete_module": 176,
        "chmod": 90,
        "fchmod": 91,
        "fchmodat": 268,
        "fchmodat2": 452,
        "chown": 92,
        "fchown": 93,
        "lchown": 94,
        "fchownat": 260,
        "utime": 132,
        "utimes": 235,
        "futimesat": 261,
        "utimensat": 280,
        "setxattr": 188,
        "lsetxattr": 189,
        "fsetxattr": 190,
        "setxattrat": 463,
        "removexattr": 197,
        "lremovexattr": 198,
        "fremovexattr": 199,
        "removexattrat": 466,
        "inotify_init": 253,
        "inotify_init1": 294,
        "fanotify_init": 300,
        "setpriority": 141,
        "sched_setparam": 142,
        "sched_setscheduler": 144,
        "sched_setattr": 314,
        "ioprio_set": 251,
        "sched_setaffinity": 203,
        "file_setattr": 469,
        "fcntl": 72,
        "ioctl": 16,
    },
    "aarch64": {
        "execve": 221,
        "execveat": 281,
        "clone": 220,
        "clone3": 435,
        "socket": 198,
        "connect": 203,
        "kill": 129,
        "tkill": 130,
        "tgkill": 131,
        "rt_sigqueueinfo": 138,
        "rt_tgsigqueueinfo": 240,
        "pidfd_send_signal": 424,
        "prlimit64": 261,
        "shmget": 194,
        "semget": 190,
        "msgget": 186,
        "mq_open": 180,
        "ptrace": 117,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "io_uring_setup": 425,
        "bpf": 280,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "userfaultfd": 282,
        "perf_event_open": 241,
        "unshare": 97,
        "setns": 268,
        "mount": 40,
        "umount2": 39,
        "pivot_root": 41,
        "chroot": 51,
        "open_by_handle_at": 265,
        "init_module": 105,
        "finit_module": 273,
        "kexec_load": 104,
        "shmat": 196,
        "shmctl": 195,
        "semop": 193,
        "semctl": 191,
        "semtimedop": 192,
        "msgsnd": 189,
        "msgrcv": 188,
        "msgctl": 187,
        "pidfd_open": 434,
        "pidfd_getfd": 438,
        "process_madvise": 440,
        "open_tree": 428,
        "move_mount": 429,
        "fsopen": 430,
        "fsmount": 432,
        "fspick": 433,
        "mount_setattr": 442,
        "kexec_file_load": 294,
        "delete_module": 106,
        "fchmod": 52,
        "fchmodat": 53,
        "fchmodat2": 452,
        "fchown": 55,
        "fchownat": 54,
        "utimensat": 88,
        "setxattr": 5,
        "lsetxattr": 6,
        "fsetxattr": 7,
        "setxattrat": 463,
        "removexattr": 14,
        "lremovexattr": 15,
        "fremovexattr": 16,
        "removexattrat": 466,
        "inotify_init1": 26,
        "fanotify_init": 262,
        "setpriority": 140,
        "sched_setparam": 118,
        "sched_setscheduler": 119,
        "sched_setattr": 274,
        "ioprio_set": 30,
        "sched_setaffinity": 122,
        "file_setattr": 469,
        "fcntl": 25,
        "ioctl": 29,
    },
}
"""Numbers of the system calls of a processor. Source: the kernel's tables for x86-64 and its generic one."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What the kernel calls a processor in a filter (AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64)."""

BECOMING = ("execve", "execveat")

OF_ITSELF = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64", "sched_setaffinity")
"""Calls that a process may make about itself (its own number, or 0) and about no other."""

SIGNALLING = {"fcntl": (8, 10, 15), "ioctl": (0x8901, 0x8902)}
"""What these may not be asked for (F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP): by them the kernel signals
whom one names. Landlock stops that from Linux 6.12 on."""

LOOKED_INTO = (*BECOMING, *OF_ITSELF, "socket", "clone", "clone3", *SIGNALLING)
"""Calls that are refused in some cases only."""

SECOND_NUMBERING = 0x4000_0000
"""From here the calls of x86-64 have their numbers once more, for 32-bit addresses (x32): none of them is allowed."""

NEW_THREAD = 0x0001_0000
"""The flag of `clone` that makes a thread, not a process (CLONE_THREAD)."""

LOCAL_SOCKET, STREAM, KIND = 1, 1, 0xF
"""The family of sockets within one machine (AF_UNIX), the kind that needs a connection, and the bits of the kind: a
socket of another kind could send without calling first."""

LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
"""Instructions of a filter: load a word, compare, test bits, mask, end (BPF_LD | BPF_W | BPF_ABS and so on)."""

NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24

ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000

SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def refuse(what: Refusing) -> bool:
    """Have the kernel refuse such calls of this process, and of all it starts, for good; False where it cannot.

    Source: the Linux kernel's user-space API guide, "Seccomp BPF".
    """
    numbers = NUMBERS.get(os.uname().machine)
    if sys.platform != "linux" or numbers is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    steps = filter_for(what, numbers, ARCHITECTURES[os.uname().machine], os.getpid())
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), instructions)
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(SET_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    return bool(system.prctl(SET_SECCOMP, ctypes.c_ulong(FILTER_MODE), ctypes.byref(program)) == 0)


def filter_for(
    what: Refusing, numbers: dict[str, int], architecture: int, process: int
) -> list[tuple[int, int, int, int]]:
    """The filter, as instructions (code, steps to skip when true, when false, value), for the process of a number."""
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
    refused += [name for name in BECOMING if what == "programs"]
    refused += ["socket"] if what != "network" else []
    for name in refused:
        steps += [(EQUAL, 0, 1, numbers[name]), no]
    # The arguments of clone3 lie in memory, where a filter cannot look; without it the C library takes clone.
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
    return [*steps, allow]
