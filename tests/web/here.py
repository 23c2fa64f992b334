"""The page of a firm in this process, without a socket between."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass

import httpx2
from starlette.testclient import TestClient
from tests.leaks.served import TOKEN, server_over
from tests.walk.conftest import Firm

from pincite.ask import new_id
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.workers import WorkerFiles
from pincite.session.asking import answer
from pincite.web.app import DEFAULTS, app_over
from pincite.web.cookies import COOKIE
from pincite.web.server import Server
from pincite.wiring import Workspace, open_workspace
from pincite.wiring.names import SERVER, WORKERS
from pincite.wiring.server_settings import ServerSettings

RENT = "How much rent does the Tenant pay per month?"


@dataclass
class Page:
    """The page over a firm."""

    firm: Firm
    workspace: Workspace
    client: TestClient
    file: ServerFile
    store: ServerStore

    def by(self, user: str) -> "Visitor":
        """A browser in which a user is signed in."""
        return Visitor(self, user, self.store.sign_in(user, self.workspace.now()))

    def asked(self, user: str, question: str = RENT) -> str:
        """The id of the answer to a question."""
        identity = new_id()
        asyncio.run(answer(self.workspace.signed_in(user), question, reply_id=identity))
        return identity


@dataclass
class Visitor:
    """A browser."""

    page: Page
    user: str
    secret: str

    def get(self, address: str) -> str:
        """The page at an address."""
        return self.page.client.get(address, headers=self._headers()).text

    def bytes(self, address: str) -> bytes:
        """What is at an address that is no page."""
        return self.page.client.get(address, headers=self._headers()).content

    def head(self, address: str) -> int:
        """The status of an address that is asked for without its page."""
        return self.page.client.head(address, headers=self._headers()).status_code

    def say(self, identity: str, *, part: bool = False, **fields: str) -> httpx2.Response:
        """What sending the form below an answer gives; with `part`, as htmx sends it."""
        return self.send(f"/questions/{identity}/feedback", part=part, **fields)

    def send(self, address: str, *, part: bool = False, **fields: str) -> httpx2.Response:
        """What sending a form gives."""
        token = TOKEN.search(self.get("/"))
        assert token is not None
        return self.page.client.post(
            address,
            data={"form_token": token[1], **fields},
            headers=self._headers() | ({"hx-request": "true"} if part else {}),
            follow_redirects=False,
        )

    def _headers(self) -> dict[str, str]:
        return {"cookie": f"{COOKIE}={self.secret}"}


@contextmanager
def opened(firm: Firm, settings: ServerSettings = DEFAULTS) -> Iterator[Page]:
    """The page over a firm."""
    with (
        open_workspace(firm.workspace, create=False) as workspace,
        WorkerFiles(firm.workspace / WORKERS).at_work() as worker,
        closing(ServerFile(firm.workspace / SERVER)) as file,
    ):
        store = ServerStore(file)

        @asynccontextmanager
        async def opening() -> AsyncIterator[Server]:
            yield server_over(workspace, file, store, worker)

        with TestClient(app_over(opening, settings), base_url="http://127.0.0.1") as client:
            yield Page(firm, workspace, client, file, store)
