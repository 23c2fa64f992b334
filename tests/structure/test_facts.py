"""What documents state about themselves: each value in one form, with exactly the words that state it."""

import pytest

from pincite.documents.document import Fact, FactKind, Region
from pincite.structure.facts.find import facts_of
from pincite.structure.facts.names import name_at
from pincite.structure.outline.outline import outline

SUPPLY = """SUPPLY AGREEMENT

This Supply Agreement (this "Agreement") is made as of the 1st day of March, 2024 between Gannet Pump Works, Inc., an \
Oregon corporation (the "Supplier"), and Plover Mills LLC (the "Buyer").

1. TERM

1.1 The term of this Agreement is twenty-four (24) months. This Agreement expires on February 28, 2026.

2. PRICE

2.1 The Buyer shall pay a fee of $1.5 million, and EUR 2,400 for each pump.

3. GENERAL

3.1 This Agreement is governed by the laws of the State of Oregon, without regard to its rules on conflicts of laws.
"""


def _facts(text: str, title: str = "") -> tuple[Fact, ...]:
    return facts_of(text, outline(text, (), "text"), title, "text")


def _stated(text: str, kind: FactKind, title: str = "") -> list[tuple[str, str]]:
    """Values of a kind, each with the words that state it."""
    return [(fact.value, text[fact.start : fact.end]) for fact in _facts(text, title) if fact.kind == kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("title", [("Supply Agreement", "SUPPLY AGREEMENT")]),
        ("type", [("Supply Agreement", "SUPPLY AGREEMENT")]),
        ("party", [("Gannet Pump Works, Inc.", "Gannet Pump Works, Inc."), ("Plover Mills LLC", "Plover Mills LLC")]),
        ("date", [("2024-03-01", "1st day of March, 2024")]),
        ("expiration_date", [("2026-02-28", "February 28, 2026")]),
        ("term", [("P24M", "twenty-four (24) months")]),
        ("amount", [("USD 1500000", "$1.5 million"), ("EUR 2400", "EUR 2,400")]),
        ("governing_law", [("Oregon", "laws of the State of Oregon")]),
    ],
)
def test_a_contract_states_each_fact_in_one_form(kind: FactKind, expected: list[tuple[str, str]]) -> None:
    assert _stated(SUPPLY, kind, "Supply Agreement") == expected


def test_facts_are_in_the_order_of_the_text() -> None:
    starts = [fact.start for fact in _facts(SUPPLY, "Supply Agreement")]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("January 5th, 2019", "2019-01-05"),
        ("5 January 2019", "2019-01-05"),
        ("5th day of January, 2019", "2019-01-05"),
        ("fifth (5th) day of January, 2019", "2019-01-05"),
        ("2019-01-05", "2019-01-05"),
        ("31/1/2019", "2019-01-31"),
        ("1/31/2019", "2019-01-31"),
        ("5/5/2019", "2019-05-05"),
        ("January __, 2019", "2019-01"),
    ],
)
def test_dates_have_one_form(written: str, value: str) -> None:
    text = SUPPLY.replace("the 1st day of March, 2024", written)
    assert _stated(text, "date") == [(value, written)]


@pytest.mark.parametrize("written", ["5/6/2019", "February 30, 2019", "the date below"])
def test_what_is_no_certain_date_is_none(written: str) -> None:
    assert _stated(SUPPLY.replace("the 1st day of March, 2024", written), "date") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('"Effective Date" means May 1, 2024.', ("2024-05-01", "May 1, 2024")),
        ("This Agreement shall commence on May 1, 2024.", ("2024-05-01", "May 1, 2024")),
        ("This Agreement takes effect on 1 May 2024.", ("2024-05-01", "1 May 2024")),
        ("This Agreement shall come into force as of May 1, 2024.", ("2024-05-01", "May 1, 2024")),
        ("The commencement date for this contract will be 1 May 2024.", ("2024-05-01", "1 May 2024")),
        ("This Agreement is effective on the date first written above.", ("2024-03-01", "1st day of March, 2024")),
    ],
)
def test_the_day_from_which_it_binds_is_found(sentence: str, expected: tuple[str, str]) -> None:
    text = SUPPLY.replace("This Agreement expires on February 28, 2026.", sentence)
    assert _stated(text, "effective_date") == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Each delivery shall commence on May 1, 2024.",
        "This Agreement shall commence when the Buyer has signed it.",
        "An invoice is effective on the date that it bears.",
    ],
)
def test_the_day_on_which_something_else_begins_is_not_taken(sentence: str) -> None:
    text = SUPPLY.replace("This Agreement expires on February 28, 2026.", sentence)
    assert _stated(text, "effective_date") == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("This Agreement shall have an initial term of one (1) year from the date first above written.", "P1Y"),
        ("This Agreement shall become effective on May 1, 2024 and shall continue in effect for three years.", "P3Y"),
        ("This Agreement shall commence today and, unless earlier terminated as set out below, shall continue in force"
         " for a period of ten (10) years thereafter.", "P10Y"),
        ("The term of this Agreement (the “Term”) shall begin today and end two (2) years after that.", "P2Y"),
        ("The initial term shall end on the five (5) year anniversary of the Effective Date.", "P5Y"),
        ("This Agreement shall be for a term of five years from its date.", "P5Y"),
        ("The Agreement is binding. It shall be effective today and shall have a duration of two years.", "P2Y"),
        ("The Contract Term shall extend for a period of fifty (50) years.", "P50Y"),
        ("This Agreement shall be for an initial term of five (5) years, and shall then renew for one year at a time.",
         "P5Y"),
        ("The term of this Agreement is ninety (90) days.", "P90D"),
    ],
)  # fmt: skip
def test_the_length_of_the_term_is_found_however_it_is_said(sentence: str, value: str) -> None:
    text = SUPPLY.replace("The term of this Agreement is twenty-four (24) months.", sentence)
    assert [found for found, _ in _stated(text, "term")] == [value]


@pytest.mark.parametrize(
    "sentence",
    [
        "The records are kept as long as this Agreement remains in effect and for a period of one year thereafter.",
        "These obligations survive the termination of this Agreement and continue to be in force for five (5) years.",
        "The obligations under this Agreement shall continue to remain in force for a period of five (5) years.",
        "The duty of secrecy shall extend beyond the term of this Agreement for a period of three (3) years.",
        "This Agreement shall be in writing and notices will be deemed given three (3) days after they are sent.",
        "The term of this Agreement shall in no event be for more than fifteen (15) years in total.",
        "The term of this Agreement may be ended by either party on thirty (30) days' notice.",
        "This Agreement shall commence today and shall continue until ended on sixty (60) days' prior notice.",
        "The initial term of this Agreement shall be the sooner of six (6) months or the sale of the mill.",
        "This Agreement shall renew for successive terms of one (1) year.",
        "The collection contract expires or terminates, or two years pass after the last visit.",
    ],
)
def test_how_long_something_else_lasts_is_no_term(sentence: str) -> None:
    text = SUPPLY.replace("The term of this Agreement is twenty-four (24) months.", sentence)
    assert _stated(text, "term") == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "words", ["this Agreement ", "term of this Agreement, unless (", "The Term is for 1 year on notice "]
)
def test_a_long_text_of_terms_takes_no_longer_than_it_is_long(words: str) -> None:
    assert len([fact for fact in facts_of(words * 20_000, (), "", "text") if fact.kind == "term"]) <= 1


def test_a_date_beside_all_signatures_is_the_date() -> None:
    text = SUPPLY.replace(" as of the 1st day of March, 2024", "") + "\nBy: ____\nDate: May 3, 2024\n\nBy: ____\nDate: "
    assert _stated(f"{text}May 3, 2024\n", "date") == [("2024-05-03", "May 3, 2024")]
    assert _stated(f"{text}May 4, 2024\n", "date") == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("This Agreement shall be construed in accordance with English law.", "England and Wales"),
        ("This Agreement is governed by the laws of the People's Republic of China.", "China"),
        ("THIS AGREEMENT SHALL BE GOVERNED BY THE LAWS OF THE STATE OF NEW YORK.", "New York"),
    ],
)
def test_a_law_has_one_name(sentence: str, value: str) -> None:
    text = SUPPLY.replace(SUPPLY[SUPPLY.index("3.1 ") + 4 : -1], sentence)
    assert [found for found, _ in _stated(text, "governing_law")] == [value]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Supplier is a corporation organized under the laws of the State of Maine.",
        "The Buyer shall comply with the laws of the State of Maine.",
        "The courts of Maine have jurisdiction.",
    ],
)
def test_a_law_that_does_not_govern_is_not_taken(sentence: str) -> None:
    text = SUPPLY.replace(SUPPLY[SUPPLY.index("3.1 ") + 4 : -1], sentence)
    assert _stated(text, "governing_law") == []


def test_what_an_example_in_brackets_says_is_not_taken() -> None:
    text = SUPPLY.replace("the 1st day of March, 2024", "[for example, May 1, 2024]")
    assert _stated(text, "date") == []


def test_an_amendment_says_what_it_amends() -> None:
    text = (
        "AMENDMENT NO. 1 TO SUPPLY AGREEMENT\n\nThis Amendment No. 1 is made as of June 3, 2024 between Gannet Pump "
        "Works, Inc. (the “Supplier”) and Plover Mills LLC (the “Buyer”) and amends the Supply Agreement dated as of "
        "March 1, 2024.\n"
    )
    [(value, words)] = _stated(text, "amends")
    assert value == "Supply Agreement (2024-03-01)"
    assert words == "Supply Agreement dated as of March 1, 2024"
    assert [found for found, _ in _stated(text, "type")] == ["Amendment"]


def test_a_bare_lease_is_amended_if_its_date_says_which() -> None:
    said = (
        "FIRST AMENDMENT TO LEASE\n\nThis First Amendment to Lease is made as of August 1, 2023 between Plover Mills "
        "LLC and Gannet Pump Works, Inc., and amends the Lease{} between them (the “Lease”).\n"
    )
    assert [value for value, _ in _stated(said.format(" dated as of July 7, 2018"), "amends")] == ["Lease (2018-07-07)"]
    assert _stated(said.format(""), "amends") == []


@pytest.mark.parametrize(
    ("said", "amended"),
    [
        ("made as of May 1, 2020, amends the Supply Agreement dated June 1, 2015", "Supply Agreement (2015-06-01)"),
        ("dated as of May 1, 2020, amends that certain Lease dated July 7, 2018", "Lease (2018-07-07)"),
        ("is made by parties to the Note dated March 1, 2020 and amends the Credit Agreement", "Credit Agreement"),
    ],
)
def test_the_date_of_an_amendment_is_not_that_of_what_it_amends(said: str, amended: str) -> None:
    text = f"FIRST AMENDMENT TO LEASE\n\nDated as of May 1, 2020\n\nThis Amendment to Lease, {said} between them.\n"
    assert [value for value, _ in _stated(text, "amends")] == [amended]


def test_a_street_may_be_part_of_a_partys_name() -> None:
    text = SUPPLY.replace("Plover Mills LLC", "Orchard Street Properties LP", 1)
    assert "Orchard Street Properties LP" in [value for value, _ in _stated(text, "party")]
    assert name_at("Jane Hall\n12 Park Avenue\nFirst Lakeland Bank", 0, 44) <= len("Jane Hall\n12 Park Avenue")
    assert name_at("Plover 40 Main Street Brill Company", 0, 35) <= len("Plover 40 Main Street")
    lives = SUPPLY.replace("Plover Mills LLC", "Plover Mills LLC, 2 Orchard Street, Boston", 1)
    assert "Plover Mills LLC" in [value for value, _ in _stated(lives, "party")]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "APPEALS BOARD\n\nRuben Diaz ) Docket No. 2019-06\n)\nv. ) State File No. 9\n)\nCreate, LLC )\n)\n",
            ("Ruben Diaz", "Create, LLC"),
        ),
        (
            "United States Court of Appeals\n\nVanessa St. Pierre,\nFILED\nMarch 16, 2022\nLyle W. Cayce\nClerk\n\n"
            "Plaintiff—Appellant,\nversus\n\n"
            "Alder Insurance Company,\nDefendant—Appellee.\n",
            ("Vanessa St. Pierre", "Alder Insurance Company"),
        ),
    ],
    ids=["left of a column", "around a stamp"],
)
def test_the_parties_to_a_suit_stand_around_its_versus(text: str, parties: tuple[str, ...]) -> None:
    assert tuple(fact.value for fact in facts_of(text, (), "t", "pdf", ()) if fact.kind == "party") == parties


def test_the_parties_to_a_suit_are_those_of_its_caption() -> None:
    text = (
        "IN THE SUPERIOR COURT OF KESTREL\n\nPLOVER MILLS LLC,\nPlaintiff,\n\nv.\n\nGANNET PUMP WORKS, INC.,\n"
        "Defendant.\n\nOPINION\n\nIn Tern v. Rook, 12 K.2d 3, this court held otherwise.\n"
    )
    assert [found for found, _ in _stated(text, "party")] == ["PLOVER MILLS LLC", "GANNET PUMP WORKS, INC."]


def test_a_form_in_a_schedule_states_nothing_about_the_agreement() -> None:
    law = "This Deed is governed by the laws of the State of Maine."
    text = SUPPLY.replace(SUPPLY[SUPPLY.index("3.1 ") + 4 : -1], "Notices are given in writing.")
    assert _stated(f"{text}\nSCHEDULE 1\n\nFORM OF DEED\n\n1. {law}\n", "governing_law") == []


@pytest.mark.parametrize("words", ["$1 ", "This Agreement is governed by the law ", "2019 ", "effective ", '"Term" '])
def test_a_word_repeated_without_end_ends(words: str) -> None:
    text = words * (200_000 // len(words))
    assert all(text[fact.start : fact.end] for fact in facts_of(text, (), "", "text"))


@pytest.mark.parametrize("beginning", ["PARTIES", "This Agreement is made between", "between :"])
def test_blanks_without_end_end(beginning: str) -> None:
    text = f"{beginning}{' ' * 60_000}1. Gannet Pump Works, Inc."
    assert all(text[fact.start : fact.end] for fact in facts_of(text, (), "", "text"))


def test_struck_words_and_running_heads_state_no_facts() -> None:
    text = "Lease Agreement\n\nThe rent is $4,200 a month.\n\nThe rent is $3,900 a month.\n\nPurchase Agreement of $7"
    struck, head = text.index("The rent is $3,900"), text.index("Purchase")
    regions = (Region("deleted", struck, head - 2), Region("header", head, len(text)))
    found = facts_of(text, (), "Lease Agreement", "docx", regions)
    assert [(fact.kind, fact.value) for fact in found if fact.kind in ("amount", "type")] == [
        ("type", "Lease"),
        ("amount", "USD 4200"),
    ]


LETTER = """AGENCY AGREEMENT

March 1, 2024

Plover & Sons Capital, L.P.
12 Quay Street

Ladies and Gentlemen:

{opening}

1. The Offering. The Company offers shares. Gannet Trust Company (the "Escrow Agent") holds the money.
"""


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        (
            'Gannet Bancorp, Inc., an Oregon corporation (the "Company"), and Gannet Savings Bank, with deposits '
            'insured by the Federal Deposit Insurance Corporation ("FDIC") (the "Bank"), confirm their agreement with '
            'Plover & Sons Capital, L.P. (the "Agent").',
            ["Gannet Bancorp, Inc.", "Plover & Sons Capital, L.P."],
        ),
        (
            'Gannet Growth REIT, Inc., an Oregon corporation (the "Company"), together with Gannet Holdings, L.P., an '
            'Oregon limited partnership of which the Company is a partner (the "Partnership"), agrees to sell shares '
            'through Plover & Sons Capital, L.P., acting as agent (the "Agent").',
            ["Gannet Growth REIT, Inc.", "Gannet Holdings, L.P.", "Plover & Sons Capital, L.P."],
        ),
    ],
)
def test_a_letter_introduces_its_parties(opening: str, names: list[str]) -> None:
    found = [value for value, _ in _stated(LETTER.format(opening=opening), "party")]
    assert [name for name in names if name in found] == names
    assert not {"Federal Deposit Insurance Corporation", "Gannet Trust Company"} & set(found)


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_the_first_sentence_below_the_title_introduces_the_parties(space: str) -> None:
    text = (
        'EXHIBIT 10.13\nJOINT VENTURE AGREEMENT\nGannet Pump Group, Inc. ("GPGI") and Plover Self Service Tech, Inc.\n'
        '("PSST"), (the "Parties" if referred to collectively), by this Agreement form a joint venture.\n\n'
        '1. Name. The venture pays Brill Trust Company, Inc. (the "Agent") its fee.\n'
    ).replace(" ", space)

    assert [value for value, _ in _stated(text, "party")] == [
        "Gannet Pump Group, Inc.",
        "Plover Self Service Tech, Inc.",
    ]


@pytest.mark.parametrize("role", ["Counterparty", "Counterparties", "Counter-party"])
def test_the_role_of_a_counterparty_is_no_name(role: str) -> None:
    text = f"This Master Agreement is made by and between Plover Mills LLC and {role}, as of May 1, 2006."

    assert [value for value, _ in _stated(text, "party")] == ["Plover Mills LLC"]


def test_a_confirmation_is_between_those_whom_its_head_names() -> None:
    text = (
        "Yield Maintenance Agreement\n\nDate:     27 April 2006\n\nTo:    Gannet Bank, N.A., not individually, but "
        'solely as Master Servicer ("Counterparty")\n\nFrom:  Plover AG, London Branch ("Plover AG")\n\nDear Sirs\n\n'
        "This communication confirms the terms of the Transaction entered into between us on the Trade Date.\n\n"
        + "Payments are made on each Business Day. "
        * 200
        + 'All other transactions that are "derivative contracts" for the purposes of Item 1115 between Plover AG and '
        "Counterparty, as calculated from time to time under this Agreement, count."
    )

    assert [value for value, _ in _stated(text, "party")] == ["Gannet Bank, N.A.", "Plover AG"]


@pytest.mark.parametrize(
    "preamble",
    [
        'This Agreement is made by and between ____________________, a ________ corporation ("Recipient"), and Gannet '
        'Pump Works, Inc., an Oregon corporation ("Gannet").',
        "THIS AGREEMENT is made the …… day of ……\n\nBETWEEN:\n\n(1) ………………… (disclosing party) of ……………; and\n\n"
        "(2) Gannet Pump Works, Inc. (receiving party) of 28 Quay Street",
        "Mutual Undertaking\n\nThis Agreement is made between [INSERT NAME OF SUPPLIER] and Gannet Pump Works, Inc.",
    ],
)
def test_a_form_names_the_party_that_is_not_left_blank(preamble: str) -> None:
    assert [
        value for value, _ in _stated(f"NON-DISCLOSURE AGREEMENT\n\n{preamble}\n\n1. Secrets are kept.", "party")
    ] == ["Gannet Pump Works, Inc."]


@pytest.mark.parametrize(
    "opening",
    [
        "THIS AGREEMENT IS MADE ON THE 19 DAY OF MAY, 2010\n\nPARTIES\n\n(1) GANNET PUMP WORKS LIMITED, a company "
        'incorporated in England ("Gannet"); and\n\n(2) PLOVER MILLS PLC, whose registered office is at Douglas '
        '("Plover")',
        "Supply Agreement\n\nDated 3 March 2020\n\nParties:\n\n1. Gannet Pump Works Limited of 28 Quay Street "
        '("Gannet"); and\n\n2. Plover Mills PLC of Douglas ("Plover")',
        'This Supply Agreement (the "Agreement") is entered into as of 3 March 2020. The parties to this Agreement are '
        'Gannet Pump Works Limited, an English company ("Gannet"), and Plover Mills PLC, as Buyer ("Plover")',
    ],
)
def test_parties_stand_below_a_heading_that_says_so(opening: str) -> None:
    found = _stated(f"{opening}.\n\n1. Supply. The parties to this Agreement are bound by Schedule 1.", "party")
    assert [value.casefold() for value, _ in found] == ["gannet pump works limited", "plover mills plc"]


@pytest.mark.parametrize(
    "heading",
    ["Provision of Services", "Software Maintenance", "Scope of Work", "Parent Company", "Product Support Services"],
)
def test_words_of_a_heading_are_no_party(heading: str) -> None:
    parties = 'Gannet Pump Works, Inc. ("Gannet") and Plover Mills LLC ("Plover")'
    text = f"This Agreement is between {parties}\n2. {heading}. Gannet"
    assert [value for value, _ in _stated(text, "party")] == ["Gannet Pump Works, Inc.", "Plover Mills LLC"]


@pytest.mark.parametrize(
    "name",
    [
        "Gannet Science and Technology Co., Ltd.",
        "Gannet Research and Engineering Company",
        "THE GANNET FILM AND ENTERTAINMENT CORPORATION",
    ],
)
def test_a_name_with_and_in_it_is_one_party(name: str) -> None:
    text = (
        f'This Agreement is made as of May 1, 2024 between {name} (the "Supplier") and Plover Mills LLC (the "Buyer").'
    )
    assert [value for value, _ in _stated(text, "party")] == [name, "Plover Mills LLC"]


def test_a_name_that_was_struck_out_is_no_party() -> None:
    text = (
        "DISTRIBUTION AGREEMENT\n\nThis Distribution Agreement is made on May 3, 2019 between Orrin Tools, Inc., "
        'a Delaware corporation ("Orrin"), and XXXXXXXXXXXXXXXXX, a Nevada corporation ("Distributor").\n'
    )
    found = facts_of(text, outline(text, (), "text"), "Distribution Agreement", "text", ())
    assert [fact.value for fact in found if fact.kind == "party"] == ["Orrin Tools, Inc."]


def test_a_capital_for_in_the_middle_of_a_name_belongs_to_it() -> None:
    text = (
        "DISTRIBUTION AGREEMENT\n\nThis Distribution Agreement is made on May 3, 2019 between Orrin Tools, Inc., a "
        'Delaware corporation ("Orrin"), and Feed For Farmers, Inc., a Nevada corporation ("Distributor").\n'
    )
    found = facts_of(text, outline(text, (), "text"), "Distribution Agreement", "text", ())
    assert [fact.value for fact in found if fact.kind == "party"] == ["Orrin Tools, Inc.", "Feed For Farmers, Inc."]
