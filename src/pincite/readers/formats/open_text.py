"""Refuses OpenDocument texts with parts that their pages do not show, because the converter would show them.

Source: OpenDocument 1.3 part 3, 5.4 (sections), 10.4.2 (frames).
"""

import zipfile

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.archive import readable_part
from pincite.readers.open_lengths import points
from pincite.readers.visibility import LEAST_SIZE

PARTS = ("content.xml", "styles.xml")

HIDES = (
    "the document has parts that its pages do not show (a hidden section, a frame of no size), and its "
    "conversion cannot tell them from the others: save it as PDF, or take these parts out"
)


def refuse_hidden_parts(archive: zipfile.ZipFile) -> None:
    """Refuse a text some of whose words its pages do not show.

    Raises:
        UnreadableFile: the pages do not show a section or a frame with words, or a part is too large.
    """
    for name in PARTS:
        root = readable_part(archive, name) if name in archive.NameToInfo else None
        if root is not None and any(_is_hidden(one) and _has_words(one) for one in root.iter("{*}section", "{*}frame")):
            raise UnreadableFile(HIDES)


def _is_hidden(element: etree._Element) -> bool:
    stated = {str(name).rpartition("}")[2]: str(words) for name, words in element.attrib.items()}
    if stated.get("display") in ("none", "condition"):
        return True
    sides = (points(stated.get(side, "")) for side in ("width", "height"))
    return any(side is not None and side < LEAST_SIZE for side in sides)


def _has_words(element: etree._Element) -> bool:
    return any("".join(one.itertext()).strip() for one in element.iter("{*}p", "{*}h"))
