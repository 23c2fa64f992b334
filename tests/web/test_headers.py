"""Which requests a page answers, by what browsers say of where they come from."""

import pytest
from starlette.datastructures import Headers

from pincite.web.headers import is_wanted

LINK = {"sec-fetch-mode": "navigate", "sec-fetch-user": "?1"}
IMAGE = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}


@pytest.mark.parametrize("site", ["cross-site", "same-site", "of-a-later-kind"])
def test_another_site_opens_nothing_by_itself(site: str) -> None:
    for by_itself in (IMAGE, {"sec-fetch-mode": "navigate"}, {**IMAGE, "sec-fetch-user": "?1"}, {}):
        assert not is_wanted(Headers({"sec-fetch-site": site, **by_itself}))
    assert is_wanted(Headers({"sec-fetch-site": site, **LINK}))


@pytest.mark.parametrize("site", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}])
def test_its_own_pages_and_what_is_typed_are_answered(site: dict[str, str]) -> None:
    for kind in (IMAGE, LINK, {}):
        assert is_wanted(Headers({**site, **kind}))
