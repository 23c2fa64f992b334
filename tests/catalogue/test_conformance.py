"""What every catalogue does, whatever it keeps its documents in; the other tests here run against each as well."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.catalogue.kinds import made

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document, Fact
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import NotVisible, WorkspaceError

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ACME, OTHER = MatterId("acme"), MatterId("o'neil")
MATTERS = (ACME, OTHER, MatterId("Ärger 😀"))
LABELS = ("draft", "it's", "d'été")
PATHS = ("/f/Petrolube lease.txt", "/f/box.zip", "/f/box.zip/deed.txt", "/f/box.zip/in.eml/note.txt", "/g/kenway.txt")
WORDS = ("LEASE of Petrolube", "DEED of Kenway and Petrolube", "NOTE", "")
NAMES = ("petrolube", "kenway", "lease", "deed", "note", "box")


def scope(
    *matters: MatterId,
    denied: frozenset[DocumentId] = frozenset(),
    documents: frozenset[DocumentId] = frozenset(),
    labels: frozenset[tuple[str, MatterId | None]] = frozenset(),
    reach: frozenset[MatterId] = frozenset(),
) -> Scope:
    until = NOW + timedelta(hours=1)
    return Scope(Principal("ada", "ada"), frozenset(matters), denied, 1, until, documents, labels, reach)


def content(words: str) -> Document:
    facts = tuple(Fact("party", name, 0, 1) for name in ("Petrolube", "Kenway") if name in words)
    kept = words.encode()[:8] if "lease" in words.lower() else b""
    return Document("text", words, words, (), (), (), (), b"", facts=facts, sketch=kept, unread=() if words else (1,))


def put(
    catalogue: Catalogue, path: str, words: str = WORDS[0], matter: MatterId = ACME, labels: tuple[str, ...] = ()
) -> DocumentId:
    """A document that stands."""
    document = catalogue.identify(matter, path)
    catalogue.stage(Incoming(document, matter, path, labels, version_id(words.encode(), path), content(words)), NOW)
    catalogue.commit({document: labels}, NOW)
    return document


def test_of_many_documents_those_are_given_that_stand_and_are_permitted(catalogue: Catalogue) -> None:
    first, second = put(catalogue, "/f/a.txt"), put(catalogue, "/f/b.txt")
    hidden = put(catalogue, "/f/c.txt", matter=OTHER)
    announced = catalogue.identify(ACME, "/f/d.txt")
    catalogue.stage(Incoming(announced, ACME, "/f/d.txt", (), VersionId("v"), content("x")), NOW)
    found = catalogue.permitted([second, hidden, announced, DocumentId("none"), first, second], scope(ACME))
    assert [(document, entry.path) for document, entry in found.items()] == [(second, "/f/b.txt"), (first, "/f/a.txt")]
    assert not catalogue.closed([first, second], scope(ACME))
    for one in (hidden, announced, DocumentId("none")):
        assert catalogue.closed([first, one], scope(ACME))
    assert not catalogue.closed([], scope())


def test_a_hidden_document_is_refused_as_one_that_does_not_exist(catalogue: Catalogue) -> None:
    hidden = put(catalogue, "/f/Petrolube lease.txt", matter=OTHER)
    said = []
    for name in (hidden, DocumentId("none")):
        for ask in (catalogue.visible, catalogue.named, catalogue.of_id):
            with pytest.raises(NotVisible) as refusal:
                ask(name, scope(ACME))
            said.append(str(refusal.value).replace(repr(name), "NAME"))
    assert set(said) == {"there is no document NAME that ada may see; try: pincite list"}


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "lease\0"])
def test_a_name_that_no_database_can_hold_is_refused_as_one_of_nothing(catalogue: Catalogue, name: str) -> None:
    put(catalogue, PATHS[0])
    for asked in (catalogue.visible, catalogue.of_id, catalogue.named):
        with pytest.raises(NotVisible, match="there is no document"):
            asked(DocumentId(name), scope(ACME))
    assert catalogue.permitted([DocumentId(name)], scope(ACME)) == {}
    assert catalogue.beginning(name, scope(ACME)) == []


def test_a_document_is_meant_by_its_files_name_and_by_a_beginning_of_it(catalogue: Catalogue) -> None:
    document = put(catalogue, "/f/Petrolube lease.txt")
    put(catalogue, "/f/kenway.txt")
    for name in (document, "Petrolube lease.txt", "petrolube lease", "petrol"):
        assert catalogue.named(name, scope(ACME)).document == document
    with pytest.raises(NotVisible) as refusal:
        catalogue.named("petrol", scope(ACME), in_full=True)
    put(catalogue, "/g/Petrolube lease.txt")
    with pytest.raises(WorkspaceError, match="2 documents are called 'petrolube lease'"):
        catalogue.named("petrolube lease", scope(ACME))
    with pytest.raises(NotVisible) as refusal:
        catalogue.named("Kenwy", scope(ACME))
    assert [name.endswith("(kenway.txt)") for name in refusal.value.nearest] == [True]


def test_what_is_staged_does_not_stand_until_it_is_committed(catalogue: Catalogue) -> None:
    document = put(catalogue, "/f/a.txt", "before")
    catalogue.stage(
        Incoming(document, ACME, "/f/a.txt", (), VersionId("new"), content("after"), attached=2, cut="clauses"), NOW
    )
    entry = catalogue.visible(document, scope(ACME))
    assert (entry.title, entry.staged, entry.attached, entry.cut) == ("before", "new", 0, "")
    assert catalogue.interrupted(ACME) == [document]
    catalogue.commit({document: ("draft",)}, NOW + timedelta(days=1))
    entry = catalogue.visible(document, scope(ACME))
    assert (entry.title, entry.version, entry.staged, entry.labels) == ("after", "new", None, ("draft",))
    assert (entry.attached, entry.cut, entry.read_at) == (2, "clauses", NOW + timedelta(days=1))
    assert catalogue.content(VersionId("new")).text == "after"


def test_a_text_that_is_not_stored_is_an_error_that_says_what_to_do(catalogue: Catalogue) -> None:
    with pytest.raises(WorkspaceError, match="ingest the file again"):
        catalogue.content(VersionId("0" * 64))


def test_a_matter_takes_no_file_twice(catalogue: Catalogue) -> None:
    document = put(catalogue, "/f/a.txt")
    put(catalogue, "/f/a.txt", matter=OTHER)
    with pytest.raises(WorkspaceError, match="already holds the file of"):
        catalogue.require_movable([document], OTHER)
    catalogue.require_movable([document], ACME)


def test_many_threads_read_while_one_writes_and_each_sees_whole_changes(catalogue: Catalogue) -> None:
    pair = [put(catalogue, "/f/a.txt"), put(catalogue, "/f/b.txt")]
    is_over = threading.Event()

    def read() -> set[tuple[MatterId, ...]]:
        seen = set[tuple[MatterId, ...]]()
        while not is_over.is_set():
            seen.add(tuple(entry.matter for entry in catalogue.permitted(pair, scope(*MATTERS)).values()))
        return seen

    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        for number in range(40):
            catalogue.move(pair, MATTERS[number % 2])
            catalogue.settle(pair)
        is_over.set()
        seen = set[tuple[MatterId, ...]]().union(*(reader.result() for reader in readers))
    assert seen <= {(ACME, ACME), (OTHER, OTHER)}


def everything(catalogue: Catalogue, documents: list[DocumentId], versions: list[VersionId]) -> dict[str, object]:
    """All that a catalogue can be asked, by what was asked."""
    some = frozenset(documents[::2])
    scopes = {
        "none": scope(),
        "all": scope(*MATTERS),
        "acme": scope(ACME, denied=frozenset(documents[:1])),
        "singly": scope(
            OTHER, documents=some, labels=frozenset({("draft", None), ("it's", ACME)}), reach=frozenset(MATTERS)
        ),
    }
    kept = catalogue.kept()
    said: dict[str, object] = {
        "known": catalogue.known(),
        "stand": catalogue.stand(),
        "agreement": catalogue.agreement(),
        "interrupted": [catalogue.is_interrupted(except_in=matter) for matter in MATTERS],
        "labels": catalogue.labels(),
        "kept": kept,
        "being erased": catalogue.being_erased(),
        "unsettled": sorted(catalogue.unsettled(), key=lambda entry: entry.document),
        "came in": catalogue.came_in(some),
        "sharing": [catalogue.sharing({one: versions[:4]}) for one in documents[:1]],
    }
    for name, seen in scopes.items():
        said |= {
            f"entries, {name}": catalogue.entries(seen),
            f"permitted, {name}": catalogue.permitted(documents, seen),
            f"closed, {name}": [catalogue.closed([one], seen) for one in documents],
            f"labels, {name}": catalogue.labels(seen),
            f"in order, {name}": [catalogue.in_order(after, 3, seen) for after in (None, (ACME, "/f/b"), (OTHER, ""))],
            f"beginning, {name}": [catalogue.beginning(start, seen) for start in ("A", "b", *documents[:1])],
            f"beginning, two, {name}": [catalogue.beginning(start, seen, 2) for start in ("p", "d", "k")],
            f"naming, {name}": catalogue.naming([*NAMES, *NAMES], seen),
            f"bearing all, {name}": [
                catalogue.bearing(NAMES[:2], 0.6, one, seen, all_of_them=True) for one in (*MATTERS, None)
            ],
            f"bearing, {name}": [catalogue.bearing(NAMES, 0.2, one, seen) for one in (*MATTERS, None)],
            f"lying in, {name}": [sorted(catalogue.lying_in(folder, seen)) for folder in ("/f", "/g", "/f/a.txt")],
            f"sketches, {name}": [catalogue.sketches(matter, seen) for matter in MATTERS],
            f"within, {name}": [catalogue.within(path, seen) for path in PATHS],
        }
    for matter in MATTERS:
        said |= {
            f"of {matter}": catalogue.of_matter(matter),
            f"interrupted in {matter}": sorted(catalogue.interrupted(matter)),
            f"ids in {matter}": [catalogue.identify(matter, path) for path in PATHS],
            f"has within {matter}": [catalogue.has_within(matter, path) for path in PATHS],
            f"known within {matter}": [catalogue.known_within(matter, path) for path in ("/f", *PATHS)],
            f"moved out of {matter}": [catalogue.has_moved_out(matter, path) for path in PATHS],
        }
    for document in documents:
        said |= {
            f"matter of {document}": catalogue.matter_of(document),
            f"standing {document}": catalogue.standing(document),
            f"attached to {document}": catalogue.attached_to(document),
            f"erasable {document}": catalogue.erasable(document),
            f"was attached to {document}": catalogue.was_attached_to(document),
            f"versions of {document}": catalogue.stood(document),
            f"versions of {document} since it was added": catalogue.since_added(document),
            f"erased of {document}": [catalogue.was_erased(document, version) for version in versions],
        }
    for version in versions:
        said |= {
            f"text of {version}": [catalogue.has_text(version, words) for words in WORDS],
            f"other text of {version}": [catalogue.has_other_text(version, words) for words in WORDS],
            f"content of {version}": catalogue.content(version) if version in kept else None,
        }
    return said


class Shelf:
    """Catalogues to which the same is done, drawn from a seed; and all that was ever put in them."""

    def __init__(self, catalogues: list[Catalogue], seed: int) -> None:
        self.catalogues, self.random = catalogues, Random(seed)  # noqa: S311 - a walk that can be made again
        self.documents: list[DocumentId] = []
        self.versions: list[VersionId] = []

    def some(self) -> list[DocumentId]:
        standing = [one for one in self.documents if self.catalogues[0].standing(one) is not None]
        return self.random.sample(standing, min(len(standing), self.random.randint(0, 3)))

    def before(self, document: DocumentId) -> list[DocumentId]:
        """Some of the documents that were there before one, so that nothing comes in itself."""
        place = self.documents.index(document) if document in self.documents else len(self.documents)
        return [one for one in self.some() if one in self.documents[:place]]

    def stage(self) -> None:
        matter, path, words = self.random.choice(MATTERS), self.random.choice(PATHS), self.random.choice(WORDS)
        labels = self.random.sample(LABELS, self.random.randint(0, 2))
        document = self.catalogues[0].identify(matter, path)
        version = version_id(words.encode(), path, self.random.choice(("", "tesseract")))
        inside = [one for one in self.before(document) if self.catalogues[0].matter_of(one) == matter]
        parent = inside[0] if inside else None
        holders = self.before(document) if self.random.random() < 0.3 else []
        for catalogue in self.catalogues:
            catalogue.stage(
                Incoming(
                    document,
                    matter,
                    path,
                    labels,
                    version,
                    content(words),
                    parent=parent,
                    attached=len(words) % 3,
                    recogniser=words[:4],
                    cut="cut",
                    holders=tuple(holders),
                ),
                NOW,
            )
        self.documents = list(dict.fromkeys([*self.documents, document]))
        self.versions = list(dict.fromkeys([*self.versions, version]))
        if self.random.random() < 0.8:
            for catalogue in self.catalogues:
                catalogue.commit({document: labels}, NOW)

    def move(self) -> None:
        documents, matter = self.some(), self.random.choice(MATTERS)
        refused = []
        for catalogue in self.catalogues:
            try:
                catalogue.require_movable(documents, matter)
            except WorkspaceError as error:
                refused.append(str(error))
            else:
                catalogue.move(documents, matter)
        assert len(set(refused)) <= 1
        assert len(refused) in (0, len(self.catalogues))

    def settle(self) -> None:
        for catalogue in self.catalogues:
            catalogue.settle(self.documents)

    def attach(self) -> None:
        if not self.documents:
            return
        inner = self.random.choice(self.documents)
        holders = self.random.choice((None, self.before(inner)))
        parent = next(iter(self.before(inner)), None)
        for catalogue in self.catalogues:
            catalogue.attach_all([(inner, parent, None if len(inner) % 2 else 2, holders)])

    def relabel(self) -> None:
        documents, labels = self.some(), self.random.sample(LABELS, 1)
        for catalogue in self.catalogues:
            catalogue.relabel(documents, labels)

    def remove(self) -> None:
        documents = self.some()[:1]
        for catalogue in self.catalogues:
            catalogue.remove(documents, NOW)

    def erase(self) -> None:
        if not self.documents:
            return
        document, finishes = self.random.choice(self.documents), self.random.random() < 0.7
        for catalogue in self.catalogues:
            found = catalogue.erasable(document)
            if found is not None:
                catalogue.announce_erasure([found], NOW)
            if finishes:
                catalogue.finish_erasure()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_every_kind_says_the_same(
    tmp_path: Path, seed: int, kind: str, request: pytest.FixtureRequest
) -> None:
    with closing(made(kind, request, tmp_path)) as one, closing(made("memory", request, tmp_path)) as other:
        shelf = Shelf([one, other], seed)
        for _ in range(50):
            change = shelf.random.choice(
                [shelf.stage] * 4 + [shelf.move, shelf.settle, shelf.attach, shelf.relabel, shelf.remove, shelf.erase]
            )
            change()
            told, also = (everything(each, shelf.documents, shelf.versions) for each in (one, other))
            assert told == also, change
