"""`pincite witness`: runs a second party that signs the heads of other people's records."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, Verbs, call
from pincite.cli.output import console, counted, emit, visible
from pincite.errors import RecordError
from pincite.views.witness import RefusedHead, SignedRecord, SignedRecords, Taken
from pincite.views.witness import WitnessKey as Made

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from pincite.audit.witness.cosigning import WitnessKey
    from pincite.audit.witness.ledger import Ledger

KEY, PUBLIC, LEDGER = "witness.pem", "witness.vkey", "witness.db"

FOLDER = click.argument("folder", type=FILE)


@click.group("witness", cls=Verbs)
def command() -> None:
    """Sign the heads of other people's records, each only when the record grew from what was signed before.

    A witness is of use only if somebody else runs it: another firm, the auditors or the bar, on a machine that whoever
    runs pincite cannot write.
    """


@command.command("init", cls=Verb)
@FOLDER
@click.option(
    "--name", required=True, help="The name it signs with: a domain with a path, such as bar.example/witness."
)
def init(folder: Path, name: str) -> None:
    """Make a witness's key in a new folder, and print the public line that pincite's users put into their settings."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from pincite.audit.durable import as_record_error, write_new
    from pincite.audit.witness.cosigning import WitnessKey, is_witness_name
    from pincite.audit.witness.ledger import Ledger
    from pincite.wiring import private_files

    if not is_witness_name(name):
        raise RecordError(f"{name!r} cannot be a witness's name; give one without spaces and plus signs")
    private = Ed25519PrivateKey.generate()
    key = WitnessKey(name, private.public_key().public_bytes_raw())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with (
        private_files(),
        as_record_error(f"a witness cannot be made in {folder}", "name a folder that is not there yet"),
    ):
        folder.mkdir(mode=0o700, parents=True)
        write_new(folder / KEY, pem, 0o600)
        Ledger(folder / LEDGER)
        write_new(folder / PUBLIC, f"{key.text()}\n".encode(), 0o644)
    if call().as_json:
        emit(Made(name, key.text()))
    else:
        click.echo(key.text())


@command.command("add", cls=Verb)
@FOLDER
@click.argument("vkey", type=FILE)
@click.option(
    "--again", is_flag=True, help="Take up anew a record that was restored from a backup; the old head is kept."
)
@click.option(
    "--checkpoint",
    type=FILE,
    help="The head it starts from, received from somebody you know; without it the first head that comes, or with "
    "--again the first that names the restore.",
)
def add(folder: Path, vkey: Path, again: bool, checkpoint: Path | None) -> None:
    """Witness a record from now on. VKEY is its workspace.vkey, received from somebody you know."""
    import time

    from pincite.audit.checkpoint import parse_verifier_key, read_note
    from pincite.audit.witness.cosigning import cosign

    try:
        line = vkey.read_bytes()[:1000].decode("utf-8", "replace")
    except OSError as error:
        raise RecordError(f"{vkey} cannot be read ({error.strerror}); name a workspace.vkey") from error
    key = parse_verifier_key(line)
    (own, private), ledger = _opened(folder)
    first = None if checkpoint is None else read_note(checkpoint, key)[0]
    ledger.add(key, again=again, first=first, cosigned=lambda body: cosign(own, private, body, int(time.time())))
    if call().as_json:
        emit(Taken(key.name))
    else:
        click.echo(f"{key.name} is witnessed")


@command.command("list", cls=Verb)
@FOLDER
def list_records(folder: Path) -> None:
    """List the records that are witnessed, how far each was signed, and what was refused although its key signed it.

    A head that contradicts another proves a second history. One that was not shown to follow is a sign of it only:
    anybody who has a true head can send it with a false proof.
    """
    from pincite.audit.witness.ledger import TAKEN_UP, is_proof

    _, ledger = _opened(folder)
    found = [(origin, size, ledger.evidence(origin)) for origin, size in sorted(ledger.origins())]
    if call().as_json:
        rows = [
            SignedRecord(
                origin,
                size,
                ledger.signed(origin),
                tuple(RefusedHead(had, given, is_proof(had, given)) for had, given in refused),
            )
            for origin, size, refused in found
        ]
        emit(SignedRecords(rows))
        return
    out = console()
    for origin, size, refused in found:
        again = sum(given == TAKEN_UP for _, given in refused)
        proved = sum(is_proof(had, given) for had, given in refused)
        unproved = len(refused) - again - proved
        notes = [
            f"SECOND HISTORY: {counted(proved, 'head')} refused that contradict what was signed" if proved else "",
            f"{counted(unproved, 'head')} refused that were not shown to follow" if unproved else "",
            f"taken up again {counted(again, 'time')}" if again else "",
        ]
        line = "; ".join((f"{origin}: {counted(size, 'record')} signed", *filter(None, notes)))
        out.print(visible(line), soft_wrap=True)
    if not found:
        out.print("no record is witnessed yet: pincite witness add FOLDER workspace.vkey")


@command.command("serve", cls=Verb)
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; TLS is a proxy's.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8411, show_default=True, help="The port; 0 for any free one."
)
def serve(folder: Path, host: str, port: int) -> None:
    """Answer over HTTP (C2SP tlog-witness) until it is stopped.

    It prints its address, then a line for each request. Put a proxy with TLS before it where others call.
    """
    import signal
    import threading

    from pincite.audit.witness.serving import WitnessServer

    (key, private), ledger = _opened(folder)
    try:
        server = WitnessServer((host, port), ledger, key, private, log=lambda line: click.echo(line, err=True))
    except OSError as error:
        raise RecordError(f"{host}:{port} cannot be listened on ({error.strerror}); name another --port") from error
    with server:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        click.echo(f"http://{host}:{server.server_address[1]}")
        server.serve_forever(poll_interval=0.2)


def _opened(folder: Path) -> "tuple[tuple[WitnessKey, Ed25519PrivateKey], Ledger]":
    """The key and the ledger of a witness.

    Raises:
        RecordError: the folder has no witness, or its key or its ledger is missing or does not fit.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from pincite.audit.witness.cosigning import parse_witness_key
    from pincite.audit.witness.ledger import Ledger

    try:
        key = parse_witness_key((folder / PUBLIC).read_text(encoding="utf-8"))
        private = load_pem_private_key((folder / KEY).read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise RecordError(f"there is no witness in {folder}; make one with: pincite witness init FOLDER") from error
    if not isinstance(private, Ed25519PrivateKey) or private.public_key().public_bytes_raw() != key.public:
        raise RecordError(f"{folder / KEY} is not the private half of {folder / PUBLIC}; restore both from a backup")
    if not (folder / LEDGER).is_file():
        raise RecordError(
            f"{folder / LEDGER} is gone, so the witness no longer knows what it signed and could sign a second "
            "history; retire its key and make another witness"
        )
    return (key, private), Ledger(folder / LEDGER)
