"""What somebody makes of an answer, said below it: forms that work alone, and are replaced in place by htmx."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pincite.errors import CitationError, FeedbackError, NotVisible
from pincite.session.feedback import (
    LONGEST_BETTER,
    Change,
    give_feedback,
    given_before,
    own_feedback,
    withdraw_feedback,
)
from pincite.session.refusals import refusals_recorded
from pincite.session.turns import read_turn
from pincite.views.feedback import WHYS, Feedback, Why
from pincite.views.turn import Pin, Turn
from pincite.web.pages import FRAGMENT, PAGES
from pincite.web.server import SignedIn, Visitor
from pincite.web.signing import Field, require_token

router = APIRouter(include_in_schema=False)

REASONS: Mapping[Why, str] = {why: why.replace("_", " ") for why in WHYS}
"""What may be wrong with a citation, in words."""

PAGE = 40
"""How much of one's feedback a page of the list has."""

AS_BEFORE = "="
"""What the form says for the place that was named before."""

MARK = re.compile(r"([1-9]\d{0,3})\.([1-9]\d{0,3})(?: (\w+))?")
"""A citation by statement and number, and what is wrong with it."""

ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/(?:documents|sources)/([^/?#\s]+)(?:\?[^#\s]*)?(#at-\d+)?")
"""The address of a document, at a clause of it, or of a source."""

NO_PLACE = "there is nothing at that place that you may see, so nothing was kept; name another, or leave it out"
"""For a place that is none, that does not exist, and that is hidden: the words are the same."""

# The text is counted once it has come, so that whoever wrote too much is told by how much.
Words = Annotated[str | None, Form()]


@router.post("/questions/{identity}/feedback")
async def give(
    request: Request,
    visitor: SignedIn,
    identity: str,
    form_token: Field,
    useful: Field = "",
    wrong: Field = "",
    right: Field = "",
    better: Words = None,
    place: Words = None,
    elsewhere: Words = None,
    withdraw: Field = "",
) -> Response:
    """Say what one makes of an answer of one's own, or take it back."""
    require_token(visitor, form_token)
    session, is_part = visitor.session, FRAGMENT in request.headers
    async with refusals_recorded(session, "page feedback"):
        turn = await read_turn(session, identity)
        before = await own_feedback(session, turn.id)
    try:
        async with refusals_recorded(session, "page feedback"):
            if withdraw:
                given = await withdraw_feedback(session, turn.id)
            else:
                named = _named(elsewhere or "") or (None if place == AS_BEFORE else place)
                change = Change(_verdict(useful), _wrong(wrong), _right(right), better, named)
                given = await give_feedback(session, turn.id, change)
    except (FeedbackError, NotVisible, CitationError) as error:
        sentence = error.failed if isinstance(error, FeedbackError) else NO_PLACE
        if not is_part:
            raise FeedbackError(sentence) from error
        values = _values(turn, before) | {"typed": better or "", "not_kept": sentence}
        return _part("feedback.html", visitor, turn, values, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_part:
        values = _values(turn, given) | {"changed": list(_changed(turn, before, given))}
        return _part("feedback_given.html", visitor, turn, values)
    return RedirectResponse(f"/questions/{turn.id}#{_anchor(wrong or right)}", HTTPStatus.SEE_OTHER)


def _part(
    template: str, visitor: Visitor, turn: Turn, values: dict[str, object], status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The part of a page that htmx asks for."""
    return HTMLResponse(PAGES.text(template, visitor, turn=turn, identity=turn.id, **values), status)


@router.get("/feedback", name="feedback")
async def listed(visitor: SignedIn, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
    """What one said of answers that one may still read, the newest first."""
    found = await given_before(visitor.session, PAGE + 1, before)
    older = found[PAGE - 1].feedback.seq if len(found) > PAGE else None
    return PAGES.page("feedback_list.html", visitor, given=found[:PAGE], older=older, reasons=REASONS)


async def feedback_values(visitor: Visitor, turn: Turn | None) -> dict[str, object]:
    """What the page of an answer shows of its reader's feedback; None is an answer that is still being written."""
    if turn is None:
        return _values(None, None)
    try:
        return _values(turn, await own_feedback(visitor.session, turn.id))
    except (NotVisible, FeedbackError):  # a part of it is closed, so nothing is said of the whole
        return _values(turn, None) | {"may_judge": False}


def _values(turn: Turn | None, given: Feedback | None) -> dict[str, object]:
    judged = given.judged if given is not None and not given.judged.says_nothing else None
    marks = {f"{one.statement}.{one.citation}": one for one in judged.wrong_cites} if judged is not None else {}
    return {
        "judged": judged,
        "marks": marks,
        "reasons": REASONS,
        "places": list(_places(turn)) if turn is not None else [],
        "may_judge": True,
        "typed": judged.better or "" if judged is not None else "",
        "longest": LONGEST_BETTER,
        "not_kept": "",
    }


def _places(turn: Turn) -> Iterator[tuple[str, Pin]]:
    """The places that a page shows, each as a citation with its pin: one of them may have the right answer."""
    shown: set[str] = set()
    for said in (*turn.said, *turn.closest):
        pin = next((pin for pin in said.pins if pin.number == 1), None)
        if pin is not None and pin.cite not in shown:
            shown.add(pin.cite)
            yield said.place, pin


def _changed(turn: Turn, before: Feedback | None, after: Feedback) -> Iterator[tuple[int, Pin]]:
    """The pins whose marks are others than before, each with the number of its statement."""
    was, now = (
        {(one.statement, one.citation): one.why for one in given.judged.wrong_cites} if given is not None else {}
        for given in (before, after)
    )
    for said in turn.said:
        for pin in said.pins:
            key = said.number, pin.number
            if was.get(key, "") != now.get(key, ""):
                yield said.number, pin


def _verdict(useful: str) -> bool | None:
    return {"yes": True, "no": False}.get(useful)


def _wrong(mark: str) -> dict[tuple[int, int], Why | None]:
    if not mark:
        return {}
    found = _mark(mark)
    return {(int(found[1]), int(found[2])): next((why for why in WHYS if why == found[3]), None)}


def _right(mark: str) -> tuple[tuple[int, int], ...]:
    if not mark:
        return ()
    found = _mark(mark)
    return ((int(found[1]), int(found[2])),)


def _mark(mark: str) -> re.Match[str]:
    found = MARK.fullmatch(mark)
    if found is None:
        raise FeedbackError("this mark names no citation; go back to the answer and choose one there")
    return found


def _named(address: str) -> str:
    """A place that somebody typed, or whose address they pasted, as a citation; empty without one."""
    text = address.strip()
    found = ADDRESS.fullmatch(text)
    return text if found is None else unquote(found[1]) + (found[2] or "")


def _anchor(mark: str) -> str:
    found = MARK.fullmatch(mark)
    return f"mark-{found[1]}-{found[2]}" if found is not None else "feedback"
