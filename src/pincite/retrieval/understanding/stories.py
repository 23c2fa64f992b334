"""What does a long question ask? People tell their case first, and a model reads only the first words of a question.

"Our client took over the plant in May. [...] Can they move the line to Mexico, and what would it cost them?" asks its
last sentence. What the others say of the case is in no clause, and drowns what is asked for: of it all, only the names
are needed, to know which document is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.auxiliaries import AUXILIARIES, BE, DO, MODALS
from pincite.retrieval.understanding.parts import asks_at

LONG = 30
"""Words from which a question may be a story. Readers learnt shorter ones whole, and read 48 tokens of a question."""

LONGEST_TOLD = 36
"""Words of a sentence with a story in it that a model reads whole: some 48 tokens."""

FEWEST_WORDS = 2
"""The fewest words with a meaning with which a question says by itself what it asks: "Can they do that?" has none. One
that points to something else ("What would that cost us?") needs one more."""

_POINTS = re.compile(r"\b(?:that|this|it|those|these|so|them|there)\b", re.IGNORECASE)

_NO_END = re.compile(
    r"(?:\b(?:inc|ltd|co|corp|llc|no|nos|sec|art|para|cl|v|vs|mr|mrs|ms|dr|st|jr|sr|approx|est|e\.g|i\.e|etc|u\.s|u\.k)"
    r"|\b[a-z])\.$",
    re.IGNORECASE,
)
"""Before a stop that ends no sentence: "Acme Inc. sells", "John A. Smith"."""

_LONGEST_SHORT = 8
"""Letters of the longest of these, with what stands before it."""

_END = re.compile(r"[.!?]+[\"”’')]*\s+(?=\S)")

_WANTS_TO_KNOW = re.compile(
    r"""
    \b(?:need|needs|want|wants|like|love|trying|try|have|has|asked\sme|asking\sme|asks\sme|wants\sme|keen|important|
      hoping|hope|help\sme|help\sus|grateful\sif\syou\scould|way|point\sis)\s
      (?:to\s)?(?:know|find\sout|understand|confirm|check|learn|see|establish|work\sout|figure\sout|pin\sdown|
      nail\sdown|be\s(?:sure|certain|clear)|make\ssure|tell|advise|say)\b
    | \b(?:wonder|wonders|wondering|not\s(?:quite\s)?(?:sure|certain|clear)|unsure|unclear|uncertain|
      (?:question|issue|point|query)\sis|(?:is|are|was|were|has|have|keeps?|been)\sasking|asks|asked|ask|check|confirm|
      clarify|advise|tell\s(?:me|us|them|him|her)|let\s(?:me|us|them)\sknow|find\sout|figure\sout|work\sout|curious|
      remind\sme|dispute|disagree|argue|arguing|verify|look\sup)\b[^.!?]{0,40}?
      \b(?:whether|if|how|what|when|who|whom|whose|which|where|why)\b
    | \A(?:please\s|pls\s|kindly\s)?(?:tell|list|compare|explain|summari[sz]e|check|confirm|find|show|give|identify|
      advise|quote|point|clarify|verify|look\sup)\b
    | \b(?:question|query|issue)\s?:
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A sentence that asks without a question mark: "I need to know whether they may sublet"."""

_COURTESY = re.compile(
    r"""
    (?:(?:any|your)\s)?(?:ideas?|thoughts?|views?|help|guidance|clue)(?:\s(?:on|about)\s(?:this|that|it))?
    | (?:can|could|would|will)\s(?:you|u|anyone|someone)\s(?:please\s|pls\s|kindly\s)?
      (?:help|assist|advise|check|look|have\sa\slook|take\sa\slook|confirm|clarify|let\s(?:me|us)\sknow)
      (?:\s(?:me|us|on|with|into|at|out|this|that|it|please|here))*
    | (?:does|do)\s(?:that|this|it)\smake\ssense | ok(?:ay)? | right | make\ssense | is\sthat\s(?:right|ok|okay|clear)
    | need(?:ed|s)?\s(?:this|it|that|an\sanswer|your\shelp)\b.*
    | (?:many\s)?thanks?(?:\sin\sadvance|\sa\slot|\sso\smuch|\syou)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A sentence with which somebody asks for help, and no more."""

_OPENING = re.compile(
    r"(?:(?:so|and|but|now|basically|hi|hello|hey|quick\s(?:one|question)|question|ok|okay|anyway|also|then|well|please|pls|"
    r"thanks|morning|afternoon|team|all|my\squestion\sis|the\squestion\sis)\b[\s,:;–—-]*)+",
    re.IGNORECASE,
)

_LIMITS = re.compile(
    r"(?:assum(?:e|es|ing)|suppos(?:e|ing)|say,?\s|let['’]?s\s(?:say|assume)|imagine|(?:i|we)\s(?:only|just|mean)\b|not\s(?:for|the|just|only|in|about)|only\b|"
    r"exclud(?:e|ing)|leav(?:e|ing)\saside|this\sis\s(?:only\s|just\s)?about|other\sthan|except|specifically|"
    r"in\sparticular|this\sconcerns|(?:please\s)?(?:bear|keep)\sin\smind|note\sthat|to\sbe\sclear|for\sthe\savoidance|ignore|disregard|that\sis,|i\.e\.)",
    re.IGNORECASE,
)
"""A sentence beside a question that says when or how far it is meant: "Assume that nobody is in breach."."""

_I_WANT = re.compile(
    r"\b(?:i|we)(?:['’](?:d|m|ve|re)|\swould|\sam|\sare|\sjust|\sonly|\sreally)*\s(?:need|want|like|have|trying|keen|hoping)\s"
    r"(?:to\s)?(?:know|find\sout|understand|learn|establish|be\s(?:sure|certain|clear)|tell)\b"
    r"|\A(?:please|pls|kindly)\s(?:tell|confirm|advise|let|say|check)\b",
    re.IGNORECASE,
)
"""What whoever asks wants to know, whatever else they ask on the way."""

_CONDITION = re.compile(
    r"(?:if|when|once|after|unless|where|whenever|as\slong\sas|assuming|suppose|supposing|provided|in\scase|should)\b",
    re.IGNORECASE,
)
"""What begins a sentence whose first part is no story: it says when what is asked holds."""

_ASKS = (
    rf"(?:{AUXILIARIES})(?:n['’]t)?\s"
    r"(?:(?:it|they|he|she|we|you|i|this|that|these|those|there|the|any|our|my|their|its|his|her|an?|each|either|both|all|"
    r"anyone|anybody|someone|somebody)\b|(?-i:[A-Z]))"
)
_ASKS_WHAT = r"(?:(?:for|by|to|with|from|in|at|on|under)\s)?(?:what|which|who|whom|whose|when|where|why|how)\b"
_BEGINS = re.compile(rf"{_ASKS}|{_ASKS_WHAT}", re.IGNORECASE)
_ASKS_BEHIND_COMMA = (
    rf"(?:{MODALS}|{DO}|{BE})(?:n['’]t)?\s"
    r"(?:(?:it|they|he|she|we|you|i|that|this|there)\b|(?-i:[A-Z]))"
    rf"|(?:{MODALS}|{DO})(?:n['’]t)?\s(?:the|any|our|my|their|its|his|her)\b"
)
_SEAM = re.compile(
    rf"(?:[;:–—]|\s-)\s(?:(?:so|and|but|now|then)\s)?(?={_ASKS}|{_ASKS_WHAT})"
    rf"|,\s(?:(?:so|and|but|now|then)\s)?(?={_ASKS_BEHIND_COMMA})",
    re.IGNORECASE,
)
"""Where a story and a question meet in one sentence. Behind a comma, "who" and "which" tell of somebody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a long question asks: the sentences that ask `alone`, and `told` with as many more as make a short question.

    The others stand before them.
    """

    alone: str
    told: str


def asked_in(text: str) -> Asked | None:
    """What a long question asks; None of a short one, and of one in which no sentence is seen to ask.

    Questions come before sentences that only say what somebody wants to know ("Accounts want to know where to book it.
    Whose loss is it?"), unless they say too little ("Guess what?"). Where all that asks says too little by itself ("Can
    they do that?"), the sentence before it stays. So do those that say how far it is meant. `text` has single spaces
    only.

    >>> found = asked_in("We sold the plant to Acme in May and our lender is nervous about the pension side of it all, "
    ...     "to say nothing of the union. Acme wants to close a line. How much notice must it give its workers?")
    >>> found.alone
    'How much notice must it give its workers?'
    >>> found.told
    'Acme wants to close a line. How much notice must it give its workers?'
    """
    if len(text.split()) < LONG:
        return None
    said = [sentence for sentence in sentences(text) if not _is_courtesy(sentence)]
    quoted = _quoted(said)
    asking = [at for at, sentence in enumerate(said) if not quoted[at] and _is_question(sentence)]
    if _is_thin(" ".join(said[at] for at in asking)):
        asking = sorted({*asking, *(at for at, sentence in enumerate(said) if _WANTS_TO_KNOW.search(sentence))})
    asking = sorted({*asking, *(at for at, sentence in enumerate(said) if _I_WANT.search(sentence))})
    if not asking:
        return None
    limits = [at for at, sentence in enumerate(said) if _LIMITS.match(_bare(sentence))]
    kept = sorted({*asking, *limits})
    found = [_without_story(said[at]) for at in kept]
    before = said[: kept[0]]
    if before and _is_thin(" ".join(found)) and len(before[-1].split()) <= LONG:
        found.insert(0, before.pop())
    told = [said[at] if len(said[at].split()) <= LONGEST_TOLD else _without_story(said[at]) for at in kept]
    told = [*found[: len(found) - len(kept)], *told]
    while before and len(" ".join([before[-1], *told]).split()) <= LONG:
        told.insert(0, before.pop())
    alone = " ".join(found)
    return None if alone == text else Asked(alone, " ".join(told))


def _is_thin(asked: str) -> bool:
    """True for words that do not say by themselves what they ask: "Can they do that?"."""
    words = set(content_words(asked))
    return len(words) < FEWEST_WORDS or (len(words) == FEWEST_WORDS and _POINTS.search(asked) is not None)


def sentences(text: str) -> list[str]:
    """The sentences of a text with single spaces.

    >>> sentences("Acme Inc. sold it. May they? asap pls")
    ['Acme Inc. sold it.', 'May they?', 'asap pls']
    """
    ends = [
        end.end()
        for end in _END.finditer(text)
        if not _NO_END.search(text, max(0, end.start() - _LONGEST_SHORT), end.start() + 1)
    ]
    return [text[start:end].strip() for start, end in pairwise([0, *ends, len(text)])]


def _bare(sentence: str) -> str:
    return _OPENING.sub("", sentence, count=1) if _OPENING.match(sentence) else sentence


def _is_courtesy(sentence: str) -> bool:
    return _COURTESY.fullmatch(_bare(sentence).rstrip(" ?.!")) is not None


def _is_question(sentence: str) -> bool:
    """True for a sentence that ends in a question mark, or that begins as a question does and ends without any mark."""
    return sentence.endswith("?") or (not sentence.endswith((".", "!", ":", ",")) and asks_at(_bare(sentence)))


def _quoted(said: Sequence[str]) -> list[bool]:
    """For each sentence, whether it ends inside of quotation marks: somebody else asks that."""
    found, depth = [], 0
    for sentence in said:
        before = sentence.rstrip("\"”’'")
        found.append((depth + before.count('"') + before.count("“") - before.count("”")) % 2 == 1)
        depth += sentence.count('"') + sentence.count("“") - sentence.count("”")
    return found


def _without_story(sentence: str) -> str:
    """A long sentence from where it asks: "we bought it in May and ..., so can they ...?"."""
    bare = _bare(sentence)
    if len(sentence.split()) < LONG or _BEGINS.match(bare) or _CONDITION.match(bare):
        return sentence
    seam = _SEAM.search(sentence)
    return sentence if seam is None or _is_thin(sentence[seam.end() :]) else sentence[seam.end() :]
