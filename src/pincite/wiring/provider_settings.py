"""The `[server.provider]` table of a workspace's settings: the firm's own provider of accounts (OpenID Connect).

No variable of the environment counts over it: it decides who somebody is, so all of it is agreed to as it stands.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pincite.access.names import clean_name
from pincite.errors import AccessError, KeyringError, WorkspaceError
from pincite.keyrings import secret_of
from pincite.serving.provider.values import Registration
from pincite.wiring.model_entries import PLACE, VARIABLE
from pincite.wiring.server_settings import Given, Table, is_this_machine, text, texts

SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,200}")
"""Scopes (RFC 6749, 3.3)."""

MOST_GROUPS = 1000
"""Groups of the provider that count."""

LONGEST_SECRET = 2000
"""Characters of a secret; providers make some 40."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """The provider through which people sign in.

    - `issuer`: what it calls itself, an address that begins with https://; `client_id`: how it knows this server.
    - `name`: what people call it, as it stands on the page; the name of its machine by default.
    - `secret_env`: the environment variable that holds the client's secret. The secret itself is in no file of ours.
    - `secret_keyring`: alternatively, its place in the operating system's keyring, as a service and a user.
    - `scopes`: what is asked for; `openid` always is.
    - `username_claim`: the claim that names a user at the first sign-in; by default only links of the owner do.
    - `groups_claim`: the claim that lists groups; by default the provider has no say in them.
    - `groups`: the group for each value of that claim that counts; by default a value is the name of a group.
    - `access_scopes`: for each scope of the provider's access tokens that counts at `/mcp`, what it is here; by default
      no access token is taken.
    """

    issuer: str
    client_id: str
    name: str
    secret_env: str | None = None
    secret_keyring: tuple[str, str] | None = None
    scopes: tuple[str, ...] = ("openid",)
    username_claim: str | None = None
    groups_claim: str | None = None
    groups: Mapping[str, str] | None = None
    access_scopes: Mapping[str, str] | None = None


def _issuer(given: Given) -> str:
    found = text(given)
    try:
        parts = urlsplit(found)
        _ = parts.port
    except ValueError as error:
        raise given.wrong(ISSUER) from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname or ""))
    if not is_safe or not parts.hostname or not found.isascii() or set("?#@\\ ") & set(found):
        raise given.wrong(ISSUER)
    return found


ISSUER = "the provider's address as it writes it itself, such as 'https://login.example.com', without user or query"


def _variable(given: Given) -> str:
    """The name of an environment variable. An invalid value may be the secret, so it is not repeated."""
    match given.value:
        case str() as found if VARIABLE.fullmatch(found):
            return found
    raise WorkspaceError(
        "secret_env in [server.provider] is set to something that is not the name of an environment variable; name the "
        "variable, and put the secret itself into that variable, not into the settings"
    )


def _place(given: Given) -> tuple[str, str]:
    """A place in a keyring, written "SERVICE/USER". An invalid value may be the secret, so it is not repeated."""
    match given.value:
        case str() as found if PLACE.fullmatch(found):
            service, _, user = found.partition("/")
            return service, user
    raise WorkspaceError(
        "secret_keyring in [server.provider] is set to something that is not a place in a keyring; it is a service and "
        "a user, like 'pincite/provider', under which the keyring has the secret"
    )


def _scopes(given: Given) -> tuple[str, ...]:
    found = texts(given)
    if not all(map(SCOPE.fullmatch, found)):
        raise given.wrong('a list like ["openid", "profile"]')
    return tuple(dict.fromkeys(("openid", *found)))


def _groups(given: Given) -> Mapping[str, str]:
    match given.value:
        case dict() as found if len(found) <= MOST_GROUPS and all(isinstance(name, str) for name in found.values()):
            try:
                return {str(value): clean_name(str(name), "group") for value, name in found.items()}
            except AccessError as error:
                raise given.wrong(f"a table from the provider's groups to groups here ({error})") from error
    raise given.wrong('a table like {"0f3c-…" = "litigation"}, from the provider\'s groups to groups here')


def _access_scopes(given: Given) -> Mapping[str, str]:
    match given.value:
        case dict() as found if 0 < len(found) <= MOST_GROUPS and all(one in FOR_TOOLS for one in found.values()):
            if all(map(SCOPE.fullmatch, found)):
                return {str(scope): str(ours) for scope, ours in found.items()}
    raise given.wrong(f"a table from the provider's scopes to {', '.join(FOR_TOOLS)}, the scopes of the tools")


FOR_TOOLS = ("search", "ask", "read")
"""The scopes that the tools of assistants need."""


PROVIDER = Table(
    "server.provider",
    {
        "issuer": _issuer,
        "client_id": text,
        "name": text,
        "secret_env": _variable,
        "secret_keyring": _place,
        "scopes": _scopes,
        "username_claim": text,
        "groups_claim": text,
        "groups": _groups,
        "access_scopes": _access_scopes,
    },
)


def read_provider(server: object, file: Path) -> ProviderSettings | None:
    """The settings in the table `provider` of the `[server]` table of a settings file; None where it has none.

    Raises:
        WorkspaceError: the value is not a table, has an unknown key or an invalid value, or lacks what it needs.
    """
    if not isinstance(server, dict) or "provider" not in server:
        return None
    found = PROVIDER.read(server["provider"], file)
    for needed in ("issuer", "client_id"):
        if needed not in found:
            raise WorkspaceError(f"{file} lacks {needed} in [server.provider]; add it")
    if "secret_env" in found and "secret_keyring" in found:
        raise WorkspaceError(
            f"{file} sets both secret_env and secret_keyring in [server.provider]; a secret is in one place: leave one "
            "out"
        )
    if "groups" in found and "groups_claim" not in found:
        raise WorkspaceError(
            f"{file} sets groups in [server.provider], which are those of a groups_claim; set that too"
        )
    return ProviderSettings(**{"name": urlsplit(found["issuer"]).hostname, **found})


def registration(settings: ProviderSettings, environment: Mapping[str, str], page: str | None) -> Registration:
    """How the server is known to the provider, with its secret. `page` is the address under which people open it.

    Raises:
        WorkspaceError: the secret is not where the settings say, or is not a valid one.
    """
    return Registration(
        name=settings.name,
        issuer=settings.issuer,
        client_id=settings.client_id,
        secret=_secret(settings, environment),
        scopes=settings.scopes,
        name_claim=settings.username_claim,
        groups_claim=settings.groups_claim,
        groups=settings.groups,
        page=page,
        access_scopes=settings.access_scopes,
    )


def _secret(settings: ProviderSettings, environment: Mapping[str, str]) -> str | None:
    """The client's secret; None where neither place is named. No message contains it."""
    if settings.secret_env is not None:
        place = f"the environment variable {settings.secret_env}"
        secret, how = environment.get(settings.secret_env, "").strip(), "set it"
    elif settings.secret_keyring is not None:
        service, user = settings.secret_keyring
        place = f"the keyring's entry for the service {service} and the user {user}"
        secret, how = _in_keyring(service, user).strip(), f"keyring set {shlex.quote(service)} {shlex.quote(user)}"
    else:
        return None
    if not secret:
        raise WorkspaceError(
            f"the settings say that the secret for the provider of accounts is in {place}, and there is none; put it "
            f"there ({how})"
        )
    if not secret.isascii() or not secret.isprintable() or len(secret) > LONGEST_SECRET:
        raise WorkspaceError(f"{place} holds something that is not a client's secret; set it again")
    return secret


def _in_keyring(service: str, user: str) -> str:
    try:
        return secret_of(service, user) or ""
    except KeyringError as error:
        raise WorkspaceError(f"the secret for the provider of accounts is not available: {error}") from error
