"""A workspace from elsewhere is not trusted: what it asks for counts only once this account agreed to exactly that."""

import grp
import json
import os
import pwd
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.command_line import invoke
from tests.models.openai_server import OpenAIServer, serving
from tests.wiring.foreign import PLAIN, WORDS, account_of, make, outside, put_back, run

FOREIGN = 12345
"""The number of an account that is not ours."""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another account")


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with our workspace `ours`, one that another account made (`theirs`), and files that are nobody's but
    ours in `outside`."""
    place = tmp_path_factory.mktemp("trust")
    make(place)
    with account_of(place, "ours"):
        yield place


@pytest.fixture
def place(made: Path) -> Path:
    """The same, as it was made."""
    put_back(made)
    return made


def settings(text: str) -> Callable[[Path, OpenAIServer], None]:
    """Has the settings say something; `PLACE` and `URL` stand for the folder and the server."""

    def put(place: Path, server: OpenAIServer) -> None:
        said = text.replace("PLACE", str(place)).replace("URL", server.url)
        (place / "ours" / "settings.toml").write_text(PLAIN + said, encoding="utf-8")

    return put


def link(name: str, target: str) -> Callable[[Path, OpenAIServer], None]:
    """Has a part of the workspace lead elsewhere, to what was that part."""

    def put(place: Path, server: OpenAIServer) -> None:
        del server
        part = place / "ours" / name
        if part.exists():
            part.rename(place / "outside" / target)
        part.symlink_to(place / "outside" / target)

    return put


def mode(name: str, bits: int) -> Callable[[Path, OpenAIServer], None]:
    return lambda place, _: (place / "ours" / name).chmod(bits)


def foreign(*names: str) -> Callable[[Path, OpenAIServer], None]:
    def give(place: Path, server: OpenAIServer) -> None:
        del server
        for name in names:
            os.chown(place / "ours" / name, FOREIGN, -1)

    return give


def planted(file: str, *statements: str) -> Callable[[Path, OpenAIServer], None]:
    def plant(place: Path, server: OpenAIServer) -> None:
        del server
        database = sqlite3.connect(place / "ours" / file, isolation_level=None)
        for statement in statements:
            database.execute(statement)
        database.close()

    return plant


def pipe(name: str) -> Callable[[Path, OpenAIServer], None]:
    def put(place: Path, server: OpenAIServer) -> None:
        del server
        (place / "ours" / name).unlink(missing_ok=True)
        os.mkfifo(place / "ours" / name)

    return put


def card(place: Path, server: OpenAIServer) -> None:
    del server
    shutil.copy(place / "outside" / "safe.jsonl", place / "ours" / "card.json")
    (place / "ours" / "settings.toml").write_text(PLAIN + 'entailment = "card.json"\n', encoding="utf-8")


def reply_by_link(place: Path, server: OpenAIServer) -> None:
    (place / "ours" / "replies.jsonl").symlink_to(place / "outside" / "safe.jsonl")
    settings('[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n')(place, server)


def exchanged(*names: str) -> Callable[[Path, OpenAIServer], None]:
    """Has parts of their workspace stand in ours."""

    def put(place: Path, server: OpenAIServer) -> None:
        del server
        for name in names:
            shutil.copy(place / "theirs" / name, place / "ours" / name)

    return put


def theirs(place: Path, server: OpenAIServer) -> None:
    del server
    shutil.rmtree(place / "ours")
    shutil.copytree(place / "theirs", place / "ours")


def table_as_view(place: Path, server: OpenAIServer) -> None:
    planted(
        "documents.db",
        "ALTER TABLE document RENAME TO kept",
        "CREATE VIEW document AS SELECT * FROM kept",
    )(place, server)


COMMAND = '[audit]\nsign_command = ["/bin/sh", "-c", "echo > PLACE/outside/ran"]\n'
SERVER = '[model]\nprovider = "openai"\nurl = "URL"\nname = "m"\n'

VARIANTS: dict[str, Callable[[Path, OpenAIServer], None]] = {
    "a command that signs": settings(COMMAND),
    "a command and its public key": settings(COMMAND + 'public_key = "../outside/safe.jsonl"\n'),
    "an address on this machine": settings(SERVER),
    "an address, and a key of the environment": settings(SERVER + 'key_env = "PATH"\n'),
    "an address, and a key of the keyring": settings(SERVER + 'key_keyring = "pincite/safe"\n'),
    "an address elsewhere": settings('[model]\nprovider = "openai"\nurl = "https://evil.example/v1"\nname = "m"\n'),
    "an address, and proxies of the environment": settings(SERVER + "trust_env = true\n"),
    "a language model's file": settings('[model]\nprovider = "llama.cpp"\ngguf = "PLACE/outside/safe.jsonl"\n'),
    "a language model in the workspace": settings('[model]\nprovider = "llama.cpp"\ngguf = "access.db"\n'),
    "replies from elsewhere": settings('[model]\nprovider = "scripted"\nreplies = "../outside/safe.jsonl"\n'),
    "replies by a link": reply_by_link,
    "a reader": settings('reader = "../outside/card.json"\n'),
    "a second reader": settings('second_reader = "../outside/card.json"\n'),
    "a reranker": settings('reranker = "../outside/card.json"\n'),
    "an entailment model in the workspace": card,
    "a key that would be made": settings('[audit]\nkey = "PLACE/outside/new.pem"\n'),
    "a key in the keyring": settings('[audit]\nkey = "keyring"\n'),
    "heads beside it": settings('[audit]\nheads = ["../outside"]\n'),
    "heads by name of the folder": settings('[audit]\nheads = "PLACE/outside/new"\nevery_records = 999\n'),
    "settings by a link": link("settings.toml", "settings.toml"),
    "settings that are a pipe": pipe("settings.toml"),
    "settings without an end": settings("#" * 200_000),
    "settings nested without an end": settings("languages = " + "[" * 50_000),
    "originals by a link": link("originals", "originals"),
    "an index by a link": link("index", "index"),
    "a record by a link": link("audit.db", "audit.db"),
    "a record's lock by a link": link("audit.lock", "new.lock"),
    "rules by a link": link("access.db", "access.db"),
    "a log of the rules by a link": link("access.db-journal", "safe.jsonl"),
    "an id by a link": link("workspace.vkey", "workspace.vkey"),
    "documents that are a pipe": pipe("documents.db"),
    "a folder for everybody": mode(".", 0o777),
    "settings for everybody": mode("settings.toml", 0o666),
    "rules for everybody": mode("access.db", 0o602),
    "the id of another workspace": exchanged("workspace.vkey"),
    "a whole other workspace": theirs,
}


PLANTED: dict[str, Callable[[Path, OpenAIServer], None]] = {
    "a trigger in the rules": planted(
        "access.db", "CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM wall; END"
    ),
    "a view in the rules": planted("access.db", "CREATE VIEW v AS SELECT * FROM who"),
    "a view for the documents": table_as_view,
    "a trigger in the documents": planted(
        "documents.db", "CREATE TRIGGER t AFTER INSERT ON history BEGIN DELETE FROM document; END"
    ),
    "a trigger in the record": planted(
        "audit.db", "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM content; END"
    ),
    "a virtual table in the record": planted("audit.db", "CREATE VIRTUAL TABLE v USING fts5(a)"),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_what_a_workspace_asks_for_does_not_count_by_itself(
    place: Path, server: OpenAIServer, variant: Callable[[Path, OpenAIServer], None]
) -> None:
    variant(place, server)
    before, sent = outside(place), len(server.taken)
    for arguments in (
        ("list",),
        ("ask", "How much is the rent?", "--mode", "write"),
        ("models", "--try"),
        ("ingest", str(place / "files"), "--matter", "new"),
        ("audit", "list"),
        ("access", "list"),
    ):
        result = run(place, *arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith("pincite: ")
        assert result.stderr.count("\n") == 1
        assert WORDS not in result.output
        assert "4,200" not in result.output
    assert outside(place) == before
    assert len(server.taken) == sent


@pytest.mark.parametrize("variant", PLANTED.values(), ids=PLANTED)
def test_what_was_planted_in_a_database_does_not_act(
    place: Path, server: OpenAIServer, variant: Callable[[Path, OpenAIServer], None]
) -> None:
    variant(place, server)
    result = run(place, "ingest", str(place / "files"), "--matter", "new")
    assert result.exit_code == 1
    assert "was not made by pincite, and could act when the file is used" in result.stderr


WHOSE = {
    "a folder": (".",),
    "its rules": ("access.db",),
    "its settings": ("settings.toml",),
    "its record": ("audit.db",),
    "its documents": ("documents.db", "index"),
    "its id": ("workspace.vkey",),
}


@as_root
@pytest.mark.parametrize("names", WHOSE.values(), ids=WHOSE)
def test_files_of_another_account_are_named_and_nothing_is_read(place: Path, names: tuple[str, ...]) -> None:
    for name in names:
        os.chown(place / "ours" / name, FOREIGN, -1)
    said = run(place, "list").stderr
    assert "files of another account" in said
    assert "pincite workspace trust --workspace " in said
    shown = run(place, "workspace", "trust")
    assert f"uid {FOREIGN}: {'the folder itself' if names == ('.',) else ', '.join(sorted(names))}" in shown.output
    assert shown.exit_code == 1
    assert run(place, "workspace", "trust", "--yes").exit_code == 0
    assert "1 document" in run(place, "list").output


@as_root
def test_a_group_of_others_may_not_write(place: Path) -> None:
    group = next(each.gr_gid for each in grp.getgrall() if each.gr_gid != pwd.getpwuid(0).pw_gid)
    os.chown(place / "ours" / "settings.toml", -1, group)
    (place / "ours" / "settings.toml").chmod(0o664)
    assert "files that others may write" in run(place, "list").stderr


@pytest.mark.parametrize("answer", ["", "n\n", "no\n", "yes\n"])
def test_without_a_terminal_nothing_is_agreed_to(place: Path, server: OpenAIServer, answer: str) -> None:
    VARIANTS["a command that signs"](place, server)
    refused = run(place, "workspace", "trust", typed=answer)
    assert refused.exit_code == 1
    assert "runs this program with every record, with your rights and your environment" in refused.output
    assert "add --yes" in refused.stderr
    assert run(place, "list").exit_code == 1
    assert not (place / "outside" / "ran").exists()


def test_what_was_agreed_to_counts_and_nothing_else(place: Path, server: OpenAIServer) -> None:
    VARIANTS["an address on this machine"](place, server)
    assert run(place, "workspace", "trust", "--yes").exit_code == 0
    assert run(place, "models", "--try").exit_code == 0
    assert server.taken
    assert "you agreed to this already" in run(place, "workspace", "trust").output
    text = (place / "ours" / "settings.toml").read_text()
    for changed in (
        text.replace("/v1", "/v2"),
        text.replace('name = "m"', 'name = "n"'),
        text + 'key_env = "HOME"\n',
        text + "trust_env = true\n",
        text + "leaves_firm = false\n" + '[audit]\nheads = ["../outside"]\n',
        text.replace("127.0.0.1", "127.0.0.2"),
        PLAIN,
    ):
        (place / "ours" / "settings.toml").write_text(changed)
        assert "pincite workspace trust --workspace " in run(place, "list").stderr, changed
    (place / "ours" / "settings.toml").write_text('chunking = "recursive"\n' + text + "judges = true\n")
    assert run(place, "list").exit_code == 0


def test_an_agreement_is_for_one_folder_and_one_key(place: Path, server: OpenAIServer) -> None:
    VARIANTS["heads beside it"](place, server)
    assert run(place, "workspace", "trust", "--yes").exit_code == 0
    assert run(place, "list").exit_code == 0
    shutil.copytree(place / "ours", place / "moved")
    assert "asks for what counts only once you trust it ([audit] heads" in run(place, "list", workspace="moved").stderr
    assert run(place, "workspace", "trust", "--yes", workspace="moved").exit_code == 0
    assert "1 document" in run(place, "list", workspace="moved").output
    shutil.copy(place / "theirs" / "workspace.vkey", place / "ours" / "workspace.vkey")
    assert "its public key is another" in run(place, "list").stderr


def test_a_model_in_the_workspace_counts_as_it_was_agreed_to(place: Path, server: OpenAIServer) -> None:
    card(place, server)
    assert run(place, "workspace", "trust", "--yes").exit_code == 0
    assert run(place, "list").exit_code == 0
    (place / "ours" / "card.json").write_text("{}")
    assert run(place, "list").exit_code == 1


def test_a_copy_of_our_own_goes_on_with_heads_and_key(place: Path) -> None:
    shutil.copytree(place / "ours", place / "moved")
    assert "1 document" in run(place, "list", workspace="moved").output
    assert json.loads(run(place, "audit", "verify", "--json", workspace="moved").stdout)["ok"]


def test_a_workspace_from_before_agreements_goes_on(place: Path) -> None:
    shutil.rmtree(place / "state of ours" / "pincite" / "trust")
    assert "1 document" in run(place, "list").output


def test_our_public_key_alone_makes_no_workspace_ours(place: Path) -> None:
    (place / "forged").mkdir(mode=0o700)
    for name in ("access.db", "documents.db"):
        shutil.copy(place / "theirs" / name, place / "forged" / name)
    shutil.copytree(place / "theirs" / "index", place / "forged" / "index")
    shutil.copy(place / "ours" / "workspace.vkey", place / "forged" / "workspace.vkey")
    for record in (None, "theirs/audit.db"):
        if record:
            shutil.copy(place / record, place / "forged" / "audit.db")
        assert "was not made here by this account" in run(place, "list", workspace="forged").stderr
    (place / "forged" / "access.db").unlink()
    (place / "forged" / "audit.db").unlink()
    made_anew = run(place, "ingest", str(place / "files"), "--matter", "m", workspace="forged")
    assert "documents.db lies there already" in made_anew.stderr


def test_nothing_is_made_with_an_id_from_elsewhere(place: Path) -> None:
    (place / "new").mkdir(mode=0o700)
    shutil.copy(place / "theirs" / "workspace.vkey", place / "new" / "workspace.vkey")
    said = run(place, "ingest", str(place / "files"), "--matter", "m", workspace="new").stderr
    assert "it was not made here" in said
    assert not (place / "new" / "access.db").exists()


def test_settings_that_wait_for_a_workspace_are_agreed_to_before_it_is_made(place: Path) -> None:
    (place / "new").mkdir(mode=0o700)
    (place / "new" / "settings.toml").write_text(PLAIN + '[audit]\nheads = ["../outside"]\n')
    arguments = ("ingest", str(place / "files"), "--matter", "m")
    assert run(place, *arguments, workspace="new").exit_code == 1
    assert sorted(path.name for path in (place / "new").iterdir()) == ["settings.toml"]
    assert run(place, "workspace", "trust", "--yes", workspace="new").exit_code == 0
    assert run(place, *arguments, workspace="new").exit_code == 0
    assert run(place, "list", workspace="new").exit_code == 0


def test_the_default_folder_is_no_more_trusted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(place / "theirs", place / "unpacked" / ".pincite")
    monkeypatch.chdir(place / "unpacked")
    monkeypatch.delenv("PINCITE_WORKSPACE", raising=False)
    assert "was not made here by this account" in invoke("list").stderr
    monkeypatch.setenv("PINCITE_WORKSPACE", str(place / "unpacked" / ".pincite"))
    monkeypatch.chdir(place)
    assert "was not made here by this account" in invoke("list").stderr


def test_check_takes_no_model_from_a_folder_that_is_not_trusted(place: Path, server: OpenAIServer) -> None:
    card(place, server)
    (place / "pairs.jsonl").write_text('{"id": "1", "premise": "a", "claim": "a"}\n')
    assert "pincite workspace trust" in run(place, "check", str(place / "pairs.jsonl")).stderr


def test_the_record_of_an_unknown_workspace_is_verified_and_nothing_else(place: Path, server: OpenAIServer) -> None:
    shutil.copytree(place / "theirs", place / "new")
    before = outside(place)
    found = run(place, "audit", "verify", "--json", workspace="new")
    assert "no signed head" in json.loads(found.stdout)["problems"][0]["problem"]
    VARIANTS["a command that signs"](place, server)
    found = run(place, "audit", "verify", "--json")
    assert "sign_command" in json.loads(found.stdout)["problems"][0]["problem"]
    assert found.exit_code == 1
    assert {k: v for k, v in outside(place).items() if "/new/" not in k} == {
        k: v for k, v in before.items() if "/new/" not in k
    }


@pytest.mark.parametrize("where", ["an index", "originals"])
def test_nothing_is_read_or_written_through_links_further_in(place: Path, where: str) -> None:
    before = outside(place)
    if where == "an index":
        (place / "ours" / "index" / "more").symlink_to(place / "outside")
        assert "is a link or no file at all" in run(place, "ask", "How much is the rent?").stderr
    else:
        originals = place / "ours" / "originals"
        shutil.rmtree(originals)
        originals.mkdir(mode=0o700)
        for number in range(256):
            (originals / f"{number:02x}").symlink_to(place / "outside")
        shutil.copy(next(Path("src/pincite/samples").rglob("*.pdf")), place / "files" / "lease.pdf")
        before = outside(place)
        result = run(place, "ingest", str(place / "files"), "--matter", "lease")
        assert result.exit_code == 1
        assert "is a link or no file at all" in result.output
    assert outside(place) == before


def test_what_is_agreed_to_is_shown_letter_by_letter(place: Path) -> None:
    command = '[audit]\nsign_command = ["/bin/true", "ｅcho \\u202e", "a  b"]\n'
    (place / "ours" / "settings.toml").write_text(
        PLAIN + '[model]\nprovider = "openai"\nname = "gрt"\nurl = "http://127.0.0.1/v1"\n', encoding="utf-8"
    )
    assert "g\\u0440t" in run(place, "workspace", "trust").output
    (place / "ours" / "settings.toml").write_text(PLAIN + command.replace(" \\u202e", ""), encoding="utf-8")
    assert "'\\uff45cho' 'a  b'" in run(place, "workspace", "trust").output


def test_agreements_are_this_accounts_alone(place: Path) -> None:
    folder = place / "state of ours" / "pincite" / "trust"
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    file.chmod(0o666)
    assert "others own it or may write it" in run(place, "list").stderr
    file.chmod(0o600)
    file.rename(place / "outside" / "agreement")
    file.symlink_to(place / "outside" / "agreement")
    assert "cannot be kept or read" in run(place, "list").stderr
    file.unlink()
    file.write_text("{")
    assert "it is damaged" in run(place, "list").stderr
    folder.rename(place / "outside" / "trust")
    folder.symlink_to(place / "outside" / "trust")
    assert "it is a link" in run(place, "list").stderr


def test_trust_goes_on_the_record_with_what_was_agreed_to(place: Path, server: OpenAIServer) -> None:
    VARIANTS["an address on this machine"](place, server)
    agreed = json.loads(run(place, "workspace", "trust", "--yes", "--json").stdout)
    assert agreed["trusted"]
    assert {"setting": "[model] url", "value": server.url} == {
        key: agreed["claims"][0][key] for key in ("setting", "value")
    }
    shown = json.loads(run(place, "audit", "show", str(agreed["record"]), "--json").stdout)
    assert shown["kind"] == "trust"
    assert "[model] url" in json.dumps(shown)
    assert server.url in json.dumps(shown)
