"""What routes give out: the JSON of a view, and cursors into lists."""

import json
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from pincite.errors import QuestionError
from pincite.session.paging import Place
from pincite.views.cursors import place_of
from pincite.views.given import Given

MOST_OF_A_PAGE = 200

Limit = Annotated[int, Query(ge=1, le=MOST_OF_A_PAGE, description="How many to give at most.")]
Cursor = Annotated[
    str | None, Query(max_length=3_000, description="`next` of the page before; without it, the first page is given.")
]


def given(view: Given, headers: dict[str, str] | None = None) -> Response:
    """A view's JSON."""
    return Response(encoded(view), headers=headers, media_type="application/json")


def encoded(view: Given) -> str:
    """A view's JSON on one line."""
    return json.dumps(view.json(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def place_in(cursor: str | None) -> Place | None:
    """The place of a document that a cursor goes on after.

    Raises:
        QuestionError: it is no cursor of such a list.
    """
    if cursor is None:
        return None
    match place_of(cursor):
        case [str(matter), str(path), str(document)]:
            return matter, path, document
    raise QuestionError(NO_CURSOR)


def number_in(cursor: str | None) -> int | None:
    """The number of a record that a cursor goes on before.

    Raises:
        QuestionError: it is no cursor of such a list.
    """
    if cursor is None:
        return None
    match place_of(cursor):
        case int(number) if 0 < number < 2**62:
            return number
    raise QuestionError(NO_CURSOR)


def name_in(cursor: str | None) -> str:
    """The name that a cursor goes on after, empty for the first page.

    Raises:
        QuestionError: it is no cursor of such a list.
    """
    if cursor is None:
        return ""
    match place_of(cursor):
        case [str(name)]:
            return name
    raise QuestionError(NO_CURSOR)


NO_CURSOR = "“cursor” is none of this list; give “next” of the page before"
