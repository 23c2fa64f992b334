"""What a request of two people is bound to besides its words: the present state of the things that it names.

The second person signs for what there is then. If it has changed when they confirm, it has to be asked for again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.access.second import PendingRequest
from pincite.audit.event import Held, Json
from pincite.catalogue.entry import Entry
from pincite.erasing import Chosen
from pincite.errors import AccessError

if TYPE_CHECKING:
    from pincite.session.session import Session

STANDS = "stands"
"""Where a request's body says what stood when it was asked for."""


def of_hold(session: "Session", what: Held) -> list[int]:
    """The records of the holds that are lifted."""
    return [*session.firm.audit.holds_on(what)]


def of_erasure(chosen: Chosen, *, with_record: bool) -> dict[str, Json]:
    """The documents that are erased, each with its matter and versions, and the records whose contents go with them."""
    listed: list[Json] = [
        [each.document, each.matter, each.parent, [*sorted(each.versions)]]
        for each in sorted(chosen.documents, key=lambda each: each.document)
    ]
    return {"documents": listed, "records": [*chosen.records] if with_record else []}


def of_move(entries: Sequence[Entry]) -> list[Json]:
    """The documents that are moved, each with its matter and its version."""
    return [[each.document, each.matter, each.version] for each in sorted(entries, key=lambda each: each.document)]


def of_labels(entries: Sequence[Entry]) -> list[Json]:
    """The documents that are labelled, each with its matter, its version and the labels that it carries."""
    return [
        [each.document, each.matter, each.version, [*each.labels]]
        for each in sorted(entries, key=lambda each: each.document)
    ]


def require_same(request: PendingRequest, then: object, now: object) -> None:
    """Refuse a request when the things that it is about have changed.

    Raises:
        AccessError: something came, went or changed since it was asked for.
    """
    if then != now:
        raise AccessError(
            f"what {request.id} is about has changed since it was asked for, so it cannot be done as it was signed: "
            f"withdraw it with: pincite access withdraw {request.id}, and ask for it again"
        )


def of_its_own(session: "Session", request: PendingRequest, records: Sequence[int]) -> set[int]:
    """Those of the records that speak of the request itself; they were made since it was asked for."""
    found = {seq: session.firm.audit.find(str(seq)) for seq in records}
    return {seq for seq, entry in found.items() if entry is not None and entry.facts.get("request") == request.id}
