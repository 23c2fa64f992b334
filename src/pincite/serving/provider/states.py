"""What ties a provider's answer to the browser that asked: nothing of it has to be kept.

A browser gets a secret in a cookie before it is sent to the provider. The state that goes along is made with that
secret, and so are the nonce of the ID token and the verifier of the code (PKCE): whoever learns a state, or reads the
server's file, can do nothing with it in another browser.
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from pincite.serving.provider.values import TurnedAway
from pincite.serving.secrets import new_secret

COUNTS_FOR = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider: a password, and a second factor on a phone."""

_STATE = re.compile(r"([0-9a-f]{8})\.[\w-]{43}\.[\w-]{43}", re.ASCII)

NOT_BEGUN = (
    "this sign-in was not begun in this browser, or it took longer than ten minutes, or it was used already; begin anew"
)


def new_state(secret: str, now: datetime) -> str:
    """A state for a sign-in that begins now in the browser with this secret."""
    begun = f"{int(now.timestamp()):08x}.{new_secret()}"
    return f"{begun}.{_made('state', secret, begun)}"


def require_state(secret: str, state: str, now: datetime) -> datetime:
    """Refuse a state that was not made for the browser with this secret, or longer ago than it counts.

    Returns when it expires.

    Raises:
        TurnedAway: it was not.
    """
    found = _STATE.fullmatch(state)
    if found is None or not secret:
        raise TurnedAway(NOT_BEGUN, "state")
    begun, _, made = state.rpartition(".")
    until = datetime.fromtimestamp(int(found[1], 16), UTC) + COUNTS_FOR
    if not hmac.compare_digest(made, _made("state", secret, begun)) or not now < until <= now + COUNTS_FOR:
        raise TurnedAway(NOT_BEGUN, "state")
    return until


def nonce_of(secret: str, state: str) -> str:
    """What the ID token has to repeat."""
    return _made("nonce", secret, state)


def verifier_of(secret: str, state: str) -> str:
    """What proves that the code is claimed by whoever asked for it (RFC 7636): 43 characters."""
    return _made("verifier", secret, state)


def _made(what: str, secret: str, text: str) -> str:
    made = hmac.digest(secret.encode("utf-8", "surrogatepass"), f"{what}\n{text}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
