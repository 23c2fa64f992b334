"""How records read as JSON."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.audit.reading import View


def entry_json(seen: "View") -> dict[str, object]:
    """A record as JSON: the chained row, and the content unless it was erased or is withheld."""
    entry = seen.entry
    return {
        "seq": entry.seq,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "user": entry.user,
        "actor": entry.actor,
        "hash": entry.hash,
        "prev": entry.prev,
        "facts": dict(entry.facts),
        "matters": None if entry.matters is None else sorted(entry.matters),
        "content": None if entry.content is None else dict(entry.content),
        "question": entry.content.get("question") if entry.content else None,
        "withheld": seen.without or None,
    }
