"""Reasons why a file is not read, as sentences that say what would help."""

from pincite.errors import UnreadableFile
from pincite.readers.formats.kinds import CONVERTED, EXTENSIONS, NAMES, NOT_READ, READ_NOW, Kind


class NeedsConversion(UnreadableFile):
    """A file is in an old format that LibreOffice converts; the message is for systems without LibreOffice.

    `extension` is the one that fits the file's content (`.rtf` for RTF that is named `.doc`).
    """

    def __init__(self, extension: str) -> None:
        super().__init__(
            f"the file is {CONVERTED[extension]}, and LibreOffice, which would convert it, is not installed: "
            "install it, or save the file as DOCX or PDF"
        )
        self.extension = extension


def to_convert(fits: str, named: Kind | None, extension: str) -> UnreadableFile:
    """The error for an old office document; one with the right extension, or none, goes to the converter."""
    if named in (None, "office", "docx") and extension not in NOT_READ:
        return NeedsConversion(fits)
    return UnreadableFile(
        f"the file is named {extension} but its content is {CONVERTED[fits]}: rename it to {fits}, "
        "or get the right file"
    )


def refused(extension: str, named: Kind | None, kind: str, advice: str) -> UnreadableFile:
    """The error for a file that is not read, with advice from `NOT_READ`."""
    remedy = advice.partition(":")[2].strip()
    if named is not None:
        return UnreadableFile(f"the file is named {extension} but its content is {kind}: {remedy} ({READ_NOW})")
    return UnreadableFile(f"the file is {kind}: {remedy} ({READ_NOW})")


def misnamed(extension: str, found: Kind) -> UnreadableFile:
    """The error for a file whose name promises another format than its content has."""
    proper = next(end for end, fits in EXTENSIONS.items() if fits == found)
    return UnreadableFile(
        f"the file is named {extension} but its content is {NAMES[found]}: rename it to {proper}, or get the right file"
    )
