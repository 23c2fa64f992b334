"""Do the pinned words alone bear a statement out, and does the rest of the passage not contradict it?

The same checks and the same model judge twice: against the pins, which alone may support, and against the whole
passages, which may only contradict. Words are counted too: if a sentence beside the quote has far more of the
statement's words, the statement was made from that sentence, and the pin misses it.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.models.ports import Completion
from pincite.retrieval.terms import content_words
from pincite.verification.checks.all import findings
from pincite.verification.leading import left_out
from pincite.verification.overstating.overstated import overstated
from pincite.verification.pins import Ground, Pin, as_defined
from pincite.verification.sameness import is_said
from pincite.verification.verifier import SUPPORTED, Judgement, Verifier

LEAST_OF_PASSAGE = 0.25
"""Support below which the passages contradict a statement that its pins bear out."""

MOST_BESIDE = 0.1
"""The most by which another sentence of the passage may exceed the quoted words in its share of the statement's words,
by weight. The difference was below -0.3 in 99 of 100 rightly quoted statements, and above 0.3 in as many of those
quoted from beside."""

MOST_MISSING = 0.25
"""The largest share of a statement's words, by weight, that one other sentence may have and no pin has. More is half of
a statement that was made from two sentences. The share was below 0.1 in 99 of 100 rightly quoted statements."""

SAME_WORDS = 0.99
"""Support of a statement that repeats its pins word for word, except for the writing of numbers and the like."""

NO_PIN = (
    "it quotes no words of its passage, which has more than one sentence: a pin must point at the words that say it"
)
"""The reason for keeping back a statement that cites a whole passage."""

NOT_BORNE = "the words it quotes do not bear it out by themselves"
"""The beginning of the reason for keeping back a statement that its passage may bear out, but its quote does not."""

SAID_BESIDE = "other words of the passage say it"
"""The end of that reason if the passage has a sentence that fits better."""


@dataclass(frozen=True, slots=True)
class Borne:
    """What speaks for and against a statement: for each part, one judgement by the pins and one by the passages.

    `has_pins` is false if it cites only whole passages. `is_beside` is true if a sentence that is not quoted has what
    the statement says; the pins are then not judged further.
    """

    by_pins: tuple[Judgement, ...]
    by_passages: tuple[Judgement, ...]
    has_pins: bool
    is_beside: bool

    @property
    def passage_support(self) -> float:
        """How far the whole passages support it, 0 to 1."""
        return round(min(one.support for one in self.by_passages), 4)

    @property
    def is_contradicted(self) -> bool:
        """True if something in the passages contradicts it."""
        return any(map(_is_against, self.by_passages))

    @property
    def is_pinned(self) -> bool:
        """True if the pins alone bear it out."""
        return bool(self.by_pins) and all(one.supported and not one.found for one in self.by_pins)

    @property
    def is_unpinned(self) -> bool:
        """True if the passages bear it out and the pins do not: another quote may."""
        return not self.is_pinned and not self.is_contradicted and self.passage_support >= SUPPORTED

    @property
    def support(self) -> float:
        """The probability, 0 to 1, that the pins bear it out and the passages do not contradict it."""
        pinned = round(min((one.support for one in self.by_pins), default=0.0), 4)
        if self.is_pinned and not self.is_contradicted:
            return pinned
        return min(pinned, self.passage_support)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is kept back; empty if it is not."""
        if self.is_contradicted:
            against = [one for one in self.by_passages if _is_against(one)]
            return tuple(dict.fromkeys(reason for one in against for reason in one.reasons))
        if self.is_pinned:
            return ()
        if not self.has_pins:
            return (NO_PIN,)
        against = [one for one in self.by_pins if one.found or not one.supported]
        whys = [reason.replace("the passage", "the quote") for one in against for reason in one.reasons]
        if self.is_beside:
            whys.append(SAID_BESIDE)
        return (f"{NOT_BORNE}: {'; '.join(dict.fromkeys(whys))}",)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a judge said about it."""
        return tuple(remark for one in self.by_pins for remark in one.remarks)

    @property
    def completions(self) -> tuple[Completion, ...]:
        """The replies of a judge that was asked about it."""
        return tuple(completion for one in self.by_pins for completion in one.completions)


async def borne_out(
    parts: Sequence[str], pins: Sequence[Pin], cited: Sequence[Ground], verifier: Verifier, before: Borne | None = None
) -> Borne:
    """How far a statement is borne out. `parts` has the whole statement first; `cited` are the passages it cites.

    `before` is the outcome with other pins: its judgements by the passages are used again.

    Raises:
        ModelError: a file of the entailment model is missing or damaged.
    """
    sayings = [pin.sayings for pin in pins]
    given, parts = parts, [as_defined(part, pins) for part in parts]
    meanings = dict.fromkeys(meaning for pin in pins for meaning in pin.meanings)
    whole = "\n\n".join((*(ground.known for ground in cited), *meanings))
    premise = "\n\n".join(pin.premise for pin in pins)
    if any(is_said(text, sayings) for text in dict.fromkeys((given[0], parts[0]))):
        by_words = tuple(Judgement(SAME_WORDS, (), "checks") for _ in parts)
        return Borne(by_words, tuple(_by_rules(whole, part) for part in parts), has_pins=True, is_beside=False)
    others = [words for ground in cited for words in ground.beside(pins)]
    is_beside = bool(pins) and any(is_said_beside(part, pins, others) for part in parts)
    by_pins = [] if is_beside or not pins else await verifier.judge([(premise, part) for part in parts])
    omitted = left_out(parts[0], pins) or next(filter(None, (overstated(part, pins) for part in parts)), "")
    if omitted and by_pins:
        by_pins = [replace(one, support=0.0, reasons=(omitted,), by="checks", found=True) for one in by_pins]
    elif any(pin.lead for pin in pins):
        by_pins = await _with_or_without_lead(parts, by_pins, pins, verifier)
    if before:
        return Borne(tuple(by_pins), before.by_passages, bool(pins), is_beside)
    by_passages = await verifier.examined([(whole, part) for part in parts])
    if any(pin.outer for pin in pins):
        led = "\n\n".join((*(ground.led(pins) for ground in cited), *meanings))
        by_passages = await _with_lead_from_before(parts, by_passages, led, verifier)
    return Borne(tuple(by_pins), tuple(by_passages), bool(pins), is_beside)


def _is_against(judgement: Judgement) -> bool:
    """True if a judgement by the passages contradicts the statement."""
    return judgement.found or judgement.support < LEAST_OF_PASSAGE


async def _with_lead_from_before(
    parts: Sequence[str], by_passages: Sequence[Judgement], led: str, verifier: Verifier
) -> list[Judgement]:
    """The judgements by the passages; one against a part is replaced if the opening of its list changes the outcome.

    A passage that begins within a list lacks the words that open the list. That must not count against a statement.
    """
    found = list(by_passages)
    places = [at for at, one in enumerate(found) if _is_against(one)]
    again = await verifier.examined([(led, parts[at]) for at in places])
    for at, one in zip(places, again, strict=True):
        found[at] = found[at] if _is_against(one) else one
    return found


def _by_rules(whole: str, part: str) -> Judgement:
    """The judgement by the passages of a statement in their own words: only a condition left out counts against it."""
    reasons = tuple(one.message for one in findings(part, whole) if one.check == "qualifiers")
    return Judgement(0.0 if reasons else SAME_WORDS, reasons, "checks", found=bool(reasons))


async def _with_or_without_lead(
    parts: Sequence[str], by_pins: Sequence[Judgement], pins: Sequence[Pin], verifier: Verifier
) -> list[Judgement]:
    """The judgements by the pins; one against a part is replaced if the quoted words alone support that part.

    The words that lead into a quote may support a statement but need not: "subject to the following:" above a list is
    not a condition that a statement about one item leaves out.
    """
    found = list(by_pins)
    places = [at for at, one in enumerate(found) if one.found or not one.supported]
    bare = "\n\n".join(replace(pin, lead="").premise for pin in pins)
    for at, again in zip(places, await verifier.judge([(bare, parts[at]) for at in places]), strict=True):
        if again.supported and not again.found:
            found[at] = replace(again, completions=(*found[at].completions, *again.completions))
    return found


def is_said_beside(part: str, pins: Sequence[Pin], others: Sequence[str]) -> bool:
    """True if another sentence has more of a statement's words than its quote has, or a half that the quote lacks.

    A word weighs more if fewer sentences have it (inverse document frequency, Spärck Jones 1972, over sentences). Words
    that name or lead into the quote do not count in the first comparison, unless the statement has no others.
    """
    bags = [set(content_words(text)) for text in others]
    quoted = {word for pin in pins for word in content_words(pin.words)}
    common = {word for pin in pins for text in (*pin.names, pin.lead) for word in content_words(text)}
    pinned = quoted | common | {word for pin in pins for text in pin.meanings for word in content_words(text)}
    spread = Counter(word for bag in (*bags, quoted) for word in bag)
    said = set(content_words(part))
    weights = {word: math.log(1 + (1 + len(bags)) / max(1, spread[word])) for word in said}

    def share(bag: set[str], of: set[str]) -> float:
        total = sum(weights[word] for word in of)
        return sum(weights[word] for word in of if word in bag) / total if total else 0.0

    telling = said - common or said
    return any(
        share(bag, telling) - share(quoted, telling) > MOST_BESIDE or share(bag - pinned, said) > MOST_MISSING
        for bag in bags
    )
