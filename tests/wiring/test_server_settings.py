"""What `[server]` may say, and that the environment counts over it and options over both."""

import ipaddress
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.wiring import read_settings
from pincite.wiring.server_settings import ServerSettings, in_force
from pincite.wiring.settings_claims import settings_claims


def read(tmp_path: Path, text: str) -> ServerSettings:
    (tmp_path / "settings.toml").write_text(f"[server]\n{text}\n", encoding="utf-8")
    return read_settings(tmp_path / "settings.toml").server


def test_a_server_for_a_firm(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        address = "10.0.0.5"
        port = 443
        workers = 4
        public_url = "https://pincite.example.com/"
        hosts = ["Pincite.Internal", "10.0.0.5"]
        trusted_proxies = ["10.0.0.7", "10.0.1.0/28"]
        tls_certificate = "tls/chain.pem"
        tls_key = "/etc/pincite/key.pem"
        """,
    )
    assert settings == ServerSettings(
        address="10.0.0.5",
        port=443,
        workers=4,
        public_url="https://pincite.example.com",
        hosts=("pincite.internal", "10.0.0.5"),
        trusted_proxies=(ipaddress.ip_network("10.0.0.7/32"), ipaddress.ip_network("10.0.1.0/28")),
        tls_certificate=tmp_path / "tls" / "chain.pem",
        tls_key=Path("/etc/pincite/key.pem"),
    )
    assert not settings.is_for_this_machine
    assert settings.base_url == "https://pincite.example.com"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "has an unknown setting 'prot' in [server]; the settings there are: address, "),
        ("port = 70000", "sets port in [server] to 70000; it is a whole number from 0 to 65,535"),
        ("port = true", "sets port in [server] to True; it is a whole number"),
        ('port = "8642"', "sets port in [server] to '8642'; it is a whole number"),
        ("workers = 0", "sets workers in [server] to 0; it is"),
        ('address = "10.0.0.5:80"', "an address or a name of this machine, without a port"),
        ('public_url = "http://pincite.example.com"', "begins with https://"),
        ('public_url = "https://example.com/pincite"', "without user, path or query"),
        ('public_url = "https://me@example.com"', "without user, path or query"),
        ('public_url = "https://example.com:x"', "without user, path or query"),
        ('hosts = "pincite"', "a list like"),
        ('hosts = ["pincite:80"]', "names or addresses, without ports"),
        ('trusted_proxies = ["proxy.example.com"]', "a list of addresses or networks"),
        ('trusted_proxies = ["10.0.0.1/8"]', "a list of addresses or networks"),
        ('trusted_proxies = ["0.0.0.0/0"]', "this one has every machine there is"),
        ('trusted_proxies = ["::/0"]', "this one has every machine there is"),
        ("header_seconds = nan", "a number from 1 to 600"),
        ("form_bytes = 10", "a whole number from 100000 to 100,000,000"),
    ],
)
def test_what_it_may_not_say(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'settings.toml'} ")
    assert said in str(raised.value)


def test_it_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("server = 1\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"it is a table that begins with a line \[server\]"):
        read_settings(tmp_path / "settings.toml")


def test_a_variable_counts_over_the_file_and_an_option_over_both(tmp_path: Path) -> None:
    file = read(tmp_path, "port = 1\nworkers = 3\n")
    environment = {"PINCITE_SERVER_PORT": "2", "PINCITE_SERVER_HEADER_SECONDS": "2.5", "PINCITE_WORKSPACE": "x"}
    settings = in_force(file, environment, {"port": "3"})
    assert (settings.port, settings.workers, settings.header_seconds) == (3, 3, 2.5)
    assert in_force(file, environment).port == 2


def test_lists_and_files_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = in_force(
        ServerSettings(),
        {
            "PINCITE_SERVER_HOSTS": "pincite.internal, 10.0.0.5",
            "PINCITE_SERVER_TLS_CERTIFICATE": "chain.pem",
            "PINCITE_SERVER_TLS_KEY": "/etc/key.pem",
        },
    )
    assert settings.hosts == ("pincite.internal", "10.0.0.5")
    assert settings.tls_certificate == tmp_path / "chain.pem"
    assert settings.base_url == "https://127.0.0.1:8642"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PINCITE_SERVER_PROT": "1"}, "the variable PINCITE_SERVER_PROT is none of the server's; they are: "),
        ({"PINCITE_SERVER_PORT": "many"}, "PINCITE_SERVER_PORT is 'many'; it is a whole number from 0 to 65,535"),
        ({"PINCITE_SERVER_PORT": "1" * 5000}, "it is a whole number from 0 to 65,535"),
        ({"PINCITE_SERVER_TLS_KEY": "/key.pem"}, "a key its certificate"),
    ],
)
def test_what_the_environment_may_not_say(environment: dict[str, str], said: str) -> None:
    with pytest.raises(WorkspaceError) as raised:
        in_force(ServerSettings(), environment)
    assert said in str(raised.value)


def test_an_option_is_called_by_its_own_name() -> None:
    with pytest.raises(WorkspaceError, match=r"^--public-url is 'ftp://x'; it is an address like"):
        in_force(ServerSettings(), {}, {"public_url": "ftp://x"})


def test_what_opens_a_workspace_to_others_has_to_be_agreed_to(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '[server]\naddress = "0.0.0.0"\npublic_url = "https://evil.example"\nhosts = ["a"]\n'
        'trusted_proxies = ["10.0.0.7"]\ntls_certificate = "/c"\ntls_key = "/k"\n',
        encoding="utf-8",
    )
    claimed = {claim.setting: claim.value for claim in settings_claims(read_settings(file), tmp_path)}
    assert claimed == {
        "[server] address": "0.0.0.0",  # noqa: S104 - said, not bound
        "[server] public_url": "https://evil.example",
        "[server] hosts": "a",
        "[server] trusted_proxies": "10.0.0.7/32",
        "[server] tls_certificate": "/c",
        "[server] tls_key": "/k",
    }
    file.write_text('[server]\nport = 1\nworkers = 3\naddress = "::1"\n', encoding="utf-8")
    assert settings_claims(read_settings(file), tmp_path) == ()
