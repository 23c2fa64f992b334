"""Files that are sent, in deliveries."""

from pydantic import Field

from pincite.serving.delivery import DeliveryState, UploadState
from pincite.web.api.schemas.described import Described, Label, WholeText


class DeliveryRequest(Described):
    """Where files are sent to."""

    matter: WholeText = Field(
        min_length=1, max_length=300, description="The matter that the documents are to belong to."
    )
    labels: list[Label] | None = Field(
        None, max_length=50, description="Labels that each document gets, such as “privileged”."
    )


class FileRequest(Described):
    """A file that is about to come."""

    name: WholeText = Field(
        min_length=1,
        max_length=1_000,
        description="Its name, with the folders that it lies in and “/” between them.",
        examples=["Closing binder/Lease.pdf"],
    )
    size: int = Field(ge=0, le=2**53, description="Its size, in bytes.")


class FilesCounted(Described):
    """How many files of a delivery are in each state."""

    coming: int = Field(description="Announced, and not whole yet.")
    whole: int = Field(description="Whole, and not read yet.")
    read: int = Field(description="Read: they are documents now.")
    failed: int = Field(description="Not taken, or not read; each has its reason.")


class Delivery(Described):
    """Files that are sent to a matter, and how far they are read."""

    id: str = Field(description="Its id.")
    matter: str = Field(description="The matter that the documents belong to.")
    labels: list[str] = Field(description="The labels that each document gets.")
    begun: str = Field(description="When it was begun (ISO 8601, UTC).")
    state: DeliveryState = Field(
        description="`open` while files come, `waiting` and `reading` after it was closed, then `done`, `stopped` or "
        "`failed`."
    )
    said: str = Field(description="Where it stands, as a sentence.")
    files: FilesCounted = Field(description="Its files, counted.")
    bytes: int = Field(description="The size of all of its files.")
    noted: int = Field(description="Files that were read, and of which something is to be known: the state `read`.")
    again: int = Field(description="Files that could not be read, and can be tried again.")
    share: float = Field(description="The share of the work that is done, 0 to 1.")
    seconds_left: float | None = Field(description="How long the rest takes; null while nobody can tell.")


class Deliveries(Described):
    """Deliveries of the token's user, the newest first."""

    deliveries: list[Delivery] = Field(description="The deliveries.")


class DeliveredFile(Described):
    """A file of a delivery."""

    id: str = Field(description="Its id, under which its bytes are sent.")
    delivery: str = Field(description="The delivery that it belongs to.")
    name: str = Field(description="Its name with its folders, as it was taken: without characters that nobody sees.")
    size: int = Field(description="Its size, in bytes; 0 for one that was not taken.")
    received: int = Field(description="How many of its bytes have come: the next piece begins there.")
    state: UploadState = Field(description="`coming`, `whole`, `read` or `failed`.")
    note: str | None = Field(description="Why it could not be read, or what is to be known of it.")


class DeliveredFiles(Described):
    """Files of a delivery, by name."""

    files: list[DeliveredFile] = Field(description="The files.")
    next: str | None = Field(description="Give it as `cursor` to get the next ones; null at the end.")
