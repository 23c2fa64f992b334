"""Names that look like others: which existing name would a reader take a new one for?

Two names look alike when a reader cannot be relied on to tell them apart: their skeletons are the same (UTS 39, 4:
each character replaced by what it is taken for, so "m" by "rn" and both "1" and "I" by "l"), as they stand, in small
letters, or in Unicode's compatibility form (NFKC). Besides, letters that are drawn like others together or alone count
as those (`drawn_alike.txt`); any dash counts as any other, any dot and comma as a full stop, what nobody sees as
nothing, marks in any order and number as once each, and "vv" as "w". Spaces, dots, dashes and low lines count as one
space unless they stand beside a figure ("AB 12" and "AB-12" are two), and as nothing at either end. A single figure
within a word counts as the letter it resembles.

Not counted, since true names differ so: "cl" and "d" (Clay, Day), "ri" and "n", "ß" and "B" (Groß, Grob), a mark, a
space between two words or none (De Luca, Deluca), and letters that readers of their script tell apart (シ and ツ).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, groupby

from pincite.access.lettering import in_words, lettering
from pincite.access.names import unfit

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\U0001d159\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
"""Characters that Unicode says need not be shown (Default_Ignorable_Code_Point), and signs drawn as nothing."""

_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\u02d7\u058a\u05be\u1806\u2e3a\u2e3b\ufe31\ufe32\ufe58\ufe63\uff0d]")
_STOPS = re.compile("[,\u00b7\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65\u3002\uff61\u2022]")
_CAPITAL_I = re.compile("I(?=[a-zß-öø-ÿ])|(?<=[a-zß-öø-ÿ])I")
_BETWEEN = re.compile(r"(?<=\D)[\s._-]+(?=\D)")
_ENDS = " ._-;:'\"`´‘’‚“”„′"
_MARKS_OF_ONE = re.compile("[\u0e31\u0e32\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb2\u0eb4-\u0ebc\u0ec8-\u0ece]{2,}")
"""Marks of Thai and Lao with the vowel AA, which one half of the letter AM is: tone and AM are typed in two orders."""

_WORD = re.compile(r"[^\W_]{3,}")
_LONE_FIGURE = re.compile(r"(?<!\d)[25689](?!\d)")
_FIGURES = {"2": "z", "5": "s", "6": "b", "8": "b", "9": "g"}
_DOTTED = re.compile("([ijl\u0131\u0237])\u0307")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two names of one kind that look alike, and how they differ, as part of a sentence."""

    kind: str
    names: tuple[str, str]
    how: str


def skeleton(text: str) -> str:
    """A name with each character replaced by what a reader takes it for.

    Source: UTS 39, "Unicode Security Mechanisms", Unicode 17.0, 4 (`skeleton`): NFD, replacement, NFD. Added here: what
    the module's docstring says.

    >>> skeleton("Smith") == skeleton("Srnіth"), skeleton("O’Brien 10") == skeleton("0'Brien lO")
    (True, True)
    """
    text = _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFD", text)))
    text = _STOPS.sub(".", text).replace(";", ":")
    if not text.isascii():
        text = text.replace("\u0e33", "\u0e4d\u0e32").replace("\u0eb3", "\u0ecd\u0eb2")
        text = _MARKS_OF_ONE.sub(lambda found: "".join(sorted(set(found[0]))), text)
    text = lettering().taken(text)
    if not text.isascii():
        text = _DOTTED.sub(
            r"\1", "".join(sign for is_mark, run in groupby(text, _is_mark) for sign in _once(is_mark, run))
        )
    return " ".join(text.replace("vv", "w").split())


def _spaced(name: str) -> str:
    """A name with one space between its words, whatever parts them, and without what stands before and after it."""
    plain = _STOPS.sub(".", _DASHES.sub("-", _UNSEEN.sub("", name)))
    return _BETWEEN.sub(" ", plain).strip(_ENDS) or plain


def _is_mark(sign: str) -> bool:
    """True for a mark whose order among the marks of its letter cannot be seen; in Tibetan stacks it can."""
    return unicodedata.category(sign) == "Mn" and not "\u0f90" <= sign <= "\u0fbc"


def _once(is_mark: bool, run: Iterator[str]) -> Iterable[str]:
    """A run of characters unchanged, or a run of marks in a fixed order and each only once."""
    return sorted(set(run)) if is_mark else run


def looks(name: str) -> frozenset[tuple[bool, str]]:
    """What a name may be taken for, by the eye (True) and in small letters: who shares one of these looks alike.

    A capital I is an l to the eye, and counts as one in small letters only within a word that has small letters, where
    nobody expects a capital: "Series I" is told from "Series L".

    >>> looks("Iarkspur").isdisjoint(looks("Larkspur")), looks("Series I").isdisjoint(looks("Series L"))
    (False, True)
    """
    found: set[tuple[bool, str]] = set()
    for form in {_spaced(name), _spaced(unicodedata.normalize("NFKC", name))}:
        found.add((True, skeleton(form)))
        worded = _WORD.sub(_as_word, form)
        for read in {form, worded, _CAPITAL_I.sub("l", form), _CAPITAL_I.sub("l", worded)}:
            kept = read.replace("I", "\0")
            plain = (skeleton(kept).replace("\0", "I"), skeleton(read.lower()))
            found |= {(False, skeleton(one.lower()).lower()) for one in plain}
    return frozenset(found)


def _as_word(found: re.Match[str]) -> str:
    """A word of at least two letters without the single figures that pass for letters in it."""
    word = found[0]
    if word.isalpha() or sum(sign.isalpha() for sign in word) < 2:
        return word
    return _LONE_FIGURE.sub(lambda figure: _FIGURES[figure[0]], word)


def like(name: str, others: Iterable[str]) -> str | None:
    """The other name that a name looks like; None if there is none, or if the name itself is among them."""
    known = frozenset(others)
    if name in known:
        return None
    own = looks(name)
    return next((other for other in sorted(known) if not own.isdisjoint(looks(other))), None)


def unclear(new: Mapping[str, str], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """New names that people could mistake for others, each with the reason, as a sentence without a full stop.

    The mappings give the kind of each name. No two of these names may be the same or look alike, whatever their kinds.
    New names are compared with each other too.
    """
    kinds = {**known, **new}
    taken = {look: name for name in sorted(known, reverse=True) for look in looks(name)} if new else {}
    for name, kind in new.items():
        if name in known:
            continue
        own = looks(name)
        other = next((taken[look] for look in sorted(own) if look in taken), None)
        why = unfit(name)
        if other is not None:
            how = f"looks like the {kinds[other]} {other!r} ({difference(name, other)})"
            fix = f", and {why}" if why else "; use that one, or choose a name that nobody takes for it"
            yield name, f"the {kind} {name!r} {how}{fix}"
        elif why is not None:
            yield name, f"the {kind} {name!r} {why}"
        taken |= dict.fromkeys(own, name)


def alike_among(names: Mapping[str, str]) -> list[Alike]:
    """Every pair of names that look alike; each name has its kind."""
    seen: dict[tuple[bool, str], list[str]] = {}
    for name in sorted(names):
        for look in looks(name):
            seen.setdefault(look, []).append(name)
    pairs = {pair for group in seen.values() for pair in combinations(group, 2)}
    return [Alike(names[one], (one, other), difference(other, one)) for one, other in sorted(pairs)]


def difference(name: str, other: str) -> str:
    """How a name differs from one that it looks like.

    >>> difference("Аsh", "Ash"), difference("ash", "Ash")
    ("'А' (U+0410 CYRILLIC CAPITAL LETTER A) for 'A'", 'they differ in capitals only')
    """
    if name.lower() == other.lower():
        return "they differ in capitals only"
    if "".join(name.split()) == "".join(other.split()):
        return "they differ in spaces only"
    for what, a, b, c, d in SequenceMatcher(None, name, other, autojunk=False).get_opcodes():
        if what == "delete":
            return f"it has {_shown(name[a:b])} besides"
        if what == "insert":
            return f"it lacks {_shown(other[c:d])}"
        if what == "replace":
            return f"{_shown(name[a:b])} for {_shown(other[c:d])}"
    return "they are drawn alike"


def _shown(part: str) -> str:
    """A few characters; what is not on every keyboard with its number."""
    strange = next((sign for sign in part if not sign.isascii()), None)
    return repr(part) + (f" ({in_words(strange)})" if strange else "")
