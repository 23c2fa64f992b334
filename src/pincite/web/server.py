"""What a worker of the server has open, for all of its requests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from pincite.errors import UnknownPrincipal
from pincite.serving.deliveries import Deliveries
from pincite.serving.drafts import Drafts
from pincite.serving.port import ServerTables, Workers
from pincite.serving.questions import OwnQuestions
from pincite.serving.signing_in import Entrance
from pincite.serving.store import ServerStore
from pincite.serving.tokens import TokenStore
from pincite.serving.uploads import Uploads
from pincite.serving.values import Browser
from pincite.session import Session
from pincite.web.cookies import COOKIE
from pincite.web.failing import SignInNeeded

if TYPE_CHECKING:
    from pincite.serving.provider.provider import Provider
    from pincite.web.answering import Answering
    from pincite.wiring import Workspace


@dataclass(frozen=True, slots=True)
class Server:
    """The firm, the server's own file with its accounts, and the questions that this worker answers.

    `workers` has the workers' locks, and `provider` is the firm's own of accounts, where it has one.
    """

    firm: "Workspace"
    file: ServerTables
    store: ServerStore
    answering: "Answering"
    workers: Workers
    provider: "Provider | None" = None

    @property
    def own(self) -> OwnQuestions:
        """What users do with their own questions."""
        return OwnQuestions(self.file)

    @property
    def deliveries(self) -> Deliveries:
        """What people send, and how far it is read."""
        return Deliveries(self.file)

    @property
    def uploads(self) -> Uploads:
        """The files that are being sent."""
        return self.firm.uploads(self.deliveries)

    @property
    def drafts(self) -> Drafts:
        """Words of questions whose senders had been signed out."""
        return Drafts(self.file)

    @property
    def entrance(self) -> Entrance:
        """Who may come in."""
        return Entrance(self.store, self.firm.is_active, self.firm.now)

    @property
    def tokens(self) -> TokenStore:
        """The API tokens."""
        return TokenStore(self.file)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in: their session, and the browser that they use."""

    session: Session
    browser: Browser
    secret: str

    @property
    def user(self) -> str:
        """Who it is."""
        return self.browser.user


def server_of(request: Request) -> Server:
    """What the worker of a request has open."""
    server = request.app.state.server
    if not isinstance(server, Server):
        raise AssertionError("a request is answered while the server is open")
    return server


def visitor_of(request: Request) -> Visitor:
    """Who makes a request. Waits for the disk: a route that depends on it has it run on a thread.

    Raises:
        SignInNeeded: nobody is signed in with this browser, or they have been shut out.
    """
    server = server_of(request)
    secret = request.cookies.get(COOKIE)
    browser = server.store.browser(secret, server.firm.now()) if secret else None
    if browser is None:
        raise SignInNeeded
    try:
        visitor = Visitor(server.firm.signed_in(browser.user, browser.signed_in), browser, secret or "")
    except UnknownPrincipal as error:
        raise SignInNeeded from error
    request.state.visitor = visitor  # for a page that says what failed
    return visitor


Running = Annotated[Server, Depends(server_of)]
SignedIn = Annotated[Visitor, Depends(visitor_of)]
