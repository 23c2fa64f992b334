"""The box in which files from outside are read: the rights that a process gives up, and which of these limits hold."""

import ctypes
import os
import platform
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.errors import ReadingRefused
from pincite.niceness import share_by_niceness
from pincite.sandbox.capabilities import drop_capabilities
from pincite.sandbox.landlock import confine
from pincite.sandbox.seccomp import refuse

SET_PARENT_DEATH_SIGNAL = 1
"""`prctl`: the signal that this process gets when its parent is gone."""

SET_DUMPABLE = 4
"""`prctl`: whether a process leaves a memory dump when it dies, and whether others of the account may inspect it."""

WITHOUT_BOX = "PINCITE_READ_WITHOUT_BOX"
"""Environment variable with which an account lets files be read where the box does not hold."""


@dataclass(frozen=True, slots=True)
class Protections:
    """The limits that hold for a reading process.

    `files`: it cannot open any file (Landlock). `calls`: it can only compute, and learn nothing about files (seccomp).
    `powers`: it has no administrator rights and cannot gain any.
    """

    files: bool
    calls: bool
    powers: bool

    @property
    def is_shut(self) -> bool:
        """True when files may be read in this process."""
        return self.powers and (self.files or self.calls)

    @property
    def sentence(self) -> str:
        """The limits that hold, in one line."""
        if self.files and self.calls and self.powers:
            return "each file in a process of its own, without files, network, calls or rights (Landlock, seccomp)"
        held = [("files", self.files, "Landlock"), ("calls", self.calls, "seccomp"), ("rights", self.powers, "")]
        kept = ", ".join(f"{what} ({by})" if by else what for what, holds, by in held if holds)
        lost = ", ".join(f"{what} ({by})" if by else what for what, holds, by in held if not holds)
        return f"each file in a process of its own; taken from it: {kept or 'nothing'}; not taken from it: {lost}"


def shut() -> Protections:
    """Give up, for good, every right that a fully loaded process does not need. Returns the limits that hold."""
    powers = drop_capabilities()
    files = confine()
    name_no_machine()
    return Protections(files=files, calls=refuse("all"), powers=powers)


def name_no_machine() -> None:
    """Make `platform` report this system and processor, but neither the host's name nor the kernel's release.

    Libraries ask `platform` while they work. What it cached while they were loaded includes both. The kernel itself
    refuses to answer from here on.
    """
    vars(platform)["_uname_cache"] = platform.uname_result(platform.system(), "", "", "", platform.machine())


def leave_no_memory() -> None:
    """Prevent memory dumps of this process, and keep other processes of the account from inspecting it.

    The limit alone does not stop a system that pipes memory dumps to a program of its own.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DUMPABLE, ctypes.c_ulong(0))


def keep_to_itself() -> None:
    """Do what `leave_no_memory` does, end together with the parent process, and give way as that does.

    A process that may not be inspected cannot change its own session's share any more, so that comes first.
    """
    share_by_niceness()
    leave_no_memory()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, ctypes.c_ulong(signal.SIGKILL))


def account_setting(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The part of the account's environment that a process without an environment must know."""
    return {WITHOUT_BOX: "1"} if environment.get(WITHOUT_BOX) == "1" else {}


def require(box: Protections, environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to read files unless the box holds or the account reads without one.

    Raises:
        ReadingRefused: neither is true.
    """
    if box.is_shut or environment.get(WITHOUT_BOX) == "1":
        return
    why = (
        "neither Landlock nor seccomp is available"
        if box.powers
        else "administrator rights cannot be dropped; run pincite as an ordinary user"
    )
    raise ReadingRefused(
        f"no file was read: this system offers no box for reading files from outside ({why}); where you trust every "
        f"file, set {WITHOUT_BOX}=1 in the environment of your account"
    )
