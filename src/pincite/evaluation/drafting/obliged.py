"""Questions about who must, must not or may do what."""

import re
from collections.abc import Iterator

from pincite.evaluation.drafting.source import DraftKind, DraftQuestion, DraftSource

MOST_WORDS = 14
"""Words of a duty that a question repeats."""

FEWEST_WORDS = 4
"""Words after the modal verb. Fewer make no duty that could be asked about."""

LONGEST = 600
"""Characters of a sentence; a longer one has several duties."""

_DUTY = re.compile(
    r"(?:\(?[\w.]{1,8}[.)]\s{1,3}|\d[\d.]{0,10}\s{1,3})?"
    r"(?P<who>(?:The|Each|Every|Either|Neither|No|Any|[A-Z][\w&'’-]{0,30})(?:\s[\w&'’-]{1,30}){0,4}?)\s"
    r"(?P<modal>shall|must|will|may|agrees to)\s(?P<not>not\s)?(?P<what>\S.*)",
    re.DOTALL,
)
_PASSIVE = re.compile(r"(?:at all times |also |then |only |promptly |immediately )?(?:be|have|mean|include|remain)\b")
_ARTICLES = frozenset({"A", "An", "The", "Each", "Every", "Either", "Any"})
_NOBODY = frozenset({"No", "Neither"})
_UNCLEAR = frozenset(
    """
    I We You He She It They This That These Those There Such Which Who What How Nothing Until Upon After Before If When
    Where While In On At For During Except Subject Unless To By With Without From As Notwithstanding Within Under Only
    """.split()  # noqa: SIM905 - words read best as words
)
"""First words of subjects that do not name anybody outside their sentence."""

_CUT = re.compile(r"[,;:(]")


def obliged(source: DraftSource) -> Iterator[DraftQuestion]:
    """A draft for each sentence that says who shall, must or may (not) do something."""
    for start, end in source.spans:
        if end - start > LONGEST or " | " in source.content.text[start:end]:
            continue
        match = _DUTY.match(source.words(start, end))
        if match is None or _PASSIVE.match(match["what"]) or len(match["what"].split()) < FEWEST_WORDS:
            continue
        if match["who"].split()[0] in _UNCLEAR:
            continue
        yield from source.draft(_kind(match), _question(source, match, start), (start, end))


def _kind(match: re.Match[str]) -> DraftKind:
    if match["not"] or match["who"].split()[0] in _NOBODY:
        return "prohibition"
    return "permission" if match["modal"] == "may" else "obligation"


def _question(source: DraftSource, match: re.Match[str], start: int) -> str:
    """A question for the duty under its heading, or else for whoever has the duty."""
    who, verb = match["who"], "may" if match["modal"] == "may" else "must"
    first = who.split()[0]
    if first in _ARTICLES | _NOBODY:
        who = f"{who[0].lower()}{who[1:]}"
    clause = source.clause_at(start)
    if clause is not None:
        negated = " not" if match["not"] else ""
        return f"Under the {source.name}, what {verb} {who}{negated} do about {source.topic(clause)}?"
    cut = _CUT.split(match["what"])[0].rstrip(" .;")
    what = " ".join(cut.split()[:MOST_WORDS])
    negated = " not" if match["not"] or first in _NOBODY else ""
    return f"Under the {source.name}, who {verb}{negated} {what}?"
