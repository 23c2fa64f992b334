"""The token of a request."""

from pydantic import Field

from pincite.serving.tokens import TokenScope
from pincite.web.api.schemas.described import Described


class OwnToken(Described):
    """The token that the request was sent with."""

    id: str = Field(description="Its id, by which the record names it.")
    user: str = Field(description="For whom it acts.")
    name: str = Field(description="What it is called.")
    matters: list[str] | None = Field(description="The matters that it is limited to; null if it is not.")
    limited: bool = Field(description="True if it is limited to matters.")
    scopes: list[TokenScope] = Field(description="What it is for.")
    made: str = Field(description="When it was made (ISO 8601).")
    expires: str = Field(description="When it ends (ISO 8601).")
    used: str | None = Field(description="When it was used before, to the minute (ISO 8601).")
