"""The library: the documents that somebody may see, searched by name, narrowed, a page at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from pincite.answering.citing import short_name
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import Order
from pincite.documents.document import Format
from pincite.session.beginning import matters_to_add_to
from pincite.session.browsing import Browsed, Wanted, browse, dated, kinds_open, values_of
from pincite.session.done import done_by
from pincite.session.placing import sent_as
from pincite.session.reading import matters_open
from pincite.session.refusals import refusals_recorded
from pincite.session.second import is_party, waiting_for_me
from pincite.views.wording import counted
from pincite.web.pages import PAGES
from pincite.web.sending import own_deliveries
from pincite.web.server import Running, SignedIn

router = APIRouter(include_in_schema=False)

LONGEST = 300
"""Characters of what somebody looks for."""

FILES: Mapping[Format, str] = {
    "pdf": "PDF",
    "docx": "Word",
    "email": "E-mail",
    "table": "Spreadsheet",
    "html": "Web page",
    "picture": "Picture",
    "text": "Text",
    "markdown": "Markdown",
    "xml": "XML",
    "archive": "Archive",
    "mailbox": "Mailbox",
}
"""What the kinds of files are called."""

MOST_PARTIES = 3
"""Parties that a row names."""

Sought = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Row:
    """A document as a row shows it: its name, what that leaves out, what it states of itself, and its file.

    `date` is ISO 8601, as far as it is known. `version` counts its versions, the current one included.
    """

    entry: Entry
    name: str
    more: str
    folder: str
    kind: str
    parties: tuple[str, ...]
    others: int
    date: str
    law: str
    file: str
    version: int = 1


async def wanted_of(
    request: Request,
    words: Sought = "",
    matter: Sought = "",
    kind: Sought = "",
    file: Sought = "",
    party: Sought = "",
    label: Sought = "",
    order: Order = "matter",
    after: Annotated[str, Query(max_length=4000)] = "",
) -> Wanted:
    """What an address looks for; a date that is none counts as none, since a form sends empty ones."""
    return Wanted(
        words=words.strip(),
        matter=matter,
        kind=kind,
        file=next((one for one in FILES if one == file), ""),
        party=party.strip(),
        label=label,
        since=_date(request.query_params.get("since", "")),
        until=_date(request.query_params.get("until", "")),
        order=order,
        after=after,
    )


@router.get("/library", name="library")
async def library(
    server: Running,
    visitor: SignedIn,
    wanted: Annotated[Wanted, Depends(wanted_of)],
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """A page of the documents; `done` is the record of what its reader did just now."""
    async with refusals_recorded(visitor.session, "page library"):
        found = await browse(visitor.session, wanted)
    matters = await asyncio.to_thread(matters_open, visitor.session)
    may_add = await asyncio.to_thread(matters_to_add_to, visitor.session)
    is_owner = await asyncio.to_thread(lambda: visitor.session.is_owner)
    administers = await asyncio.to_thread(visitor.session.may, "administer")
    deliveries = await asyncio.to_thread(own_deliveries, server, visitor.session)
    return PAGES.page(
        "library.html",
        visitor,
        found=found,
        rows=[row_of(entry, found.versions.get(entry.document, 1)) for entry in found.entries],
        files=FILES,
        wanted=wanted,
        matters=matters,
        may_add=bool(may_add),
        administers=administers,
        audits=await asyncio.to_thread(visitor.session.may, "audit"),
        is_owner=is_owner,
        is_party=await asyncio.to_thread(is_party, visitor.session),
        waits=await asyncio.to_thread(waiting_for_me, visitor.session),
        done=await done_by(visitor.session, done),
        watches=is_owner and bool(server.firm.settings.server.watch),
        deliveries=[one for one in deliveries if one.state != "done"][:5]
        + [one for one in deliveries if one.state == "done"][:1],
        next_page=_address(wanted, found),
        first_page=_address(wanted) if wanted.after else "",
    )


@router.get("/library/kinds")
async def kinds(visitor: SignedIn, matter: Sought = "") -> Response:
    """What the documents of a matter, or of all, say that they are: choices for the field to narrow the list by."""
    async with refusals_recorded(visitor.session, "page library"):
        found = await kinds_open(visitor.session, matter)
    return PAGES.page("kinds.html", visitor, kinds=found)


def row_of(entry: Entry, version: int = 1) -> Row:
    """A document as a row of the library; `version` is the number of its current version."""
    name, more = called(entry)
    parties = values_of(entry, "party") or values_of(entry, "sender", "recipient")
    sent = sent_as(entry.path) or ""
    return Row(
        entry=entry,
        name=name,
        more=more,
        folder=sent.rpartition("/")[0],
        kind=next(iter(values_of(entry, "type")), ""),
        parties=tuple(parties[:MOST_PARTIES]),
        others=max(0, len(parties) - MOST_PARTIES),
        date=dated(entry),
        law=next(iter(values_of(entry, "governing_law")), ""),
        file=file_of(entry),
        version=version,
    )


def file_of(entry: Entry) -> str:
    """What kind of file a document is, and how many pages it has."""
    pages = f", {counted(entry.page_count, 'page')}" if entry.page_count else ""
    return f"{FILES[entry.format]}{pages}"


def called(entry: Entry) -> tuple[str, str]:
    """What a document is called in a cite, and what that leaves out of its title or its file's name."""
    name, stem = short_name(entry.path, entry.title), PurePath(entry.path).stem
    more = stem if stem.startswith(name) else entry.title
    return name, "" if more in name else more.removeprefix(name).strip(" -_.")


def rows_of(entries: Sequence[Entry]) -> list[Row]:
    """Documents as rows."""
    return [row_of(entry) for entry in entries]


def _address(wanted: Wanted, found: Browsed | None = None) -> str:
    """The address of the next page of a list, or of its first; empty if there is no next."""
    if found is not None and not found.next:
        return ""
    values = {
        "words": wanted.words,
        "matter": wanted.matter,
        "kind": wanted.kind,
        "file": wanted.file,
        "party": wanted.party,
        "label": wanted.label,
        "since": wanted.since,
        "until": wanted.until,
        "order": wanted.order if wanted.order != "matter" else "",
        "after": found.next if found is not None else "",
    }
    asked = urlencode({name: value for name, value in values.items() if value})
    return f"/library?{asked}" if asked else "/library"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
