"""The table `[store]` of the settings: where rules, record, documents and what a server keeps lie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pincite.errors import WorkspaceError

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
"""Names of environment variables."""

BEFORE_AT = re.compile(r"[^@]*:[^@]*@|[^/?]*@[^/?]*:[^/?]*@", re.DOTALL)
"""A colon before an `@`, with or without an `@` in the user's name."""

SECRET = frozenset({"password", "sslpassword"})
"""Parameters of an address that are secrets."""

FORM = "postgresql://USER@HOST:PORT/DATABASE"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """A PostgreSQL database for all that is otherwise in SQLite files of the workspace's folder.

    - `url`: its address, without a password.
    - `password_env`: the environment variable that holds the password. The password itself is in no file of ours.
    """

    url: str
    password_env: str | None = None


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
        if key not in ("url", "password_env"):
            raise WorkspaceError(
                f"{file} has an unknown setting {key!r} in [store]; the settings are: password_env, url"
            )
    url, variable = table.get("url"), table.get("password_env")
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
    return StoreSettings(url, variable)


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
