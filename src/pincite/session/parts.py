"""Parts of what a record says, each only where it is of the kind that is expected: a record may be of any version."""

from collections.abc import Mapping

from pincite.answering.sureness import is_to_be_checked
from pincite.audit.event import Entry, Json
from pincite.retrieval.not_searched import NotSearched
from pincite.views.turn import Counts


def text_in(part: Json) -> str | None:
    """A text; None where it is none."""
    return part if isinstance(part, str) else None


def number_in(part: Json) -> float:
    """A number; 0 where it is none."""
    return float(part) if isinstance(part, int | float) else 0.0


def whole_in(part: Json) -> int | None:
    """A whole number; None where it is none."""
    return part if isinstance(part, int) and not isinstance(part, bool) else None


def fields_in(part: Json) -> Mapping[str, Json]:
    """The fields of an object; none where it is no object."""
    return part if isinstance(part, dict) else {}


def list_in(part: Json) -> list[Json]:
    """What stands in a list; nothing where it is no list."""
    return part if isinstance(part, list) else []


def understood_in(content: Mapping[str, Json]) -> str | None:
    """A question as it was understood, if it goes on from another, has a misspelt name or is long; else None."""
    is_otherwise = content.get("after") is not None or True in (content.get("respelt"), content.get("abridged"))
    return text_in(fields_in(content.get("query")).get("text")) if is_otherwise else None


def objects_in(part: Json) -> list[Mapping[str, Json]]:
    """The objects of a list."""
    return [one for one in list_in(part) if isinstance(one, dict)]


def left_firm_in(sent: Json) -> bool:
    """True if one of the requests to language models that a record has went outside the firm."""
    return any(one.get("place") == "remote" for one in objects_in(sent))


def counts_in(listing: Json, content: Mapping[str, Json]) -> Counts | None:
    """In how many documents of a list something was found, and is doubtful; None where the record is of no list."""
    rows = () if content.get("compared") is True else objects_in(content.get("looked_into"))
    doubtful = [row for row in rows if row.get("state") == "found" and is_to_be_checked(number_in(row.get("chance")))]
    match listing:
        case {"found": int(found), "not_found": int(not_found), "not_read": int(not_read)}:
            return Counts(found, not_found, not_read, len(doubtful))
    return None


def chance_in(entry: Entry) -> float | None:
    """How likely the one answer that a record says was quoted is right, 0 to 1; None where it says no such thing."""
    facts = entry.facts
    is_one_quoted = entry.kind == "answer" and facts.keys().isdisjoint(("listing", "not_searched"))
    is_one_quoted = is_one_quoted and facts.get("model") is None
    is_overview = entry.content is not None and not {"overview", "section"}.isdisjoint(entry.content)
    return number_in(facts.get("strength")) if is_one_quoted and not is_overview else None


def not_searched_in(part: Json) -> NotSearched | None:
    """What a record says was not searched; None where all was. A walk that was given up counted no documents."""
    match part:
        case {"shards": int(shards), "of": int(of), "documents": int(documents), "seen": int(seen)}:
            return NotSearched(shards, of, documents, seen)
        case {"shards": int(shards), "of": int(of)}:
            return NotSearched(shards, of, 0, 0)
    return None
