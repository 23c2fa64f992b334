"""`pincite audit replay`: a recorded answer or search again, as far as it can be rebuilt."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.documents.span import DocumentId, VersionId
from pincite.session.records import place_of, readable, record_reading, require_same

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.access.scope import Scope
    from pincite.ask.replaying import Access, Numbers, Prompt, Reread, SearchedAgain, Shape
    from pincite.audit.event import Entry, Json
    from pincite.audit.reading import View
    from pincite.session import Session


@dataclass(frozen=True, slots=True)
class _Replay:
    """What came of it. `again` is None where the search could not be made again, and `how` says why in a sentence.

    `reader` names what read the passages before a model wrote, empty where nothing did; `numbers` are what it says of
    them now, None where another one is set.
    """

    view: "View"
    quotes: "Sequence[Reread]"
    passages: "Sequence[Reread]"
    shapes: "Sequence[Shape]"
    then: str
    now: str
    again: "SearchedAgain | None"
    how: str
    prompts: "Sequence[Prompt]"
    reader: str
    numbers: "Numbers | None"
    rules: int
    person: str
    access: "Sequence[Access]"

    @property
    def same(self) -> bool:
        """True when every quote reads as it was recorded, as far as its document was not erased for good."""
        return all(quote.same or quote.erased for quote in self.quotes)


@click.command("replay", cls=Verb)
@click.argument("record", metavar="ID")
def replay(record: str) -> None:
    """Rebuild what a recorded answer or search rested on, and say what is still the same.

    The search is made again at the recorded version of the index where that is kept; passages, quotes and prompts are
    compared with the kept texts; and each document is held against the rules of today for the person who asked. Exit
    status 1 when a quote no longer reads as it was recorded.
    """
    with open_called() as session:
        scope = session.scope()
        seen = readable(session, record, scope)
        found = asyncio.run(_replayed(session, seen, scope))
        require_same([seen], [readable(session, record, session.scope())])
    if call().as_json:
        emit(_json(found))
    else:
        _print(found)
    if not found.same:
        fail(f"record {seen.entry.seq} cannot be rebuilt: a quote does not read as it was recorded")
        click.get_current_context().exit(1)


async def _replayed(session: "Session", seen: "View", scope: "Scope") -> _Replay:
    from pincite.ask.replaying import passages, prompts, quotes, read_again, seen_today, shapes
    from pincite.audit.redacting import is_redacted

    entry, catalogue = seen.entry, session.firm.catalogue
    content = entry.content or {}

    def stands(document: DocumentId) -> VersionId | None:
        permitted = catalogue.permitted([document], scope).get(document)
        return permitted.version if permitted is not None else None

    then, now = str(entry.facts.get("index_version", "")), await session.firm.index.version()
    kept = [] if is_redacted(content) else shapes(content)
    if is_redacted(content):
        again, how = None, "rebuilt from the kept texts: part of what was found is closed to you, so ranks are left out"
    else:
        again, how = await _again(session, entry, kept, then) if kept else (None, "the record keeps no search")
    reader = str(entry.facts.get("reader") or "") if _is_read(content) else ""
    set_now = session.firm.reader if reader else None
    numbers = None
    if set_now is not None and set_now.name == reader:
        numbers = await read_again(content, catalogue, set_now)
    found = _Replay(
        view=seen,
        quotes=list(quotes(content, catalogue, stands)),
        passages=list(passages(content, catalogue, stands)),
        shapes=kept,
        then=then,
        now=now,
        again=again,
        how=how,
        prompts=list(prompts(content, session.firm.audit.texts(entry) if entry.texts else {})),
        reader=reader,
        numbers=numbers,
        rules=session.rules.version,
        person=entry.user,
        access=list(seen_today(content, _scope_of(session, entry.user), place_of(session))),
    )
    await record_reading(session, "audit replay", [seen])
    return found


def _is_read(content: "Mapping[str, Json]") -> bool:
    """True when the record keeps what a reader made of passages."""
    rows = content.get("passages")
    return isinstance(rows, list) and any(isinstance(row, dict) and "read" in row for row in rows)


async def _again(
    session: "Session", entry: "Entry", kept: "Sequence[Shape]", version: str
) -> "tuple[SearchedAgain | None, str]":
    """The recorded searches made again, and in one sentence how, or why not."""
    from pincite.ask.replaying import scope_then, searched_again

    index = await session.firm.index.at(version)
    if index is None:
        return None, (
            "rebuilt from the kept texts: the index has dropped that version since, so ranks cannot be compared"
        )
    # What the reader sees of the scope then is cut down to what is theirs; the search needs all of it, and gives out
    # only what it says of candidates that the record names.
    whole = session.firm.audit.find(str(entry.seq))
    scope = scope_then((whole.content if whole else None) or {}, entry, session.scope())
    if scope is None:
        return None, "rebuilt from the kept texts: the record keeps no scope to search under"
    return await searched_again(kept, scope, index, session.firm.engines), "searched again at the recorded version"


def _scope_of(session: "Session", user: str) -> "Scope | None":
    """What somebody may see today, None for one who is not known or not active any more."""
    from pincite.access.decision import scope_of
    from pincite.access.scope import Principal
    from pincite.errors import UnknownPrincipal

    try:
        return scope_of(Principal(user, user), session.rules, session.now(), session.firm.catalogue.came_in)
    except UnknownPrincipal:
        return None


def _json(found: _Replay) -> dict[str, object]:
    entry = found.view.entry
    moved = found.again.moved if found.again else ()
    return {
        "id": entry.id,
        "seq": entry.seq,
        "erased": entry.content is None,
        "same": found.same,
        "quotes": [_place(quote) for quote in found.quotes],
        "evidence": {
            "index_version": {"then": found.then, "now": found.now, "same": found.then == found.now},
            "how": found.how,
            "ranks": None if found.again is None else found.again.ranks,
            "same": None if found.again is None else not moved,
            "moved": [
                {
                    "document": one.span.document,
                    "version": one.span.version,
                    "start": one.span.start,
                    "end": one.span.end,
                    "leg": one.leg,
                    "rank_then": one.then,
                    "rank_now": one.now,
                }
                for one in moved
            ],
            "passages": [_place(passage) for passage in found.passages],
        },
        "prompt": {
            "same": all(prompt.same for prompt in found.prompts) if found.prompts else None,
            "messages": [
                {"call": one.call, "role": one.role, "sha256": one.digest, "same": one.same} for one in found.prompts
            ],
        },
        "reader": _reader_json(found),
        "access": {
            "person": found.person,
            "rules_version": {"then": entry.facts.get("rules_version"), "now": found.rules},
            "same": all(one.allowed for one in found.access),
            "documents": [{"document": one.document, "then": True, "now": one.allowed} for one in found.access],
        },
        "withheld": found.view.without or None,
    }


def _reader_json(found: _Replay) -> dict[str, object] | None:
    if not found.reader:
        return None
    numbers = found.numbers
    return {
        "name": found.reader,
        "numbers": None if numbers is None else numbers.of,
        "same": None if numbers is None else numbers.same == numbers.of,
    }


def _place(one: "Reread") -> dict[str, object]:
    span = one.span
    return {
        "document": span.document,
        "version": span.version,
        "start": span.start,
        "end": span.end,
        "same": one.same,
        "stands": one.stands,
        "document_erased": one.erased,
    }


def _print(found: _Replay) -> None:
    out, entry = console(), found.view.entry
    out.print(f"record {entry.seq}: {counted(len(found.quotes), 'quote')}", style="bold")
    for quote in found.quotes:
        span = quote.span
        if quote.erased:
            out.print(
                f"  {span.document} {span.start}-{span.end}: the document was erased for good, so its words cannot be "
                "read again",
                soft_wrap=True,
            )
            continue
        read = "reads as recorded" if quote.same else "does not read as recorded"
        stands = "the version cited still stands" if quote.stands else "the document has changed or gone since"
        out.print(f"  {span.document} {span.start}-{span.end}: {read}; {stands}", soft_wrap=True)
    if entry.content is None:
        out.print(f"  {found.view.without}")
        return
    _print_evidence(out, found)
    if found.reader and found.numbers is not None:
        numbers = found.numbers
        out.print(f"reader: {numbers.same} of {counted(numbers.of, 'number')} as recorded")
    elif found.reader:
        out.print(f"reader: {visible(found.reader)} is not set now, so its numbers cannot be compared", soft_wrap=True)
    if found.prompts:
        whole = sum(prompt.same for prompt in found.prompts)
        out.print(f"prompts: {whole} of {counted(len(found.prompts), 'message')} give the recorded digest")
    _print_access(out, found)


def _print_evidence(out: "Console", found: _Replay) -> None:
    if not found.shapes and not found.passages:
        return
    version = f"{found.then}, now {found.now}" if found.then != found.now else f"{found.then}, still the newest"
    out.print(f"index: version {visible(version)}; {found.how}", soft_wrap=True)
    if found.again is not None:
        held = found.again.ranks - len(found.again.moved)
        out.print(f"ranks: {held:,} of {found.again.ranks:,} are the same")
        for one in found.again.moved[:10]:
            now = "is not found" if one.now is None else f"is now {one.now}"
            out.print(
                f"  {one.span.document} {one.span.start}-{one.span.end}: {one.leg} rank was {one.then}, {now}",
                soft_wrap=True,
            )
    known = [passage for passage in found.passages if passage.same is not None]
    same = sum(bool(passage.same) for passage in known)
    gone = sum(passage.erased for passage in found.passages)
    erased = f"; {gone} of documents that were erased for good" if gone else ""
    out.print(f"passages: {same} of {counted(len(known), 'text')} read as recorded{erased}")


def _print_access(out: "Console", found: _Replay) -> None:
    facts: Mapping[str, object] = found.view.entry.facts
    closed = [one.document for one in found.access if not one.allowed]
    rules = f"rules: version {facts.get('rules_version')} then, {found.rules} now"
    if not found.access:
        out.print(rules)
    elif not closed:
        out.print(
            f"{rules}; {visible(found.person)} may still see {counted(len(found.access), 'document')}, all of them"
        )
    else:
        out.print(f"{rules}; {visible(found.person)} may not see {counted(len(closed), 'document')} any more:")
        for document in closed:
            out.print(f"  {document}", soft_wrap=True)
