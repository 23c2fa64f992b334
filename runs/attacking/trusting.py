# ruff: noqa: E501, S608 - a variant is one line, however long; statements are put together from our own names
"""Workspaces from elsewhere: what their settings, links, rights and databases ask for, in wordings made at random.

The workspaces are those of `tests.wiring.foreign`. A success is anything run, sent, written outside or shown, or a
command that is not refused.
"""

import os
import random
import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from tests.models.openai_server import OpenAIServer, serving
from tests.wiring.foreign import PLAIN, WORDS, account_of, make, outside, put_back, run

STORES = ("access.db", "documents.db", "audit.db")
TABLES = {"access.db": ("who", "wall", "matter", "change"), "documents.db": ("document", "content", "history"), "audit.db": ("audit", "content")}  # fmt: skip
COMMANDS = (("list",), ("ask", "How much is the rent?", "--mode", "write"), ("ingest", "FILES", "--matter", "new"))


def _toml(table: str, values: Mapping[str, str], chance: random.Random) -> str:
    """A table of settings in one of the ways in which TOML writes it."""
    letters = f'"\\u{ord(table[0]):04x}{table[1:]}"'
    name = chance.choice((table, f'"{table}"', f"'{table}'", letters))
    keys = {key: chance.choice((key, f'"{key}"', f"'{key}'", f'"\\u{ord(key[0]):04x}{key[1:]}"')) for key in values}
    way = chance.randrange(3)
    if way == 0:
        said = f"[{name}]\n" + "".join(f"{keys[key]} = {value}\n" for key, value in values.items())
    elif way == 1:
        said = "".join(f"{name} . {keys[key]} = {value}\n" for key, value in values.items())
    else:
        said = f"{name} = {{ " + ", ".join(f"{keys[key]} = {value}" for key, value in values.items()) + " }\n"
    comment = chance.choice(("", "# as agreed with IT\n", "\n\n"))
    return (comment + said).replace("\n", chance.choice(("\n", "\r\n")))


def _words(value: str, chance: random.Random) -> str:
    """A string in one of the ways in which TOML writes it."""
    escaped = "".join(f"\\u{ord(sign):04X}" if chance.random() < 0.2 else sign for sign in value)
    return chance.choice((f'"{value}"', f"'{value}'", f'"""{value}"""', f"'''{value}'''", f'"{escaped}"'))


def _set(place: Path, text: str, chance: random.Random) -> str:
    order = (
        (PLAIN, text) if text.lstrip("#\r\n ").startswith(("[", '["', "['")) or chance.random() < 0.5 else (text, PLAIN)
    )
    (place / "ours" / "settings.toml").write_bytes("".join(order).encode())
    return "".join(order)


def _command(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    mark = place / "outside" / f"ran{chance.randrange(99)}"
    program = chance.choice(
        (["/bin/sh", "-c", f"echo > {mark}"], ["/usr/bin/touch", str(mark)], ["touch", str(mark)], ["env", "touch", str(mark)], ["/bin/cp", "/etc/hostname", str(mark)])
    )  # fmt: skip
    listed = f"[{', '.join(_words(part, chance) for part in program)}]"
    more = {"every_records": str(chance.randint(1, 9))} if chance.random() < 0.3 else {}
    if chance.random() < 0.3:
        more["public_key"] = _words("workspace.vkey", chance)
    return _set(place, _toml("audit", {"sign_command": listed, **more}, chance), chance)


def _address(place: Path, server: OpenAIServer, chance: random.Random) -> str:
    port = server.url.rsplit(":", 1)[1].partition("/")[0]
    host = chance.choice(
        ("127.0.0.1", "localhost", "LOCALHOST", "127.1", "127.0.0.1.", "user:pass@127.0.0.1", "2130706433")
    )
    url = f"{chance.choice(('http', 'HTTP'))}://{host}:{port}/{chance.choice(('v1', 'v1/', 'x/../v1', ''))}"
    values = {"provider": _words("openai", chance), "url": _words(url, chance), "name": _words("m", chance)}
    if chance.random() < 0.6:
        values["key_env"] = _words(
            chance.choice(("PATH", "HOME", "USER", "AWS_SECRET_ACCESS_KEY", "PINCITE_WORKSPACE")), chance
        )
    if chance.random() < 0.3:
        values["trust_env"] = "true"
    return _set(place, _toml("model", values, chance), chance)


def _elsewhere(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """A place outside, for what is read or written."""
    safe = place / "outside" / "safe.jsonl"
    relative = chance.choice(
        (
            str(safe),
            "../outside/safe.jsonl",
            "./../outside/safe.jsonl",
            "originals/../../outside/safe.jsonl",
            f"//{str(safe)[1:]}",
            f"{safe.parent}/./{safe.name}",
        )
    )
    folder = chance.choice((str(place / "outside" / "new"), "../outside", "../outside/made", str(place / "outside")))
    table, values = chance.choice(
        (
            ("audit", {"heads": f"[{_words(folder, chance)}]"}),
            ("audit", {"heads": _words(folder, chance)}),
            ("audit", {"key": _words(f"{place}/outside/new{chance.randrange(9)}.pem", chance)}),
            ("audit", {"key": _words("keyring", chance)}),
            ("model", {"provider": _words("scripted", chance), "replies": _words(relative, chance)}),
            ("model", {"provider": _words("llama.cpp", chance), "gguf": _words(relative, chance)}),
            ("", {"reranker": _words(relative, chance)}),
            ("", {"entailment": _words(relative, chance)}),
            ("", {"reader": _words(relative, chance)}),
            ("", {"reader": _words("originals/card.json", chance)}),
        )
    )  # fmt: skip
    if not table:
        text = "".join(f"{key} = {value}\n" for key, value in values.items())
        (place / "ours" / "settings.toml").write_text(PLAIN + text, encoding="utf-8")
        return text
    return _set(place, _toml(table, values, chance), chance)


def _link(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """A part of the workspace that leads elsewhere, by one link or two."""
    part = chance.choice((*STORES, "settings.toml", "originals", "index", "workspace.vkey", "audit.lock"))
    here, there = place / "ours" / part, place / "outside" / f"moved-{part}"
    if here.exists():
        here.rename(there)
    target = str(there) if chance.random() < 0.5 else f"../outside/moved-{part}"
    if chance.random() < 0.4:
        (place / "outside" / "step").symlink_to(there)
        target = "../outside/step"
    here.symlink_to(target)
    return f"{part} -> {target}"


def _side_file(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """A journal or a log of a database that leads elsewhere, or is a pipe."""
    name = f"{chance.choice(STORES)}{chance.choice(('-journal', '-wal', '-shm'))}"
    (place / "ours" / name).unlink(missing_ok=True)
    if chance.random() < 0.5:
        (place / "ours" / name).symlink_to(place / "outside" / "safe.jsonl")
        return f"{name} -> outside/safe.jsonl"
    os.mkfifo(place / "ours" / name)
    return f"{name} is a pipe"


def _rights(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    name = chance.choice((".", *STORES, "settings.toml", "workspace.vkey", "index", "originals"))
    bits = chance.choice((0o777, 0o666, 0o602, 0o606, 0o702, 0o646, 0o1777))
    (place / "ours" / name).chmod(bits)
    return f"{name} has the rights {bits:o}"


def _planted(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    store = chance.choice(STORES)
    table, name = chance.choice(TABLES[store]), f"t{chance.randrange(999)}"
    when, what = chance.choice(("AFTER", "BEFORE")), chance.choice(("INSERT", "UPDATE", "DELETE"))
    statement = chance.choice(
        (
            f"CREATE TRIGGER {name} {when} {what} ON {table} BEGIN SELECT 1; END",
            f"CREATE TRIGGER {name} {when} {what} ON {table} BEGIN DELETE FROM {table}; END",
            f"CREATE VIEW {name} AS SELECT * FROM {table}",
            f"CREATE VIRTUAL TABLE {name} USING fts5(a)",
            f"CREATE VIEW {name} AS SELECT randomblob(9) AS a FROM {table}",
        )
    )
    database = sqlite3.connect(place / "ours" / store, isolation_level=None)
    database.execute(statement)
    database.close()
    return f"{store}: {statement}"


def _pipe(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    name = chance.choice((*STORES, "settings.toml", "workspace.vkey"))
    (place / "ours" / name).unlink(missing_ok=True)
    os.mkfifo(place / "ours" / name)
    return f"{name} is a pipe"


def _deep(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """A link, a pipe or a file of another account somewhere inside what pincite reads and writes."""
    folders = [path for name in ("index", "originals") for path in (place / "ours" / name).rglob("*") if path.is_dir()]
    folder = chance.choice([*folders, place / "ours" / "index", place / "ours" / "originals"])
    name = chance.choice(("0.lance", "words.db-wal", "_latest.manifest", "a", ".x", "data.txn"))
    here = folder / name
    here.unlink(missing_ok=True)
    way = chance.randrange(5)
    if way == 0:
        here.symlink_to(chance.choice((place / "outside", place / "outside" / "safe.jsonl", Path("/etc/passwd"))))
    elif way == 1:
        os.mkfifo(here)
    elif way == 2:
        here.write_bytes(b"x")
        here.chmod(chance.choice((0o666, 0o602, 0o646)))
    elif way == 3:
        here.mkdir()
        here.chmod(chance.choice((0o777, 0o702, 0o1777)))
    else:
        files = [path for path in (place / "ours").rglob("*") if path.is_file()]
        here = chance.choice(files)
        os.chown(here, chance.choice((1000, 65534, 12345)), -1)
    return f"{here.relative_to(place)}, way {way}"


def _listed(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """An access list that lets somebody else write."""
    paths = [place / "ours", *(place / "ours").rglob("*")]
    here = chance.choice(paths)
    attribute = "system.posix_acl_access"
    if here.is_dir() and chance.random() < 0.5:
        attribute = "system.posix_acl_default"
    tag, identity = chance.choice(((0x02, 1000), (0x02, 65534), (0x08, 4), (0x08, 1000)))
    somebody = (tag, chance.choice((6, 7, 2, 3)), identity)
    entries = sorted(
        [(0x01, 7, 0xFFFFFFFF), somebody, (0x04, 0, 0xFFFFFFFF), (0x10, 7, 0xFFFFFFFF), (0x20, 0, 0xFFFFFFFF)]
    )
    os.setxattr(here, attribute, struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))
    return f"{attribute} of {here.relative_to(place)}"


def _written_oddly(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """Settings that another reader of TOML might take for some."""
    command = f'[audit]\nsign_command = ["/usr/bin/touch", "{place}/outside/ran"]\n'
    text = chance.choice(
        (
            "\ufeff" + command,
            PLAIN + command.replace("audit", "Audit"),
            PLAIN + command.replace("audit", "аudit"),
            PLAIN + command + command,
            PLAIN + command.replace("sign_command", "sign-command"),
            PLAIN + command.replace("\n", "\r"),
            PLAIN + command.replace("sign_command = ", "sign_command.0 = "),
            PLAIN + "[[audit]]" + command.partition("]")[2],
            PLAIN + command.replace("[audit]", "[audit.audit]"),
            PLAIN + command + "\x00",
            PLAIN + "x = " + "[" * 3000,
            PLAIN + command + "#" * 120_000,
            f"include = '{place}/outside/safe.jsonl'\n" + PLAIN,
            PLAIN + 'plugins = ["os"]\n',
        )
    )
    content = text.encode(chance.choice(("utf-8", "utf-8", "utf-16", "latin-1")), "replace")
    (place / "ours" / "settings.toml").write_bytes(content)
    return repr(text[:160])


def _another(place: Path, _: OpenAIServer, chance: random.Random) -> str:
    """Parts of the workspace of another account in the place of ours, of rules or record at least one."""
    parts = ["access.db", "documents.db", "audit.db", "workspace.vkey", "settings.toml", "index", "originals"]
    chosen = {*chance.sample(parts, chance.randint(1, 5)), chance.choice(("access.db", "audit.db", "workspace.vkey"))}
    for part in sorted(chosen):
        here, there = place / "ours" / part, place / "theirs" / part
        for beside in (place / "ours").glob(f"{part}-*"):
            beside.unlink()
        if here.is_dir():
            shutil.rmtree(here)
            shutil.copytree(there, here)
        else:
            here.unlink(missing_ok=True)
            shutil.copy2(there, here)
    return ", ".join(sorted(chosen))


KINDS: Mapping[str, Callable[[Path, OpenAIServer, random.Random], str]] = {
    "a command": _command, "an address": _address, "a place outside": _elsewhere, "a link": _link,
    "a file beside a database": _side_file, "rights of others": _rights, "something that acts in a database": _planted,
    "a pipe": _pipe, "deep inside": _deep, "an access list": _listed, "settings written oddly": _written_oddly,
    "parts of another workspace": _another,
}  # fmt: skip


def tried(draws: Sequence[Draw], place: Path) -> Iterator[Attempt]:
    """Run commands on each workspace, as the account that did not make it so."""
    there = place / "trust"
    there.mkdir()
    with serving() as server:
        make(there)
        with account_of(there, "ours"):
            for draw in draws:
                put_back(there)
                made = KINDS[draw.kind](there, server, draw.chance)
                yield Attempt(draw.number, draw.kind, made, _came(there, server))


def _came(place: Path, server: OpenAIServer) -> str:
    before, sent = _others(place), len(server.taken)
    found = []
    for command in COMMANDS:
        words = [word.replace("FILES", str(place / "files")) for word in command]
        result = run(place, *words)
        if result.exit_code == 0:
            found.append(f"{command[0]} is not refused")
        if WORDS in result.output or "4,200" in result.output:
            found.append(f"{command[0]} shows words: {result.output[:120]}")
    if _others(place) != before:
        found.append("something was written outside")
    if len(server.taken) != sent:
        found.append("something was sent")
    return "; ".join(found)


def _others(place: Path) -> dict[str, bytes]:
    """All files outside the workspace, without the heads of our own record: what is refused may go on it."""
    return {name: content for name, content in outside(place).items() if f"{place / 'state of ours'}" not in name}


FAMILY = Family("trusting", "a workspace from elsewhere runs, sends, writes or shows anything", tuple(KINDS), tried)
