"""What all schemas share: objects with their fields and no others, and texts that can be encoded."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _whole(text: str) -> str:
    """A text without halves of surrogate pairs, which cannot be encoded."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it has half of a surrogate pair, which is no character")
    return text


WholeText = Annotated[str, AfterValidator(_whole)]

Label = Annotated[str, AfterValidator(_whole), Field(min_length=1, max_length=300)]


class Described(BaseModel):
    """A JSON object with these fields and no others."""

    model_config = ConfigDict(extra="forbid")
