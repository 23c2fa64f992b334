"""The key of a witness, and what it signs: the head of a record together with the time at which it saw it."""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pincite.errors import RecordError

COSIGNATURE = b"\x04"
"""The type of a key for timestamped Ed25519 cosignatures in a signed note."""

LONGEST_NAME = 200
"""Characters of a witness's name."""


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The public half of a witness's key, with the name under which it signs. Its text is one C2SP verifier key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that say which key made a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    def text(self) -> str:
        """The key as one line without its end: `NAME+KEYID+KEY`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(COSIGNATURE + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness saw a head at a time: seconds since 1970, by its own clock."""

    key: WitnessKey
    at: int


def is_witness_name(name: str) -> bool:
    """True for a name that can stand in a signed note: printable, without spaces and plus signs."""
    return (
        bool(name)
        and len(name) <= LONGEST_NAME
        and name.isprintable()
        and not any(c.isspace() or c == "+" for c in name)
    )


def parse_witness_key(text: str) -> WitnessKey:
    """The key that one line spells.

    Raises:
        RecordError: it is not a key for cosignatures, or its id does not fit it.
    """
    line = text.strip()
    name, _, rest = line.partition("+")
    encoded = rest.partition("+")[2]
    try:
        packed = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        packed = b""
    key = WitnessKey(name, packed[1:])
    if not is_witness_name(name) or packed[:1] != COSIGNATURE or len(packed) != 33 or key.text() != line:
        raise RecordError(
            f"{line[:80]!r} is not the public key of a witness; it is one line that the witness prints, NAME+KEYID+KEY"
        )
    return key


def signed_text(body: str, at: int) -> bytes:
    """What a witness signs: two lines that say so, and when, then a head's own lines (`checkpoint.body`).

    Source: C2SP tlog-cosignature, Ed25519.
    """
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def cosign(key: WitnessKey, private: Ed25519PrivateKey, body: str, at: int) -> str:
    """The line, with its end, that a witness adds to a signed head."""
    packed = key.key_id + struct.pack(">Q", at) + private.sign(signed_text(body, at))
    return f"— {key.name} {base64.b64encode(packed).decode()}\n"


def cosignature_in(note: str, key: WitnessKey) -> Cosignature | None:
    """A witness's cosignature in a note, the newest if there are several; None if there is none.

    Raises:
        RecordError: a line claims to be the witness's signature and is false.
    """
    signed, blank, lines = note.partition("\n\n")
    found: list[int] = []
    for line in lines.splitlines() if blank else ():
        if not line.startswith(f"— {key.name} "):
            continue
        try:
            packed = base64.b64decode(line.removeprefix(f"— {key.name} "), validate=True)
        except (binascii.Error, ValueError):
            packed = b""
        if packed[:4] != key.key_id:
            continue  # another key of the same name
        at = struct.unpack(">Q", packed[4:12])[0] if len(packed) == 76 else -1
        try:
            if at < 0:
                raise InvalidSignature
            Ed25519PublicKey.from_public_bytes(key.public).verify(packed[12:], signed_text(f"{signed}\n", at))
        except InvalidSignature:
            raise RecordError(f"the signature of the witness {key.name} on it is false") from None
        found.append(at)
    return Cosignature(key, max(found)) if found else None
