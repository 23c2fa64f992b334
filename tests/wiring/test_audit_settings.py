"""What [audit] in settings.toml may say, and what is said of it when it may not."""

import math
from pathlib import Path

import pytest

from pincite.audit.further import FurtherPlace
from pincite.audit.keys import KeyFile, KeyringKey, SigningCommand
from pincite.errors import WorkspaceError
from pincite.wiring import read_settings
from pincite.wiring.audit_settings import AuditSettings


def read(folder: Path, text: str) -> AuditSettings:
    (folder / "workspace").mkdir(exist_ok=True)
    (folder / "workspace" / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(folder / "workspace" / "settings.toml").audit


def test_without_the_table_the_usual_places_hold(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert settings == AuditSettings()
    assert (settings.key_place(), settings.further()) == (None, ())


def test_the_key_may_be_a_file_the_keyring_or_a_command(tmp_path: Path) -> None:
    file = read(tmp_path, '[audit]\nkey = "../firm.pem"').key_place()
    assert isinstance(file, KeyFile)
    assert file.path.resolve() == (tmp_path / "firm.pem").resolve()
    assert isinstance(read(tmp_path, '[audit]\nkey = "keyring"').key_place(), KeyringKey)
    table = '[audit]\nsign_command = ["kms", "--key", "a b"]\npublic_key = "k.pem"\nsign_timeout_s = 3'
    assert read(tmp_path, table).key_place() == SigningCommand(
        ("kms", "--key", "a b"), tmp_path / "workspace" / "k.pem", 3.0
    )


def test_heads_may_go_to_further_places(tmp_path: Path) -> None:
    (place,) = read(tmp_path, '[audit]\nheads = "/mnt/worm"').further()
    assert place == FurtherPlace(Path("/mnt/worm"), 1, math.inf)
    one, two = read(
        tmp_path, '[audit]\nheads = ["/mnt/a", "/mnt/b", "/mnt/a"]\nevery_records = 100\nevery_seconds = 60'
    ).further()
    assert (one, two) == (FurtherPlace(Path("/mnt/a"), 100, 60.0), FurtherPlace(Path("/mnt/b"), 100, 60.0))
    (timed,) = read(tmp_path, '[audit]\nheads = ["/mnt/a"]\nevery_seconds = 60').further()
    assert timed.every_records > 10**9


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("audit = 3", "sets audit to 3; it is a table"),
        ("[audit]\nkeys = 3", "has an unknown setting 'keys' in [audit]; the settings there are: every_records, "),
        ('[audit]\nkey = "firm.pem"', "which lies in the workspace"),
        ('[audit]\nkey = "../workspace/firm.pem"', "which lies in the workspace"),
        ('[audit]\nheads = ["heads"]', "which lies in the workspace"),
        ('[audit]\nheads = ["."]', "which lies in the workspace"),
        ("[audit]\nkey = 3", "it is a file outside the workspace, or 'keyring'"),
        ('[audit]\nkey = ""', "it is a file outside the workspace, or 'keyring'"),
        ('[audit]\nsign_command = "kms sign"', "it is a list like"),
        ("[audit]\nsign_command = []", "it is a list like"),
        ('[audit]\nsign_command = ["a", 3]', "it is a list like"),
        ('[audit]\nsign_command = ["a"]\nkey = "keyring"', "sets both key and sign_command"),
        ('[audit]\npublic_key = "k.pem"', "which is for a sign_command; set that too"),
        ('[audit]\nsign_command = ["a"]\nsign_timeout_s = 0', "it is a number of seconds from 0.1 to 600"),
        ('[audit]\nsign_command = ["a"]\nsign_timeout_s = true', "it is a number of seconds"),
        ("[audit]\nheads = [3]", "it is a list of up to 8 folders"),
        (f"[audit]\nheads = {['/mnt/' + str(n) for n in range(9)]}", "it is a list of up to 8 folders"),
        ("[audit]\nevery_records = 5", "which is for further heads; set heads too"),
        ('[audit]\nheads = "/mnt/a"\nevery_records = 0', "it is a whole number from 1 on"),
        ('[audit]\nheads = "/mnt/a"\nevery_records = true', "it is a whole number from 1 on"),
        ('[audit]\nheads = "/mnt/a"\nevery_seconds = nan', "it is a number of seconds"),
        ('[audit]\nheads = "/mnt/a"\nevery_seconds = "1"', "it is a number of seconds"),
    ],
)
def test_what_may_not_be_set_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        read(tmp_path, text)
    assert sentence in str(told.value)
    assert str(told.value).startswith(f"{tmp_path / 'workspace' / 'settings.toml'} ")


def test_a_link_does_not_bring_the_key_into_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "workspace")
    with pytest.raises(WorkspaceError, match="which lies in the workspace"):
        read(tmp_path, '[audit]\nkey = "../link/firm.pem"')
