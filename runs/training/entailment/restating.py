"""Ways to say a legal sentence in other words without changing what it says."""

import random
import re
from collections.abc import Sequence
from functools import partial

SAME = (
    (r"\bshall\b(?! not)", "must", "will", "is required to", "has to"),
    (r"\bmust\b(?! not)", "shall", "is required to"),
    (r"\bshall not\b", "must not", "may not", "is not permitted to"),
    (r"\bmay not\b", "must not", "cannot", "shall not"),
    (r"\bmay\b(?! not)", "is entitled to", "is permitted to", "can", "has the right to"),
    (r"\bprior to\b", "before"),
    (r"\bsubsequent to\b", "after"),
    (r"\bin the event that\b", "if", "should it happen that"),
    (r"\bpursuant to\b", "under", "in accordance with"),
    (r"\bin accordance with\b", "under", "as required by"),
    (r"\bterminate\b", "end", "bring to an end"),
    (r"\btermination of\b", "the end of"),
    (r"\bcommence\b", "begin", "start"),
    (r"\bpurchase\b", "buy"),
    (r"\bfurnish\b", "provide", "supply"),
    (r"\bnotify\b", "inform", "give notice to"),
    (r"\bobtain\b", "get"),
    (r"\bprovided that\b", "on condition that"),
    (r"\bwithout limitation\b", "among other things"),
    (r"\bat least\b", "not less than", "no fewer than"),
    (r"\bnot less than\b", "at least"),
    (r"\bno more than\b", "at most", "not more than"),
    (r"\bupon\b", "on", "after"),
    (r"\bwithin (\S+ \(\d+\)|\d+) days (?:of|after)\b", r"no later than \1 days after"),
    (r"\bnotwithstanding\b", "despite"),
    (r"\bin no event\b", "never"),
    (r"\bunless\b", "except if"),
    (r"\bexcept (?:for|as)\b", "save for", "apart from"),
    (r"\butilize\b", "use"),
    (r"\bremuneration\b", "pay"),
    (r"\bhereunder\b", "under this Agreement"),
    (r"\bthereof\b", "of it"),
    (r"\bthis Agreement\b", "the agreement", "the contract"),
    (r"\bthe parties\b", "both parties"),
    (r"\bwritten notice\b", "notice in writing"),
    (r"\bsole discretion\b", "own discretion"),
    (r"\bis responsible for\b", "bears responsibility for"),
    (r"\bwarrants\b", "gives a warranty"),
    (r"\binitial\b", "first"),
    (r"\ban additional\b", "a further", "another"),
    (r"\bconfidential information\b", "confidential material"),
    (r"\bobligations\b", "duties"),
    (r"\bbreach\b", "violation"),
    (r"\brespective\b", "own"),
    (r"\bin writing\b", "in written form"),
    (r"\bgoverned by\b", "subject to"),
    (r"\bdesire to\b", "wish to"),
    (r"\bassist\b", "help"),
    (r"\bexpire\b", "run out", "end"),
    (r"\bregarding\b", "about", "concerning"),
    (r"\bper annum\b", "a year", "per year"),
)
BOTH = re.compile(r"\b((?:[a-z]+-)?[a-z]+) \((\d{1,3})\)(?=\s)", re.I)
HARMLESS = re.compile(
    r"\b(?:hereby|expressly|duly|for the avoidance of doubt,?|as the case may be,?|from time to time|"
    r"it is understood (?:and agreed )?that|in each case,?|as applicable,?)\s+",
    re.I,
)
ALIAS = re.compile(
    r"\s*\((?:the |collectively,? (?:the )?|each,? (?:an? )?|an? )?[“\"][^”\"]{1,60}[”\"]"
    r"(?: or [“\"][^”\"]{1,60}[”\"])?\)"
)
LABEL = re.compile(
    r"^\s*(?:(?:Section|Article|ARTICLE|SECTION)\s+)?(?:\(?[\dA-Za-z]{1,4}(?:\.\d+)*[.)]|\d+(?:\.\d+)+)\s+"
)
HEADING = re.compile(r"^(?:[A-Z][\w'’/&-]*(?:\s+(?:of|and|or|to|for|the|[A-Z][\w'’/&-]*)){0,5})[.:]\s+(?=[A-Z])")
CONDITION_FIRST = re.compile(
    r"^((?:Subject to|If|Unless|Except as|Upon|In the event)\b[^,]{6,120}),\s+([^;]{20,400}?)\.?$", re.I
)
OPENINGS = (
    "", "", "", "", "", "", "Under the agreement, ", "The clause says that ", "According to the document, ",
    "It says that ", "The contract states that ", "Yes: ",
)  # fmt: skip
FOR_TESTS = 4
"""Every fourth rewriting is kept for tests."""


def restated(sentence: str, chooser: random.Random, for_test: bool, most: int = 3) -> str:
    """The sentence in other words; as it is where nothing can be said otherwise."""
    text = " ".join(sentence.split())
    text = ALIAS.sub("", LABEL.sub("", text))
    if chooser.random() < 0.7:
        text = HEADING.sub("", text)
    if chooser.random() < 0.5:
        text = HARMLESS.sub("", text)
    ways = [way for at, way in enumerate(SAME) if (at % FOR_TESTS == 0) == for_test or at < 5]
    chooser.shuffle(ways)
    done = 0
    for pattern, *others in ways:
        if done == most:
            break
        changed = re.sub(pattern, partial(_another, others, chooser), text, count=1, flags=re.I)
        if changed != text:
            text, done = changed, done + 1
    if chooser.random() < 0.6:
        which = chooser.choice((1, 2))
        text = BOTH.sub(lambda m: m[which] if m[1].lower() not in ("exhibit", "section") else m[0], text)
    if chooser.random() < 0.3 and (match := CONDITION_FIRST.match(text)):
        text = f"{match[2]}, {match[1][0].lower()}{match[1][1:]}"
    opening = chooser.choice(OPENINGS)
    if opening and text[:1].isalpha() and not text[:2].isupper():
        name = text.split(" ", 1)[0].rstrip(",")
        keeps = name in ("I",) or (name[:1].isupper() and name not in COMMON)
        text = opening + (text if keeps else text[0].lower() + text[1:])
    text = text.strip(" ;,:")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


COMMON = frozenset(
    """
    The This That These Those In If Any Each No All For Upon Such Except Subject Unless Either Neither
    Both It During After Before At On By As When Where Without Every However To Notwithstanding You We
    """.split()  # noqa: SIM905 - words read best as words
)


def _another(others: Sequence[str], chooser: random.Random, found: "re.Match[str]") -> str:
    return _cased(found.expand(chooser.choice(others)), found[0])


def _cased(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
