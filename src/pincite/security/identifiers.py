"""Finds numbers that identify a person or an account: by their structure and check digits, or by a word before them.

A number counts without a word beside it only where its form and its check digits leave little to chance. Numbers and
addresses that stand in every contract (telephones, e-mail, company and tax numbers of companies) are not among them.
"""

import re
import unicodedata
from collections.abc import Iterator

from pincite.security.findings import Finding
from pincite.security.identifier_kinds import DASH, GAP, Kind, figures, luhn, told_by
from pincite.security.national import PEOPLE
from pincite.sensitivity import Sensitivity

LEVEL = Sensitivity.CONFIDENTIAL
"""What identifies a person or an account is owed to them: it is confidential, whatever the matter says."""

BEFORE = 48
"""Characters before a number in which the word that says what it is must stand."""

LONGEST_LEAD = 8
"""The most characters of a number before its figures."""

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|"
    "juillet|août|septembre|octobre|novembre|décembre"
)
_DATE = (
    rf"(?:\d{{4}}[./{DASH}]\d{{1,2}}[./{DASH}]\d{{1,2}}"
    rf"|\d{{1,2}}[./ {DASH}]{{1,2}}\d{{1,2}}[./ {DASH}]{{1,2}}\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)?[ -](?:{_MONTH})\.?,?[ -]\d{{4}}"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)


def identifiers(text: str) -> Iterator[Finding]:
    """What identifies a person or an account in a text, kind by kind. Takes linear time.

    >>> [one.kind for one in identifiers("Card 4111 1111 1111 1111, IBAN GB29 NWBK 6016 1331 9268 19, ref 123456789.")]
    ['payment card', 'IBAN']
    """
    folded = text.lower()
    for kind in _KINDS:
        if not kind.may_be_in(folded):
            continue
        for match in kind.form.finditer(text):
            start, end = match.span("number")
            if kind.lead is not None:
                led = kind.lead.search(text, max(0, start - LONGEST_LEAD), start)
                if led is None:
                    continue
                start = led.start()
            if _counts(text, start, end, kind):
                yield Finding(kind.name, LEVEL, start, end)


def _counts(text: str, start: int, end: int, kind: Kind) -> bool:
    """True for a number with right figures, and the words before it that its kind demands."""
    number = text[start:end]
    if not kind.is_right(_bare(number)):
        return False
    if kind.before is not None and kind.before.search(text, max(0, start - BEFORE), start) is None:
        return False
    if kind.told is None or (kind.is_plain is not None and kind.is_plain(number)):
        return True
    return kind.told.search(text, max(0, start - BEFORE), start) is not None


def _bare(number: str) -> str:
    """The letters and figures of a number, in capitals and in ASCII, whatever script the figures are of."""
    signs = (sign for sign in unicodedata.normalize("NFKC", number) if sign.isalnum())
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign.upper() for sign in signs)


def _is_ssn(number: str) -> bool:
    """Source: Social Security Administration, "The SSN Numbering Scheme": no area 000, 666 or 900-999, no zero part."""
    return number[:3] not in ("000", "666") and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def _is_itin(number: str) -> bool:
    """Source: Internal Revenue Service, Publication 4757: 9, and 50-65, 70-88, 90-92 or 94-99 as fourth and fifth."""
    group = int(number[3:5])
    ranges = (range(50, 66), range(70, 89), range(90, 93), range(94, 100))
    return number[0] == "9" and any(group in each for each in ranges)


_ISSUERS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|"
    r"3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}"
)
"""What numbers of Visa, Mastercard, American Express, Diners, JCB, Discover and UnionPay look like (ISO/IEC 7812)."""


_CARD_GROUPS = re.compile(
    rf"\d{{13,19}}|\d{{4}}(?P<by>[ {DASH}])\d{{4}}(?P=by)\d{{4}}(?P=by)\d{{4}}(?:(?P=by)\d{{3}})?|"
    rf"\d{{4}}(?P<gap>[ {DASH}])\d{{6}}(?P=gap)\d{{4,5}}"
)
"""How the figures of a card are written; another row of figures needs a word before it."""


def _is_card(number: str) -> bool:
    return _ISSUERS.fullmatch(number) is not None and len(set(number)) > 1 and luhn(number)


_COUNTRIES_BY_LENGTH = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ TL",
    24: "AD CZ ES MD PK RO SA SE SK TN",
    25: "LY PT ST",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
}
_IBAN_LENGTHS = {country: length for length, named in _COUNTRIES_BY_LENGTH.items() for country in named.split()}
"""How long the account numbers of each country are. Source: SWIFT, "IBAN registry"."""


def is_iban(number: str) -> bool:
    """True for an account number of a known country with right check digits. Source: ISO 13616-1, 6.3.

    >>> is_iban("GB29NWBK60161331926819"), is_iban("GB29NWBK60161331926818")
    (True, False)
    """
    if _IBAN_LENGTHS.get(number[:2]) != len(number):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def _is_nino(number: str) -> bool:
    """Source: HM Revenue & Customs, National Insurance Manual, NIM39110."""
    return number[:2] not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def is_german_tax_id(number: str) -> bool:
    """True for a Steuer-Identifikationsnummer with a right check digit. Source: § 139b AO; ISO/IEC 7064, MOD 11,10.

    One figure stands twice or three times among the first ten, and no other more than once.

    >>> is_german_tax_id("86095742719"), is_german_tax_id("86095742718")
    (True, False)
    """
    often = sorted(number[:10].count(figure) for figure in set(number[:10]))
    if number[0] == "0" or often[-1] not in (2, 3) or (len(often) > 1 and often[-2] > 1):
        return False
    product = 10
    for figure in number[:10]:
        total = (int(figure) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(number[10])


def _is_nir(number: str) -> bool:
    """Source: INSEE, "Numéro de sécurité sociale": the last two are 97 less the rest modulo 97; Corsica has letters."""
    body = number[:13].replace("2A", "19", 1) if number[5:7] == "2A" else number[:13]
    body = body.replace("2B", "18", 1) if number[5:7] == "2B" else body
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


_ODD = dict(
    zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21) * 2 + (2, 4, 18, 20, 11, 3, 6, 8,
        12, 14, 16, 10, 22, 25, 24, 23), strict=True)
)  # fmt: skip


def is_codice_fiscale(number: str) -> bool:
    """True for an Italian codice fiscale with a right last letter. Source: D.M. 12 March 1974, no. 2227.

    >>> is_codice_fiscale("RSSMRA85T10A562S"), is_codice_fiscale("RSSMRA85T10A562T")
    (True, False)
    """
    even = sum(int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in number[1:15:2])
    return chr((sum(_ODD[sign] for sign in number[:15:2]) + even) % 26 + ord("A")) == number[15]


def _is_ahv(number: str) -> bool:
    """Source: Zentrale Ausgleichsstelle, "Die neue AHV-Nummer": thirteen figures with the check figure of EAN-13."""
    total = sum(int(figure) * (1 + 2 * (at % 2)) for at, figure in enumerate(number[:12]))
    return (10 - total % 10) % 10 == int(number[12])


def _has_figures(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= 5


def _has_a_year(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= 4


def _is_account(number: str) -> bool:
    return len(set(number)) > 1


def _dashed(number: str) -> bool:
    return re.search(f"[{DASH}]", number) is not None


_SOCIAL = told_by(r"ssns?|social[ -]security|soc\. ?sec|taxpayer|tin|itin")
_BY_GAP = f"(?P<gap>{GAP})"

_KINDS = (
    Kind("US SSN", figures(rf"\d\d{_BY_GAP}\d\d(?P=gap)\d{{4}}"), _is_ssn, told=_SOCIAL, is_plain=_dashed),
    Kind("US ITIN", figures(rf"\d\d{_BY_GAP}\d\d(?P=gap)\d{{4}}"), _is_itin, told=_SOCIAL, is_plain=_dashed),
    Kind(
        "payment card",
        re.compile(rf"(?P<number>\d(?<![\w{DASH}.,]\d)(?:[ {DASH}]?\d){{12,18}})(?![\w{DASH}]|[.,]\d)"),
        _is_card,
        told=told_by("cards?|visa|mastercard|amex|american express|pan|kreditkarte|carte"),
        is_plain=lambda number: _CARD_GROUPS.fullmatch(number) is not None,
    ),
    Kind(
        "IBAN",
        re.compile(rf"(?P<number>\d\d(?:{GAP}[A-Za-z0-9]{{4}}){{2,6}}(?:{GAP}[A-Za-z0-9]{{1,4}})?)(?!\w)"),
        is_iban,
        lead=re.compile(r"(?<!\w)[A-Za-z]{2}\Z"),
    ),
    Kind(
        "UK National Insurance number",
        re.compile(rf"(?P<number>\d\d{GAP}\d\d{GAP}\d\d{GAP}[A-Da-d])(?!\w)"),
        _is_nino,
        lead=re.compile(rf"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{GAP}\Z", re.I),
        told=told_by(r"national insurance|ni (?:no|number)|nino|ni"),
        is_plain=lambda number: number.count(" ") == 4 and number.isupper(),
    ),
    Kind(
        "German tax id",
        figures(rf"\d{GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}"),
        is_german_tax_id,
        told=re.compile(r"steuer\W?-?\s?id|identifikationsnummer|\bidnr|\btax(?:payer)? id|\btin\b", re.I),
    ),
    Kind(
        "French social security number",
        figures(rf"(?<=[12]){_BY_GAP}\d\d(?P=gap)\d\d(?P=gap)(?:\d\d|2[AB])(?P=gap)\d{{3}}(?P=gap)\d{{3}}{GAP}\d\d"),
        _is_nir,
    ),
    Kind(
        "Italian codice fiscale",
        re.compile(r"(?P<number>\d(?<=[A-Za-z]\d)\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z])(?!\w)", re.I),
        is_codice_fiscale,
        lead=re.compile(r"(?<!\w)[A-Z]{6}\Z", re.I),
    ),
    Kind("Swiss AHV number", figures(rf"(?<=7)56{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d\d"), _is_ahv),
    Kind(
        "passport number",
        re.compile(
            r"(?<!\w)(?i:passports?|reisepass|passeport|pasaporte)\W{1,3}(?:(?i:numbers?|nos?|nr|n°|#|of|is|id)\W{1,3}){0,3}"
            r"(?P<number>[A-Z]{0,3}\d{5,9}[A-Z]?|[A-Z0-9]{8,9})(?!\w)"
        ),
        _has_figures,
        needs=("passport", "reisepass", "passeport", "pasaporte"),
    ),
    Kind(
        "driving licence number",
        re.compile(
            r"(?<!\w)(?i:driv(?:ing|er|ers|er['’]s|ers['’]) licen[cs]es?)\W{1,3}"
            r"(?:(?i:numbers?|nos?|nr|#|is|id)\W{1,3}){1,3}(?P<number>[A-Z0-9][A-Z0-9-]{4,17})(?!\w)"
        ),
        _has_figures,
        needs=("driving licen", "driver"),
    ),
    Kind(
        "date of birth",
        re.compile(
            r"(?<!\w)(?:date of birth|dob|d\.o\.b\.|birth ?date|born(?: on)?|geboren am|geburtsdatum|née? le|"
            rf"date de naissance)\W{{0,6}}(?:is\W|was\W|the\W)?\W{{0,2}}(?P<number>{_DATE})(?!\w)",
            re.I,
        ),
        _has_a_year,
        needs=("birth", "dob", "d.o.b", "born", "gebor", "geburt", "né le", "née le", "naissance"),
    ),
    Kind(
        "bank account number",
        re.compile(rf"(?P<number>\d(?<![\w{DASH}.,]\d)(?:[ {DASH}]?\d){{5,16}})(?![\w{DASH}]|[.,/]\d)"),
        _is_account,
        before=re.compile(
            r"(?<!\w)(?:(?:bank|checking|savings|current|deposit|wire|beneficiary)\W{1,3}(?:account|acct)\W{1,3}"
            r"(?:(?:numbers?|nos?|nr|#|is)\W{0,3}){0,3}"
            r"|(?:account|acct|a/c)\W{0,3}(?:(?:numbers?|nos?|nr|num)\W{1,4}|#\W{0,3})(?:is\W{1,3})?"
            r"|kontonummer\W{1,4})\Z",
            re.I,
        ),
        needs=("account", "acct", "a/c", "kontonummer"),
    ),
    *PEOPLE,
)
