"""How sensitive a request is: the highest of what it is about, what it carries, and what its words say.

A request has the level of its most sensitive part, and each part says why. Nothing lowers a level: not a label, not a
detector that finds nothing, and not a part that is less sensitive than another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.access.rules import Rules
from pincite.documents.span import MatterId
from pincite.security import detecting
from pincite.security.json_words import words_in
from pincite.sensitivity import UNKNOWN, Sensitivity, highest

Part = Literal["matter", "label", "turn", "text", "stated", "nothing"]

LabelledDocument = tuple[MatterId, Iterable[str]]
"""A document, as far as its level goes: the matter that it lies in, and the labels that it carries."""


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One part of a request, and the level that it has.

    `name` is the matter's or the label's, or the part of the request whose words were looked at ("question"); `kind` is
    what was found in them ("US SSN"), never the words themselves. A matter that nobody has classified `is_unknown`.
    """

    level: Sensitivity
    part: Part
    name: str = ""
    kind: str = ""
    is_unknown: bool = False

    def __str__(self) -> str:
        """The reason as a record and an error say it."""
        unset = "unknown, which counts as " if self.is_unknown else ""
        match self.part:
            case "matter" | "label":
                return f"{self.part} {self.name}: {unset}{self.level.word}"
            case "text":
                return f"{self.name}: {self.kind}: {self.level.word}"
            case "turn":
                return f"an earlier turn: {self.level.word}"
            case "stated":
                return f"{self.name}: {self.level.word}"
            case "nothing":
                return f"no matter is named: {unset}{self.level.word}"


@dataclass(frozen=True, slots=True)
class RequestLevel:
    """The level of a request, and each part's reason once, the highest first."""

    level: Sensitivity
    reasons: tuple[Reason, ...]

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons for which it is not lower."""
        return tuple(reason for reason in self.reasons if reason.level == self.level)


Kinds = frozenset[tuple[Sensitivity, str]]
"""What was found in a text: each kind once, with the level to which it raises the text."""


class Detections:
    """What was found in the texts of one request: each text is looked at once, however often its level is asked for.

    A text is known by itself, so another one, be it by a sign, is looked at anew. What is found in a text hangs on its
    words alone, and not on rules, labels or whoever it is sent to: those are asked each time.
    """

    def __init__(self, look: Callable[[str], Kinds] | None = None) -> None:
        """`look` says what raises the level of a text, in the place of `kinds_in`."""
        self._look = look or kinds_in
        self._found: dict[str, Kinds] = {}

    def kinds(self, text: str) -> Kinds:
        """What raises the level of a text. Takes linear time, and hardly any for a text that was looked at before."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._look(text)
        return found


def kinds_in(text: str) -> Kinds:
    r"""What raises the level of a text. Takes linear time.

    Where it is JSON, the words in it count as well: there a line begins with the two signs `\n`, which hide what would
    be found at its beginning.
    """
    return frozenset[tuple[Sensitivity, str]]().union(*map(detecting.kinds_in, (text, *words_in(text))))


def level_for(reasons: Iterable[Reason]) -> RequestLevel:
    """The level of a request with these parts; one without any is unknown, and so has the highest."""
    found = sorted(set(reasons), key=lambda reason: (-reason.level, reason)) or [
        Reason(UNKNOWN, "nothing", is_unknown=True)
    ]
    return RequestLevel(highest(reason.level for reason in found), tuple(found))


def sensitivity_of(
    rules: Rules,
    *,
    matters: Iterable[MatterId] = (),
    documents: Iterable[LabelledDocument] = (),
    earlier: Iterable[Sensitivity] = (),
    texts: Mapping[str, str] | None = None,
    also: Iterable[Reason] = (),
    kinds: Callable[[str], Kinds] = kinds_in,
) -> RequestLevel:
    """The level of a request by the rules, never lower than that of any part of it.

    `matters` are those that it is about, `documents` those whose words go along, `earlier` the levels of the turns that
    it goes on from. `texts` are all words that are sent, each by what it is ("question", "passage 3"). `also` are
    reasons that are known already. `kinds` looks at a text.

    A request of no matter and no document is unknown, whatever its words look like, unless `also` says what it is.
    """
    labelled = [(matter, tuple(labels)) for matter, labels in documents]
    placed = {*matters, *(matter for matter, _ in labelled)}
    told = list(also)
    is_known = bool(placed) or any(reason.part in ("matter", "stated") for reason in told)
    return level_for(
        [
            *([] if is_known else [Reason(UNKNOWN, "nothing", is_unknown=True)]),
            *(_of_matter(matter, rules) for matter in placed),
            *(Reason(rules.label_sensitivity(label), "label", label) for _, labels in labelled for label in labels),
            *(Reason(level, "turn") for level in earlier),
            *told,
            *(reason for name, text in (texts or {}).items() for reason in of_text(name, text, kinds)),
        ]
    )


def before_retrieval(
    rules: Rules,
    matters: Iterable[MatterId],
    labels: Iterable[str],
    *,
    earlier: Iterable[Sensitivity] = (),
    texts: Mapping[str, str] | None = None,
    kinds: Callable[[str], Kinds] = kinds_in,
) -> RequestLevel:
    """The level of a request before its search: the highest of all that it might find.

    `matters` are those of the chosen ones in which the asker may see anything at all, and `labels` all that the
    documents carry that they may see there. What they may not see must not be among these: the level would tell of it.
    """
    also = [Reason(rules.label_sensitivity(label), "label", label) for label in labels]
    return sensitivity_of(rules, matters=matters, earlier=earlier, texts=texts, also=also, kinds=kinds)


def of_text(name: str, text: str, kinds: Callable[[str], Kinds] = kinds_in) -> list[Reason]:
    """Why the words of one part of a request raise its level, each kind once; none for words that do not."""
    return [Reason(level, "text", name, kind) for level, kind in sorted(kinds(text))]


def _of_matter(matter: MatterId, rules: Rules) -> Reason:
    return Reason(rules.sensitivity_of(matter), "matter", matter, is_unknown=matter not in rules.matter_levels)
