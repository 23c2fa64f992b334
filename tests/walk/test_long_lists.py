"""An item of a long list, from the question to the page: quoted behind the words that open the list."""

import asyncio
from typing import TYPE_CHECKING, Any

from pincite.session.turns import read_turn
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

MORE = ", which includes every matter that is incidental to it and any act or omission of an officer or agent" * 5
LIST = (
    "9.1 This Lease ends at once: (a) if the Tenant is wound up"
    f"{MORE}; (b) if the Unit burns down{MORE}; (c) if the roof falls in{MORE}; (d) if the Tenant paints the doors; or "
    "(e) if the Landlord sells the Unit.\n"
)


def test_a_late_item_is_quoted_behind_the_words_that_open_its_list(empty_firm: "Firm") -> None:
    empty_firm.folder.mkdir(parents=True, exist_ok=True)
    file = empty_firm.folder / "Lease.txt"
    file.write_text(
        f"LEASE\n\nbetween Gannet Ltd and Finch Ltd\n\n9. End\n\n{LIST}\n9.2 The rent is $5.\n", encoding="utf-8"
    )
    empty_firm.run("ingest", str(file), "--matter", "lease")
    reply: dict[str, Any] = empty_firm.json("ask", "Does the lease end if the Tenant paints the doors?")
    [said] = reply["statements"]
    assert said["text"] == "9.1 This Lease ends at once: […] (d) if the Tenant paints the doors; or"
    assert [one["section"] for one in said["citations"]] == ["9.1(d)", "9.1"]
    assert said["support"] == 1.0
    printed = empty_firm.run("ask", "Does the lease end if the Tenant paints the doors?").stdout
    assert printed.count("§ 9.1") == 1
    with open_session(empty_firm.workspace) as session:
        turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
    [shown] = turn.said
    assert [one.section for one in shown.pins] == ["9.1(d)"]
