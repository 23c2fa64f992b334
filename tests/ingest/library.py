"""What ingest works with, in memory, and a record that forgets."""

from pincite.answering.sentences import quotable_texts
from pincite.audit.event import Event, Record
from pincite.catalogue.memory.catalogue import MemoryCatalogue
from pincite.catalogue.originals.memory import MemoryOriginals
from pincite.catalogue.originals.port import Originals
from pincite.catalogue.port import Catalogue
from pincite.index.memory import MemoryIndex
from pincite.index.port import Index
from pincite.ingest import Library
from pincite.models.fakes import HashingEmbedder
from pincite.models.ports import Embedder
from pincite.sandbox.reader import FileReader


class Notes:
    """A record that forgets."""

    async def append(self, event: Event) -> Record:
        return Record(event.id, 1, "")


def library_of(
    reader: FileReader,
    *,
    embedder: Embedder | None = None,
    index: Index | None = None,
    catalogue: Catalogue | None = None,
    originals: Originals | None = None,
) -> Library:
    """A library in which nobody has a wall and everybody may label; what is not given lies in memory."""
    made = embedder or HashingEmbedder()
    return Library(
        reader,
        made,
        index or MemoryIndex(made.dimensions),
        catalogue or MemoryCatalogue(),
        originals or MemoryOriginals(),
        Notes(),
        frozenset,
        quotable_texts,
        lambda entry, labels: False,
    )
