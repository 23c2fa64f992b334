"""Two versions as pages beside each other: what is marked on them, what is on the record, and who sees it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.walk.test_sent import send
from tests.web.conftest import texts
from tests.web.here import Page, Visitor, opened
from tests.web.two_versions import SENT_BACK, sent_back, signed

from pincite.audit.event import Entry

NAME, DRAFT = "Maintenance.pdf", "Draft.pdf"


@pytest.fixture(scope="module")
def page(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm, whose alice has an agreement in two versions."""
    with ExitStack() as stack:
        firm = firm_in(stack.enter_context(founded_to_serve.put_back(tmp_path_factory.mktemp("comparing") / "firm")))
        for number, content in enumerate((signed(), sent_back())):
            send(firm, "alice", f"d-{number}", {NAME: content, **({DRAFT: signed()} if number else {})})
        yield stack.enter_context(opened(firm))


@pytest.fixture(scope="module")
def changes(page: Page) -> str:
    """Where the versions are compared."""
    [document] = [one["document"] for one in page.firm.documents("alice") if one["path"].endswith(NAME)]
    return f"/documents/{document}/changes?earlier=1&later=2"


@pytest.fixture(scope="module")
def alice(page: Page) -> Visitor:
    return page.by("alice")


def _reads(page: Page) -> list[Entry]:
    return [one for one in page.workspace.audit.entries() if one.kind == "read"]


def _places(alice: Visitor, changes: str) -> list[str]:
    """The pages of all places, from the first to the last, by their own links."""
    shown, address = [], f"{changes}&view=page"
    while address:
        shown.append(alice.get(address))
        following = re.search(r'href="([^"#]+)#now" rel="next"', shown[-1])
        address = following[1].replace("&amp;", "&") if following else ""
    return shown


def test_each_change_is_reached_and_marked_on_both_pages(alice: Visitor, changes: str) -> None:
    words = alice.get(changes)
    shown = _places(alice, changes)
    assert len(re.findall(r'<tr class="clause">', words)) == len(shown) == len(SENT_BACK) + 2
    for number, one in enumerate(shown, start=1):
        assert f"Change {number} of {len(shown)}" in one
        assert one.count('id="now"') == 1
        left, right = one.split("</section>")[:2]
        assert re.search(r'<rect[^>]* class="(struck|gap) now"', left)
        assert re.search(r'<rect[^>]* class="(added|gap) now"', right)
    added, gone = (next(one for one in shown if f'class="what {kind}"' in one) for kind in ("added", "removed"))
    assert 'class="gap now"' in added.split("</section>")[0]
    assert 'class="gap now"' in gone.split("</section>")[1]


def test_a_change_in_words_leads_to_its_pages(alice: Visitor, changes: str) -> None:
    words = alice.get(changes)
    clauses = texts(words, r'<tr class="clause"><th[^>]*><span>(.*?)</span>')
    addresses = re.findall(r'<a class="quiet" href="([^"#]+)#now"', words)
    assert len(addresses) == len(clauses)
    led = alice.get(addresses[-1].replace("&amp;", "&"))
    assert texts(led, r'<span class="of"><b>(.*?)</b>') == clauses[-1:]


def test_marks_lie_on_the_words_that_differ(alice: Visitor, changes: str) -> None:
    [shown] = [one for one in _places(alice, changes) if "Governing law" in one]
    for side, word in zip(shown.split("</section>")[:2], ("Delaware", "York"), strict=True):
        [mark] = re.findall(r'<rect[^>]* now" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', side)
        left, top, width, height = map(float, mark)
        line = next(one for one in re.findall(r"<text y=.*?</text>", side) if word in one)
        assert top <= float(line.split('"')[1]) <= top + height
        assert left <= float(re.findall(rf'x="([\d.]+)"[^>]*>{word}', line)[0]) <= left + width


def test_pages_and_their_pictures_are_one_record(page: Page, alice: Visitor, changes: str) -> None:
    before = len(_reads(page))
    shown = alice.get(f"{changes}&view=page&place=2&right=2")
    pictures = re.findall(r'<img src="([^"]+)"', shown)
    assert [re.sub(r".*(versions/.*)\?.*", r"\1", one) for one in pictures] == [
        "versions/1/pages/1.png",
        "versions/2/pages/2.png",
    ]
    drawn = [alice.bytes(one) for one in pictures]
    assert all(one.startswith(b"\x89PNG") for one in drawn)
    [record] = _reads(page)[before:]
    assert record.facts["what"] == "compare versions"
    assert record.content is not None
    pages = record.content["drawn"]
    assert isinstance(pages, list)
    assert [one["page"] for one in pages if isinstance(one, dict)] == [1, 2]
    alice.bytes(pictures[0].replace("pages/1", "pages/2"))  # which was not shown of this version
    assert len(_reads(page)) == before + 2


def test_a_document_that_says_nearly_the_same_is_compared_page_by_page(alice: Visitor, changes: str) -> None:
    about = alice.get(changes.partition("/changes")[0] + "/about")
    [address] = re.findall(r'<a href="(/compare[^"]+)">Compare</a>', about)
    words = alice.get(address.replace("&amp;", "&"))
    [pages] = re.findall(r'<a href="([^"]+)">Pages</a>', words)
    shown = alice.get(pages.replace("&amp;", "&"))
    assert (
        len(re.findall(r'<rect[^>]* class="(?:struck|added) now"', shown)) == len(re.findall('id="side-', shown)) == 2
    )
    assert alice.bytes(re.findall(r'<img src="([^"]+)"', shown)[1]).startswith(b"\x89PNG")


def test_a_colleague_is_told_the_same_of_hidden_pages_and_of_none(page: Page, changes: str) -> None:
    bob, document = page.by("bob"), changes.split("/")[2]
    for address in (f"{changes}&view=page", f"/documents/{document}/versions/1/pages/1.png"):
        assert bob.get(address) == bob.get(address.replace(document, "nothing"))
        assert "There is nothing here that you may see." in bob.get(address)


def test_what_has_no_such_place_or_no_pages_is_said(page: Page, alice: Visitor, changes: str) -> None:
    assert "its changes stand in 7 places" in alice.get(f"{changes}&view=page&place=8")
    assert "no page 9" in alice.get(f"{changes}&view=page&left=9")
    document = changes.split("/")[2]
    lease = next(one["document"] for one in page.firm.documents("alice") if "Lease" in one["path"])
    assert "no pages to draw" in alice.get(f"/compare?a={document}&b={lease}&view=page")
    shown = alice.get(f"/compare?a={document}&b={lease}")
    assert "Pages</a>" not in shown
    assert re.findall(r'href="/documents/([^"/]+)/about">About', shown) == [document, lease]
    [title] = re.findall(r"<h1>(.*?)</h1>", shown)
    assert title.endswith(" compared")
    assert f"<title>{title} · pincite</title>" in shown
