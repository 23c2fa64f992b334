"""What a firm has open in one process, whoever asks."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from pincite.access.port import Changing, OpenRules, Settling
    from pincite.access.rules import Rules
    from pincite.access.scope import Scope
    from pincite.ask import Sources
    from pincite.ask.admission import Admission
    from pincite.ask.charging import Accounts
    from pincite.audit.event import Event, Record
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.port import AuditLog
    from pincite.catalogue.originals.port import Originals
    from pincite.catalogue.port import Sealable
    from pincite.covering import Places
    from pincite.index.port import Index
    from pincite.ingest import Library
    from pincite.ingest.rebuild import RebuildStores
    from pincite.models.chat.prices import Prices
    from pincite.models.chat.tier import Tier
    from pincite.models.ports import Embedder, Entailment, Reader
    from pincite.retrieval.engines import Engines
    from pincite.security.scanner import Scanner
    from pincite.serving.forgetting import Forgetting
    from pincite.verification.verifier import Verifier
    from pincite.views.backup import Backup


class Firm(Protocol):
    """The stores and engines of a firm, shared by every session of a process.

    Each is opened when it is first asked for and stays open, so a session costs next to nothing. Nothing here knows who
    asks: a `Session` does.
    """

    now: Callable[[], datetime]
    """The clock, in UTC."""

    @property
    def root(self) -> "Path":
        """The folder that everything lies in."""

    @property
    def access(self) -> "OpenRules":
        """The rules of access, and what waits for a second person; they are changed through the `recorder`."""

    @property
    def recorder(self) -> "Recorder":
        """Records changes of the rules before they are made."""

    @property
    def audit(self) -> "AuditLog":
        """The record."""

    @property
    def heads(self) -> "HeadKeeper":
        """Signs the heads of the record, and keeps them elsewhere."""

    @property
    def catalogue(self) -> "Sealable":
        """The documents and their texts."""

    @property
    def originals(self) -> "Originals":
        """The files behind pages."""

    @property
    def sent(self) -> "Forgetting":
        """What a server keeps of files that were sent, for whoever erases documents."""

    @property
    def places(self) -> "Places":
        """The files of rules, record, documents and originals, for what compares them."""

    @property
    def index(self) -> "Index":
        """The search index."""

    @property
    def embedder(self) -> "Embedder":
        """The model that the index is bound to."""

    @property
    def engines(self) -> "Engines":
        """What a search runs on."""

    @property
    def admission(self) -> "Admission":
        """How many questions may work at once."""
        ...

    @property
    def sources(self) -> "Sources":
        """What a question is answered from by quoting."""

    @property
    def writing(self) -> "Sources":
        """What a question is answered from where a language model writes.

        Raises:
            ModelError: no language model is set, or one that cannot be used as it is set.
        """

    @property
    def reader(self) -> "Reader | None":
        """The model that says which sentences answer; None where none is set."""

    @property
    def encoder_cards(self) -> "tuple[Path, ...]":
        """The cards of the encoders in ONNX files that are used here."""

    @property
    def scanner(self) -> "Scanner":
        """What says whether words address an assistant."""

    @property
    def entailment(self) -> "Entailment":
        """The model that says whether a passage bears a statement out."""

    @property
    def verifier(self) -> "Verifier":
        """What says whether passages bear a claim out."""

    @property
    def tiers(self) -> "tuple[Tier, ...]":
        """The language models that write, cheapest first, with their limits."""

    @property
    def sample_share(self) -> float:
        """The share of written answers after which models that were passed over are asked as well, for labels."""

    @property
    def accounts(self) -> "Accounts":
        """The ledger of what language models cost, and the budgets."""

    @property
    def prices(self) -> "Mapping[str, Prices]":
        """What each tier costs from which day on.

        Raises:
            WorkspaceError: the file of prices cannot be read, or says what cannot be.
        """

    def load_models(self) -> None:
        """Begin to read the files of the models that every question takes, on threads of their own."""

    @property
    def rules(self) -> "Rules":
        """The rules of access as they stand.

        Raises:
            WorkspaceError, RecordError: they are not those that the record has, or cannot be compared with them.
        """

    def steady_now(self) -> datetime:
        """The time to decide by: the clock's, unless it is behind what was written down.

        Raises:
            ClockError: it is behind the newest record or change of the rules by more than is tolerated.
        """

    def renewed(self, scope: "Scope") -> "Scope":
        """What a scope's user may see as the rules stand now, in all matters.

        Raises:
            UnknownPrincipal: they have been shut out.
            ClockError: the clock is behind what was written down.
        """

    def library(self, *, briefly: bool = False) -> "AbstractAsyncContextManager[Library]":
        """Where ingest puts things; for one process at a time. `briefly` tells others that it is soon their turn.

        Raises:
            DocumentsBusy: another process is changing the documents.
        """

    def rebuilding(self, alone: "Callable[[], AbstractAsyncContextManager[None]]") -> "RebuildStores":
        """What the search index is made from anew; `alone` keeps others from changing documents."""

    def alone(self) -> "AbstractContextManager[None]":
        """Be the only process that adds, moves or removes documents.

        Raises:
            WorkspaceError: another process is at it.
        """

    def copied_to(self, target: "Path") -> "Backup":
        """A checked copy of all of it in a new folder, while nobody adds or takes documents.

        Raises:
            WorkspaceError: it cannot be copied, or the copy does not hold; nothing is left there then.
        """


class Recorder(Protocol):
    """Puts changes of the rules on the record before they are made: nobody else gives out what changes them."""

    def telling(self, event: "Callable[[], Event]") -> "AbstractContextManager[Told]":
        """Record the next changes as this event; gives what makes them."""

    def after(self, record: "Record") -> "Settling":
        """What follows from a record that stands already."""


@dataclass(frozen=True, slots=True)
class Told:
    """The rules for whoever said what goes on the record of their changes, and whether one was recorded yet."""

    rules: "Changing"
    is_recorded: Callable[[], bool]
