"""Old office documents made into DOCX, by LibreOffice where it is installed."""

from pathlib import Path

from pincite.errors import UnreadableFile
from pincite.sandbox.office import NOTHING_MADE, STOPPED, SUFFIXES, Conversion, command_for
from pincite.sandbox.program import run

SECONDS = 120
"""Per file. A brief of 50 pages takes 2 s, most of it to start; a book of 1,000 pages 20."""

GRACE = 15
"""Seconds that the process which watches over the suite has to end it and tidy up by itself."""

MEMORY = 3_000_000_000
"""Bytes of address space. An ordinary document needs 900 million."""

LARGEST = 300_000_000
"""Bytes of what it makes: as much as is read of any file."""

CONVERTED = (
    "the file was converted by LibreOffice: check page breaks and computed numbers against the original before "
    "citing them"
)


async def docx_from(content: bytes, suffix: str, program: Path) -> bytes:
    """An old office document as DOCX.

    Args:
        content: the document.
        suffix: of a name that fits its content, as `.doc`.
        program: LibreOffice.

    Raises:
        UnreadableFile: it took too long, LibreOffice ended on it, or made nothing of it.
    """
    if suffix not in SUFFIXES:
        raise UnreadableFile(f"LibreOffice is not asked to convert files of the kind {suffix}: save the file as DOCX")
    request = Conversion(str(program), suffix, SECONDS, MEMORY, LARGEST)
    try:
        ended = await run(
            command_for(request),
            len(content).to_bytes(8) + content,
            {},
            seconds=SECONDS + GRACE,
            most=LARGEST,
            closes_input=False,
            tidies=True,
        )
    except OSError as error:
        raise UnreadableFile(f"LibreOffice could not be started ({error.strerror}): ingest the file again") from error
    if ended.status in (None, STOPPED):
        raise UnreadableFile(
            f"LibreOffice took longer than {SECONDS} s to convert the file and was stopped: save it as DOCX or PDF"
        )
    if ended.status != 0 or not ended.output:
        why = "made nothing of the file" if ended.status == NOTHING_MADE else f"failed (exit status {ended.status})"
        raise UnreadableFile(
            f"LibreOffice {why}: it may be damaged or encrypted; open it where it was made and save it as DOCX or PDF"
        )
    return ended.output
