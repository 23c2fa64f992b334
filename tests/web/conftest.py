"""The page as it is served: a real supervisor with a real worker, on a free port of this machine."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import psutil
import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import Firm, firm_in, founded_in

PASSWORD = "four words in a row"  # noqa: S105 - of a test

READY_SECONDS = 120
"""A worker on a busy machine takes some seconds to be ready; one that fails says so at once."""


@dataclass
class Served:
    """A server that runs, and the firm whose page it serves."""

    firm: Firm
    base: str
    first_link: str | None
    process: "subprocess.Popen[str]"
    said: str = ""
    """What it printed until a worker answered."""
    with_password: set[str] = field(default_factory=set)
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    """What Chromium keeps of users who have signed in."""

    def link(self, user: str) -> str:
        """A link for a user to set a password with."""
        return self.firm.run("serve", "--link", user).stdout.strip()

    def processes(self, module: str) -> list[psutil.Process]:
        """The server's processes that run a module."""
        return [each for each in psutil.Process(self.process.pid).children() if _runs(each, module)]

    def visitor(self, user: str | None = None) -> "Visitor":
        """A browser, in which the user is signed in where one is named."""
        visitor = Visitor(self.base)
        if user is not None and user not in self.with_password:
            self.with_password.add(user)
            visitor.come_in(self.link(user))
        elif user is not None:
            visitor.sign_in(user)
        return visitor


def _runs(process: psutil.Process, module: str) -> bool:
    """True if a process lives and runs a module; one that ends while it is looked at does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and module in process.cmdline()
    except psutil.NoSuchProcess:
        return False


@dataclass
class Visitor:
    """A browser without a screen: it keeps its cookie, and says where its requests come from."""

    base: str
    cookie: str | None = None

    def get(self, address: str, **headers: str) -> httpx2.Response:
        """What an address gives."""
        return self._kept(httpx2.get(self.base + address, headers={**self._cookie(), **headers}, timeout=READY_SECONDS))

    def post(self, address: str, fields: dict[str, str], **headers: str) -> httpx2.Response:
        """What sending a form gives, from a page of the server."""
        from_here = {"origin": self.base, "sec-fetch-site": "same-origin"}
        sent = {**self._cookie(), **from_here, **headers}
        return self._kept(httpx2.post(self.base + address, data=fields, headers=sent, timeout=READY_SECONDS))

    def come_in(self, link: str) -> httpx2.Response:
        """Set a password with a link, and be signed in."""
        response = self.post(link.removeprefix(self.base), {"password": PASSWORD, "again": PASSWORD})
        assert response.status_code == 303, response.text
        return response

    def sign_in(self, user: str) -> None:
        """Be signed in as a user who has set a password."""
        response = self.post("/sign-in", {"name": user, "password": PASSWORD})
        assert response.status_code == 303, response.text

    def form_token(self) -> str:
        """The token that the forms of this browser's pages have."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.get("/").text)
        assert found is not None
        return found[1]

    def ask(self, question: str, **fields: str) -> httpx2.Response:
        """The whole page of a question, once it is answered."""
        sent = {"question": question, "form_token": self.form_token(), **fields}
        response = self.post("/questions", sent)
        assert response.status_code == 303, response.text
        return self.get(response.headers["location"])

    def _cookie(self) -> dict[str, str]:
        return {"cookie": f"__Host-pincite={self.cookie}"} if self.cookie else {}

    def _kept(self, response: httpx2.Response) -> httpx2.Response:
        for name, value in response.headers.multi_items():
            if name == "set-cookie" and (found := re.match(r'__Host-pincite="?([^";]*)', value)):
                self.cookie = found[1] or None
        return response


@contextmanager
def serving(firm: Firm, *options: str) -> Iterator[Served]:
    """While this lasts, a server over a firm, ended as an operator ends it."""
    command = [sys.executable, "-m", "pincite", "--workspace", str(firm.workspace), "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--workers", "1", *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        yield _ready(firm, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=READY_SECONDS)


def _ready(firm: Firm, process: "subprocess.Popen[str]") -> Served:
    """The server, once a worker answers."""
    assert process.stderr is not None
    base, link, said = "", None, ""
    for line in process.stderr:
        said += line
        if found := re.search(r"answers at (http://\S+)", line):
            base = found[1]
        elif found := re.search(r"(http://\S+/welcome/\S+)", line):
            link = found[1]
        elif "Ctrl-C" in line:
            break
    assert base, "the server ended before it was ready"
    # A connection waits in the socket until a worker takes it.
    assert httpx2.get(f"{base}/ready", timeout=READY_SECONDS).text == "ready\n"
    return Served(firm, base, link, process, said)


@pytest.fixture(scope="session")
def founded_to_serve(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The firm with a lease and a supply agreement, at a place of its own."""
    return kept(tmp_path_factory.mktemp("to_serve") / "firm", founded_in)


@pytest.fixture(scope="module")
def served(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over that firm, for all tests of a module, whose programs may ask for more than these do."""
    aside = tmp_path_factory.mktemp("served") / "firm"
    with pytest.MonkeyPatch.context() as patch, founded_to_serve.put_back(aside) as place:
        patch.setenv("PINCITE_SERVER_REQUESTS_PER_MINUTE", "100000")
        with serving(firm_in(place)) as running:
            yield running


def texts(page: str, pattern: str) -> list[str]:
    """What stands between the marks of a page, without marks in it."""
    return [" ".join(re.sub(r"<[^>]+>", "", found).split()) for found in re.findall(pattern, page, re.S)]
