"""What a question, a listing and one more file ask of the catalogue, and how that grows with what they do not touch.

    python -m runs.timing.growth [--documents 1000 10000 100000] [--folder FOLDER] [--results]

Makes a catalogue of short letters in matters of fifty, with a record beside it that says only how the documents stand.
Each line is one use of it, in milliseconds of processor time: the median of rounds. Whoever asks sees one matter, but
where the line says otherwise. A foreign write is one that another process made: after it, the next reading compares the
documents with the record again. With a folder the catalogues stay there, and are used again by the next run.
`--one-matter` puts all of them into one matter. Every twentieth letter is nearly the same as the nineteen after it.
"""

import argparse
import gc
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runs.measuring import results

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.listing import Sought
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.steps import committing
from pincite.documents.document import Document, Fact
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import NotVisible
from pincite.sealing import Recorded, Sealed
from pincite.session.reading import near_to
from pincite.structure.likeness import BINS

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SCOPE_ENDS = NOW + timedelta(hours=1)
OF_A_MATTER = 50
BATCH = 500
ALIKE, CHANGED = 20, 0.1
ROUNDS = 7
PATIENCE_SECONDS = 20
"""A use that takes so long is not measured again."""


@dataclass(slots=True)
class Book:
    """A record that has only the newest state of the documents; implements `Witness`."""

    newest: Recorded | None = None

    def recorded(self) -> Recorded | None:
        """The newest state, None before the first."""
        return self.newest

    def say(self, said: Sealed) -> None:
        """Put a state on the record."""
        self.newest = Recorded(1, said.before, said.after)


def sketch_of(number: int) -> bytes:
    """The sketch of a letter: that of its twenty, with one byte in ten another one."""
    alike = random.Random(number // ALIKE).randbytes(BINS)
    own = random.Random(-1 - number)
    return bytes(own.randrange(256) if own.random() < CHANGED else byte for byte in alike)


def letter(number: int, of_a_matter: int = OF_A_MATTER) -> Incoming:
    """A short letter of its matter."""
    matter = MatterId(f"matter-{number // of_a_matter:05}")
    path = f"/firm/{matter}/letter-{number:06}.txt"
    parties = f"Petrolube {number % 9973} Ltd", f"Kenway {number % 8999} plc"
    words = f"Letter {number} from {parties[0]} to {parties[1]} about unit {number} of the estate."
    facts = tuple(Fact("party", name, 0, 1) for name in parties)
    kept = sketch_of(number)
    content = Document("text", f"Letter {number}", words, (), (), (), (), b"", facts=facts, sketch=kept, unread=())
    return Incoming(DocumentId(f"letter-{number:06}"), matter, path, (), version_id(words.encode(), path), content)


def make(folder: Path, documents: int, of_a_matter: int) -> tuple[SqliteCatalogue, Book]:
    """A catalogue of so many letters, which the record has; one that is there already is used again."""
    book, file = Book(), folder / f"{documents}.db"
    is_new = not file.exists()
    if is_new:
        with closing(SqliteCatalogue(file)) as catalogue:
            for first in range(0, documents, BATCH):
                batch = [letter(number, of_a_matter) for number in range(first, min(first + BATCH, documents))]
                for each in batch:
                    catalogue.stage(each, NOW)
                catalogue.commit({each.document: () for each in batch}, NOW)
    covered = SqliteCatalogue(file, book)
    book.say(covered.cover())
    return covered, book


def add(catalogue: SqliteCatalogue, book: Book, number: int, of_a_matter: int) -> None:
    """Read one more letter in, as `ingest` does, without the index."""
    incoming = letter(number, of_a_matter)
    assert catalogue.identify(incoming.matter, incoming.path)
    catalogue.stage(incoming, NOW)
    step = committing({incoming.document: ()}, NOW)
    said = catalogue.planned(step)
    assert said is not None
    book.say(said)
    catalogue.commit({incoming.document: ()}, NOW)
    ended = catalogue.planned()
    assert ended is not None
    book.say(ended)


def foreign_write(file: Path) -> None:
    """Another process writes something that changes no document."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO history SELECT id, version, read_at, 'staged' FROM document LIMIT 1")
        other.commit()


def spent(use: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of processor time of a use; `before` is done first each time and does not count."""
    took: list[float] = []
    began = time.perf_counter()
    for _ in range(ROUNDS):
        before()
        gc.collect()
        since = time.process_time()
        use()
        took.append((time.process_time() - since) * 1000)
        if time.perf_counter() - began > PATIENCE_SECONDS:
            break
    return statistics.median(took)


def uses(catalogue: SqliteCatalogue, book: Book, file: Path, documents: int, of_a_matter: int) -> Mapping[str, float]:
    """Each use with its time."""
    matters = frozenset(letter(number, of_a_matter).matter for number in range(0, documents, of_a_matter))
    middle = letter(documents // 2, of_a_matter).matter
    one = Scope(Principal("olga", "olga"), frozenset({middle}), frozenset(), 1, SCOPE_ENDS)
    whole = Scope(Principal("olga", "olga"), matters, frozenset(), 1, SCOPE_ENDS)
    walls = frozenset(letter(number * 7 % documents).document for number in range(5_000))
    shown = catalogue.in_order(None, 50, one)
    walled = Scope(Principal("olga", "olga"), one.matters, walls, 1, SCOPE_ENDS)
    first = documents // 2 // OF_A_MATTER * OF_A_MATTER
    own = [letter(first + at).document for at in range(20)]
    words = ("petrolube", "kenway", "letter", f"{documents // 2}")
    more = iter(range(documents + len(catalogue.known()), 10 * documents))  # not what an earlier run added
    other = SqliteCatalogue(file, book)
    add(other, book, next(more), of_a_matter)  # the first change of a process compares all documents
    catalogue.permitted(own, one)
    found = {
        "first reading after another process read a file": spent(
            lambda: catalogue.permitted(own, one), lambda: add(other, book, next(more), of_a_matter)
        ),
        "first reading after a foreign write": spent(
            lambda: catalogue.permitted(own, one), lambda: foreign_write(file)
        ),
        "one more file": spent(lambda: add(catalogue, book, next(more), of_a_matter)),
        "twenty documents by id": spent(lambda: catalogue.permitted(own, one)),
        "words on cards": spent(lambda: catalogue.naming(words, one)),
        "words on cards, all matters": spent(lambda: catalogue.naming(words, whole)),
        "words on cards, 5,000 walls": spent(lambda: catalogue.naming(words, walled)),
        "how many may be seen": spent(lambda: catalogue.naming((), one)),
        "how many may be seen, all matters": spent(lambda: catalogue.naming((), whole)),
        "a name that fits nothing, all matters": spent(lambda: _refused(catalogue, "lettre-1234567.txt", whole)),
        "fifty documents in order, all matters": spent(lambda: catalogue.in_order(None, 50, whole)),
        "a document by its file's name": spent(lambda: catalogue.named(f"letter-{documents // 2:06}.txt", one)),
        "a document by its file's name, all matters": spent(
            lambda: catalogue.named(f"letter-{documents // 2:06}.txt", whole)
        ),
        "labels": spent(lambda: catalogue.labels(one)),
        "a page of the library": spent(lambda: catalogue.listed(Sought(), None, 50, one)),
        "a page of the library, all matters": spent(lambda: catalogue.listed(Sought(), None, 50, whole)),
        "all documents of a matter": spent(lambda: catalogue.entries(one)),
        "ids of all documents": spent(lambda: catalogue.known()),
        "versions that are kept": spent(lambda: catalogue.kept()),
    }
    if of_a_matter > documents:
        found["what is nearly the same as fifty documents"] = spent(lambda: near_to(shown, catalogue, one))
    return found


def _refused(catalogue: SqliteCatalogue, name: str, scope: Scope) -> None:
    """Look for a document that is not there."""
    try:
        catalogue.named(name, scope)
    except NotVisible:
        return
    raise AssertionError(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--one-matter", action="store_true")
    results.add_option(parser, "growth")
    given = parser.parse_args()
    table: dict[str, list[str]] = {}
    notes = results.Notes()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for documents in given.documents:
            of_a_matter = documents * 10 if given.one_matter else OF_A_MATTER
            catalogue, book = make(folder, documents, of_a_matter)
            with closing(catalogue):
                for use, took in uses(catalogue, book, folder / f"{documents}.db", documents, of_a_matter).items():
                    table.setdefault(use, []).append(f"{took:,.1f}")
                    notes.note(use, f"{documents:,}", took)
    print(f"| ms | {' | '.join(f'{documents:,}' for documents in given.documents)} |")
    print(f"| --- |{' --- |' * len(given.documents)}")
    for use, took_each in table.items():
        print(f"| {use} | {' | '.join(took_each)} |")
    notes.keep(given.results)


if __name__ == "__main__":
    main()
