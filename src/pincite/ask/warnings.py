"""What a reader of a reply is warned of: words for an assistant or for whoever answers, in passages or the question."""

from collections.abc import Mapping, Sequence

from pincite.answering.answer import Statement
from pincite.answering.doubting import CAUTION, Doubt, has_caution
from pincite.ask.stages import Attempt
from pincite.retrieval.evidence import Evidence
from pincite.security.scanner import Scan

OF_QUESTION = "the question reads as an attempt to override the assistant; it was answered like any other"


def fell_through(attempts: Sequence[Attempt], *, leaves_firm: bool, costs: bool) -> tuple[str, ...]:
    """What whoever asked is told of models that gave no answer: a sentence each, who did instead, and where.

    Why stays on the record: it has a server's address and words, for whoever runs pincite. `leaves_firm` and `costs`
    are of the model that was tried last.
    """
    last = attempts[-1].tier if attempts else ""
    failed = [one for one in attempts if one.has_failed and one.tier != last]
    if not failed:
        return ()
    what = " and ".join(
        [*(["outside the firm"] if leaves_firm else []), *(["for money"] if costs else ["at no cost"] * leaves_firm)]
    )
    return tuple(
        f"the model {one.tier} did not answer, so {last} was asked in its place{f', {what}' if what else ''}; the "
        "record says why"
        for one in failed
    )


def quoted_instead(over_budget: str) -> tuple[str, ...]:
    """What whoever asked is told where sentences are quoted because every model would exceed a budget."""
    return (f"no language model was asked, so documents are quoted instead: {over_budget}",) if over_budget else ()


def parts_unanswered(unanswered: Sequence[str]) -> tuple[str, ...]:
    """What whoever asked is told of each part of their question that is not answered, where another part is.

    >>> parts_unanswered(["Is a jury waived?"])
    ('nothing that was found answers one part of the question well enough to quote: “Is a jury waived?”',)
    """
    return tuple(
        f"nothing that was found answers one part of the question well enough to quote: “{part}”" for part in unanswered
    )


def warnings_of(
    question: Scan | None,
    flagged: Mapping[int, tuple[str, ...]],
    shown: Evidence,
    said: Sequence[Statement] = (),
    doubts: Sequence[Doubt] = (),
    unscanned: str = "",
) -> tuple[str, ...]:
    """Sentences about the question, each doubtful sentence, and each passage shown that is flagged, by its label.

    A statement is doubtful by its own caution too: an amendment's words, and those of a list, are among no `doubts`.
    `unscanned` says why the closest sentences of a refusal could not be scanned.

    What a passage is flagged for may quote it, so only what is shown is spoken of.
    """
    said_so = [OF_QUESTION] if question is not None and question.flagged else []
    numbers = {citation.span: number for number, one in enumerate(said, start=1) for citation in one.citations}
    labels = {passage.label for passage in shown.passages}
    spoken_of = {numbers[one.place] for one in doubts if one.place in numbers}
    for one in doubts:
        if one.place in numbers:
            said_so.append(
                f"statement {numbers[one.place]} {CAUTION}, and stands behind any other for that; read it where it "
                f"stands before you rely on it"
            )
        elif one.label in labels:
            said_so.append(f"a sentence of passage [{one.label}] {CAUTION}, and is not quoted: “{one.words}”")
    for number, statement in enumerate(said, start=1):
        if number not in spoken_of and has_caution(statement):
            said_so.append(f"statement {number} {CAUTION}; read it where it stands before you rely on it")
    for passage in shown.passages:
        if reasons := flagged.get(passage.label):
            said_so.append(
                f"passage [{passage.label}] has words that address an assistant, on which no statement rests: "
                f"{'; '.join(reasons)}"
            )
    if unscanned and shown.passages:
        said_so.append(
            f"the closest sentences are left out, since it could not be told whether one {CAUTION} ({unscanned}); read "
            "the passages with that in mind"
        )
    return tuple(said_so)
