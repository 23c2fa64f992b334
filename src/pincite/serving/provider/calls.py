"""What a provider is asked over the network: within a time, within a size, and from the address that it names itself.

No redirect is followed, and no proxy of the environment is asked. An answer may not be packed, since a small one could
unpack into a large one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from pincite.errors import BusyError, ProviderError
from pincite.serving.provider.values import Endpoints, Registration, TurnedAway
from pincite.strict_json import read_strictly

LONGEST_ANSWER = 500_000
"""Bytes of an answer: the keys of a large provider have some 20,000, a token with two hundred groups 10,000."""

QUIET_SECONDS, LONGEST_SECONDS = 5.0, 10.0
"""How long a provider may say nothing, and how long an answer may take as a whole: somebody waits before a page."""

MOST_CALLS = 20
"""Calls of one worker at a time. A provider that is slow must not take what pages need, and whoever sends forged
answers must not have it asked without end."""

DISCOVERY = "/.well-known/openid-configuration"
"""Where a provider says what it offers (OpenID Connect Discovery, 4)."""


class Calls:
    """Asks one provider."""

    def __init__(self, known_as: Registration) -> None:
        self._known_as = known_as
        self._under_way = 0

    async def published_at(self, address: str) -> dict[str, object]:
        """What the provider publishes at one of its addresses.

        Raises:
            ProviderError: it does not answer in time, or not with an object of JSON.
            BusyError: too much is being asked already.
        """
        async with self._asking() as client:
            answer = await client.request("GET", address, withhold_token=True, headers={"accept": "application/json"})
            if answer.status_code != 200:
                raise self._failed(f"{address} answered with status {answer.status_code}")
            found = read_strictly(answer.content)
        if not isinstance(found, dict):
            raise self._failed(f"{address} did not answer with an object of JSON")
        return found

    async def id_token(self, endpoints: Endpoints, code: str, verifier: str, back: str) -> str:
        """The ID token for a code. `back` is the address to which the code was sent.

        Raises:
            TurnedAway: the provider does not take the code: it was used, is old, or is not for this server.
            ProviderError, BusyError: as above.
        """
        is_basic = endpoints.takes_basic
        async with self._asking(is_basic=is_basic) as client:
            try:
                found = await client.fetch_token(
                    endpoints.token,
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=back,
                    code_verifier=verifier,
                )
            except AuthlibBaseError as error:
                if error.error == "invalid_grant":
                    raise TurnedAway(
                        "the provider does not take its own answer any more; begin anew", "code"
                    ) from error
                raise self._failed(f"{endpoints.token} refuses this server ({str(error.error)[:100]})") from error
        token = found.get("id_token")
        if not isinstance(token, str):
            raise self._failed(f"{endpoints.token} gave no ID token; the scope openid has to be allowed there")
        return token

    def asking_address(self, endpoints: Endpoints, state: str, nonce: str, verifier: str, back: str) -> str:
        """The address to which a browser is sent to sign in."""
        client = AsyncOAuth2Client(
            self._known_as.client_id,
            scope=" ".join(self._known_as.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
            trust_env=False,
        )
        address, _ = client.create_authorization_url(
            endpoints.authorization, state=state, code_verifier=verifier, nonce=nonce
        )
        return str(address)

    @asynccontextmanager
    async def _asking(self, *, is_basic: bool = True) -> AsyncIterator[AsyncOAuth2Client]:
        if self._under_way >= MOST_CALLS:
            raise BusyError("too many people are signing in at this moment; try again in a few seconds")
        self._under_way += 1
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._client(is_basic=is_basic) as client:
                yield client
        except TimeoutError as error:
            raise self._failed("it takes too long to answer") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError, RecursionError) as error:
            raise self._failed(str(error) or type(error).__name__) from error
        finally:
            self._under_way -= 1

    def _client(self, *, is_basic: bool) -> AsyncOAuth2Client:
        known_as, secret = self._known_as, self._known_as.secret
        method = "none" if secret is None else "client_secret_basic" if is_basic else "client_secret_post"
        # In the header both are written as in a form (RFC 6749, 2.3.1).
        in_header = secret is not None and is_basic
        return AsyncOAuth2Client(
            quote(known_as.client_id, safe="") if in_header else known_as.client_id,
            quote(secret, safe="") if in_header and secret is not None else secret,
            token_endpoint_auth_method=method,
            headers={"accept-encoding": "identity"},
            transport=_Bounded(),
            timeout=QUIET_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    def _failed(self, why: str) -> ProviderError:
        return ProviderError(
            f"{self._known_as.name} does not answer as it should at the moment; try again in a minute", why
        )


class _Bounded(httpx2.AsyncBaseTransport):
    """The network, from which no answer is taken that is packed or longer than `LONGEST_ANSWER`."""

    def __init__(self) -> None:
        self._network = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._network.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            await answer.aclose()
            raise httpx2.DecodingError("the answer is packed, which was not asked for", request=request)
        if not isinstance(answer.stream, httpx2.AsyncByteStream):
            raise AssertionError("an answer that is awaited comes as a stream that is awaited")
        answer.stream = _Cut(answer.stream, request)
        return answer

    async def aclose(self) -> None:
        await self._network.aclose()


class _Cut(httpx2.AsyncByteStream):
    """A stream that fails once it is longer than `LONGEST_ANSWER`."""

    def __init__(self, whole: httpx2.AsyncByteStream, request: httpx2.Request) -> None:
        self._whole, self._request = whole, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for piece in self._whole:
            taken += len(piece)
            if taken > LONGEST_ANSWER:
                raise httpx2.DecodingError("the answer is longer than one can be", request=self._request)
            yield piece

    async def aclose(self) -> None:
        await self._whole.aclose()
