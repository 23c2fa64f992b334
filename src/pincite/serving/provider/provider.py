"""A provider of accounts: sending a browser there, and judging what it brings back."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from joserfc.jwk import KeySet

from pincite.errors import ProviderError
from pincite.serving.provider.calls import DISCOVERY, Calls
from pincite.serving.provider.identities import Identities
from pincite.serving.provider.states import NOT_BEGUN, new_state, nonce_of, require_state, verifier_of
from pincite.serving.provider.tokens import UnknownKey, access_in, keys_in, logged_out_in, vouched_in
from pincite.serving.provider.values import Access, Answered, Endpoints, LoggedOut, Registration, TurnedAway, Vouched

FRESH_FOR = timedelta(hours=1)
"""How long what the provider has published is taken as it is."""

AGAIN_AFTER = timedelta(seconds=10)
"""A token with an unknown key has the keys fetched anew, once in so long for all workers: whoever makes up names of
keys must not have the provider asked without end. A key that is new is known so much later at most."""

Found = TypeVar("Found")


class Provider:
    """One provider, as this server is registered there; see the module."""

    def __init__(self, known_as: Registration, identities: Identities, now: Callable[[], datetime]) -> None:
        self.known_as, self.identities, self.now = known_as, identities, now
        self._calls = Calls(known_as)

    async def begin(self, secret: str, back: str) -> str:
        """The address to which the browser with this secret is sent; its answer comes to `back`.

        Raises:
            ProviderError, BusyError: the provider does not say where to sign in.
        """
        endpoints, state = await self._endpoints(), new_state(secret, self.now())
        return self._calls.asking_address(endpoints, state, nonce_of(secret, state), verifier_of(secret, state), back)

    async def finish(self, answered: Answered, secret: str, back: str) -> Vouched:
        """For whom the provider vouches in the browser with this secret. An answer counts once.

        Raises:
            TurnedAway: the answer is not one to this browser, or what it brings does not hold.
            ProviderError, BusyError: the provider does not answer.
        """
        until = require_state(secret, answered.state, self.now())
        endpoints = await self._endpoints()
        # Whose answer it is comes first (RFC 9207): a code of another provider must not be sent to this one.
        if answered.issuer != self.known_as.issuer and (answered.issuer or endpoints.names_itself):
            raise TurnedAway("this answer is not the provider's; begin anew", "issuer")
        if not await asyncio.to_thread(self.identities.spend, answered.state, until, self.now()):
            raise TurnedAway(NOT_BEGUN, "state")
        if answered.error or not answered.code:
            raise TurnedAway(f"{self.known_as.name} did not sign you in; begin anew, or ask whoever runs it", "refused")
        verifier, nonce = verifier_of(secret, answered.state), nonce_of(secret, answered.state)
        token = await self._calls.id_token(endpoints, answered.code, verifier, back)
        return await self._proven(endpoints, lambda keys: vouched_in(token, keys, self.known_as, nonce, self.now()))

    async def logged_out(self, token: str) -> LoggedOut:
        """Whom the provider signs out by a token that it sends.

        Raises:
            TurnedAway: the token does not hold.
            ProviderError, BusyError: the provider does not publish its keys.
        """
        return await self._proven(
            await self._endpoints(), lambda keys: logged_out_in(token, keys, self.known_as, self.now())
        )

    async def admitted(self, token: str, resource: str) -> Access:
        """What an access token of the provider's gives, for a resource of this server's.

        Raises:
            TurnedAway: the token does not hold.
            ProviderError, BusyError: the provider does not publish its keys.
        """
        return await self._proven(
            await self._endpoints(), lambda keys: access_in(token, keys, self.known_as, resource, self.now())
        )

    async def leaving(self, token: str, back: str) -> str | None:
        """The address at which somebody signs out at the provider, too, and is led to `back`; None if it has none."""
        endpoints = await self._endpoints()
        if endpoints.end_session is None:
            return None
        sent = {"id_token_hint": token, "client_id": self.known_as.client_id, "post_logout_redirect_uri": back}
        return f"{endpoints.end_session}{'&' if '?' in endpoints.end_session else '?'}{urlencode(sent)}"

    async def _proven(self, endpoints: Endpoints, judged: Callable[[KeySet], Found]) -> Found:
        """What is judged by the provider's keys, which are fetched anew for one that is not among them."""
        try:
            return judged(keys_in(await self._published("keys", endpoints.keys)))
        except UnknownKey:
            pass
        if await asyncio.to_thread(self.identities.may_ask_again, "keys", AGAIN_AFTER, self.now()):
            await self._fetched("keys", endpoints.keys)
        try:
            return judged(keys_in(await self._published("keys", endpoints.keys)))
        except UnknownKey as error:
            raise TurnedAway(
                "what the provider vouches with is signed with a key that it has not published; try again in a minute",
                "token",
            ) from error

    async def _endpoints(self) -> Endpoints:
        issuer = self.known_as.issuer
        found = await self._published("discovery", issuer.rstrip("/") + DISCOVERY)
        return endpoints_in(found, self.known_as)

    async def _published(self, what: str, address: str) -> Mapping[str, object]:
        kept = await asyncio.to_thread(self.identities.published, what)
        if kept is not None and kept.fetched <= self.now() < kept.fetched + FRESH_FOR:
            return kept.body
        return await self._fetched(what, address)

    async def _fetched(self, what: str, address: str) -> Mapping[str, object]:
        """What the provider publishes now; kept for all workers if it can be used."""
        body = await self._calls.published_at(address)
        if what == "keys":
            keys_in(body)
        else:
            endpoints_in(body, self.known_as)
        await asyncio.to_thread(self.identities.keep, what, body, self.now())
        return body


def endpoints_in(published: Mapping[str, object], known_as: Registration) -> Endpoints:
    """Where a provider is asked for what, as it says itself.

    Raises:
        ProviderError: it is another provider, or an address is missing or could be read on the way.
    """
    if published.get("issuer") != known_as.issuer:
        raise _unusable(known_as, f"it calls itself {str(published.get('issuer'))[:200]!r}, not {known_as.issuer!r}")
    methods = published.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Endpoints(
        authorization=_address(published, "authorization_endpoint", known_as),
        token=_address(published, "token_endpoint", known_as),
        keys=_address(published, "jwks_uri", known_as),
        end_session=_address(published, "end_session_endpoint", known_as)
        if published.get("end_session_endpoint") is not None
        else None,
        names_itself=published.get("authorization_response_iss_parameter_supported") is True,
        takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
    )


def _address(published: Mapping[str, object], name: str, known_as: Registration) -> str:
    """An address of a provider's; unencrypted only where the provider itself is reached so, on this machine."""
    found = published.get(name)
    if not isinstance(found, str) or not found.isascii() or not found.isprintable():
        raise _unusable(known_as, f"it does not say its {name}")
    own, parts = urlsplit(known_as.issuer), urlsplit(found)
    if parts.scheme != "https" and (own.scheme, own.netloc) != (parts.scheme, parts.netloc):
        raise _unusable(known_as, f"its {name} is not reached over https")
    return found


def _unusable(known_as: Registration, why: str) -> ProviderError:
    return ProviderError(f"{known_as.name} cannot be used as it is set up; ask whoever runs pincite", why)
