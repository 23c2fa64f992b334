"""Words of a question that was sent by somebody who had been signed out: carried along, and shown again."""

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from pincite.session.reading import matters_open
from pincite.strict_json import read_strictly
from pincite.threads import on_thread
from pincite.web.pages import PAGES
from pincite.web.server import Running, SignedIn

router = APIRouter(include_in_schema=False)

FIELDS = ("question", "matter", "after", "place", "again")
"""The fields of the form to ask with, less its token, which is that of another visit by then."""

LONGEST_FIELDS = 100_000
"""Characters of all of them, as JSON: a form's question may have 24,000."""

Kept = Annotated[str, Form(max_length=LONGEST_FIELDS)]
"""The fields of a form that was sent in vain, as the page to sign in on carries them along."""


@router.get("/kept")
async def kept_question(server: Running, visitor: SignedIn) -> Response:
    """The form with the words that were sent in vain."""
    fields = await on_thread(server.drafts.of, visitor.secret, server.firm.now())
    if fields is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    matters = await on_thread(matters_open, visitor.session)
    further = {name: fields[name] for name in ("after", "place", "again") if fields.get(name)}
    return PAGES.page(
        "kept.html",
        visitor,
        question=fields.get("question", ""),
        chosen=fields.get("matter", ""),
        further=further,
        matters=[] if further else matters,
    )


def fields_of(kept: str) -> dict[str, str]:
    """The fields that a page carried along; none where it carried nothing, or what is not ours."""
    try:
        found = read_strictly(kept) if kept else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    fields = {name: found[name] for name in FIELDS if isinstance(found.get(name), str)}
    return fields if fields.get("question", "").strip() else {}


async def typed_in(request: Request) -> str:
    """The fields of a form as JSON; empty where it has no words that could be lost."""
    form = await request.form()
    fields = {name: value for name in FIELDS if isinstance(value := form.get(name), str) and value}
    whole = json.dumps(fields)
    return whole if fields.get("question", "").strip() and len(whole) <= LONGEST_FIELDS else ""
