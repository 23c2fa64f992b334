"""The messages between a record and its witness: one request, and five kinds of answer.

A request names the size that the witness last signed, as far as the sender knows, proves that the record grew from
there, and has the new signed head: `old SIZE`, the hashes of the proof in base64, each on a line, a blank line, the
note.

Source: C2SP tlog-witness, add-checkpoint.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.errors import RecordError

PATH = "/add-checkpoint"

LONGEST_REQUEST = 16_384
"""Bytes of a request: a proof of 63 hashes has 2,900, a note with a dozen signatures some 2,000."""

MOST_HASHES = 63
"""Hashes of a proof, as the protocol has it."""

SIZE_TYPE = "text/x.tlog.size"
"""The content type of a body that says which size a witness has signed."""


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """A new head, and the proof that the record with `old` records is the beginning of it."""

    old: int
    proof: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A witness's answer: an HTTP status, its body, and the body's content type."""

    status: int
    body: str = ""
    kind: str = "text/plain; charset=utf-8"


def written(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """A request as bytes."""
    hashes = "".join(f"{base64.b64encode(digest).decode()}\n" for digest in proof)
    return f"old {old}\n{hashes}\n{note}".encode()


def read(content: bytes) -> WitnessRequest:
    """The request that bytes spell.

    Raises:
        RecordError: they are not a request.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise RecordError("the request is not in UTF-8") from error
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    size = first.removeprefix("old ")
    if not blank or not first.startswith("old ") or not is_size(size):
        raise RecordError('the request does not begin with a line "old SIZE", a proof and a blank line')
    if len(lines) > MOST_HASHES:
        raise RecordError(f"the proof has {len(lines)} hashes, and at most {MOST_HASHES} are read")
    try:
        proof = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (binascii.Error, ValueError) as error:
        raise RecordError("a line of the proof is not base64") from error
    if any(len(digest) != 32 for digest in proof):
        raise RecordError("a hash of the proof does not have 32 bytes")
    return WitnessRequest(int(size), proof, note)


def is_size(text: str) -> bool:
    """True for a number of records as it is written: digits, no sign, no zero before others.

    >>> is_size("0"), is_size("12"), is_size("012"), is_size("-1"), is_size("")
    (True, True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) < 19 and str(int(text)) == text
