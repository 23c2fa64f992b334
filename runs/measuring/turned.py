"""An embedder for runs over a made firm: a sentence of a template is embedded once, and then turned a little.

It stands behind the real port, and only runs use it. The made firm repeats its sentences with other names, dates and
sums. What is left without these is embedded by the encoder that ships, once, and kept in a file. A text's vector is the
sum of those of its sentences, turned into a direction that the whole text decides: by `TURN`, so that no two texts are
alike, as they would not be if each had been embedded. It says nothing about how well vectors find: figures that rest on
it are those of sizes and times, and of searches against exact ones over the same vectors.
"""

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from runs.making.firm.names import FAMILY, FIRST, FORMS, GIVEN, SECOND
from runs.making.firm.sources import LAWS, MONTHS

from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.models.ports import Embedder, Vectors

TURN = 0.15
"""Length of what is added to a vector of length 1: a cosine of some .99 to the vector of the template."""

SENTENCE = re.compile(r"(?<=[.;:!?])\s+|\n+")

DRAWN = frozenset(word.strip(".") for words in (FIRST, SECOND, GIVEN, FAMILY, FORMS, MONTHS, LAWS) for word in words)
"""Words that a made document got and its template had not."""

DIRECTIONS = 4_096
"""How many directions there are to turn in; a text has the sum of two."""


class TurnedEmbedder:
    """Vectors of templates, turned; implements `Embedder`."""

    def __init__(self, kept: Path, real: Embedder | None = None) -> None:
        """`kept` is the file in which the vectors of templates stay."""
        self._real = real or OnnxEmbedder()
        self._db = sqlite3.connect(kept, isolation_level=None, check_same_thread=False, timeout=60)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS template (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        self._known = {
            key: np.frombuffer(vector, np.float32)
            for key, vector in self._db.execute("SELECT key, vector FROM template")
        }
        drawn = np.random.default_rng(7).standard_normal((DIRECTIONS, self.dimensions), dtype=np.float32)
        self._directions = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    @property
    def name(self) -> str:
        """Names the model; an index of turned vectors takes no others."""
        return f"turned {self._real.name}"

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._real.dimensions

    @property
    def templates(self) -> int:
        """How many sentences were really embedded so far."""
        return len(self._known)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order."""
        cut = [_templates(text) for text in texts]
        await self._learn({template: None for templates in cut for template in templates})
        made = np.empty((len(texts), self.dimensions), np.float32)
        for row, (text, templates) in enumerate(zip(texts, cut, strict=True)):
            vector = np.sum([self._known[_key(template)] for template in templates], axis=0, dtype=np.float32)
            digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            one, other = (int.from_bytes(digest[at : at + 4]) % DIRECTIONS for at in (0, 4))
            turned = self._directions[one] - self._directions[other]
            vector = vector / (np.linalg.norm(vector) or 1) + TURN / 2**0.5 * turned
            made[row] = vector / np.linalg.norm(vector)
        return made

    async def _learn(self, templates: dict[str, None]) -> None:
        """Embed the templates that are not known yet."""
        new = [template for template in templates if _key(template) not in self._known]
        if not new:
            return
        vectors = await self._real.embed(new)
        rows = [(_key(template), vector) for template, vector in zip(new, vectors, strict=True)]
        self._known |= dict(rows)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR IGNORE INTO template VALUES (?, ?)", [(key, v.tobytes()) for key, v in rows])
        self._db.execute("COMMIT")


def _templates(text: str) -> list[str]:
    """The sentences of a text, without what was drawn for it."""
    found = [template for sentence in SENTENCE.split(text) if (template := _template(sentence))]
    return found or [text]


def _template(sentence: str) -> str:
    """
    >>> _template("The deposit for Kiln 4 of Millbank Grain is $847,163.")
    'The deposit for Kiln of is'
    """
    words = sentence.split()
    return " ".join(
        word
        for word in words
        if word.strip(".,;:()\"'") not in DRAWN and not any(letter.isdigit() or letter == "@" for letter in word)
    )


def _key(template: str) -> bytes:
    return hashlib.blake2b(template.encode("utf-8", "surrogatepass"), digest_size=16).digest()
