"""What a text itself says of how sensitive it is: what raises it, what does not, and what cannot hide it."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pincite.security.detecting import detect, kinds_in
from pincite.security.identifier_kinds import luhn
from pincite.security.identifiers import is_codice_fiscale, is_german_tax_id, is_iban
from pincite.security.national import (
    is_aadhaar,
    is_belgian,
    is_bsn,
    is_chinese,
    is_cpf,
    is_dni,
    is_hetu,
    is_nhs,
    is_nric,
    is_personnummer,
    is_pesel,
    is_tfn,
)
from pincite.security.privilege import _CLAIMING, may_claim
from pincite.sensitivity import Sensitivity

IDENTIFIERS = {
    "Her number is 536-22-8145.": "US SSN",
    "SSN 536228145": "US SSN",
    "social security number: 536 22 8145": "US SSN",
    "ITIN: 912-70-1234": "US ITIN",
    "Visa 4111 1111 1111 1111": "payment card",
    "paid by 378282246310005": "payment card",
    "card 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1": "payment card",
    "Pay to GB29 NWBK 6016 1331 9268 19.": "IBAN",
    "de89370400440532013000": "IBAN",
    "Konto NO93 8601 1117 947": "IBAN",
    "AB 12 34 56 C": "UK National Insurance number",
    "NI number AB123456C": "UK National Insurance number",
    "Steuer-ID: 86 095 742 719": "German tax id",
    "RSSMRA85T10A562S": "Italian codice fiscale",
    "756.9217.0769.85": "Swiss AHV number",
    "2 55 08 14 168 025 38": "French social security number",
    "passport no. 123456789": "passport number",
    "Passport Number: C01X00T47": "passport number",
    "driver's license no. D1234567": "driving licence number",
    "born on May 12, 1971": "date of birth",
    "Geburtsdatum: 12.05.1971": "date of birth",
    "bank account number 12345678": "bank account number",
    "NHS No. 943 476 5919": "NHS number",
    "con DNI 12345678-Z": "Spanish DNI",
    "NIE: X-1234567-L": "Spanish NIE",
    "BSN 1112.22.333": "Dutch BSN",
    "rijksregisternummer 85.07.30-033.28": "Belgian national number",
    "PESEL: 44051401359": "Polish PESEL",
    "personnummer 811218-9876": "Swedish personnummer",
    "henkilötunnus 131052-308T": "Finnish personal identity code",
    "HETU 131052A308T": "Finnish personal identity code",
    "SIN 046 454 286": "Canadian SIN",
    "numéro d'assurance sociale 046-454-286": "Canadian SIN",
    "tax file number 123 456 782": "Australian tax file number",
    "CPF 529.982.247-25": "Brazilian CPF",
    "Aadhaar no. 2341 2341 2346": "Indian Aadhaar number",
    "PAN ABCPE1234F": "Indian PAN",
    "NRIC S1234567D": "Singapore NRIC",
    "身份证号 11010519491231002X": "Chinese identity number",
    "Medicare no. 1EG4-TE5-MK73": "US Medicare number",
    "Medical record no. 00123456": "medical record number",
    "Account #: 00123 456 789": "bank account number",
}

NOTHING = (
    "SEC file no. 333-123456, page 123 of 456, telephone +1 (212) 555-0123, fax 212-555-0199.",
    "000-12-3456, 666-12-3456, 987-05-4321 and 536-00-8145 were never given out.",
    "4111 1111 1111 1112 and GB29 NWBK 6016 1331 9268 18 have wrong check digits.",
    "- - 62 23 78 21 11 41 133 42 5 4 - 419 5 Martinsburg 458 75",
    "The rent of $12,345,678 is due on 12 May 2021 under section 12.3.4; the account is settled in 30 days.",
    "IRS employer identification number 12-3456789; the costs are borne on 12 May 2020.",
    "the account was opened on 12 May 2020 with 250 shares, ISIN US0378331005.",
    "notices to jane.doe@example.com, telephone 020 7946 0000",
    "NHS contract 9434765919876; the SIN and TFN of each employee; PAN-European sales of 123 456 783 units",
    "order 046454286, part S1234567D, batch 44051401359, form 12345678Z and invoice 52998224725",
)

CLAIMS = (
    "PRIVILEGED & CONFIDENTIAL",
    "Privileged and Confidential\n\nDear Ada,\nthe lease ends in May.",
    "Subject: Privileged & Confidential: the Halvorsen lease",
    "[PRIVILEGED]",
    "Draft – Privileged – Do not forward",
    "P R I V I L E G E D  &  C O N F I D E N T I A L",
    "ATTORNEY/CLIENT PRIVILEGED",
    "Attorney-Client Communication",
    "PRIVILEGED AND CONFIDENTIAL The lease ends in May, as we said on the telephone.",
    "WITHOUT PREJUDICE",
    "Without prejudice save as to costs",
    "Subject to common interest privilege",
    "Prepared at the request of counsel",
    "This memorandum was prepared at the direction of our outside counsel in anticipation of litigation.",
    "This e-mail may contain confidential and\nprivileged information.",
    "The attached report is protected by the attorney-client\n  privilege.",
    "This communication is subject to legal advice privilege.",
    "This is privileged: what did counsel advise on the break clause?",
    "Streng vertraulich - Anwaltskorrespondenz",
    "Confidentiel - couvert par le secret professionnel",
    "A/C PRIVILEGED",
    "Confidential settlement communication subject to FRE 408",
    "This email and any files transmitted with it are confidential and may be legally privileged.",
    "Please treat this as privileged.",
    "This document has been prepared for the dominant purpose of litigation.",
    "The report was written for the purpose of giving legal advice.",
    "These minutes are privileged and confidential.",
)

SPEAKS = (
    "12.4 Privilege. The parties shall not waive any attorney-client privilege.",
    "7.2 Privileged Communications",
    "Privileged Information",
    "WORK PRODUCT\n\nAll work product belongs to the Customer.",
    "Without prejudice to any other right of the Landlord, the Tenant pays interest.",
    "All documents in the data room that are privileged shall be returned.",
    "Any report prepared at the request of counsel shall remain privileged.",
    "Nothing in this Agreement requires disclosure of information subject to the attorney-client privilege.",
    "This Agreement does not waive the attorney-client privilege, which the Seller holds after Closing.",
    "What does the lease say about waiver of privilege?",
    "Which contracts have a clause on privileged communications?",
    "He felt privileged to serve.",
    "The Receiver shall treat all Confidential Information as privileged.",
    "The primary purpose of the Services is to support the Customer in legal proceedings.",
)


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_what_identifies_a_person_or_an_account_is_confidential(text: str) -> None:
    found = detect(text)
    assert found.level is Sensitivity.CONFIDENTIAL
    assert {one.kind for one in found.findings} == {IDENTIFIERS[text]}
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] != "" for one in found.findings)


@pytest.mark.parametrize("text", NOTHING)
def test_what_every_contract_has_raises_nothing(text: str) -> None:
    assert detect(text).findings == ()


@pytest.mark.parametrize("text", CLAIMS)
def test_a_text_that_claims_privilege_is_privileged(text: str) -> None:
    assert detect(text).level is Sensitivity.PRIVILEGED


@pytest.mark.parametrize("text", SPEAKS)
def test_a_text_that_speaks_of_privilege_claims_none(text: str) -> None:
    assert detect(text).findings == ()


@given(st.sampled_from([*IDENTIFIERS, *CLAIMS]), st.integers(0, 2**32))
def test_signs_that_nobody_sees_and_letters_of_other_forms_hide_nothing(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed, and no secret
    hidden = "".join(_disguised(sign, chance) for sign in text)
    assert detect(hidden).level >= detect(text).level
    assert all(0 <= one.start < one.end <= len(hidden) for one in detect(hidden).findings)


def _disguised(sign: str, chance: random.Random) -> str:
    """The same to the eye: with a character that is not drawn, in full width, or of another script."""
    match chance.randrange(6):
        case 0:
            return sign + chance.choice("\u200b\u2060\u00ad\ufeff\u200d")
        case 1 if "!" <= sign <= "~":
            return chr(ord(sign) + 0xFEE0)
        case 2:
            return sign.translate(str.maketrans("aeopcxyAEOPCXKMHTB", "аеорсхуАЕОРСХКМНТВ"))
        case 3 if sign.isdigit():
            return chr(ord("𝟎") + int(sign))
        case 4 if sign == " ":
            return "\u00a0"
    return sign


@given(st.text())
def test_any_text_can_be_looked_at_and_findings_never_hold_its_words(text: str) -> None:
    for one in detect(text).findings:
        assert 0 <= one.start < one.end <= len(text)
        assert (one.kind, one.level) != (text[one.start : one.end], one.level)


@given(st.text(alphabet="0123456789- .:/#ABCDKſ٣privlegSNaccount\n\u200b", max_size=120))
def test_texts_of_the_letters_that_count_can_be_looked_at(text: str) -> None:
    assert detect(text).level in (Sensitivity.PUBLIC, Sensitivity.CONFIDENTIAL, Sensitivity.PRIVILEGED)


@given(st.sampled_from([*IDENTIFIERS, *CLAIMS]), st.sampled_from([*NOTHING, *SPEAKS]))
def test_what_stands_beside_it_lowers_nothing(text: str, other: str) -> None:
    for both in (f"{text}\n\n{other}", f"{other}\n\n{text}"):
        assert detect(both).level >= detect(text).level


def test_figures_of_another_script_are_figures() -> None:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert detect("SSN 536-22-8145".translate(arabic)).level is Sensitivity.CONFIDENTIAL


@pytest.mark.parametrize(
    ("is_right", "number"),
    [
        (luhn, "5555555555554444"),
        (is_iban, "FR1420041010050500013M02606"),
        (is_german_tax_id, "47036892816"),
        (is_codice_fiscale, "MRTMTT91D08F205J"),
        (is_nhs, "4505577104"),
        (is_dni, "X1234567L"),
        (is_bsn, "123456782"),
        (is_belgian, "00010100105"),
        (is_pesel, "02070803628"),
        (is_personnummer, "6403273813"),
        (is_hetu, "131052308T"),
        (is_tfn, "123456782"),
        (is_cpf, "11144477735"),
        (is_aadhaar, "999941057058"),
        (is_nric, "F1234567N"),
        (is_chinese, "440524188001010014"),
    ],
)
def test_one_wrong_figure_fails_the_check(is_right: Callable[[str], bool], number: str) -> None:
    assert is_right(number)
    for at, sign in enumerate(number):
        if sign.isdigit():
            wrong = number[:at] + str((int(sign) + 1) % 10) + number[at + 1 :]
            assert not is_right(wrong), wrong


@pytest.mark.parametrize(
    "unit",
    [
        *("1", "1 ", "1-", "123-", "4111 ", "AB12 ", "GB29NWBK", "account #", "born ", "- ", "\u200b1"),
        *(
            "privileged ",
            "this e-mail ",
            "prepared at ",
            "a. privileged\n",
            "without prejudice ",
            "P R ",
            "request of ",
        ),
        "privileged. ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()
        detect(text)
        return time.process_time() - began

    seconds(1_000)
    short, long = min(seconds(30_000) for _ in range(3)), seconds(480_000)
    assert long <= 16 * 4 * max(short, 0.002), (short, long)


CASES = {"i": "iI\u0131\u0130", "s": "sS\u017f", "k": "kK\u212a"}


@given(st.from_regex(_CLAIMING, fullmatch=True), st.randoms(use_true_random=False))
def test_no_line_is_left_out_that_the_pattern_of_claims_finds(claim: str, draw: random.Random) -> None:
    written = "".join(draw.choice(CASES.get(sign.lower(), sign.lower() + sign.upper())) for sign in claim)
    assume(_CLAIMING.search(written) is not None)
    assert may_claim(written)


@given(st.text(st.sampled_from("Privileged & SSN 536-22-8145 \n\u200b\u0131\u0440wtf: of counsel.")))
def test_kinds_are_those_of_the_findings(text: str) -> None:
    assert kinds_in(text) == {(one.level, one.kind) for one in detect(text).findings}
