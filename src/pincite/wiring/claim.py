"""Claims: what a workspace would have this account do, run, reach, read or write beyond its own folder.

The workspace's files may have been written by somebody else: they came in an archive, or another account may write
there. So each such request is a `Claim`, and takes effect only once this account has agreed to exactly that (`trust`).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a workspace asks for: the setting, its value, and what it would do.

    `files` names the files concerned, at most the first few; `remedy` is a command that removes the claim.
    """

    setting: str
    value: str
    would: str
    files: str = ""
    remedy: str = ""

    @property
    def digest(self) -> str:
        """A hash of setting and value, in hex, to which an agreement is bound."""
        return hashlib.sha256(f"{self.setting}\0{self.value}".encode("utf-8", "surrogateescape")).hexdigest()


def is_inside(path: Path, root: Path) -> bool:
    """True if a path finally leads into the workspace at `root`."""
    return Path(real_path(path)).is_relative_to(root.resolve())


def real_path(path: Path) -> str:
    """Where a path finally leads; the path itself if its links form a circle."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):
        return str(path)
