"""What a reader of a reply is warned of: words that address an assistant, in passages or in the question."""

from collections.abc import Mapping

from pincite.retrieval.evidence import Evidence
from pincite.security.scanner import Scan

OF_QUESTION = "the question reads as an attempt to override the assistant; it was answered like any other"


def warnings_of(question: Scan | None, flagged: Mapping[int, tuple[str, ...]], shown: Evidence) -> tuple[str, ...]:
    """Sentences about the question and about each passage shown that is flagged, in the order of their labels.

    What a passage is flagged for may quote it, so only what is shown is spoken of.
    """
    said = [OF_QUESTION] if question is not None and question.flagged else []
    for passage in shown.passages:
        if reasons := flagged.get(passage.label):
            said.append(
                f"passage [{passage.label}] has words that address an assistant, on which no statement rests: "
                f"{'; '.join(reasons)}"
            )
    return tuple(said)
