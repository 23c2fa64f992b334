"""Files in files that are read again: each keeps its own id, and what cannot be known again is nobody's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.ingest.test_reading import MATTER, Firm, document

from pincite.catalogue.entry import Entry
from pincite.documents.document import Attachment, Document, Format
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import DocumentError
from pincite.ingest import Report

MENU, SECRET, NEWS = b"The menu is fish.", b"The bonus is 915,000 dollars.", b"The canteen has moved."
CHANGED = SECRET + b" Paid in May."

Inner = bytes | tuple[Format, str, Sequence[tuple[str, "Inner"]]]
"""A text; or a file that holds others: its format, its own words, and the files with their names."""


def flat(inner: Inner) -> bytes:
    return inner if isinstance(inner, bytes) else repr(inner).encode()


def box(*messages: Inner, subjects: str = "Memo") -> Inner:
    return ("mailbox", "", [(f"{number:04} {subjects}.eml", each) for number, each in enumerate(messages, start=1)])


def held(format: Format, name: str, *files: Inner) -> Inner:
    return (format, "" if format in ("archive", "mailbox") else "Please see.", [(name, each) for each in files])


@dataclass
class Case:
    """A file that is read again and again, and what walls stand before."""

    firm: Firm
    place: Path
    contents: dict[bytes, Inner]

    def read(self, inner: Inner, *walls: DocumentId) -> Report:
        self._note(inner)
        self.firm.library = replace(self.firm.library, walled=lambda: frozenset(walls))
        (self.place / "file").write_bytes(flat(inner))
        return self.firm.run("file")

    def _note(self, inner: Inner) -> None:
        self.contents[flat(inner)] = inner
        if not isinstance(inner, bytes):
            for _, each in inner[2]:
                self._note(each)

    def entries(self) -> dict[str, list[Entry]]:
        """Standing documents by their words."""
        found: dict[str, list[Entry]] = {}
        for entry in self.firm.catalogue.of_matter(MATTER):
            assert entry.version is not None
            found.setdefault(self.firm.catalogue.content(entry.version).text, []).append(entry)
        return found

    def id(self, words: bytes) -> DocumentId:
        [entry] = self.entries()[words.decode()]
        return entry.document

    def is_kept_from(self, words: bytes, wall: DocumentId) -> bool:
        """True when a wall from a document or archive reaches every document of these words."""
        reached = {wall, *self.firm.catalogue.came_in(frozenset({wall}))}
        return all(entry.document in reached for entry in self.entries()[words.decode()])


@pytest.fixture
def case(tmp_path: Path) -> Case:
    contents: dict[bytes, Inner] = {}

    def reads(content: bytes, _: str) -> Document:
        inner = contents[content]
        if isinstance(inner, bytes):
            if inner == b"damaged":
                raise DocumentError("the file is damaged")
            return document(inner.decode())
        files = tuple(Attachment(name, flat(each)) for name, each in inner[2])
        return replace(document(inner[1], inner[0]), attachments=files)

    return Case(Firm(tmp_path, reads), tmp_path, contents)


WAYS: dict[str, Callable[..., Inner]] = {
    "messages of a mailbox": box,
    "messages without a subject": lambda *files: ("mailbox", "", [(f"{n:04}.eml", f) for n, f in enumerate(files, 1)]),
    "attachments of one name": lambda *files: held("email", "scan.txt", *files),
    "attachments without a name": lambda *files: (
        "email",
        "See.",
        [(f"attachment {n}.txt", f) for n, f in enumerate(files, 1)],
    ),
    "members of one name": lambda *files: held("archive", "x/s.txt", *files),
    "members with other slashes": lambda *files: (
        "archive",
        "",
        [(("x\\s.txt", "x/s.txt")[n % 2], f) for n, f in enumerate(files)],
    ),
    "forwarded messages": lambda *files: held("email", "fw.eml", *(held("email", "in.txt", each) for each in files)),
    "archives of one name": lambda *files: held("email", "p.zip", *(held("archive", "in.txt", each) for each in files)),
    "archives in archives": lambda *files: held(
        "archive", "q.zip", *(held("archive", "p.zip", held("archive", "in.txt", each)) for each in files)
    ),
    "boxes in an archive": lambda *files: held("archive", "b.mbox", *(box(each) for each in files)),
    "files in files of a mailbox": lambda *files: box(*(held("email", "in.txt", each) for each in files)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_rule_on_one_file_stays_with_it(case: Case, way: str) -> None:
    made = WAYS[way]
    case.read(made(MENU, SECRET))
    secret, menu = case.id(SECRET), case.id(MENU)
    # Others come before it, go, change their order, and come back: whoever was granted the menu sees the menu only.
    for files in ((SECRET,), (MENU, SECRET), (NEWS, MENU, SECRET), (SECRET, NEWS), (SECRET, NEWS, MENU)):
        case.read(made(*files), secret)
        assert case.is_kept_from(SECRET, secret), files
        assert all(entry.document != menu for entry in case.entries()[SECRET.decode()]), files
        if way not in ("archives in archives",):
            assert not case.is_kept_from(NEWS, secret) if NEWS in files and MENU in files else True
    again = case.read(made(SECRET, NEWS, MENU), secret)
    assert (again.ids, again.removed, again.warnings) == ((), (), ())


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_known_again_is_walled_and_not_granted(case: Case, way: str) -> None:
    made = WAYS[way]
    case.read(made(MENU, SECRET))
    secret, menu = case.id(SECRET), case.id(MENU)
    report = case.read(made(CHANGED), secret)
    assert case.is_kept_from(CHANGED, secret)
    assert case.id(CHANGED) not in (secret, menu)
    assert any("it cannot be told which" in warning.reason for warning in report.warnings)
    # So it stays, also when it is read again and changed again.
    for files in ((CHANGED,), (NEWS, CHANGED), (NEWS, CHANGED + b" Or June.")):
        case.read(made(*files), secret)
        assert case.is_kept_from(files[-1], secret), files


def test_a_file_that_is_the_only_one_of_its_name_stays_itself_when_it_changes(case: Case) -> None:
    case.read(held("archive", "bonus.txt", SECRET))
    secret = case.id(SECRET)
    report = case.read(held("archive", "bonus.txt", CHANGED), secret)
    assert case.id(CHANGED) == secret
    assert report.warnings == ()


def test_a_message_of_which_only_the_bytes_changed_is_the_same(case: Case) -> None:
    case.contents[b"flags"] = SECRET
    case.read(box(MENU, SECRET))
    secret = case.id(SECRET)
    case.contents[flat(box(b"flags"))] = box(b"flags")
    (case.place / "file").write_bytes(flat(box(b"flags")))
    case.firm.run("file")
    assert case.id(SECRET) == secret


def test_a_wall_reaches_a_file_under_another_name_in_the_same_archive(case: Case) -> None:
    case.read(("archive", "", [("bonus.txt", SECRET), ("a.txt", MENU)]))
    secret = case.id(SECRET)
    case.read(("archive", "", [("renamed.txt", SECRET), ("a.txt", MENU)]), secret)
    assert case.is_kept_from(SECRET, secret)
    assert not case.is_kept_from(MENU, secret)


def test_a_label_passes_to_what_may_be_either_only_when_both_carry_it(case: Case) -> None:
    case.read(box(MENU, SECRET))
    case.firm.catalogue.relabel([case.id(MENU)], ["open", "all"])
    case.firm.catalogue.relabel([case.id(SECRET)], ["all"])
    case.read(box(CHANGED))
    [entry] = case.entries()[CHANGED.decode()]
    assert entry.labels == ("all",)


def test_a_message_that_may_have_moved_to_another_matter_is_not_read(case: Case) -> None:
    case.read(box(MENU, SECRET))
    case.firm.catalogue.move([case.id(SECRET)], MatterId("walled"))
    assert "was moved to another matter" in case.read(box(NEWS, MENU, SECRET)).warnings[-1].reason
    report = case.read(box(MENU, CHANGED))
    assert "may be it" in report.warnings[-1].reason
    assert CHANGED.decode() not in case.entries()


def test_what_may_be_a_file_that_cannot_be_read_now_stays(case: Case) -> None:
    case.read(box(MENU, SECRET))
    report = case.read(box(MENU, b"damaged"))
    assert report.removed == ()
    assert "damaged" in report.failures[0].reason
