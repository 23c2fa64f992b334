"""Citations of statutes and cases, as courts print them and as people type them."""

import pytest

from pincite.retrieval.understanding.citations import citations_in


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("42 U.S.C. § 1983", "42 U.S.C. § 1983"),
        ("11 USC 365(d)(3)", "11 U.S.C. § 365(d)(3)"),
        ("15 U. S. C. §§ 1", "15 U.S.C. § 1"),
        ("29 C.F.R. § 1910.1200", "29 C.F.R. § 1910.1200"),
        ("17 CFR Part 240", "17 C.F.R. pt. 240"),
        ("12 U.S.C., Section 2001", "12 U.S.C. § 2001"),
        ("110 Stat. 1936", "110 Stat. 1936"),
        ("Arkansas Code Annotated section 4-75-101", "Arkansas Code Annotated § 4-75-101"),
        ("Pub. L. No. 104-191", "Pub. L. 104-191"),
        ("765 ILCS 710/1", "765 ILCS 710/1"),
        ("Cal. Civ. Code § 1542", "Cal. Civ. Code § 1542"),
        ("California Civil Code section 1542", "California Civil Code § 1542"),
        ("N.Y. Gen. Bus. Law § 349", "N.Y. Gen. Bus. Law § 349"),
        ("Tex. Prop. Code 92.103", "Tex. Prop. Code § 92.103"),
        ("Minn. Stat. § 504B.178", "Minn. Stat. § 504B.178"),
        ("NRS 118A.200", "NRS § 118A.200"),
        ("O.C.G.A. § 44-7-30", "O.C.G.A. § 44-7-30"),
        ("RCW 59.18.270", "RCW § 59.18.270"),
        ("RSA 275:70", "RSA § 275:70"),
        ("UCC § 2-207", "UCC § 2-207"),
        ("Fed. R. Civ. P. 26(b)(1)", "Fed. R. Civ. P. 26(b)(1)"),
        ("section 21 of the Housing Act 1988", "Housing Act 1988 § 21"),
        ("s. 172 Companies Act 2006", "Companies Act 2006 § 172"),
        ("Companies Act 2006, s 172(1)", "Companies Act 2006 § 172(1)"),
        ("Section 409A of the Internal Revenue Code", "Internal Revenue Code § 409A"),
        ("Landlord and Tenant Act 1954", "Landlord and Tenant Act 1954"),
        ("Fair Labor Standards Act", "Fair Labor Standards Act"),
        ("Article 28 GDPR", "GDPR art. 28"),
        ("GDPR art. 6(1)", "GDPR art. 6(1)"),
        ("Regulation (EU) 2016/679", "Regulation (EU) 2016/679"),
        ("ERISA", "ERISA"),
    ],
)
def test_a_statute_is_found_with_its_value(words: str, value: str) -> None:
    question = f"Does {words} apply?"
    found = [(entity.text, entity.value) for entity in citations_in(question) if entity.kind == "statute_citation"]
    assert (words, value) in found


@pytest.mark.parametrize(
    "words",
    [
        "531 U.S. 98",
        "410 U. S. 113",
        "123 F.3d 456",
        "789 F. Supp. 2d 12",
        "12 Cal. App. 5th 100",
        "347 U.S. 483",
        "Brown v. Board of Education",
        "Bush v. Gore, 531 U.S. 98",
        "Donoghue v Stevenson [1932] AC 562",
        "[2015] UKSC 36",
        "[2001] EWCA Civ 1234",
        "[2019] EWHC 123 (Ch)",
        "[2010] 1 WLR 123",
        "(1854) 9 Ex 341",
        "In re Marriage of Hale",
        "In re California Pizza Kitchen, Inc., 129 F.4th 667",
        "2023 IL 127801",
        "Acme Corp. v. Smith & Co.",
        "Riverside v. Rivera",
    ],
)
def test_a_case_is_found_as_a_whole(words: str) -> None:
    question = f"Is {words} still followed?"
    assert words in [entity.text for entity in citations_in(question) if entity.kind == "case_citation"]


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent for 12 months of 2019?",
        "Who acts for the tenant?",
        "What does the Act say?",
        "Redfern vs Tallis: who gives the stronger warranty?",
        "Is 5 mm of rain in 24 hours enough?",
        "Which Purchase Order is open?",
        "What does v. mean?",
        "Is there a choice of Law clause?",
    ],
)
def test_what_only_looks_like_a_citation_is_none(question: str) -> None:
    assert list(citations_in(question)) == []
