"""Two versions or two documents beside each other: the words of what changed, or the pages with it marked on them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from pincite.answering.citing import short_name
from pincite.catalogue.entry import Entry
from pincite.session.comparing import Compared, PlaceWanted, compare_documents
from pincite.session.refusals import refusals_recorded
from pincite.session.versions import compare_versions, draw_version
from pincite.structure.comparison.places import ChangePlace
from pincite.views.beside import beside
from pincite.views.sheet import Sheet
from pincite.views.spread import spread
from pincite.web.library import called
from pincite.web.pages import PAGES
from pincite.web.places import COMPARING, DRAWING
from pincite.web.server import SignedIn, Visitor
from pincite.web.sources import MOST_PAGES, PageNumber, RecordOfPage

router = APIRouter(include_in_schema=False)

MOST_VERSIONS = 100_000

Number = Annotated[int, Query(ge=1, le=MOST_VERSIONS)]
Turned = Annotated[int | None, Query(ge=1, le=MOST_PAGES)]


async def place_wanted(
    view: Literal["words", "page"] = "words",
    place: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
    left: Turned = None,
    right: Turned = None,
) -> PlaceWanted | None:
    """The place of a change that an address wants as pages; None for the words of all changes."""
    return PlaceWanted(place, left, right) if view == "page" else None


Wanted = Annotated[PlaceWanted | None, Depends(place_wanted)]


@dataclass(frozen=True, slots=True)
class Pair:
    """What a page says of the two that it compares: their names, where their pages are drawn, and its own address."""

    title: str
    names: tuple[str, str]
    pictures: tuple[str, str]
    address: str
    entries: tuple[Entry, ...]

    def at(self, place: int, left: int | None = None, right: int | None = None) -> str:
        """The address of a place of their changes, drawn, or of other pages turned to from there."""
        turned = {name: page for name, page in (("left", left), ("right", right)) if page is not None}
        return f"{self.address}&{urlencode({'view': 'page', 'place': place, **turned})}"


@router.get("/documents/{document}/changes", name="changes")
async def changes(visitor: SignedIn, document: str, earlier: Number, later: Number, wanted: Wanted) -> Response:
    """What changed between two versions of a document."""
    async with COMPARING.turn(visitor.user):
        async with refusals_recorded(visitor.session, "page changes"):
            found = await compare_versions(visitor.session, document, earlier, later, wanted=wanted)
        entry = found.b.entry
        base = f"/documents/{entry.document}"
        pair = Pair(
            title=short_name(entry.path, entry.title, entry.facts),
            names=(f"Version {earlier}", f"Version {later}"),
            pictures=(f"{base}/versions/{earlier}/pages", f"{base}/versions/{later}/pages"),
            address=f"{base}/changes?{urlencode({'earlier': earlier, 'later': later})}",
            entries=(entry,),
        )
        return await asyncio.to_thread(_page, visitor, found, pair, wanted)


@router.get("/compare", name="compare")
async def compare(visitor: SignedIn, a: str, b: str, wanted: Wanted) -> Response:
    """What differs between two documents."""
    async with COMPARING.turn(visitor.user):
        async with refusals_recorded(visitor.session, "page compare"):
            found = await compare_documents(visitor.session, a, b, wanted=wanted)
        entries = found.a.entry, found.b.entry
        names = called(entries[0])[0], called(entries[1])[0]
        pair = Pair(
            title=f"{names[0]} and {names[1]} compared",
            names=names,
            pictures=(f"/documents/{entries[0].document}/pages", f"/documents/{entries[1].document}/pages"),
            address=f"/compare?{urlencode({'a': entries[0].document, 'b': entries[1].document})}",
            entries=entries,
        )
        return await asyncio.to_thread(_page, visitor, found, pair, wanted)


@router.get("/documents/{document}/versions/{version}/pages/{number}.png", name="version_page_picture")
async def version_picture(
    visitor: SignedIn,
    document: str,
    version: Annotated[int, Path(ge=1, le=MOST_VERSIONS)],
    number: PageNumber,
    shown: RecordOfPage = "",
) -> Response:
    """A page of a version of a document as a picture; `shown` is the record which says that the page was shown."""
    async with DRAWING.turn(visitor.user), refusals_recorded(visitor.session, "page changes"):
        picture = await draw_version(visitor.session, document, version, number, shown=shown)
    return Response(picture, media_type="image/png")


def _page(visitor: Visitor, found: Compared, pair: Pair, wanted: PlaceWanted | None) -> Response:
    first = first_places(found.places)
    if wanted is None or found.drawn is None:
        drawn = beside(found.comparison, found.a.content, found.b.content)
        return PAGES.page("compare.html", visitor, pair=pair, drawn=drawn, places=first)
    made = spread(found.comparison, found.drawn, found.a.content, found.b.content)
    number, change = wanted.number, found.drawn.change
    left, right = made.left, made.right
    return PAGES.page(
        "compare_pages.html",
        visitor,
        pair=pair,
        spread=made,
        number=number,
        change=change,
        changes=len(found.comparison.changes),
        goes_on=first[change] != number,
        before=pair.at(number - 1) if number > 1 else "",
        after=pair.at(number + 1) if number < len(found.places) else "",
        sides=(
            _side(left, pair, 0, found.record, {page: pair.at(number, page, right.number) for page in _turns(left)}),
            _side(right, pair, 1, found.record, {page: pair.at(number, left.number, page) for page in _turns(right)}),
        ),
    )


def _turns(sheet: Sheet) -> Iterable[int]:
    """The pages before and after a page."""
    return (page for page in (sheet.number - 1, sheet.number + 1) if 1 <= page <= sheet.of)


def _side(sheet: Sheet, pair: Pair, place: int, record: str, turns: dict[int, str]) -> dict[str, object]:
    return {
        "name": pair.names[place],
        "sheet": sheet,
        "hit": None,
        "picture": f"{pair.pictures[place]}/{sheet.number}.png?{urlencode({'shown': record})}",
        "page_before": turns.get(sheet.number - 1, ""),
        "page_after": turns.get(sheet.number + 1, ""),
    }


def first_places(places: Sequence[ChangePlace]) -> dict[int, int]:
    """The number of the first place of each change, from 1.

    >>> first_places([ChangePlace(0, 1, 1), ChangePlace(0, 2, 1), ChangePlace(1, 2, 2)])
    {1: 3, 0: 1}
    """
    return {one.change: number for number, one in reversed([*enumerate(places, start=1)])}
