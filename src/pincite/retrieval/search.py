"""From a query to ranked passages, under one scope: where to look, two legs, fusion, reranking, and the last check.

1. Which documents does the question name (`hints`)? 2. Both legs (BM25, dense) search everywhere with the question as
it is, and the named documents with what it asks about them. If only the documents that a question names may answer it
(`aims`), only these are searched. 3. The rankings are fused. 4. The reranker reads the most promising pieces together
with the question. 5. Every passage is checked again before anyone sees it.
"""

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.span import DocumentId
from pincite.index.port import Hit, Legs
from pincite.retrieval.aiming import Aim, aim_of
from pincite.retrieval.alternating import by_turns
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Considered, Evidence, Searched, Stage, StageName
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.hyde import template
from pincite.retrieval.legs import Key, PermittedHits, checked, passages_of, spans_of
from pincite.retrieval.looking import look
from pincite.retrieval.meant import Meant
from pincite.retrieval.nothing_found import require_no_words
from pincite.retrieval.query import Query, understand
from pincite.retrieval.ranking import Candidate, beliefs, by_first_stage_score, by_relevance, with_document_prior
from pincite.retrieval.weakness import is_weak

LEG_DEPTH = 50
"""The fewest hits taken from each leg: a chunk that both legs rank 40th still beats one that one leg ranks 20th."""

NAMED_DEPTH = 150
"""Hits taken from each leg if only named documents are searched: some hits have only the name, and at 50 the answer was
lost for 2 of 126 questions about contracts."""

DEEPER = 4
"""The factor by which the legs are searched deeper if rows that are no longer valid left fewer than k passages."""

LEXICAL_WEIGHT = 0.2
"""Weight of the lexical leg; the dense one has 1. Recall in the first 4,000 characters, with the document given, on
735 questions about documents on which nothing was trained: .866 with the dense leg alone, .869 at 0.1, .866 at 0.2,
.858 at 0.3, .777 at 1. It is 0.2 for what vectors blur: numbers of clauses, sums, names."""

RERANKED = 50
"""The most pieces that the reranker reads for one question."""


async def search(
    query: Query, scope: Scope, k: int, now: datetime, engines: Engines, aimed: Sequence[Meant] = ()
) -> Evidence:
    """The best k passages that the scope permits; for a compound question, those of its parts by turns.

    `aimed` has one element for each part; if it names documents, the passages come only from these.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched, or has lost its rows.
        ModelError: a model's files are missing or damaged.
    """
    aimed = [one for one in aimed if one.documents]
    found = await _by_parts(query, scope, k, now, engines, aimed)
    if query.carried and not aimed:
        permitted = await asyncio.to_thread(engines.catalogue.permitted, query.carried, scope)
        return among(found, frozenset(permitted))
    return found


def among(evidence: Evidence, documents: Container[DocumentId]) -> Evidence:
    """The evidence from some documents only, labelled from 1; the whole evidence if none is from them."""
    kept = [passage for passage in evidence.passages if passage.chunk.document in documents]
    if not kept:
        return evidence
    return replace(evidence, passages=tuple(replace(one, label=label) for label, one in enumerate(kept, start=1)))


def _of_all(aimed: Sequence[Meant], text: str) -> Meant:
    """What any of several parts names, in which all of a text is looked for."""
    hints = {hint.document: hint for one in reversed(aimed) for hint in one.documents}
    looked_for = dict.fromkeys(word for one in aimed for word in one.looked_for)
    best_first = sorted(hints.values(), key=lambda hint: -hint.score)
    return Meant(tuple(best_first), text, tuple(looked_for))


async def _by_parts(
    query: Query, scope: Scope, k: int, now: datetime, engines: Engines, aimed: Sequence[Meant]
) -> Evidence:
    only = aimed[0] if aimed else None
    if query.story:
        told = replace(query, text=query.story, parts=(query.story,))
        only = _of_all(aimed, query.story) if aimed else None
        found_for_all = await _search(told, scope, k, now, engines, RERANKED, only)
        return replace(found_for_all, query=query, searches=found_for_all.searches * len(query.parts))
    if len(query.parts) < 2:
        return replace(await _search(query, scope, k, now, engines, RERANKED, only), query=query)
    pairs = RERANKED // len(query.parts)
    asked = [replace(understand(part), carried=query.carried) for part in query.parts]
    found = [
        await _search(part, scope, k, now, engines, pairs, aimed[at] if aimed else None)
        for at, part in enumerate(asked)
    ]
    return replace(by_turns(found, k), query=query)


async def _search(
    query: Query, scope: Scope, k: int, now: datetime, engines: Engines, pairs: int, only: Meant | None
) -> Evidence:
    """The best k passages for a simple question; the reranker reads `pairs`. With `only`, from what that names."""
    scope.require_current(now)
    if scope.is_empty:
        return Evidence((), await engines.index.version())
    if only is None:
        aim = await asyncio.to_thread(aim_of, query, scope, engines.catalogue)
    else:
        aim = Aim(only.documents, only.documents, only.rest, only=True)
    asked = _Asked(query, aim, scope, k, only, engines)
    depth = max(k, LEG_DEPTH if only is None else NAMED_DEPTH)
    while True:
        found, evidence = await asyncio.to_thread(asked.checked, await asked.looked(depth), depth)
        if evidence is not None:
            return evidence
        if len(found.hits) >= k or found.is_exhausted:
            break
        depth *= DEEPER
    clause = template(query) if engines.hyde and _is_weak(found) else None
    if clause is not None:
        found = await asyncio.to_thread(checked, await asked.looked(depth, clause), scope, depth, engines.catalogue)
    candidates = asked.candidates(found)
    relevance = await _read(aim.rest, candidates[:pairs], found, engines)
    return await asyncio.to_thread(asked.evidence, found, depth, clause, candidates, relevance)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A simple question under one aim, for the best k passages; with `only`, from what that names."""

    query: Query
    aim: Aim
    scope: Scope
    k: int
    only: Meant | None
    engines: Engines

    async def looked(self, depth: int, clause: str | None = None) -> dict[tuple[StageName, StageName], Legs]:
        """Both legs everywhere and, if documents are named, among those.

        A `clause` that might answer is averaged into the vectors of the question.
        """
        near = frozenset(hint.document for hint in self.aim.near)
        text = None if self.aim.only else self.query.text
        return await look(text, self.aim.rest, near, clause, self.scope, depth, self.engines)

    def checked(
        self, legs: Mapping[tuple[StageName, StageName], Legs], depth: int
    ) -> tuple[PermittedHits, Evidence | None]:
        """The hits without what may no longer be shown; and the evidence, if no model is asked about them first."""
        found = checked(legs, self.scope, depth, self.engines.catalogue)
        is_read = self.engines.reranker is not None or self.engines.hyde
        if is_read or not (len(found.hits) >= self.k or found.is_exhausted):
            return found, None
        return found, self.evidence(found, depth, None, self.candidates(found), {})

    def candidates(self, found: PermittedHits) -> list[Candidate[Key]]:
        """The pieces that were found, by what the first stage says of them."""
        weights = [LEXICAL_WEIGHT if name.startswith("lexical") else 1.0 for name in found.rankings]
        fused = fused_scores(list(found.rankings.values()), weights=weights)
        belief = beliefs(self.aim.hints, [document for document, _, _ in found.hits])
        if self.query.intent != "compare":
            belief = with_document_prior(belief, [(document, score) for (document, _, _), score in fused])
        return by_first_stage_score([Candidate(key, score, belief[key[0]]) for key, score in fused])

    def evidence(
        self,
        found: PermittedHits,
        depth: int,
        clause: str | None,
        candidates: Sequence[Candidate[Key]],
        relevance: Mapping[Key, float],
    ) -> Evidence:
        """The best passages of what was found, with how they were found.

        Raises:
            IndexingError: the index has lost its rows.
            WorkspaceError: what the catalogue says about a named document was changed without pincite.
        """
        aim, only, catalogue = self.aim, self.only, self.engines.catalogue
        if not found.hits:
            require_no_words(aim, self.scope, catalogue, is_complete=found.is_complete)
        ranked = by_relevance(candidates, relevance)
        stages = [Stage(name, spans_of(keys, found)) for name, keys in found.rankings.items()]
        stages.append(Stage("fused", spans_of([candidate.key for candidate in candidates], found)))
        if self.engines.reranker is not None:
            stages.append(Stage("reranked", spans_of([candidate.key for candidate, _ in ranked], found)))
        if only is not None:
            shown = dict.fromkeys(
                [only.documents[0].document, *(candidate.key[0] for candidate, _ in ranked[: self.k])]
            )
            catalogue.require_cards(shown, only.looked_for)
        return Evidence(
            passages=passages_of(ranked[: self.k], relevance, found, catalogue),
            index_version=found.version,
            stages=tuple(stages),
            searches=(_searched(self.query, aim, clause, depth, candidates, ranked, relevance, found),),
            named=tuple(hint.document for hint in aim.near) if aim.only else (),
        )


def _searched(
    query: Query,
    aim: Aim,
    clause: str | None,
    depth: int,
    candidates: Sequence[Candidate[Key]],
    ranked: Sequence[tuple[Candidate[Key], float]],
    relevance: Mapping[Key, float],
    found: PermittedHits,
) -> Searched:
    """How the search was made, with each of its pieces once, in the order of the fused legs."""
    places = {candidate.key: place for place, candidate in enumerate(candidates)}
    return Searched(
        text=query.text,
        rest=aim.rest if "dense, named" in found.rankings else "",
        hints=tuple((hint.document, hint.score) for hint in aim.near),
        clause=clause or "",
        depth=depth,
        considered=tuple(
            Considered(
                span=found.hits[candidate.key].chunk.span,
                matter=found.hits[candidate.key].matter,
                scores={
                    name: scores[candidate.key] for name, scores in found.scores.items() if candidate.key in scores
                },
                belief=candidate.belief,
                relevance=relevance.get(candidate.key),
            )
            for candidate in candidates
        ),
        legs={name: tuple(places[key] for key in keys) for name, keys in found.rankings.items()},
        order=tuple(places[candidate.key] for candidate, _ in ranked),
        withheld=found.withheld,
    )


def _is_weak(found: PermittedHits) -> bool:
    """True if the legs of the widest look have probably not found the answer."""
    lexical, dense = list(found.rankings.values())[:2]
    return is_weak([found.cosines[key] for key in dense if key in found.cosines], lexical, dense)


async def _read(
    question: str, candidates: Sequence[Candidate[Key]], found: PermittedHits, engines: Engines
) -> dict[Key, float]:
    """The reranker's log odds that each candidate answers."""
    if engines.reranker is None:
        return {}
    texts = [_reading(found.hits[candidate.key], found.entries[candidate.key[0]]) for candidate in candidates]
    scores = await engines.reranker.score(question, texts)
    return {candidate.key: score for candidate, score in zip(candidates, scores, strict=True)}


def _reading(hit: Hit, entry: Entry) -> str:
    """A piece as the reranker reads it: its headings and words, without the words that only identify its document."""
    return hit.chunk.search_text.removeprefix(fingerprint(entry.title, PurePath(entry.path).name)).lstrip()
