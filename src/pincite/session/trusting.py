"""What an account agreed to that a firm's folder would have it do, on the firm's record."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.audit.event import Json, Record

if TYPE_CHECKING:
    from pincite.session.session import Session


async def record_trust(session: "Session", claims: Sequence[tuple[str, str]], gone: Sequence[str]) -> Record:
    """Put on the record which settings were agreed to, each with its value, and which are `gone` that once were.

    Raises:
        RecordError: the record cannot be written.
    """
    settings: list[Json] = [*dict.fromkeys(setting for setting, _ in claims)]
    agreed: list[Json] = [{"setting": setting, "value": value} for setting, value in claims]
    content: Mapping[str, Json] = {"claims": agreed, "gone": [*gone]}
    return await session.record("trust", {"settings": settings}, content)
