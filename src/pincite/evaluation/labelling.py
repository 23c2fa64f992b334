"""What a person says of replies: is each statement borne out by what it cites, is the answer right?

A person is not told what the gate thought of a statement. Statements that it kept back can be shown among the others:
without them the gate says "supported" throughout, and how far the two agree cannot be told.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.evaluation.agreement import Agreement, agreement, agreement_on
from pincite.evaluation.answered import Answered, Stated
from pincite.evaluation.score import Figure, Scored, figure_of

Label = Literal["yes", "no", "skip"]
Asked = Literal["supported", "correct"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be labelled: a statement, or a whole reply where `statement` is None.

    `by_gate` is what the gate said of a statement, None for a whole reply. `document` is what intervals are drawn over.
    """

    key: str
    asked: Asked
    reply: Answered
    statement: Stated | None
    by_gate: Label | None
    document: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labels of one person come to.

    `unsupported_released` is the share of released statements that they say are not borne out, `correct` the share of
    answers that they say are right, `right_refusals` the same of refusals. `with_gate` is how far they agree with the
    gate on statements, None where they labelled none.
    """

    labelled: int
    skipped: int
    left: int
    unsupported_released: Figure
    correct: Figure
    right_refusals: Figure
    with_gate: Agreement | None


def items(reply: Answered, held_back: Sequence[Stated] = ()) -> tuple[Item, ...]:
    """What is to be labelled of one reply: its statements, in an order that does not tell which were kept back; and it.

    The whole reply comes last.
    """
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
    """What labels by item come to."""
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


def between(found: Sequence[Item], one: Mapping[str, Label], other: Mapping[str, Label]) -> Agreement | None:
    """How far two persons agree on what both labelled, None where that is nothing."""
    return agreement_on(found, _said(one), _said(other))


def _said(labels: Mapping[str, Label]) -> dict[str, Label]:
    """The labels that were given; what was skipped has none."""
    return {key: label for key, label in labels.items() if label != "skip"}


def _share(said: Sequence[tuple[Item, Label]], wanted: Label) -> Figure:
    return figure_of([Scored(float(label == wanted)) for _, label in said], [item.document for item, _ in said])


def _key(reply: Answered, text: str) -> str:
    """Names an item by the record of its reply and its words: of a question that is asked anew it is another."""
    return hashlib.sha256(f"{reply.id}\0{reply.seq}\0{text}".encode("utf-8", "replace")).hexdigest()[:24]
