"""Names of labels, as somebody gives them to documents."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.access.lookalikes import unclear
from pincite.access.names import clean_name
from pincite.errors import AccessError

if TYPE_CHECKING:
    from pincite.session.session import Session


def labels_to_give(session: "Session", labels: Sequence[str]) -> tuple[str, ...]:
    """The labels to give, each in its one spelling.

    Raises:
        AccessError: one cannot be a name, or is new and looks like one of documents that whoever asks may see.
    """
    given = tuple(clean_name(label, "label") for label in labels)
    if given:
        scope = session.scope()
        known = session.firm.catalogue.labels(scope) | {label for label, _ in scope.labels}
        fresh = {label: "label" for label in given if label not in known}
        for _, why in unclear(fresh, dict.fromkeys(known, "label")):
            raise AccessError(why)
    return given
