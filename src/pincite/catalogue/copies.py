"""Which documents are copies of one another: the same words, in whatever matters they are filed."""

from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue


def are_copies(one: Entry, other: Entry, catalogue: Catalogue) -> bool:
    """True for two documents with the same title and the same words.

    A file's name and a title tell nothing: every client has an "msa.txt" that calls itself a Master Services Agreement.

    Raises:
        Altered: the text of one of them was changed without pincite.
    """
    if one.version is None or other.version is None:
        return False
    if (one.title, one.characters, one.sketch) != (other.title, other.characters, other.sketch):
        return False
    return one.version == other.version or catalogue.content(one.version).text == catalogue.content(other.version).text
