"""Finds passages that address an assistant before a model reads them, so that it can be warned."""

from collections.abc import Callable, Container, Sequence

from pincite.documents.document import Document
from pincite.documents.regions import blanked
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Passage
from pincite.retrieval.joining import as_evidence
from pincite.retrieval.packing import Packed
from pincite.security.scanner import Scan, Scanner, scan
from pincite.security.screening import screen
from pincite.structure.headings import headings_in


class Scans:
    """A scanner's verdicts on passages before a model reads them; it reads each once."""

    def __init__(self, scanner: Scanner | None, content_of: Callable[[VersionId], Document]) -> None:
        self._scanner = scanner
        self._content_of = content_of
        self._scans: dict[str, Scan] = {}
        self.flagged: set[str] = set()

    async def packed(self, pack_with: Callable[[Container[str]], Packed]) -> Packed:
        """Passages packed with room for warnings about the flagged ones, which are known only once they are read.

        They are packed again whenever a new passage is flagged. No passage is read twice.
        """
        while True:
            packed = pack_with(frozenset(self.flagged))
            found = False
            for passage in packed.passages:
                words = as_evidence(passage, self._content_of(passage.chunk.version))
                if self._scanner is None or words in self._scans:
                    continue
                self._scans[words] = await scanned(passage, self._content_of(passage.chunk.version), self._scanner)
                if self._scans[words].spans:
                    self.flagged.add(words)
                    found = True
            if not found:
                return packed

    def reasons(self, passages: Sequence[Passage]) -> dict[int, tuple[str, ...]]:
        """Why passages are flagged, by the scanner or by phrases, by their labels."""
        found: dict[int, tuple[str, ...]] = {}
        for passage in passages:
            words = as_evidence(passage, self._content_of(passage.chunk.version))
            by_scanner = self._scans[words].reasons if words in self._scans else ()
            found[passage.label] = tuple(dict.fromkeys((*by_scanner, *reasons_of(words))))
        return {label: reasons for label, reasons in found.items() if reasons}


async def scanned(passage: Passage, content: Document, scanner: Scanner) -> Scan:
    """A scanner's verdict on a passage's words; headings that are questions count only by their phrases.

    A guide's headings ask what the words below them answer; to a scanner, they look like planted tasks. Hidden words
    are blanked, as a reader sees them, so that they cannot split an order. Spans are of the passage's text.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    start, end = passage.chunk.start, passage.chunk.end
    text = blanked(content, start, end)
    headings = [(first - start, last - start) for first, last in headings_in(content, start, end)]
    asking = [(first, last) for first, last in headings if text[first:last].rstrip().endswith("?")]
    return await scan(text, "document", scanner, asking)


def reasons_of(text: str) -> tuple[str, ...]:
    """Why a text is flagged by the phrases of `screening`, as a scan words it; empty if it is not flagged."""
    return tuple(f"the text {reason}" for reason in screen(text).reasons)
