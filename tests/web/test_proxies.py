"""The page behind nginx and Caddy, with the snippets of the documentation as they stand there."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.kept import Kept
from tests.mcp.conftest import LIST, add_leases
from tests.walk.conftest import Firm, firm_in
from tests.web.certificates import make_certificate
from tests.web.conftest import PASSWORD, READY_SECONDS, Served
from tests.web.provider.running import free_port
from tests.web.test_chat_completions import token_of

pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]

NAME = "pincite.example.com"

PAGE = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Behind:
    """A server behind a proxy, and the port at which the proxy is asked over HTTPS."""

    served: Served
    port: int
    trusting: ssl.SSLContext
    token: str

    def client(self, **headers: str) -> httpx2.Client:
        """A browser that finds the proxy by the page's name."""
        return httpx2.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"host": NAME, **headers},
            verify=self.trusting,
            timeout=READY_SECONDS,
        )

    @contextmanager
    def signed_in(self) -> Iterator[tuple[httpx2.Client, str]]:
        """A browser in which alice is signed in through the proxy, and the token of its forms."""
        with self.client(origin=f"https://{NAME}", **{"sec-fetch-site": "same-origin"}) as client:
            came = client.post("/sign-in", data={"name": "alice", "password": PASSWORD})
            assert came.status_code == 303, came.text
            found = re.match(r"__Host-pincite=([^;]+); .*Secure", came.headers["set-cookie"])
            assert found is not None
            client.cookies.clear()
            client.headers["cookie"] = f"__Host-pincite={found[1]}"
            token = re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)
            assert token is not None
            yield client, token[1]


def snippet(language: str) -> str:
    """The one snippet of the documentation in a language."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


def nginx(folder: Path, port: int, behind: str, certificate: Path, key: Path) -> list[str]:
    """The command that runs nginx in a folder, with the snippet in a `server` block that has a certificate."""
    location = snippet("nginx").replace("127.0.0.1:8642", behind)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""
        daemon off;
        worker_processes 1;
        pid {folder}/nginx.pid;
        error_log {folder}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off;
            {paths}
            server {{
                listen 127.0.0.1:{port} ssl;
                ssl_certificate {certificate};
                ssl_certificate_key {key};
                {location}
            }}
        }}
        """,
        encoding="utf-8",
    )
    return ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def caddy(folder: Path, port: int, behind: str, certificate: Path, key: Path) -> list[str]:
    """The command that runs Caddy in a folder, with the snippet, at a port and with a certificate of the test's."""
    site = snippet("caddyfile").replace("127.0.0.1:8642", behind)
    site = site.replace(f"{NAME} {{", f"{NAME}:{port} {{\n    bind 127.0.0.1\n    tls {certificate} {key}", 1)
    options = "{\n    admin off\n    auto_https disable_redirects\n    skip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(options + site, encoding="utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def proxying(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """While this lasts, a proxy that listens."""
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        until = time.monotonic() + READY_SECONDS
        while True:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder / "said").read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < until
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(READY_SECONDS)


@pytest.fixture(scope="module")
def proxied(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A server that is asked through a proxy on this machine, and a token of alice's."""
    options = ("--public-url", f"https://{NAME}", "--trusted-proxies", "127.0.0.1")
    with founded_to_serve.put_back(tmp_path_factory.mktemp("proxied") / "firm") as place:
        firm = firm_in(place)
        add_leases(firm)
        token = token_of(firm, "alice", "behind a proxy")
        link = firm.run("serve", *options, "--link", "alice").stdout.strip()
        with serving_behind(firm, options) as served:
            from_proxy = {"host": NAME, "x-forwarded-proto": "https", "origin": f"https://{NAME}"}
            set_ = httpx2.post(
                served.base + link.removeprefix(f"https://{NAME}"),
                data={"password": PASSWORD, "again": PASSWORD},
                headers=from_proxy,
                timeout=READY_SECONDS,
            )
            assert set_.status_code == 303, set_.text
            yield served, token


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def behind(
    request: pytest.FixtureRequest, proxied: tuple[Served, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """That server behind each of the two."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed here (Debian: nginx-light, caddy)")
    served, token = proxied
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # for the account of nginx's workers
        certificate, key = make_certificate(folder, NAME)
        port = free_port()
        make = nginx if request.param == "nginx" else caddy
        command = make(folder, port, served.base.removeprefix("http://"), certificate, key)
        with proxying(command, folder, port):
            yield Behind(served, port, ssl.create_default_context(cafile=str(certificate)), token)


@contextmanager
def serving_behind(firm: Firm, options: tuple[str, ...]) -> Iterator[Served]:
    """A server that believes its proxy."""
    port = free_port()
    command = [sys.executable, "-m", "pincite", "--workspace", str(firm.workspace), "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", "1", *options], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, text=True
    )
    base = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                if httpx2.get(f"{base}/ready", headers={"host": NAME}, timeout=READY_SECONDS).text == "ready\n":
                    break
            except httpx2.TransportError:
                assert process.poll() is None, "the server ended before it was ready"
                assert time.monotonic() < until
            time.sleep(0.2)
        yield Served(firm, base, None, process)
    finally:
        process.terminate()
        process.wait(READY_SECONDS)


def test_somebody_signs_in_asks_and_the_cookie_is_for_https(behind: Behind) -> None:
    with behind.signed_in() as (client, token):
        asked = {"question": "How much rent does the Tenant pay per month?", "matter": "lease", "form_token": token}
        begun = client.post("/questions", data=asked)
        assert begun.status_code == 303, begun.text
        assert "$4,200" in client.get(begun.headers["location"]).text
        page = client.get("/")
        assert "max-age=" in page.headers["strict-transport-security"]
        assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_first_sentence_comes_before_the_last_one_is_there(behind: Behind) -> None:
    """A proxy that held the answer back until its end would give all sentences at one moment."""
    with behind.client(authorization=f"Bearer {behind.token}") as client:
        begun = client.post("/api/v1/questions", json=LIST).json()["id"]
        with client.stream("GET", f"/api/v1/questions/{begun}/events") as response:
            lines = response.iter_lines()
            first = next(line for line in lines if line.startswith("event: "))
            assert first != "event: reply"
            unfinished = client.get(f"/api/v1/questions/{begun}").status_code  # there is no reply yet
            assert unfinished == 404
            assert [line for line in lines if line.startswith("event: ")][-1] == "event: reply"


def test_a_large_file_goes_through_at_once(behind: Behind) -> None:
    content = os.urandom(1_000_000) * 50
    with behind.signed_in() as (client, token):
        begun = client.post("/deliveries", data={"matter": "lease", "form_token": token}).json()["address"]
        announced = client.post(
            f"{begun}/files",
            headers={"form-token": token, "upload-name": "large.bin", "upload-length": str(len(content))},
        )
        place = announced.headers["location"]
        sent = client.patch(place, content=content, headers={"form-token": token, "upload-offset": "0"})
        assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(content)))
        assert client.post(f"{begun}/drop", data={"form_token": token}).status_code == 303


def test_another_name_gets_no_page_and_what_a_browser_says_of_itself_is_not_believed(behind: Behind) -> None:
    with behind.client() as client:
        assert "Sign in" in client.get("/sign-in").text
        assert "Sign in" not in client.get("/sign-in", headers={"host": "rebound.example"}).text
        # pincite refuses what its proxy says came unencrypted; the proxy says what it sees, whatever was sent.
        assert client.get("/sign-in", headers={"x-forwarded-proto": "http"}).status_code == 200
    unencrypted = {"host": NAME, "x-forwarded-proto": "http"}
    straight = httpx2.get(f"{behind.served.base}/sign-in", headers=unencrypted, timeout=READY_SECONDS)
    assert straight.status_code == 403


def test_what_is_found_at_the_tools_has_the_name_of_the_page(behind: Behind) -> None:
    with behind.client() as client:
        described = client.get("/.well-known/oauth-protected-resource/mcp").json()
    assert described["resource"] == f"https://{NAME}/mcp"
