"""Gives up calls to the kernel for good (Linux seccomp).

Pincite's own processes, which read and parse, have a list of allowed calls. They have loaded all they need, and from
then on only compute. No call that takes a path is allowed, so nothing can be opened, and nothing be learned about
files.

External programs have a list of refused calls. The calls they make change from version to version, and a box in which
text recognition fails on one machine in twenty protects nobody. Refused are: starting programs; reaching the network or
other processes; leaving something in memory after the end; changing owners and permissions of files (which Landlock
does not stop); watching files; changing the machine (its clock, name, limits, modules); and the parts of the kernel
that have had holes themselves.
"""

import ctypes
import errno
import os
import sys
from typing import Literal

Refusing = Literal["all", "processes", "network"]
"""`all`: the process can only compute with what is in memory and in open files. `processes`: it cannot start processes
or use sockets, but may become another program. `network`: it may also start processes and listen on a local socket, but
cannot connect anywhere."""

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
        "clock_settime": 227,
        "clock_adjtime": 305,
        "settimeofday": 164,
        "adjtimex": 159,
        "sethostname": 170,
        "setdomainname": 171,
        "acct": 163,
        "syslog": 103,
        "reboot": 169,
        "swapon": 167,
        "swapoff": 168,
        "quotactl": 179,
        "quotactl_fd": 443,
        "nfsservctl": 180,
        "iopl": 172,
        "ioperm": 173,
        "create_module": 174,
        "get_kernel_syms": 177,
        "query_module": 178,
        "uselib": 134,
        "ustat": 136,
        "sysfs": 139,
        "_sysctl": 156,
        "personality": 135,
        "modify_ldt": 154,
        "lookup_dcookie": 212,
        "kcmp": 312,
        "migrate_pages": 256,
        "move_pages": 279,
        "set_mempolicy": 238,
        "mbind": 237,
        "vhangup": 153,
        "name_to_handle_at": 303,
        "fanotify_mark": 301,
        "io_uring_enter": 426,
        "io_uring_register": 427,
        "io_setup": 206,
        "io_submit": 209,
        "setuid": 105,
        "setgid": 106,
        "setreuid": 113,
        "setregid": 114,
        "setgroups": 116,
        "setresuid": 117,
        "setresgid": 119,
        "setfsuid": 122,
        "setfsgid": 123,
        "capset": 126,
        "memfd_secret": 447,
        "fsconfig": 431,
        "process_mrelease": 448,
        "open_tree_attr": 467,
        "statmount": 457,
        "listmount": 458,
        "lsm_set_self_attr": 460,
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
        "clock_settime": 112,
        "clock_adjtime": 266,
        "settimeofday": 170,
        "adjtimex": 171,
        "sethostname": 161,
        "setdomainname": 162,
        "acct": 89,
        "syslog": 116,
        "reboot": 142,
        "swapon": 224,
        "swapoff": 225,
        "quotactl": 60,
        "quotactl_fd": 443,
        "nfsservctl": 42,
        "personality": 92,
        "lookup_dcookie": 18,
        "kcmp": 272,
        "migrate_pages": 238,
        "move_pages": 239,
        "set_mempolicy": 237,
        "mbind": 235,
        "vhangup": 58,
        "name_to_handle_at": 264,
        "fanotify_mark": 263,
        "io_uring_enter": 426,
        "io_uring_register": 427,
        "io_setup": 0,
        "io_submit": 2,
        "setuid": 146,
        "setgid": 144,
        "setreuid": 145,
        "setregid": 143,
        "setgroups": 159,
        "setresuid": 147,
        "setresgid": 149,
        "setfsuid": 151,
        "setfsgid": 152,
        "capset": 91,
        "memfd_secret": 447,
        "fsconfig": 431,
        "process_mrelease": 448,
        "open_tree_attr": 467,
        "statmount": 457,
        "listmount": 458,
        "lsm_set_self_attr": 460,
    },
}
"""Numbers of the system calls that are refused or examined, by processor. Source: the kernel's tables for x86-64 and
its generic table."""

ALLOWED: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "close": 3,
        "fstat": 5,
        "poll": 7,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "pread64": 17,
        "readv": 19,
        "writev": 20,
        "select": 23,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "dup": 32,
        "dup2": 33,
        "nanosleep": 35,
        "getitimer": 36,
        "alarm": 37,
        "setitimer": 38,
        "getpid": 39,
        "exit": 60,
        "gettimeofday": 96,
        "getrlimit": 97,
        "getrusage": 98,
        "sysinfo": 99,
        "times": 100,
        "getuid": 102,
        "getgid": 104,
        "geteuid": 107,
        "getegid": 108,
        "getppid": 110,
        "sigaltstack": 131,
        "gettid": 186,
        "time": 201,
        "futex": 202,
        "sched_getaffinity": 204,
        "set_tid_address": 218,
        "restart_syscall": 219,
        "clock_gettime": 228,
        "clock_getres": 229,
        "clock_nanosleep": 230,
        "exit_group": 231,
        "pselect6": 270,
        "ppoll": 271,
        "set_robust_list": 273,
        "dup3": 292,
        "pipe2": 293,
        "getcpu": 309,
        "getrandom": 318,
        "membarrier": 324,
        "rseq": 334,
        "sched_getparam": 143,
        "sched_getscheduler": 145,
        "sched_get_priority_max": 146,
        "sched_get_priority_min": 147,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "close": 57,
        "fstat": 80,
        "lseek": 62,
        "mmap": 222,
        "mprotect": 226,
        "munmap": 215,
        "brk": 214,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "pread64": 67,
        "readv": 65,
        "writev": 66,
        "sched_yield": 124,
        "mremap": 216,
        "madvise": 233,
        "dup": 23,
        "dup3": 24,
        "pipe2": 59,
        "nanosleep": 101,
        "getitimer": 102,
        "setitimer": 103,
        "getpid": 172,
        "exit": 93,
        "exit_group": 94,
        "gettimeofday": 169,
        "getrlimit": 163,
        "getrusage": 165,
        "sysinfo": 179,
        "times": 153,
        "getuid": 174,
        "geteuid": 175,
        "getgid": 176,
        "getegid": 177,
        "getppid": 173,
        "gettid": 178,
        "sigaltstack": 132,
        "futex": 98,
        "sched_getaffinity": 123,
        "set_tid_address": 96,
        "restart_syscall": 128,
        "clock_gettime": 113,
        "clock_getres": 114,
        "clock_nanosleep": 115,
        "pselect6": 72,
        "ppoll": 73,
        "set_robust_list": 99,
        "getcpu": 168,
        "getrandom": 278,
        "membarrier": 283,
        "rseq": 293,
        "sched_getparam": 121,
        "sched_getscheduler": 120,
        "sched_get_priority_max": 125,
        "sched_get_priority_min": 126,
    },
}
"""Calls that are allowed where all others are refused: memory, open files, time, threads, signals to itself, exit."""

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
