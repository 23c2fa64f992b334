"""The values that a server keeps."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that somebody is signed in with.

    `form_token` stands in each form of its pages; a request that changes something has to bring it back.
    """

    user: str
    form_token: str
    signed_in: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one user set a password once, until it expires; `secret` is what the link ends in."""

    user: str
    secret: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that a worker is answering, or was when it died.

    `id` is that of its reply on the record, and `since` the number of the first record that can be of it. `released`
    counts the sentences that may be shown. Of a question about many documents, `done` of `of` have been looked into.
    `error` says what ended it before it had a record; empty as long as nothing did. `asking` says how far a language
    model is that writes the answer; empty where none does.
    """

    id: str
    user: str
    question: str
    since: int
    asked: datetime
    worker: str
    released: int = 0
    done: int = 0
    of: int = 0
    error: str = ""
    asking: str = ""
