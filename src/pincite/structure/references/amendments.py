"""The changes that an amendment makes: which clause of which agreement, how, and the new words.

"Section 4.2 of the Agreement is hereby amended and restated to read as follows: “4.2 ...”" replaces a clause of another
document. The quoted words belong to that document, not to the amendment.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.structure.outline.excerpt import overlapping
from pincite.structure.outline.headings import Span
from pincite.structure.references.mentions import KEYWORD, Mention, target_of
from pincite.structure.references.names import CHANGES, is_own, own_names

Change = Literal["replaced", "inserted", "deleted", "amended"]
"""`amended` is a change to some words of a clause, or a change of unclear kind."""

FARTHEST_VERB = 300
"""Characters between a clause's number and the verb of the change; titles and names stand between them."""

FARTHEST_WORDS = 600
"""Characters from a clause's number to the quoted new words."""

_VERB = re.compile(
    r"\b(?:is|are|shall\s+be|was|were|be)\s+(?:hereby\s+|further\s+|also\s+)*(?:amended|deleted|replaced|restated|modified|"
    r"supplemented|added|inserted|revised|removed|superseded|substituted|changed)\b"
)
_ORDER = re.compile(
    r"(?:^|[.;:,)\n]\s*|\bto\s+|\bby\s+)(?:hereby\s+)?(?:[Dd]elet(?:e|ing)|[Aa]mend(?:ing)?|[Rr]eplac(?:e|ing)|[Ii]nsert(?:ing)?|"
    r"[Aa]dd(?:ing)?|[Mm]odify(?:ing)?|[Rr]estat(?:e|ing)|[Ss]trik(?:e|ing))\b[^.;:]{0,120}$"
)
_INTO = re.compile(r"[^.;:]{0,80}\b(?:to|in|into|from|of|after|before)\s+(?:the\s+)?")
_WISHES = re.compile(r"\bWHEREAS\b|\b[Ww]hereas\b|\bdesires?\b|\bwish(?:es)?\b|\bmay be\b|\bto be\b|\bas amended by\b")
_PERMITS = re.compile(r"\b(?:may|can|could|might|only)\s+(?:only\s+|not\s+)?\Z")
_AT_TIMES = re.compile(r"(?:,? or \w+)?,?\s+(?:from time to time|at any time)")
_ASIDE = re.compile(
    r"\b(?:such|relat(?:e|ing) to such|[Pp]ursuant to|[Cc]onsistent with|[Ii]n accordance with|"
    r"listed in|[Ss]ubject to)\s+$"
)
_NEW = re.compile(r"\bnew\s+$", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(r"(?<!No)[.;]\s+[A-Z\d]")
_ENDS = re.compile(r"[.;]\s|:|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Amended:
    """One change. `[start, end)` names the clause, `target` is its number, `document` the agreement's name as written.

    `[new_start, new_end)` are the new words with their quotation marks; both are None where none are quoted.
    """

    start: int
    end: int
    target: str
    document: str
    change: Change
    new_start: int | None = None
    new_end: int | None = None


def amended_by(text: str, mentions: Sequence[Mention], quoted: Sequence[Span]) -> dict[int, Amended]:
    """The changes, by the index of the mention that names the clause."""
    own = own_names(text)
    document = changed_document(mentions, own)
    found: dict[int, Amended] = {}
    for at, mention in enumerate(mentions):
        named = "" if is_own(mention.document, own) else mention.document
        if mention.is_law or mention.points_here or not mention.number or not (named or (document and own <= CHANGES)):
            continue
        if overlapping(mention.start, mention.end, quoted) or text[mention.start - 1 : mention.start] in ('"', "“"):
            continue
        change = _change(text, mention, is_amendment=own <= CHANGES)
        if change is not None:
            words = _new_words(text, mention, quoted, change)
            found[at] = Amended(mention.start, mention.end, target_of(mention), named or document, change, *words)
    return found


def changed_document(mentions: Sequence[Mention], own: frozenset[str]) -> str:
    """The name that an amendment most often uses for the document it changes; empty where it names none."""
    names = Counter(
        one.document for one in mentions if one.document and not one.is_law and not is_own(one.document, own)
    )
    return names.most_common(1)[0][0] if names else ""


def _change(text: str, mention: Mention, *, is_amendment: bool) -> Change | None:
    """What the sentence around a mention does to the clause; None when it changes nothing.

    Outside an amendment only the plainest form counts: "Section 4 of the Lease is hereby amended".
    """
    end = _ENDS.search(text, mention.end, mention.end + FARTHEST_VERB)
    after = text[mention.end : end.end() if end is not None else mention.end + FARTHEST_VERB]
    before = text[max(0, mention.start - FARTHEST_VERB) : mention.start]
    starts = [match.end() for match in _ENDS.finditer(before)]
    sentence = before[starts[-1] if starts else 0 :]
    if _WISHES.search(sentence) is not None or _ASIDE.search(before) is not None:
        return None
    is_object = is_amendment and (_ORDER.search(before) is not None or _is_added_to(sentence))
    verb = _VERB.search(after)
    if verb is not None and (_PERMITS.search(after, 0, verb.start()) or _AT_TIMES.match(after, verb.end())):
        return None  # "may be amended from time to time" changes nothing
    if not is_object and verb is None:
        return None
    return _kind(f"{sentence} {after}", is_new=_NEW.search(before) is not None)


def _is_added_to(sentence: str) -> bool:
    """True for words before a clause that insert something into it: "The following shall be added to"."""
    verbs = list(_VERB.finditer(sentence))
    between = sentence[verbs[-1].end() :] if verbs else ""
    return _INTO.fullmatch(between) is not None and KEYWORD.search(between) is None


def _kind(sentence: str, *, is_new: bool) -> Change:
    """The kind of a change, by the words of its sentence."""
    words = sentence.lower()
    if is_new:
        return "inserted"
    if "by delet" in words or "by strik" in words or "by replac" in words:
        return "amended"
    takes_out = "delet" in words or "strik" in words or "remov" in words
    puts_in = (
        "to read" in words
        or "replac" in words
        or "restat" in words
        or "substitut" in words
        or "in lieu" in words
        or "supersed" in words
    )
    if puts_in and ("entire" in words or "restat" in words or "read" in words or "follow" in words or takes_out):
        return "replaced"
    if takes_out:
        return "replaced" if "follow" in words else "deleted"
    return "inserted" if "add" in words or "insert" in words else "amended"


def _new_words(text: str, mention: Mention, quoted: Sequence[Span], change: Change) -> tuple[int | None, int | None]:
    """The quotation that belongs to a change: the one that its sentence leads in."""
    if change == "deleted":
        return None, None
    after = overlapping(mention.end, mention.end + FARTHEST_WORDS, quoted)
    if not after or _NEXT_SENTENCE.search(text, mention.end, after[0][0]) is not None:
        return None, None
    return after[0]
