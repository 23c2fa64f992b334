"""`pincite outline` and the terms that a document defines."""

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

LEASE = (
    "LEASE\n\nThis Lease is made between Adela Brook (the “Landlord”) and Harbor Supply LLC (the “Tenant”).\n\n"
    "1. “Premises” means Unit 4 of the building.\n\n2. The Tenant shall pay rent for the Premises.\n"
)


def test_defined_terms_are_listed_with_their_places(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir()
    (empty_firm.folder / "lease.txt").write_text(LEASE, encoding="utf-8")
    empty_firm.run("ingest", str(empty_firm.folder), "--matter", "m")
    [entry] = empty_firm.documents()
    found: Any = empty_firm.json("outline", entry["document"], "--definitions")
    assert [term["term"] for term in found["definitions"]] == ["Landlord", "Tenant", "Premises"]
    assert all(LEASE[term["start"] : term["end"]] == term["term"] for term in found["definitions"])
    assert "“Premises” means Unit 4" in empty_firm.run("outline", entry["document"], "--definitions").output


def test_a_mistyped_path_opens_no_matter(empty_firm: "Firm") -> None:
    refused = empty_firm.run("ingest", str(empty_firm.folder / "nowhere"), "--matter", "new", status=1)
    assert "no matter was made" in refused.output
    assert "new" not in empty_firm.run("access", "list").output.split()


class Counting(asyncio.DefaultEventLoopPolicy):
    """Counts the event loops that are made."""

    made = 0

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        self.made += 1
        return super().new_event_loop()


@pytest.mark.parametrize("verb", [("outline", "--references"), ("text", "--as-amended")], ids=["outline", "text"])
def test_a_document_is_opened_and_followed_in_one_event_loop(empty_firm: "Firm", verb: tuple[str, str]) -> None:
    empty_firm.folder.mkdir()
    file = empty_firm.folder / "lease.txt"
    file.write_text("LEASE\n\n1. Term. As in Section 2.\n\n2. Rent. The rent is $900.\n", encoding="utf-8")
    empty_firm.run("ingest", str(file), "--matter", "M")
    counting = Counting()
    asyncio.set_event_loop_policy(counting)
    try:
        empty_firm.run(verb[0], "lease.txt", verb[1])
    finally:
        asyncio.set_event_loop_policy(None)
    assert counting.made == 1
