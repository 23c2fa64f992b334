"""Where was an answer lost on its way? The stage of the search that had a gold place last, or never got it.

A place is found when at least half of it stands in the first `CHARACTERS` characters returned. One that is not was
lost somewhere, and the first of these that is true says where:

- `refused`: the question failed, or nothing at all was returned (who asks may not see the document, say).
- `length`: it is so long that no half of it fits into those characters.
- `chunking`: half of it is in no piece of the index.
- `document`: no stage put forward any piece of its document.
- `legs`: its document was put forward, but half of it is not among the first `LEG_RANKS` of all legs together.
- a stage's own name (`fused`, `reranked`): it was the last to have the place, and ranked it too low for what followed,
  or dropped what the stage before it had ranked high enough.
- `packed`: the last stage ranked it high enough, and it was left out of what was returned.

Nothing but the order in which they ran is known of stages, so a stage that is added needs no change here; a further
leg is named in `LEGS`.
"""

from collections.abc import Mapping, Sequence

from pincite.evaluation.retrieval import FileRange, clipped, first_characters, rank_of

CHARACTERS = 4000
"""About what an answer is written from: eight pieces of 500 characters, a thousand tokens."""

LEGS = frozenset({"lexical", "dense"})
"""Stages that search the index itself, side by side: the first word of their names, before any comma."""

LEG_RANKS = 50
"""Ranks of a leg that the stages after it look at."""

REFUSED, LENGTH, CHUNKING, DOCUMENT = "refused", "length", "chunking", "document"
LEG, PACKED, UNTOLD = "legs", "packed", "untold"

TOLD = {
    REFUSED: ("refused", "the question failed, or nothing was returned"),
    LENGTH: ("too long", "no half of it fits into the characters that count"),
    CHUNKING: ("in no piece", "half of it is in no piece of the index"),
    DOCUMENT: ("wrong document", "no piece of the right one was put forward"),
    LEG: ("missed by both legs", f"half of it is not among their first {LEG_RANKS} each"),
    "fused": ("fused out", "a leg found it, and fusion ranked it too low"),
    "reranked": ("reranked out", "the reranker had it, and ranked it too low"),
    PACKED: ("packed out", "ranked high enough, and left out of what was returned"),
    UNTOLD: ("untold", "the search did not say what its stages put forward"),
}
"""What each loss is called and what it means, for people, in the order of the walk."""

Stages = Mapping[str, Sequence[FileRange]]
"""What each stage put forward, best first, in the order in which they ran."""


def unfound(gold: Sequence[FileRange], returned: Sequence[FileRange], characters: int) -> list[FileRange]:
    """The gold places, each once, that are not half covered within the first `characters` returned."""
    within = first_characters(clipped(returned), characters)
    return [place for place in dict.fromkeys(gold) if rank_of(place, within) is None]


def ranks_of(place: FileRange, stages: Stages) -> dict[str, int | None]:
    """The rank by which each stage had put forward half of a place, None where it never did."""
    return {name: rank_of(place, clipped(ranked)) for name, ranked in stages.items()}


def lost_at(
    place: FileRange, returned: Sequence[FileRange], stages: Stages, pieces: Sequence[FileRange], characters: int
) -> str:
    """What lost a gold place that is `unfound`; `pieces` are those that the index has of its document."""
    if not returned:
        return REFUSED
    if place.characters > 2 * characters:
        return LENGTH
    if rank_of(place, pieces) is None:
        return CHUNKING
    if not stages:
        return UNTOLD
    steps = _steps(stages)
    having = [number for number, (_, ranked) in enumerate(steps) if rank_of(place, ranked) is not None]
    if not having:
        is_known = any(hit.path == place.path for _, ranked in steps for hit in ranked)
        return LEG if is_known else DOCUMENT
    last = having[-1]
    name, ranked = steps[last]
    # Legs have no common order, so none of them can have ranked it too low: what puts them together did.
    did_its_part = name == LEG or rank_of(place, first_characters(ranked, characters)) is not None
    if not did_its_part:
        return name
    return steps[last + 1][0] if last + 1 < len(steps) else PACKED


def name_of(loss: str) -> str:
    """What a loss is called; a stage that is not known here gives its own name."""
    return TOLD[loss][0] if loss in TOLD else f"{loss} out"


def meaning(loss: str) -> str:
    """What a loss means, after its name."""
    return TOLD[loss][1] if loss in TOLD else f"the stage {loss} had it, and ranked it too low"


def in_order(losses: Sequence[str]) -> list[str]:
    """Losses in the order of the walk, each once; stages that are not known here come before packing."""
    known = list(TOLD)
    before_packing = known.index(PACKED) - 0.5
    return sorted(set(losses), key=lambda loss: (known.index(loss) if loss in known else before_packing, loss))


def _steps(stages: Stages) -> list[tuple[str, list[FileRange]]]:
    """The stages in their order, the legs as one step where the first of them ran."""
    steps: dict[str, list[FileRange]] = {}
    for name, ranked in stages.items():
        if name.partition(",")[0] in LEGS:
            steps.setdefault(LEG, []).extend(clipped(ranked)[:LEG_RANKS])
        else:
            steps[name] = clipped(ranked)
    return list(steps.items())
