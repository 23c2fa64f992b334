"""What a server keeps of questions beside the record goes with their records."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import Page, opened

from pincite.serving.values import Pending
from pincite.wiring.names import SERVER

NAME, OTHER, FAILED = "potorooville", "bandicootham", "quollmouth"
"""In the name of a question, of another one, and in a question that got no end."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("forgotten") / "firm", founded_in)


@pytest.fixture
def page(founded: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with founded.put_back(tmp_path_factory.mktemp("page") / "firm") as place, opened(firm_in(place)) as page:
        yield page


def found(page: Page, *words: str) -> set[str]:
    """Those of some words that are in a file of the server's."""
    content = b"".join(file.read_bytes() for file in page.firm.workspace.glob(f"{SERVER}*"))
    return {word for word in words if word.encode() in content}


@pytest.mark.parametrize("verb", ["audit erase", "remove --erase --with-record"])
def test_the_name_of_a_question_goes_with_its_record_whether_or_not_its_user_comes_back(page: Page, verb: str) -> None:
    alice = page.by("alice")
    question, other = page.asked("alice"), page.asked("alice", "Who may terminate?")
    for identity, name in ((question, NAME), (other, OTHER)):
        assert alice.send(f"/questions/{identity}/name", name=f"the {name} rent").status_code == 303
    at = page.workspace.now()
    page.store.begin(Pending(question, "alice", f"Who owns {FAILED}?", 1, at - timedelta(hours=1), "dead"))
    assert found(page, NAME, OTHER, FAILED) == {NAME, OTHER, FAILED}
    if verb == "audit erase":
        page.firm.run("audit", "erase", question, "--reason", "the client's instruction")
        assert found(page, NAME, OTHER, FAILED) == {OTHER}
    else:
        [lease] = [one["document"] for one in page.firm.documents() if one["matter"] == "lease"]
        page.firm.run("remove", lease, "--erase", "--with-record", "--reason", "the client's instruction")
        assert found(page, NAME, OTHER, FAILED) == set()
