"""A record as one reader sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.audit.event import Json
from pincite.audit.reading import View

WHOM = ("who", "user", "group")
"""Under these the content of a change of the rules names whom it is about."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, as far as its reader may see it: its row in the chain, and its contents.

    `content` and `matters` are None if the contents were erased or withheld; `withheld` then gives the reason in one
    sentence. `at` is in UTC, in ISO 8601. `facts` hold no words of a client and are never erased.
    """

    seq: int
    id: str
    kind: str
    at: str
    user: str
    actor: str
    hash: str
    prev: str
    facts: Mapping[str, Json]
    matters: tuple[str, ...] | None
    content: Mapping[str, Json] | None
    withheld: str | None

    @property
    def question(self) -> str | None:
        """The question that was asked, if the record is about a question and the reader may see it."""
        question = self.content.get("question") if self.content else None
        return question if isinstance(question, str) else None

    @property
    def whom(self) -> str:
        """The user or group that a change of the rules is about; empty if there is none, or none to be seen."""
        if self.kind != "access" or self.content is None:
            return ""
        named = [name for key in WHOM if isinstance(name := self.content.get(key), str)]
        return named[0] if named else ""

    @classmethod
    def of(cls, seen: View) -> "Record":
        """The view of a record for one reader."""
        entry = seen.entry
        return cls(
            seq=entry.seq,
            id=entry.id,
            kind=entry.kind,
            at=entry.at,
            user=entry.user,
            actor=entry.actor,
            hash=entry.hash,
            prev=entry.prev,
            facts=dict(entry.facts),
            matters=None if entry.matters is None else tuple(sorted(entry.matters)),
            content=None if entry.content is None else dict(entry.content),
            withheld=seen.without or None,
        )

    def json(self) -> dict[str, object]:
        """The contract's record."""
        return {
            "seq": self.seq,
            "id": self.id,
            "kind": self.kind,
            "at": self.at,
            "user": self.user,
            "actor": self.actor,
            "hash": self.hash,
            "prev": self.prev,
            "facts": dict(self.facts),
            "matters": None if self.matters is None else list(self.matters),
            "content": None if self.content is None else dict(self.content),
            "question": self.content.get("question") if self.content else None,
            "withheld": self.withheld,
        }


@dataclass(frozen=True, slots=True)
class Records:
    """The newest records that the reader may see, the newest last."""

    records: tuple[Record, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of records."""
        return {"records": [one.json() for one in self.records]}


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Some of the records that the reader may see, the newest first; with `next` they ask for those before."""

    records: tuple[Record, ...]
    next: str | None

    def json(self) -> dict[str, object]:
        """The contract's page of records."""
        return {"records": [one.json() for one in self.records], "next": self.next}
