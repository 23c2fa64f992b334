"""Names, groups and meanings of the figures about answers, written for readers who did not make them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure: its name in files, its name on a page, and its meaning. With `less`, a smaller value is better."""

    name: str
    title: str
    meaning: str
    less: bool = False


GROUPS: tuple[tuple[str, tuple[FigureKind, ...]], ...] = (
    (
        "Answered and refused",
        (
            FigureKind("failed", "failed", "Share of questions that failed: no reply, or one that says so.", less=True),
            FigureKind("answered", "answered", "Share of questions that got an answer."),
            FigureKind(
                "coverage", "coverage", "Of the statements that were to be said, the share that the gate let through."
            ),
            FigureKind(
                "false_refusals",
                "false refusals",
                "Of the answerable questions, the share that was refused.",
                less=True,
            ),
            FigureKind(
                "refusal_precision", "refusal precision", "Of the refused questions, the share without an answer."
            ),
            FigureKind(
                "refusal_recall", "refusal recall", "Of the questions without an answer, the share that was refused."
            ),
        ),
    ),
    (
        "Borne out",
        (
            FigureKind("support", "support", "How far the gate found the released statements supported, on average."),
            FigureKind(
                "citation_recall", "citation recall", "Share of statements that the words they quote bear out (ALCE)."
            ),
            FigureKind("citation_precision", "citation precision", "Share of quotes that are needed and right (ALCE)."),
            FigureKind(
                "faithfulness", "faithfulness", "Share of an answer's claims that what was found bears out (RAGAS)."
            ),
            FigureKind("judge_faithfulness", "faithfulness, by judge", "The same as a language model judges it."),
            FigureKind(
                "factscore",
                "FActScore",
                "Faithfulness, less for an answer of fewer than ten claims; compares answers of like length.",
            ),
            FigureKind(
                "factual_precision",
                "factual precision",
                "Of the claims that the reference collection speaks to, the share that it bears out.",
            ),
            FigureKind(
                "factual_coverage",
                "factual coverage",
                "Of the answers' claims, the share that the reference collection speaks to.",
            ),
        ),
    ),
    (
        "Found",
        (
            FigureKind("gold_cited", "gold cited", "Of the characters that answer, the share that the answer cites."),
            FigureKind(
                "context_recall_by_place",
                "gold found",
                "Share of the gold places that were found, at least half of each.",
            ),
            FigureKind(
                "context_precision_by_place", "gold early", "How far up the passages stand that hold some gold."
            ),
            FigureKind(
                "context_recall",
                "context recall",
                "Share of the reference's claims that what was found bears out (RAGAS).",
            ),
            FigureKind(
                "context_precision", "context precision", "How far up the passages stand that bear one out (RAGAS)."
            ),
            FigureKind("judge_context_recall", "context recall, by judge", "The same as a language model judges it."),
            FigureKind(
                "judge_context_precision", "context precision, by judge", "The same as a language model judges it."
            ),
        ),
    ),
    (
        "Near the question and the reference",
        (
            FigureKind(
                "answer_relevancy",
                "answer relevancy",
                "Likeness of question and answer; another measure than RAGAS has.",
            ),
            FigureKind(
                "judge_answer_relevancy",
                "answer relevancy, by judge",
                "Likeness of the question and those that the answer would answer (RAGAS).",
            ),
            FigureKind(
                "exact_match",
                "exact match",
                "Share of answers that are the reference, except for case and punctuation.",
            ),
            FigureKind("token_f1", "token F1", "Words shared with the reference (SQuAD); a refusal has none."),
            FigureKind("rouge_l", "ROUGE-L", "Words of the reference that come back in order."),
            FigureKind("bleu", "BLEU", "Runs of words shared with the reference."),
        ),
    ),
)

KINDS = {kind.name: kind for _, kinds in GROUPS for kind in kinds}
