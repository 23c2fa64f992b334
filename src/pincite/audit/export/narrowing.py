"""Cuts records down to one matter, for an export to somebody who is concerned with that matter only.

A record of a question belongs to the matters that were cited or shown, not to those that it searched. If it belongs to
several, what it says about the others is taken out; the record itself stays, with its hash and its figures.
"""

from collections.abc import Iterator
from dataclasses import replace

from pincite.audit.event import Json
from pincite.audit.parts import list_in, objects_in
from pincite.audit.reading import NAMING, ONE, ROWS, SENTENCES, PlaceOf, View, documents_in, matters_in
from pincite.audit.redacting import cited, found_passages, is_quoted, shown, without_candidates, without_passages
from pincite.documents.span import DocumentId, MatterId

OTHER = "[withheld: it rests on other matters, too]"
"""Replaces a statement that cites other matters too."""

ANY = "[withheld: it may be about other matters, too]"
"""Replaces a change of the rules that the record has only as a sentence."""

NOT_ABOUT = "[withheld: nothing of this matter was quoted for it]"
"""Replaces a question whose answer cites nothing of the one matter, and what was searched for."""

ELSEWHERE = "[withheld: another matter]"
"""Replaces the name of another matter, or of something that is in one now."""


def narrowed(view: View, matter: MatterId, place_of: PlaceOf) -> View | None:
    """A record without what it says about other matters; None if it does not concern this one at all."""
    entry = view.entry
    if entry.content is None or entry.matters is None:
        return None
    content = dict(entry.content)
    if found_passages(content):
        concerned = {_matter_of(document, named, place_of) for document, named in (*cited(content), *shown(content))}
        if matter not in (concerned or entry.matters):
            return None
        cut = _question(content, matter, place_of)
    elif matter in entry.matters and entry.facts.get("what") == "access":
        cut = {"change": ANY}  # one sentence on a change of the rules, which may name any matter
    elif matter in entry.matters:
        cut = _rows(content, entry.matters, matter, place_of)
        if entry.kind == "review":
            cut = _review(cut, is_alone=entry.matters == {matter})
    else:
        return None
    texts = entry.texts if cut.get("calls") == content.get("calls") else {}
    return replace(view, entry=replace(entry, content=cut, matters=frozenset({matter}), texts=texts))


def _matter_of(document: DocumentId, named: MatterId | None, place_of: PlaceOf) -> MatterId | None:
    """The matter that a record names for a document; if it names none, the one the document lies in now."""
    if named is not None:
        return named
    place = place_of(document)
    return None if place is None else place.matter


def _question(content: dict[str, Json], matter: MatterId, place_of: PlaceOf) -> dict[str, Json]:
    def keeps(document: DocumentId, named: MatterId | None) -> bool:
        return _matter_of(document, named, place_of) == matter

    is_about = any(keeps(*one) for one in cited(content))
    # A question, or a model's words, may be about another client, whatever was found for it.
    goes_on = _goes_on_from_another(content, matter, place_of)
    all_of_it = is_about and not goes_on and all(keeps(*one) for one in shown(content))
    cut = without_passages(without_candidates(content, keeps), keeps)
    cut = {**cut, **_scope(cut, matter)}
    matters = dict(shown(content))
    for name in ("statements", "removed"):
        if isinstance(listed := cut.get(name), list):
            cut[name] = list(_statements(listed, matter, matters, place_of, all_of_it=all_of_it))
    if not all_of_it and not is_quoted(content):
        # A model's prompt and its reply are about everything that it read.
        cut = {**cut, "calls": [], "model_replies": [], "understanding": None, "following": None}
        cut["refusal"] = OTHER if content.get("refusal") else None
    if goes_on or not is_about:
        said = ("after", "query", "searches", "understanding", "following")
        cut = {name: part for name, part in cut.items() if name not in said}
    for name in ("looked_into", "words_of"):
        if isinstance(rows := cut.get(name), list):
            cut[name] = [row for row in rows if not _speaks_of_others(row, "", matter, place_of)]
    if not is_about:
        cut |= {
            "question": NOT_ABOUT,
            "asked_of_each": NOT_ABOUT,
            "removed": [{"text": OTHER} for _ in list_in(content.get("removed"))],
        }
    return {name: part for name, part in cut.items() if name in content}


def _goes_on_from_another(content: dict[str, Json], matter: MatterId, place_of: PlaceOf) -> bool:
    """True for a follow-up that has the words of a question that was not about this matter alone."""
    after = content.get("after")
    if after is None:
        return False
    places = (place_of(document) for document in documents_in(after))
    return {*matters_in(after), *(place.matter for place in places if place is not None)} != {matter}


def _statements(
    listed: list[Json],
    matter: MatterId,
    matters: dict[DocumentId, MatterId | None],
    place_of: PlaceOf,
    *,
    all_of_it: bool,
) -> Iterator[Json]:
    """Statements with their citations of the matter; a statement keeps its words only if it cites nothing else."""
    for said in listed:
        if not isinstance(said, dict):
            continue
        given = objects_in(said.get("citations"))
        mine: list[Json] = [
            one
            for one in given
            if (document := DocumentId(str(one.get("document"))))
            and _matter_of(document, matters.get(document), place_of) == matter
        ]
        if len(mine) == len(given) and (given or all_of_it):
            yield said
        else:
            yield {"text": OTHER, "support": said.get("support"), "citations": mine}


def _scope(content: dict[str, Json], matter: MatterId) -> dict[str, Json]:
    """The part of the question's scope that names the matter."""
    scope = content.get("scope")
    if not isinstance(scope, dict):
        return {}
    kept: dict[str, Json] = {name: [] for name, part in scope.items() if isinstance(part, list)}
    for name in ("matters", "reach"):
        kept[name] = [one for one in list_in(scope.get(name)) if one == matter]
    return {"scope": {**scope, **kept}}


def _rows(
    content: dict[str, Json], matters: frozenset[MatterId], matter: MatterId, place_of: PlaceOf
) -> dict[str, Json]:
    """A record other than a question, without what is about another matter or about documents that are in one now.

    If the record belongs to several matters, the words of people in it may be about any of them.
    """
    kept = {name: _pruned(part, name, matter, place_of) for name, part in content.items()}
    if isinstance(scope := content.get("scope"), list):
        kept["scope"] = [one for one in scope if one == matter]
    if _speaks_of_others(content.get("place"), "place", matter, place_of):  # where a better answer stands
        kept["place"] = ELSEWHERE
    if content.get("kind") == "matter" and content.get("name") != matter:
        kept["name"] = ELSEWHERE
    kept |= {name: NOT_ABOUT for name in ("question", "query") if content.get(name)}
    if matters != {matter}:
        kept |= {name: OTHER for name in SENTENCES if content.get(name)}
    return kept


def _review(content: dict[str, Json], *, is_alone: bool) -> dict[str, Json]:
    """A record of a review without questions that may be about another client: those that the matter does not answer.

    The list of all questions stays if the review was of this matter alone.
    """
    kept = dict(content)
    if not is_alone and isinstance(key := content.get("key"), dict):
        kept["key"] = {**key, "questions": [NOT_ABOUT for _ in list_in(key.get("questions"))]}
    if isinstance(cells := content.get("cells"), list):
        kept["cells"] = [
            cell if not isinstance(cell, dict) or cell.get("state") == "found" else {**cell, "question": NOT_ABOUT}
            for cell in cells
        ]
    return kept


def _pruned(part: Json, key: str, matter: MatterId, place_of: PlaceOf) -> Json:
    if isinstance(part, dict):
        kept = {name: _pruned(value, name, matter, place_of) for name, value in part.items()}
        if part.get("matter") not in (None, matter) and "path" in part:
            kept["path"] = ELSEWHERE
        if part.get("kind") == "matter" and part.get("name") not in (None, matter):
            kept["name"] = ELSEWHERE
        return kept
    if isinstance(part, list):
        rows = [row for row in part if not _speaks_of_others(row, key, matter, place_of)]
        return [_pruned(row, "", matter, place_of) for row in rows]
    return ELSEWHERE if _speaks_of_others(part, key, matter, place_of) else part


def _speaks_of_others(row: Json, key: str, matter: MatterId, place_of: PlaceOf) -> bool:
    """True for a row about another matter, or about documents that lie in one now, and not about this one."""
    if isinstance(row, str):
        place = place_of(DocumentId(row)) if key in (*ONE, *ROWS) else None
        return (key in (*NAMING, "to") and row != matter) or (place is not None and place.matter != matter)
    if not isinstance(row, dict | list):
        return False
    places = {place.matter for document in documents_in(row) if (place := place_of(document)) is not None}
    named = places or set(matters_in(row))
    return bool(named) and matter not in named
