"""The `[audit]` table of a workspace's settings: who signs the record, and where else signed heads are kept.

Key and heads prove that nobody with the workspace altered its record, so they may not be inside it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import WorkspaceError

if TYPE_CHECKING:
    from pincite.audit.further import FurtherPlace
    from pincite.audit.keys import KeyPlace
    from pincite.audit.witness.submitting import Witness

KEYRING = "keyring"
"""A value of `key`: the key is in the operating system's keyring."""

SIGN_TIMEOUT_S = 10.0
"""Seconds for `sign_command`: a service in another region takes half a second, a card that wakes up a few seconds."""

LONGEST_TEXT = 2000
"""Characters of a path or an argument."""

MOST_PLACES = 8
"""Most places for heads: each one is another write before a record is returned."""


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """How the record is signed.

    - `key`: a file with the private key (PEM), or `keyring`; None for the usual place.
    - `sign_command`: a program with its arguments that signs instead, for keys in a KMS or an HSM. It gets the bytes to
      sign on standard input and prints an Ed25519 signature in base64.
    - `public_key`: a file with the public half of that key (PEM), needed to make a workspace.
    - `sign_timeout_s`: its time limit in seconds.
    - `heads`: further folders for signed heads, besides the usual place. Each gets a head after every `every_records`
      records, or with the first record after `every_seconds`; a record is returned only after that.
    - `witnesses`: further signers of heads, each with an address and the line of its public key.
    """

    key: Path | str | None = None
    sign_command: tuple[str, ...] = ()
    public_key: Path | None = None
    sign_timeout_s: float = SIGN_TIMEOUT_S
    heads: tuple[Path, ...] = ()
    every_records: int = 1
    every_seconds: float = math.inf
    witnesses: tuple[tuple[str, str], ...] = ()

    def key_place(self) -> "KeyPlace | None":
        """Where the private key is; None for the usual place."""
        from pincite.audit.keys import KeyFile, KeyringKey, SigningCommand

        if self.sign_command:
            return SigningCommand(self.sign_command, self.public_key, self.sign_timeout_s)
        match self.key:
            case None:
                return None
            case Path() as path:
                return KeyFile(path)
        return KeyringKey()

    def further(self) -> "tuple[FurtherPlace, ...]":
        """The further places for signed heads."""
        from pincite.audit.further import FurtherPlace

        return tuple(FurtherPlace(folder, self.every_records, self.every_seconds) for folder in self.heads)

    def cosigners(self) -> "tuple[Witness, ...]":
        """The witnesses that also sign the heads.

        Raises:
            RecordError: a line is not a witness's key.
        """
        from pincite.audit.witness.cosigning import parse_witness_key
        from pincite.audit.witness.submitting import Witness

        return tuple(Witness(parse_witness_key(key), url) for url, key in self.witnesses)


def read_audit(table: object, file: Path) -> AuditSettings:
    """The settings in the `[audit]` table of a settings file.

    Raises:
        WorkspaceError: the value is not a table, has an unknown key or an invalid value, or would keep key or heads
        inside the
            workspace.
    """
    if not isinstance(table, dict):
        raise WorkspaceError(f"{file} sets audit to {table!r}; it is a table that begins with a line [audit]")
    known = {field.name for field in fields(AuditSettings)}
    for key in table:
        if key not in known:
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [audit]; the settings there are: {', '.join(sorted(known))}"
            )
    entries = _Entries(table, file)
    if "key" in table and "sign_command" in table:
        raise WorkspaceError(f"{file} sets both key and sign_command in [audit]; leave out one of them")
    for needless in ("public_key", "sign_timeout_s"):
        if needless in table and "sign_command" not in table:
            raise WorkspaceError(f"{file} sets {needless} in [audit], which is for a sign_command; set that too")
    for needless in ("every_records", "every_seconds"):
        if needless in table and not table.get("heads"):
            raise WorkspaceError(f"{file} sets {needless} in [audit], which is for further heads; set heads too")
    return AuditSettings(
        key=entries.key(),
        sign_command=entries.command(),
        public_key=entries.path("public_key"),
        sign_timeout_s=entries.seconds("sign_timeout_s", SIGN_TIMEOUT_S, 0.1, 600),
        heads=entries.folders(),
        # A number of seconds alone means only that, not "with every record, or after so many seconds".
        every_records=entries.records(otherwise=1 if "every_seconds" not in table else 10**12),
        every_seconds=entries.seconds("every_seconds", math.inf, 0.1, 86_400),
        witnesses=entries.witnesses(),
    )


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of the table, each checked for its type. All methods raise WorkspaceError with a sentence."""

    table: Mapping[str, object]
    file: Path

    def key(self) -> Path | str | None:
        """A file, or the keyring."""
        match self.table.get("key"):
            case None:
                return None
            case "keyring":
                return KEYRING
            case str() as text if _is_text(text):
                return self._outside("key", text)
        raise self._wrong("key", f"a file outside the workspace, or {KEYRING!r}")

    def path(self, name: str) -> Path | None:
        """A file, relative to the settings' folder."""
        match self.table.get(name):
            case None:
                return None
            case str() as text if _is_text(text):
                return self.file.parent / text
        raise self._wrong(name, "the path of a file")

    def folders(self) -> tuple[Path, ...]:
        """Folders outside the workspace, without duplicates."""
        match self.table.get("heads", []):
            case str() as text if _is_text(text):
                return (self._outside("heads", text),)
            case list() as found if len(found) <= MOST_PLACES and all(map(_is_text, found)):
                return tuple(dict.fromkeys(self._outside("heads", text) for text in found))
        raise self._wrong("heads", f"a list of up to {MOST_PLACES} folders outside the workspace")

    def command(self) -> tuple[str, ...]:
        """A program and its arguments."""
        match self.table.get("sign_command"):
            case None:
                return ()
            case list() as found if found and all(map(_is_text, found)):
                return tuple(found)
        raise self._wrong("sign_command", 'a list like ["/usr/local/bin/kms-sign", "--key", "audit"]')

    def records(self, otherwise: int) -> int:
        """A number of records."""
        match self.table.get("every_records", otherwise):
            case bool():
                pass
            case int() as number if 1 <= number <= 10**12:
                return number
        raise self._wrong("every_records", "a whole number from 1 on")

    def seconds(self, name: str, otherwise: float, least: float, most: float) -> float:
        """A number of seconds."""
        match self.table.get(name, otherwise):
            case bool():
                pass
            case (int() | float()) as number if number == otherwise or least <= number <= most:
                return float(number)
        raise self._wrong(name, f"a number of seconds from {least:g} to {most:,.0f}")

    def witnesses(self) -> tuple[tuple[str, str], ...]:
        """The address and the key of each witness."""
        found: list[tuple[str, str]] = []
        listed = self.table.get("witnesses", [])
        for one in listed if isinstance(listed, list) else [None]:
            match one:
                case {"url": str(url), "key": str(key), **rest} if not rest and _is_text(url) and _is_text(key):
                    if not url.startswith(("https://", "http://")):
                        raise self._wrong("witnesses", "for each an address that begins with https:// or http://")
                    found.append((url, key))
                case _:
                    raise self._wrong("witnesses", 'a list like [{url = "https://…", key = "NAME+KEYID+KEY"}]')
        if len(found) > MOST_PLACES:
            raise self._wrong("witnesses", f"a list of at most {MOST_PLACES}")
        return tuple(found)

    def _outside(self, name: str, text: str) -> Path:
        """A path outside the workspace, which contains the settings."""
        path = (self.file.parent / text).absolute()
        if path.resolve().is_relative_to(self.file.parent.resolve()):
            raise WorkspaceError(
                f"{self.file} sets {name} in [audit] to {text!r}, which lies in the workspace; whoever has the "
                "workspace would have that too, so name a place outside of it"
            )
        return path

    def _wrong(self, key: str, allowed: str) -> WorkspaceError:
        return WorkspaceError(f"{self.file} sets {key} in [audit] to {self.table.get(key)!r}; it is {allowed}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= LONGEST_TEXT
