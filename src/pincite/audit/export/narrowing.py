"""What records say of one matter, for an export that goes to somebody who has to do with that matter only.

A record of a question belongs to the matters that were cited or shown, not to those that it looked through. Of one that
belongs to several, what is said of the others is taken out; the record itself stays, with its hash and its figures.
"""

from collections.abc import Iterator
from dataclasses import replace

from pincite.audit.event import Json
from pincite.audit.reading import PlaceOf, View, documents_in, matters_in
from pincite.audit.redacting import cited, found_passages, is_quoted, shown, without_candidates, without_passages
from pincite.documents.span import DocumentId, MatterId

OTHER = "[withheld: it rests on other matters, too]"
"""Stands for a statement that cites more than the one matter."""

ANY = "[withheld: it may be about other matters, too]"
"""Stands for a change of the rules that the record has as a sentence only."""

NOT_ABOUT = "[withheld: what was quoted is of other matters]"
"""Stands for a question whose answer cites nothing of the one matter."""


def narrowed(view: View, matter: MatterId, place_of: PlaceOf) -> View | None:
    """A record without what it says of other matters; None when it does not concern this one at all."""
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
        cut = _rows(content, matter, place_of)
    else:
        return None
    texts = entry.texts if cut.get("calls") == content.get("calls") else {}
    return replace(view, entry=replace(entry, content=cut, matters=frozenset({matter}), texts=texts))


def _matter_of(document: DocumentId, named: MatterId | None, place_of: PlaceOf) -> MatterId | None:
    """The matter that a record names for a document; where it names none, the one it lies in now."""
    if named is not None:
        return named
    place = place_of(document)
    return None if place is None else place.matter


def _question(content: dict[str, Json], matter: MatterId, place_of: PlaceOf) -> dict[str, Json]:
    def keeps(document: DocumentId, named: MatterId | None) -> bool:
        return _matter_of(document, named, place_of) == matter

    all_of_it = all(keeps(*one) for one in shown(content))
    is_about = not (quoted := cited(content)) or any(keeps(*one) for one in quoted)
    cut = without_passages(without_candidates(content, keeps), keeps)
    cut = {**cut, **_scope(cut, matter)}
    matters = dict(shown(content))
    for name in ("statements", "removed"):
        if isinstance(listed := cut.get(name), list):
            cut[name] = list(_statements(listed, matter, matters, place_of, all_of_it=all_of_it))
    if not all_of_it and not is_quoted(content):
        # What a model was sent and what it replied speak of everything that it read.
        cut = {**cut, "calls": [], "model_replies": [], "understanding": None}
        cut["refusal"] = OTHER if content.get("refusal") else None
    if not is_about:
        cut = {name: part for name, part in cut.items() if name not in ("query", "searches", "understanding")}
        cut["question"] = NOT_ABOUT
    return cut


def _statements(
    listed: list[Json],
    matter: MatterId,
    matters: dict[DocumentId, MatterId | None],
    place_of: PlaceOf,
    *,
    all_of_it: bool,
) -> Iterator[Json]:
    """Statements with their citations of the matter; the words of one only when it cites nothing else."""
    for said in listed:
        if not isinstance(said, dict):
            continue
        given = [one for one in _list(said.get("citations")) if isinstance(one, dict)]
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
    """The scope of the question as far as it names the matter."""
    scope = content.get("scope")
    if not isinstance(scope, dict):
        return {}
    kept: dict[str, Json] = {name: [] for name, part in scope.items() if isinstance(part, list)}
    for name in ("matters", "reach"):
        kept[name] = [one for one in _list(scope.get(name)) if one == matter]
    return {"scope": {**scope, **kept}}


def _rows(content: dict[str, Json], matter: MatterId, place_of: PlaceOf) -> dict[str, Json]:
    """What is no question, without the rows of any of its lists that speak of another matter."""
    kept = {name: _pruned(part, matter, place_of) for name, part in content.items()}
    scope = content.get("scope")
    return {**kept, "scope": [one for one in scope if one == matter]} if isinstance(scope, list) else kept


def _pruned(part: Json, matter: MatterId, place_of: PlaceOf) -> Json:
    if isinstance(part, dict):
        return {name: _pruned(value, matter, place_of) for name, value in part.items()}
    if isinstance(part, list):
        return [_pruned(row, matter, place_of) for row in part if not _speaks_of_others(row, matter, place_of)]
    return part


def _speaks_of_others(row: Json, matter: MatterId, place_of: PlaceOf) -> bool:
    if not isinstance(row, dict | list):
        return False
    named = set(matters_in(row))
    named |= {place.matter for document in documents_in(row) if (place := place_of(document)) is not None}
    return bool(named) and matter not in named


def _list(part: Json) -> list[Json]:
    return part if isinstance(part, list) else []
