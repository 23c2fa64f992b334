"""Where objects lie: a bucket, what their names begin with, the server that has it, and what signs requests to it."""

import configparser
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pincite.errors import WorkspaceError

FORM: Final = "s3://BUCKET/PREFIX"

ADDRESS: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?((?:[A-Za-z0-9._-]+/?)*)")
"""A bucket by Amazon's rules for names, and a prefix of signs that need no escaping anywhere."""

ENDPOINTS: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
REGIONS: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
NO_REGION: Final = "us-east-1"
"""What servers other than Amazon's take where no region is said."""

KEY, SECRET, TOKEN = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"
"""The credentials, as files and both clients name them; environment variables have the same names in capitals."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs requests; never shown."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """A bucket and what names of objects in it begin with; how it is reached, and by what it is encrypted.

    Without an `endpoint` it is Amazon's. Without `credentials`, the client asks the machine for those of its role.
    `kms_key` is the firm's key in the store's key service; the store encrypts each object with it.
    """

    bucket: str
    prefix: str
    endpoint: str | None = None
    region: str = NO_REGION
    credentials: Credentials | None = None
    kms_key: str | None = None

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def parts_of(url: str) -> tuple[str, str] | None:
    """Bucket and prefix of an address; None for what is none.

    >>> parts_of("s3://firm-objects/pincite/"), parts_of("s3://user:secret@firm")
    (('firm-objects', 'pincite'), None)
    """
    found = ADDRESS.fullmatch(url)
    if found is None or any(part in ("", ".", "..") for part in found[2].rstrip("/").split("/") if found[2]):
        return None
    return found[1], found[2].rstrip("/")


def is_safe(endpoint: str) -> bool:
    """True for the address of a server that is spoken to unheard: by TLS, or on this machine itself.

    >>> is_safe("https://objects.example.com"), is_safe("http://127.0.0.1:9000"), is_safe("http://objects.example.com")
    (True, True, False)
    """
    try:
        parts = urlsplit(endpoint)
        host, has_login = parts.hostname or "", parts.username is not None or parts.password is not None
    except ValueError:
        return False
    if has_login or not host or parts.query or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return parts.scheme == "http" and host == "localhost"


def address_of(
    url: str,
    endpoint: str | None,
    region: str | None,
    kms_key: str | None,
    environment: Mapping[str, str] = os.environ,
) -> Address:
    """The address with its credentials; what the settings leave out is taken from the environment and its files.

    Raises:
        WorkspaceError: it is no address, its server would be spoken to in clear, or a file cannot be read.
    """
    parts = parts_of(url)
    if parts is None:
        raise WorkspaceError(f"objects in [store] is no address of a bucket; write {FORM}")
    endpoint = endpoint or _first(environment, ENDPOINTS)
    if endpoint is not None and not is_safe(endpoint):
        raise WorkspaceError(
            "the endpoint of the object store is no https:// address, and only a server on this machine may be spoken "
            "to without TLS; correct objects_endpoint in [store], or the variable AWS_ENDPOINT_URL"
        )
    files = _Files(environment)
    region = region or _first(environment, REGIONS) or files.region() or NO_REGION
    return Address(*parts, endpoint, region, _credentials(environment, files), kms_key)


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((environment[name] for name in names if environment.get(name)), None)


def _credentials(environment: Mapping[str, str], files: "_Files") -> Credentials | None:
    key, secret = environment.get(KEY.upper(), ""), environment.get(SECRET.upper(), "")
    if key and secret:
        return Credentials(key, secret, environment.get(TOKEN.upper(), ""))
    if key or secret:
        lacking = SECRET.upper() if key else KEY.upper()
        raise WorkspaceError(
            f"half of the object store's credentials is set: the variable {lacking} is missing; set it"
        )
    return files.credentials()


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of credentials and settings that tools for Amazon's services share."""

    environment: Mapping[str, str]

    def credentials(self) -> Credentials | None:
        """Those of the profile in the file of credentials; None where there are none.

        Raises:
            WorkspaceError: the file cannot be read, or a profile that was named is not in it.
        """
        found = self._section("AWS_SHARED_CREDENTIALS_FILE", "credentials", "")
        if KEY in found and SECRET in found:
            return Credentials(found[KEY], found[SECRET], found.get(TOKEN, ""))
        return None

    def region(self) -> str | None:
        """The region of the profile."""
        return self._section("AWS_CONFIG_FILE", "config", "profile ").get("region")

    def _section(self, variable: str, name: str, before: str) -> Mapping[str, str]:
        home = self.environment.get("HOME", "")
        path = self.environment.get(variable) or (str(Path(home, ".aws", name)) if home else "")
        profile = self.environment.get("AWS_PROFILE", "") or "default"
        parser = configparser.RawConfigParser()
        try:
            if path:
                parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            # The error may repeat a line of the file, and that may be the secret.
            raise WorkspaceError(
                f"the file {path} of the object store's credentials cannot be read; correct it"
            ) from error
        section = profile if profile == "default" else before + profile
        return dict(parser[section]) if parser.has_section(section) else {}
