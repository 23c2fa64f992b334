"""Shows a record's newest head to a witness, and keeps what it signed in the second place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from pincite.audit.checkpoint import Head, open_note
from pincite.audit.durable import as_record_error, put_whole
from pincite.audit.heads import HeadKeeper, place_name
from pincite.audit.witness.cosigning import Cosignature, WitnessKey, cosignature_in
from pincite.audit.witness.protocol import LONGEST_REQUEST, PATH, SIZE_TYPE, is_size, written
from pincite.errors import RecordError

TIMEOUT_S = 10.0
"""Seconds for an answer: a witness signs in milliseconds, a network far away takes some hundreds."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its key, and its HTTP(S) address without the path of the protocol."""

    key: WitnessKey
    url: str


Proof = Callable[[int, int], tuple[bytes, ...]]
"""Returns the hashes that prove that a record of so many records (the second) begins with so many (the first)."""


def cosigned_path(heads: HeadKeeper, log: Path, key: WitnessKey) -> Path:
    """The file in the second place with the newest head of a log that a witness signed."""
    return heads.folder / f"{place_name(log)}.{key.key_id.hex()}.cosigned"


def kept(heads: HeadKeeper, log: Path, key: WitnessKey) -> tuple[str, Head, Cosignature] | None:
    """The last head of a log that a witness signed, as it is kept; None before the first.

    Raises:
        RecordError: it cannot be read, or one of the two signatures on it is false.
    """
    path = cosigned_path(heads, log, key)
    with as_record_error(f"what the witness {key.name} signed cannot be read from {path}"):
        if not path.exists():
            return None
        note = path.read_text(encoding="utf-8")
    head = open_note(note, heads.key)
    made = cosignature_in(note, key)
    if made is None:
        raise RecordError(f"{path} has no signature of the witness {key.name}")
    return note, head, made


def submit(note: str, proof: Proof, heads: HeadKeeper, log: Path, witness: Witness) -> tuple[Head, Cosignature]:
    """Have a witness sign the newest head, and keep what it signed.

    Raises:
        RecordError: it cannot be reached, or does not sign: the sentence says what that means.
    """
    head = open_note(note, heads.key)
    before = kept(heads, log, witness.key)
    old = 0 if before is None or _is_lost(before[1], head) else before[1].seq
    for _ in range(2):  # the witness may have signed more, or less, than is kept here; then it says how much
        if old > head.seq:
            raise RecordError(
                f"the witness {witness.key.name} has signed {old} records, and the record has {head.seq}: it was cut "
                "off or is an older copy; run: pincite audit verify"
            )
        status, kind, text = _asked(written(old, proof(old, head.seq), note), witness)
        if status != 409 or not kind.startswith(SIZE_TYPE) or not is_size(text.strip()) or int(text) == old:
            break
        old = int(text)
    if status == 200:
        return _signed(note, text, heads, log, witness.key)
    if status == 404:
        raise RecordError(
            f"the witness {witness.key.name} does not witness this record yet; give whoever runs it the file "
            "workspace.vkey"
        )
    if status == 422 and old == 0:
        raise RecordError(
            f"the witness {witness.key.name} has taken the record up again and signs only what names a restore since; "
            "if you put all of it back, heads included, give whoever runs it the output of: "
            "pincite audit head --checkpoint"
        )
    if status in (409, 422):
        raise RecordError(
            f"the witness {witness.key.name} does not sign: the record does not begin with the {old} records that it "
            "signed before, so it was rewritten, cut or put back; run: pincite audit verify"
        )
    raise RecordError(f"the witness {witness.key.name} does not sign (it answered with status {status})")


def _is_lost(before: Head, head: Head) -> bool:
    """True if a head that was signed before may count records that a restore lost."""
    return head.restored is not None and head.restored != before.restored and before.seq >= head.restored[0]


def _signed(note: str, line: str, heads: HeadKeeper, log: Path, key: WitnessKey) -> tuple[Head, Cosignature]:
    whole = note.rstrip("\n") + "\n" + line.strip() + "\n"
    made = cosignature_in(whole, key)
    if made is None:
        raise RecordError(f"what the witness {key.name} sent back is not signed by the key in the settings")
    head = open_note(whole, heads.key)
    with as_record_error(f"what the witness {key.name} signed cannot be kept in {heads.folder}"):
        put_whole(cosigned_path(heads, log, key), whole.encode(), 0o600)
    return head, made


def _asked(request: bytes, witness: Witness) -> tuple[int, str, str]:
    """Status, kind and text of the answer. No redirect is followed, and no proxy of the environment is asked."""
    try:
        with (
            httpx2.Client(timeout=TIMEOUT_S, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", witness.url.rstrip("/") + PATH, content=request) as answer,
        ):
            text = b""
            for piece in answer.iter_bytes():
                text += piece
                if len(text) > LONGEST_REQUEST:
                    raise RecordError(f"the witness {witness.key.name} sends back more than an answer has")
            return answer.status_code, answer.headers.get("content-type", ""), text.decode("utf-8", "replace")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise RecordError(
            f"the witness {witness.key.name} cannot be reached at {witness.url} ({error}); try again later"
        ) from error
