"""What a workspace keeps in files or in a server, each part opened when it is first needed."""

import os
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.wiring.account import home
from pincite.wiring.names import IDENTITY, UPLOADS
from pincite.wiring.once import opened_once
from pincite.wiring.settings import Settings
from pincite.wiring.stores import Stores

if TYPE_CHECKING:
    from pincite.ask.charging import Accounts
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.port import AuditLog
    from pincite.catalogue.originals.port import Originals
    from pincite.models.chat.limits.store import TrafficStore
    from pincite.serving.deliveries import Deliveries
    from pincite.serving.forgetting import Forgetting
    from pincite.serving.port import ServerTables, Workers
    from pincite.serving.uploads import Uploads


class OpenedStores:
    """The folder of a workspace, its settings, and its stores."""

    def __init__(self, root: Path, settings: Settings, stores: Stores) -> None:
        self.root = root
        self.settings = settings
        self.stores = stores
        self._opened = ExitStack()

    @opened_once
    def heads(self) -> "HeadKeeper":
        """Signs the heads of the record and keeps them elsewhere."""
        from pincite.audit.heads import HeadKeeper, default_places

        places = default_places(os.environ, home(), self.settings.audit.further())
        return HeadKeeper.open(self.root / IDENTITY, places, self.settings.audit.key_place())

    @opened_once
    def audit(self) -> "AuditLog":
        """The audit log."""
        return self.stores.audit(self.heads)

    @opened_once
    def originals(self) -> "Originals":
        """The original files behind pages."""
        return self.stores.originals()

    @opened_once
    def sent(self) -> "Forgetting":
        """What a server keeps of files that were sent."""
        from pincite.serving.forgetting import Forgetting

        def tables() -> "ServerTables | None":
            return self.stores.server(create=False) if self.stores.has_server() else None

        return Forgetting(tables, self.root / UPLOADS, self.stores.bucket())

    def uploads(self, deliveries: "Deliveries") -> "Uploads":
        """The files that are being sent to a server."""
        from pincite.serving.uploads import Uploads

        return Uploads(self.root / UPLOADS, deliveries, bucket=self.stores.bucket())

    def server(self, *, create: bool) -> "AbstractContextManager[ServerTables]":
        """What a server keeps between requests, made where `create` allows for that.

        Raises:
            WorkspaceError: it cannot be opened, or is gone.
        """
        return closing(self.stores.server(create=create))

    @opened_once
    def workers(self) -> "Workers":
        """Which processes of a server live."""
        return self._opened.enter_context(self.stores.workers())

    @opened_once
    def accounts(self) -> "Accounts":
        """The ledger of what language models cost, and the budgets; the file is opened when it is first used."""
        from pincite.ask.charging import Accounts
        from pincite.ledger import Budgets

        ledger = self._opened.enter_context(self.stores.ledger(self.workers))
        return Accounts(ledger, Budgets((*self.settings.budgets, *self.settings.routing.budgets)))

    @opened_once
    def traffic(self) -> "TrafficStore":
        """How often language models at addresses are asked, and how they fare, for all processes of the workspace."""
        return self._opened.enter_context(self.stores.traffic())
