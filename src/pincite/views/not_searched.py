"""What a search or a reply went without, as it is given out."""

from dataclasses import asdict

from pincite.retrieval.not_searched import NotSearched


def not_searched_json(lacked: NotSearched | None) -> dict[str, object]:
    """The contract's `not_searched`, with its sentence; no field where the whole index was searched."""
    return {} if lacked is None else {"not_searched": {**asdict(lacked), "message": lacked.sentence}}
