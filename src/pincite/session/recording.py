"""The record as the other stores need it: what it last said about them, and how it gets a change of the rules."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import local
from typing import TYPE_CHECKING

from pincite.access.scope import Principal
from pincite.documents.span import MatterId
from pincite.sealing import Recorded, Sealed
from pincite.session.firm import Told

if TYPE_CHECKING:
    from pincite.access.port import AccessStore, Settling
    from pincite.audit.event import Event, Json, Record
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


class _Own(local):
    """What one thread says of its changes, and how many of them it has recorded: others change rules meanwhile."""

    event: "Callable[[], Event] | None" = None
    records: int = 0


class RulesRecord:
    """The record, as the rules need it.

    A change is recorded in the words of whoever makes it, on their thread (`told_as`), else by its own name.
    """

    def __init__(self, firm: "Firm") -> None:
        self._firm = firm
        self._own = _Own()

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

        event = self._own.event() if self._own.event is not None else self._event(what, by)
        named = {MatterId(each["matter"]) for each in said.known_as if "matter" in each}
        event = replace(event, matters=event.matters | named)
        self._firm.audit.append_and_wait(saying(event, rules=said))
        self._own.records += 1

    @contextmanager
    def told_as(self, event: "Callable[[], Event]") -> Iterator[Callable[[], bool]]:
        """Record the next changes of this thread as this event; yields what says whether one was recorded."""
        before, self._own.event = self._own.records, event
        try:
            yield lambda: self._own.records > before
        finally:
            self._own.event = None

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


@dataclass(frozen=True, slots=True)
class RulesRecorder:
    """Gives out what changes the rules, against what goes on their record."""

    record: RulesRecord
    rules: "AccessStore"

    @contextmanager
    def telling(self, event: "Callable[[], Event]") -> Iterator[Told]:
        """Record the next changes of this thread as this event; yields what makes them."""
        with self.record.told_as(event) as is_recorded:
            yield Told(self.rules, is_recorded)

    def after(self, record: "Record") -> "Settling":  # noqa: ARG002 - whoever has one has recorded first
        """What follows from a record that stands already."""
        return self.rules
