"""What a provider signs: ID tokens, access tokens of programs, and the tokens by which it signs somebody out.

Nothing in one counts unproven.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from pincite.errors import ProviderError
from pincite.serving.provider.values import Access, LoggedOut, Registration, TurnedAway, Vouched

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures with a key of which only the provider has the secret half. `none` signs nothing, and whoever checks a
signature of HS256 and its like could also make one."""

LEEWAY_S = 60
"""Seconds by which the provider's clock may differ."""

LONGEST_TOKEN = 50_000
"""Characters of a token: one with two hundred groups has some 10,000."""

LONGEST_NAME = 255
"""Characters of a subject (OpenID Connect Core, 2), and of a session's name."""

MOST_GROUPS = 2000
"""Groups of one person."""

LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
"""The event by which a token is known as one that signs out (OpenID Connect Back-Channel Logout, 2.4)."""

KINDS_OF_LOGOUT: Final = frozenset({"jwt", "logout+jwt", "application/logout+jwt"})
"""What such a token may call itself in its header, in lower case; providers differ."""


KINDS_OF_ACCESS: Final = frozenset({"at+jwt", "application/at+jwt", "jwt"})
"""What an access token may call itself (RFC 9068, 2.1; some providers say no more than that it is a token)."""

LONGEST_ACCESS: Final = timedelta(days=1)
"""How long an access token may count. Nobody can take one back here, so one that counts longer is refused."""

MOST_SCOPES = 200
"""Scopes of an access token."""


class UnknownKey(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A token names a key that the provider had not published when it was asked last."""


def keys_in(published: Mapping[str, object]) -> KeySet:
    """The keys that a provider has published; those of a kind that is not known here are left out.

    Raises:
        ProviderError: there is none, or they are damaged.
    """
    try:
        listed = published["keys"]
        signing = [one for one in listed if one.get("use", "sig") == "sig"]  # type: ignore[attr-defined]
        return KeySet.import_key_set({"keys": signing})
    except (JoseError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise ProviderError("the keys that the provider has published cannot be read", str(error)) from error


def vouched_in(text: str, keys: KeySet, known_as: Registration, nonce: str, now: datetime) -> Vouched:
    """Whom an ID token vouches for.

    Raises:
        UnknownKey: it names a key that is not among these.
        TurnedAway: it does not hold: the signature, who made it, for whom, when, for which sign-in; or it does not tell
            the groups that it should.
    """
    needed: dict[str, Any] = {"sub": {"essential": True}, "nonce": {"essential": True, "value": nonce}}
    claims, _ = _proven(text, keys, known_as, needed, now)
    audience, party = claims["aud"], claims.get("azp")
    if party != known_as.client_id and (party is not None or (isinstance(audience, list) and len(audience) > 1)):
        raise _unproven("it was made out to somebody else as well")
    return Vouched(
        subject=_name(claims["sub"], "subject"),
        sid=_name(claims["sid"], "session") if claims.get("sid") is not None else "",
        name=_claimed_name(claims, known_as.name_claim),
        groups=_claimed_groups(claims, known_as.groups_claim),
        token=text,
    )


def logged_out_in(text: str, keys: KeySet, known_as: Registration, now: datetime) -> LoggedOut:
    """Whom a logout token signs out (OpenID Connect Back-Channel Logout, 2.6).

    Raises:
        UnknownKey, TurnedAway: as for an ID token.
    """
    claims, header = _proven(text, keys, known_as, {"jti": {"essential": True}, "events": {"essential": True}}, now)
    if str(header.get("typ", "JWT")).lower() not in KINDS_OF_LOGOUT:
        raise _unproven("it is no token that signs out")
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
        raise _unproven("it is no token that signs out")
    subject, sid = claims.get("sub"), claims.get("sid")
    if subject is None and sid is None:
        raise _unproven("it names nobody")
    return LoggedOut(
        _name(subject, "subject") if subject is not None else None,
        _name(sid, "session") if sid is not None else None,
        _name(claims["jti"], "number"),
        float(claims["exp"]) + LEEWAY_S,
    )


def access_in(text: str, keys: KeySet, known_as: Registration, resource: str, now: datetime) -> Access:
    """What an access token for a resource of this server's gives (RFC 9068): for it alone, and for a day at most.

    Raises:
        UnknownKey, TurnedAway: as for an ID token.
    """
    claims, header = _proven(text, keys, known_as, {"sub": {"essential": True}}, now, audience=resource)
    if str(header.get("typ", "JWT")).lower() not in KINDS_OF_ACCESS or "nonce" in claims or "events" in claims:
        raise _unproven("it is no access token")
    if claims["aud"] not in (resource, [resource]):
        raise _unproven("it was made out for something else as well")
    made, expires = (_time(claims[name]) for name in ("iat", "exp"))
    if expires - made > LONGEST_ACCESS:
        raise _unproven("it counts for too long")
    client = next((claims[name] for name in ("client_id", "azp") if claims.get(name) is not None), None)
    scopes = claims.get("scope", claims.get("scp", ""))  # Entra ID and Okta say it in the second
    listed = scopes.split() if isinstance(scopes, str) else scopes
    if not isinstance(listed, list) or len(listed) > MOST_SCOPES or not all(isinstance(one, str) for one in listed):
        raise _unproven("its scopes cannot be read")
    return Access(_name(claims["sub"], "subject"), _name(client, "client"), frozenset(listed), made, expires)


def _time(seconds: Any) -> datetime:  # noqa: ANN401 - a number, as is proven
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise _unproven("its times cannot be read") from error


def _proven(
    text: str,
    keys: KeySet,
    known_as: Registration,
    needed: dict[str, Any],
    now: datetime,
    audience: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The claims and the header of a token of this provider's, for this server, that has not expired.

    `audience` is for whom it has to be made out, if not for this server as a client.
    """
    if len(text) > LONGEST_TOKEN:
        raise _unproven("it is too long")
    try:
        token = jwt.decode(text, keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": known_as.issuer},
            aud={"essential": True, "value": known_as.client_id if audience is None else audience},
            exp={"essential": True},
            iat={"essential": True},
            **needed,
        ).validate(token.claims)
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _unproven(_short(error)) from error
    return token.claims, dict(token.header)


def _claimed_name(claims: Mapping[str, object], claim: str | None) -> str | None:
    found = claims.get(claim) if claim is not None else None
    return found if isinstance(found, str) and 0 < len(found) <= LONGEST_NAME else None


def _claimed_groups(claims: Mapping[str, object], claim: str | None) -> frozenset[str] | None:
    """The groups that a claim lists: none where it is missing.

    Raises:
        TurnedAway: the provider says that it keeps them elsewhere (as Entra ID does with more than 200), or they are no
            list of names.
    """
    if claim is None:
        return None
    elsewhere = claims.get("_claim_names")
    if claims.get("hasgroups") or (isinstance(elsewhere, dict) and claim in elsewhere):
        raise TurnedAway(
            "your provider does not tell your groups, since they are too many for it; whoever runs pincite can have it "
            "tell only those that count here",
            "groups",
        )
    match claims.get(claim):
        case None:
            return frozenset()
        case str() as one:
            return frozenset({one})
        case list() as listed if len(listed) <= MOST_GROUPS and all(isinstance(one, str) for one in listed):
            return frozenset(listed)
    raise TurnedAway("your provider tells your groups in a way that cannot be read; ask whoever runs pincite", "groups")


def _name(value: object, what: str) -> str:
    if isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable():
        return value
    raise _unproven(f"its {what} is not a name")


def _unproven(why: str) -> TurnedAway:
    return TurnedAway(f"what the provider vouches with does not hold ({why}); begin anew", "token")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
