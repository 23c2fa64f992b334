"""The `[server]` table of a workspace's settings: where the page is served, to whom, and how much it takes on.

A variable of the environment counts over the file: `PINCITE_SERVER_PORT` over `port`. It belongs to whoever starts the
server, so nothing in it has to be agreed to. A list is written with commas there.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pincite.errors import WorkspaceError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ADDRESS, PORT, WORKERS = "127.0.0.1", 8642, 2

CONNECTIONS = 1000
"""Connections of a worker at a time: an open page that waits for its answer is one, and takes some 100 kB."""

HEADER_SECONDS = 10.0
"""A browser on a poor line sends the headers of a request within two."""

FORM_SECONDS, FORM_BYTES = 30.0, 1_000_000
"""A form's question has up to 24,000 characters, which are at most 288,000 bytes."""

REQUESTS = 300
"""Requests a minute of one user's programs; so many cost about half of a processor."""

LONGEST_TEXT, MOST = 2000, 64
"""Characters of a text setting, and entries of a list."""

NAME = re.compile(r"(?:[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])(?:\.(?:[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9]))*")
"""Names of machines, in lower case."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A folder of the server whose files are read into a matter as they come."""

    folder: Path
    matter: str


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the page is served.

    - `address`, `port`: where the server listens; port 0 is any that is free.
    - `workers`: processes that answer.
    - `public_url`: the address under which people open the page, such as `https://pincite.example.com`; None for the
      address at which the server listens.
    - `hosts`: further names under which it may be asked. Any other name is refused.
    - `trusted_proxies`: the addresses of the proxies whose word is believed on who asks, and whether over HTTPS.
    - `tls_certificate`, `tls_key`: files (PEM) with the certificate, its chain after it, and with its key.
    - `metrics_token`: a file with the token by which `/metrics` is read; without one nobody reads it.
    - `telemetry_url`: the address of a collector of OpenTelemetry, which is sent how questions go, without a word.
    - `request_log`: write a line about each request to standard error, without a word of it.
    - `connections`: connections of one worker at a time.
    - `header_seconds`, `form_seconds`, `form_bytes`: how long the headers of a request and a form may take to arrive,
      and how large a form may be.
    - `watch`: folders of the server whose files are read as they come, each into a matter.
    - `requests_per_minute`: how much the programs of one user may ask for; a third of it at once.
    - `questions_at_once`: how many questions all workers together work on at once, the others wait for their turn; None
      for no bound.
    """

    address: str = ADDRESS
    port: int = PORT
    workers: int = WORKERS
    public_url: str | None = None
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    metrics_token: Path | None = None
    telemetry_url: str | None = None
    request_log: bool = False
    watch: tuple[Watch, ...] = ()
    connections: int = CONNECTIONS
    header_seconds: float = HEADER_SECONDS
    form_seconds: float = FORM_SECONDS
    form_bytes: int = FORM_BYTES
    requests_per_minute: int = REQUESTS
    questions_at_once: int | None = None

    @property
    def is_for_this_machine(self) -> bool:
        """True if no other machine can reach the address."""
        return is_this_machine(self.address)

    @property
    def has_tls(self) -> bool:
        """True if the server has a certificate of its own."""
        return self.tls_certificate is not None

    @property
    def base_url(self) -> str:
        """The address with which every link to the page begins, without a slash at its end."""
        if self.public_url is not None:
            return self.public_url
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.has_tls else 'http'}://{host}:{self.port}"


def is_this_machine(address: str) -> bool:
    """True for an address of this machine that no other one can reach."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was given for a setting, and the words that say so; `folder` is where its paths begin.

    The values of variables are texts: `is_text` has them read as numbers, lists, and so on.
    """

    value: object
    said: str
    folder: Path
    is_text: bool = False

    def wrong(self, allowed: str) -> WorkspaceError:
        """The error of a value that is something else than what is allowed."""
        return WorkspaceError(f"{self.said}; it is {allowed}")


Read = Callable[[Given], object]


def text(given: Given) -> str:
    """A short text on one line."""
    match given.value:
        case str() as found if found.strip() and found.isprintable() and len(found) <= LONGEST_TEXT:
            return found
    raise given.wrong("a text on one line")


def whole(given: Given, least: int, most: int) -> int:
    """A whole number."""
    match _number(given):
        case int() as number if least <= number <= most:
            return number
    raise given.wrong(f"a whole number from {least} to {most:,}")


def number(given: Given, least: float, most: float) -> float:
    """A number, whole or not."""
    match _number(given):
        case (int() | float()) as found if least <= found <= most:
            return float(found)
    raise given.wrong(f"a number from {least:g} to {most:,.0f}")


def truth(given: Given) -> bool:
    """True or false."""
    match given.value:
        case bool() as found:
            return found
        case "true" | "false" as word if given.is_text:
            return word == "true"
    raise given.wrong("true or false")


def texts(given: Given) -> tuple[str, ...]:
    """A list of short texts."""
    match given.value:
        case str() as found if given.is_text:
            listed: list[object] = [part.strip() for part in found.split(",") if part.strip()]
        case list() as listed:
            pass
        case _:
            raise given.wrong('a list like ["one", "two"]')
    if len(listed) > MOST:
        raise given.wrong(f"a list of at most {MOST}")
    return tuple(text(replace(given, value=each)) for each in listed)


def path(given: Given) -> Path:
    """A file, relative to the settings' folder, or to the folder from which the server is started."""
    return given.folder / text(given)


def url(given: Given) -> str:
    """An address of a server without user, path, query or fragment."""
    found = text(given).rstrip("/")
    try:
        parts = urlsplit(found)
        _ = parts.port
    except ValueError as error:
        raise given.wrong(PLAIN) from error
    is_plain = parts.scheme in ("http", "https") and parts.hostname and found == f"{parts.scheme}://{parts.netloc}"
    if not is_plain or "@" in parts.netloc or not _is_host(parts.hostname or ""):
        raise given.wrong(PLAIN)
    return found


PLAIN = "an address like 'https://pincite.example.com', without user, path or query"


def _watch(given: Given) -> tuple[Watch, ...]:
    """Folders to watch; each has a whole path, since a server is started from anywhere."""
    allowed = 'a list like [{ folder = "/srv/scans", matter = "Halvorsen" }] in the settings file, with whole paths'
    found: list[Watch] = []
    for each in given.value if isinstance(given.value, list) and len(given.value) <= MOST else [None]:
        match each:
            case {"folder": str(folder), "matter": str(matter), **others} if not others and folder[:1] == "/":
                plain = (folder + matter).isprintable() and ".." not in Path(folder).parts
                if plain and len(folder) <= LONGEST_TEXT and 0 < len(matter) <= LONGEST_TEXT:
                    found.append(Watch(Path(folder), matter))
                    continue
        raise given.wrong(allowed)
    return tuple(found)


def _public_url(given: Given) -> str:
    """The address of the page; only this machine itself is reached without HTTPS."""
    found = url(given)
    parts = urlsplit(found)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise given.wrong("an address that begins with https://, since cookies are sent nowhere else")
    return found


def _hosts(given: Given) -> tuple[str, ...]:
    names = tuple(name.lower() for name in texts(given))
    if not all(map(_is_host, names)):
        raise given.wrong("a list of names or addresses, without ports")
    return names


def _networks(given: Given) -> tuple[Network, ...]:
    try:
        found = tuple(map(ipaddress.ip_network, texts(given)))
    except ValueError as error:
        raise given.wrong("a list of addresses or networks, such as '10.0.0.7' or '10.0.0.0/28'") from error
    if any(network.prefixlen == 0 for network in found):
        raise given.wrong("a list of proxies; this one has every machine there is")
    return found


def _address(given: Given) -> str:
    found = text(given)
    if not _is_host(found.lower()):
        raise given.wrong("an address or a name of this machine, without a port")
    return found


def _is_host(name: str) -> bool:
    """True for the name of a machine, or an address (of version 6 without brackets)."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return len(name) <= 253 and NAME.fullmatch(name) is not None
    return True


def _number(given: Given) -> int | float | None:
    match given.value:
        case bool():
            return None
        case int() | float() as found:
            return found
        case str() as found if given.is_text and re.fullmatch(r"\d{1,15}", found, re.ASCII):
            return int(found)
        case str() as found if given.is_text and re.fullmatch(r"\d{1,15}\.\d{1,15}", found, re.ASCII):
            return float(found)
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the settings: its name, and how each of its values is read."""

    name: str
    reads: Mapping[str, Read]

    @property
    def prefix(self) -> str:
        """What the names of its variables begin with."""
        return f"PINCITE_{self.name.upper().replace('.', '_')}_"

    def read(self, found: object, file: Path) -> dict[str, Any]:
        """The values that a file gives.

        Raises:
            WorkspaceError: it is no table, has an unknown key, or one of its values is wrong.
        """
        if not isinstance(found, dict):
            raise WorkspaceError(
                f"{file} sets {self.name} to {found!r}; it is a table that begins with a line [{self.name}]"
            )
        for key in found:
            if key not in self.reads:
                raise WorkspaceError(
                    f"{file} has an unknown setting {key!r} in [{self.name}]; the settings there are: "
                    f"{', '.join(sorted(self.reads))}"
                )
        return {
            key: self.reads[key](Given(value, f"{file} sets {key} in [{self.name}] to {value!r}", file.parent))
            for key, value in found.items()
        }

    def variable(self, key: str) -> str:
        """The name of the variable that counts over a key."""
        return self.prefix + key.upper()

    def over(self, given: Mapping[str, str], said: Callable[[str], str]) -> dict[str, Any]:
        """The values of keys that are given as texts; `said` is what a key is called where they were given.

        Raises:
            WorkspaceError: one of them is wrong.
        """
        return {
            key: self.reads[key](Given(value, f"{said(key)} is {value!r}", Path.cwd(), is_text=True))
            for key, value in given.items()
        }


SERVER = Table(
    "server",
    {
        "address": _address,
        "port": partial(whole, least=0, most=65535),
        "workers": partial(whole, least=1, most=64),
        "public_url": _public_url,
        "hosts": _hosts,
        "trusted_proxies": _networks,
        "tls_certificate": path,
        "tls_key": path,
        "metrics_token": path,
        "telemetry_url": url,
        "request_log": truth,
        "watch": _watch,
        "connections": partial(whole, least=10, most=100_000),
        "header_seconds": partial(number, least=1, most=600),
        "form_seconds": partial(number, least=1, most=3600),
        "form_bytes": partial(whole, least=100_000, most=100_000_000),
        "requests_per_minute": partial(whole, least=10, most=1_000_000),
        "questions_at_once": partial(whole, least=1, most=1000),
    },
)

TABLES = (SERVER,)
"""All tables of the server; those below it are named `server.…`."""


FURTHER = frozenset({"provider"})
"""Tables within `[server]` that are read by themselves."""


def read_server(found: object, file: Path) -> ServerSettings:
    """The settings in the `[server]` table of a settings file.

    Raises:
        WorkspaceError: the value is not a table, has an unknown key, or an invalid value.
    """
    own = {key: value for key, value in found.items() if key not in FURTHER} if isinstance(found, dict) else found
    return ServerSettings(**SERVER.read(own, file))


def in_force(
    settings: ServerSettings, environment: Mapping[str, str], options: Mapping[str, str] | None = None
) -> ServerSettings:
    """The settings under which a server runs: a variable counts over the file, and an option over both.

    Raises:
        WorkspaceError: a variable is unknown, a value is wrong, or two settings do not go together.
    """
    keys = {table.variable(key): (table, key) for table in TABLES for key in table.reads}
    for name in environment:
        if name.startswith(SERVER.prefix) and name not in keys:
            raise WorkspaceError(f"the variable {name} is none of the server's; they are: {', '.join(sorted(keys))}")
    given = {key: environment[name] for name, (table, key) in keys.items() if table is SERVER and name in environment}
    settings = replace(settings, **SERVER.over(given, SERVER.variable))
    settings = replace(settings, **SERVER.over(options or {}, lambda key: "--" + key.replace("_", "-")))
    if (settings.tls_certificate is None) is not (settings.tls_key is None):
        raise WorkspaceError("a certificate needs its key, and a key its certificate: set tls_certificate and tls_key")
    return settings


def require_telemetry() -> None:
    """Refuse to send spans if the packages for that are not installed.

    Raises:
        WorkspaceError: they are not.
    """
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.exporter") is None:
        raise WorkspaceError(
            "telemetry_url in [server] needs packages that are not installed; run: pip install 'pincite[telemetry]'"
        )
