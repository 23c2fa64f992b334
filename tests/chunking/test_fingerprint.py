"""The few words that set a document apart."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.chunking import fingerprint as module
from pincite.chunking.fingerprint import LONGEST_FINGERPRINT, fingerprint


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("MSA-0031 Halvorsen - Brightwater.pdf", "Master Services Agreement",
         "MSA-0031 Halvorsen Brightwater Master Services Agreement"),
        ("msa_alder_v2_FINAL.docx", "MASTER AGREEMENT", "msa alder MASTER AGREEMENT"),
        ("AlderCorp_20190502_8-K_EX-10.1_11928128_EX-10.1_Lease.txt", "LEASE",
         "Alder Corp 2019-05-02 8-K EX-10.1 Lease"),
        ("BRAMBLEINC_01_22_1999-EX-4-AGENCY_AGREEMENT.txt", "", "BRAMBLE INC 01 22 1999 EX-4 AGENCY AGREEMENT"),
        ("Lease (Texas).md", "Lease", "Lease Texas"),
        ("", "", ""),
    ],
    ids=["dashes", "underscores", "edgar", "edgar-old", "state", "empty"],
)  # fmt: skip
def test_words_of_the_name_come_first_and_none_comes_twice(name: str, title: str, expected: str) -> None:
    assert fingerprint(title, name) == expected


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_fingerprint_is_short_and_on_one_line(title: str, name: str) -> None:
    found = fingerprint(title, name)

    assert len(found) <= LONGEST_FINGERPRINT
    assert found == " ".join(found.split())
