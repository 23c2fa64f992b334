"""The bytes of files that are being sent: each in a file of its own, until it is read.

A piece is acknowledged once it is on the disk and the server's file says so. What is behind that in a file, because a
process died in between, is cut off when the next piece comes. Where servers share a bucket, a file that has come whole
is put there before its last piece is acknowledged, so that another server reads it if this one dies. What lies there is
not believed: its hash is noted with the last piece, and a file with another one is nobody's.
"""

import errno
import fcntl
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from pincite.drafts import flush_to_disk, write_whole
from pincite.errors import DocumentError, WorkspaceError
from pincite.objects.bucket import Bucket
from pincite.serving.deliveries import Deliveries
from pincite.serving.delivery import Upload

LONGEST_PIECE: Final = 256 * 1024
"""Bytes that are held in memory, and then written at once."""

LEFT_FREE: Final = 1_000_000_000
"""Bytes of the disk that uploads leave free: rules, record and index need room to be written."""

BELOW: Final = "uploads"
"""What the names of files in a bucket begin with."""

NOT_AS_SENT: Final = "what servers share is gone, or is not the file that was sent, so it was not read: send it again"

FULL: Final = "the server's disk is full, so the rest of this file was not taken; it can be sent again later"


class OutOfStep(DocumentError):  # noqa: N818 - reads as a sentence where it is raised
    """A piece does not begin where the file ends; `received` is where it does."""

    def __init__(self, received: int) -> None:
        super().__init__(f"this file has {received:,} bytes so far; send what comes after them")
        self.received = received


class NoRoom(DocumentError):  # noqa: N818 - reads as a sentence where it is raised
    """The disk has no room for a file, or for the rest of it."""


class NotAsSent(DocumentError):  # noqa: N818 - reads as a sentence where it is raised
    """A file that has come whole is gone from the bucket, or another one lies in its place."""

    def __init__(self) -> None:
        super().__init__(NOT_AS_SENT)


def require_next(upload: Upload, offset: int, size: int) -> None:
    """Refuse a piece that does not begin where the file ends so far, or that goes beyond its end.

    Raises:
        OutOfStep: it begins elsewhere, or nothing of the file is expected any more.
        DocumentError: it goes over the end.
    """
    if offset != upload.received or upload.state != "coming":
        raise OutOfStep(upload.received)
    if offset + size > upload.size:
        raise DocumentError(f"this file was announced with {upload.size:,} bytes, and more came")


class Uploads:
    """The folder of files that are being sent."""

    def __init__(
        self, folder: Path, deliveries: Deliveries, left_free: int = LEFT_FREE, bucket: Bucket | None = None
    ) -> None:
        """`left_free` are the bytes of the disk that are not taken; `bucket` is what servers share."""
        self._folder = folder
        self._deliveries = deliveries
        self._left_free = left_free
        self._bucket = bucket

    def file(self, identity: str) -> Path:
        """Where a file lies that is being sent, or was."""
        return self._folder / identity

    def fetched(self, identity: str, size: int) -> Path:
        """Where a file lies that has arrived whole; one that another server took is brought here.

        Raises:
            NotAsSent: what another server put into the bucket is gone, or is not what was sent.
            WorkspaceError: it cannot be brought.
        """
        file = self.file(identity)
        if self._bucket is None:
            return file
        sent = self._deliveries.hash_of(identity)
        try:
            if file.exists() and file.stat().st_size == size and sent in (None, sha256(file.read_bytes()).hexdigest()):
                return file
            content = self._bucket.get(f"{BELOW}/{identity}")
            if content is None or sha256(content).hexdigest() != sent:
                raise NotAsSent
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(file, content)
        except OSError as error:
            raise WorkspaceError(
                f"a file that was sent cannot be written into {self._folder} ({error.strerror}); check the disk"
            ) from error
        return file

    def names(self) -> list[str]:
        """The names of all files that lie there."""
        return [each.name for each in self._folder.iterdir()] if self._folder.exists() else []

    def require_room(self, size: int, delivery: str, name: str) -> None:
        """Refuse a file for which the disk has no room, beside all that is announced of others and has not come.

        Raises:
            NoRoom: it has none.
            DocumentError: the file's name does not do.
        """
        if self._free() - self._deliveries.awaited(delivery, name) - size < self._left_free:
            raise NoRoom("the server's disk has no room for this file; whoever runs pincite can make some")

    def append(self, upload: Upload, user: str, offset: int, piece: bytes, now: datetime) -> int:
        """Add a piece to a file that somebody sends; returns how many bytes are acknowledged then.

        Raises:
            OutOfStep: the piece begins elsewhere than at the end of what was acknowledged, or of what has come here:
                another server has the beginning.
            NoRoom: the disk has no more room than is to be left free.
            DocumentError: it goes over the end of the file.
            NotVisible: the file is no longer expected.
        """
        descriptor = self._opened(upload.id)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            current = self._deliveries.upload(upload.id, user)  # as it is while nobody else adds to it
            require_next(current, offset, len(piece))
            self._require_beginning(descriptor, upload.id, offset, now)
            if self._free() - len(piece) < self._left_free:
                raise NoRoom(FULL)
            self._write(descriptor, offset, piece)
            whole = None
            if self._bucket is not None and offset + len(piece) == current.size:
                content = os.pread(descriptor, current.size, 0)
                self._bucket.put(f"{BELOW}/{upload.id}", content)
                whole = sha256(content).hexdigest()
            self._deliveries.note_received(upload.id, offset + len(piece), now, whole)
        finally:
            os.close(descriptor)
        return offset + len(piece)

    def delete(self, identities: Iterable[str]) -> None:
        """Delete files that were read or are given up. Copies on other servers go when these look after theirs.

        Raises:
            WorkspaceError: the disk refused, or the bucket.
        """
        listed = tuple(identities)
        if self._bucket is not None and listed:
            self._bucket.delete(f"{BELOW}/{identity}" for identity in listed)
        try:
            for identity in listed:
                self.file(identity).unlink(missing_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"a file that was sent cannot be deleted from {self._folder} ({error.strerror}); check its permissions"
            ) from error

    def _free(self) -> int:
        """Bytes that the disk has free."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        found = os.statvfs(self._folder)
        return found.f_bavail * found.f_frsize

    def _opened(self, identity: str) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            is_new = not self.file(identity).exists()
            descriptor = os.open(self.file(identity), flags, 0o600)
            if is_new:
                flush_to_disk(self._folder)
        except OSError as error:
            raise WorkspaceError(
                f"nothing can be written into {self._folder} ({error.strerror}); check the disk and its permissions"
            ) from error
        return descriptor

    def _require_beginning(self, descriptor: int, identity: str, offset: int, now: datetime) -> None:
        """Refuse a piece of a file whose beginning another server has: it is sent anew from where this one ends.

        Raises:
            OutOfStep: less has come here than the piece goes on from.
        """
        here = os.fstat(descriptor).st_size
        if here < offset:
            self._deliveries.note_received(identity, here, now)
            raise OutOfStep(here)

    def _write(self, descriptor: int, offset: int, piece: bytes) -> None:
        try:
            os.ftruncate(descriptor, offset)
            written = 0
            while written < len(piece):
                written += os.pwrite(descriptor, piece[written:], offset + written)
            os.fdatasync(descriptor)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                os.ftruncate(descriptor, offset)
                raise NoRoom(FULL) from error
            raise WorkspaceError(
                f"a file that was sent cannot be written into {self._folder} ({error.strerror}); check the disk"
            ) from error
