"""Addresses in disguised spelling, as a reader would put them together: "evil [dot] com", "e v i l . c o m".

Text is read as written and as a person reads it, so that a name with a Cyrillic letter is foreign to a document that
has it in Latin letters.
"""

import re
import unicodedata
from urllib.parse import unquote

from pincite.security.hosts import is_ending
from pincite.security.plain import plain
from pincite.security.unseen import INVISIBLE

DOTS = "。．｡・･·․‧∙⋅•·۔܁܂꘎ꓸ⸱⸳᛫﹒⦁◦∘˙ᐧㆍᆞ་●°⸰‣▪■ᐅ۰٠"
"""Signs that replace the dot in a name: those that browsers accept (the first three), and those that look like one."""

SLASHES, COLONS, ATS, DASHES = "⁄∕⧸╱⟋⫽／", "：﹕∶ː꞉׃", "＠﹫", "‐‑‒–—―−﹣－"
QUOTES = "‘’“”„«»‹›…§¶†‡′″×÷±≤≥°&"
"""Typographic signs that separate two words and are not dots."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys(DOTS, "."),
        **dict.fromkeys(SLASHES, "/"),
        **dict.fromkeys(COLONS, ":"),
        **dict.fromkeys(ATS, "@"),
        **dict.fromkeys(DASHES, "-"),
    }
)

_DOT_WORD = (
    "dot|d0t|d[ .]?[o0][ .]?t|dotted|dott|doht|dawt|punkt|punto|ponto|punct|punt|kropka|nokta|piste(?:istä)?|"
    "tečka|bodka|pika|pik|prick|tochka|точка|крапка|τελεία|"
    "ドット|点|點|점|نقطة|נקודה"
)
_POINT_WORD = f"{_DOT_WORD}|point|period|full[ -]stop|stop"
_IN_MARKS = re.compile(
    rf"\s{{0,2}}[\[({{<«\"'`|]\s?(?:\.|d)\s?[\])}}>»\"'`|]\s{{0,2}}(?=\w)|"
    rf"\s{{0,2}}[\[({{<]\s?(?:{_POINT_WORD})\s?[\])}}>]\s{{0,2}}(?=\w)|"
    rf"\s{{0,2}}(?:[^\w\s]|_){{1,2}}\s?(?:{_DOT_WORD})\s?(?:[^\w\s]|_){{1,2}}\s{{0,2}}(?=\w)|"
    rf"\s{{0,2}}([*=~_|\\^])\s?(?:{_POINT_WORD})\s?\1\s{{0,2}}(?=\w)|"
    r"(?<=\w)(?:%2[eE]|=2[eE]|\\\.|/\.?/?\./|&period;|&#46;|&#x2[eE];)(?=\w)",
    re.I,
)
"""A dot written in brackets or other marks, or joined to both words: a full stop, "dot" or "point"."""

_AT_IN_MARKS = re.compile(
    r"\s{0,2}[\[({<«\"'`|]\s?(?:@|at|ät|arroba|chiocciola|klammeraffe|arobase)\s?[\])}>»\"'`|]\s{0,2}(?=\w)|"
    r"(?<=\w)[-_*~](?:at|arroba|arobase)[-_*~](?=\w)|%40|(?<=\w) @ ?(?=\w)|(?<=\w)@ (?=\w)",
    re.I,
)
_SCHEME_IN_MARKS = re.compile(
    r"(?<=[a-z])\s?[\[({<]\s?:(?:\s?[\])}>])?\s?/\s?/?\s?[\])}>]?|(?<=\w\w) ?: ?/ ?/ ?(?=\w)", re.I
)

_STRONG = "com|org|net|biz|info|io|xyz|ru|cn|example|edu|gov|onion|online|shop|site"
"""Endings that are not English words after a full stop. A space before one is part of a name that somebody split."""

_LOOSE = re.compile(
    rf"(?<=\w)\s{{0,2}}\.(?:\s{{0,2}}\.){{1,3}}\s{{0,2}}(?=(?:{_STRONG})(?!\w))|(?<=\w)\s{{1,3}}\.\s{{0,3}}(?=(?:{_STRONG})(?!\w))|(?<=\w)\.\s{{1,3}}(?=(?:com|org|biz|io|xyz|ru|cn|example|onion)(?!\w))",
    re.I,
)
_LOOSE_BOTH = re.compile(r"(?<=\w)\s{1,3}\.\s{0,3}([\w-]{2,63})(?![\w-])")
_LOOSE_BEHIND = re.compile(r"(?<![\w@./-])([a-z0-9-]{7,63})\.\s{1,3}([a-z][a-z-]{1,62})(?![\w-])")
"""A long word in lower case, then a full stop and a space and another word. No sentence begins so, but a name may."""

_QUOTED_DOT = re.compile(
    rf"(?<=\w)\s{{0,2}}[\"'`“”„«»‘’‹›/-]\s?(?:{_POINT_WORD})\s?[\"'`“”«»‘’‹›/-]\s{{0,2}}(\w{{2,63}})(?!\w)", re.I
)
_LOOSE_WITHIN = re.compile(r"(?<=\w)\s{1,3}\.\s{1,3}(?=[\w-]{1,63}\.\w)")
_SPELLED = re.compile(
    rf"(?<!\w)[\w-]{{1,63}}(?:\s{{1,3}}(?:{_DOT_WORD}|point|period|full[ -]stop)\s{{1,3}}[\w-]{{1,63}}){{1,6}}", re.I
)
_SPELLED_DOT = re.compile(rf"\s{{1,3}}(?:{_DOT_WORD}|point|period|full[ -]stop)\s{{1,3}}", re.I)
_FOUR = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_SMALL_WORDS = frozenset("to in is it at as so no be by do me my us am an on or of and the a id la pm".split())  # noqa: SIM905 - read more easily as words
"""Endings of names that also occur as words in every sentence: "connect the dot to the line"."""

_GLUED = re.compile(
    rf"(?<!\w)[a-z0-9-]{{2,60}}(?:dot|DOT|Dot|punkt|PUNKT)(?:{_STRONG}|de|uk|eu|fr|us|co|me|ly)(?!\w)", re.I
)
_GLUED_DOT = re.compile(r"(?<=\w\w)(?:dot|punkt)(?=[a-z]{2,7}$)", re.I)
_SPACED_GLUED = re.compile(
    r"(?<=\w)\s{1,2}dot-?(?=(?:com|org|net)(?!\w))|(?<=\w)\s{1,2}dot[-.]\s?(?=(?:com|org|net)(?!\w))", re.I
)
_PERCENT = re.compile(r"(?<=\w)(?:%[0-9a-fA-F]{2})+")
"""Escapes as in a browser's address line: "%65" for "e", "%E3%80%82" for a wide dot, "%252E" for "%2E"."""

MOST_ESCAPES = 3
"""How many times one escape may be nested in another."""

_ODD_DOT = re.compile(r"(?<=[^\W\d_])([^\w\s])(?=[^\W\d_]{2,63}(?![^\W_]))")
_ODD_STRONG = re.compile(r"(?<=\w\w)[;:=!'\"*~^](?=(?:com|org|biz|xyz|onion)(?![\w-]))", re.I)
"""A sign between a word and an ending of names, which a reader might take for a dot but browsers do not."""

_PARTED_ENDING = re.compile(r"(?<=\w)(?: dot |\. | \. )(c ?\.? ?o ?\.? ?m|o r g|n e t)(?!\w)", re.I)
_DOT_SMALL = re.compile(
    r"(?<!\w)(?!(?:the|a|an|this|that|each|one|every|polka|red|black|small|first|last)\b)([\w-]{2,63}) dot "
    r"(?=(?:me|to|it|us|in|id|my|is|at|am|la|pm)(?!\w))",
    re.I,
)
_WRITTEN_DOT = re.compile(r"(?<=\w) ?(?:U\+002E|chr\(46\)|ASCII 46|\+ACI-) ?(?=\w)", re.I)

_COMMA = re.compile(r"(?<!\w)[a-z][a-z0-9-]{1,60},(?:com|org|net)(?![\w,])", re.I)
_PARTED = re.compile(r"(?<!\w)(?:\w[ -]){2,60}\w?\s?\.(?:[ -]?\w)(?:[ -]\w){1,20}(?!\w)")
"""A name with its letters spaced out: "e v i l . c o m"."""


def readings(text: str) -> list[str]:
    """A text as written and, if that differs, as a person reads it (with written-out dots and the like resolved)."""
    typed = INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_SIGNS)))
    unescaped = typed
    for _ in range(MOST_ESCAPES if "%" in typed else 0):
        unescaped = _PERCENT.sub(lambda match: unquote(match[0]).translate(_SIGNS), unescaped)
    forms = dict.fromkeys((typed, as_seen(text), unescaped))
    return list(dict.fromkeys(_joined(form.translate(_SIGNS)) for form in forms))


def as_seen(text: str) -> str:
    """A text as a person reads it, with one sign for all that look like a dot, a slash, a colon, an at or a dash."""
    return plain(text.translate(_SIGNS)).text


def _joined(text: str) -> str:
    """A text with written-out dots, at signs and scheme separators replaced by real signs."""
    for form, sign in (
        (_SCHEME_IN_MARKS, "://"),
        (_AT_IN_MARKS, "@"),
        (_IN_MARKS, "."),
        (_WRITTEN_DOT, "."),
        (_ODD_STRONG, "."),
        (_SPACED_GLUED, "."),
        (_LOOSE, "."),
        (_LOOSE_WITHIN, "."),
    ):
        text = form.sub(sign, text)
    for form in (_LOOSE_BOTH, _QUOTED_DOT):
        text = form.sub(lambda match: f".{match[1]}" if _ends_a_name(match[1]) else match[0], text)
    text = _LOOSE_BEHIND.sub(lambda match: f"{match[1]}.{match[2]}" if _ends_a_name(match[2]) else match[0], text)
    text = _PARTED_ENDING.sub(lambda match: "." + re.sub(r"[ .]", "", match[1]), text)
    text = _DOT_SMALL.sub(r"\1.", text)
    text = _ODD_DOT.sub(lambda match: "." if _is_odd(match[1]) else match[0], text)
    text = _PARTED.sub(lambda match: re.sub(r"(?<=\w)[ -](?=[\w.])|(?<=\.)[ -]", "", match[0]), text)
    text = _GLUED.sub(lambda match: _GLUED_DOT.sub(".", match[0]), text)
    text = _COMMA.sub(lambda match: match[0].replace(",", "."), text)
    return _SPELLED.sub(_unspelled, text)


def _is_odd(sign: str) -> bool:
    """True for a sign that is never typed between two words but may look like a dot."""
    return not sign.isascii() and sign not in QUOTES and unicodedata.category(sign) in ("Po", "Sm", "So", "Pc")


def _unspelled(match: re.Match[str]) -> str:
    """A name with dots for words that spell them, if it ends like a name or has four numbers; else the text."""
    name = _SPELLED_DOT.sub(".", match[0])
    last = name.rpartition(".")[2]
    return name if _ends_a_name(last) or _FOUR.fullmatch(name) else match[0]


def _ends_a_name(word: str) -> bool:
    """True for an ending of names that is not also a common word."""
    return word.casefold() not in _SMALL_WORDS and is_ending(word)
