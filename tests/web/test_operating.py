"""A server as a firm runs it: with a certificate of its own, renewed while people ask."""

import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.kept import Kept
from tests.walk.conftest import Firm, firm_in
from tests.web.certificates import make_certificate
from tests.web.conftest import PASSWORD, READY_SECONDS

from pincite.serving.passwords import hashed
from pincite.serving.store import store_in
from pincite.wiring.names import SERVER

NAME = "pincite.example.com"


@dataclass
class Operated:
    """A server that runs for a firm: at an address of this machine, by the name that the firm gave it."""

    firm: Firm
    certificate: Path
    port: int
    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    def context(self) -> ssl.SSLContext:
        """What a browser needs that trusts the certificate of the moment."""
        return ssl.create_default_context(cafile=self.certificate)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """What an address gives to a browser of another machine."""
        sent = {"host": f"{NAME}:{self.port}", **headers}
        address = f"https://127.0.0.1:{self.port}{path}"
        return httpx2.get(address, headers=sent, verify=self.context(), timeout=READY_SECONDS)

    def wait(self, words: str) -> None:
        """Wait until the server says so to whoever runs it."""
        until = time.monotonic() + READY_SECONDS
        while not any(words in line for line in self.said):
            assert time.monotonic() < until, self.said
            time.sleep(0.1)


@contextmanager
def operated(firm: Firm, *options: str, **variables: str) -> Iterator[Operated]:
    """A server that other machines could reach, with a certificate of its own."""
    certificate, key = make_certificate(firm.folder, NAME)
    command = [sys.executable, "-m", "pincite", "--workspace", str(firm.workspace), "serve", "--port", "0"]
    options = ("--address", "0.0.0.0", "--tls-certificate", str(certificate), *options)  # noqa: S104 - in a test
    given = {**os.environ, "PINCITE_SERVER_TLS_KEY": str(key), "PINCITE_SERVER_PUBLIC_URL": f"https://{NAME}"}
    process = subprocess.Popen(
        [*command, *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**given, **variables},
    )
    running = Operated(firm, certificate, 0, process)
    reading = threading.Thread(target=_read, args=(process, running.said))
    reading.start()
    try:
        running.wait("Ctrl-C ends it")
        [running.port] = [
            int(found[1]) for line in running.said if (found := re.search(r"listens at 0\.0\.0\.0 port (\d+)", line))
        ]
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY_SECONDS)
        reading.join(READY_SECONDS)
        if process.stderr is not None:
            process.stderr.close()


def _read(process: "subprocess.Popen[str]", said: list[str]) -> None:
    for line in process.stderr or ():
        said.append(line.strip())


@pytest.fixture(scope="module")
def firm(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    aside = tmp_path_factory.mktemp("operated") / "firm"
    with founded_to_serve.put_back(aside) as place:
        yield firm_in(place)


def _let_in(firm: Firm, user: str) -> None:
    """Give a user a password, as with a link of theirs."""
    with store_in(firm.workspace / SERVER) as store:
        now = datetime.now(UTC)
        assert store.set_password(store.invite(user, now).secret, hashed(PASSWORD), now) == user


def test_off_this_machine_it_starts_with_a_name_a_certificate_and_accounts_alone(firm: Firm) -> None:
    certificate, key = map(str, make_certificate(firm.folder, NAME))
    everywhere = ("serve", "--port", "0", "--address", "0.0.0.0")  # noqa: S104 - refused
    name, tls = ("--public-url", f"https://{NAME}"), ("--tls-certificate", certificate, "--tls-key", key)
    proxy = ("--trusted-proxies", "10.0.0.7")
    for options, said in (
        ((), "passwords would travel in the clear; set tls_certificate and tls_key, or name in trusted_proxies"),
        (name, "passwords would travel in the clear"),
        (tls, "no name is known by which they may ask; set public_url"),
        ((*tls, *name), "nobody has an account yet"),
        ((*proxy, *name), "nobody has an account yet"),
        (("--tls-key", key), "a certificate needs its key, and a key its certificate"),
    ):
        assert said in " ".join(firm.run(*everywhere, *options, status=1).output.split())
    refused = firm.run("serve", "--tls-certificate", key, "--tls-key", key, status=1).output
    assert "cannot be used with the key" in refused


def test_a_certificate_is_renewed_without_dropping_a_request(firm: Firm) -> None:
    _let_in(firm, "alice")
    with operated(firm, "--workers", "2") as running:
        assert running.get("/ready").text == "ready\n"
        page = running.get("/sign-in")
        assert "max-age=" in page.headers["strict-transport-security"]
        assert running.get("/sign-in", host="rebound.example").status_code == 421
        old = running.context()
        failed: list[str] = []
        done = threading.Event()

        def go_on_asking() -> None:
            new = None
            while not done.is_set():
                for context in (old, new or old):
                    try:
                        found = httpx2.get(
                            f"https://127.0.0.1:{running.port}/live",
                            headers={"host": NAME},
                            verify=context,
                            timeout=READY_SECONDS,
                        )
                        if found.text != "live\n":
                            failed.append(found.text)
                        break
                    except httpx2.ConnectError as error:  # a worker that has the new certificate
                        if "CERTIFICATE_VERIFY_FAILED" not in str(error) or context is new:
                            failed.append(repr(error))
                        new = running.context()

        asking = threading.Thread(target=go_on_asking)
        asking.start()
        try:
            make_certificate(firm.folder, NAME)
            running.process.send_signal(signal.SIGHUP)
            running.wait("all processes were replaced")
            time.sleep(2)
        finally:
            done.set()
            asking.join(READY_SECONDS)
        assert failed == []
        assert running.get("/live").text == "live\n"  # over the new certificate
        running.certificate.write_text("not PEM", encoding="utf-8")
        running.process.send_signal(signal.SIGHUP)
        running.wait("nothing was replaced: the certificate")
        assert not any("ended with status" in line for line in running.said)
