"""Why a request failed."""

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Why a request was refused or failed (RFC 9457)."""

    type: str = Field(description="The kind of problem; does not change.", examples=["urn:pincite:problem:not-found"])
    title: str = Field(description="The kind of problem, in words.", examples=["Not found"])
    status: int = Field(description="The status of the response.", examples=[404])
    detail: str = Field(
        description="What happened, as one sentence for a person.", examples=["There is nothing here that you may see."]
    )
