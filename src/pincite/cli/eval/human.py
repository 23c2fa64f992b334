"""`pincite eval human`: asks a person to label replies in the terminal."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.dialogue import kept_replies, opened, show_cited, typed
from pincite.cli.eval.labels import print_labelled
from pincite.cli.eval.released import tell_left_out
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import emit, fail, visible
from pincite.errors import QuestionError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.evaluation.answered import Answered
    from pincite.evaluation.journal import Journal
    from pincite.evaluation.labelling import Item, Label
    from pincite.session import Session

ANSWERS = {"y": "yes", "n": "no", "s": "skip", "u": "undo", "q": "quit"}
"""The word for each key; the word itself may be typed too."""

KEYS = "y yes · n no · s skip · u undo · q quit"


@click.command("human", cls=Verb)
@click.argument("file", type=FILE)
@click.option("--by", metavar="NAME", help="Whose labels these are (else the user of the operating system).")
@click.option("--held-back", "with_held_back", is_flag=True, help="Show what was kept back too, from the record.")
def human(file: Path, by: str | None, with_held_back: bool) -> None:
    """Say of each reply of a run whether its statements are borne out by what they cite, and whether it is right.

    FILE is the folder of an `eval run`, or its replies. A label is kept as soon as it is given, in labels.jsonl beside
    the replies; the same command goes on where it was left. At the end it says how often you and the gate agree. The
    gate says yes to all that was released: --held-back shows what it kept back among the rest, and does not say which.
    """
    from pincite.evaluation.journal import Journal
    from pincite.evaluation.labelling import between, labelled
    from pincite.session.evaluating.kept import still_open
    from pincite.views.answers_measured import LabelsSummed
    from pincite.wiring import operating_system_user, private_files

    replies = file / "replies.jsonl" if file.is_dir() else file
    rater = by or operating_system_user()
    sound = [reply for reply in kept_replies(replies) if not reply.is_failed]
    if not sound:
        raise QuestionError(f"{replies} holds no reply that can be labelled; name the folder of an eval run")
    with open_called() as session, private_files(), Journal(replies.parent / "labels.jsonl") as kept:
        every = _items(session, sound, with_held_back=with_held_back)

        def is_open(item: "Item") -> bool:
            cited = item.statement.citations if item.statement is not None else ()
            return still_open(session, item.reply, also={one.place.path for one in cited})

        labels = _labels(kept, rater)
        _label(every, labels, lambda item, label: _keep(kept, item, rater, label), is_open)
        found = [item for item in every if is_open(item)]
        tell_left_out(len(every) - len(found), "label")
        others = {other: between(found, labels, _labels(kept, other)) for other in sorted(_raters(kept) - {rater})}
    sums = labelled(found, labels)
    agreeing = {name: agreement for name, agreement in others.items() if agreement is not None}
    if call().as_json:
        emit(LabelsSummed(sums, agreeing))
    else:
        print_labelled(sums, agreeing)


def _items(session: "Session", sound: "Sequence[Answered]", *, with_held_back: bool) -> "list[Item]":
    """The items to label, in the order of the replies; a question that failed has none."""
    from pincite.evaluation.labelling import items
    from pincite.session.evaluating.kept import held_back

    if not with_held_back:
        return [item for reply in sound for item in items(reply)]
    scope = session.scope()
    return [item for reply in sound for item in items(reply, held_back(session, reply, scope, fail))]


def _label(
    found: "Sequence[Item]",
    labels: "dict[str, Label]",
    keep: "Callable[[Item, Label | None], None]",
    is_open: "Callable[[Item], bool]",
) -> None:
    """Ask for every missing label until none is missing, or the input ends; each is added to `labels`.

    Hours may pass between two labels, so each item is checked again before it is shown.
    """
    out = opened()
    left = [item for item in found if item.key not in labels and is_open(item)]
    if left:
        out.print(f"{len(left):,} of {len(found):,} to label: {KEYS}")
    given: list[Item] = []
    at = 0
    while at < len(left):
        item = left[at]
        if not is_open(item):
            del left[at]
            continue
        _show(item, out)
        match typed(out, ANSWERS, KEYS):
            case "quit":
                return
            case "undo" if not given:
                out.print("there is nothing to undo")
            case "undo":
                last = given.pop()
                del labels[last.key]
                keep(last, None)
                at -= 1
            case "yes" | "no" | "skip" as label:
                labels[item.key] = label
                keep(item, label)
                given.append(item)
                at += 1


def _show(item: "Item", out: "Console") -> None:
    """Print the item to label: the question, the statement or the whole answer, and what it cites."""
    from rich.padding import Padding
    from rich.text import Text

    reply = item.reply
    out.print(Text.assemble("\n", (visible(reply.question), "bold"), (f"  {visible(reply.id)}", "dim")))
    if item.statement is not None:
        out.print(Padding(Text(visible(item.statement.text)), (0, 0, 0, 2)))
        show_cited(item.statement, out, 4)
        out.print("Do its citations support this?")
        return
    if reply.refusal is not None:
        out.print(Padding(Text(f"No answer: {visible(reply.message)}"), (0, 0, 0, 2)))
        out.print("Was it right to refuse?")
        return
    for number, statement in enumerate(reply.statements, start=1):
        out.print(Padding(Text(f"{number}. {visible(statement.text)}"), (0, 0, 0, 2)))
    out.print("Is the answer right?")


def _labels(kept: "Journal", rater: str) -> "dict[str, Label]":
    """One person's labels by item, without those that were undone."""
    found: dict[str, Label] = {}
    for name in kept:
        match kept.get(name):
            case {"by": by, "item": str(item), "label": "yes" | "no" | "skip" as label} if by == rater:
                found[item] = label
    return found


def _raters(kept: "Journal") -> set[str]:
    lines = (kept.get(name) or {} for name in kept)
    return {by for line in lines if isinstance(by := line.get("by"), str)}


def _keep(kept: "Journal", item: "Item", rater: str, label: "Label | None") -> None:
    fields: Mapping[str, object] = {
        "id": f"{item.key} {rater}",
        "item": item.key,
        "by": rater,
        "question": item.reply.id,
        "asked": item.asked,
        "label": label,
    }
    kept.add(fields)
