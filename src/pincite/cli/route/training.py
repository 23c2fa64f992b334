"""Trains a router from a file of labels."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.batch import entries
from pincite.cli.options import call, open_called
from pincite.cli.output import console, counted, emit
from pincite.errors import PinciteError
from pincite.routing.labels import Labelled, gathered, read_label, require_teachable

if TYPE_CHECKING:
    from collections.abc import Callable


def train_from(file: Path, tiers: Sequence[str] | None) -> None:
    """Learn a router from a file's labels and keep it; then print what it is worth.

    Raises:
        QuestionError, RoutingError: the file cannot be read, or nothing can be learnt from it.
        AccessError, WorkspaceError, RecordError: the router cannot be kept.
    """
    from pincite.session.routing import train_router

    labelled = gathered([(where, read_label(fields, where)) for where, fields in _lines(file)], tiers)
    require_teachable(labelled.labels, labelled.tiers)  # before a workspace is made for it
    with open_called(create=True) as session, _progress(labelled) as watch:
        taught = asyncio.run(train_router(session, labelled, watch))
    if call().as_json:
        emit(taught)
        return
    from pincite.cli.route.shown import print_card

    out = console()
    print_card(taught.kept, out)
    if taught.repeats:
        out.print(f"{counted(taught.repeats, 'line')} left out that say what an earlier one says")
    if taught.contradicted:
        out.print(f"{counted(taught.contradicted, 'question')} with labels that contradict each other")
    out.print(f"kept in {taught.seconds:.1f} s (record {taught.record})")


def _lines(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The objects of a file's lines, each with the name of its line; the first bad line ends it."""
    for _, entry in entries(file):
        if isinstance(entry, PinciteError):
            raise entry
        yield entry.where, entry.fields


@contextmanager
def _progress(labelled: Labelled) -> "Iterator[Callable[[int], None]]":
    """What is told how many questions were read; it shows that on a terminal, and nothing elsewhere."""
    count = len(labelled.labels)
    with console(stderr=True).status(f"reading {counted(count, 'question')}") as status:
        yield lambda done: status.update(
            f"{done:,} of {count:,} questions read" if done < count else f"learning from {counted(count, 'label')}"
        )
