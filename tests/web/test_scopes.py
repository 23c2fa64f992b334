"""Every address with every token that is not for it: one scope opens its own addresses and no other."""

from collections.abc import Iterator, Mapping

import pytest
from fastapi.routing import APIRoute
from tests.kept import kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import Page, opened

from pincite.serving.tokens import SCOPES
from pincite.web import (
    asking,
    documents,
    feedback,
    library,
    matters,
    members,
    record,
    sources,
    tokens,
    uploads,
    waiting,
    watched,
)
from pincite.web.api import deliveries, questions, records
from pincite.web.api import library as library_api
from pincite.web.api.app import AT, description_of, make_api
from pincite.web.chat_completions import routes as chat_completions
from pincite.web.cookies import COOKIE

NEEDS: Mapping[str, str] = {
    "search": "search",
    **dict.fromkeys(("ask", "begin_question", "questions", "reply", "events"), "ask"),
    **dict.fromkeys(("matters", "documents", "document", "text", "outline", "source", "page_picture"), "read"),
    **dict.fromkeys(("records", "record"), "record"),
    **dict.fromkeys(("begin_delivery", "deliveries", "delivery", "drop_delivery", "close_delivery"), "add"),
    **dict.fromkeys(("stop_delivery", "read_again", "delivered_files", "announce_file", "upload", "send_piece"), "add"),
    "token": "",
}
"""What each operation of the interface needs; any token may ask what it is for."""

PAGES = (
    asking,
    documents,
    feedback,
    library,
    matters,
    members,
    record,
    sources,
    tokens,
    uploads,
    waiting,
    watched,
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    founded = kept(tmp_path_factory.mktemp("founded") / "firm", founded_in)
    with founded.put_back(tmp_path_factory.mktemp("scopes") / "firm") as place, opened(firm_in(place)) as page:
        yield page


@pytest.fixture(scope="module")
def by_scope(page: Page) -> dict[str, str]:
    """A token of alice's for each scope, which is for that alone."""
    made: dict[str, str] = {}
    for scope in SCOPES:
        made[scope] = str(page.firm.json("token", "make", f"for {scope}", "--scope", scope, "--as", "alice")["token"])
    return made


def addresses(routes: object, before: str = "") -> list[tuple[str, str, str]]:
    """Method, address and name of each route, with made-up names in the address."""
    assert isinstance(routes, list)
    found = []
    for route in (one for one in routes if isinstance(one, APIRoute)):
        path = before + route.path_format.format(**dict.fromkeys(route.param_convertors, "1"))
        found += [(method, path, route.operation_id or route.name) for method in sorted(route.methods or ())]
    return found


PROGRAMS = [
    each for part in (questions, library_api, deliveries, records) for each in addresses(part.router.routes, AT)
]
CHAT = [(method, path, "ask") for method, path, _ in addresses(chat_completions.router.routes)]
FOR_PEOPLE = [each for module in PAGES for each in addresses(module.router.routes)]


def asked(page: Page, method: str, path: str, **headers: str) -> tuple[int, str, str]:
    """Status, challenge and body of a request."""
    body: dict[str, str] | None = {} if method in ("POST", "PATCH") else None
    sent = {"upload-offset": "0", **headers}
    response = page.client.request(method, path, json=body, headers=sent, follow_redirects=False)
    return response.status_code, response.headers.get("www-authenticate", ""), response.text


def test_each_operation_says_what_it_needs() -> None:
    described = description_of(make_api())["paths"].values()
    operations = {each["operationId"] for methods in described for each in methods.values()}
    assert operations == NEEDS.keys() == {name for _, _, name in PROGRAMS}
    assert len(FOR_PEOPLE) > 50


def test_no_scope_opens_an_address_of_another(page: Page, by_scope: dict[str, str]) -> None:
    for method, path, name in [*PROGRAMS, *CHAT]:
        needs = NEEDS.get(name, name)
        others = [token for scope, token in by_scope.items() if needs and scope != needs]
        assert bool(others) is bool(needs)
        for token in others:
            status, challenge, _ = asked(page, method, path, authorization=f"Bearer {token}")
            assert (status, challenge) == (403, f'Bearer error="insufficient_scope", scope="{needs}"'), path


def test_no_address_of_programs_opens_without_a_token_or_by_a_cookie(page: Page) -> None:
    cookie = f"{COOKIE}={page.by('alice').secret}"
    for method, path, _ in [*PROGRAMS, *CHAT]:
        for headers in (
            {},
            {"cookie": cookie},
            {"authorization": "Bearer pincite_made-up"},
            {"authorization": "Basic x"},
        ):
            assert asked(page, method, path, **headers)[0] == 401, (method, path, headers)


def test_no_page_opens_by_a_token(page: Page, by_scope: dict[str, str]) -> None:
    for method, path, _ in FOR_PEOPLE:
        stranger = asked(page, method, path)
        for token in by_scope.values():
            assert asked(page, method, path, authorization=f"Bearer {token}") == stranger, (method, path)
