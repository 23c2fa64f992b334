"""A sign that stands in the instructions of a model and nowhere else: where it turns up, they have leaked."""

import secrets
from functools import cache

CANARY_BYTES = 8


@cache
def canary() -> str:
    """The sign of this process: random, the same for all its requests, in no file and no document."""
    return secrets.token_hex(CANARY_BYTES)
