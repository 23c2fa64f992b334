"""Why a file is not read, as a sentence that says what would help."""

from pincite.errors import UnreadableFile
from pincite.readers.formats.kinds import CONVERTED, EXTENSIONS, NAMES, NOT_READ, READ_NOW, Kind


class NeedsConversion(UnreadableFile):
    """A file is in an old format that LibreOffice turns into a new one; the message is for where it is missing.

    `extension` is the one that fits the file's content (`.rtf` for RTF that is named `.doc`).
    """

    def __init__(self, extension: str) -> None:
        super().__init__(
            f"the file is {CONVERTED[extension]}, and LibreOffice, which would convert it, is not installed: "
            "install it, or save the file as DOCX or PDF"
        )
        self.extension = extension


def to_convert(fits: str, named: Kind | None, extension: str) -> UnreadableFile:
    """That a file is an old office document; for the converter only if its name says so or nothing."""
    if named in (None, "office", "docx") and extension not in NOT_READ:
        return NeedsConversion(fits)
    return UnreadableFile(
        f"the file is named {extension} but its content is {CONVERTED[fits]}: rename it to {fits}, "
        "or get the right file"
    )


def refused(extension: str, named: Kind | None, kind: str, advice: str) -> UnreadableFile:
    """Why a file is not read and what to do; `advice` is a text of `NOT_READ`."""
    remedy = advice.partition(":")[2].strip()
    if named is not None:
        return UnreadableFile(f"the file is named {extension} but its content is {kind}: {remedy} ({READ_NOW})")
    return UnreadableFile(f"the file is {kind}: {remedy} ({READ_NOW})")


def misnamed(extension: str, found: Kind) -> UnreadableFile:
    """That a file's name says another format than its content has."""
    proper = next(end for end, fits in EXTENSIONS.items() if fits == found)
    return UnreadableFile(
        f"the file is named {extension} but its content is {NAMES[found]}: rename it to {proper}, or get the right file"
    )
