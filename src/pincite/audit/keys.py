"""Where a workspace's private key is, and how it signs: a file, the keyring of the operating system, or a command.

The command is for keys that never leave a device or a service (HSM, KMS): it reads the bytes to sign from its standard
input and prints the signature in base64. The key of a workspace is never inside the workspace.
"""

import base64
import binascii
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from pincite.audit.checkpoint import VerifierKey, signed_by
from pincite.audit.durable import as_record_error, write_new
from pincite.errors import KeyringError, RecordError
from pincite.keyrings import put_secret, secret_of

SERVICE = "pincite"
"""The service under which a keyring has our keys; the user is the workspace's id."""

SIGN_TIMEOUT_S = 10.0
"""Seconds for a command to sign: a service in another region takes half a second, a card that wakes up a few."""

SIGNATURE_BYTES = 64


class KeyPlace(Protocol):
    """A place that has or makes a workspace's private key."""

    def create(self, workspace: str) -> bytes:
        """The public half, 32 bytes, of the key for a new workspace; the key is made unless it exists.

        Raises:
            RecordError: it can neither be made nor found.
        """
        ...

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """The 64 bytes of a signature that this key verifies.

        Raises:
            RecordError: the private key is missing, damaged, or another workspace's.
        """
        ...


class KeyFile:
    """A private key in a file (PEM, PKCS 8, unencrypted, readable by its owner alone)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._loaded: Ed25519PrivateKey | None = None

    def create(self, workspace: str) -> bytes:  # noqa: ARG002 - one file, one key
        """The public half of the key in the file, or of one that is made there."""
        if not self.path.exists():
            with as_record_error("the key of a new workspace cannot be kept"):
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_new(self.path, _pem(Ed25519PrivateKey.generate()), 0o600)
        return self._load().public_key().public_bytes_raw()

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """A signature by the key in the file."""
        if self._loaded is None:
            loaded = self._load()
            if loaded.public_key().public_bytes_raw() != key.public:
                raise RecordError(f"the signing key {self.path} is not this workspace's; {_FIX}")
            self._loaded = loaded
        return self._loaded.sign(message)

    def is_there(self, key: VerifierKey) -> bool:
        """True when the file has the private half of this key."""
        try:
            return self._load().public_key().public_bytes_raw() == key.public
        except RecordError:
            return False

    def _load(self) -> Ed25519PrivateKey:
        with as_record_error("the workspace's signing key cannot be read", _FIX):
            pem = self.path.read_bytes()
        return _private(pem, f"the workspace's signing key {self.path}")


class MemoryKey:
    """A private key that only this process has, for a record in memory."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()

    def create(self, workspace: str) -> bytes:  # noqa: ARG002 - one key
        """The public half of the key."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """A signature by the key."""
        if self._private.public_key().public_bytes_raw() != key.public:
            raise RecordError("the signing key in memory is not this workspace's; use the one it was made with")
        return self._private.sign(message)


class KeyringKey:
    """A private key in the keyring of the operating system, through the optional package `keyring`."""

    def __init__(self) -> None:
        self._loaded: dict[str, Ed25519PrivateKey] = {}

    def create(self, workspace: str) -> bytes:
        """The public half of a key that is made and put into the keyring."""
        private = Ed25519PrivateKey.generate()
        try:
            put_secret(SERVICE, workspace, _pem(private).decode())
        except KeyringError as error:
            raise RecordError(
                f"the key of a new workspace finds no place: {error}, or set another key under [audit] in settings.toml"
            ) from error
        return self._load(workspace).public_key().public_bytes_raw()

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """A signature by the key that the keyring has for this workspace."""
        if key.workspace not in self._loaded:
            loaded = self._load(key.workspace)
            if loaded.public_key().public_bytes_raw() != key.public:
                raise RecordError(f"the key in the keyring for {key.workspace} is not this workspace's; {_FIX}")
            self._loaded[key.workspace] = loaded
        return self._loaded[key.workspace].sign(message)

    def _load(self, workspace: str) -> Ed25519PrivateKey:
        try:
            pem = secret_of(SERVICE, workspace)
        except KeyringError as error:
            raise RecordError(str(error)) from error
        if pem is None:
            raise RecordError(f"the keyring has no key for the service {SERVICE} and the user {workspace}; {_FIX}")
        return _private(pem.encode(), f"the key in the keyring for {workspace}")


@dataclass(frozen=True, slots=True)
class SigningCommand:
    """A command that signs: the client of a KMS or an HSM.

    `command` is its program and arguments; no shell reads them. `public` is a file with the public half (PEM), which is
    needed to make a workspace. `timeout_s` is how long it may take, in seconds.
    """

    command: tuple[str, ...]
    public: Path | None = None
    timeout_s: float = SIGN_TIMEOUT_S

    def create(self, workspace: str) -> bytes:  # noqa: ARG002 - one command, one key
        """The stated public half of the command's key, after a check of a signature that the command made."""
        if self.public is None:
            raise RecordError(
                "a new workspace whose heads a command signs needs the public half of its key; set public_key under "
                "[audit] in settings.toml to a PEM file"
            )
        with as_record_error("the public half of the signing key cannot be read", "name a PEM file that is there"):
            pem = self.public.read_bytes()
        try:
            public = load_pem_public_key(pem)
        except ValueError as error:
            raise RecordError(f"{self.public} holds no public key ({error}); give it in PEM form") from error
        if not isinstance(public, Ed25519PublicKey):
            raise RecordError(f"{self.public} holds a public key of another kind; pincite signs with Ed25519")
        raw = public.public_bytes_raw()
        self.sign(VerifierKey("", raw), b"pincite: is this key there?\n")
        return raw

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """The signature that the command prints, after a check that the workspace's key made it."""
        name = self.command[0]
        try:
            ended = subprocess.run(  # noqa: S603 - the firm's own command, from its settings
                self.command, input=message, capture_output=True, timeout=self.timeout_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise RecordError(
                f"the command that signs heads, {name}, has not answered within {self.timeout_s:g} seconds; see to "
                "it, or raise sign_timeout_s under [audit] in settings.toml"
            ) from error
        except OSError as error:
            raise RecordError(f"the command that signs heads, {name}, cannot be run ({error}); correct it") from error
        if ended.returncode != 0:
            said = " ".join(ended.stderr.decode("utf-8", "replace").split())[:200]
            raise RecordError(
                f"the command that signs heads, {name}, failed with status {ended.returncode}"
                f"{': ' + said if said else ''}; see to it"
            )
        try:
            signature = base64.b64decode(b"".join(ended.stdout.split()), validate=True)
        except binascii.Error:
            signature = b""
        if len(signature) != SIGNATURE_BYTES:
            raise RecordError(f"the command that signs heads, {name}, printed no Ed25519 signature in base64")
        if not signed_by(key, message, signature):
            raise RecordError(f"the command that signs heads, {name}, signed with another key than the workspace's")
        return signature


_FIX = "put it back from a backup, or run as the user who made the workspace"


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private(pem: bytes, what: str) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise RecordError(f"{what} is damaged ({error}); {_FIX}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise RecordError(f"{what} is not this workspace's; {_FIX}")
    return private
