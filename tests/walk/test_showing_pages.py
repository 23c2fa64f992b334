"""Pages of a document that are shown: each is on the record once, and what could not be drawn is not."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.walk.conftest import Firm

from pincite.access.rules import principal_for
from pincite.access.scope import Principal
from pincite.audit.event import Entry
from pincite.errors import DocumentError, NotVisible, PinciteError
from pincite.session import Session
from pincite.session.reading import open_document
from pincite.session.showing import Part, draw_page, show_citation
from pincite.views.sheet import Sheet
from pincite.web.sources import source_view
from pincite.wiring import open_workspace

CLAUSES = (
    "1. The Landlord lets Unit 4 to the Tenant.",
    "2. The Tenant shall pay the rent in advance.",
    "3. Notices go to the registered office of the Tenant.",
)
PAGES = len(CLAUSES)


@pytest.fixture
def session(firm: Firm) -> Iterator[Session]:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for page in range(1, PAGES + 1):
        canvas.drawString(72, 700, CLAUSES[page - 1])
        canvas.showPage()
    canvas.save()
    (firm.folder / "lease" / "Rider 0008.pdf").write_bytes(stream.getvalue())
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    with open_workspace(firm.workspace, create=False) as opened:
        yield opened.signed_in("alice")


def _rider(session: Session) -> str:
    return next(one.document for one in session.firm.catalogue.entries(session.scope()) if "Rider" in one.path)


def _reads(session: Session) -> list[Entry]:
    return [one for one in session.firm.audit.entries() if one.kind == "read"]


def test_a_page_and_its_picture_are_one_record(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    shown = asyncio.run(show_citation(session, cite, part=Part(is_page=True, page=2)))
    assert shown.place.page == 2
    picture = asyncio.run(draw_page(session, cite, 2, shown=shown.record))
    assert picture.startswith(b"\x89PNG")
    [record] = _reads(session)
    assert record.content is not None
    assert (record.id, record.content["page"]) == (shown.record, 2)


def test_another_page_than_was_shown_is_on_the_record_by_itself(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    shown = asyncio.run(show_citation(session, cite, part=Part(is_page=True, page=2)))
    asyncio.run(draw_page(session, cite, 3, shown=shown.record))
    asyncio.run(draw_page(session, cite, 3))
    asyncio.run(draw_page(session, cite, 3, shown="0123456789abcdef"))
    assert [(one.content or {}).get("page") for one in _reads(session)] == [2, 3, 3, 3]


def test_what_somebody_else_was_shown_does_not_count(session: Session) -> None:
    opened = asyncio.run(open_document(session, _rider(session), "page document", page=1))
    asyncio.run(draw_page(session, _rider(session), 1, shown=opened.record))
    assert len(_reads(session)) == 1
    owner = Session(session.firm, principal_for(session.rules.owner, None, session.rules))
    asyncio.run(draw_page(owner, _rider(session), 1, shown=opened.record))
    assert len(_reads(session)) == 2


def test_a_page_that_is_not_there_leaves_no_record(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    with pytest.raises(DocumentError, match=f"no page {PAGES + 1}: it has {PAGES}"):
        asyncio.run(show_citation(session, cite, part=Part(is_page=True, page=PAGES + 1)))
    with pytest.raises(DocumentError, match="no page"):
        asyncio.run(draw_page(session, cite, PAGES + 1))
    assert _reads(session) == []


def test_a_picture_that_cannot_be_drawn_leaves_no_record(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    for file in (session.firm.root / "originals").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    with pytest.raises(PinciteError):
        asyncio.run(draw_page(session, cite, 1))
    with pytest.raises(PinciteError):
        asyncio.run(show_citation(session, cite, draw=True))
    assert _reads(session) == []


def test_a_search_goes_from_place_to_place_and_from_page_to_page(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    for hit in range(PAGES + 1):
        part = Part(find="the tenant", hit=hit, is_page=True)
        place = asyncio.run(show_citation(session, cite, part=part)).place
        assert (len(place.found), place.hit, place.page) == (PAGES, hit % PAGES, hit % PAGES + 1)
    [first, *_] = _reads(session)
    assert first.content is not None
    assert first.content["find"] == "the tenant"


def test_where_the_place_on_a_page_is_not_known_nothing_is_marked(session: Session) -> None:
    cite = f"{_rider(session)}:0-12"
    asked = Part(is_page=True)
    shown = asyncio.run(show_citation(session, cite, part=asked))
    sheet = source_view(shown, cite, asked)["sheet"]
    assert isinstance(sheet, Sheet)
    assert [mark.found for mark in sheet.marks] == [None]
    assert not source_view(shown, cite, asked)["is_inexact"]
    blank = next(place for place, letter in enumerate(shown.content.text) if letter.isspace())
    between = replace(shown, cited=replace(shown.cited, start=blank, end=blank + 1))
    sheet = source_view(between, cite, asked)["sheet"]
    assert isinstance(sheet, Sheet)
    assert sheet.marks == ()
    assert source_view(between, cite, asked)["is_inexact"]


def test_nobody_behind_the_wall_is_drawn_a_page(session: Session) -> None:
    bob = Session(session.firm, Principal("bob", "bob"))
    for citation in (_rider(session), f"{_rider(session)}:0-12", "nothing", "nothing:0-12"):
        with pytest.raises(NotVisible):
            asyncio.run(draw_page(bob, citation, 1))
