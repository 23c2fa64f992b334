"""Secrets that a server gives out: random, shown once, and kept as digests only.

A secret has 256 random bits, so a plain SHA-256 of it can be stored: nobody can search through that many (OWASP,
Session Management Cheat Sheet, asks for 64 at least). Passwords, which people choose, are hashed in `passwords`.
"""

import hashlib
import secrets

BYTES = 32
"""Random bytes of a secret."""


def new_secret() -> str:
    """A new secret, in characters that an address and a cookie can hold."""
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
