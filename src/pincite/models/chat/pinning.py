"""Addresses of the firm's own: a host that is taken for one is looked up before each request, and asked nowhere else.

A name may lead elsewhere tomorrow, or at the second try. So the connection is made to the address that was looked at,
while the server's certificate is checked for the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pincite.errors import ModelError, NotPermitted

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

THIS_MACHINE: Final[tuple[Network, ...]] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""Where a model is that runs on this machine; always the firm's own."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: its URL, the header `Host`, and the name for which a certificate is checked.

    The two are None where the URL says both.
    """

    url: str
    host: str | None = None
    name: str | None = None


async def pinned(url: str, networks: Sequence[Network], where: str) -> tuple[Target, ...]:
    """The addresses behind a URL, in the order in which they are tried, if all are in the firm's networks.

    `where` names the model in a sentence.

    Raises:
        NotPermitted: one is outside.
        ModelError: the name leads nowhere.
    """
    parts = urlsplit(url)
    name = parts.hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, parts.port or None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        because = f"{where} cannot be reached, since {name} leads to no address"
        raise ModelError(f"{because}; start it, or correct url in settings.toml") from error
    addresses = dict.fromkeys(_address(str(place[0])) for *_, place in found)
    for address in addresses:
        if not any(address in network for network in (*THIS_MACHINE, *networks)):
            raise NotPermitted(
                f"{where} is said to be the firm's own, and {name} leads to {address}, which is in none of the firm's "
                "networks; add its network to on_prem at the top of settings.toml, or take leaves_firm = false out"
            )
    return tuple(Target(_with_host(parts, address), parts.netloc, name) for address in addresses)


def _with_host(parts: SplitResult, address: Address) -> str:
    literal = f"[{address}]" if address.version == 6 else str(address)
    netloc = literal if parts.port is None else f"{literal}:{parts.port}"
    return urlunsplit((parts.scheme, netloc, parts.path, "", ""))


def _address(text: str) -> Address:
    """An address as networks are compared with it: an IPv4 address in the clothes of an IPv6 one counts as itself."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
