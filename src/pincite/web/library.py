"""The library: the documents that somebody may see, by matter."""

from itertools import groupby
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from pincite.answering.citing import short_name
from pincite.catalogue.entry import Entry
from pincite.session.reading import list_documents
from pincite.session.refusals import refusals_recorded
from pincite.web.pages import PAGES
from pincite.web.server import SignedIn

router = APIRouter(include_in_schema=False)


@router.get("/library", name="library")
async def library(visitor: SignedIn, matter: Annotated[str | None, Query(max_length=300)] = None) -> Response:
    """The documents, of one matter or of all."""
    async with refusals_recorded(visitor.session, "page library"):
        listed = await list_documents(visitor.session, matter or None)
    matters = [
        (name, [_named(entry) for entry in entries])
        for name, entries in groupby(listed.entries, key=lambda entry: entry.matter)
    ]
    return PAGES.page("library.html", visitor, matters=matters, count=len(listed.entries), only=matter or "")


def _named(entry: Entry) -> tuple[Entry, str, str]:
    """A document with what it is called in a cite, and what that leaves out of its title or its file's name."""
    name, stem = short_name(entry.path, entry.title), PurePath(entry.path).stem
    more = stem if stem.startswith(name) else entry.title
    return entry, name, "" if more in name else more.removeprefix(name).strip(" -_.")
