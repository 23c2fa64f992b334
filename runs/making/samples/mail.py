"""Sample documents as e-mail: a thread as a mail program writes it, with a table from it attached as a CSV file."""

import csv
import io
from email.message import EmailMessage
from email.policy import SMTP

from runs.making.samples.markup import Block, Source, plain

BOUNDARY = "=_sample_1"
"""The same in every run, so that the bytes are."""


def write_mail(source: Source, _firm: str) -> bytes:
    """One message, `> ` before what it quotes; the settings `from`, `to`, `cc`, `date`, `attach` say the rest."""
    message = EmailMessage(policy=SMTP)
    for name in ("From", "To", "Cc", "Date"):
        if name.lower() in source.settings:
            message[name] = source.settings[name.lower()]
    message["Subject"] = source.title
    message["Message-ID"] = f"<{source.file.split()[0].lower()}@mail.example>"
    body = [line for block in source.blocks if block.kind != "table" for line in _lines(block)]
    message.set_content("\n".join(body).strip() + "\n", cte="quoted-printable")
    for block in source.blocks:
        if block.kind == "table":
            message.add_attachment(_table(block), maintype="text", subtype="csv", filename=source.settings["attach"])
            message.set_boundary(BOUNDARY)
    return message.as_bytes()


def _lines(block: Block) -> list[str]:
    match block.kind:
        case "centre":
            return [f"> {plain(block.words)}"]
        case "text":
            return ["", plain(block.words)]
        case "clause":
            return [f"{block.label} {plain(block.words)}"]
    raise ValueError(f"an e-mail cannot hold a block of kind {block.kind}")


def _table(block: Block) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(block.rows)
    return written.getvalue().encode()
