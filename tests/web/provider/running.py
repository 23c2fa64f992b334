"""A provider of accounts for tests: npm's oidc-provider under node, on a free port of this machine."""

import html
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.conftest import Served, Visitor, serving

FOLDER = Path(__file__).parent

NODE = shutil.which("node")

needs_provider = pytest.mark.skipif(
    NODE is None or not (FOLDER / "node_modules" / "oidc-provider").is_dir(),
    reason="the provider of accounts is not installed: it takes node, npm, and: make provider",
)

CLIENT, SECRET = "pincite", "shown by the client / and: so + encoded"

ASSISTANT, BACK = "an-assistant", "http://127.0.0.1:9/callback"
"""A program that asks the provider for access tokens, and where it has browsers sent back to: to no page at all."""

BEGUN = "__Host-pincite-sign-in"


_NUMBERS = count()


def free_port() -> int:
    """A port of this machine that nobody listens at, and that no other worker of the tests is given.

    It lies below those that the system gives to whoever asks for any: until it is listened at, nobody else gets it.
    """
    while True:
        port = 10_000 + (os.getpid() * 64 + next(_NUMBERS)) % 20_000
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def new_key() -> RSAKey:
    """A key for a provider to sign with."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True, auto_kid=True)


@dataclass
class Running:
    """A provider that runs, and the key that it signs with. `page` is the page whose people sign in there."""

    page: str
    port: int = field(default_factory=free_port)
    key: RSAKey = field(default_factory=new_key)
    process: "subprocess.Popen[str] | None" = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def resource(self) -> str:
        """The address of the tools of assistants, for which access tokens are made out."""
        return f"{self.page}/mcp"

    def start(self) -> None:
        assert NODE is not None
        self.process = subprocess.Popen(
            [NODE, "provider.mjs"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{self.page}/sign-in/back"],
            "post_logout_redirect_uris": [f"{self.page}/sign-in"],
            "backchannel_logout_uri": f"{self.page}/sign-out/provider",
            "backchannel_logout_session_required": True,
        }
        assistant = {
            "client_id": ASSISTANT,
            "redirect_uris": [BACK],
            "token_endpoint_auth_method": "none",
        }
        told = {"client": client, "assistant": assistant, "resource": self.resource}
        assert self._said(port=self.port, keys=self._keys(), **told) == "ready"

    def stop(self) -> None:
        if self.process is not None:
            self.process.communicate(timeout=30)  # which closes what it reads, so that it ends
        self.process = None

    def tell(self, **told: object) -> None:
        """Have it vouch for people with other claims (`people`), or take its time (`slow`, in seconds)."""
        assert self._said(**told) == "done"

    def rotate(self) -> RSAKey:
        """Have it sign with another key from now on; returns the one before."""
        before, self.key = self.key, new_key()
        self.tell(keys=self._keys())
        return before

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, **header: str) -> str:
        """A token as it signs them, or as whoever has another key does; a claim that is None is left out."""
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, **claims}
        key = key or self.key
        made = {"alg": "RS256", "kid": str(key.kid), **header}
        return jwt.encode(made, {name: value for name, value in whole.items() if value is not None}, key)

    def _keys(self) -> dict[str, object]:
        return {"keys": [self.key.as_dict(private=True)]}

    def _said(self, **told: object) -> str:
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        # The package writes lines of its own there too.
        return next((line.strip() for line in self.process.stdout if line.strip() in ("ready", "done")), "ended")


@contextmanager
def provider_for(page: str) -> Iterator[Running]:
    """While this lasts, a provider for the people of a page."""
    running = Running(page)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@dataclass
class There:
    """What a browser has at the provider: its cookies."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> httpx2.Response:
        return self._kept(httpx2.get(address, headers=self._headers(), timeout=30))

    def post(self, address: str, data: dict[str, str]) -> httpx2.Response:
        return self._kept(httpx2.post(address, data=data, headers=self._headers(), timeout=30))

    def _headers(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _kept(self, response: httpx2.Response) -> httpx2.Response:
        for name, value in response.headers.multi_items():
            if name == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return response


SETTINGS = """
[server.provider]
issuer = "{issuer}"
client_id = "{client}"
name = "Aldermoor"
secret_env = "ALDERMOOR_SECRET"
scopes = ["openid", "profile", "groups"]
username_claim = "preferred_username"
groups_claim = "groups"
access_scopes = {{ search = "search", ask = "ask", read = "read" }}
"""


@contextmanager
def served_with(provider: Running, founded: Kept, aside: Path) -> Iterator[Served]:
    """While this lasts, a server whose people sign in at the provider, over a firm that goes `aside` afterwards."""
    with founded.put_back(aside) as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALDERMOOR_SECRET", SECRET)
        patch.setenv("PINCITE_SERVER_PUBLIC_URL", provider.page)
        firm = firm_in(place)
        with (firm.workspace / "settings.toml").open("a") as file:
            file.write(SETTINGS.format(issuer=provider.issuer, client=CLIENT))
        firm.run("workspace", "trust", "--yes")
        with serving(firm, "--port", provider.page.rpartition(":")[2]) as running:
            yield running


def at_provider(asked: str, name: str, browser: There) -> str:
    """Where a browser is sent in the end that asks the provider to sign in, with this name on its form."""
    answer = browser.get(asked)
    for _ in range(10):
        if (location := answer.headers.get("location")) is not None:
            location = urljoin(str(answer.url), location)
            if httpx2.URL(location).port != answer.url.port:
                return location
            answer = browser.get(location)
            continue
        found = re.search(r'action="([^"]+)"', answer.text)
        assert found is not None, answer.text
        form = {"prompt": "login", "login": name, "password": "any"}
        answer = browser.post(urljoin(str(answer.url), html.unescape(found[1])), data=form)
    raise AssertionError("the provider leads nowhere")


@dataclass
class Person(Visitor):
    """A browser without a screen, at the page and at the provider, which remembers it."""

    begun: str | None = None
    there: There = field(default_factory=There)

    def asked(self, begin: str = "/sign-in/provider") -> str:
        """Where the page sends the browser to sign in."""
        answer = self.get(begin)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def brought(self, name: str, begin: str = "/sign-in/provider") -> str:
        """The address at the page with which the provider sends the browser back."""
        return at_provider(self.asked(begin), name, self.there).removeprefix(self.base)

    def come_from(self, name: str, begin: str = "/sign-in/provider") -> httpx2.Response:
        """What the page says to a browser that signs in at the provider under a name."""
        return self.get(self.brought(name, begin))

    def _cookie(self) -> dict[str, str]:
        kept = {"__Host-pincite": self.cookie, BEGUN: self.begun}
        return {"cookie": "; ".join(f"{name}={value}" for name, value in kept.items() if value)}

    def _kept(self, response: httpx2.Response) -> httpx2.Response:
        for name, value in response.headers.multi_items():
            if name == "set-cookie" and (found := re.match(BEGUN + r'="?([^";]*)', value)):
                self.begun = found[1] or None
        return super()._kept(response)
