"""BLEU and ROUGE-L: how many words of a reference answer recur in an answer, and in what order.

They compare wording, not meaning: a right answer in other words scores low, a wrong one that omits "not" scores high.
They are included because others report them. They need the extra `eval`.

Sources: K. Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", ACL 2002, as computed by
sacrebleu (M. Post, "A Call for Clarity in Reporting BLEU Scores", WMT 2018); C.-Y. Lin, "ROUGE: A Package for Automatic
Evaluation of Summaries", ACL workshop 2004, section 3, with the longest common subsequence by rapidfuzz.
"""

import re
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from pincite.errors import PinciteError
from pincite.evaluation.score import NO_REFERENCE, Score, Scored, Unscorable

_WORD = re.compile(r"[^\W_]+")


def bleu(answer: str, references: Sequence[str]) -> Score:
    """Sentence BLEU in [0, 1]: up to four consecutive words, "13a" tokens, exponential smoothing, effective order.

    Effective order ignores lengths that the answer does not reach, so that two right words are not worth nothing.

    Raises:
        PinciteError: sacrebleu is not installed.
    """
    if not references:
        return Unscorable(NO_REFERENCE)
    scored = _needed("sacrebleu").BLEU(effective_order=True).sentence_score(answer, list(references))
    return Scored(scored.score / 100)


def rouge_l(answer: str, references: Sequence[str]) -> Score:
    """ROUGE-L F1 in [0, 1]: the longest common subsequence of words, over the mean length; the best reference counts.

    Words are letters and digits of any script, in lower case, without stemming. The usual program knows only ASCII
    words and gives every other script 0; on ASCII text the two agree.

    Raises:
        PinciteError: rapidfuzz is not installed.
    """
    if not references:
        return Unscorable(NO_REFERENCE)
    similarity = _needed("rapidfuzz.distance").LCSseq.similarity
    said = _words(answer)
    best = 0.0
    for reference in references:
        wanted = _words(reference)
        if said and wanted:
            best = max(best, 2 * similarity(said, wanted) / (len(said) + len(wanted)))
    return Scored(best)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _needed(module: str) -> ModuleType:
    """A module of the extra `eval`.

    Raises:
        PinciteError: the module is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise PinciteError(f"this figure needs {package}; install it with: pip install 'pincite[eval]'") from error
