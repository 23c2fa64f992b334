"""What happens in a moment: a wall that goes up as something is released, a clock set back, an export of one matter."""

import json
from dataclasses import replace
from datetime import timedelta

from tests.interrupting import Interrupted
from tests.leaks.channels import FORMS, acting, printed
from tests.leaks.firm import marks_in
from tests.leaks.looking import Looking
from tests.released import noted_in

from pincite.ask import Released, ask
from pincite.audit.export.table import lines
from pincite.errors import PinciteError
from pincite.session import Session
from pincite.session.exporting import export_records
from pincite.session.reading import list_documents, open_document
from pincite.session.searching import find_passages
from pincite.views.document import documents_of
from pincite.views.passage import Hit
from pincite.views.record import Record
from pincite.views.reply import Reply

QUESTIONS = (
    "What fee is payable, and what is confidential?",
    "How much is the fee per month?",
    "What notice must be given before the term ends?",
    "How long is the warranty for the pumps?",
    "What is the liability limited to?",
)
"""Questions without a mark, so that whatever mark comes out was not typed."""

KINDS = {"ask": "answer", "ask, streamed": "statement", "search": "search", "text": "read", "list": "read"}
"""What is looked at, by the kind of its record."""

AT_RELEASE, HANGING, BACK, OF_A_MATTER = (
    "rules changed at release", "walls on what holds a document, at release", "clocks set back", "exports by matter",
)  # fmt: skip

FAMILIES = (HANGING, AT_RELEASE, BACK, OF_A_MATTER)

STEADY = timedelta(minutes=1)
"""How far a clock may be behind the newest record or rule."""


async def at_release(looking: Looking, user: str) -> None:
    """A wall goes up before what is about to be shown, after its record is durable: the document, its matter, or
    what it came in."""
    firm, rng = looking.firm, looking.firm.rng
    if not firm.rules.users[user]:
        return
    question, verb = rng.choice(QUESTIONS), rng.choice(sorted(KINDS))
    with acting(firm.workspace, user) as mine:
        try:
            evidence = (await find_passages(mine, question, 8)).evidence
        except PinciteError:
            return
        found = [passage.chunk.document for passage in evidence.passages]
        hanging = [document for document in found if firm.papers[document].came_in]
        if not found:
            return
        is_hanging = bool(hanging) and rng.random() < 0.6
        document = rng.choice(hanging if is_hanging else found)
        paper = firm.papers[document]
        wall = (None, rng.choice(paper.came_in)) if is_hanging else rng.choice(((paper.matter, None), (None, document)))
        log = Interrupted(mine, KINDS[verb], lambda: firm.wall_off(user, *wall))
        vars(mine.firm)["audit"] = log
        stood = (user, *wall) in firm.rules.walls
        told = await _told(looking, mine, verb, question, document)
    name = HANGING if is_hanging else AT_RELEASE
    if (user, *wall) in firm.rules.walls and not stood:
        looking.counts[f"attempts: {name}"] += 1
        looking.check(f"{name}: {verb}", told, user)
        if rng.random() < 0.85:
            firm.take_down(user, *wall)


async def _told(looking: Looking, mine: Session, verb: str, question: str, document: str) -> str:
    try:
        match verb:
            case "ask":
                reply = await ask(question, mine.scope(), sources=mine.firm.sources, now=mine.now)
                view = Reply.of(reply, mine.firm.catalogue.content)
                return f"{json.dumps(view.json())} {view.excerpts} {view.closest} {_bare(reply.passages)}"
            case "ask, streamed":
                shown: list[Released] = []
                scope, sources = mine.scope(), mine.firm.sources
                reply = await ask(question, scope, sources=sources, now=mine.now, release=noted_in(shown))
                # The wall goes up before the first sentence is shown.
                return f"{[one.support for one in shown]} {_bare(reply.passages)}"
            case "search":
                evidence = (await find_passages(mine, question, 8)).evidence
                return json.dumps([Hit.of(passage).json() for passage in evidence.passages])
            case "text":
                looking.firm.type(mine.principal.user, document)
                return (await open_document(mine, document, "text")).content.text
            case _:
                listed = await list_documents(mine)
                return json.dumps([one.json() for one in documents_of(listed.entries, listed.near)])
    except PinciteError as error:
        return str(error)


def _bare(passages: object) -> str:
    return repr([replace(passage, labels=()) for passage in passages])  # type: ignore[attr-defined]


async def clock_back(looking: Looking, user: str) -> None:
    """The clock is set back: by more than a minute nothing is shown, by less the newest time counts."""
    firm, rng = looking.firm, looking.firm.rng
    if not firm.rules.users[user]:
        return
    workspace, then = firm.workspace, firm.at
    newest = max(each for each in (workspace.audit.latest_time(), workspace.access.latest_time()) if each is not None)
    back = timedelta(seconds=rng.choice((20, 59, 61, 90, 3_600, 90 * 86_400)))
    firm.at = newest - back
    firm.changed()
    question = rng.choice(QUESTIONS)
    told = []
    try:
        for verb in ("search", "list", "ask"):
            with acting(workspace, user) as mine:
                told.append(await _told(looking, mine, verb, question, ""))
                shown = marks_in(told[-1]) & firm.marks.keys()
            if back > STEADY and shown:
                looking.leaks.append(f"{BACK} by {back}: {verb} shows {user} {sorted(shown)[:3]}")
    except PinciteError as error:
        told.append(str(error))
    firm.at = newest
    firm.changed()
    looking.counts[f"attempts: {BACK}"] += 1
    looking.check(BACK, " ".join(told), user)
    firm.at = max(then, newest)
    firm.changed()


async def export_of_matter(looking: Looking, user: str) -> None:
    """An export of one matter says nothing of documents that never lay in it."""
    firm, rng = looking.firm, looking.firm.rng
    auditors = [each for each in sorted(firm.rules.users) if firm.rules.may_audit(each)]
    user = rng.choice(auditors) if auditors else user
    matter = rng.choice(sorted(firm.rules.matters))
    form = rng.choice(FORMS)
    firm.type(user, matter)
    with printed():
        try:
            with acting(firm.workspace, user) as session:
                export = await export_records(session, form, matter=matter)
                views = list(export.records)[-200:]
                made = (
                    lines(views, export.cite) if form == "csv" else [json.dumps(Record.of(one).json()) for one in views]
                )
                told = "".join(made)
        except PinciteError as error:
            looking.check(f"{OF_A_MATTER}: error", str(error), user)
            return
    looking.counts[f"attempts: {OF_A_MATTER}"] += 1
    looking.check(f"{OF_A_MATTER}: {form}", told, user, on_record=True)
    excused = set().union(*firm.typed.values(), *firm.named.values())
    for mark in sorted((marks_in(told) & firm.marks.keys()) - excused):
        kind, of = firm.marks[mark]
        places = {of, *firm.also.get(mark, ())}
        if kind not in ("matter", "label") and not any(matter in firm.lain.get(place, ()) for place in places):
            at = told.lower().find(mark)
            looking.leaks.append(
                f"{OF_A_MATTER}: that of {matter} has the {kind} of {of}: {told[max(0, at - 200) : at + 80]}"
            )
