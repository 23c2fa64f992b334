"""A server as a firm runs it: with a certificate of its own, renewed while people ask."""

import json
import os
import re
import signal
import socket
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
import psutil
import pytest
from tests.kept import Kept
from tests.walk.conftest import Firm, firm_in
from tests.web.certificates import make_certificate
from tests.web.conftest import PASSWORD, READY_SECONDS, Visitor

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


@dataclass
class Abroad(Visitor):
    """A browser on another machine, which finds the server by its name."""

    running: Operated | None = None

    def get(self, address: str, **headers: str) -> httpx2.Response:
        """What an address gives."""
        return self._asked("GET", address, headers)

    def post(self, address: str, fields: dict[str, str], **headers: str) -> httpx2.Response:
        """What sending a form gives, from a page of the server."""
        return self._asked("POST", address, {"origin": self.base, "sec-fetch-site": "same-origin", **headers}, fields)

    def _asked(
        self, method: str, address: str, headers: dict[str, str], fields: dict[str, str] | None = None
    ) -> httpx2.Response:
        assert self.running is not None
        sent = {**self._cookie(), "host": self.base.removeprefix("https://"), **headers}
        address = f"https://127.0.0.1:{self.running.port}{address}"
        context = self.running.context()
        return self._kept(
            httpx2.request(method, address, data=fields, headers=sent, verify=context, timeout=READY_SECONDS)
        )


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


TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def running(firm: Firm) -> Iterator[Operated]:
    _let_in(firm, "alice")
    token = firm.folder / "token"
    token.write_text(f"{TOKEN}\n", encoding="utf-8")
    counted = {"PINCITE_SERVER_METRICS_TOKEN": str(token), "PINCITE_SERVER_REQUEST_LOG": "true"}
    with operated(firm, "--workers", "2", **counted) as started:
        yield started


def _counts(running: Operated) -> dict[str, float]:
    """What all processes have counted, by name and labels."""
    found = running.get("/metrics", authorization=f"Bearer {TOKEN}")
    assert found.status_code == 200
    assert "pid=" not in found.text
    lines = (line.rpartition(" ") for line in found.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def _counted(running: Operated, name: str, value: float) -> None:
    """Wait until a count has this value: requests are counted at their end."""
    until = time.monotonic() + READY_SECONDS
    while _counts(running).get(name) != value:
        assert time.monotonic() < until, (name, _counts(running))
        time.sleep(0.1)


def test_it_is_asked_by_its_name_over_https(running: Operated) -> None:
    assert running.get("/ready").text == "ready\n"
    page = running.get("/sign-in")
    assert "max-age=" in page.headers["strict-transport-security"]
    assert running.get("/sign-in", host="rebound.example").status_code == 421


def test_a_handshake_that_does_not_come_is_not_waited_for(running: Operated) -> None:
    with socket.create_connection(("127.0.0.1", running.port), READY_SECONDS) as connection:
        assert connection.recv(1) == b""


def test_what_all_processes_count_is_read_with_the_token(running: Operated) -> None:
    nothing = running.get("/nothing-there")
    for authorization in ("", "Bearer", f"Bearer {TOKEN[:-1]}", TOKEN):
        refused = running.get("/metrics", authorization=authorization)
        assert (refused.status_code, refused.text) == (nothing.status_code, nothing.text)

    alice = Abroad(f"https://{NAME}:{running.port}", running=running)
    alice.sign_in("alice")
    assert alice.post("/sign-in", {"name": "alice", "password": "another four words"}).status_code == 403
    question = "How much rent does the Tenant pay per month?"
    before = _counts(running)["pincite_records"]
    assert "$4,200" in alice.ask(question).text
    assert "no answer" in alice.ask("Who painted the Mona Lisa?").text.lower()
    _counted(running, 'pincite_questions_begun_total{mode="quote"}', 2)
    _counted(running, 'pincite_questions_ended_total{outcome="answered"}', 1)
    _counted(running, 'pincite_sign_ins_failed_total{why="wrong"}', 1)
    _counted(running, 'pincite_requests_total{method="POST",route="/questions",status="303"}', 2)
    running.get("/api/v1/questions")
    _counted(running, 'pincite_requests_total{method="GET",route="/api/v1/questions",status="401"}', 1)
    counts = _counts(running)
    assert counts["pincite_first_sentence_seconds_count"] == 1
    assert counts["pincite_question_seconds_count"] == 2
    assert counts["pincite_questions_under_way"] == 0
    assert counts['pincite_stage_seconds_count{stage="retrieve"}'] >= 2
    assert counts["pincite_records"] > before
    assert counts["pincite_disk_free_bytes"] > 0
    assert counts["pincite_index_rows"] > 0
    assert counts['pincite_index_bytes{part="rows"}'] > 0
    assert counts["pincite_index_problems"] == 0
    # The two processes share the requests; a third one, which has died, is counted with them.
    assert sum(value for name, value in counts.items() if name.startswith("pincite_requests_total")) >= 10
    said = running.get("/metrics", authorization=f"Bearer {TOKEN}").text
    for word in ("alice", "rent", "lease", "Tenant", str(running.firm.workspace)):
        assert word not in said
    page = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")
    for name in {re.split(r"[{ ]", line)[0] for line in said.splitlines() if line.startswith("pincite_")}:
        counted = re.sub(r"_(bucket|sum|count|created)$", "", name)
        assert f"`{counted}`" in page


def test_a_process_that_dies_is_counted_and_its_counts_stay(running: Operated) -> None:
    before = _counts(running)["pincite_question_seconds_count"]
    for worker in psutil.Process(running.process.pid).children():
        worker.kill()
    running.wait("web process")
    _counted(running, 'pincite_processes_died_total{process="web"}', 2)
    assert _counts(running)["pincite_question_seconds_count"] == before


def test_each_request_is_a_line_without_content(running: Operated) -> None:
    running.get("/sign-in?to=%2Fquestions%2Fsecret")
    running.wait('"route": "/sign-in"')
    lines = [json.loads(line) for line in running.said if line.startswith("{")]
    found = next(line for line in lines if line["route"] == "/sign-in")
    assert set(found) == {"time", "method", "route", "status", "ms", "bytes", "process"}
    assert not any("secret" in line or "alice" in line for line in running.said)


def test_it_is_not_ready_while_no_record_can_be_written(running: Operated) -> None:
    heads = running.firm.folder.parent / "state" / "pincite" / "heads"
    aside = heads.rename(heads.with_name("aside"))
    heads.touch()
    _becomes(running, "not ready\n", 503)
    running.wait("not ready: nothing can be written in")
    heads.unlink()
    aside.rename(heads)
    _becomes(running, "ready\n", 200)


def _becomes(running: Operated, words: str, status: int) -> None:
    """Wait until both workers say so: each looks for itself, every two seconds."""
    until = time.monotonic() + READY_SECONDS
    in_a_row = 0
    while in_a_row < 30:  # one of the two answers as many by itself once in a billion times
        found = running.get("/ready")
        if (found.text, found.status_code) == (words, status):
            in_a_row += 1
        else:
            in_a_row = 0
            assert time.monotonic() < until, found.text
            time.sleep(0.1)


def test_a_certificate_is_renewed_without_dropping_a_request(running: Operated) -> None:
    ended = sum("ended with status" in line for line in running.said)
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
            done.wait(0.01)  # without it, asking alone would take one of two cores

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    try:
        make_certificate(running.firm.folder, NAME)
        running.process.send_signal(signal.SIGHUP)
        running.wait("all processes were replaced")
        time.sleep(1)
    finally:
        done.set()
        asking.join(READY_SECONDS)
    assert failed == []
    assert running.get("/live").text == "live\n"  # over the new certificate
    whole = running.certificate.read_bytes()
    running.certificate.write_text("not PEM", encoding="utf-8")
    running.process.send_signal(signal.SIGHUP)
    running.wait("nothing was replaced: the certificate")
    running.certificate.write_bytes(whole)
    assert sum("ended with status" in line for line in running.said) == ended


def test_a_file_of_the_server_that_is_taken_away_is_noticed(running: Operated) -> None:
    """No process makes another one: accounts would be gone in silence."""
    _becomes(running, "ready\n", 200)
    file = running.firm.workspace / SERVER
    aside = file.rename(file.with_name("aside"))
    _becomes(running, "not ready\n", 503)
    running.wait("was removed or replaced while the server runs")
    assert running.get("/sign-in").status_code == 503
    running.wait("no documents are read in: the server's file")
    assert not file.exists()
    aside.rename(file)
    _becomes(running, "ready\n", 200)


def test_a_certificate_that_ends_soon_is_said_and_one_that_is_renewed_is_not(running: Operated) -> None:
    def renewed(days: int) -> None:
        make_certificate(running.firm.folder, NAME, days)
        before = len(running.said)
        running.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + READY_SECONDS
        while not any("all processes were replaced" in line for line in running.said[before:]):
            assert time.monotonic() < until, running.said
            time.sleep(0.2)
        assert _counts(running)["pincite_certificate_days_left"] == pytest.approx(days, abs=0.1)

    _becomes(running, "ready\n", 200)
    assert _counts(running)["pincite_certificate_days_left"] > 29
    renewed(10)
    said = "the certificate ends in 9 days; renew it, and send the server SIGHUP"
    assert running.get("/ready").text == f"ready\n{said}\n"
    running.wait(said)
    renewed(60)
    assert running.get("/ready").text == "ready\n"
