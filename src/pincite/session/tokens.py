"""API tokens: made by a user for a program that acts for them, used, and revoked, each on the record."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pincite.access.names import TOKEN
from pincite.access.rules import require_active
from pincite.access.scope import Principal
from pincite.audit.event import Json
from pincite.documents.span import MatterId
from pincite.errors import AccessError, NotVisible, TokenRefused, UnknownPrincipal
from pincite.serving.tokens import (
    LONGEST_DAYS,
    LONGEST_NAME,
    MOST_OF_ONE,
    SCOPES,
    USUAL_DAYS,
    USUAL_SCOPES,
    Token,
    TokenScope,
    TokenStore,
    in_order,
    new_id,
    new_secret,
)
from pincite.session.reading import matters_open
from pincite.session.session import Session

if TYPE_CHECKING:
    from pincite.serving.provider.identities import Identities
    from pincite.serving.provider.values import Access
    from pincite.session.firm import Firm

REFUSED = (
    "this token is unknown, has expired or was revoked, or its user was disabled; make another one on the page “API "
    "tokens”, or with: pincite token make"
)
"""The same words for each, so that nobody learns from a token that was found which of them it is."""


REFUSED_THERE = (
    "this access token does not count here: it has expired, was made out for something else, or is of nobody whose "
    "account is linked; sign in to the page once with that account, or ask whoever runs pincite"
)
"""The same words for whatever is wrong with an access token of the provider's."""


def make_token(
    session: Session,
    store: TokenStore,
    name: str,
    *,
    scopes: Collection[str] = USUAL_SCOPES,
    matters: Collection[str] = (),
    days: int = USUAL_DAYS,
) -> tuple[Token, str]:
    """A new token of the session's user, with its secret, which nobody is shown again; on the record first.

    With `matters` it counts in these alone. Waits for the disk.

    Raises:
        NotVisible: one of the matters does not exist, or is not open to the user.
        AccessError: the name, the scopes or the days do not do, or there are too many tokens.
        RecordError: the record cannot be written; then there is no token.
    """
    if session.principal.actor.startswith(TOKEN):
        raise AccessError("a token cannot make another one; sign in to make it")
    name = _fit(name, scopes, days)
    limited = _open_matters(session, matters) if matters else None
    now = session.now()
    expires = now + timedelta(days=days)
    token = Token(new_id(), session.principal.user, name, in_order(scopes), limited, now, expires, None, None)
    counting = store.counting(now, token.user)
    if len(counting) >= MOST_OF_ONE:
        raise AccessError(f"{token.user} has {len(counting)} tokens that count, and may have no more; revoke one")
    if any(one.name == name for one in counting):
        raise AccessError(f"{token.user} has a token named {name!r} already; revoke it, or choose another name")
    _record(session, "token made", token, {"scopes": [*token.scopes], "expires": expires.isoformat()})
    secret = new_secret()
    if not store.keep(token, secret):
        raise AccessError("another token was made at the same time, so this one was not kept; try again")
    return token, secret


def tokens_of(session: Session, store: TokenStore, *, everybody: bool = False) -> tuple[Token, ...]:
    """The tokens of the session's user that count, or everybody's for the workspace's owner. Waits for the disk.

    Matters that are closed to the session's user by now are left out: of a token that was limited to them, and of those
    of others, whose matters walls may keep from the owner.
    """
    found = store.counting(session.now(), None if everybody and session.is_owner else session.principal.user)
    there = frozenset(matters_open(session))
    return tuple(
        one if one.matters is None else replace(one, matters=tuple(name for name in one.matters if name in there))
        for one in found
    )


def revoke_token(session: Session, store: TokenStore, identity: str) -> Token:
    """Have a token count no more, once that is on the record: one's own, or anybody's for the workspace's owner.

    Waits for the disk.

    Raises:
        NotVisible: there is no such token, or it is somebody else's: the words are the same.
        RecordError: the record cannot be written; then it still counts.
    """
    token = store.named(identity)
    is_theirs = token is not None and (token.user == session.principal.user or session.is_owner)
    if token is None or not is_theirs or not token.counts(session.now()):
        raise NotVisible(f"there is no token {identity!r} of yours that counts; see the list of your tokens")
    _record(session, "token revoked", token, {})
    store.revoke(token.id, session.now())
    return token


def bearer_of(firm: "Firm", store: TokenStore, secret: str) -> tuple[Session, Token]:
    """The session of whoever sends a token, and the token. Waits for the disk.

    The first use on each day, and the first on which it is refused, is on the record; what is done with it is there in
    any case, as done by the token for its user.

    Raises:
        TokenRefused: the token does not count; the words are the same whatever the reason.
        RecordError: the record cannot be written; then it does not count.
    """
    token = store.known(secret)
    if token is None:
        raise TokenRefused(REFUSED)
    now = firm.now()
    session = session_through(firm, token)
    if not (_counts_for_user(firm, token) and token.counts(now)):
        _once_a_day(session, store, token, "token refused", now)
        raise TokenRefused(REFUSED)
    _once_a_day(session, store, token, "token used", now)
    store.note_used(token, now)
    return session, token


def _counts_for_user(firm: "Firm", token: Token) -> bool:
    """False if the token's user is disabled, or was since it was made: whoever is let in again makes new ones."""
    try:
        require_active(token.user, firm.access.unchecked())
    except UnknownPrincipal:
        return False
    again = firm.access.let_in_again().get(token.user)
    return again is None or token.made > again


def bearer_through_provider(
    server: Session, identities: "Identities", access: "Access", scopes: Mapping[str, str]
) -> tuple[Session, Token]:
    """The session of whoever a program acts for by an access token of the firm's provider, and the token.

    `server` is the session of the server, which only lends its firm. Waits for the disk.
    The account is that to which the subject was linked, as for signing in; no token links one. `scopes` has for each
    scope of the provider's what it is here. The first use on each day is on the record, with the program's name.

    Raises:
        TokenRefused: the subject is nobody's here, or its user was disabled, or let in again since it was made.
        RecordError: the record cannot be written; then it does not count.
    """
    firm, user = server.firm, identities.user_of(access.subject)
    number = hashlib.sha256(f"{identities.issuer}\n{access.client}".encode()).hexdigest()[:12]
    ours = in_order({scopes[one] for one in access.scopes if one in scopes})
    token = Token(number, user or "", access.client, ours, None, access.made, access.expires, None, None)
    if user is None or not _counts_for_user(firm, token):
        raise TokenRefused(REFUSED_THERE)
    session = session_through(firm, token)
    used, now = f"{user}\n{access.client}", firm.now()
    if not identities.is_recorded_today(used, now):
        _record(session, "token used", token, {"provider": identities.issuer})
        identities.note_recorded(used, now)
    return session, token


def session_through(firm: "Firm", token: Token) -> Session:
    """What a token that counts can do: its user's session, by the token, within its matters."""
    within = None if token.matters is None else map(MatterId, token.matters)
    return Session(firm, Principal(token.user, token.user)).through(TOKEN + token.id, within)


def require_scope(token: Token, scope: TokenScope) -> None:
    """Refuse what a token is not for.

    Raises:
        TokenRefused: it lacks the scope.
    """
    if scope not in token.scopes:
        raise TokenRefused(f"this token lacks the scope {scope!r}; it has: {', '.join(token.scopes)}", scope)


def _fit(name: str, scopes: Collection[str], days: int) -> str:
    """The name of a token as it is kept.

    Raises:
        AccessError: the name, the scopes or the days do not do.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccessError(f"give the token a name of 1 to {LONGEST_NAME} characters that says what it is for")
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise AccessError(f"there is no scope {unknown[0]!r}; there are: {', '.join(SCOPES)}")
    if not scopes:
        raise AccessError(f"a token without a scope can do nothing; there are: {', '.join(SCOPES)}")
    if not 1 <= days <= LONGEST_DAYS:
        raise AccessError(f"a token counts for 1 to {LONGEST_DAYS} days; make a new one when it ends")
    return name


def _open_matters(session: Session, names: Collection[str]) -> tuple[str, ...]:
    """Matters that are open to the session's user, by name.

    Raises:
        NotVisible: one is not.
    """
    there = matters_open(session)
    for name in names:
        if name not in there:
            session.scope(matter=name)  # which says so
            raise NotVisible(f"there is no matter {name!r} that {session.principal.user} may see")
    return tuple(sorted(set(names)))


def _once_a_day(session: Session, store: TokenStore, token: Token, what: str, now: datetime) -> None:
    said = f"{what}, {now:%Y-%m-%d}"
    if store.recorded(token.id) != said:
        _record(session, what, token, {})
        store.note_recorded(token.id, said)


def _record(session: Session, what: str, token: Token, facts: dict[str, Json]) -> None:
    said: dict[str, Json] = {"name": token.name, "user": token.user, "matters": [*(token.matters or ())]}
    rules_version = session.firm.access.unchecked().version
    session.firm.audit.append_and_wait(
        session.event(
            "access",
            {"what": what, "token": token.id, "rules_version": rules_version, **facts},
            said,
            map(MatterId, token.matters or ()),
        )
    )
