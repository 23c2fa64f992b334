"""A suite: a folder of documents, and questions whose answers are known places in them.

`docs/` holds any files that pincite reads; `gold.jsonl` has one JSON object per line:

    {"id": "q1", "suite": "leases", "question": "Who insures?", "gold": [["north/lease.pdf", 1204, 1377]], "as": "ines"}

A gold place is a path within `docs/` and a range of characters of that document's text as pincite reads it (`pincite
text` prints it; for a plain text file it is the file). `suite` groups questions, and `as` says who asks; both are
optional. A suite comes from outside: whatever is invalid in it is refused with its line, and its words are shown only
as words.
"""

import codecs
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pincite.documents.folder import FoundFile, find_files, printable
from pincite.errors import QuestionError
from pincite.evaluation.retrieval import FileRange
from pincite.strict_json import read_strictly

DOCUMENTS, GOLD = "docs", "gold.jsonl"

UNGROUPED = "all"
"""The group of questions whose line names none."""


@dataclass(frozen=True, slots=True)
class SuiteQuestion:
    """A question with the places of its answer, at least one. `as_user` asks; None stands for whoever runs the suite.

    `group` is the group in which its figures are averaged.
    """

    id: str
    group: str
    text: str
    gold: tuple[FileRange, ...]
    as_user: str | None

    @property
    def document(self) -> str:
        """The path of the document that it is about: the first with an answer."""
        return self.gold[0].path


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions about the documents of a folder. `name` is the folder's name."""

    folder: Path
    name: str
    questions: tuple[SuiteQuestion, ...]

    @property
    def documents(self) -> Path:
        """The folder of the documents."""
        return self.folder / DOCUMENTS

    def path_of(self, path: str) -> str | None:
        """A document's path within `docs/`, from its whole path in the catalogue; None when it is outside."""
        inside = f"{printable(self.documents)}/"
        return path.removeprefix(inside) if path.startswith(inside) else None


def read_suite(folder: Path, by: str) -> Suite:
    """The suite in a folder, with questions grouped by the field `by` of their lines.

    Whether each path names a file is checked here, so that a mistake shows before anything is read. Whether the places
    fit the texts is checked later, by `require_fitting`.

    Raises:
        QuestionError: a part of the suite is missing, a line is damaged, or a path is unknown.
    """
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links: the path names the documents
    suite = Suite(whole, printable(whole).rpartition("/")[2], tuple(_questions(whole / GOLD, by)))
    if not suite.questions:
        raise QuestionError(f"{GOLD} of the suite {suite.name} holds no question; write one JSON object a line")
    if not suite.documents.is_dir():
        raise QuestionError(
            f"the suite {suite.name} has no folder {DOCUMENTS}; put the documents of its questions there"
        )
    shown = (file.shown for file in find_files([suite.documents]) if isinstance(file, FoundFile))
    files = {suite.path_of(path) for path in shown}
    for question in suite.questions:
        for place in question.gold:
            # Files inside a message or an archive have a path below that file's own.
            if not files.intersection((place.path, *map(str, PurePosixPath(place.path).parents))):
                raise QuestionError(
                    f"question {question.id!r} has its answer in {place.path!r}, and there is no such file in "
                    f"{DOCUMENTS} of the suite {suite.name}; correct the path, which counts from {DOCUMENTS}"
                )
    return suite


def require_fitting(suite: Suite, length_of: Callable[[str], int | None]) -> None:
    """Refuse a suite with places that are not in its documents as read.

    `length_of` gives the length in characters of the document at a path within the suite; None when there is none.

    Raises:
        QuestionError: some place does not fit; the message names the first, and the number of others.
    """
    wrong = [
        (question, place) for question in suite.questions for place in question.gold if not _fits(place, length_of)
    ]
    if not wrong:
        return
    question, place = wrong[0]
    length = length_of(place.path)
    what = (
        f"in {place.path!r}, which could not be read"
        if length is None
        else f"at characters {place.start} to {place.end} of {place.path!r}, whose text has {length:,}"
    )
    others = f" (and {len(wrong) - 1:,} more places do not fit)" if len(wrong) > 1 else ""
    raise QuestionError(
        f"question {question.id!r} of the suite {suite.name} has its answer {what}{others}; "
        "correct its places by the text that `pincite text` prints"
    )


def _fits(place: FileRange, length_of: Callable[[str], int | None]) -> bool:
    length = length_of(place.path)
    return length is not None and place.end <= length


def _questions(file: Path, by: str) -> Iterator[SuiteQuestion]:
    try:
        content = file.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise QuestionError(
            f"the suite has no {file.name} that can be read ({error.strerror}: {printable(file)}); "
            f"a suite is a folder with {DOCUMENTS} and {GOLD}"
        ) from error
    seen: set[str] = set()
    # Only a line feed ends a line: a JSON text may contain the other characters at which `splitlines` breaks.
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        question = _question(line, by, f"line {number} of {file.name}")
        if question.id in seen:
            raise QuestionError(f"line {number} of {file.name} repeats the id {question.id!r}; give each its own")
        seen.add(question.id)
        yield question


def _question(line: bytes, by: str, where: str) -> SuiteQuestion:
    try:
        fields = read_strictly(line)
        json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise QuestionError(
            f"{where} is not usable JSON (it has half of a surrogate pair); correct the line"
        ) from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{where} is not usable JSON ({error}); correct the line") from error
    if not isinstance(fields, dict):
        raise QuestionError(f'{where} is not a JSON object; write {{"id", "suite", "question", "gold"}}')
    for name in ("id", "question"):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise QuestionError(f'{where} has no "{name}" that is a text; give it one')
    group, as_user, gold = fields.get(by), fields.get("as"), fields.get("gold")
    if not isinstance(group, str | None) or not isinstance(as_user, str | None):
        raise QuestionError(f'{where} has a "{by}" or an "as" that is not a text; write it in quotes')
    if not isinstance(gold, list) or not gold:
        raise QuestionError(f'{where} has no "gold"; give at least one [path, start, end]')
    return SuiteQuestion(
        fields["id"], group or UNGROUPED, fields["question"], tuple(_place(one, where) for one in gold), as_user
    )


def _place(value: object, where: str) -> FileRange:
    match value:
        case [str(path), int(start), int(end)] if type(start) is type(end) is int and 0 <= start < end:
            pure = PurePosixPath(path)
            if path and not pure.is_absolute() and ".." not in pure.parts:
                return FileRange(str(pure), start, end)
            raise QuestionError(
                f"{where} has the path {path!r}, which does not stay in {DOCUMENTS}; count it from there"
            )
        case _:
            raise QuestionError(
                f"{where} has the gold place {str(value)[:80]!r}; a place is [path, start, end] with 0 ≤ start < end"
            )
