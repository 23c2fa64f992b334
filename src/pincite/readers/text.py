"""Plain text: the document's text is the decoded file, unchanged."""

from pincite.readers.encoding import decode
from pincite.readers.reading import Reading


def read_text(content: bytes) -> Reading:
    """The text of a plain-text file. Positions in it are positions in the file, counted in characters.

    A byte order mark is not part of the text. Line ends stay as stored.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    decoded = decode(content)
    return Reading(format="text", title="", text=decoded.text, warnings=decoded.warnings)
