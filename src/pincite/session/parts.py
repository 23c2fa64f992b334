"""What a record says of its reply: what was understood, counted and not searched, and how likely it is right."""

from collections.abc import Mapping

from pincite.answering.sureness import is_to_be_checked
from pincite.audit.event import Entry, Json
from pincite.audit.parts import fields_in, number_in, objects_in, text_in
from pincite.retrieval.not_searched import NotSearched
from pincite.views.turn import Counts


def understood_in(content: Mapping[str, Json]) -> str | None:
    """A question as it was understood, if it goes on from another, has a misspelt name or is long; else None."""
    is_otherwise = content.get("after") is not None or True in (content.get("respelt"), content.get("abridged"))
    return text_in(fields_in(content.get("query")).get("text")) if is_otherwise else None


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
