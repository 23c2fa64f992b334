"""Which passages address an assistant: known before a model reads them, so that it can be warned."""

from collections.abc import Callable, Container, Sequence

from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Passage
from pincite.retrieval.joining import as_evidence
from pincite.retrieval.packing import Packed
from pincite.security.scanner import Scan, Scanner, scan
from pincite.security.screening import screen


class Scans:
    """What a scanner makes of passages, each as a model reads it and each once."""

    def __init__(self, scanner: Scanner | None, content_of: Callable[[VersionId], Document]) -> None:
        self._scanner = scanner
        self._content_of = content_of
        self._scans: dict[str, Scan] = {}
        self.flagged: set[str] = set()

    async def packed(self, pack_with: Callable[[Container[str]], Packed]) -> Packed:
        """Passages packed with room for the warnings about those that are flagged, which is known once they are read.

        Packed anew as often as a flagged passage comes in that was not known before: no passage is read twice.
        """
        while True:
            packed = pack_with(frozenset(self.flagged))
            new = [text for text in map(self._words, packed.passages) if text not in self._scans]
            if self._scanner is not None:
                self._scans |= {text: await scan(text, "document", self._scanner) for text in new}
            found = {text for text in new if text in self._scans and self._scans[text].spans}
            if not found:
                return packed
            self.flagged |= found

    def reasons(self, passages: Sequence[Passage]) -> dict[int, tuple[str, ...]]:
        """Why passages are flagged, by the scanner or by phrases, under their labels."""
        texts = {passage.label: self._words(passage) for passage in passages}
        found = {
            label: self._scans[text].reasons if text in self._scans else reasons_of(text)
            for label, text in texts.items()
        }
        return {label: reasons for label, reasons in found.items() if reasons}

    def _words(self, passage: Passage) -> str:
        return as_evidence(passage, self._content_of(passage.chunk.version))


def reasons_of(text: str) -> tuple[str, ...]:
    """Why a text is flagged by the phrases of `screening`, as a scan would say it; nothing when it is not."""
    return tuple(f"the text {reason}" for reason in screen(text).reasons)
