"""The one cookie: which browser it is. It holds a secret and nothing else."""

from datetime import timedelta

from starlette.responses import Response

from pincite.serving.store import LONGEST

COOKIE = "__Host-pincite"
"""The prefix has browsers refuse it unless it is secure, of this host alone, and for all of its paths (RFC 6265bis).
They count a server on the same machine as secure."""


def keep(response: Response, secret: str) -> None:
    """Have the browser keep its secret, out of the reach of scripts and of other sites' forms."""
    _set(response, secret, LONGEST)


def forget(response: Response) -> None:
    """Have the browser forget it."""
    _set(response, "", timedelta(0))


def _set(response: Response, secret: str, age: timedelta) -> None:
    response.set_cookie(
        COOKIE, secret, max_age=int(age.total_seconds()), path="/", secure=True, httponly=True, samesite="lax"
    )
