"""The view of a recorded answer or search that was run again."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.ask.replaying import Access, Numbers, Prompt, Reread, RoutedAgain, SearchedAgain
from pincite.audit.reading import View


@dataclass(frozen=True, slots=True)
class Replay:
    """The outcome of a replay.

    `is_search` is true if the record is of a search. `again` is None if the search could not be run again, and `how`
    gives the reason as a sentence. `then` and `now` are versions of the index. `reader` is the name of the model that
    read the passages before a language model wrote the answer, or empty if there was none. `numbers` are its figures
    today, or None if another one is set now. `routed` is the decision on which models may word the answer; None where
    there was none. `access` says what `person`, who asked, may see of it today, under version
    `rules` of the rules.
    """

    view: View
    quotes: Sequence[Reread]
    passages: Sequence[Reread]
    is_search: bool
    then: str
    now: str
    again: SearchedAgain | None
    how: str
    routed: RoutedAgain | None
    prompts: Sequence[Prompt]
    reader: str
    numbers: Numbers | None
    rules: int
    person: str
    access: Sequence[Access]

    @property
    def same(self) -> bool:
        """True when every quote reads as it was recorded; quotes of documents erased for good are left aside."""
        return all(quote.same or quote.erased for quote in self.quotes)

    def json(self) -> dict[str, object]:
        """The contract's replay."""
        entry = self.view.entry
        moved = self.again.moved if self.again else ()
        return {
            "id": entry.id,
            "seq": entry.seq,
            "erased": entry.content is None,
            "same": self.same,
            "quotes": [_place(quote) for quote in self.quotes],
            "evidence": {
                "index_version": {"then": self.then, "now": self.now, "same": self.then == self.now},
                "how": self.how,
                "ranks": None if self.again is None else self.again.ranks,
                "same": None if self.again is None else not moved,
                "moved": [
                    {
                        "document": one.span.document,
                        "version": one.span.version,
                        "start": one.span.start,
                        "end": one.span.end,
                        "leg": one.leg,
                        "rank_then": one.then,
                        "rank_now": one.now,
                    }
                    for one in moved
                ],
                "passages": [_place(passage) for passage in self.passages],
            },
            "prompt": {
                "same": all(prompt.same for prompt in self.prompts) if self.prompts else None,
                "messages": [
                    {"call": one.call, "role": one.role, "sha256": one.digest, "same": one.same} for one in self.prompts
                ],
            },
            "routing": self._routing_json(),
            "reader": self._reader_json(),
            "access": {
                "person": self.person,
                "rules_version": {"then": entry.facts.get("rules_version"), "now": self.rules},
                "same": all(one.allowed for one in self.access),
                "documents": [{"document": one.document, "then": True, "now": one.allowed} for one in self.access],
            },
            "withheld": self.view.without or None,
        }

    def _routing_json(self) -> dict[str, object] | None:
        if self.routed is None:
            return None
        then, now = self.routed.then, self.routed.now
        return {
            "how": self.routed.how,
            "same": None if now is None else not self.routed.changed,
            "then": {
                "sensitivity": self.routed.sensitivity,
                **{name: then.get(name) for name in ("tier", "path", "reasons")},
            },
            "now": None
            if now is None
            else {
                "sensitivity": now.classified.level.word,
                "tier": now.decision.tier,
                "path": list(now.decision.path),
                "reasons": list(now.decision.reasons),
            },
            "changed": list(self.routed.changed),
        }

    def _reader_json(self) -> dict[str, object] | None:
        if not self.reader:
            return None
        numbers = self.numbers
        return {
            "name": self.reader,
            "numbers": None if numbers is None else numbers.of,
            "same": None if numbers is None else numbers.same == numbers.of,
        }


def _place(one: Reread) -> dict[str, object]:
    span = one.span
    return {
        "document": span.document,
        "version": span.version,
        "start": span.start,
        "end": span.end,
        "same": one.same,
        "stands": one.stands,
        "document_erased": one.erased,
    }
