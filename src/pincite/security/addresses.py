"""Finds addresses in a text: of pages, domains, mailboxes, machines and telephones, in plain and disguised spelling.

An address is anything that a reader could be led to; "clause 7.2", "U.S.C." and "$1,000,000.00" are not. An address is
a document's own completely or not at all: with another path, port, user or letter it is a different one. Text is
searched as written and as a person reads it, so that a name with a Cyrillic letter is foreign to a document that has it
in Latin letters.
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence

from pincite.security.accounts import account_keys, accounts
from pincite.security.hosts import is_ending, same_form
from pincite.security.numbers import foreign_numbers, numbers_in
from pincite.security.plain import plain
from pincite.security.respelling import as_seen, readings
from pincite.security.telephones import figures, is_number, numbers, telephones

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

_OF_CLAUSE = re.compile(
    r"(?:clause|section|article|paragraph|rule|item|part|schedule|annex|version|no\.|§|¶)\S{0,2}\s?"
    r"(?:[\d.,() ]|and|or|to){0,40}$",
    re.I,
)
_EDGES = ".,;:!?()[]{}<>\"'“”‘’"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,20}):(?=[/\\]{1,3}|[\w+@])", re.I)
_BROKEN_LINE = re.compile(r"(?<=[./?=&#@:_-])[ \t]*\n[ \t]*(?=\w)|(?<=\w)[ \t]*\n[ \t]*(?=[./?=&#@_])")


def addresses(text: str) -> Iterator[str]:
    """The addresses in a text as a reader would assemble them; some come twice. Takes linear time.

    >>> list(addresses("Pay $1,000,000.00 under clause 7.2.1 (15 U.S.C. § 78j), e.g. by 2024-05-01."))
    []
    >>> list(addresses("Visit Evil[.]COM or call 1-800-555-0199."))
    ['Evil.COM', '1-800-555-0199']
    """
    for reading in readings(text):
        yield from _in(reading)


def strangers(text: str, texts: Sequence[str]) -> list[str]:
    """The addresses and accounts in a text that none of `texts` contains completely.

    >>> strangers("Write to ACME.com or acme.com/pay.", ["see www.b.org and acme.com."])
    ['acme.com/pay']
    >>> strangers("It is evil.com.", ["write to notevil.com"])
    ['evil.com']
    """
    text = " ".join(text.split())
    typed, *seen = ([*_in(reading)] for reading in readings(text))
    paid = list(accounts(plain(text).text))
    given = [" ".join(one.split()) for one in texts]
    numbered = foreign_numbers(plain(text).text, [plain(one).text for one in texts])
    if not (typed or any(seen) or paid):
        return numbered
    forms = [form for one in texts for form in _forms(one)]
    own = {_key(found) for form in forms for found in _in(readings(form)[0])}
    alike = own | {_key(found) for form in forms for reading in readings(form)[1:] for found in _in(reading)}
    keys = {key for one in given for key in account_keys(plain(one).text)}
    whole = {number.figures for one in given for number in numbers_in(plain(one).text)}
    called = whole | {number for one in given for number in numbers(as_seen(one))}
    foreign = [one for one in typed if not _is_own(one, own, called, given)]
    foreign += [one for found in seen for one in found if not _is_own(one, alike, called, given)]
    foreign += [one.written for one in paid if one.key not in keys and one.key not in whole]
    return list(dict.fromkeys((*foreign, *numbered)))


def _in(reading: str) -> Iterator[str]:
    yield from _of_machines(reading)
    yield from telephones(reading)


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


def _is_own(found: str, own: set[tuple[str, str]], called: set[str], texts: Sequence[str]) -> bool:
    scheme, rest = _key(found)
    if (scheme, rest) in own or (not scheme and any((web, rest) in own for web in ("http", "https"))):
        return True
    if is_number(found):
        return figures(found) in called
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
