"""A delivery of files and each of its files, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DeliveryState = Literal["open", "waiting", "reading", "done", "stopped", "failed"]


UploadState = Literal["coming", "whole", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files that somebody sends to a matter.

    `turn` is when it was looked at last, by whoever sends or reads. `watched` is the folder on the server whose files
    these are; empty for one that somebody sends. `actor` is who sends it for the user, themselves or a token of theirs,
    and `within` the matters to which that one is limited, None for no limit. `done` of `of` files are through, files in
    archives included, and `share` of the work, from 0 to 1; `left` are the seconds that the rest takes, None while
    nobody can tell. `reading` is the file under way. `error` says why none of its files could be read.
    """

    id: str
    user: str
    matter: str
    labels: tuple[str, ...]
    watched: str
    begun: datetime
    turn: datetime
    state: DeliveryState
    worker: str
    error: str
    done: int
    of: int
    share: float
    left: float | None
    reading: str
    is_stopped: bool
    actor: str
    within: frozenset[str] | None

    @property
    def is_under_way(self) -> bool:
        """True while it waits to be read, or is being read."""
        return self.state in ("waiting", "reading")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a delivery: `received` of its `size` bytes are on the disk. `note` says what is to be known of it.

    The name of one that was read is its id from then on, unless there is a note.
    """

    id: str
    delivery: str
    name: str
    size: int
    received: int
    state: UploadState
    note: str
    tries: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many files of a delivery are in each state, and of how many bytes.

    `noted` were read, and something is to be known of them; `again` could not be, and can be tried again; `forgotten`
    could not be either, and what they were is no longer kept.
    """

    files: Mapping[UploadState, int]
    bytes: Mapping[UploadState, int]
    noted: int
    again: int
    forgotten: int

    def of(self, *states: UploadState) -> int:
        """The files in some states."""
        return sum(self.files.get(state, 0) for state in states)

    @property
    def all(self) -> int:
        """All files."""
        return sum(self.files.values())

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(self.bytes.values())
