"""Judges how a statement is written, apart from its content: its capitals, accents, marks and punctuation.

True words can carry hidden ones through how they are written: each capital or comma can be a bit, and sixty-four bits
are a secret sign. A writer has no need to write a document's words differently than the document, except for common
changes: a capital at the start, a heading in lower case, a comma fewer.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from pincite.security.plain import plain

MOST_ODD = 2
"""The most places of a statement that may be written as neither its passages nor people in general write them. With two
of thirty places, a sentence can convey some nine bits, so a secret sign would take eight sentences. Of 9,736 restated
sentences of contracts, none has more."""

MOST_ODD_TOGETHER = 3
"""The same for all statements of a reply: 3 of 808 replies of five restated sentences have 3, none more."""

MOST_MIXED = 4
"""The most words of a reply that lack the capital of their documents while others keep it, or keep it while others lack
it: a writer leaves out all or none. None of 2,562 summaries by models has more than 2, none of those 808 more than
4."""

SHOUTED = 5
"""The fewest letters of a word in capitals that is not an acronym."""

MOST_WAVERING = 2
"""The most places of a reply where a word has a capital that it lacks elsewhere; 4 of these replies have one."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPACE = re.compile(r"\s+")
_ORDINARY = re.compile(
    r"(?:['\"]?[)\]]?['\"]?[,;:.]?['\"]?[)\]]?)?(?: |)(?:[(\[]?['\"]?[(\[]?[$€£]?)|[-/'&]| [-/&] |% ?"
)
"""What may stand between two words that are not neighbours in a document."""

_GROUPED = re.compile(r"[ ()./-]{1,3}")
"""What separates the groups of figures of one number."""

_SAME = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ′`´", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−⁃", "-"), "…": "."}
)
_COMMON_SIGNS = frozenset(" .,;:!?()[]\"'-/%$€£¥&§+")
_OPENS = re.compile(r"(?:^|[.:;?!\"'(\[\n-])\s*[\"'(\[]*$")
_REPEATED_SIGN = re.compile(r"([^\w\s])(?:\s*\1){3}")

FUNCTION_WORDS = frozenset(
    """
    a about after all an and any are as at be been before being both but by can could did do does each every for from
    has have if in into is it its may more must no nor not of on once one only or other own per shall should so such
    than that the their them then there these they this those to under unless until up was were when where which who
    whose will with within without would
    """.split()  # noqa: SIM905 - words read best as words
)


@dataclass(frozen=True, slots=True)
class _Written:
    """The words of some texts as written, in lower case, and in plain letters; and what stands between any two of them.

    `capital` are words, in lower case, that have a capital within a sentence and never occur without one. `shouted` are
    longer words that occur only in capitals.
    """

    exact: Set[str]
    capital: Set[str]
    shouted: Set[str]
    small: Set[str]
    plainly: Set[str]
    between: Set[tuple[str, str, str]]
    beside: Set[tuple[str, str]]
    signs: str
    text: str


def oddities(text: str, rests_on: Sequence[str]) -> int:
    """The number of places written as neither people in general nor any text in `rests_on` write them.

    >>> passage = "2.1 Rent. The Tenant shall pay rent in advance, on the first day of each month."
    >>> oddities("The Tenant must pay rent in advance on the first day of each month.", [passage])
    0
    >>> oddities("the TENANT shall pay, rent in* advance, on-the first day of each mónth.", [passage])
    5
    """
    known = _written(tuple(rests_on))
    words = [match.span() for match in WORD.finditer(text)]
    odd = 0
    seen = set[str]()
    for at, (start, end) in enumerate(words):
        word = text[start:end]
        if word not in seen:
            seen.add(word)
            odd += _is_odd_word(word, text[:start], known)
        if at:
            odd += _is_odd_gap(text[words[at - 1][0] : words[at - 1][1]], text[words[at - 1][1] : start], word, known)
    edges = (text[: words[0][0]], text[words[-1][1] :]) if words else (text,)
    odd += sum(_strange_signs(edge, known) + (len(_gap(edge).replace(" ", "")) > 4) for edge in edges)
    odd += sum(_is_strange_number(sign, known) for sign in text)
    odd += sum(MOST_ODD + 1 for found in _REPEATED_SIGN.finditer(text) if found[0] not in known.signs)
    return odd


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """How a sentence is written, compared with what it rests on: `odd` places, and lower-cased words by their capital.

    `left` are words without the capital that they have there, `kept` those with it, each as often as it occurs. `torn`
    is about words that are only in capitals there: it counts those in capitals here or the others, whichever are fewer.
    """

    odd: int
    left: tuple[str, ...]
    kept: tuple[str, ...]
    torn: int = 0


def surface_form(text: str, rests_on: Sequence[str]) -> SurfaceForm:
    """How a text is written compared with the texts that it rests on.

    >>> passage = "If the Tenant or its Agent damages the Premises, the Tenant repairs the Premises AT ITS EXPENSE."
    >>> surface_form("The tenant shall repair the Premises and pay the Agent.", [passage])
    SurfaceForm(odd=0, left=('tenant',), kept=('premises', 'agent'), torn=0)
    """
    known = _written(tuple(rests_on))
    left, kept = list[str](), list[str]()
    loud = silent = 0
    for match in WORD.finditer(text):
        word, small = match[0], match[0].lower()
        loud += small in known.shouted and word.isupper()
        silent += small in known.shouted and not word.isupper()
        if small not in known.capital:
            continue
        if word == small:
            left.append(small)
        elif _is_choice(word, text, match.start()):
            kept.append(small)
    return SurfaceForm(oddities(text, rests_on), tuple(left), tuple(kept), min(loud, silent))


def is_odd_together(reply: Sequence[SurfaceForm]) -> bool:
    """True for a reply whose sentences together vary more in writing than those of an honest reply.

    >>> is_odd_together([SurfaceForm(1, (), ()), SurfaceForm(1, (), ())])
    False
    >>> is_odd_together([SurfaceForm(2, (), ()), SurfaceForm(2, (), ())])
    True
    """
    left = Counter(word for one in reply for word in one.left)
    kept = Counter(word for one in reply for word in one.kept)
    return (
        sum(one.odd for one in reply) > MOST_ODD_TOGETHER
        or min(len(left), len(kept)) > MOST_MIXED
        or sum(one.torn for one in reply) > MOST_MIXED
        or sum(min(times, kept[word]) for word, times in left.items()) > MOST_WAVERING
    )


def _is_choice(word: str, text: str, start: int) -> bool:
    """True for a word with a single capital, at its start, where none is required."""
    return word[:1].isupper() and word[1:].islower() and not _opens(text[max(0, start - 8) : start])


def _is_odd_word(word: str, before: str, known: _Written) -> bool:
    """True for a word with capitals, letters or accents that only this text has."""
    if word in known.exact or word.islower():
        small = word.lower()
        return small not in known.small and _plainly(word) != small and _plainly(word) in known.plainly
    small = word.lower()
    if small not in known.small:
        if _plainly(word) in known.plainly:
            return True  # an accent, or a letter of another script, that is nowhere else
        return small in FUNCTION_WORDS and not (word[1:].islower() and _opens(before)) and len(word) > 1
    if word.istitle() or (word[:1].isupper() and word[1:].islower()):
        return not (_opens(before) or word.upper() in known.exact)
    return True


def _is_odd_gap(first: str, gap: str, second: str, known: _Written) -> int:
    """The number of oddities between two words."""
    strange = _strange_signs(gap, known)
    between, one, other = _gap(gap), _plainly(first), _plainly(second)
    is_twice = one == other and one.isalpha() and (one, other) not in known.beside
    if between == " " or is_twice:
        return strange + is_twice
    if strange or (one, between, other) in known.between:
        return strange
    if one.isdigit() and other.isdigit() and _GROUPED.fullmatch(between):
        return 0  # the parts of a number to call, which `numbers` compares whole
    if (one, other) in known.beside:
        return 1
    return int(_ORDINARY.fullmatch(between) is None)


def _strange_signs(gap: str, known: _Written) -> int:
    return sum(not sign.isspace() and sign not in _COMMON_SIGNS and sign not in known.signs for sign in _gap(gap))


def _is_strange_number(sign: str, known: _Written) -> bool:
    """True for a figure of another script or form (a fraction, one in a circle) that occurs in no other text."""
    return not sign.isascii() and unicodedata.category(sign)[0] == "N" and sign not in known.text


def _opens(before: str) -> bool:
    return _OPENS.search(before.translate(_SAME)) is not None


def _gap(gap: str) -> str:
    """The signs between two words, with one kind of space, quotation mark, apostrophe and dash."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", gap).translate(_SAME))


def _plainly(word: str) -> str:
    return plain(word).text.lower()


@lru_cache(maxsize=256)
def _written(texts: tuple[str, ...]) -> _Written:
    exact, between, beside = set[str](), set[tuple[str, str, str]](), set[tuple[str, str]]()
    amid = set[str]()
    for text in texts:
        words = [match.span() for match in WORD.finditer(text)]
        found = [text[start:end] for start, end in words]
        exact.update(found)
        amid.update(
            word.lower() for word, (start, _) in zip(found, words, strict=True) if _is_choice(word, text, start)
        )
        plainly = [_plainly(word) for word in found]
        for at in range(1, len(words)):
            gap = _gap(text[words[at - 1][1] : words[at][0]])
            between.add((plainly[at - 1], gap, plainly[at]))
            beside.add((plainly[at - 1], plainly[at]))
    return _Written(
        exact,
        amid - exact,
        {
            word.lower()
            for word in exact
            if word.isupper() and len(word) >= SHOUTED and exact.isdisjoint((word.lower(), word.capitalize()))
        },
        {word.lower() for word in exact},
        {_plainly(word) for word in exact},
        between,
        beside,
        "\n".join(_gap(text) for text in texts),
        "\n".join(texts),
    )
