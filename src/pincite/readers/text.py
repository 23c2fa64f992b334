"""Plain text: the document's text is the decoded file, unchanged."""

from pincite.readers.encoding import decode
from pincite.readers.reading import Reading


def read_text(content: bytes) -> Reading:
    """The characters of a plain-text file; offsets into it are offsets into the file, counted in characters.

    A byte order mark is not text. Line ends stay as stored.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    decoded = decode(content)
    return Reading(format="text", title="", text=decoded.text, warnings=decoded.warnings)
