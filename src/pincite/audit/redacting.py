"""Takes out of the record of a question what does not concern one reader, or one matter.

A question searches much that it is not about: pieces far down a list, and passages beside the one that is quoted. Those
of other matters are taken out row by row, so that the rest of the record can be read. What is taken out is counted,
never named. The rows keep their places, since ranks are positions.
"""

from collections.abc import Callable, Mapping

from pincite.audit.event import Json
from pincite.audit.parts import list_in, objects_in
from pincite.documents.span import DocumentId, MatterId, Span, VersionId

Keeps = Callable[[DocumentId, MatterId | None], bool]
"""Says whether a document may be named, given the matter that the record names for it (None if it names none)."""

Named = tuple[DocumentId, MatterId | None]


def found_passages(content: Mapping[str, Json]) -> bool:
    """True for the record of a question, a search, or a sentence of a reply."""
    return isinstance(content.get("passages"), list)


def shown(content: Mapping[str, Json]) -> list[Named]:
    """The documents of the passages that were shown, best first, with repetitions."""
    return [named for row in objects_in(content.get("passages")) if (named := _named(row)) is not None]


def cited(content: Mapping[str, Json]) -> list[Named]:
    """The documents that the statements cite, with the matters that the passages name for them."""
    matters = dict(shown(content))
    return [
        (document, matters.get(document))
        for statement in objects_in(content.get("statements"))
        for citation in objects_in(statement.get("citations"))
        if isinstance(name := citation.get("document"), str)
        for document in [DocumentId(name)]
    ]


def quoted(content: Mapping[str, Json]) -> list[Span]:
    """The spans of the statements' quotes, in the order of the statements."""
    found = []
    for statement in objects_in(content.get("statements")):
        for citation in objects_in(statement.get("citations")):
            match citation:
                case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
                    found.append(Span(DocumentId(document), VersionId(version), start, end))
    return found


def is_quoted(content: Mapping[str, Json]) -> bool:
    """True if no model worded any of it, so that each word comes from the question or from what is cited."""
    return not any(content.get(name) for name in ("calls", "model_replies", "removed", "understanding"))


def rested_on(content: Mapping[str, Json], *, by_model: bool) -> list[Named]:
    """The documents without which nobody may read any of a question's record, with repetitions.

    They are those that it cites or, if it cites nothing, the best passage. If a model worded any of it, they are all
    that were shown, and those of the approved answers that it was shown as examples.
    """
    if by_model or not is_quoted(content):
        return [*shown(content), *_exampled(content)]
    return cited(content) or shown(content)[:1]


def _exampled(content: Mapping[str, Json]) -> list[Named]:
    """The documents that the examples rest on which a model was shown; the record names their matters apart."""
    rows = [list_in(one.get("documents")) for one in objects_in(content.get("examples"))]
    return [(DocumentId(name), None) for names in rows for name in names if isinstance(name, str)]


def named_matters(content: Mapping[str, Json]) -> frozenset[MatterId]:
    """The matters that the passages and the tables of the searches name."""
    rows = [matter for _, matter in shown(content) if matter is not None]
    for search in objects_in(content.get("searches")):
        rows += [matter for _, matter in _tabled(search) if matter is not None]
    return frozenset(rows)


def without_candidates(content: Mapping[str, Json], keeps: Keeps) -> dict[str, Json]:
    """A content without those candidates of its searches that may not be named."""
    if not isinstance(content.get("searches"), list):
        return dict(content)
    return {**content, "searches": [_search(search, keeps) for search in objects_in(content["searches"])]}


def without_passages(content: Mapping[str, Json], keeps: Keeps) -> dict[str, Json]:
    """A content without the passages that may not be named, and without what was said about them."""
    closed: set[Json] = set()
    passages: list[Json] = []
    for row in objects_in(content.get("passages")):
        named = _named(row)
        if named is None or keeps(*named):
            passages.append(row)
        else:
            closed.add(_label(row))
            passages.append({"label": row.get("label"), "redacted": True})
    kept = {**content, "passages": passages}
    if isinstance(content.get("flagged"), list):
        kept["flagged"] = [row for row in objects_in(content["flagged"]) if _label(row) not in closed]
    return kept


def _search(search: Mapping[str, Json], keeps: Keeps) -> dict[str, Json]:
    """One search, with the rows of its tables that are closed to the reader as null; `redacted` counts their pieces."""
    open_places = [keeps(*named) for named in _tabled(search)]
    documents: list[Json] = [
        row if place < len(open_places) and open_places[place] else None
        for place, row in enumerate(list_in(search.get("documents")))
    ]
    candidates: list[Json] = [
        row if isinstance(row, list) and row and isinstance(at := row[0], int) and _at(documents, at) else None
        for row in list_in(search.get("candidates"))
    ]
    gone = candidates.count(None) - list_in(search.get("candidates")).count(None)
    hints: list[Json] = [
        row
        for row in list_in(search.get("hints"))
        if isinstance(row, list) and row and keeps(DocumentId(str(row[0])), None)
    ]
    cut: dict[str, Json] = {}
    for name, part in (("documents", documents), ("candidates", candidates), ("hints", hints)):
        if name in search:
            cut[name] = part
    return {**search, **cut, **({"redacted": gone} if gone else {})}


def is_redacted(content: Mapping[str, Json]) -> bool:
    """True when candidates were taken out of a search of it."""
    return any(search.get("redacted") for search in objects_in(content.get("searches")))


def _at(rows: list[Json], place: int) -> bool:
    return 0 <= place < len(rows) and rows[place] is not None


def _tabled(search: Mapping[str, Json]) -> list[Named]:
    """The documents in the table of a search, row by row; a malformed row names nothing that could be kept."""
    columns = list_in(search.get("document_columns"))
    at = columns.index("matter") if "matter" in columns else 2
    rows = []
    for row in list_in(search.get("documents")):
        if isinstance(row, list) and row and isinstance(name := row[0], str):
            matter = row[at] if at < len(row) else None
            rows.append((DocumentId(name), MatterId(matter) if isinstance(matter, str) else None))
        else:
            rows.append((DocumentId(""), None))
    return rows


def _named(row: Mapping[str, Json]) -> Named | None:
    if not isinstance(name := row.get("document"), str):
        return None
    matter = row.get("matter")
    return DocumentId(name), MatterId(matter) if isinstance(matter, str) else None


def _label(row: Mapping[str, Json]) -> Json:
    label = row.get("label")
    return label if isinstance(label, str | int) else None
