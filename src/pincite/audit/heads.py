"""The second place: where the newest signed head of a record is kept, apart from the workspace.

From a hash chain alone nobody can see that its last records were cut off, nor that somebody with the file wrote all of
it anew. So after each record the head (how many records, and the hash of the last) is signed and put where the
workspace is not. The key that signs is kept apart as well; the workspace holds only its own id and the public half.

One folder for each workspace id holds `public.vkey`, a second copy of the public half, and one `PLACE.head` for each
path at which the workspace's record was ever written. A workspace that was copied or moved thereby carries on from the
head it had, and neither copy takes the other for one that was cut.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from pincite.audit.chain import genesis
from pincite.audit.checkpoint import Head, VerifierKey, is_signed, note, open_note, parse_verifier_key, sign
from pincite.audit.event import Problem
from pincite.errors import RecordError


@dataclass(frozen=True, slots=True)
class Places:
    """The folders outside every workspace in which signed heads and private keys are kept."""

    heads: Path
    keys: Path


def default_places(environment: Mapping[str, str], home: Path) -> Places:
    """Where the XDG Base Directory Specification puts state and configuration; it says to ignore relative paths."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    configuration = Path(environment.get("XDG_CONFIG_HOME", ""))
    return Places(
        heads=(state if state.is_absolute() else home / ".local" / "state") / "pincite" / "heads",
        keys=(configuration if configuration.is_absolute() else home / ".config") / "pincite" / "keys",
    )


class HeadKeeper:
    """Signs heads with a workspace's key, and keeps them in the second place."""

    def __init__(self, key: VerifierKey, places: Places) -> None:
        self.key = key
        self.folder = places.heads / key.workspace
        self._private_path = places.keys / f"{key.workspace}.key"
        self._private: Ed25519PrivateKey | None = None

    @classmethod
    def create(cls, identity: Path, places: Places) -> Self:
        """Make a new workspace's id and key; the public half goes to the file `identity` in the workspace, last.

        Raises:
            RecordError: one of the places cannot be written, or the file exists.
        """
        private = Ed25519PrivateKey.generate()
        key = VerifierKey(secrets.token_hex(16), private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        keeper = cls(key, places)
        line = (key.text() + "\n").encode()
        with _told("the key of a new workspace cannot be kept"):
            keeper._private_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            keeper.folder.mkdir(mode=0o700, parents=True)
            _write_new(
                keeper._private_path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600
            )
            _write_new(keeper.folder / "public.vkey", line, 0o644)
            _write_new(identity, line, 0o644)
        return keeper

    @classmethod
    def open(cls, identity: Path, places: Places) -> Self:
        """The keeper of an existing workspace.

        Raises:
            RecordError: the file with its id and public key is missing or damaged.
        """
        with _told("the workspace's id and public key cannot be read"):
            return cls(parse_verifier_key(identity.read_bytes().decode("utf-8", "replace")), places)

    @property
    def genesis(self) -> str:
        """The hash that stands before the workspace's first record."""
        return genesis(self.key.workspace)

    def sign(self, head: Head) -> bytes:
        """A head's signature.

        Raises:
            RecordError: the private key is missing, damaged, or another workspace's.
        """
        if self._private is None:
            self._private = self._load()
        return sign(self._private, self.key.name, head)

    def is_signed(self, head: Head, signature: bytes) -> bool:
        """True when the workspace's key signed this head."""
        return is_signed(self.key, head, signature)

    def path(self, log: Path) -> Path:
        """The file in the second place that holds the head of a log at this path."""
        return self.folder / f"{hashlib.sha256(os.fsencode(log.resolve())).hexdigest()[:16]}.head"

    def head(self, log: Path) -> Head | None:
        """The last head signed for a log at this path, None when there never was one.

        Raises:
            RecordError: there is one that cannot be read, or that the workspace's key did not sign.
        """
        return self._open(self.path(log))

    def heads_elsewhere(self, log: Path) -> list[Head]:
        """The heads signed for the same workspace at other paths; those that cannot be read count for nothing."""
        here = self.path(log)
        heads = []
        for path in sorted(self.folder.glob("*.head")):
            if path != here:
                try:
                    head = self._open(path)
                except RecordError:
                    continue
                if head is not None:
                    heads.append(head)
        return heads

    def stage(self, log: Path, head: Head, signature: bytes) -> Path:
        """Put a head durably beside its place, so that only renaming it is left to do.

        Raises:
            RecordError: the second place cannot be written.
        """
        staged = self.path(log).with_suffix(".next")
        with _told(f"the signed head of the audit record cannot be kept in {self.folder}"):
            _write(staged, note(self.key, head, signature).encode(), os.O_TRUNC, 0o600)
        return staged

    def publish(self, staged: Path) -> None:
        """Put a staged head in its place, durably.

        Raises:
            RecordError: the second place cannot be written.
        """
        with _told(f"the signed head of the audit record cannot be kept in {self.folder}"):
            staged.replace(staged.with_suffix(".head"))
            sync_folder(self.folder)

    def key_problem(self) -> Problem | None:
        """What is wrong when the public key in the workspace is not the one in the second place."""
        try:
            with _told("the second copy of the workspace's public key cannot be read"):
                kept = parse_verifier_key((self.folder / "public.vkey").read_bytes().decode("utf-8", "replace"))
        except RecordError as error:
            return Problem(0, str(error))
        if kept == self.key:
            return None
        return Problem(0, f"the public key in the workspace is not the one kept in {self.folder}: one was exchanged")

    def problems(self, log: Path, tail: Head, hash_at: Callable[[int], str | None]) -> list[Problem]:
        """What the signed heads say is wrong with a log that ends in `tail`; empty when they agree.

        The log may be one record ahead: that one was written, and its writer died before its head was in place. Its
        signature, which stands beside it in the log, is the caller's to check. `hash_at` gives a record's hash.
        """
        try:
            here = self.head(log)
        except RecordError as error:
            return [Problem(0, str(error))]
        if here == tail:
            return []
        if here is not None and here.seq > tail.seq:
            return [_cut(tail, here)]
        if here is not None and hash_at(here.seq) != here.hash:
            return [Problem(here.seq, f"record {here.seq} is not the one that the signed head names: it was rewritten")]
        known = [*([here] if here else []), *self.heads_elsewhere(log)]
        if not known:
            return [
                Problem(
                    0,
                    f"there is no signed head in {self.folder} (removed, or kept under another XDG_STATE_HOME or "
                    "HOME), so whether records were cut off is unknown",
                )
            ]
        newest = max((head.seq for head in known if hash_at(head.seq) == head.hash), default=-1)
        if newest >= tail.seq - 1:
            return []
        longest = max(known, key=lambda head: head.seq)
        if here is None and longest.seq > tail.seq:
            return [_cut(tail, longest)]
        if newest < 0:
            return [Problem(longest.seq, f"record {longest.seq} is not the one that any signed head names")]
        return [
            Problem(newest + 1, f"records {newest + 1} to {tail.seq} came after the last signed head: it was put back")
        ]

    def _open(self, path: Path) -> Head | None:
        with _told(f"the signed head {path} cannot be read"):
            try:
                text = path.read_bytes().decode("utf-8", "replace")
            except FileNotFoundError:
                return None
            try:
                return open_note(text, self.key)
            except RecordError as error:
                raise RecordError(f"the signed head {path} does not hold: {error}") from error

    def _load(self) -> Ed25519PrivateKey:
        fix = "put it back from a backup, or run as the user who made the workspace"
        with _told("the workspace's signing key cannot be read", fix):
            pem = self._private_path.read_bytes()
        try:
            private = load_pem_private_key(pem, password=None)
        except ValueError as error:
            raise RecordError(
                f"the workspace's signing key {self._private_path} is damaged ({error}); {fix}"
            ) from error
        if (
            not isinstance(private, Ed25519PrivateKey)
            or private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) != self.key.public
        ):
            raise RecordError(f"the signing key {self._private_path} is not this workspace's; {fix}")
        return private


def _cut(tail: Head, head: Head) -> Problem:
    gone = f"record {head.seq} is" if head.seq == tail.seq + 1 else f"records {tail.seq + 1} to {head.seq} are"
    return Problem(
        tail.seq + 1,
        f"{gone} missing: the signed head counts {head.seq} records and the log has {tail.seq}, "
        f"so it was cut off or is an older copy",
    )


@contextmanager
def _told(what: str, fix: str = "check that the folder exists and can be written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RecordError(f"{what} ({error}); {fix}") from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    _write(path, content, os.O_EXCL, mode)
    sync_folder(path.parent)


def _write(path: Path, content: bytes, how: int, mode: int) -> None:
    """Write a whole file through to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: without this a power failure may bring an old name back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
