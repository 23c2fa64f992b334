"""Views of API tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pincite.serving.tokens import Token


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token as it is listed; of another user's neither the name nor the matters, which may tell of a client.

    Times are ISO 8601 in UTC. `secret` is there once, when the token is made.
    """

    token: Token
    is_own: bool = True
    secret: str | None = None

    def json(self) -> dict[str, object]:
        """The contract's token."""
        one = self.token
        own = {"name": one.name, "matters": None if one.matters is None else list(one.matters)}
        return {
            "id": one.id,
            "user": one.user,
            **(own if self.is_own else {}),
            "limited": one.matters is not None,
            "scopes": list(one.scopes),
            "made": one.made.isoformat(),
            "expires": one.expires.isoformat(),
            "used": one.used.isoformat() if one.used is not None else None,
            **({"token": self.secret} if self.secret is not None else {}),
        }


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that count, the newest first."""

    tokens: tuple[ShownToken, ...]

    @classmethod
    def of(cls, tokens: Iterable[Token], user: str) -> Self:
        """The tokens as a user is shown them."""
        return cls(tuple(ShownToken(one, is_own=one.user == user) for one in tokens))

    def json(self) -> dict[str, object]:
        """The contract's list of tokens."""
        return {"tokens": [one.json() for one in self.tokens]}
