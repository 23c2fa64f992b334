"""Where an answer was lost: the last stage of the search that had a gold place, or why no stage ever had it.

A place is found when at least half of it is within the first `CHARACTERS` characters returned. One that is not found
was lost for the first of these reasons that applies:

- `refused`: the question failed, or nothing was returned (the asker may not see the document, for example).
- `length`: the place is so long that no half of it fits into those characters.
- `chunking`: no piece of the index contains half of it.
- `document`: no stage put forward any piece of its document.
- `legs`: its document was put forward, but half of the place is not among the first `LEG_RANKS` of all legs together.
- a stage's own name (`fused`, `reranked`): the stage was the last to have the place, but ranked it too low for the next
  stage, or dropped what the stage before it had ranked high enough.
- `packed`: the last stage ranked it high enough, but it was left out of what was returned.

Nothing is assumed about stages except their order, so a new stage needs no change here. A new leg must be added to
`LEGS`.
"""

from collections.abc import Mapping, Sequence

from pincite.evaluation.retrieval import FileRange, clipped, first_characters, rank_of

CHARACTERS = 4000
"""About what an answer is written from: eight pieces of 500 characters, a thousand tokens."""

LEGS = frozenset({"lexical", "dense"})
"""Stages that search the index itself, in parallel: the first word of their names, before any comma."""

LEG_RANKS = 50
"""Ranks of a leg that later stages use."""

REFUSED, LENGTH, CHUNKING, DOCUMENT = "refused", "length", "chunking", "document"
LEG, PACKED, UNREPORTED = "legs", "packed", "untold"

LOSSES = {
    REFUSED: ("refused", "the question failed, or nothing was returned"),
    LENGTH: ("too long", "no half of it fits into the characters that count"),
    CHUNKING: ("in no piece", "half of it is in no piece of the index"),
    DOCUMENT: ("wrong document", "no piece of the right one was put forward"),
    LEG: ("missed by both legs", f"half of it is not among their first {LEG_RANKS} each"),
    "fused": ("fused out", "a leg found it, and fusion ranked it too low"),
    "reranked": ("reranked out", "the reranker had it, and ranked it too low"),
    PACKED: ("packed out", "ranked high enough, and left out of what was returned"),
    UNREPORTED: ("untold", "the search did not say what its stages put forward"),
}
"""Name and meaning of each loss, for people, in the order of the search."""

Stages = Mapping[str, Sequence[FileRange]]
"""What each stage put forward, best first, in running order."""


def unfound(gold: Sequence[FileRange], returned: Sequence[FileRange], characters: int) -> list[FileRange]:
    """The gold places, each once, that are not half covered within the first `characters` returned."""
    within = first_characters(clipped(returned), characters)
    return [place for place in dict.fromkeys(gold) if rank_of(place, within) is None]


def ranks_of(place: FileRange, stages: Stages) -> dict[str, int | None]:
    """The rank by which each stage had put forward half of a place; None where it never did."""
    return {name: rank_of(place, clipped(ranked)) for name, ranked in stages.items()}


def lost_at(
    place: FileRange, returned: Sequence[FileRange], stages: Stages, pieces: Sequence[FileRange], characters: int
) -> str:
    """What lost a gold place that is `unfound`. `pieces` are those that the index has of its document."""
    if not returned:
        return REFUSED
    if place.characters > 2 * characters:
        return LENGTH
    if rank_of(place, pieces) is None:
        return CHUNKING
    if not stages:
        return UNREPORTED
    steps = _steps(stages)
    having = [number for number, (_, ranked) in enumerate(steps) if rank_of(place, ranked) is not None]
    if not having:
        is_known = any(hit.path == place.path for _, ranked in steps for hit in ranked)
        return LEG if is_known else DOCUMENT
    last = having[-1]
    name, ranked = steps[last]
    # Legs have no common order, so none of them can have ranked it too low. The stage that merges them did.
    did_its_part = name == LEG or rank_of(place, first_characters(ranked, characters)) is not None
    if not did_its_part:
        return name
    return steps[last + 1][0] if last + 1 < len(steps) else PACKED


def name_of(loss: str) -> str:
    """The name of a loss. An unknown stage gives its own name."""
    return LOSSES[loss][0] if loss in LOSSES else f"{loss} out"


def meaning(loss: str) -> str:
    """The meaning of a loss, for use after its name."""
    return LOSSES[loss][1] if loss in LOSSES else f"the stage {loss} had it, and ranked it too low"


def in_order(losses: Sequence[str]) -> list[str]:
    """Losses in the order of the search, each once. Unknown stages come before packing."""
    known = list(LOSSES)
    before_packing = known.index(PACKED) - 0.5
    return sorted(set(losses), key=lambda loss: (known.index(loss) if loss in known else before_packing, loss))


def _steps(stages: Stages) -> list[tuple[str, list[FileRange]]]:
    """The stages in order, with the legs merged into one step at the place of the first."""
    steps: dict[str, list[FileRange]] = {}
    for name, ranked in stages.items():
        if name.partition(",")[0] in LEGS:
            steps.setdefault(LEG, []).extend(clipped(ranked)[:LEG_RANKS])
        else:
            steps[name] = clipped(ranked)
    return list(steps.items())
