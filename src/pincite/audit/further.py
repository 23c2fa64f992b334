"""Further places for signed heads: folders that whoever runs pincite cannot change, such as a mounted WORM share.

Each head is a file of its own that is never written again, `WORKSPACE/PLACE/SEQ.head`, as the second place names
workspaces and places. So a share that keeps what was once written keeps all of them.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from pincite.audit.checkpoint import Head, VerifierKey
from pincite.audit.durable import as_record_error, put_whole, write_new
from pincite.errors import RecordError


@dataclass(frozen=True, slots=True)
class FurtherPlace:
    """A folder for signed heads, and how far behind the record its newest may fall.

    A head is due with a record when `every_records` records or `every_seconds` seconds have passed since the last head
    that was put there. No record is given back before the heads due with it are in their places.
    """

    folder: Path
    every_records: int = 1
    every_seconds: float = float("inf")


class FurtherHeads:
    """The heads of one workspace's logs in one further place."""

    def __init__(self, place: FurtherPlace, key: VerifierKey) -> None:
        self.place = place
        self.key = key
        self.folder = place.folder / key.workspace
        self._newest: dict[str, tuple[int, float]] = {}
        self._owed: set[str] = set()

    def paths(self, log: str) -> list[Path]:
        """The files with a log's heads, by number of records, including those from before a restore."""
        folders = [self.folder / log, *sorted(self.folder.glob(f"{log}-*"))]
        return [path for folder in folders for path in self._in(folder.name)]

    def _in(self, log: str) -> list[Path]:
        return sorted(path for path in (self.folder / log).glob("*.head") if path.stem.isdigit())

    def keep(self, log: str, head: Head, note: str, now: float) -> None:
        """Put a signed head there if one is due at this time (seconds since 1970).

        Raises:
            RecordError: it cannot be written, or the place has a head that does not come before this one.
        """
        with self._reported():
            if not self._is_due(log, head, now):
                return
            self._owed.add(log)
            (self.folder / log).mkdir(mode=0o755, parents=True, exist_ok=True)
            public = self.folder / "public.vkey"
            if not public.exists():
                write_new(public, (self.key.text() + "\n").encode(), 0o644)
            # Twelve digits sort as numbers do.
            path = self.folder / log / f"{head.seq:012}.head"
            if not path.exists():
                put_whole(path, note.encode(), 0o444)
            elif path.read_bytes() != note.encode():
                raise RecordError(
                    f"{path} is another head of {head.seq} records than the one to be kept there, so the record was "
                    "put back or forked; run: pincite audit verify"
                )
        self._newest[log] = head.seq, now
        self._owed.discard(log)

    def make_up(self, log: str, head: Head, note: str, now: float) -> None:
        """Put a head there that could not be put when it was due; otherwise only check that the folder exists.

        Raises:
            RecordError: as `keep`.
        """
        with self._reported():
            if not self.place.folder.is_dir():
                raise FileNotFoundError("there is no such folder")
        if log in self._owed:
            self.keep(log, head, note, now)

    def _reported(self) -> AbstractContextManager[None]:
        return as_record_error(f"the signed head of the audit record cannot be kept in {self.place.folder}")

    def _is_due(self, log: str, head: Head, now: float) -> bool:
        if log not in self._newest:
            paths = self._in(log)
            if not paths:
                return True
            self._newest[log] = int(paths[-1].stem), paths[-1].stat().st_mtime
        seq, at = self._newest[log]
        if seq > head.seq:
            raise RecordError(
                f"{self.folder / log} has a head of {seq} records, and the log would have {head.seq}: it was cut off "
                "or is an older copy; run: pincite audit verify"
            )
        return head.seq - seq >= self.place.every_records or now - at >= self.place.every_seconds
