"""Replies as `ask` prints them, made by hand."""

from collections.abc import Mapping, Sequence

from pincite.evaluation.answered import Answered, answered

PASSAGES = ("The tenant shall pay rent monthly.", "The landlord insures the building.", "A parrot eats walnuts.")


def reply_fields(
    identity: str = "q",
    statements: Sequence[tuple[str, Sequence[int]]] = (),
    refusal: str | None = None,
    *,
    offered: int | None = None,
    document: str = "lease",
    passages: Sequence[str] = PASSAGES,
    seq: int = 7,
) -> dict[str, object]:
    """A reply with statements and the labels of the passages that each cites; passage n is at [100 n, 100 n + 50)."""

    def place(label: int) -> Mapping[str, object]:
        return {"document": document, "start": 100 * label, "end": 100 * label + 50}

    return {
        "id": identity,
        "question": "Who pays rent?",
        "refusal": {"reason": refusal, "message": f"it was {refusal}"} if refusal else None,
        "statements": [
            {
                "text": text,
                "support": 1.0,
                "citations": [
                    {
                        **place(label),
                        "label": label,
                        "path": "/d/lease.txt",
                        "section": "1",
                        "page": None,
                        "quote": passages[label - 1] if label <= len(passages) else text,
                    }
                    for label in labels
                ],
            }
            for text, labels in statements
        ],
        "coverage": {
            "statements": len(statements) if offered is None else offered,
            "released": len(statements),
            "reasons": [],
        },
        "passages": [{**place(label), "text": text} for label, text in enumerate(passages, start=1)],
        "model": None,
        "cost_usd": 0.25,
        "index_version": "i1",
        "audit": {"seq": seq},
        "ms": {"total": 12.5},
    }


def reply(*statements: tuple[str, Sequence[int]], refusal: str | None = None, offered: int | None = None) -> Answered:
    """The same, read."""
    return answered(reply_fields("q", statements, refusal, offered=offered))
