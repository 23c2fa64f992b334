"""Names of users, groups, matters and labels: one spelling, and nothing that cannot be read off a page.

A name that is looked up is only brought into its one spelling (`clean_name`), so that whatever a workspace knows can be
named. A name that is to be made known must be one that people can read and type (`unfit` says why not). Source:
UTS 39, "Unicode Security Mechanisms", Unicode 17.0: characters of living scripts (3.1), one script (5.2, "highly
restrictive"), figures of one system (5.3), no mark twice (5.4). Whether it looks like another is said by `lookalikes`.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import reduce

from pincite.access.lettering import ANY, in_words, lettering
from pincite.errors import AccessError

LONGEST_NAME = 200
"""Characters of a name of a user, group or matter: a full client-and-matter title fits, a pasted page does not."""

TOKEN = "token:"  # noqa: S105 - the beginning of a name
"""How the record names an API token that acts for its user, with the token's id behind it; no user is called so."""

MOST_MARKS = 4
"""Marks on one letter (UTS 39, 5.4): Vietnamese and pointed Hebrew have up to three, a stack of them covers letters."""

SIGNS = frozenset(
    " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "¡¢£¤¥§©«®°±²³¶·¹º»ª¼½¾¿×÷₂–—‘’‚“”„†‡•…‰‹›⁄‐‑″′№℠™−≈≠≤≥€₽₹₩₪₫₺₴₦₱₡₲₵₸₿"
    "־׳״،؛؟۔।॥՚՛՜՝՞։჻་།፡።。、〈〉《》「」『』【】〔〕〜・々〇"
    "ำຳໜໝև"
)
"""What names have besides letters and figures: the punctuation, the currencies and the signs of business and law; and
five letters of Thai, Lao and Armenian that Unicode has as another form of two, and that nobody writes as two."""

WIDE_SIGNS = frozenset("（）［］｛｝，．：；！？＆＋－／％＃＠＝～＿＊　")
"""The same as Chinese, Japanese and Korean type has them; wide letters and figures go with them."""

THROUGH = 1
"""The class of marks that are laid over a letter (Unicode, 4.3): a name struck through is read as the name."""

SOFT_DOTTED = frozenset("ijɨʝⅈⅉіј")
"""Letters whose own dot goes when a mark stands on them: a dot above them cannot be seen (UTS 39, 5.4)."""

EAST_ASIAN = frozenset({"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"})
TOGETHER = {
    "Han": ("Japanese", "Chinese", "Korean"),
    "Hiragana": ("Japanese",),
    "Katakana": ("Japanese",),
    "Bopomofo": ("Chinese",),
    "Hangul": ("Korean",),
}
"""Scripts that one language is written in together (UTS 39, 5.1): each counts as those languages' besides."""


def clean_name(text: str, kind: str) -> str:
    """A name as it is kept: trimmed, and in Unicode normal form C so that one name has one spelling.

    `kind` says what is named ("user", "group", "matter"), for the message.

    Raises:
        AccessError: it is empty, longer than `LONGEST_NAME`, or holds a character that cannot be seen.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise AccessError(f"the name of a {kind} is empty; give one of 1 to {LONGEST_NAME} characters")
    if len(name) > LONGEST_NAME:
        raise AccessError(
            f"the name of a {kind} has {len(name)} characters ({name[:30]!r}…); give at most {LONGEST_NAME}"
        )
    unseen = next((character for character in name if not character.isprintable()), None)
    if unseen is not None:
        raise AccessError(
            f"the {kind} {name!r} has the invisible character U+{ord(unseen):04X}; give a name without it"
        )
    return name


def unfit(name: str) -> str | None:
    """Why people could not read and type a name with certainty, as the end of a sentence; None when they can."""
    if name.startswith(TOKEN):
        return f"begins with {TOKEN!r}, which is how the record names an API token; begin with another word"
    if "  " in name:
        return "has two spaces in a row, which look like one; write one"
    if name.isascii() and name.isprintable():
        return None
    return next(_faults(name), None)


def _faults(name: str) -> Iterator[str]:
    table = lettering()
    scripts = {sign: table.scripts_of(sign) for sign in name}
    is_east_asian = any(found and not found.isdisjoint(EAST_ASIAN) for found in scripts.values())
    for sign, found in scripts.items():
        if found is None and sign not in SIGNS and not (is_east_asian and _is_wide(sign)):
            yield _strange(sign)
    yield from _marks(name)
    yield from _mixed({sign: found for sign, found in scripts.items() if found})
    zeros = {ord(sign) - unicodedata.decimal(sign): sign for sign in name if sign.isdecimal()}
    if len(zeros) > 1 and not (is_east_asian and zeros.keys() <= {ord("0"), ord("０")}):
        one, other, *_ = zeros.values()
        yield f"has figures of two systems, {in_words(one)} and {in_words(other)}; write it with figures of one"


def _is_wide(sign: str) -> bool:
    """True for the wide form of a sign, a Latin letter or a figure."""
    return sign in WIDE_SIGNS or "０" <= sign <= "９" or "Ａ" <= sign <= "Ｚ" or "ａ" <= sign <= "ｚ"


def _strange(sign: str) -> str:
    """Why a character cannot be in a name."""
    if unicodedata.category(sign) == "Zs" and not _is_blank(sign):
        return f"has {in_words(sign)}, which looks like a space; write a space"
    if not sign.isprintable() or unicodedata.category(sign) in ("Mn", "Me", "Cf") or _is_blank(sign):
        return f"has {in_words(sign)}, which nobody sees or tells from nothing; give a name without it"
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and plain.isprintable():
        return f"has {in_words(sign)}, another form of {plain!r}; write {plain!r}"
    return f"has {in_words(sign)}, which is no letter or sign that names are written with today; write it without"


def _is_blank(sign: str) -> bool:
    return any(word in unicodedata.name(sign, "") for word in ("FILLER", "BLANK", "NULL NOTEHEAD"))


def _marks(name: str) -> Iterator[str]:
    """What is wrong with marks above and below letters."""
    before, run = "", ""
    for sign in unicodedata.normalize("NFD", name):
        if not unicodedata.category(sign).startswith("M"):
            before, run = sign, ""
            continue
        if not before.isalnum():
            yield f"has {in_words(sign)} on no letter; give a name without it"
        if unicodedata.combining(sign) == THROUGH:
            yield f"has {in_words(sign)}, a stroke through a letter; write the letter without it"
        if sign in run:
            yield f"has {in_words(sign)} twice on one letter, where it is seen once; write it once"
        if sign == "\u0307" and not run and before in SOFT_DOTTED:
            yield f"has {in_words(sign)} on {before!r}, which has that dot already; write it without"
        run += sign
        if len(run) > MOST_MARKS:
            yield f"has more than {MOST_MARKS} marks on {before!r}; write it with fewer"


def _mixed(scripts: dict[str, frozenset[str] | None]) -> Iterator[str]:
    """The scripts that a name mixes and no language does; Chinese, Japanese or Korean may stand beside Latin."""
    languages = {sign: _languages(found or ANY) for sign, found in scripts.items()}
    if not languages or _shared(languages.values()):
        return
    others = {sign: found for sign, found in languages.items() if "Latin" not in found}
    if others and _shared(others.values()) & {"Japanese", "Chinese", "Korean"}:
        return
    first = next(iter(languages))
    other = next((sign for sign in languages if not languages[sign] & languages[first]), None)
    if other is None:
        yield "mixes letters of several scripts; write it in one"
        return
    named = [f"{min(scripts[sign] or ANY)} ({in_words(sign)})" for sign in (first, other)]
    yield f"mixes {named[0]} with {named[1]}; write it in one script"


def _languages(scripts: frozenset[str]) -> frozenset[str]:
    return scripts.union(*(TOGETHER.get(script, ()) for script in scripts))


def _shared(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return reduce(frozenset.intersection, found)
