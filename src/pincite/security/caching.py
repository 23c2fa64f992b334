"""A scanner with a cache: what is scanned before a model reads it is scanned again when it is cited."""

from collections.abc import Sequence

from pincite.security.scanner import Kind, Scanner

MOST = 16_384
"""The most pieces whose scores are kept, a few megabytes: more than the passages of any one question."""


class CachingScanner:
    """Another scanner, with a cache of its scores for recent pieces."""

    def __init__(self, scanner: Scanner, most: int = MOST) -> None:
        self._scanner = scanner
        self._most = most
        self._known: dict[tuple[Kind, str], float] = {}

    @property
    def name(self) -> str:
        """The other scanner's name: the cache changes no score."""
        return self._scanner.name

    async def scores(self, kind: Kind, texts: Sequence[str]) -> list[float]:
        """One score per text, in the same order, from 0 to 1.

        Raises:
            ModelError: the other scanner's model cannot be read.
        """
        known = {text: self._known[kind, text] for text in texts if (kind, text) in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        found = dict(zip(new, await self._scanner.scores(kind, new), strict=True)) if new else {}
        for text, score in found.items():
            self._known[kind, text] = score
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return [found[text] if text in found else known[text] for text in texts]
