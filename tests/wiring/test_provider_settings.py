"""The table `[server.provider]`: what it takes, what it refuses, and where the secret comes from."""

from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.wiring import read_settings
from pincite.wiring.provider_settings import ProviderSettings, registration
from pincite.wiring.settings_claims import settings_claims

LEAST = 'issuer = "https://login.example.com/x"\nclient_id = "pincite"\n'


def _read(lines: str, folder: Path) -> ProviderSettings:
    file = folder / "settings.toml"
    file.write_text(f"[server]\nport = 9000\n\n[server.provider]\n{lines}", encoding="utf-8")
    found = read_settings(file).provider
    assert found is not None
    return found


def test_without_the_table_there_is_no_provider(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[server]\nport = 9000\n", encoding="utf-8")
    assert read_settings(tmp_path / "settings.toml").provider is None


def test_an_issuer_and_a_client_are_enough(tmp_path: Path) -> None:
    found = _read(LEAST, tmp_path)
    assert (found.issuer, found.client_id) == ("https://login.example.com/x", "pincite")
    assert (found.name, found.scopes, found.username_claim) == ("login.example.com", ("openid",), None)
    assert registration(found, {}, None).secret is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('client_id = "x"', "lacks issuer"),
        ('issuer = "https://login.example.com"', "lacks client_id"),
        ('issuer = "http://login.example.com"\nclient_id = "x"', "the provider's address"),
        ('issuer = "https://a@login.example.com"\nclient_id = "x"', "the provider's address"),
        ('issuer = "https://login.example.com/?a=b"\nclient_id = "x"', "the provider's address"),
        ('issuer = "https://login.example.com:port"\nclient_id = "x"', "the provider's address"),
        ('issuer = "login.example.com"\nclient_id = "x"', "the provider's address"),
        (LEAST + 'secret = "s3cret"', "unknown setting 'secret'"),
        (LEAST + 'secret_env = "A"\nsecret_keyring = "a/b"', "leave one out"),
        (LEAST + "scopes = ['open id']", "a list like"),
        (LEAST + "username_claim = 7", "a text on one line"),
        (LEAST + 'groups = {a = "b"}', "those of a groups_claim"),
        (LEAST + 'groups_claim = "groups"\ngroups = {a = 7}', "a table like"),
        (LEAST + 'groups_claim = "groups"\ngroups = {a = ""}', "groups here"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(lines: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=said):
        _read(lines, tmp_path)


@pytest.mark.parametrize("line", ['secret_env = "s3cret/value"', 'secret_keyring = "s3cret"'])
def test_a_secret_in_the_wrong_place_is_not_repeated(line: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as refused:
        _read(LEAST + line, tmp_path)
    assert "s3cret" not in str(refused.value)


def test_the_secret_is_taken_from_its_variable(tmp_path: Path) -> None:
    found = _read(LEAST + 'secret_env = "ALDERMOOR"', tmp_path)
    known_as = registration(found, {"ALDERMOOR": " s3cret\n"}, "https://pincite.example.com")
    assert (known_as.secret, known_as.page) == ("s3cret", "https://pincite.example.com")
    assert "s3cret" not in repr(known_as)
    with pytest.raises(WorkspaceError, match="environment variable ALDERMOOR, and there is none"):
        registration(found, {}, None)
    with pytest.raises(WorkspaceError, match="not a client's secret") as refused:
        registration(found, {"ALDERMOOR": "s3c\nret"}, None)
    assert "s3c" not in str(refused.value)


def test_all_that_decides_who_somebody_is_has_to_be_agreed_to(tmp_path: Path) -> None:
    _read(
        LEAST + 'secret_env = "ALDERMOOR"\nusername_claim = "upn"\ngroups_claim = "groups"\ngroups = {a = "tax"}',
        tmp_path,
    )
    claims = settings_claims(read_settings(tmp_path / "settings.toml"), tmp_path)
    assert {claim.setting.rpartition(" ")[2] for claim in claims} == {
        "issuer",
        "client_id",
        "secret_env",
        "username_claim",
        "groups_claim",
    }
    assert any(claim.value == "groups (a = tax)" for claim in claims)
