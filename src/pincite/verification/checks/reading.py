"""The words of a text as the checks compare them: their places, their stems, and which carry meaning."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pincite.chunking.stems import stem
from pincite.verification.checks.plain import plain

MOST_WORDS = 4_000
"""The most words of a text that are read; a passage has some 350. Words beyond the limit are not compared."""

FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can cannot could did do does doing done down during each either else ever every few for from further had has
    have having he her here hers herein hereby hereof hereto hereunder him himself his how however i if in into is it
    its itself just least less may me might more most much must my neither never no nobody none nor not nothing now of
    off on once one only onto or other others our ours out over own per same shall she should since so some such than
    that the their theirs them then thereof thereto there therefore these they this those through thus to too under
    until up upon us very via was we were what when where whether which while who whom whose why will with within
    without would yet you your yours 's n't don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't
    shouldn't wouldn't hasn't haven't hadn't ain't unless except solely
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that hold a sentence together and do not say what it is about."""

_IRREGULAR = {
    "paid": "pay", "gave": "give", "given": "give", "made": "make", "held": "hold", "sold": "sell", "bought": "buy",
    "kept": "keep", "sent": "send", "took": "take", "taken": "take", "wrote": "write", "written": "write", "won": "win",
    "lost": "lose", "led": "lead", "left": "leave", "became": "become", "began": "begin", "begun": "begin",
    "chose": "choose", "chosen": "choose", "came": "come", "went": "go", "gone": "go", "knew": "know", "known": "know",
    "met": "meet", "sought": "seek", "brought": "bring", "born": "bear", "borne": "bear", "ran": "run",
    "spent": "spend",
    "arose": "arise", "arisen": "arise", "bore": "bear", "bound": "bind", "built": "build", "fell": "fall",
    "fallen": "fall", "found": "find", "grew": "grow", "grown": "grow", "laid": "lay", "lent": "lend", "meant": "mean",
    "rose": "rise", "risen": "rise", "said": "say", "saw": "see", "seen": "see", "stood": "stand", "told": "tell",
    "thought": "think", "understood": "understand", "withheld": "withhold", "withdrew": "withdraw",
    "withdrawn": "withdraw", "overcame": "overcome", "undertook": "undertake", "undertaken": "undertake", "men": "man",
    "women": "woman", "children": "child", "people": "person", "used": "use", "using": "use", "died": "die",
    "dies": "die", "dying": "die",
}  # fmt: skip
_ENDINGS = (("ific", "ifi", 3), ("ment", "", 3), ("ur", "", 4), ("abl", "", 3), ("al", "", 4))
"""Endings that `chunking.stems.stem` leaves: indemnification, disclosure, payable, renewal."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:'[^\W\d_]+)*|n't|'s")
_NOUNS = ("tion", "tions", "sion", "sions", "ment", "ments", "ance", "ence", "al", "als", "ure", "ures", "ity", "ities")
_STOP = re.compile(r"[.;:!?]")


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text in plain form and its words.

    `words` are in lower case. `stems` are their stems, the empty string for a word that carries no meaning. `spans` are
    their places in `text`.
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def between(self, first: int, last: int) -> str:
        """The text between two words: the signs that separate them, and the words in between."""
        return self.text[self.spans[first][1] : self.spans[last][0]]

    def shown(self, first: int, last: int) -> str:
        """The words from one to another, as written, for a message."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def is_capital(self, at: int) -> bool:
        """Whether a word is written with a capital."""
        return self.text[self.spans[at][0]].isupper()

    def is_parted(self, first: int, last: int) -> bool:
        """Whether a full stop, question or exclamation mark, colon or semicolon is between two words."""
        return _STOP.search(self.text, self.spans[first][1], self.spans[last][0]) is not None


def same_action(one: TokenizedText, at: int, other: TokenizedText, place: int) -> bool:
    """Whether two words have the same stem and are both verbs, or both nouns made from it (terminate, termination)."""
    words = one.words[at], other.words[place]
    return one.stems[at] == other.stems[place] and words[0].endswith(_NOUNS) == words[1].endswith(_NOUNS)


def words_of(text: str) -> list[str]:
    """All words of a plain text of any length, in lower case."""
    return [match[0].lower() for match in _WORD.finditer(text)]


def read(text: str) -> TokenizedText:
    """The words of a text, at most `MOST_WORDS`."""
    text = plain(text)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        words.append(match[0].lower())
        spans.append(match.span())
        if len(words) == MOST_WORDS:
            break
    return TokenizedText(text, tuple(words), tuple(map(stem_of, words)), tuple(spans))


@lru_cache(maxsize=65_536)
def stem_of(word: str) -> str:
    """The stem by which a word is compared; empty for a word that carries no meaning.

    >>> [stem_of(word) for word in ("the", "payments", "paid", "terminated")]
    ['', 'pay', 'pay', 'termin']
    """
    if word in FUNCTION_WORDS:
        return ""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    root = word if word.endswith("ss") else stem(word)
    for ending, kept, left in _ENDINGS:
        if root.endswith(ending) and len(root) - len(ending) >= left:
            root = root.removesuffix(ending) + kept
            break
    return root[:-1] if len(root) > 4 and root[-1] == root[-2] and root[-1] in "bdgmnprt" else root
