"""Converts old office documents to DOCX with LibreOffice, where it is installed."""

from pathlib import Path

from pincite.errors import UnreadableFile
from pincite.sandbox.office import IMPORTS, NOTHING_MADE, STOPPED, Conversion, command_for
from pincite.sandbox.program import run

SECONDS = 120
"""Per file. A brief of 50 pages takes 2 s, mostly to start; a book of 1,000 pages takes 20."""

GRACE = 15
"""Seconds that the supervising process has to end the suite and clean up by itself."""

MEMORY = 3_000_000_000
"""Bytes of address space. An ordinary document needs 900 million."""

LARGEST = 300_000_000
"""Bytes of the result, at most: as much as is read of any file."""

CONVERTED = (
    "the file was converted by LibreOffice: check page breaks and computed numbers against the original before "
    "citing them"
)


async def docx_from(content: bytes, suffix: str, program: Path) -> bytes:
    """Convert an old office document to DOCX.

    Args:
        content: the document.
        suffix: the extension for its format, such as `.doc`.
        program: the path of LibreOffice.

    Raises:
        UnreadableFile: the conversion took too long, LibreOffice crashed, or it produced no document.
    """
    if suffix not in IMPORTS:
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
