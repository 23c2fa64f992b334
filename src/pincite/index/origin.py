"""What an index was built for, and the refusal of one that was built for something else."""

from dataclasses import dataclass

from pincite.errors import IndexingError


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index was built for. It is kept with the rows, so that it is there from the first commit.

    `keeps_numbers` is false for a table of an earlier release, whose rows got other numbers with every fold.
    """

    index: str
    embedder: str
    dimensions: int
    layout: int
    keeps_numbers: bool = False


def require_origin(found: Origin, wanted: Origin, where: str) -> None:
    """Refuse an index that was built for something else.

    Raises:
        IndexingError: the layout, the embedding model or the length of its vectors differs.
    """
    if found.layout != wanted.layout:
        raise IndexingError(
            f"the search index in {where} has layout {found.layout}, but this version of pincite reads layout "
            f"{wanted.layout}; make it anew with: pincite index rebuild"
        )
    if (found.embedder, found.dimensions) != (wanted.embedder, wanted.dimensions):
        raise IndexingError(
            f"the search index in {where} was built with the embedding model {found.embedder} ({found.dimensions} "
            f"dimensions), not with {wanted.embedder} ({wanted.dimensions}); set the model back to {found.embedder} "
            "or make the index anew with: pincite index rebuild"
        )
