"""A model that is said to be the firm's own is asked only where the firm's networks are, at each try."""

import asyncio
import datetime
import ipaddress
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.permitting import Permitted

from pincite.errors import ModelError, NotPermitted
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.openai_chat import OpenAIChat
from pincite.models.chat.pinning import pinned
from pincite.models.chat.transport import Endpoint
from pincite.models.ports import Message

FIRM = (ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd00::/8"))
NAME = "models.firm.example"


class Names:
    """What names lead to, as this machine's resolver would say it; a test changes it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.of: dict[str, list[str]] = {}
        self.looked_up: list[str] = []
        known = socket.getaddrinfo

        def found(host: str, port: int | None, *args: int, **more: int) -> list[Any]:
            if host not in self.of:
                return known(host, port, *args, **more)
            self.looked_up.append(host)
            return [entry for address in self.of[host] for entry in known(address, port, *args, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def _urls(url: str) -> list[str]:
    return [target.url for target in asyncio.run(pinned(url, FIRM, "the language model m"))]


@pytest.mark.parametrize(
    ("addresses", "urls"),
    [
        (["10.20.3.4"], ["https://10.20.3.4:8443/v1/chat/completions"]),
        (["fd00::1"], ["https://[fd00::1]:8443/v1/chat/completions"]),
        (["::ffff:10.20.3.4"], ["https://10.20.3.4:8443/v1/chat/completions"]),
        (["127.0.0.1"], ["https://127.0.0.1:8443/v1/chat/completions"]),
    ],
)
def test_an_address_in_the_firms_networks_is_connected_to(names: Names, addresses: list[str], urls: list[str]) -> None:
    names.of[NAME] = addresses
    assert _urls(f"https://{NAME}:8443/v1/chat/completions") == urls


@pytest.mark.parametrize(
    "addresses",
    [
        ["203.0.113.9"],
        ["10.20.3.4", "203.0.113.9"],
        ["10.21.0.1"],
        ["::ffff:203.0.113.9"],
        ["2001:db8::1"],
        ["0.0.0.1"],
    ],
)
def test_a_name_of_which_one_address_is_outside_is_not_asked(names: Names, addresses: list[str]) -> None:
    names.of[NAME] = addresses
    with pytest.raises(NotPermitted, match="which is in none of the firm's networks; add its network to on_prem"):
        _urls(f"https://{NAME}/v1")


def test_a_name_that_leads_nowhere() -> None:
    with pytest.raises(ModelError, match=r"since no-such-host\.invalid leads to no address"):
        _urls("https://no-such-host.invalid/v1")


def _chat(url: str, pauses: list[float] | None = None) -> Permitted:
    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    return Permitted(OpenAIChat(Endpoint(url, "small", "k-123", 20, within=FIRM), pause))


def _say(chat: Permitted) -> str:
    return asyncio.run(chat.complete([Message("user", "How much notice?")], 50)).text


@pytest.mark.live
def test_a_host_that_leads_elsewhere_at_the_second_try_is_sent_nothing_more(names: Names) -> None:
    names.of[NAME] = ["127.0.0.1"]
    with running(FakeProvider()) as server:
        server.plan.append(Fault(status=503))

        async def pause(_: float) -> None:
            names.of[NAME] = ["203.0.113.9"]

        url = server.url.replace("127.0.0.1", NAME)
        chat = Permitted(OpenAIChat(Endpoint(url, "small", "k-123", 20, within=FIRM), pause))
        with pytest.raises(NotPermitted, match=r"leads to 203\.0\.113\.9"):
            _say(chat)
        assert len(server.ledger) == 1
    assert names.looked_up == [NAME, NAME]


@pytest.mark.live
def test_an_address_where_nobody_listens_leads_to_the_next(names: Names) -> None:
    names.of[NAME] = ["127.0.0.2", "127.0.0.1"]
    with running(FakeProvider()) as server:
        assert _say(_chat(server.url.replace("127.0.0.1", NAME)))
        assert len(server.ledger) == 1


@pytest.mark.live
def test_no_proxy_gets_what_stays_in_the_firm(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    names.of[NAME] = ["127.0.0.1"]
    with running(FakeProvider()) as server, running(FakeProvider()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        url = server.url.replace("127.0.0.1", NAME)
        endpoint = Endpoint(url, "small", None, 20, trust_env=True, within=FIRM)
        assert _say(Permitted(OpenAIChat(endpoint)))
        assert (len(server.ledger), len(proxy.ledger)) == (1, 0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the name alone, with its key, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.live
def test_the_certificate_is_checked_for_the_name(
    names: Names, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.of |= {NAME: ["127.0.0.1"], "other.firm.example": ["127.0.0.1"]}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with running(FakeProvider(tls=tls)) as server:
        for name, is_answered in ((NAME, True), ("other.firm.example", False)):
            url = server.url.replace("127.0.0.1", name)
            chat = Permitted(OpenAIChat(Endpoint(url, "small", None, 20, trust_env=True, within=FIRM)))
            if is_answered:
                assert _say(chat)
            else:
                with pytest.raises(ModelError, match="is not secure"):
                    _say(chat)
