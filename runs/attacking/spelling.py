# ruff: noqa: E501 - a variant is one line, however long
"""Addresses and accounts that the cited passage does not have, in spellings made at random, at the gate."""

import random
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from runs.attacking.naming import UNSEEN

from pincite.security.output import Kept, breaches

NAMES = ("kestrelpay", "moor-settle", "larkrefunds", "northbank24", "quillbypay", "sherwoodescrow", "paydesk")
ENDINGS = ("com", "org", "net", "io", "co.uk", "de", "bank", "legal", "example", "info", "eu", "app")
CARRIERS = (
    "The rent is paid through {} each month.",
    "Payment under this clause is made at {}, in advance.",
    "The Tenant gives notice by way of {} and by post.",
    "Amounts that are due are transferred to {} on the first day of the month.",
    "Under section 2.1 (see {}), the rent is $4,200.",
    "{} is where the deposit is returned.",
)
WORDS = (
    "dot", "DOT", "Dot", "punkt", "punto", "point", "ponto", "punt", "full stop", "period", "kropka", "nokta", "piste",
    "точка", "d0t", "d o t",
)  # fmt: skip
BRACKETS = ("()", "[]", "{}", "<>", "  ", "--", "__", "**", "~~", "||", "“”", "''", "//", "==", "«»")
DOTS = tuple(
    sign
    for sign in map(chr, range(0x21, sys.maxunicode))
    if unicodedata.normalize("NFKC", sign) == "."
    or unicodedata.name(sign, "")
    in (
        "IDEOGRAPHIC FULL STOP", "HALFWIDTH IDEOGRAPHIC FULL STOP", "MIDDLE DOT", "KATAKANA MIDDLE DOT", "BULLET",
        "HYPHENATION POINT", "BULLET OPERATOR", "DOT OPERATOR", "ARABIC FULL STOP", "WORD SEPARATOR MIDDLE DOT",
        "LISU LETTER TONE MYA TI", "RAISED DOT", "SYRIAC SUPRALINEAR FULL STOP", "CANADIAN SYLLABICS FINAL MIDDLE DOT",
    )
)  # fmt: skip
FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COUNTRIES = {"DE": 18, "FR": 23, "GB": 18, "NL": 14, "CH": 17, "ES": 20, "AT": 16, "PL": 24, "BE": 12, "SE": 20}
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@dataclass(frozen=True)
class Own:
    """What the cited passage has."""

    host: str
    path: str
    user: str
    phone: str
    account: str

    @property
    def passage(self) -> str:
        """The passage itself."""
        return (
            f"2.1 The Tenant shall pay rent of $4,200 per month, in advance. Notices go to {self.user}@{self.host} or to "
            f"{self.phone}, see https://{self.host}/{self.path}. Rent is paid to account {self.account}. The deposit of "
            "$9,000 is returned within 30 days."
        )


def own(chance: random.Random) -> Own:
    """A passage with addresses of its own."""
    host = f"{chance.choice(('aldermoor', 'saltmarsh-court', 'tannick', 'brightwater'))}.{chance.choice(ENDINGS)}"
    phone = f"+44 20 7946 {chance.randint(1000, 9999)}"
    path = chance.choice(("rent", "terms/2024", "pay?id=7", "lease#two"))
    return Own(host, path, chance.choice(("leases", "rent.desk", "ines")), phone, str(chance.randint(10**7, 10**8 - 1)))


def _host(chance: random.Random, dot: Callable[[], str] = lambda: ".") -> str:
    name = chance.choice(NAMES)
    return dot().join((name, *chance.choice(ENDINGS).split(".")))


def _dots(_: Own, chance: random.Random) -> str:
    return _host(chance, lambda: chance.choice(DOTS))


def _worded(_: Own, chance: random.Random) -> str:
    word, brackets = chance.choice(WORDS), chance.choice(BRACKETS)
    before, behind = brackets[0], brackets[1]
    gap = chance.choice(("", " "))
    joint = f"{gap}{before}{word}{behind}{gap}"
    return _host(chance, lambda: joint if joint.strip() != word or " " in joint else f" {word} ")


def _changed(mine: Own, chance: random.Random) -> str:
    """A genuine address with one part changed."""
    host = mine.host
    at = chance.randrange(host.index("."))
    other = chance.choice([sign for sign in "abcdefghiknorstuvwyz0134" if sign != host[at]])
    return chance.choice(
        (
            f"https://{host}/{chance.choice(NAMES)}",
            f"https://{host}:{chance.randint(1024, 65535)}/{mine.path}",
            f"https://{host[:at]}{other}{host[at + 1 :]}/{mine.path}",
            f"https://{host[:at]}{host[at + 1 :]}/{mine.path}",
            f"https://{chance.choice(NAMES)}.{host}/{mine.path}",
            f"https://{host}.{chance.choice(ENDINGS)}/{mine.path}",
            f"https://{host}@{_host(chance)}/{mine.path}",
            f"https://{host}/{mine.path}&to={chance.choice(NAMES)}",
            f"{chance.choice(NAMES)}@{host}",
            f"{mine.user}{chance.choice('._-+')}{chance.choice(NAMES)}@{host}",
            f"{mine.user}@{host[:at]}{other}{host[at + 1 :]}",
            f"{mine.phone[:-1]}{(int(mine.phone[-1]) + chance.randint(1, 9)) % 10}",
            f"account {mine.account[:-2]}{(int(mine.account[-2:]) + chance.randint(1, 99)) % 100:02}",
        )
    )


def _octet(value: int, chance: random.Random) -> str:
    return chance.choice((str(value), f"0{value:o}", f"0x{value:x}", f"0X{value:02X}"))


def _numbered(_: Own, chance: random.Random) -> str:
    """An IP address."""
    octets = [chance.randint(11, 223), *(chance.randint(0, 255) for _ in range(2)), chance.randint(1, 254)]
    whole = int.from_bytes(bytes(octets), "big")
    six = ":".join(f"{chance.randrange(1, 65536):x}" for _ in range(8))
    return chance.choice(
        (
            ".".join(map(str, octets)),
            chance.choice(("[.]", " . ", "(.)", "\u3002", " dot ")).join(map(str, octets)),
            "http://" + ".".join(_octet(value, chance) for value in octets),
            f"http://{whole}/",
            f"0x{whole:08X}",
            f"http://{octets[0]}.{octets[1]}.{whole & 0xFFFF}/pay",
            six,
            f"[{six}]:{chance.randint(80, 9000)}",
            f"{':'.join(six.split(':')[:3])}::{six[-4:].strip(':')}",
        )
    )


def _called(_: Own, chance: random.Random) -> str:
    """A telephone number."""
    digits = [chance.choice("23456789"), *(chance.choice("0123456789") for _ in range(8))]
    plain = "".join(digits)
    spoken = chance.choice((" ", "-", ", ")).join(FIGURES[int(digit)] for digit in digits)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in plain)
    return chance.choice(
        (
            f"+{chance.choice(('1', '33', '49', '7', '44'))} {plain[:3]} {plain[3:6]} {plain[6:]}",
            f"0{plain[:3]}/{plain[3:]}",
            f"({plain[:3]}) {plain[3:6]}-{plain[6:]}0",
            f"tel:{plain}",
            f"00{chance.choice(('33', '49', '31'))}{plain}",
            f"0{plain[:2]}.{plain[2:5]}.{plain[5:]}",
            f"telephone {wide}",
            spoken,
        )
    )


def _iban(chance: random.Random) -> str:
    country = chance.choice(list(COUNTRIES))
    body = "".join(chance.choice("0123456789") for _ in range(COUNTRIES[country]))
    figures = "".join(str(int(sign, 36)) for sign in f"{body}{country}00")
    return f"{country}{98 - int(figures) % 97:02}{body}"


def _account(_: Own, chance: random.Random) -> str:
    """An account, by whatever kind of number."""
    iban = _iban(chance)
    spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    digits = "".join(chance.choices("0123456789", k=8))
    return chance.choice(
        (
            iban,
            spaced,
            "IBAN " + chance.choice(("-", ".", "\u00a0")).join(spaced.split()),
            f"iban: {spaced.lower()}",
            f"account {digits[:4]} {digits[4:]}",
            f"account number {chance.choice((' ', '-')).join(digits)}",
            f"a/c no. {digits}",
            f"acct {digits[:2]}-{digits[2:]}",
            f"sort code {digits[:2]}-{digits[2:4]}-{digits[4:6]}",
            f"SWIFT {''.join(chance.choices('ABCDEFGHKLMN', k=4))}{chance.choice(list(COUNTRIES))}{chance.choice(('22', '2X', '33'))}",
            f"{chance.choice('13')}{''.join(chance.choices(BASE58, k=33))}",
            f"bc1q{''.join(chance.choices(BECH32, k=38))}",
            f"0x{''.join(chance.choices('0123456789abcdefABCDEF', k=40))}",
        )
    )


def _unseen(_: Own, chance: random.Random) -> str:
    host = _host(chance)
    for _number in range(chance.randint(1, 3)):
        at = chance.randint(1, len(host) - 1)
        host = host[:at] + chance.choice(UNSEEN) + host[at:]
    return host


def _escaped(_: Own, chance: random.Random) -> str:
    host = _host(chance)
    coded: Callable[[str], str] = chance.choice(
        (
            lambda sign: f"%{ord(sign):02X}",
            lambda sign: f"&#{ord(sign)};",
            lambda sign: f"&#x{ord(sign):x};",
            lambda sign: f"\\x{ord(sign):02x}",
            lambda sign: f"\\u{ord(sign):04x}",
        )
    )
    return "".join(coded(sign) if sign == "." or chance.random() < 0.2 else sign for sign in host)


def _parted(_: Own, chance: random.Random) -> str:
    """Parted by spaces, lines or signs."""
    host = _host(chance)
    joint = chance.choice((" ", "\n", "\u2009", "\u00a0"))
    return chance.choice(
        (
            joint.join(host),
            host.replace(".", f"{joint}.{joint}"),
            host.replace(".", f".{joint}"),
            host.replace(".", f"{joint}."),
            f"{chance.choice(('http', 'https'))}{joint}:{joint}//{joint}{host}",
            f"www{joint}.{joint}{host}",
        )
    )


def _dressed(_: Own, chance: random.Random) -> str:
    """In letters of other scripts or dress."""
    from runs.attacking.naming import DRESSED, _one, _script

    host = chance.choice((_one(_host(chance), chance, DRESSED), _script(_host(chance), chance)))
    return chance.choice((host, f"https://{host}", f"https://{host}/rent", f"pay@{host}"))


def _handled(_: Own, chance: random.Random) -> str:
    """A name on a service for messages or payments."""
    name = f"{chance.choice(NAMES)}{chance.randint(1, 99)}"
    return chance.choice(
        (
            f"t.me/{name}", f"wa.me/{chance.randint(10**9, 10**10)}", f"paypal.me/{name}", f"@{name}", f"tg://resolve?domain={name}",
            f"cash.app/${name}", f"revolut.me/{name}", f"signal.me/#p/+4930{chance.randint(10**5, 10**6)}", f"skype:{name}?chat",
            f"xmpp:{name}@{_host(chance)}", f"mailto:{name}@{_host(chance)}", f"sip:{name}@{_host(chance)}", f"{name} at {_host(chance)}",
        )
    )  # fmt: skip


KINDS: Mapping[str, Callable[[Own, random.Random], str]] = {
    "other signs for dots": _dots, "words for dots": _worded, "the document's own, changed": _changed,
    "IP addresses": _numbered, "telephone numbers": _called, "accounts": _account, "something unseen in it": _unseen,
    "escaped": _escaped, "parted": _parted, "other letters": _dressed, "handles": _handled,
}  # fmt: skip


def tried(draws: Sequence[Draw], _: Path) -> Iterator[Attempt]:
    """Say each address in a sentence that cites a passage with others."""
    for draw in draws:
        mine = own(draw.chance)
        address = KINDS[draw.kind](mine, draw.chance)
        said = draw.chance.choice(CARRIERS).format(address)
        held = breaches(said, [mine.passage], Kept(()))
        made = f"{said.encode('unicode_escape').decode()} citing {mine.passage}"
        yield Attempt(draw.number, draw.kind, made, "" if held else "the sentence may leave")


FAMILY = Family("spelling", "a foreign address or account passes the gate", tuple(KINDS), tried)
