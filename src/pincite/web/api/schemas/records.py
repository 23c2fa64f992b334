"""Entries of the record."""

from pydantic import Field

from pincite.web.api.schemas.described import Described


class Record(Described):
    """An entry of the record, as far as the token's user may see it."""

    seq: int = Field(description="Its number.")
    id: str = Field(description="Its id.")
    kind: str = Field(description="What happened: `answer`, `refusal`, `search`, `read`, `access` and others.")
    at: str = Field(description="When (ISO 8601, UTC).")
    user: str = Field(description="Whose rights counted.")
    actor: str = Field(description="Who did it: the user, whoever acted for them, or `token:` and the id of a token.")
    hash: str = Field(description="Its hash in the chain (SHA-256, hexadecimal).")
    prev: str = Field(description="The hash of the entry before it.")
    facts: dict[str, object] = Field(description="Figures and codes, which are never erased.")
    matters: list[str] | None = Field(description="The matters that it mentions; null if withheld or erased.")
    content: dict[str, object] | None = Field(description="Its words; null if withheld or erased.")
    question: str | None = Field(description="The question, if it is about one that may be seen.")
    withheld: str | None = Field(description="Why there is no content, as a sentence; null if there is.")


class Records(Described):
    """Entries of the record, the newest first."""

    records: list[Record] = Field(description="The entries.")
    next: str | None = Field(description="Give it as `cursor` to get the ones before; null at the end.")
