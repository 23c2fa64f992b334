"""Where objects lie, from settings, the environment and its files."""

from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.objects.address import Address, Credentials, address_of, is_safe, parts_of

OWN = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3://ab", "s3://UPPER", "s3://key:secret@firm", "s3://firm/a//b", "s3://firm/../b", "https://firm/a"],
)
def test_what_is_no_address_of_a_bucket_is_refused(url: str) -> None:
    assert parts_of(url) is None
    with pytest.raises(WorkspaceError, match="write s3://BUCKET/PREFIX"):
        address_of(url, None, None, None, {})


@pytest.mark.parametrize(
    "endpoint",
    ["http://objects.example.com", "http://10.0.0.1:9000", "ftp://127.0.0.1", "https://key:secret@example.com", "x"],
)
def test_a_server_elsewhere_is_spoken_to_by_tls_only(endpoint: str) -> None:
    assert not is_safe(endpoint)
    for environment, said in (({}, endpoint), ({"AWS_ENDPOINT_URL": endpoint}, None)):
        with pytest.raises(WorkspaceError, match="no https:// address") as caught:
            address_of("s3://firm", said, None, None, environment)
        assert "secret" not in str(caught.value)


def test_the_settings_come_before_the_environment_and_that_before_its_files(tmp_path: Path) -> None:
    files = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "c"), "AWS_CONFIG_FILE": str(tmp_path / "f")}
    (tmp_path / "c").write_text(
        "[default]\naws_access_key_id = a\naws_secret_access_key = b%c\n"
        "[other]\naws_access_key_id = x\naws_secret_access_key = y\naws_session_token = z\n",
        encoding="utf-8",
    )
    (tmp_path / "f").write_text(
        "[default]\nregion = eu-west-1\n[profile other]\nregion = eu-west-2\n", encoding="utf-8"
    )
    whole = Address("firm", "a/b", region="eu-west-1", credentials=Credentials("a", "b%c"))
    assert address_of("s3://firm/a/b/", None, None, None, files) == whole
    other = {**files, "AWS_PROFILE": "other"}
    assert address_of("s3://firm", None, None, None, other).credentials == Credentials("x", "y", "z")
    assert address_of("s3://firm", None, None, None, other).region == "eu-west-2"
    own = {**other, **OWN, "AWS_REGION": "us-west-1", "AWS_ENDPOINT_URL_S3": "https://s3.example.com"}
    found = address_of("s3://firm", None, None, "arn:key", own)
    assert found == Address("firm", "", "https://s3.example.com", "us-west-1", Credentials("key", "secret"), "arn:key")
    assert address_of("s3://firm", "http://localhost:9", "x", None, own).endpoint == "http://localhost:9"


def test_half_of_the_credentials_is_refused_and_neither_half_is_shown() -> None:
    with pytest.raises(WorkspaceError, match="AWS_SECRET_ACCESS_KEY is missing") as caught:
        address_of("s3://firm", None, None, None, {"AWS_ACCESS_KEY_ID": "AKIA123"})
    assert "AKIA123" not in str(caught.value)


def test_a_file_of_credentials_that_cannot_be_read_is_named_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("aws_secret_access_key = tops3cret\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot be read; correct it") as caught:
        address_of("s3://firm", None, None, None, {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "c")})
    assert "tops3cret" not in str(caught.value)
