"""Verbs as they are typed, by everybody who may look, and by the owner who changes the rules on the record.

They open the workspace from its files, on the clock of the machine, of which the rules know nothing that has ended.
"""

import asyncio
import json
import secrets
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from click.testing import Result
from tests.command_line import invoke as invoke_command
from tests.leaks.looking import Looking

from pincite.access.clock import is_behind
from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.readers.read import read
from pincite.wiring import Workspace

VERBS_OF_TWO_WORDS = ("access", "audit", "eval")


def invoke(looking: Looking, user: str, *call: str) -> Result:
    """What a verb prints, and how it ends; it raises whatever the verb did not expect."""
    arguments = ["--workspace", str(looking.firm.workspace.root), "--as", user, *call]
    with ThreadPoolExecutor(1) as somebody:  # verbs have an event loop of their own
        return somebody.submit(invoke_command, *arguments).result()


@contextmanager
def on_the_machines_clock(looking: Looking) -> Iterator[None]:
    firm, then = looking.firm, looking.firm.at
    firm.at = datetime.now(UTC)
    firm.changed()
    try:
        yield
    finally:
        firm.at = then
        _accept_clock(firm.workspace)
        firm.changed()


def _accept_clock(workspace: Workspace) -> None:
    """Have the record and the rules go on from the firm's time, as an owner does whose clock was ahead."""
    if is_behind(workspace.now(), workspace.audit.latest_time()):
        owner = Principal(workspace.rules.owner, workspace.rules.owner)
        event = Event(
            secrets.token_hex(8), "clock", owner, workspace.now(), frozenset(), {}, {"reason": "another clock"}
        )
        with ThreadPoolExecutor(1) as somebody:
            somebody.submit(asyncio.run, workspace.audit.append(event)).result()
    if is_behind(workspace.now(), workspace.access.latest_time()):
        workspace.access.accept_clock(Principal(workspace.rules.owner, workspace.rules.owner))


def read_verbs(looking: Looking, user: str, *, how_many: int = 4, only: str = "") -> None:
    """Some of the verbs with which somebody reads, or `only` one."""
    firm, rng = looking.firm, looking.firm.rng
    if looking.has_files and firm.to_index:
        return
    last = firm.workspace.audit.head().seq
    matter, document = rng.choice(sorted(firm.rules.matters)), rng.choice(sorted(firm.papers))
    seq = str(rng.randint(1, max(1, last)))
    calls = [
        ["list"],
        ["list", "--matter", matter],
        ["text", document],
        ["outline", document],
        ["outline", document, "--references"],
        ["show", f"{document}:0-40"],
        ["access", "explain", user, document],
        ["remove", document, "--erase", "--dry-run"],
        ["audit", "list", "-n", "60"],
        ["audit", "show", seq],
        ["audit", "prove", seq, "--content"],
        ["audit", "export"],
        ["audit", "export", "--format", "csv"],
        ["audit", "export", "--matter", matter],
        ["audit", "hold", "list"],
    ]
    if looking.has_files:
        question = looking.question(user)
        calls += [["ask", question], ["search", question], ["ask", question, "--matter", matter]]
        calls += [["audit", "replay", str(rng.randint(1, max(1, last)))] for _ in range(4)]
    with on_the_machines_clock(looking):
        wanted = [call for call in calls if only in ("", call[0])]
        for call in rng.sample(wanted, min(how_many, len(wanted))):
            for text in call[1:]:
                firm.type(user, text)
            result = invoke(looking, user, *(["--json"] if rng.random() < 0.5 else []), *call)
            administers = firm.rules.holds_role(user, "administrator")
            if not (call[0] == "access" and (administers or user == firm.rules.owner)):
                verb = " ".join(call[: 2 if call[0] in VERBS_OF_TWO_WORDS else 1])
                looking.check(f"$ {verb}", result.output, user, on_record=call[0] == "audit")


def files(looking: Looking, user: str) -> None:
    """Verbs that read or write files: batches, an evaluation, a PDF; for a firm whose index is on disk."""
    firm, rng = looking.firm, looking.firm.rng
    others = [user, *sorted(firm.rules.users.keys() - {user})]
    matter = rng.choice(sorted(firm.rules.matters))
    with tempfile.TemporaryDirectory(dir=firm.workspace.root) as place, on_the_machines_clock(looking):
        file, asked = Path(place) / "lines.jsonl", dict[str, str]()
        with file.open("w", encoding="utf-8") as stream:
            for number in range(3):
                asker = rng.choice(others)
                fields = {"id": f"q{number}", "question": looking.question(asker), "as": asker}
                firm.type(user, json.dumps(fields))
                stream.write(f"{json.dumps(fields)}\n")
                asked[fields["id"]] = asker
        for verb in ("ask", "search"):
            lines = invoke(looking, user, verb, "--batch", str(file)).output.splitlines()
            for line in (line for line in lines if line.startswith("{")):
                looking.check(f"$ {verb} --batch", line, asked[json.loads(line)["id"]])
        looking.counts["asks in batches"] += 2 * len(asked)
        pdf = Path(place) / "export.pdf"
        firm.type(user, matter)
        told = invoke(looking, user, "audit", "export", "--format", "pdf", "--matter", matter, "-o", str(pdf)).output
        if pdf.exists():
            words = read(pdf.read_bytes(), pdf.name).text
            told = f"{told} {words} {''.join(words.split())}"
        looking.check("$ audit export: pdf", told, user, on_record=True)


def administer(looking: Looking) -> None:
    """The owner grants, walls off, imports rules, holds and erases: on the record, as the command line does it."""
    firm, rng = looking.firm, looking.firm.rng
    before, after = firm.rules, firm.rules.copy()
    who = rng.choice([*sorted(before.users), *sorted(before.groups)])
    matter = rng.choice(sorted(before.matters))
    document = rng.choice(sorted(each for each, paper in firm.papers.items() if not paper.is_gone) or [""])
    label = rng.choice(firm.labels)

    def granted() -> list[str]:
        grant, words = rng.choice(
            (
                ((who, matter, None, None), ["--matter", matter]),
                ((who, None, document, None), ["--document", document]),
                ((who, None, None, label), ["--label", label]),
                ((who, matter, None, label), ["--matter", matter, "--label", label]),
            )
        )
        after.grants[grant] = None
        if label in grant and matter in grant:
            firm.ruled.setdefault(label, set()).add(matter)
        return ["access", "grant", who, *words]

    def walled() -> list[str]:
        wall, words = rng.choice(
            (((who, matter, None), ["--matter", matter]), ((who, None, document), ["--document", document]))
        )
        add = wall not in before.walls
        (after.walls.add if add else after.walls.discard)(wall)
        return ["access", "wall", "add" if add else "remove", who, *words]

    def imported() -> list[str]:
        after.grants |= {(who, matter, None, None): None, (who, None, document, None): None}
        after.walls.add((who, None, document))
        table = f"what,who,matter,document\ngrant,{who},{matter},\ngrant,{who},,{document}\nwall,{who},,{document}\n"
        file.write_text(table, encoding="utf-8")
        return ["access", "import", str(file)]

    def of_the_record() -> list[str]:
        call = rng.choice(
            (
                ["hold", "add", "--matter", matter],
                ["hold", "remove", "--matter", matter],
                ["retention", "set", "--matter", matter, "--years", "3"],
                ["erase", "--person", rng.choice(sorted(before.users)), "--matter", matter],
            )
        )
        return ["audit", *call, "--reason", "asked for"]

    kinds: list[Callable[[], list[str]]] = [granted, granted, walled, walled, imported, of_the_record]
    with tempfile.TemporaryDirectory(dir=firm.workspace.root) as place, on_the_machines_clock(looking):
        file = Path(place) / "rules.csv"
        call = rng.choice(kinds)()
        # What was done with success the owner alone named: an auditor is not excused for reading it on the record.
        firm.name(firm.rules.owner, " ".join(call))
        result = invoke(looking, firm.rules.owner, "--json", *call)
        looking.counts[f"administered: {' '.join(call[:2])}"] += 1
        if result.exit_code:
            firm.type(firm.rules.owner, result.output)
        elif call[0] == "access":
            firm.changes += 1
            firm.before.setdefault(json.loads(result.stdout)["rules_version"], before)
            firm.rules = after
    firm.changed()
