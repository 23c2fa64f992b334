"""The record as the other stores need it: what it last said about them, and how it gets a change of the rules."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pincite.access.scope import Principal
from pincite.documents.span import MatterId
from pincite.sealing import Recorded, Sealed

if TYPE_CHECKING:
    from pincite.audit.event import Event, Json
    from pincite.session.firm import Firm


@dataclass(frozen=True)
class DocumentsWitness:
    """What the record last said about the documents."""

    firm: "Firm"

    def recorded(self) -> Recorded | None:
        """The newest state of the documents on the record.

        Raises:
            RecordError: it cannot be read.
        """
        return self.firm.audit.state("documents")


class RulesRecorder:
    """The record, as the rules need it.

    A change is recorded in the words of whoever makes it (`telling`), else by its own name.
    """

    def __init__(self, firm: "Firm") -> None:
        self._firm = firm
        self._told: Callable[[], Event] | None = None
        self._records = 0

    def recorded(self) -> Recorded | None:
        """The newest state of the rules on the record.

        Raises:
            RecordError: it cannot be read.
        """
        return self._firm.audit.state("rules")

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        """Record a change.

        Raises:
            RecordError: it cannot be recorded.
        """
        from pincite.audit.states import saying

        event = self._told() if self._told is not None else self._event(what, by)
        named = {MatterId(each["matter"]) for each in said.told if "matter" in each}
        event = replace(event, matters=event.matters | named)
        self._firm.audit.append_and_wait(saying(event, rules=said))
        self._records += 1

    @contextmanager
    def telling(self, event: "Callable[[], Event]") -> Iterator[Callable[[], bool]]:
        """Record the next changes as this event; yields a function that says whether one was recorded."""
        before, self._told = self._records, event
        try:
            yield lambda: self._records > before
        finally:
            self._told = None

    def _event(self, what: str, by: Principal) -> "Event":
        from pincite.audit.event import Event

        facts: Mapping[str, Json] = {"what": "access", "rules_version": self._firm.access.unchecked().version}
        return Event(
            id=secrets.token_hex(8),
            kind="access",
            principal=by,
            at=self._firm.now(),
            # Whoever reads it has to be allowed to see every matter, since the sentence may name any.
            matters=self._firm.access.unchecked().matters,
            facts=facts,
            content={"change": what},
        )
