"""A workspace: a folder with everything made from a firm's documents, whose parts are opened when first needed."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.clock import steady
from pincite.access.decision import scope_of
from pincite.access.rules import Rules, principal_for, require_active
from pincite.access.scope import Principal, Scope
from pincite.access.second import Confirming, demanded
from pincite.errors import UnknownPrincipal
from pincite.session import Session
from pincite.session.recording import DocumentsWitness, RulesRecord, RulesRecorder
from pincite.threads import entered_on_thread, on_thread
from pincite.wiring.account import operating_system_user
from pincite.wiring.locks import private_files
from pincite.wiring.once import opened_once
from pincite.wiring.opened_models import OpenedModels
from pincite.wiring.settings import Settings
from pincite.wiring.stores import Stores

if TYPE_CHECKING:
    from pincite.ask import Sources
    from pincite.ask.admission import Admission
    from pincite.ask.observing import Observer
    from pincite.catalogue.entry import Entry
    from pincite.catalogue.port import Sealable
    from pincite.covering import Places
    from pincite.index.port import Index
    from pincite.index.status import IndexStatus
    from pincite.ingest import Library
    from pincite.ingest.rebuild import RebuildStores
    from pincite.retrieval.engines import Engines
    from pincite.sandbox.reader import FileReader
    from pincite.serving.tokens import Token, TokenStore
    from pincite.session.routing import Expecting
    from pincite.views.backup import Backup


class Workspace(OpenedModels):
    """A folder with everything made from a firm's documents: the `Firm` of this machine, whoever asks in it.

    While it is open, only the process's own user can read whatever the process creates: databases and the index create
    files at any time.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        stores: Stores,
        observer: "Observer | None" = None,
        shared_model: Path | None = None,
        admission: "Admission | None" = None,
    ) -> None:
        super().__init__(root, settings, stores, shared_model)
        self._observer, self._admission = observer, admission
        self.now = stores.now
        record = RulesRecord(self)
        confirming = Confirming(settings.two_person, self._newest)
        self.access = stores.access(record, lambda: self.now(), confirming)
        self.recorder = RulesRecorder(record, self.access)
        self._opened.enter_context(private_files())

    def session(self, as_user: str | None = None) -> Session:
        """The session of the account that runs this process, or of the user that it acts for.

        Raises:
            UnknownPrincipal, AccessError: one of the two is unknown, or the account may not act for the user.
        """
        return Session(self, principal_for(operating_system_user(), as_user, self.access.unchecked()))

    def signed_in(self, user: str, since: datetime | None = None) -> Session:
        """The session of somebody whom a server has signed in (`since`, or just now). They act for themselves.

        Raises:
            UnknownPrincipal: nobody has that name any more, or the user is disabled, or was at some time since.
        """
        require_active(user, self.access.unchecked())
        again = self.access.let_in_again().get(user) if since is not None else None
        if since is not None and again is not None and since <= again:
            raise UnknownPrincipal(f"{user} was disabled since they signed in, so sign in again")
        return Session(self, Principal(user=user, actor=user))

    def bearer(self, tokens: "TokenStore", secret: str) -> "tuple[Session, Token]":
        """The session of whoever sends an API token, and the token.

        Raises:
            TokenRefused: the token does not count.
        """
        from pincite.session.tokens import bearer_of

        return bearer_of(self, tokens, secret)

    def is_active(self, user: str) -> bool:
        """True for a user who is known and not disabled.

        Raises:
            WorkspaceError, RecordError: the rules differ from those on the record, or cannot be compared with them.
        """
        return self.rules.users.get(user, False)

    def require_readable(self) -> None:
        """Refuse to go on if rules or record cannot be read.

        Raises:
            WorkspaceError, RecordError: one of them cannot be read.
        """
        _ = self.rules
        self.audit.head()

    def require_writable(self) -> None:
        """Refuse to go on if no record could be written now, for want of room or of permissions.

        Raises:
            WorkspaceError: what cannot be written.
        """
        from pincite.wiring.writable import require_writable

        # Further places may be such that nothing is ever taken away there again, so nothing is tried in them.
        require_writable((self.root, self.heads.folder), self.stores.databases())
        self.stores.require_writable()

    def records(self) -> int:
        """How many records there are.

        Raises:
            RecordError: the record cannot be read.
        """
        return self.audit.head().seq

    async def index_status(self) -> "IndexStatus":
        """How the search index stands: numbers, for whoever watches the server.

        Raises:
            IndexingError, ModelError: it cannot be read.
        """
        index = await on_thread(lambda: self.index)
        return await index.status()

    @property
    def rules(self) -> Rules:
        """The current rules.

        Raises:
            WorkspaceError, RecordError: they differ from those on the record, or cannot be compared with them.
        """
        return self.access.rules()

    def renewed(self, scope: Scope) -> Scope:
        """What a scope's user may see under the current rules, in all matters.

        Raises:
            UnknownPrincipal: the user has been disabled.
            ClockError: the clock is behind the latest written time.
        """
        return scope_of(scope.principal, self.rules, self.steady_now(), self.catalogue.came_in)

    def steady_now(self) -> datetime:
        """The time for decisions: the clock's, unless it is behind the latest written time.

        Raises:
            ClockError: the clock is behind the newest record or change of the rules by more than the tolerance.
        """
        return steady(self.now(), self.latest_time())

    def latest_time(self) -> datetime | None:
        """The latest time of all records and changes of the rules since the clock was last accepted."""
        recorded = self.audit.latest_time() if self.stores.has_record() else None
        return max((at for at in (recorded, self.access.latest_time()) if at is not None), default=None)

    def _newest(self) -> str:
        """The newest record, as `SEQ:HASH`."""
        head = self.audit.head()
        return f"{head.seq}:{head.hash}"

    @opened_once
    def catalogue(self) -> "Sealable":
        """The documents and their texts."""
        return self.stores.catalogue(DocumentsWitness(self), self.originals.get)

    @opened_once
    def index(self) -> "Index":
        """The search index.

        Raises:
            WorkspaceError: what keeps it is not installed.
        """
        from pincite.wiring.index_engine import require_engine

        require_engine(self.root, self.settings)
        home, backend = self._opened.enter_context(self.stores.index_home()), self.settings.index.backend
        if backend != "shards" and backend != "ray":
            if isinstance(home, Path):
                from pincite.index.folder_index import FolderIndex

                return FolderIndex(home, self.embedder.name, self.embedder.dimensions, backend)
            from pincite.index.lance import LanceIndex

            return LanceIndex(home, self.embedder.name, self.embedder.dimensions)
        from pincite.index.shards.replicas import TableSizes
        from pincite.wiring.sharding import sharded

        sizes = TableSizes(self.embedder.name, self.embedder.dimensions)
        return sharded(self.root, self.settings, home, sizes)

    @property
    def observer(self) -> "Observer":
        """Whoever watches how questions go."""
        from pincite.ask.observing import UNOBSERVED

        return self._observer or UNOBSERVED

    @property
    def admission(self) -> "Admission":
        """How many questions may work at once."""
        from pincite.ask.admission import UNLIMITED

        return self._admission or UNLIMITED

    @property
    def sources(self) -> "Sources":
        """The sources of answers."""
        from pincite.answering.sampling import Sampling
        from pincite.ask import Sources
        from pincite.ask.sources import no_examples
        from pincite.session.examples import Examples
        from pincite.session.sensitivity import classified

        prompting = self.settings.prompting
        return Sources(
            self.engines,
            self.audit,
            scanner=self.scanner,
            reader=self.reader,
            vectors=self.vectors,
            renew=self.renewed,
            accounts=self.accounts,
            classify=partial(classified, self),
            expecting=self.expecting,
            observer=self.observer,
            admission=self.admission,
            exampling=Examples(self, prompting.examples) if prompting.examples else no_examples,
            sampling=Sampling(prompting.replies, prompting.replies_tokens, prompting.replies_pico_dollars),
            reasons=prompting.reasoning,
            steps_back=prompting.step_back,
            leaves_when_full=self.settings.when_full == "next",
            most_looked_into=self.settings.most_looked_into,
        )

    @opened_once
    def expecting(self) -> "Expecting":
        """What says how likely each model's answer is good enough."""
        from pincite.session.routing import Expecting

        return Expecting(self)

    @property
    def writing(self) -> "Sources":
        """The sources of answers in write mode.

        Raises:
            ModelError: the settings name no language model, or one that cannot be used as configured.
        """
        return replace(self.sources, writers=self.writers)

    @property
    def sample_share(self) -> float:
        """The share of written answers after which models that were passed over are asked as well, for labels."""
        return self.settings.routing.sample_share

    @property
    def engines(self) -> "Engines":
        """The engines that a search uses."""
        from pincite.retrieval.engines import Engines

        return Engines(self.index, self.embedder, self.catalogue, self.reranker, self.settings.hyde)

    @asynccontextmanager
    async def library(self, *, briefly: bool = False) -> "AsyncIterator[Library]":
        """The stores and the reader for ingest; the reader ends with the block. For one process at a time.

        Raises:
            WorkspaceError: another process is reading documents into this workspace.
        """
        from pincite.sandbox.programs import installed
        from pincite.sandbox.reader import FileReader

        async with (
            entered_on_thread(self.stores.alone(briefly=briefly)),
            FileReader(programs=installed(languages=self.settings.languages)) as reader,
        ):
            library = await on_thread(self._library, reader)
            with library.catalogue.written():
                yield library

    def _library(self, reader: "FileReader") -> "Library":
        from pincite.answering.sentences import quotable_texts
        from pincite.ingest import Library

        return Library(
            reader,
            self.embedder,
            self.index,
            self.catalogue,
            self.originals,
            self.audit,
            lambda: self.rules.walled_documents,
            quotable_texts,
            self._takes_second,
            self.settings.chunking,
        )

    def rebuilding(self, alone: "Callable[[], AbstractAsyncContextManager[None]]") -> "RebuildStores":
        """What the search index is made from anew; `alone` keeps others from changing documents."""
        from pincite.answering.sentences import quotable_texts
        from pincite.ingest.rebuild import RebuildStores

        return RebuildStores(
            self.catalogue,
            self.index,
            self.embedder,
            self.audit,
            quotable_texts,
            self.settings.chunking,
            alone,
            lambda: self.rules.matters,
        )

    def _takes_second(self, entry: "Entry", labels: tuple[str, ...]) -> bool:
        """Whether it takes another person to give a document these labels: it would count as less sensitive."""
        rules = self.rules
        if "sensitivity lower" not in demanded(rules, self.settings.two_person):
            return False
        lowered = rules.document_sensitivity(entry.matter, labels)
        return lowered < rules.document_sensitivity(entry.matter, entry.labels)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that adds, moves or removes documents, which changes catalogue and index in turn.

        Raises:
            WorkspaceError: another process is doing so.
        """
        with self.stores.alone():
            yield

    @property
    def places(self) -> "Places":
        """The files of rules, record, documents and originals, for comparing them."""
        return self.stores.places()

    def copied_to(self, target: Path) -> "Backup":
        """A verified copy of the workspace in a new folder, made while nobody adds or removes documents.

        Raises:
            WorkspaceError: the workspace cannot be copied, or the copy does not verify; nothing is left at `target`
            then.
        """
        from pincite.wiring.backup import back_up, back_up_database
        from pincite.wiring.store_settings import address_of

        store = self.settings.store
        if store is None:
            return back_up(self.root, target, self.heads)
        return back_up_database(self.root, target, self.heads, address_of(store, os.environ), self.stores.bucket())

    def close(self) -> None:
        """Close the opened files, and end the language model."""
        self._opened.close()
        self.access.close()
        for name in ("audit", "catalogue"):
            if name in self.__dict__:
                self.__dict__[name].close()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
