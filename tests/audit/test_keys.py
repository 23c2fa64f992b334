"""Where the key may be: a file, the keyring, a command; and what is said when it cannot sign."""

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.keys import KeyFile, KeyPlace, KeyringKey, SigningCommand
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

SIGNER = """
import base64, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.argv[1]))
print(base64.b64encode(private.sign(sys.stdin.buffer.read())).decode())
"""
"""What the client of a KMS does: the bytes come in, a signature goes out."""


def command(tmp_path: Path, program: str, *arguments: str, seconds: float = 20) -> SigningCommand:
    script, public = tmp_path / "sign.py", tmp_path / "public.pem"
    script.write_text(textwrap.dedent(program))
    public.write_bytes(PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return SigningCommand((sys.executable, str(script), *arguments), public, seconds)


def write(workspace: Path, places: Places, private: KeyPlace, ask: Ask) -> HeadKeeper:
    """A workspace made with a key, and two records in it, written by two processes' worth of opening."""
    HeadKeeper.create(workspace / "workspace.vkey", places, private)
    for name in ("q1", "q2"):
        keeper = HeadKeeper.open(workspace / "workspace.vkey", places, private)
        with SqliteAuditLog(workspace / "audit.db", keeper) as log:
            asyncio.run(log.append(ask(name)))
    return keeper


def test_a_command_signs(workspace: Path, places: Places, tmp_path: Path, ask: Ask) -> None:
    heads = write(workspace, places, command(tmp_path, SIGNER, bytes(range(32)).hex()), ask)
    assert heads.key.public == PRIVATE.public_key().public_bytes_raw()
    assert not places.keys.exists()
    assert verify(workspace / "audit.db", heads).ok


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import sys; sys.exit('no such\\n\\x1b[31mkey')", "failed with status 1: no such .*key; see to it"),
        ("import time; time.sleep(60)", "has not answered within 1 seconds"),
        ("print('no base64!')", "printed no Ed25519 signature in base64"),
        ("print('AAAA')", "printed no Ed25519 signature in base64"),
        ("pass", "printed no Ed25519 signature in base64"),
        (SIGNER.replace("sys.argv[1]", repr("ab" * 32)), "signed with another key than the workspace's"),
        (SIGNER.replace("sys.stdin.buffer.read()", "b'else'"), "signed with another key than the workspace's"),
    ],
    ids=["fails", "hangs", "no base64", "too short", "nothing", "another key", "something else signed"],
)
def test_a_command_that_does_not_sign_releases_nothing(
    workspace: Path, places: Places, tmp_path: Path, ask: Ask, program: str, sentence: str
) -> None:
    good = command(tmp_path, SIGNER, bytes(range(32)).hex())
    heads = write(workspace, places, good, ask)
    bad = command(tmp_path, program, bytes(range(32)).hex(), seconds=1 if "sleep" in program else 20)
    with (
        SqliteAuditLog(workspace / "audit.db", HeadKeeper.open(workspace / "workspace.vkey", places, bad)) as log,
        pytest.raises(RecordError, match=sentence) as told,
    ):
        asyncio.run(log.append(ask("q3")))
    assert "\n" not in str(told.value)
    found = verify(workspace / "audit.db", heads)
    assert (found.ok, found.records) == (True, 2)


def test_a_command_that_is_not_there_is_a_sentence(workspace: Path, places: Places, tmp_path: Path) -> None:
    there = command(tmp_path, SIGNER)
    absent = SigningCommand((str(tmp_path / "none"),), there.public)
    with pytest.raises(RecordError, match="none, cannot be run"):
        HeadKeeper.create(workspace / "workspace.vkey", places, absent)
    assert list(workspace.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "set public_key under"),
        (b"", "holds no public key"),
        (b"missing", "cannot be read"),
        (
            generate_private_key(SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "of another kind; pincite signs with Ed25519",
        ),
    ],
    ids=["not set", "empty", "missing", "another kind of key"],
)
def test_a_new_workspace_needs_the_public_half_of_a_commands_key(
    workspace: Path, places: Places, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    public = None if content is None else tmp_path / "its.pem"
    if public is not None and content != b"missing":
        public.write_bytes(content or b"")
    with pytest.raises(RecordError, match=sentence):
        HeadKeeper.create(workspace / "workspace.vkey", places, SigningCommand((sys.executable,), public))


def test_a_key_file_that_is_there_is_used_and_one_that_is_not_is_made(
    workspace: Path, places: Places, tmp_path: Path, ask: Ask
) -> None:
    given = tmp_path / "given.pem"
    given.write_bytes(PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    heads = write(workspace, places, KeyFile(given), ask)
    assert heads.key.public == PRIVATE.public_key().public_bytes_raw()
    other = tmp_path / "other"
    other.mkdir()
    made = HeadKeeper.create(other / "workspace.vkey", places, KeyFile(tmp_path / "deep" / "made.pem"))
    assert (tmp_path / "deep" / "made.pem").stat().st_mode & 0o777 == 0o600
    assert made.key.public != heads.key.public


def test_without_the_package_keyring_is_a_sentence(workspace: Path, places: Places) -> None:
    program = f"""
        import sys
        sys.modules["keyring"] = sys.modules["keyring.errors"] = None
        from pathlib import Path
        from pincite.audit.heads import HeadKeeper, Places
        from pincite.audit.keys import KeyringKey
        from pincite.errors import RecordError
        try:
            HeadKeeper.create(Path({str(workspace)!r}) / "v", Places(Path("h"), Path("k")), KeyringKey())
        except RecordError as error:
            print(error)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert "the package keyring is not installed; run: pip install 'pincite[keyring]'" in ended.stdout


def test_the_keyring_keeps_the_key(workspace: Path, places: Places, ask: Ask) -> None:
    """With a backend in memory: what is on this machine's keyring is left alone."""
    keyring = pytest.importorskip("keyring")
    backend = pytest.importorskip("keyring.backend")

    class InMemory(backend.KeyringBackend):  # type: ignore[name-defined,misc]
        priority = 1
        kept: ClassVar[dict[tuple[str, str], str]] = {}

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    try:
        heads = write(workspace, places, KeyringKey(), ask)
        assert verify(workspace / "audit.db", heads).ok
        assert list(InMemory.kept) == [("pincite", heads.key.workspace)]
        InMemory.kept.clear()
        with (
            SqliteAuditLog(
                workspace / "audit.db", HeadKeeper.open(workspace / "workspace.vkey", places, KeyringKey())
            ) as log,
            pytest.raises(RecordError, match="the keyring has no key"),
        ):
            asyncio.run(log.append(ask("q3")))
    finally:
        keyring.set_keyring(before)
