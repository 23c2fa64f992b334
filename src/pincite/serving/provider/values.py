"""What is known of a provider, what it says of somebody, and why somebody is turned away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pincite.errors import SignInError

Reason = Literal["state", "issuer", "refused", "code", "token", "groups", "not linked", "link", "provider"]
"""Why somebody does not come in through the provider, as the record says it.

`state`: the answer belongs to no sign-in that this browser began, or comes too late or again; `issuer`: it is another
provider's; `refused`: the provider signs them in not; `code`: it does not take its code; `token`: what it vouches with
does not hold; `groups`: it does not tell the groups; `not linked`: it is nobody's here; `link`: the link counts no
more; `provider`: it does not answer, or not as it should.
"""


class TurnedAway(SignInError):  # noqa: N818 - reads as a sentence where it is raised
    """Somebody is not signed in through the provider, for a reason that goes on the record."""

    def __init__(self, sentence: str, reason: Reason) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Registration:
    """A provider, and how this server is registered there.

    - `name`: what people call it; `issuer`: what it calls itself; `client_id`, `secret`: how it knows this server.
    - `scopes`: what is asked for, `openid` among it.
    - `name_claim`: the claim that names the user at the first sign-in of a subject that is linked to nobody; None where
      only links of the owner do.
    - `groups_claim`: the claim that lists groups; None where the provider has no say in them. `groups` has the group
      here for each value that counts; None where a value is the name of a group.
    - `page`: the address under which people open the page; None for that of each request.
    - `access_scopes`: for each scope of its access tokens that counts for programs, what it is here; None where access
      tokens are not taken.
    """

    name: str
    issuer: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ("openid",)
    name_claim: str | None = None
    groups_claim: str | None = None
    groups: Mapping[str, str] | None = None
    page: str | None = None
    access_scopes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked for what; `names_itself` if its answers through a browser say whose they are."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    names_itself: bool
    takes_basic: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom a provider vouches for: its subject, and the session there (`sid`) if it has such.

    `name` is that of the name claim, and `groups` are those of the groups claim; None where these are not asked for.
    `token` is the ID token itself, by which the provider knows whom to sign out.
    """

    subject: str
    sid: str = ""
    name: str | None = None
    groups: frozenset[str] | None = None
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token says: of whom (`subject`), for which program (`client`), for what, and from when to when."""

    subject: str
    client: str
    scopes: frozenset[str]
    made: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Whom a provider signs out: everybody with this session of its, this subject, or both."""

    subject: str | None
    sid: str | None
    number: str
    until: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What a browser brings back from the provider."""

    state: str = ""
    code: str = ""
    issuer: str = ""
    error: str = ""
