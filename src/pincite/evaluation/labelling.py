"""A person's labels for replies: is each statement supported by its citations, and is the answer right?

The person is not shown the gate's view of a statement. Statements that the gate held back can be mixed in; without them
the gate says "supported" throughout, and its agreement with the person cannot be determined.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.evaluation.agreement import RaterAgreement, agreement, agreement_on
from pincite.evaluation.answered import Answered, Stated
from pincite.evaluation.score import Figure, Scored, figure_of

Label = Literal["yes", "no", "skip"]
Asked = Literal["supported", "correct"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to label: a statement, or a whole reply where `statement` is None.

    `by_gate` is the gate's label for a statement; None for a whole reply. `document` is the cluster for resampling.
    """

    key: str
    asked: Asked
    reply: Answered
    statement: Stated | None
    by_gate: Label | None
    document: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """The results of one person's labels.

    `unsupported_released` is the share of released statements labelled unsupported, `correct` the share of answers
    labelled right, `right_refusals` the same for refusals. `with_gate` is the agreement with the gate on statements;
    None where the person labelled none.
    """

    labelled: int
    skipped: int
    left: int
    unsupported_released: Figure
    correct: Figure
    right_refusals: Figure
    with_gate: RaterAgreement | None


def items(reply: Answered, held_back: Sequence[Stated] = ()) -> tuple[Item, ...]:
    """What to label in one reply: its statements, in an order that hides which were held back, then the whole reply."""
    cited = reply.cited_places
    document = cited[0].path if cited else f"question {reply.id}"
    stated: list[tuple[Stated, Label]] = [(one, "yes") for one in reply.statements]
    stated += [(one, "no") for one in held_back]
    found = [
        Item(_key(reply, one.text), "supported", reply, one, by_gate, document) for one, by_gate in dict(stated).items()
    ]
    if held_back:
        found.sort(key=lambda item: item.key)
    return (*found, Item(_key(reply, ""), "correct", reply, None, None, document))


def labelled(found: Sequence[Item], labels: Mapping[str, Label]) -> Labelled:
    """The results of labels by item."""
    given = [(item, labels[item.key]) for item in found if item.key in labels]
    said = [(item, label) for item, label in given if label != "skip"]
    released = [(item, label) for item, label in said if item.by_gate == "yes"]
    whole = [(item, label) for item, label in said if item.asked == "correct"]
    gated = [(item, label) for item, label in said if item.by_gate is not None]
    return Labelled(
        len(said),
        len(given) - len(said),
        len(found) - len(given),
        _share(released, "no"),
        _share([one for one in whole if one[0].reply.refusal is None], "yes"),
        _share([one for one in whole if one[0].reply.refusal is not None], "yes"),
        agreement(
            [label for _, label in gated],
            [item.by_gate or "no" for item, _ in gated],
            [item.document for item, _ in gated],
        )
        if gated
        else None,
    )


def between(found: Sequence[Item], one: Mapping[str, Label], other: Mapping[str, Label]) -> RaterAgreement | None:
    """The agreement of two persons on what both labelled; None where that is nothing."""
    return agreement_on(found, _said(one), _said(other))


def _said(labels: Mapping[str, Label]) -> dict[str, Label]:
    """The labels without those of skipped items."""
    return {key: label for key, label in labels.items() if label != "skip"}


def _share(said: Sequence[tuple[Item, Label]], wanted: Label) -> Figure:
    return figure_of([Scored(float(label == wanted)) for _, label in said], [item.document for item, _ in said])


def _key(reply: Answered, text: str) -> str:
    """Identifies an item by its reply's record and its words. When a question is asked again, its items are new."""
    return hashlib.sha256(f"{reply.id}\0{reply.seq}\0{text}".encode("utf-8", "replace")).hexdigest()[:24]
