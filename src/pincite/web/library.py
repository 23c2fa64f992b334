"""The library: the documents that somebody may see, searched by name, narrowed, a page at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from pincite.answering.citing import short_name
from pincite.catalogue.entry import Entry
from pincite.session.browsing import Browsed, Order, Wanted, browse, dated, values_of
from pincite.session.delivering import matters_to_add_to, still_open
from pincite.session.done import done_by
from pincite.session.placing import sent_as
from pincite.session.reading import matters_open
from pincite.session.refusals import refusals_recorded
from pincite.session.second import is_party, waiting_for_me
from pincite.web.pages import PAGES
from pincite.web.server import Running, SignedIn

router = APIRouter(include_in_schema=False)

LONGEST = 300
"""Characters of what somebody looks for."""

MOST_PARTIES = 3
"""Parties that a row names."""

Sought = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Row:
    """A document as a row shows it: its name, what that leaves out, and what it states of itself."""

    entry: Entry
    name: str
    more: str
    folder: str
    kind: str
    parties: tuple[str, ...]
    others: int
    date: str
    law: str


async def wanted_of(
    request: Request,
    words: Sought = "",
    matter: Sought = "",
    kind: Sought = "",
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
    listed = await asyncio.to_thread(server.deliveries.listed, visitor.user)
    opened = await asyncio.to_thread(still_open, visitor.session, [one.matter for one in listed])
    deliveries = [one for one in listed if one.matter in opened]
    return PAGES.page(
        "library.html",
        visitor,
        found=found,
        rows=[row_of(entry) for entry in found.entries],
        wanted=wanted,
        matters=matters,
        may_add=bool(may_add),
        administers=administers,
        is_party=await asyncio.to_thread(is_party, visitor.session),
        waits=await asyncio.to_thread(waiting_for_me, visitor.session),
        done=await done_by(visitor.session, done),
        watches=is_owner and bool(server.firm.settings.server.watch),
        deliveries=[one for one in deliveries if one.state != "done"][:5]
        + [one for one in deliveries if one.state == "done"][:1],
        next_page=_address(wanted, found),
        first_page=_address(wanted) if wanted.after else "",
    )


def row_of(entry: Entry) -> Row:
    """A document as a row of the library."""
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
        date=day_of(dated(entry)),
        law=next(iter(values_of(entry, "governing_law")), ""),
    )


def called(entry: Entry) -> tuple[str, str]:
    """What a document is called in a cite, and what that leaves out of its title or its file's name."""
    name, stem = short_name(entry.path, entry.title), PurePath(entry.path).stem
    more = stem if stem.startswith(name) else entry.title
    return name, "" if more in name else more.removeprefix(name).strip(" -_.")


def day_of(value: str) -> str:
    """A date as people write it; whatever is none stays as it is.

    >>> day_of("2024-03-01"), day_of("2024-03"), day_of("")
    ('1 March 2024', '2024-03', '')
    """
    found = _date(value)
    return value if found is None else f"{found.day} {found:%B %Y}"


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
