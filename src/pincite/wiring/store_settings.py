"""The table `[store]` of the settings: where rules, record, documents and what a server keeps lie, and the objects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pincite.errors import WorkspaceError
from pincite.objects.address import FORM as OBJECTS_FORM
from pincite.objects.address import Address, is_safe, parts_of
from pincite.objects.address import address_of as objects_address

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""Names of environment variables."""

BEFORE_AT = re.compile(r"[^@]*:[^@]*@|[^/?]*@[^/?]*:[^/?]*@", re.DOTALL)
"""A colon before an `@`, with or without an `@` in the user's name."""

SECRET = frozenset({"password", "sslpassword"})
"""Parameters of an address that are secrets."""

FORM = "postgresql://USER@HOST:PORT/DATABASE"

KEYS = ("objects", "objects_endpoint", "objects_key", "objects_region", "password_env", "url")

REGION = re.compile(r"[a-z0-9-]{1,40}")

KMS_KEY = re.compile(r"[A-Za-z0-9:/_+=,.@-]{1,2048}")
"""Names of keys in a key service: an id, an alias or Amazon's long form."""


@dataclass(frozen=True, slots=True)
class ObjectSettings:
    """A bucket for originals and the index.

    - `objects`: its address, `s3://BUCKET/PREFIX`.
    - `objects_endpoint`: the server that has it; without it Amazon's, or what `AWS_ENDPOINT_URL` names.
    - `objects_region`: its region; without it what `AWS_REGION` names.
    - `objects_key`: the firm's key in the store's key service, by which the store encrypts each object.
    """

    url: str
    endpoint: str | None = None
    region: str | None = None
    kms_key: str | None = None

    def address(self, environment: Mapping[str, str]) -> Address:
        """The bucket, with the credentials that the environment or its files have.

        Raises:
            WorkspaceError: its server would be spoken to in clear, or the credentials cannot be read.
        """
        return objects_address(self.url, self.endpoint, self.region, self.kms_key, environment)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """A PostgreSQL database for all that is otherwise in SQLite files of the workspace's folder.

    - `url`: its address, without a password.
    - `password_env`: the environment variable that holds the password. The password itself is in no file of ours.
    - `objects`: a bucket for originals and the index; without it they lie in the folder.
    """

    url: str
    password_env: str | None = None
    objects: ObjectSettings | None = None


def read_store(table: object, file: Path) -> StoreSettings | None:
    """The table `[store]`; None where there is none.

    Raises:
        WorkspaceError: it has an unknown key, or a value that cannot be used. An address is not repeated.
    """
    if table is None:
        return None
    if not isinstance(table, Mapping):
        raise WorkspaceError(f'{file} sets store to something that is no table; write [store] and url = "{FORM}"')
    for key in table:
        if key not in KEYS:
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [store]; the settings are: {', '.join(KEYS)}"
            )
    url, variable = table.get("url"), table.get("password_env")
    if url is None and any(key.startswith("objects") for key in table):
        raise WorkspaceError(
            f"{file} sets objects in [store] without url; a bucket has no lock that ends with its holder, so the "
            "database at url says who may write to the index: name one, or leave objects out"
        )
    if not isinstance(url, str) or not url.startswith(("postgresql://", "postgres://")):
        raise WorkspaceError(f'{file} sets url in [store] to something that is no address; write "{FORM}"')
    if _has_password(url):
        raise WorkspaceError(
            f"{file} has a password in [store] url; take it out of there, and name the environment variable that holds "
            "it as password_env, or keep it in the file that PGPASSFILE names"
        )
    if not _is_whole(url):
        raise WorkspaceError(f'{file} sets url in [store] to an address whose host is not whole; write "{FORM}"')
    if variable is not None and not (isinstance(variable, str) and VARIABLE.fullmatch(variable)):
        raise WorkspaceError(
            f"{file} sets password_env in [store] to something that is not the name of an environment variable; name "
            "the variable that holds the password"
        )
    return StoreSettings(url, variable, _read_objects(table, file))


def _read_objects(table: Mapping[str, object], file: Path) -> ObjectSettings | None:
    """The bucket that the table names; None where it names none.

    Raises:
        WorkspaceError: a value cannot be used. An address is not repeated, since a secret may be in it.
    """
    url, endpoint, region, key = (
        table.get(name) for name in ("objects", "objects_endpoint", "objects_region", "objects_key")
    )
    if url is None:
        if left := [name for name in KEYS if name.startswith("objects_") and name in table]:
            raise WorkspaceError(f'{file} sets {left[0]} in [store] without objects; write objects = "{OBJECTS_FORM}"')
        return None
    if not isinstance(url, str) or parts_of(url) is None:
        raise WorkspaceError(f'{file} sets objects in [store] to no address of a bucket; write "{OBJECTS_FORM}"')
    if endpoint is not None and not (isinstance(endpoint, str) and is_safe(endpoint)):
        raise WorkspaceError(
            f"{file} sets objects_endpoint in [store] to no https:// address without a login; only a server on this "
            "machine may be spoken to without TLS"
        )
    if region is not None and not (isinstance(region, str) and REGION.fullmatch(region)):
        raise WorkspaceError(f"{file} sets objects_region in [store] to no name of a region, such as eu-central-1")
    if key is not None and not (isinstance(key, str) and KMS_KEY.fullmatch(key)):
        raise WorkspaceError(
            f"{file} sets objects_key in [store] to no name of a key; name the key in the store's key service, not the "
            "key itself"
        )
    return ObjectSettings(url, endpoint, region, key)


def _is_whole(url: str) -> bool:
    """False for an address that cannot be cut into its parts, such as one with a bracket that is not closed."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _has_password(url: str) -> bool:
    """True for an address in which anybody might read a password.

    PostgreSQL's library reads `#`, `?` and `[` otherwise than RFC 3986 does, so no part of it is parsed for this.
    """
    _, _, rest = url.partition("://")
    named = {unquote(part.partition("=")[0]).strip().lower() for part in re.split("[?&]", rest)}
    return BEFORE_AT.match(rest) is not None or not named.isdisjoint(SECRET)


def as_user(settings: StoreSettings, user: str, password_env: str | None) -> StoreSettings:
    """The same database and bucket for another user of the database, whose password another variable holds.

    >>> as_user(StoreSettings("postgresql://pincite@db:5432/firm?sslmode=verify-full"), "nodes", "NODES").url
    'postgresql://nodes@db:5432/firm?sslmode=verify-full'
    """
    parts = urlsplit(settings.url)
    netloc = f"{user}@{parts.netloc.rpartition('@')[2]}"
    return replace(settings, url=urlunsplit(parts._replace(netloc=netloc)), password_env=password_env)


def address_of(settings: StoreSettings, environment: Mapping[str, str]) -> str:
    """The address with its password, which is never shown.

    Raises:
        WorkspaceError: the environment lacks the password, or the address names no user whose it is.
    """
    if settings.password_env is None:
        return settings.url
    password = environment.get(settings.password_env, "")
    if not password:
        raise WorkspaceError(
            f"the environment variable {settings.password_env} is not set, which holds the password of the database "
            "that [store] names; set it"
        )
    parts = urlsplit(settings.url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        raise WorkspaceError(f"[store] url names no user whose password password_env could be; write {FORM}")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
