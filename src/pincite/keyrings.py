"""The keyring of the operating system, through the optional package `keyring`: for secrets that are in no file."""

import configparser
import importlib
from types import ModuleType

from pincite.errors import KeyringError

MISNAMED = (ImportError, AttributeError, RuntimeError, ValueError, configparser.Error)
"""What the package raises where its own settings cannot be read, or name a keyring that is not there."""


def secret_of(service: str, user: str) -> str | None:
    """What the keyring has under a service and a user, None when it has nothing.

    Raises:
        KeyringError: the package is not installed, or the keyring cannot be read.
    """
    keyring = _keyring()
    try:
        found = keyring.get_password(service, user)
    except (keyring.errors.KeyringError, *MISNAMED) as error:
        raise KeyringError(f"the keyring cannot be read ({error}); unlock it, or name one that is there") from error
    return None if found is None else str(found)


def put_secret(service: str, user: str, secret: str) -> None:
    """Put a secret into the keyring, in the place of what stood there.

    Raises:
        KeyringError: the package is not installed, or the keyring takes nothing.
    """
    keyring = _keyring()
    try:
        keyring.set_password(service, user, secret)
    except (keyring.errors.KeyringError, *MISNAMED) as error:
        raise KeyringError(f"nothing can be put into the keyring ({error}); unlock it, or name another") from error


def _keyring() -> ModuleType:
    """The package, with its errors."""
    try:
        importlib.import_module("keyring.errors")
        return importlib.import_module("keyring")
    except ImportError as error:
        raise KeyringError(
            "the settings name the keyring, and the package keyring is not installed; run: "
            "pip install 'pincite[keyring]'"
        ) from error
