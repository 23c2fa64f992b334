"""Finds addresses in a text: of pages, domains, mailboxes, machines and telephones, in plain and disguised spelling.

An address is anything that a reader could be led to; "clause 7.2", "U.S.C." and "$1,000,000.00" are not. An address is
a document's own completely or not at all: with another path, port, user or letter it is a different one. Text is
searched as written and as a person reads it, so that a name with a Cyrillic letter is foreign to a document that has it
in Latin letters.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from pincite.security.accounts import account_keys, accounts
from pincite.security.hosts import is_ending, same_form
from pincite.security.numbers import foreign_numbers, numbers_in
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

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TAIL = r"(?:\s{0,2}/(?=[\w.%~?#-])[^\s\"“”<>]{0,400}|[/?#\\](?=[^\s.,;:!?()\[\]\"'“”’])[^\s\"“”<>]{0,400}|/)"
_HOST = re.compile(rf"(?<![\w@.])(?:{_LABEL}\.){{1,8}}{_LABEL}\.?(?![\w@]|\.\w)(?::\d{{1,5}}(?!\d))?{_TAIL}?")
_URL = re.compile(
    r"(?<![\w])[A-Za-z][A-Za-z0-9+.-]{1,20}:[/\\]{1,3}[^\s\"“”<>]{1,400}(?:\s{1,2}/(?=\w)[^\s\"“”<>]{1,300})?"
)
_OPENS = re.compile(
    r"(?<!\w)(?:www\d?(?:\.|\s{1,2}(?=[\w-]{1,63}\s{1,2}(?:com|org|net|co|example)(?!\w)))|"
    r"(?:mailto|javascript|vbscript|callto|skype|sip|sips|xmpp|facetime|whatsapp|tg|sms|smsto|tel|fax|geo|"
    r"data|file|ftp|bitcoin|ethereum|litecoin|monero|upi|payto|magnet|intent|ldap|view-source|blob|about|jar|link|ms-\w{2,20})"
    r":(?=[\w+@/.\\-])|(?:mailto|javascript|vbscript|callto|skype|whatsapp):\s(?=[\w+@/.\\-])|ftp\.|h\s[tx]\s[tx]\sp\s(?:s\s)?:\s?/)[^\s\"“”<>]{1,400}",
    re.I,
)
_SERVICE = re.compile(
    r"(?<!\w)(?:venmo|paypal|zelle|cash ?app|alipay|wechat|whatsapp|revolut|m-?pesa|discord|viber|skype(?: name)?|"
    r"anydesk|teamviewer|"
    r"(?:telegram|signal|lightning|line|wise|steam)(?: (?:id|name|user|username|handle|account|number|address))?)"
    r"[\s:]{1,2}(?:(?:id|name|user|username|handle|account|number|address|to|at|is)[\s:]{1,2}){0,2}[@$]?[\w.+-]{2,60}",
    re.I,
)
_SURE_SERVICE = re.compile(
    r"venmo|paypal|zelle|cash ?app|alipay|wechat|whatsapp|revolut|m-?pesa|discord|viber|skype|anydesk|teamviewer", re.I
)
_OF_SERVICE = re.compile(r" (?:id|user|username|handle|address)\b|[@$]|\w\d*[a-z]pay\b|lnbc", re.I)
_SHORT = re.compile(
    r"(?<![\w:.])[A-Za-z][\w+.-]{1,20}:(?![\s/\\])(?=[\w@+/])[^\s\"“”<>]{2,200}"
    r"|(?<![\w.])xn--[a-z0-9-]{2,60}(?![\w.-])|(?<!\w)www[\W_]{1,3}[\w-]{2,60}|(?<![.\w-])com(?![\w-])"
    r"|(?<![\w#])#[A-Za-z][\w-]{2,60}|(?<!\w)(?:u|r)/[A-Za-z]\w{2,30}|(?<![\w/])/[A-Za-z][\w-]{0,60}[/?#=][^\s]{1,200}"
    r"|(?<!\w)\?\w{1,30}=\w[^\s]{0,200}|[*#]\d{2,20}[*#][*#\d]{0,20}"
    r"|(?<!\w)(?:addr|ltc|tb|cosmos|lnbc|npub|nsec|lnurl)\d?[a-z0-9]{8,200}(?!\w)",
    re.I,
)
_BEHIND_HOST = re.compile(rf"(?<![\w@.])(?:{_LABEL}\.){{1,8}}{_LABEL}[,;:|=](?=[A-Za-z])\S{{1,80}}")
_UNC = re.compile(r"(?<![\w:\\/])(?:\\\\|//)[A-Za-z0-9._-]{2,80}(?:[\\/][^\s\"“”<>]{0,200})?")
_MAIL = re.compile(
    rf"[^\s@\"“”<>()\[\],;:]{{1,80}}@[^\s@\"“”<>()\[\],;]{{1,120}}|\"[^\"\n]{{1,64}}\"@{_LABEL}[\w.-]{{0,100}}"
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,30}(?!\w)|(?<![\w$])\$[A-Za-z]{3,20}(?!\w)")
_QUAD = re.compile(
    r"(?<![\w.])(?:(?:0x[0-9a-f]{1,8}|\d{1,4})\.){3}(?:0x[0-9a-f]{1,8}|\d{1,4})(?![\w]|\.\d)(?::\d{1,5}(?!\d))?(?:/\S{1,200})?",
    re.I,
)
_HEX = re.compile(r"(?<!\w)0x[0-9a-f]{7,8}(?!\w)", re.I)
_SIX = re.compile(
    r"(?<![\w:.])\[?(?=[0-9a-f.:]{0,40}:[0-9a-f.]{0,16}:)[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?(?:%\w{1,16})?\]?(?![\w:])",
    re.I,
)
_LOCAL = re.compile(r"(?<!\w)(?:localhost(?::\d{1,5})?(?!\w)|[a-z][\w-]{0,62}:\d{2,5}/\S{1,200})", re.I)

_FIGURE_WORDS = (
    "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|plus|null|eins|zwo|zwei|drei|vier|fünf|funf|"
    "sechs|sieben|acht|neun|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_PHONE = re.compile(
    r"(?<![\w.,$€£/-])(?:\+ ?|00)?\(?\d{1,5}\)?(?:[ .\u2010-\u2015()/-]{1,3}\d{1,8}){1,7}(?![\w/-]|,\d)"
    r"(?:,?\s{1,2}(?:ext\.?|extension|x|then press|and press)\s{0,2}(?:\d{1,6}|"
    rf"(?:{_FIGURE_WORDS})(?:[ -](?:{_FIGURE_WORDS}))*)(?!\w))?",
    re.I,
)
_PLUS = re.compile(r"\+\d{7,15}\b")
_VANITY = re.compile(
    r"\b(?:1?[ .-]?8(?:00|33|44|55|66|77|88)|0800|0808|0845|0870)[ .-][A-Z][A-Z0-9-]{3,12}\b"
    r"|(?<![\w-])(?:1[.-])?\d{3}[.-](?:\d{3}[.-])?[A-Z]{4,12}(?:-[A-Z]{2,12})*\b"
)
_SOLID_NUMBER = re.compile(r"(?<![\w.,$€£/-])\d{10,13}(?![\w/-]|,\d)")
_SPELLED_NUMBER = re.compile(
    rf"\b(?:{_FIGURE_WORDS}|\d{{1,4}})(?:[ ,.–-]{{1,3}}(?:{_FIGURE_WORDS}|\d{{1,4}})\b){{5,}}", re.I
)
_FIGURE_WORD = re.compile(rf"\b(?:{_FIGURE_WORDS})\b", re.I)
_DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4})")
_OF_CLAUSE = re.compile(
    r"(?:clause|section|article|paragraph|rule|item|part|schedule|annex|version|no\.|§|¶)\S{0,2}\s?"
    r"(?:[\d.,() ]|and|or|to){0,40}$",
    re.I,
)
_EDGES = ".,;:!?()[]{}<>\"'“”‘’"
_DIGIT = re.compile(r"\d")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,20}):(?=[/\\]{1,3}|[\w+@])", re.I)
_BROKEN_LINE = re.compile(r"(?<=[./?=&#@:_-])[ \t]*\n[ \t]*(?=\w)|(?<=\w)[ \t]*\n[ \t]*(?=[./?=&#@_])")


def addresses(text: str) -> Iterator[str]:
    """The addresses in a text as a reader would assemble them; some come twice. Takes linear time.

    >>> list(addresses("Pay $1,000,000.00 under clause 7.2.1 (15 U.S.C. § 78j), e.g. by 2024-05-01."))
    []
    >>> list(addresses("Visit Evil[.]COM or call 1-800-555-0199."))
    ['Evil.COM', '1-800-555-0199']
    """
    for reading in _readings(text):
        yield from _in(reading)


def strangers(text: str, texts: Sequence[str]) -> list[str]:
    """The addresses and accounts in a text that none of `texts` contains completely.

    >>> strangers("Write to ACME.com or acme.com/pay.", ["see www.b.org and acme.com."])
    ['acme.com/pay']
    >>> strangers("It is evil.com.", ["write to notevil.com"])
    ['evil.com']
    """
    text = " ".join(text.split())
    typed, *seen = ([*_in(reading)] for reading in _readings(text))
    paid = list(accounts(plain(text).text))
    given = [" ".join(one.split()) for one in texts]
    numbered = foreign_numbers(plain(text).text, [plain(one).text for one in texts])
    if not (typed or any(seen) or paid):
        return numbered
    forms = [form for one in texts for form in _forms(one)]
    own = {_key(found) for form in forms for found in _in(_readings(form)[0])}
    alike = own | {_key(found) for form in forms for reading in _readings(form)[1:] for found in _in(reading)}
    keys = {key for one in given for key in account_keys(plain(one).text)}
    whole = {number.figures for one in given for number in numbers_in(plain(one).text)}
    numbers = whole | {number for one in given for number in _numbers(one)}
    foreign = [one for one in typed if not _is_own(one, own, numbers, given)]
    foreign += [one for found in seen for one in found if not _is_own(one, alike, numbers, given)]
    foreign += [one.written for one in paid if one.key not in keys and one.key not in whole]
    return list(dict.fromkeys((*foreign, *numbered)))


def _readings(text: str) -> list[str]:
    """A text as written and, if that differs, as a person reads it (with written-out dots and the like resolved)."""
    typed = INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_SIGNS)))
    unescaped = typed
    for _ in range(MOST_ESCAPES if "%" in typed else 0):
        unescaped = _PERCENT.sub(lambda match: unquote(match[0]).translate(_SIGNS), unescaped)
    forms = dict.fromkeys((typed, plain(text.translate(_SIGNS)).text, unescaped))
    return list(dict.fromkeys(_joined(form.translate(_SIGNS)) for form in forms))


def _in(reading: str) -> Iterator[str]:
    yield from _of_machines(reading)
    yield from _of_telephones(reading)


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


def _of_machines(text: str) -> Iterator[str]:
    for form in (_URL, _OPENS, _UNC, _MAIL, _LOCAL, _HEX):
        yield from (match[0].strip(_EDGES) or match[0] for match in form.finditer(text))
    for match in _HANDLE.finditer(text):
        yield match[0]
    for match in _SERVICE.finditer(text):
        if _SURE_SERVICE.match(match[0]) or _OF_SERVICE.search(match[0]):
            yield match[0].strip(_EDGES)
    for match in _SHORT.finditer(text):
        yield match[0].strip(_EDGES) or match[0]
    for match in _BEHIND_HOST.finditer(text):
        if _is_name(re.split(r"[,;:|=]", match[0], maxsplit=1)[0]):
            yield match[0].strip(_EDGES)
    for match in _HOST.finditer(text):
        found = match[0].strip(_EDGES)
        if _is_name(found):
            yield found
    for match in _QUAD.finditer(text):
        if _is_machine(match[0], text[max(0, match.start() - 60) : match.start()]):
            yield match[0].strip(_EDGES)
    for match in _SIX.finditer(text):
        if _is_six(match[0]):
            yield match[0]


def _is_name(found: str) -> bool:
    """True for a machine name: it ends like one, or has only lower-case letters and figures after its last dot.

    A missing space after a full stop ("2.to", "e.g") does not make a name, unless something follows it.
    """
    host, tail = _split(found)
    host = host.partition(":")[0].rstrip(".")
    labels = host.split(".")
    last = labels[-1]
    if tail in ("", "/") and re.fullmatch(
        r"[\d.]+\.[A-Za-z]{2,3}|[A-Za-z]\.[a-z]{1,2}|(?:[A-Za-z]\.){1,6}[A-Za-z]{0,3}", host
    ):
        return len(last) > 2 and is_ending(last)
    if is_ending(last) or is_ending(plain(last).text):
        return True
    return re.fullmatch(r"[a-z][a-z0-9]{1,17}", last) is not None and all(label.isascii() for label in labels)


def _is_machine(found: str, before: str) -> bool:
    """True for four numbers that are not a clause: each fits into a byte, and the words before name no clause."""
    head = re.split(r"[:/]", found, maxsplit=1)[0]
    parts = [_number(part) for part in head.split(".")]
    if any(part is None or part > 255 for part in parts):
        return False
    if (
        head != found
        or any(len(part) > 2 and part[0] in "12" for part in head.split("."))
        or re.search(r"x|(?:^|\.)0\d", head, re.I)
    ):
        return True
    return _OF_CLAUSE.search(before) is None


def _number(part: str) -> int | None:
    try:
        return int(part, 16) if part[:2].casefold() == "0x" else int(part, 8) if part[0] == "0" else int(part)
    except ValueError:
        return None


def _is_six(found: str) -> bool:
    try:
        ipaddress.IPv6Address(found.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return any(map(str.isalnum, found))


def _of_telephones(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        figures = len(_DIGIT.findall(match[0]))
        if 7 <= figures <= 15 and not _DATE.fullmatch(match[0].strip()) and not _is_clause(match[0].strip()):
            yield match[0].strip()
    for form in (_PLUS, _VANITY, _SOLID_NUMBER):
        yield from (match[0] for match in form.finditer(text))
    for match in _SPELLED_NUMBER.finditer(text):
        if len(_FIGURE_WORD.findall(match[0])) >= 3:
            yield match[0]


def _is_own(found: str, own: set[tuple[str, str]], numbers: set[str], texts: Sequence[str]) -> bool:
    scheme, rest = _key(found)
    if (scheme, rest) in own or (not scheme and any((web, rest) in own for web in ("http", "https"))):
        return True
    if _is_number(found):
        return _figures(found) in numbers
    # A missing space may look like an address ("Agreement.In"); the document then has the same letters.
    whole = re.compile(rf"(?<![\w@./\\=?&#%:-]){re.escape(found)}(?![\w@-]|\.\w|[:/?#\\]\S)", re.I)
    return any(whole.search(one) for one in texts)


def _forms(text: str) -> Iterator[str]:
    """A document's words on one line, and again with those lines joined where an address may be split."""
    yield from dict.fromkeys(" ".join(each.split()) for each in (text, _BROKEN_LINE.sub("", text)))


def _key(found: str) -> tuple[str, str]:
    """The scheme (empty if none is written), and the machine's name in standard form with what follows it."""
    scheme, rest = "", found.strip(_EDGES)
    if match := _SCHEME.match(rest):
        scheme, rest = match[1].casefold(), rest[match.end() :].lstrip("/\\")
    authority, tail = _split(rest)
    return scheme, same_form(authority.rstrip(".")) + ("" if tail == "/" else tail.replace("\\", "/").rstrip(_EDGES))


def _split(found: str) -> tuple[str, str]:
    """A machine's name and what follows it, without a space between them."""
    at = re.search(r"\s*[/?#\\]", found)
    return (found, "") if at is None else (found[: at.start()], found[at.end() - 1 :])


def _is_number(found: str) -> bool:
    return len(_DIGIT.findall(found)) >= 7 and re.search(r"[^\W\d_]{4}", found) is None


def _figures(found: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) for sign in found if sign.isdecimal())


def _numbers(text: str) -> Iterator[str]:
    seen = plain(text.translate(_SIGNS)).text
    for form in (_PHONE, _PLUS, _SOLID_NUMBER):
        yield from (_figures(match[0]) for match in form.finditer(seen))


def _is_clause(found: str) -> bool:
    """True for a clause number ("12.3.10.1"), and for figures separated only by single dots."""
    return re.fullmatch(r"\d{1,3}(?:\.\d{1,3})+", found) is not None
