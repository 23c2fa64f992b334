"""How sensitive a request is: the highest of what it is about, what it carries, and what its words say.

A request has the level of its most sensitive part, and each part says why. Nothing lowers a level: not a label, not a
detector that finds nothing, and not a part that is less sensitive than another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.access.rules import Rules
from pincite.documents.span import MatterId
from pincite.security.detecting import detect
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
) -> RequestLevel:
    """The level of a request by the rules, never lower than that of any part of it.

    `matters` are those that it is about, `documents` those whose words go along, `earlier` the levels of the turns that
    it goes on from. `texts` are all words that are sent, each by what it is ("question", "passage 3"). `also` are
    reasons that are known already, such as those of a text that was looked at before.

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
            *(reason for name, text in (texts or {}).items() for reason in of_text(name, text)),
        ]
    )


def before_retrieval(
    rules: Rules,
    matters: Iterable[MatterId],
    labels: Iterable[str],
    *,
    earlier: Iterable[Sensitivity] = (),
    texts: Mapping[str, str] | None = None,
) -> RequestLevel:
    """The level of a request of which nobody knows yet what it will find: the highest of all that it might.

    `matters` are those of the chosen ones in which the asker may see anything at all, and `labels` all that the
    documents carry that they may see there. What they may not see must not be among these: the level would tell of it.
    """
    also = [Reason(rules.label_sensitivity(label), "label", label) for label in labels]
    return sensitivity_of(rules, matters=matters, earlier=earlier, texts=texts, also=also)


def of_text(name: str, text: str) -> list[Reason]:
    r"""Why the words of one part of a request raise its level, each kind once; none for words that do not.

    Where it is JSON, the words in it count as well: there a line begins with the two signs `\n`, which hide what would
    be found at its beginning.
    """
    kinds = {(finding.level, finding.kind) for words in (text, *words_in(text)) for finding in detect(words).findings}
    return [Reason(level, "text", name, kind) for level, kind in sorted(kinds)]


def _of_matter(matter: MatterId, rules: Rules) -> Reason:
    return Reason(rules.sensitivity_of(matter), "matter", matter, is_unknown=matter not in rules.matter_levels)
