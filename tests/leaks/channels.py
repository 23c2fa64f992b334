"""Further ways out of a firm: batches, replays, exports, refusals (and evaluations, in `measuring`).

Each is what a verb does between its options and its printing, with the workspace opened as whoever is looking.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path

import click
from tests.leaks.looking import NEWEST, Looking, Repeating
from tests.permitting import tier_of

from pincite.audit.export.table import lines
from pincite.cli import main
from pincite.cli.ask import _batch as ask_batch
from pincite.cli.audit.replay import print_replay
from pincite.cli.outline import _print_references
from pincite.cli.search import _batch as search_batch
from pincite.documents.span import DocumentId
from pincite.erasing import choose
from pincite.errors import PinciteError
from pincite.holding import Authority, Stores, with_attached
from pincite.models.fakes import WordOverlapEntailment
from pincite.readers.read import read
from pincite.session import Session
from pincite.session.exporting import Form, export_document, export_records
from pincite.session.reading import follow_references, open_document
from pincite.session.replaying import replay_record
from pincite.views.outline import reference_json
from pincite.views.record import Record
from pincite.wiring.workspace import Workspace

SHARED = ("audit", "catalogue", "embedder", "index", "originals", "heads")
"""What whoever acts has in common with the workspace that everything is put into."""

FORMS: tuple[Form, ...] = ("jsonl", "csv")
"""In which records are exported by the way; a PDF takes longer."""


@contextmanager
def acting(whole: Workspace, user: str) -> Iterator[Session]:
    """A user's session in a firm, over stores that a test may exchange.

    Raises:
        AccessError: the user is shut out.
    """
    mine = Workspace(whole.root, whole.settings, whole.stores)
    vars(mine).update({name: getattr(whole, name) for name in SHARED})
    vars(mine).update(entailment=WordOverlapEntailment(), tiers=(tier_of(Repeating()),), now=whole.now)
    try:
        yield mine.session(user)
    finally:
        mine._opened.close()
        mine.access.close()


@contextmanager
def printed() -> Iterator[Callable[[], str]]:
    """What is printed within the block, as on a command line that was called with `--json`."""
    out = TextIOWrapper(BytesIO(), encoding="utf-8")
    context = click.Context(main, info_name="pincite")
    context.meta["pincite.as_json"] = True

    def words() -> str:
        out.flush()
        held = out.buffer
        assert isinstance(held, BytesIO)
        return held.getvalue().decode()

    with context, redirect_stdout(out), redirect_stderr(out):
        yield words


def refused(looking: Looking, what: str, error: PinciteError, user: str) -> None:
    looking.check(f"{what}: error", str(error), user)


def some_line(looking: Looking, number: int, users: list[str]) -> tuple[dict[str, object], str]:
    """One line of a batch or a question file, and by whom it is asked; the first of the users where it does not say."""
    firm, rng = looking.firm, looking.firm.rng
    user = rng.choice(users)
    fields: dict[str, object] = {"id": f"q{number}", "question": looking.question(user)}
    if user != users[0]:
        fields["as"] = user
    if (matter := looking.matter(user)) is not None:
        fields["matter"] = matter
    firm.type(users[0], json.dumps(fields))
    return fields, user


async def batch(looking: Looking, user: str) -> None:
    """`ask --batch` and `search --batch`, each line by whomever it names; every line is theirs alone."""
    firm, rng = looking.firm, looking.firm.rng
    users = [user, *sorted(firm.rules.users.keys() - {user})]
    asked = [some_line(looking, number, users) for number in range(rng.randrange(2, 5))]
    with tempfile.TemporaryDirectory(dir=firm.workspace.root) as folder, printed() as words:
        file = Path(folder) / "batch.jsonl"
        file.write_text("".join(f"{json.dumps(fields)}\n" for fields, _ in asked), encoding="utf-8")
        only = looking.matter(user)
        for _, asker in asked:
            firm.type(asker, only or "")
        try:
            with acting(looking.firm.workspace, user) as session:
                what = rng.choice(("ask --batch", "search --batch"))
                if what == "ask --batch":
                    await ask_batch(session, file, only, "quote")
                else:
                    await search_batch(session, file, rng.randrange(1, 30), only)
        except PinciteError as error:
            refused(looking, "batch", error, user)
            return
        replies = {json.loads(line)["id"]: line for line in words().splitlines() if line.startswith("{")}
    looking.counts["asks in batches"] += len(asked)
    for fields, asker in asked:
        looking.check(what, replies[fields["id"]], asker)


async def references(looking: Looking, user: str) -> None:
    """`outline --references`: where a document leads, among what is open."""
    firm, rng = looking.firm, looking.firm.rng
    document = rng.choice([each for each in sorted(firm.papers) if each in firm.seen_by(user)] or sorted(firm.papers))
    firm.type(user, document)
    with printed() as words:
        try:
            with acting(firm.workspace, user) as session:
                opened = await open_document(session, document, "outline")
                followed = await follow_references(session, opened)
        except PinciteError as error:
            refused(looking, "outline --references", error, user)
            return
        _print_references(opened.content, followed)
        told = f"{json.dumps([reference_json(*each) for each in followed])} {words()}"
    looking.counts["references followed"] += sum(led is not None for _, led in followed)
    looking.check("outline --references", told, user)


async def replay(looking: Looking, user: str) -> None:
    """`audit replay` of some newer records."""
    firm, rng = looking.firm, looking.firm.rng
    person = user if rng.random() < 0.6 else None
    newest = [entry.seq for entry in islice(firm.workspace.audit.entries(person=person, backwards=True), NEWEST)]
    for seq in rng.sample(newest, min(len(newest), 3)):
        with printed() as words:
            try:
                with acting(looking.firm.workspace, user) as session:
                    found = await replay_record(session, str(seq))
            except PinciteError as error:
                looking.check("audit replay: error", str(error), user, on_record=True)
                continue
            print_replay(found)
            told = f"{json.dumps(found.json())} {words()}"
        looking.counts["searches made again"] += found.again is not None
        looking.check("audit replay", told, user, on_record=True, of=found.view.entry.user)


async def exports(looking: Looking, user: str, *, form: Form | None = None) -> None:
    """`audit export`: JSON lines, a table, or a PDF, read back with the reader that documents are read with."""
    firm, rng = looking.firm, looking.firm.rng
    auditors = [each for each in sorted(firm.rules.users) if firm.rules.may_audit(each)]
    user = rng.choice(auditors) if auditors and rng.random() < 0.9 else user
    matter = rng.choice([None, None, *sorted(firm.rules.matters)])
    person = rng.choice([None, *sorted(firm.rules.users)])
    firm.type(user, matter or "")
    chosen = rng.choice(FORMS) if form is None else form
    with printed():
        try:
            with acting(looking.firm.workspace, user) as session:
                made = await export_records(session, chosen, matter=matter, person=person)
                views = list(made.records)[-NEWEST:]
                if chosen == "pdf":
                    told = read(export_document(session, replace(made, records=iter(views))), "export.pdf").text
                    told = f"{told} {''.join(told.split())}"  # a mark may be broken where a cell is narrow
                elif chosen == "csv":
                    told = "".join(lines(views, made.cite))
                else:
                    told = json.dumps([Record.of(seen).json() for seen in views])
        except PinciteError as error:
            looking.check("audit export: error", str(error), user)
            return
    looking.check(f"audit export: {chosen}", told, user, on_record=True)


def refusals(looking: Looking, user: str) -> None:
    """What is hidden and what does not exist are refused in the same words, whatever was to be done with it."""
    firm, rng = looking.firm, looking.firm.rng
    hidden = [
        document
        for document, paper in sorted(firm.papers.items())
        if not firm.rules.may_see(user, document, paper, firm.at)
    ]
    if not hidden or user == firm.rules.owner:
        return
    document = rng.choice(hidden)
    none = f"{document[:-1]}{'a' if document[-1] != 'a' else 'b'}"
    firm.type(user, document)
    told = []
    for name in (document, none):
        said = [_said(looking, user, name, what) for what in REFUSED]
        told.append([each.replace(name, "DOC") for each in said])
        looking.check("refusals", " ".join(said), user)
    for what, one, other in zip(REFUSED, *told, strict=True):
        if one != other:
            looking.leaks.append(f"refusals tell {user} by {what} that {document} exists: {one} | {other}")


REFUSED = ("text", "move", "remove", "remove --erase")


def _said(looking: Looking, user: str, name: str, what: str) -> str:
    try:
        with acting(looking.firm.workspace, user) as session:
            scope, wanted = session.scope(), [DocumentId(name)]
            authority = Authority(scope, session.rules.owner, curates=True)
            stores = Stores(
                session.firm.index,
                session.firm.catalogue,
                session.firm.originals,
                session.firm.audit,
                session.firm.sent,
            )
            match what:
                case "text":
                    return repr(session.firm.catalogue.named(name, scope))
                case "move" | "remove" as verb:
                    return repr(with_attached(wanted, authority, stores.catalogue, verb))
                case _:
                    return repr(choose(wanted, authority, stores, with_record=False))
    except PinciteError as error:
        return str(error)
