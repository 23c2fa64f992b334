"""The postings of words: what a search reads of them depends on what its scope permits."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.postings import Fit, Indexed, Postings
from pincite.index.words import scored, wanted

ScopeMaker = Callable[..., Scope]


def indexed(document: str, ordinal: int, matter: str, text: str) -> Indexed:
    return Indexed(DocumentId(document), VersionId("v1"), ordinal, MatterId(matter), (), text, ordinal)


def made(folder: Path, hidden: int) -> Postings:
    folder.mkdir()
    postings = Postings(folder / "words.db")
    own = [indexed(f"lease-{n}", 7 * n, "Acme", f"rent {'due ' * n} notice") for n in range(4)]
    postings.replace([], own, Fit("origin", 1, folding=False))
    beside = [indexed(f"deed-{n}", n, "Beta", "rent due notice") for n in range(hidden)]
    postings.replace([], beside, Fit("origin", 2, folding=False))
    return postings


def test_scores_are_those_of_the_texts_to_the_last_bit(tmp_path: Path, scope: ScopeMaker) -> None:
    found = made(tmp_path / "a", 9).best(wanted("rent due"), scope("Acme"), 9, None, "origin", 2)
    assert found is not None
    assert {piece.document: piece.score for piece in found} == {
        f"lease-{n}": scored(f"rent {'due ' * n} notice", wanted("rent due")) for n in range(4)
    }
    assert [piece.ordinal for piece in found] == [21, 14, 7, 0]


def test_a_search_takes_as_many_steps_whatever_lies_in_closed_matters(
    tmp_path: Path, scope: ScopeMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted by the database itself, so that no clock is asked."""
    connect = sqlite3.connect
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def counting(file: Path, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(file, **options)  # type: ignore[call-overload]
        db.set_progress_handler(count, 1)
        return db

    steps = {}
    for hidden in (1, 200):
        postings = made(tmp_path / str(hidden), hidden)
        with monkeypatch.context() as patched:
            patched.setattr(sqlite3, "connect", counting)
            counted = 0
            assert len(postings.best(wanted("rent due"), scope("Acme"), 9, None, "origin", 2) or ()) == 4
            steps[hidden] = counted
    assert steps[1] == steps[200] > 0


def test_postings_of_another_version_are_not_searched(tmp_path: Path, scope: ScopeMaker) -> None:
    postings = made(tmp_path / "a", 3)
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 3) is None
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "other", 2) is None
    postings.note(Fit("origin", 2, folding=True))
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 5) is not None
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 1) is None


def test_what_was_dropped_leaves_nothing_in_the_file(tmp_path: Path, scope: ScopeMaker) -> None:
    postings = made(tmp_path / "a", 50)
    postings.replace([DocumentId(f"deed-{n}") for n in range(50)], [], Fit("origin", 3, folding=False))
    postings.shrink()
    content = (tmp_path / "a" / "words.db").read_bytes()
    assert b"deed-" not in content
    assert b"Beta" not in content
    assert postings.best(wanted("rent"), scope("Beta"), 9, None, "origin", 3) == []
    assert np.all([piece[0].startswith("lease") for piece in postings.held()])
