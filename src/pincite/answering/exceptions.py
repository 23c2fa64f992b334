"""The sentence behind a rule that takes part of it back, as "However, the Supplier may assign to an affiliate" does.

A rule that is quoted without its exception misleads, and who asks for the exception gets the rule, whose words are
nearer to the question. Only what says outright that it limits the sentence before it counts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pincite.answering.candidates import LONGEST_QUOTE, Candidate, with_openings
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.documents.span import VersionId

_PART = r"(?:section|paragraph|clause|article|sentence|provision)"
_RULE = r"(?:limitation|restriction|exclusion|prohibition|obligation|requirement|covenant|release|waiver|indemnity)s?"
_TAKES_BACK = re.compile(
    r"\W*(?:\(?[a-z0-9.]{1,6}\)?\s+)?"
    rf"(?:however\b|nevertheless\b|provided,?\s(?:however|further)\b|nothing\sin\sthis\s{_PART}\b"
    rf"|notwithstanding\s(?:the\s(?:foregoing|above|preceding|previous)|anything\s.{{0,40}}\bin\sthis\s{_PART})\b"
    rf"|(?:the\s(?:foregoing|above|preceding)|this|these)\s(?:{_RULE}|{_PART})?\b.{{0,60}}\b(?:shall|will|do(?:es)?|is|are)\snot\b)",
    re.IGNORECASE | re.DOTALL,
)


def takes_back(sentence: str) -> bool:
    """True for a sentence that says that it limits the one before it.

    >>> takes_back("However, Acme may assign this Agreement to an affiliate.")
    True
    >>> takes_back("THE FOREGOING LIMITATION SHALL NOT APPLY TO FRAUD."), takes_back("This limitation applies.")
    (True, False)
    """
    return _TAKES_BACK.match(sentence) is not None


def exception_behind(at: int, found: Sequence[Candidate], content: Document) -> int | None:
    """The place of the candidate right behind the one `at` that takes part of it back; None if its clause has none."""
    rule = found[at]
    last = max(rule.passage.chunk.clause_end, rule.passage.chunk.end)
    for place, one in enumerate(found):
        is_behind = one.passage.chunk.version == rule.passage.chunk.version and one.own_start >= rule.end
        if (
            not is_behind
            or one.end > last
            or one.is_entry
            or rule.is_entry
            or content.text[rule.end : one.own_start].strip()
        ):
            continue
        if takes_back(one.says) and len(as_read(content, rule.start, one.end)) <= LONGEST_QUOTE:
            return place
    return None


def with_exception(rule: Candidate, behind: Candidate, content_of: Callable[[VersionId], Document]) -> Candidate:
    """A rule and the exception right behind it, as one quote."""
    content = content_of(rule.passage.chunk.version)
    text = with_openings(content, rule.openings, rule.start, behind.end)
    return replace(rule, end=behind.end, text=text, says=text)
