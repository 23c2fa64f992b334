"""What somebody makes of a reply as the content of a record, and back."""

from collections.abc import Mapping

from pincite.audit.event import Entry, Json
from pincite.audit.parts import list_in
from pincite.views.feedback import WHYS, Judged, VersionSpan, WrongCite


def read_back(content: Mapping[str, Json]) -> Judged:
    """What a record's content says that somebody made of a reply; places without their names."""
    useful, better, marks = content.get("useful"), content.get("better"), content.get("wrong_cites")
    return Judged(
        useful=useful if isinstance(useful, bool) else None,
        wrong_cites=tuple(one for mark in list_in(marks) if (one := _mark(mark)) is not None),
        better=better if isinstance(better, str) else None,
        place=place_in(content.get("place")),
    )


def content_of(judged: Judged) -> dict[str, Json]:
    """What a record says of it; whatever is not said is left out."""
    said: dict[str, Json] = {}
    if judged.says_nothing:
        said["withdrawn"] = True
    if judged.useful is not None:
        said["useful"] = judged.useful
    if judged.wrong_cites:
        said["wrong_cites"] = [_written(one) for one in judged.wrong_cites]
    if judged.better is not None:
        said["better"] = judged.better
    if judged.place is not None:
        said["place"] = _as_row(judged.place)
    return said


def is_withdrawn(entry: Entry) -> bool:
    """True if a record of feedback takes back what was said before."""
    return entry.content is not None and read_back(entry.content).says_nothing


def _mark(row: Json) -> WrongCite | None:
    match row:
        case {"statement": int(statement), "citation": int(citation), **rest} if (place := place_in(row)) is not None:
            why = next((one for one in WHYS if one == rest.get("why")), None)
            return WrongCite(statement, citation, why, place)
    return None


def place_in(row: Json) -> VersionSpan | None:
    """The place that a row of a record names; None if it names none."""
    match row:
        case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
            return VersionSpan(document, version, start, end)
    return None


def _written(one: WrongCite) -> dict[str, Json]:
    return {"statement": one.statement, "citation": one.citation, "why": one.why, **_as_row(one.place)}


def _as_row(place: VersionSpan) -> dict[str, Json]:
    return {"document": place.document, "version": place.version, "start": place.start, "end": place.end}
