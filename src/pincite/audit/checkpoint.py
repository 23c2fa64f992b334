"""Signed heads as text: what a workspace's key says about the record, in a form that other tools check too.

A head is a C2SP checkpoint (https://c2sp.org/tlog-checkpoint) in a signed note (https://c2sp.org/signed-note): the
origin, the number of records, the root of their Merkle tree in base64, an extension line `chain HASH` with the hash of
the newest record in hex, a blank line, and a line `— NAME base64(key id || signature)` with an Ed25519 signature over
all lines before the blank one. So whoever witnesses transparency logs can witness this one. In a log that was put back
from a backup a second extension line `restored SEQ HASH` names the newest record that says so (see `restoring`).

Heads of records of format 1 have three lines only, and that record's hash in the root's place.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pincite.errors import RecordError

ED25519 = b"\x01"
"""The type of an Ed25519 key in a signed note."""

ORIGIN = "pincite/"
"""A workspace's origin, and the name of its key, is this followed by the workspace's id."""

LONGEST_NOTE = 100_000
"""Bytes of a file that may hold a signed head: one with its witnesses' signatures has some thousands."""

CHAIN = "chain "
"""The start of the extension line with the newest record's hash."""


RESTORED = "restored "
"""The start of the extension line that names the record since which the log continues from a backup."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record of a log, which stands for all before it too.

    `seq` is its place, 0 for an empty log, and `hash` its hash in hex. `root` is the root, in hex, of the Merkle tree
    over it and all records before; None if it was signed before there was a tree. `restored` is the place and hash of
    the newest record that says that the log was put back from a backup; None if there is none.
    """

    seq: int
    hash: str
    root: str | None
    restored: tuple[int, str] | None = None

    def agrees(self, other: "Head") -> bool:
        """True if both are heads of the same records; a head that was signed before there was a tree has no root."""
        same = (self.seq, self.hash) == (other.seq, other.hash)
        return same and (self.root == other.root or None in (self.root, other.root))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a workspace's key: 32 bytes, Ed25519. Its text is one line, a C2SP verifier key."""

    workspace: str
    public: bytes

    @property
    def name(self) -> str:
        """The key's name, which is also the origin of the checkpoints."""
        return ORIGIN + self.workspace

    @property
    def key_id(self) -> bytes:
        """The four bytes that say which key made a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def text(self) -> str:
        """The key as one line without its end: `NAME+KEYID+KEY`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


def parse_verifier_key(text: str) -> VerifierKey:
    """The key that one line spells.

    Raises:
        RecordError: it is not a workspace's key, or its id does not fit it.
    """
    name, _, rest = text.strip().partition("+")
    spelled_id, _, encoded = rest.partition("+")
    try:
        packed = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        packed = b""
    key = VerifierKey(name.removeprefix(ORIGIN), packed[1:])
    if packed[:1] != ED25519 or len(packed) != 33 or key.text() != f"{name}+{spelled_id}+{encoded}":
        raise RecordError(f"{text.strip()[:80]!r} is not the public key of a workspace; restore it from a backup")
    return key


def body(origin: str, head: Head) -> str:
    """The signed text: four lines, each with its end; three if there is no tree, five after a restore."""
    if head.root is None:
        return f"{origin}\n{head.seq}\n{_base64(head.hash)}\n"
    restored = "" if head.restored is None else f"{RESTORED}{head.restored[0]} {head.restored[1]}\n"
    return f"{origin}\n{head.seq}\n{_base64(head.root)}\n{CHAIN}{head.hash}\n{restored}"


def is_signed(key: VerifierKey, head: Head, signature: bytes) -> bool:
    """True when the workspace's key made this signature for this head."""
    return signed_by(key, body(key.name, head).encode(), signature)


@lru_cache(maxsize=1024)
def signed_by(key: VerifierKey, message: bytes, signature: bytes) -> bool:
    """True when the key made this signature for this message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def note(key: VerifierKey, head: Head, signature: bytes) -> str:
    """A signed head as text."""
    return f"{body(key.name, head)}\n— {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def read_note(file: Path, key: VerifierKey) -> tuple[str, Head]:
    """A signed head that somebody noted in a file, as text and as a value.

    Raises:
        RecordError: it cannot be read, or is not a head that the workspace's key signed.
    """
    try:
        # Mail and editors may have changed the ends of lines.
        text = file.read_bytes()[:LONGEST_NOTE].decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
        return text, open_note(text, key)
    except OSError as error:
        raise RecordError(f"the checkpoint {file} cannot be read ({error.strerror}); name another file") from error
    except RecordError as error:
        raise RecordError(f"the checkpoint in {file} does not hold: {error}") from error


def open_note(text: str, key: VerifierKey) -> Head:
    """The head in a note, after a check of the workspace's signature on it.

    Signatures by other keys, such as a witness's, are ignored.

    Raises:
        RecordError: it is not a checkpoint of this workspace, or the workspace's signature is missing or false.
    """
    signed, blank, signatures = text.partition("\n\n")
    lines = signed.split("\n")
    if (
        not blank
        or len(lines) not in (3, 4, 5)
        or lines[0] != key.name
        or not (lines[1].isascii() and lines[1].isdigit() and len(lines[1]) < 19)
    ):
        raise RecordError(f"it is not a signed head of the workspace {key.workspace}")
    try:
        third = base64.b64decode(lines[2], validate=True).hex()
        seq = int(lines[1])
        head = (
            Head(seq, third, None)
            if len(lines) == 3
            else Head(seq, lines[3].removeprefix(CHAIN), third, _restored(lines[4:]))
        )
        packed = [
            base64.b64decode(line.removeprefix(f"— {key.name} "), validate=True)
            for line in signatures.splitlines()
            if line.startswith(f"— {key.name} ")
        ]
    except (binascii.Error, ValueError) as error:
        raise RecordError(f"it is a damaged head ({error})") from error
    if body(key.name, head) != signed + "\n":
        raise RecordError("it is a head in another spelling than the one that is signed")
    if not any(made[:4] == key.key_id and is_signed(key, head, made[4:]) for made in packed):
        raise RecordError("its signature was not made by the workspace's key")
    return head


def _restored(lines: Sequence[str]) -> tuple[int, str] | None:
    """What the line after the newest record's hash says; None if there is no such line, `ValueError` if it is wrong."""
    for line in lines:
        seq, _, digest = line.removeprefix(RESTORED).partition(" ")
        return int(seq), digest
    return None


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()
