"""The box in which files from outside are read: what a process of ours gives away, and what of it holds here."""

import ctypes
import os
import platform
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.errors import ReadingRefused
from pincite.sandbox.capabilities import drop_capabilities
from pincite.sandbox.landlock import confine
from pincite.sandbox.seccomp import refuse

SET_PARENT_DEATH_SIGNAL = 1
"""`prctl`: the signal that comes when the process that started this one is gone."""

SET_DUMPABLE = 4
"""`prctl`: whether a process leaves its memory behind when it dies, and others of the account may look into it."""

WITHOUT_BOX = "PINCITE_READ_WITHOUT_BOX"
"""The setting of the account, in its environment, by which files are read where the box does not hold."""


@dataclass(frozen=True, slots=True)
class Protections:
    """What holds for a process that reads.

    `files`: it can open nothing (Landlock). `calls`: it can only compute, and find out nothing about files (seccomp).
    `powers`: it has no rights of an administrator, and gets none.
    """

    files: bool
    calls: bool
    powers: bool

    @property
    def is_shut(self) -> bool:
        """True when a file may be read in it."""
        return self.powers and (self.files or self.calls)

    @property
    def sentence(self) -> str:
        """What holds, in a line."""
        if self.files and self.calls and self.powers:
            return "each file in a process of its own, without files, network, calls or rights (Landlock, seccomp)"
        held = [("files", self.files, "Landlock"), ("calls", self.calls, "seccomp"), ("rights", self.powers, "")]
        kept = ", ".join(f"{what} ({by})" if by else what for what, holds, by in held if holds)
        lost = ", ".join(f"{what} ({by})" if by else what for what, holds, by in held if not holds)
        return f"each file in a process of its own; taken from it: {kept or 'nothing'}; not taken from it: {lost}"


def shut() -> Protections:
    """Give away for good all that a process does not need that has loaded what it needs; what of it holds."""
    powers = drop_capabilities()
    files = confine()
    name_no_machine()
    return Protections(files=files, calls=refuse("all"), powers=powers)


def name_no_machine() -> None:
    """Have `platform` say which system and processor this is, and neither the host's name nor the kernel's release.

    Libraries ask it while they work, and what it noted while they were loaded has both. The kernel's own answer is
    refused from here on.
    """
    vars(platform)["_uname_cache"] = platform.uname_result(platform.system(), "", "", "", platform.machine())


def leave_no_memory() -> None:
    """Leave nothing of this process's memory behind when it dies, and let no other process of the account look in.

    The limit alone does not stop a system that pipes the memory of the dead to a program of its own.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DUMPABLE, ctypes.c_ulong(0))


def keep_to_itself() -> None:
    """Do as `leave_no_memory`, and end with whoever started this process."""
    leave_no_memory()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, ctypes.c_ulong(signal.SIGKILL))


def account_setting(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a process without an environment must learn of the account's."""
    return {WITHOUT_BOX: "1"} if environment.get(WITHOUT_BOX) == "1" else {}


def require(box: Protections, environment: Mapping[str, str] = os.environ) -> None:
    """Let files be read in a box that holds, or where the account says so.

    Raises:
        ReadingRefused: neither is the case.
    """
    if box.is_shut or environment.get(WITHOUT_BOX) == "1":
        return
    why = (
        "neither Landlock nor seccomp can be had"
        if box.powers
        else "the rights of an administrator cannot be given away; run pincite as an ordinary user"
    )
    raise ReadingRefused(
        f"no file was read: this system offers no box to read files from outside in ({why}); where you trust every "
        f"file, set {WITHOUT_BOX}=1 in the environment of your account"
    )
