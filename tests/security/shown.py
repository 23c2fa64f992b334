"""Passages as a model is shown them, made of a text, a title and a heading each."""

from collections.abc import Sequence

from pincite.answering.locating import ShownPassage
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document, Region
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.retrieval.evidence import Passage


def shown_passages(made_of: Sequence[tuple[str, str, str]], *regions: Region) -> tuple[ShownPassage, ...]:
    """One passage of each (text, title, heading), which is all of its document."""
    shown = []
    for label, (text, title, heading) in enumerate(made_of, start=1):
        content = Document("text", title, text, (), (), (), regions if label == 1 else (), b"")
        chunk = Chunk(DocumentId(f"d{label}"), VersionId(f"v{label}"), 0, 0, len(text), "", heading, 0, len(text), "")
        passage = Passage(label, chunk, MatterId("m"), "/d", title, None, "", None, text, 1 / label, label, label, 0.5)
        shown.append(ShownPassage(passage, content))
    return tuple(shown)
