"""A sign that occurs only in the instructions of one request to a model: if it turns up elsewhere, they leaked."""

import hashlib
import secrets

CANARY_BYTES = 8
SALT_BYTES = 8


def canary() -> str:
    """A sign for one request, drawn at random so that no other request helps to find it."""
    return secrets.token_hex(CANARY_BYTES)


def hashed(sign: str) -> str:
    """The form of a sign on the record: a salted hash, by which a leaked sign can be recognised."""
    salt = secrets.token_hex(SALT_BYTES)
    return f"(sha256 of {salt} and it: {hashlib.sha256((salt + sign).encode()).hexdigest()})"
