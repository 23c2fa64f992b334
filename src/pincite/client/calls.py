"""The requests of the interface, as values.

Made from docs/openapi.json by runs/making/make_api.py; a test fails when it is stale.
"""

from typing import Literal

from pincite.client.models import (
    AskedBefore,
    Begun,
    DeliveredFile,
    DeliveredFiles,
    Deliveries,
    Delivery,
    Document,
    Documents,
    Matters,
    Outline,
    OwnToken,
    Record,
    Records,
    Reply,
    SearchResults,
    Source,
    Text,
)
from pincite.client.sending import Call, part


def search(question: str, *, k: int = 10, matter: str | None = None, cursor: str | None = None) -> Call[SearchResults]:
    """Find the passages that fit a question best, among the documents that the token reaches."""
    return Call(
        "POST", "/search", SearchResults, body={"question": question, "k": k, "matter": matter, "cursor": cursor}
    )


def ask(
    question: str,
    *,
    idempotency_key: str | None = None,
    matter: str | None = None,
    after: str | None = None,
    mode: Literal["quote", "write"] = "quote",
) -> Call[Reply]:
    """Ask a question, and wait for the whole reply. Each statement is pinned to the words that bear it out."""
    return Call(
        "POST",
        "/ask",
        Reply,
        headers={"Idempotency-Key": idempotency_key},
        body={"question": question, "matter": matter, "after": after, "mode": mode},
    )


def begin_question(
    question: str,
    *,
    idempotency_key: str | None = None,
    matter: str | None = None,
    after: str | None = None,
    mode: Literal["quote", "write"] = "quote",
) -> Call[Begun]:
    """Begin to answer a question. Its statements can be read as they are released, and its reply when it is whole."""
    return Call(
        "POST",
        "/questions",
        Begun,
        headers={"Idempotency-Key": idempotency_key},
        body={"question": question, "matter": matter, "after": after, "mode": mode},
    )


def questions(*, limit: int = 20, cursor: str | None = None) -> Call[AskedBefore]:
    """List questions of one's own, the newest first, except those whose documents are closed by now."""
    return Call("GET", "/questions", AskedBefore, query={"limit": limit, "cursor": cursor})


def reply(identity: str) -> Call[Reply]:
    """Give the reply to a question of one's own, read back from the record as it may be seen now."""
    return Call("GET", f"/questions/{part(identity)}", Reply)


def matters() -> Call[Matters]:
    """List the matters that the token reaches."""
    return Call("GET", "/matters", Matters)


def documents(*, matter: str | None = None, limit: int = 50, cursor: str | None = None) -> Call[Documents]:
    """List the documents that the token reaches, by matter and path, some at a time."""
    return Call("GET", "/documents", Documents, query={"matter": matter, "limit": limit, "cursor": cursor})


def document(document: str) -> Call[Document]:
    """Say what a document is, and what it states about itself."""
    return Call("GET", f"/documents/{part(document)}", Document)


def text(document: str, *, start: int = 0, end: int | None = None) -> Call[Text]:
    """Give a document's text, exactly, or the characters of it that a citation names."""
    return Call("GET", f"/documents/{part(document)}/text", Text, query={"start": start, "end": end})


def outline(document: str) -> Call[Outline]:
    """Give a document's sections and clauses, with their places and pages."""
    return Call("GET", f"/documents/{part(document)}/outline", Outline)


def source(cite: str) -> Call[Source]:
    """Give the words at a citation, with the clauses around them and what must be known of them."""
    return Call("GET", f"/citations/{part(cite)}", Source)


def page_picture(cite: str, *, place: int = 0) -> Call[bytes]:
    """Draw the page that the cited words stand on, with those marked. Formats without pages have none."""
    return Call("GET", f"/citations/{part(cite)}/page.png", bytes, query={"place": place})


def begin_delivery(
    matter: str, *, idempotency_key: str | None = None, labels: list[str] | None = None
) -> Call[Delivery]:
    """Begin to send files to a matter. Announce each file, send its bytes, and close the delivery to have it read."""
    return Call(
        "POST",
        "/deliveries",
        Delivery,
        headers={"Idempotency-Key": idempotency_key},
        body={"matter": matter, "labels": labels},
    )


def deliveries() -> Call[Deliveries]:
    """List the newest deliveries of the token's user, except those to matters that are closed to them by now."""
    return Call("GET", "/deliveries", Deliveries)


def delivery(delivery: str) -> Call[Delivery]:
    """Say how far a delivery is."""
    return Call("GET", f"/deliveries/{part(delivery)}", Delivery)


def drop_delivery(delivery: str) -> Call[None]:
    """Take a delivery off the list. Files of it that were not read are deleted; documents stay."""
    return Call("DELETE", f"/deliveries/{part(delivery)}", type(None))


def close_delivery(delivery: str) -> Call[Delivery]:
    """Have a delivery read. Files of it that have not come whole are given up. It cannot be added to any more."""
    return Call("POST", f"/deliveries/{part(delivery)}/close", Delivery)


def stop_delivery(delivery: str) -> Call[Delivery]:
    """Stop the reading of a delivery. What was read stays, and the rest can be gone on with."""
    return Call("POST", f"/deliveries/{part(delivery)}/stop", Delivery)


def read_again(delivery: str) -> Call[Delivery]:
    """Read again what could not be read, and what was not reached."""
    return Call("POST", f"/deliveries/{part(delivery)}/again", Delivery)


def delivered_files(
    delivery: str,
    *,
    state: Literal["coming", "whole", "read", "failed"] = "failed",
    limit: int = 50,
    cursor: str | None = None,
) -> Call[DeliveredFiles]:
    """List files of a delivery, with the reasons for those that could not be read, some at a time."""
    return Call(
        "GET",
        f"/deliveries/{part(delivery)}/files",
        DeliveredFiles,
        query={"state": state, "limit": limit, "cursor": cursor},
    )


def announce_file(delivery: str, name: str, size: int) -> Call[DeliveredFile]:
    """Announce a file. One that was announced before is the same file: `received` says where to go on."""
    return Call("POST", f"/deliveries/{part(delivery)}/files", DeliveredFile, body={"name": name, "size": size})


def upload(upload: str) -> Call[DeliveredFile]:
    """Say how much of a file has come."""
    return Call("GET", f"/uploads/{part(upload)}", DeliveredFile)


def send_piece(upload: str, upload_offset: int, content: bytes) -> Call[DeliveredFile]:
    """Send a piece of a file: its bytes are the body. What is acknowledged is on the disk."""
    return Call(
        "PATCH",
        f"/uploads/{part(upload)}",
        DeliveredFile,
        headers={"Upload-Offset": str(upload_offset)},
        content=content,
    )


def records(*, limit: int = 20, cursor: str | None = None) -> Call[Records]:
    """List the entries of the record that the token's user may see, the newest first."""
    return Call("GET", "/records", Records, query={"limit": limit, "cursor": cursor})


def record(record: str) -> Call[Record]:
    """Give an entry of the record, as far as the token's user may see it."""
    return Call("GET", f"/records/{part(record)}", Record)


def token() -> Call[OwnToken]:
    """Say what the token of this request is for, and until when. Any token may ask."""
    return Call("GET", "/token", OwnToken)
