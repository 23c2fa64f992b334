import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pincite.audit.checkpoint import Head, VerifierKey, body, is_signed, note, open_note, parse_verifier_key
from pincite.errors import RecordError

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey("0f" * 16, PRIVATE.public_key().public_bytes_raw())
HEAD = Head(20852163, hashlib.sha256(b"newest").hexdigest(), hashlib.sha256(b"root").hexdigest())
OLD = Head(20852163, hashlib.sha256(b"newest").hexdigest(), None)


def sign(private: Ed25519PrivateKey, head: Head) -> bytes:
    return private.sign(body(KEY.name, head).encode())


SIGNATURE = sign(PRIVATE, HEAD)


def test_a_head_is_a_checkpoint_in_a_signed_note() -> None:
    root = base64.b64encode(hashlib.sha256(b"root").digest()).decode()
    newest = hashlib.sha256(b"newest").hexdigest()
    text = f"pincite/{'0f' * 16}\n20852163\n{root}\nchain {newest}\n"
    key_id = hashlib.sha256(KEY.name.encode() + b"\n\x01" + KEY.public).digest()[:4]
    signature = PRIVATE.sign(text.encode())
    line = f"— {KEY.name} {base64.b64encode(key_id + signature).decode()}\n"
    assert note(KEY, HEAD, SIGNATURE) == text + "\n" + line


def test_a_signed_head_opens_to_itself() -> None:
    assert open_note(note(KEY, HEAD, SIGNATURE), KEY) == HEAD
    assert is_signed(KEY, HEAD, SIGNATURE)


def test_a_head_from_before_there_was_a_tree_has_three_lines_and_opens() -> None:
    text = note(KEY, OLD, sign(PRIVATE, OLD))
    newest = base64.b64encode(bytes.fromhex(OLD.hash)).decode()
    assert text.startswith(f"pincite/{'0f' * 16}\n20852163\n{newest}\n\n— ")
    assert open_note(text, KEY) == OLD


def test_heads_agree_on_the_same_records() -> None:
    assert HEAD.agrees(HEAD)
    assert HEAD.agrees(OLD)
    assert not HEAD.agrees(Head(HEAD.seq, HEAD.hash, HEAD.hash))
    assert not HEAD.agrees(Head(HEAD.seq, str(HEAD.root), HEAD.root))
    assert not HEAD.agrees(Head(1, HEAD.hash, HEAD.root))


def test_a_witness_may_add_a_signature() -> None:
    assert open_note(note(KEY, HEAD, SIGNATURE) + "— witness.example/w1 AAAA\n", KEY) == HEAD


def test_the_public_key_is_one_line_and_reads_back() -> None:
    assert parse_verifier_key(KEY.text() + "\n") == KEY


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text.replace("20852163", "20852162"), id="another size"),
        pytest.param(lambda text: text.replace("20852163", "020852163"), id="another spelling of the size"),
        pytest.param(lambda text: text.replace("20852163", "-1"), id="no size"),
        pytest.param(lambda text: text.replace("20852163", "9" * 5000), id="a size past all numbers"),
        pytest.param(lambda text: text.replace("20852163\n", "20852163\n\n"), id="another layout"),
        pytest.param(lambda text: re.sub("chain .*\n", "", text), id="no chain"),
        pytest.param(lambda text: text.replace("chain ", ""), id="a chain under no name"),
        pytest.param(lambda text: re.sub("chain .{4}", "chain 0000", text), id="another chain"),
        pytest.param(lambda text: text.replace("\n\n", "\nmore\n\n"), id="another line"),
        pytest.param(lambda text: note(KEY, OLD, SIGNATURE), id="the signature of one with a tree on one without"),
        pytest.param(lambda text: text.replace("pincite/0f", "pincite/0e"), id="another workspace"),
        pytest.param(lambda text: text.split("—")[0], id="no signature"),
        pytest.param(lambda text: text.replace("—", "-"), id="no signature line"),
        pytest.param(lambda text: text[:-20] + "\n", id="a cut signature"),
        pytest.param(lambda text: text.replace("=\n", "!\n"), id="no base64"),
        pytest.param(lambda text: "", id="an empty file"),
        pytest.param(lambda text: "\x00\ufffd" * 100, id="garbage"),
        pytest.param(lambda text: note(KEY, HEAD, sign(Ed25519PrivateKey.generate(), HEAD)), id="another's signature"),
        pytest.param(lambda text: note(KEY, Head(1, HEAD.hash, HEAD.root), SIGNATURE), id="another head's signature"),
    ],
)
def test_a_head_that_the_key_did_not_sign_as_it_stands_does_not_open(damage: Callable[[str], str]) -> None:
    damaged = damage(note(KEY, HEAD, SIGNATURE))
    assert damaged != note(KEY, HEAD, SIGNATURE)
    with pytest.raises(RecordError):
        open_note(damaged, KEY)


@pytest.mark.parametrize(
    "text", ["", "pincite/ab", KEY.text()[:-4], KEY.text().replace("pincite", "pincit"), "a+b+c+d"]
)
def test_what_is_no_public_key_of_a_workspace_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="is not the public key of a workspace"):
        parse_verifier_key(text)
