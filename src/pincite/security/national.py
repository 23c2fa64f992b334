"""The numbers by which states know people, each with its form, its check digits and the words that name it.

Checks take the letters and figures alone, in capitals.
"""

import re
from collections.abc import Sequence
from typing import Final

from pincite.security.identifier_kinds import DASH, GAP, Kind, figures, luhn, told_by

_LETTERS_OF_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_LETTERS_OF_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _weighed(number: str, weights: Sequence[int]) -> int:
    return sum(int(figure) * weight for figure, weight in zip(number, weights, strict=False))


def is_nhs(number: str) -> bool:
    """True for an NHS number of England, Wales and the Isle of Man. Source: NHS Data Model and Dictionary, NHS NUMBER.

    >>> is_nhs("9434765919"), is_nhs("9434765918")
    (True, False)
    """
    return (11 - _weighed(number, range(10, 1, -1)) % 11) % 11 == int(number[9])


def is_dni(number: str) -> bool:
    """True for a Spanish DNI, or a NIE, with its letter. Source: Real Decreto 1553/2005, art. 11.

    >>> is_dni("12345678Z"), is_dni("X1234567L"), is_dni("12345678A")
    (True, True, False)
    """
    figures = number[:-1].translate(str.maketrans("XYZ", "012"))
    return _LETTERS_OF_DNI[int(figures) % 23] == number[-1]


def is_bsn(number: str) -> bool:
    """True for a Dutch burgerservicenummer. Source: Besluit burgerservicenummer, art. 4 (the test of eleven).

    >>> is_bsn("111222333"), is_bsn("111222334")
    (True, False)
    """
    return int(number) > 0 and (_weighed(number, range(9, 1, -1)) - int(number[8])) % 11 == 0


def is_belgian(number: str) -> bool:
    """True for a Belgian number of the national register. Source: Royal Decree of 3 April 1984; 2 before it from 2000.

    >>> is_belgian("85073003328"), is_belgian("85073003329")
    (True, False)
    """
    return any(97 - int(century + number[:9]) % 97 == int(number[9:]) for century in ("", "2"))


def is_pesel(number: str) -> bool:
    """True for a Polish PESEL. Source: Act of 24 September 2010 on the population register, art. 15.

    >>> is_pesel("44051401359"), is_pesel("44051401358")
    (True, False)
    """
    return (10 - _weighed(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(number[10])


def is_hetu(number: str) -> bool:
    """True for a Finnish henkilötunnus, without the sign of its century. Source: Digital and Population Data Services.

    >>> is_hetu("131052308T"), is_hetu("131052308U")
    (True, False)
    """
    number = re.sub(r"\A(\d{6})[A-Z]", r"\1", number)
    return _LETTERS_OF_HETU[int(number[:9]) % 31] == number[9]


def is_personnummer(number: str) -> bool:
    """True for a Swedish personnummer: ten figures with the check of cards. Source: Skatteverket, SKV 704.

    >>> is_personnummer("8112189876"), is_personnummer("198112189876"), is_personnummer("8112189875")
    (True, True, False)
    """
    return luhn(number[-10:])


def is_tfn(number: str) -> bool:
    """True for an Australian tax file number of nine figures. Source: Australian Taxation Office, its weighted sum.

    >>> is_tfn("123456782"), is_tfn("123456781")
    (True, False)
    """
    return _weighed(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def is_cpf(number: str) -> bool:
    """True for a Brazilian CPF. Source: Receita Federal, Instrução Normativa RFB 1.548/2015.

    >>> is_cpf("52998224725"), is_cpf("52998224724")
    (True, False)
    """
    first, second = (_weighed(number, range(length, 1, -1)) * 10 % 11 % 10 for length in (10, 11))
    return len(set(number)) > 1 and number[9:] == f"{first}{second}"


def is_aadhaar(number: str) -> bool:
    """True for an Indian Aadhaar number. Source: J. Verhoeff, "Error Detecting Decimal Codes", 1969.

    >>> is_aadhaar("234123412346"), is_aadhaar("234123412347")
    (True, False)
    """
    check = 0
    for place, figure in enumerate(reversed(number)):
        turned = int(figure)
        for _ in range(place % 8):
            turned = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[turned]
        check = _dihedral(check, turned)
    return check == 0


def _dihedral(one: int, other: int) -> int:
    """The product of two symmetries of a pentagon: turns are 0 to 4, reflections 5 to 9."""
    if one < 5:
        return (one + other) % 5 if other < 5 else 5 + (one + other - 5) % 5
    return 5 + (one - 5 - other) % 5 if other < 5 else (one - other) % 5


def is_nric(number: str) -> bool:
    """True for a number of a Singapore identity card, or of a foreigner's. Source: ICA; the letters are as published.

    >>> is_nric("S1234567D"), is_nric("S1234567E")
    (True, False)
    """
    total = _weighed(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(number[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(number[0], "XWUTRQPNMLK")
    rest = total % 11 if number[0] != "M" else 10 - total % 11
    return letters[rest] == number[8]


def is_chinese(number: str) -> bool:
    """True for a number of a Chinese identity card. Source: GB 11643-1999; ISO/IEC 7064, MOD 11-2.

    >>> is_chinese("11010519491231002X"), is_chinese("110105194912310021")
    (True, False)
    """
    total = sum(int(figure) * pow(2, 17 - place, 11) for place, figure in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17] and 1 <= int(number[10:12]) <= 12


def _is_any(number: str) -> bool:
    return any(map(str.isdigit, number))


PEOPLE: Final = (
    Kind(
        "NHS number",
        figures(rf"\d\d{GAP}\d{{3}}{GAP}\d{{4}}"),
        is_nhs,
        told=told_by("nhs"),
        alone=("nhs",),
    ),
    Kind(
        "Spanish DNI",
        figures(rf"\d{{7}}[ {DASH}]?[A-Za-z]"),
        is_dni,
        told=told_by("dni|nif|documento nacional de identidad"),
        needs=("documento nacional",),
        alone=("dni", "nif"),
    ),
    Kind(
        "Spanish NIE",
        re.compile(rf"(?P<number>\d{{7}}[ {DASH}]?[A-Za-z])(?!\w)"),
        is_dni,
        lead=re.compile(rf"(?<!\w)[XYZ][ {DASH}]?\Z", re.I),
        told=told_by("nie|nif|extranjeros?"),
        needs=("extranjer",),
        alone=("nie", "nif"),
    ),
    Kind(
        "Dutch BSN",
        figures(rf"(?:\d{{3}}{GAP}\d\d{GAP}\d{{3}}|\d\d{GAP}\d{{3}}{GAP}\d{{3}})"),
        is_bsn,
        told=told_by("bsn|burgerservicenummer|sofi-?nummer"),
        needs=("burgerservice", "sofinummer", "sofi-nummer"),
        alone=("bsn",),
    ),
    Kind(
        "Belgian national number",
        figures(rf"\d{GAP}\d\d{GAP}\d\d{GAP}\d{{3}}{GAP}\d\d"),
        is_belgian,
        told=told_by("rijksregister(?:nummer)?|registre national|insz|niss|national register"),
        needs=("rijksregister", "registre national", "national register"),
        alone=("insz", "niss"),
    ),
    Kind("Polish PESEL", figures(r"\d{10}"), is_pesel, told=told_by("pesel"), needs=("pesel",)),
    Kind(
        "Swedish personnummer",
        figures(rf"\d(?:\d\d)?\d{{4}}[{DASH}+]?\d{{3}}\d"),
        is_personnummer,
        told=told_by("personnummer|samordningsnummer|personal identity number"),
        needs=("personnummer", "samordning", "personal identity"),
    ),
    Kind(
        "Finnish personal identity code",
        figures(rf"\d{{5}}[{DASH}+A-FU-Ya-fu-y]\d{{3}}[0-9A-Ya-y]"),
        is_hetu,
        told=told_by("henkil[öo]tunnus|hetu|personal identity code"),
        needs=("henkilötunnus", "henkilotunnus", "personal identity"),
        alone=("hetu",),
    ),
    Kind(
        "Canadian SIN",
        figures(rf"\d\d{GAP}\d{{3}}{GAP}\d{{3}}"),
        luhn,
        told=told_by("sin|social insurance|assurance sociale|nas"),
        needs=("social insurance", "assurance sociale"),
        alone=("sin", "nas"),
    ),
    Kind(
        "Australian tax file number",
        figures(rf"\d\d{GAP}\d{{3}}{GAP}\d{{3}}"),
        is_tfn,
        told=told_by("tfn|tax file"),
        needs=("tax file",),
        alone=("tfn",),
    ),
    Kind(
        "Brazilian CPF",
        figures(rf"\d\d{GAP}\d{{3}}{GAP}\d{{3}}[ {DASH}]?\d\d"),
        is_cpf,
        told=told_by("cpf"),
        alone=("cpf",),
    ),
    Kind(
        "Indian Aadhaar number",
        figures(rf"(?<=[2-9])\d{{3}}{GAP}\d{{4}}{GAP}\d{{4}}"),
        is_aadhaar,
        told=told_by("aadhaar|aadhar|uidai|uid"),
        needs=("aadha",),
        alone=("uid", "uidai"),
    ),
    Kind(
        "Indian PAN",
        re.compile(r"(?P<number>\d{4}[A-Z])(?!\w)", re.I),
        _is_any,
        lead=re.compile(r"(?<!\w)[A-Z]{3}P[A-Z]\Z", re.I),
        told=told_by("pan|permanent account"),
        needs=("permanent account",),
        alone=("pan",),
    ),
    Kind(
        "Singapore NRIC",
        re.compile(r"(?P<number>\d{7}[A-Z])(?!\w)", re.I),
        is_nric,
        lead=re.compile(r"(?<!\w)[STFGM]\Z", re.I),
        told=told_by("nric|fin|identity card"),
        needs=("identity card",),
        alone=("nric", "fin"),
    ),
    Kind(
        "Chinese identity number",
        figures(r"\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"),
        is_chinese,
        needs=("身份", "identity", "id card", "id no", "id number"),
    ),
    Kind(
        "US Medicare number",
        re.compile(
            rf"(?P<number>[1-9](?<!\w\d)[A-Z][A-Z0-9]\d[ {DASH}]?[A-Z][A-Z0-9]\d[ {DASH}]?[A-Z]{{2}}\d\d)(?!\w)"
        ),
        _is_any,
        told=told_by("medicare|mbi"),
        needs=("medicare",),
        alone=("mbi",),
    ),
    Kind(
        "medical record number",
        re.compile(
            r"(?<!\w)(?i:medical record|mrn|health record)\W{1,3}(?:(?i:numbers?|nos?|nr|#|is|id)\W{1,3}){0,3}"
            r"(?P<number>[A-Z]{0,3}\d[A-Z0-9-]{4,14})(?!\w)"
        ),
        _is_any,
        needs=("medical record", "health record"),
        alone=("mrn",),
    ),
)
"""A number without a word that names it counts only where its form and its check leave little to chance."""
