"""`pincite access key`, `two-person`: keys of second persons, and the actions that take two people."""

import base64
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.options import FILE, Verbs, call
from pincite.cli.output import emit
from pincite.errors import AccessError
from pincite.views.signing import PublicKey, Signature

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


PASSPHRASE = click.option("--passphrase", is_flag=True, help="Ask for a passphrase that the key is kept under.")
ACTION = click.argument("action", type=click.Choice(["wall remove", "role", "erase", "hold lift", "sensitivity lower"]))


@click.group("key", cls=Verbs)
def key_group() -> None:
    """Keys with which people confirm what takes two people; each keeps the private half to themselves."""


@key_group.command("make")
@click.argument("file", type=FILE)
@PASSPHRASE
def make(file: Path, passphrase: bool) -> None:
    """Make a key of your own in a file that you alone can read, and print the public half; needs no workspace."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        KeySerializationEncryption,
        NoEncryption,
        PrivateFormat,
    )

    from pincite.access.second import KEY

    private = Ed25519PrivateKey.generate()
    secret: KeySerializationEncryption = NoEncryption()
    if passphrase:
        secret = BestAvailableEncryption(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True).encode())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as made:
            made.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))
    except OSError as error:
        raise AccessError(f"no key can be made at {file} ({error.strerror}); name a file that is not there") from error
    public = f"{KEY}{base64.b64encode(private.public_key().public_bytes_raw()).decode()}"
    emit(PublicKey(public)) if call().as_json else click.echo(public)


@key_group.command("sign")
@click.argument("file", type=FILE)
@click.argument("text", type=FILE)
@PASSPHRASE
def sign(file: Path, text: Path, passphrase: bool) -> None:
    """Sign, with your key in FILE, the text that `pincite access pending ID` printed; shows it, prints the signature.

    TEXT may be - for standard input. Read what you sign: it says what is done, who asked, and until when.
    """
    from pincite.access.second import OPENING

    try:
        signed = sys.stdin.buffer.read() if str(text) == "-" else text.read_bytes()
    except OSError as error:
        raise AccessError(f"{text} cannot be read ({error.strerror}); name the text to sign") from error
    if not signed.startswith(f"{OPENING}\n".encode()):
        raise AccessError(f"{text} is not a request of pincite; give the text printed by: pincite access pending ID")
    secret = click.prompt("Passphrase", hide_input=True, err=True).encode() if passphrase else None
    click.echo(signed.decode("utf-8", "backslashreplace"), err=True)
    signature = base64.b64encode(_private(file, secret).sign(signed)).decode()
    emit(Signature(signature)) if call().as_json else click.echo(signature)


def _private(file: Path, secret: bytes | None) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(file.read_bytes(), secret)
    except (OSError, ValueError, TypeError) as error:
        raise AccessError(
            f"the key {file} cannot be used ({error}); under a passphrase it needs --passphrase"
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise AccessError(f"{file} holds a key of another kind; make one with: pincite access key make FILE")
    return private


@key_group.command("add")
@click.argument("user")
@click.argument("public", metavar="PUBLIC-KEY")
def add(user: str, public: str) -> None:
    """Register the key with which a user confirms; it takes two people once any demand for two people stands."""
    from pincite.session.signing import register_key

    change(lambda session: register_key(session, user, public))


@key_group.command("remove")
@click.argument("user")
def remove(user: str) -> None:
    """Take the key of a user out; it takes two people once any demand for two people stands."""
    from pincite.session.signing import remove_key

    change(lambda session: remove_key(session, user))


@click.group("two-person", cls=Verbs)
def two_person_group() -> None:
    """What takes two people: "wall remove", "role", "erase", "hold lift", "sensitivity lower"."""


@two_person_group.command("add")
@ACTION
def demand(action: str) -> None:
    """Demand two people for an action from now on; a key of a second person must be registered first."""
    from pincite.session.signing import demand_two

    change(lambda session: demand_two(session, action))


@two_person_group.command("remove")
@ACTION
def waive(action: str) -> None:
    """Stop demanding two people for an action; this takes two people itself."""
    from pincite.session.signing import waive_two

    change(lambda session: waive_two(session, action))
