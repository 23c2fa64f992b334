"""Trains a router from a file of labels."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import entries
from pincite.cli.options import call, open_called
from pincite.cli.output import console, counted, emit
from pincite.errors import PinciteError
from pincite.routing.labels import Labelled, gathered, read_label, require_teachable
from pincite.routing.recorded import Partly

if TYPE_CHECKING:
    from collections.abc import Callable

    from pincite.views.routing import TaughtRouter


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
        _show(asyncio.run(train_router(session, labelled, watch)))


def train_from_record() -> None:
    """Learn a router from the workspace's own record and keep it; then print what it is worth.

    Raises:
        RoutingError: the record has too few labels, or nothing can be learnt from them.
        AccessError, WorkspaceError, RecordError: the record cannot be read, or the router cannot be kept.
    """
    from pincite.session.routing import train_router
    from pincite.session.teaching import recorded_labels

    with open_called() as session:
        found = asyncio.run(recorded_labels(session, "route train"))
        found.require_enough()
        rows = [(f"label {number}", label) for number, label in enumerate(found.labels, start=1)]
        labelled = gathered(rows, found.tiers)
        with _progress(labelled) as watch:
            _show(asyncio.run(train_router(session, labelled, watch, found.records)))


def print_labels(*, partly: bool) -> None:
    """Print the labels of the workspace's own record, or those that lack a tier.

    Raises:
        RoutingError: the settings name fewer than two models.
        AccessError, RecordError: the record cannot be read.
    """
    from pincite.session.teaching import recorded_labels

    with open_called() as session:
        found = asyncio.run(recorded_labels(session, "route labels"))
    for one in found.partly if partly else found.labels:
        missing = {"missing": list(one.missing)} if isinstance(one, Partly) else {}
        click.echo(json.dumps({"question": one.question, "ok": dict(one.ok), **missing}, ensure_ascii=False))
    many = counted(len(found.partly), "question")
    console(stderr=True).print(f"{counted(len(found.labels), 'label')}; {many} of which some tier's answer is unknown")


def sample_tiers(count: int) -> None:
    """Ask recorded questions of the tiers whose answers are unknown, and say what came of it.

    Raises:
        RoutingError: the settings name fewer than two models.
        AccessError, RecordError: the record cannot be read or written.
    """
    from pincite.session.teaching import sample

    with open_called() as session:
        found = asyncio.run(sample(session, count))
    if call().as_json:
        emit(found)
        return
    failed = f", {found.failed:,} of which failed" if found.failed else ""
    console().print(f"{counted(found.questions, 'question')}, {counted(found.asked, 'request')}{failed}")


def _show(taught: "TaughtRouter") -> None:
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
