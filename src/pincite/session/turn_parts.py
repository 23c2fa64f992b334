"""What a record says of its question and of the answer to it, as a turn shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pincite.answering.sureness import how_sure
from pincite.ask.reply import State
from pincite.ask.replying import LACKING
from pincite.ask.stages import Attempt
from pincite.ask.warnings import fell_through
from pincite.audit.event import Entry, Json
from pincite.audit.parts import fields_in, list_in, number_in, objects_in, rows_in, text_in, whole_in
from pincite.retrieval.not_searched import NotSearched
from pincite.retrieval.query import cleaned
from pincite.session.printing import Printing
from pincite.views.turn import Lacking, Pin, Said, TurnState

STATES: Mapping[str, TurnState] = {"answer": "answered", "refusal": "refused", "failure": "failed"}
"""What a record of one of these kinds says of its question."""

MOST_ABOUT = 4
"""Documents that a question is said to be about; of more, none is named."""


def notes_of_failures(entry: Entry, content: Mapping[str, Json]) -> tuple[str, ...]:
    """What the asker is told of models that failed, as the record has it."""
    problems = {text_in(one.get("tier")): text_in(one.get("problem")) for one in objects_in(content.get("fell_short"))}
    tried = objects_in(fields_in(entry.facts.get("routing")).get("attempts"))
    tiers = [text_in(one.get("tier")) or "" for one in tried]
    if not tiers:
        return ()
    sent = [one for one in objects_in(entry.facts.get("sent")) if one.get("tier") == tiers[-1]]
    charged = [one for one in objects_in(entry.facts.get("charges")) if one.get("tier") == tiers[-1]]
    return fell_through(
        [Attempt(tier, problems.get(tier) or "") for tier in tiers],
        leaves_firm=any(one.get("place") == "remote" for one in sent),
        costs=any(whole_in(one.get("pico_usd")) for one in charged),
    )


def lacking_in(content: Mapping[str, Json], printed: Printing) -> Lacking | None:
    """Those in which nothing was found that may be seen, for a question that is after them; None for any other."""
    if content.get("lacking") is not True:
        return None
    return Lacking(LACKING, _in_state(content, printed, "not_found"))


def without_answer(content: Mapping[str, Json], printed: Printing, state: State) -> tuple[tuple[str, str], ...]:
    """The documents of a list that had no answer, as they may be seen now; none where the list is after those."""
    if content.get("lacking") is True:
        return ()
    return _in_state(content, printed, state)


def _in_state(content: Mapping[str, Json], printed: Printing, state: State) -> tuple[tuple[str, str], ...]:
    """The documents of a list in one state that may be seen now: the id of each, and what it is called."""
    rows = [row for row in objects_in(content.get("looked_into")) if row.get("state") == state]
    named = [(text_in(row.get("document")) or "", printed.name(row.get("document"))) for row in rows]
    return tuple((document, name) for document, name in named if name)


def in_order(said: Sequence[Said], content: Mapping[str, Json]) -> tuple[Said, ...]:
    """The sentences of an answer; those of a list by document, the likeliest first, each with how sure it is."""
    if "looked_into" not in content:
        return tuple(said)
    chances = {row.get("document"): number_in(row.get("chance")) for row in objects_in(content["looked_into"])}
    is_compared = content.get("compared") is True
    is_judged = not is_compared or content.get("sides_judged") is True  # older records have another measure
    ranked: dict[str, list[Said]] = {}
    for one in said:
        ranked.setdefault(pin.document if (pin := _answering(one)) is not None else "", []).append(one)
    order = list(ranked) if is_compared else sorted(ranked, key=lambda document: -chances.get(document, 0.0))
    found: list[Said] = []
    for document in order:
        first, *others = ranked[document]
        pin = _answering(first)
        name = pin.name if pin is not None else ""
        sure = how_sure(chances[document]) if document in chances and is_judged else ""
        found += [replace(first, document=name, sure=sure), *others]
    return tuple(found)


def _answering(said: Said) -> Pin | None:
    """A pin of the document that a sentence answers for: the agreement's, where an amendment has its new words."""
    return next(iter((*said.replaces[-1:], *said.pins)), None)


def has_all(understood: str, question: str) -> bool:
    """True if what was understood has the question word for word: the rest is of those that it goes on from."""
    return cleaned(question).strip(" .?!").casefold() in understood.casefold()


def meant_in(content: Mapping[str, Json]) -> list[Json]:
    """The documents that a question could mean, by their passages; not those whose passages are closed by now."""
    documents = {whole_in(row.get("label")): row.get("document") for row in objects_in(content.get("passages"))}
    return [document for label in list_in(content.get("could_mean")) if (document := documents.get(whole_in(label)))]


def about_in(content: Mapping[str, Json]) -> list[Json]:
    """The documents that a question named, or else those that it carried over from an earlier one.

    None if what was found stands in others as well: then they were not all that was looked through.
    """
    scope = fields_in(content.get("scope"))
    single = list_in(scope.get("documents"))
    if not scope.get("matters") and 0 < len(single) <= MOST_ABOUT:  # it was asked within these alone
        return single
    if content.get("compared") is True:
        return [row.get("document") for row in objects_in(content.get("looked_into"))]
    named = hinted_in(content)
    cited = {
        row.get("document")
        for said in objects_in(content.get("statements"))
        for row in objects_in(said.get("citations"))
    }
    if 0 < len(named) <= MOST_ABOUT and cited <= set(named):
        return [*named]
    return list_in(fields_in(content.get("after")).get("documents"))


def hinted_in(content: Mapping[str, Json]) -> list[str]:
    """The documents that a question names, by what was found of its names."""
    hints = [row[0] for search in objects_in(content.get("searches")) for row in _rows(search.get("hints"))]
    return list(dict.fromkeys(one for one in hints if isinstance(one, str)))


def looked_in(part: Json, lacked: NotSearched | None) -> tuple[int, int]:
    """How many documents were looked into, and of how many searched ones; zeros where the record does not say."""
    match part:
        case {"documents": int(documents), "of": int(of)}:
            searched = of if lacked is None else max(of - lacked.documents, 0)
            return min(documents, searched), searched
    return 0, 0


def _rows(part: Json) -> list[list[Json]]:
    return [row for row in rows_in(part) if row]
