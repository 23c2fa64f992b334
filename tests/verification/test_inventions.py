"""Named things that stand nowhere in the evidence are found, and those that do are left alone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verification.inventions import Known, inventions, prepared

EVIDENCE = (
    "In Harbour v. Sexton, 212 F.3d 310 (7th Cir. 2000), the court applied 15 U.S.C. § 78j and Rule 10b-5. Judge "
    "Miriam Osei, writing for the court, relied on Sections 10(b) and 20(a) of the Exchange Act.",
    "Brightwater Logistics, Inc. (the “Carrier”) shall pay Halden Group LLC US$1,250,000 by 3 May 2019, and 4.5% of "
    "the price on December 31, 2020. Mr. Thomas A. Reyes signed for the Carrier; Ms Ling signed for Halden.",
)
TRUE = (
    "In Harbour v. Sexton, 212 F.3d 310, the court applied 15 USC 78j.",
    "Harbour v Sexton applied 15 U.S.C. section 78j.",
    "Judge Osei relied on Section 20(a) of the Exchange Act.",
    "Brightwater Logistics shall pay Halden Group LLC $1.25 million by May 3, 2019.",
    "Thomas Reyes signed for the Carrier and Ling for Halden.",
    "The Carrier pays four and a half, or 4.5 per cent, of the price at the end of 2020.",
    "Reyes signed it.",
)
FAKES = {
    "a case": ("{0} v. {1}", "{0} & Co. v. {1} Holdings, Inc.", "In re {0}", "{0} v. Sexton", "Harbour v. {1}"),
    "a report": ("{n} F.3d {m}", "{n} U.S. {m}", "[20{k}] EWCA Civ {m}", "{n} F. Supp. 2d {m}"),
    "a law": ("{k} U.S.C. § {n}", "section {n} of the {0} Act 19{k}", "{k} C.F.R. § {n}.{m}", "the {0} Act 19{k}"),
    "a person": ("{0} {1}", "Mr. {0}", "Judge {0} {1}", "{0}", "Miriam {0}"),
    "a company": ("{0} Inc.", "{0} LLC", "{0} {1} Ltd", "{0} Logistics, Inc.", "{0} GmbH"),
    "a day": ("{k} March 20{k}", "June {d}, 19{k}", "20{k}-11-{d}"),
    "a sum": ("${n},{m}", "£{n} million", "{k}.{d}7%", "EUR {n},{m}"),
}
PLACES = (
    "The Carrier shall pay Halden Group LLC the price under {0} without delay.",
    "The court, as it had in {0}, ruled for the Carrier.",
    "The price was set with regard to {0}.",
    "The Carrier’s counsel referred to {0}; Ms Ling did not.",
)


def coined(chance: random.Random) -> str:
    """A name that stands nowhere."""
    return "".join(
        chance.sample(["bra", "ven", "tor", "kel", "dun", "mar", "fin", "sel", "gro", "hal"], 3)
    ).capitalize()


@pytest.mark.parametrize("statement", TRUE)
def test_what_the_evidence_names_is_left_alone(statement: str) -> None:
    assert inventions(statement, EVIDENCE) == ()


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(FAKES)), st.sampled_from(PLACES), st.randoms(use_true_random=False))
def test_every_injected_fake_is_found(kind: str, place: str, chance: random.Random) -> None:
    fake = chance.choice(FAKES[kind]).format(
        coined(chance), coined(chance), n=chance.randint(400, 999), m=chance.randint(500, 999),
        k=chance.randint(32, 54), d=chance.randint(10, 28),
    )  # fmt: skip
    found = inventions(place.format(fake), EVIDENCE)
    assert found, f"{kind}: {fake}"
    assert all(finding.check == "invention" for finding in found)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Sexton v. Harbour was decided later.", 'the case "Sexton v. Harbour"'),
        ("The court followed Harbour v. Sexton, 212 F.3d 311.", 'the case "Harbour v. Sexton, 212 F.3d 311"'),
        ("It applied 15 U.S.C. § 78.", "the law"),
        ("It applied 15 U.S.C. § 78jj.", "the law"),
        ("Section 20(b) of the Exchange Act applies.", "the law"),
        ("Osei Logistics, Inc. shall pay.", 'the company "Osei Logistics, Inc."'),
        ("Thomas Osei signed.", 'the name "Thomas Osei"'),
        ("The price is due on 4 May 2019.", 'the date "4 May 2019"'),
        ("The price is $1,260,000.", 'the figure "$1,260,000"'),
        ("The price is €1,250,000.", 'the figure "€1,250,000"'),
    ],
)
def test_what_is_nearly_right_is_named(statement: str, said: str) -> None:
    assert any(said in finding.message for finding in inventions(statement, EVIDENCE))


def test_evidence_is_prepared_once_for_many_statements() -> None:
    known = prepared(EVIDENCE)
    statements = (*TRUE, "Holt v. Crane lets Acme Ltd pay $5 on 4 May 2019.", "Thomas Osei signed.", "")
    for statement in statements:
        assert inventions(statement, known) == inventions(statement, EVIDENCE)
    made = dict(vars(known))
    assert {"words", "places", "dates", "quantities", "sides"} <= set(made)
    for statement in statements:
        inventions(statement, known)
    assert all(value is made[name] for name, value in vars(known).items())
    assert isinstance(known, Known)


@pytest.mark.parametrize("text", EVIDENCE)
def test_evidence_invents_nothing_against_itself(text: str) -> None:
    assert inventions(text, EVIDENCE) == ()


def test_ordinary_words_at_the_start_of_a_sentence_are_no_names() -> None:
    statement = "Payments fall due yearly. Interestingly, somebody signed. Snakes sleep. Discussing it took long."
    assert inventions(statement, EVIDENCE) == ()


def test_without_evidence_everything_named_is_invented() -> None:
    assert len(inventions("Acme Corp. paid $5 on 3 May 2019.", ())) == 3


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_borne_out_by_itself_in_the_end(text: str) -> None:
    assert inventions(text, (text,)) == inventions(text, (text,))


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "", "😀", "\ud800 v. \udfff", "A v. B " * 4_000, "Acme Inc. " * 3_000, "$5 " * 8_000, "§ 1 " * 8_000,
        "31 December 2019 " * 2_000, "a" * 100_000, "A" * 100_000, "v. " * 33_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_any_length_is_read_to_the_end(text: str) -> None:
    for finding in (*inventions(text, EVIDENCE), *inventions(EVIDENCE[0], (text,))):
        assert finding.message


def test_evidence_is_read_to_its_end() -> None:
    evidence = "The fee is $10 in each of the months. " * 3_000 + "Tallis Verne pays $77,000 under Harbour v. Sexton."
    assert inventions("Tallis Verne pays $77,000 under Harbour v. Sexton.", (evidence,)) == ()


def test_a_part_of_a_law_is_found_however_it_is_written() -> None:
    told = ["A joint submission in accordance with subpart D of 31 C.F.R. part 800."]
    assert inventions("It is made under 31 CFR part 800.", told) == ()
    assert inventions("It is made under 31 CFR part 801.", told)
