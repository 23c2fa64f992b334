"""Which documents a question names, and that only those are looked into."""

import asyncio
from pathlib import Path

import pytest
from tests.retrieval.test_search import NOW, OPEN, TENANTS, WALLED, build, document, scope

from pincite.access.scope import Scope
from pincite.documents.span import MatterId
from pincite.retrieval.aiming import aims
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import understand
from pincite.retrieval.search import search

FRANCHISE = """FRANCHISE AGREEMENT

1. Grant

The Franchisor lets the Franchisee sell Quillberry waffles at one stand.

2. Royalty

The Franchisee pays 7% of what Quillberry waffles bring in, and 5% of what ices bring in.

3. Recipes

Quillberry recipes are secret. The Franchisee follows each Quillberry recipe to the gram.

4. Training

The Quillberry school trains two people of each stand.
"""
ADDRESSED = "\n5. Notices\n\nNotices go to the landlord at 4 Wharf Road, Ambleton.\n"


PAPERS = [
    (OPEN, f"/firm/house/Vexlow {what} rules.txt", f"Vexlow {what} rules\n\n1. Fees\n\nA fee is due at the {what}.\n")
    for what in ("gift", "door", "hall", "roof", "gate", "lift", "shop", "pool")
]
SEEN = (
    (OPEN, "/firm/other/2019-04 form.txt", FRANCHISE),
    (OPEN, "/firm/other/Event terms.txt", "EVENT TERMS\n\n1. Fees\n\nWhoever comes pays at the door.\n"),
    (OPEN, "/firm/leases/Larkmoor lease.txt", document("Larkmoor", 3) + ADDRESSED),
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    hidden = (WALLED, "/walled/Vexlow form.txt", FRANCHISE.replace("Quillberry", "Vexlow"))
    return build(further=(*SEEN, hidden))


@pytest.fixture(scope="module")
def without_hidden() -> Engines:
    return build(further=SEEN)


@pytest.fixture(scope="module")
def guides() -> Engines:
    """Guides on the law of states, one of them behind a wall."""
    ban = "BANS ON COMPETING\n\n1. Bans\n\nA ban that a salesman signs holds where it is reasonable.\n"
    of_states = [(OPEN, f"/firm/guides/{state}.md", ban) for state in ("kansas", "kentucky", "texas")]
    hidden = (WALLED, "/walled/guides/oregon.md", ban)
    return build(further=(*SEEN, *of_states, hidden))


@pytest.fixture(scope="module")
def house() -> Engines:
    """Papers of one house, in each of which its name runs through the text."""
    text = "{title}\n\n1. Fees\n\nVexlow takes a fee. Vexlow names it.\n\n2. Law\n\nVexlow keeps to the law.\n"
    titles = ("Vexlow event terms", "Vexlow cookie page", "Vexlow gift rules", "Vexlow school terms")
    papers = [(OPEN, f"/firm/house/{title}.txt", text.format(title=title.upper())) for title in titles]
    return build(further=papers)


def asked(question: str, engines: Engines, seen: Scope) -> Evidence:
    query = understand(question)
    return asyncio.run(search(query, seen, 20, NOW, engines, asyncio.run(aims(query, seen, NOW, engines))))


def named_paths(question: str, engines: Engines) -> list[str]:
    aimed = asyncio.run(aims(understand(question), scope(OPEN), NOW, engines))
    entries = engines.catalogue.permitted([hint.document for aim in aimed for hint in aim.documents], scope(OPEN))
    return [entry.path for entry in entries.values()]


def files(found: Evidence) -> set[str]:
    return {Path(passage.path).stem for passage in found.passages}


@pytest.mark.parametrize("tenant", TENANTS)
@pytest.mark.parametrize(
    "question",
    [
        "How many days' notice does the {} lease require?",
        "What notice must {} Limited give?",
        "days of notice, {}?",
        "We act for {}'s landlord. What notice is due?",
    ],
)
def test_only_the_document_that_is_named_is_looked_into(tenant: str, question: str, engines: Engines) -> None:
    found = asked(question.format(tenant), engines, scope(OPEN))
    assert files(found) == {f"{tenant} lease"}
    assert found.named == tuple({passage.chunk.document for passage in found.passages})
    assert any("Notice of termination" in passage.text for passage in found.passages)


def test_a_name_that_fits_two_documents_is_looked_for_in_both(engines: Engines) -> None:
    found = asked("Do Brightwater and Tinker have to pay rent in advance?", engines, scope(OPEN))
    assert files(found) == {"Brightwater lease", "Tinker lease"}


def test_the_longest_title_that_fits_is_the_one_that_is_meant() -> None:
    text = "EMPLOYEE COVENANT AGREEMENT\n\n1. Shares\n\nThe Employee may hold shares in listed companies.\n"
    states = ("texas", "florida", "wyoming")
    engines = build(further=[(OPEN, f"/firm/covenants/employee covenant {state}.txt", text) for state in states])
    asked_of = "Under the Texas employee covenant agreement, may shares be held?"
    assert files(asked(asked_of, engines, scope(OPEN))) == {"employee covenant texas"}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("In the Maine covenant, how long is the ban?", "covenant maine"),
        ("Can a partner in the scanning program take it back?", "scanning program"),
    ],
    ids=["a place", "a word in lower case"],
)
def test_what_a_document_is_titled_by_names_no_other_that_has_it_in_passing(question: str, meant: str) -> None:
    fees = "\n\n".join(f"{at}. Fee\n\nThe fee of year {at} is due in spring, and nobody waives it." for at in range(20))
    law = f"DEAL\n\n{fees}\n\n61. Law\n\nMaine law governs, and scanning is free.\n"
    titled = [(OPEN, f"/firm/forms/{name}.txt", f"RULES\n\n{fees}") for name in ("covenant maine", "scanning program")]
    engines = build(further=[*titled, *((OPEN, f"/firm/deals/{at}.txt", law) for at in range(3))])
    assert {Path(path).stem for path in named_paths(question, engines)} == {meant}


def test_words_in_lower_case_name_no_document_that_lacks_the_name_in_a_question() -> None:
    offering = "AGENCY AGREEMENT\n\n1. Offer\n\n{bank} offers its shares.\n\n2. Who\n\n{who}\n"
    depositors = "\n\n".join(
        f"{at}. Order\n\nDepositors come first, then policyholders and townsfolk." for at in range(3, 9)
    )
    titles = ["STRATEGIC ALLIANCE"] * 4 + ["RULES OF CONDUCT"] * 56
    others = [(OPEN, f"/firm/others/{at}.txt", f"{title}\n\n1. Aim\n\nNone.\n") for at, title in enumerate(titles)]
    banks = [
        (OPEN, "/firm/offers/1.txt", offering.format(bank="Alliance Bank", who="Depositors may subscribe.")),
        (OPEN, "/firm/offers/2.txt", offering.format(bank="Athens Bank", who=depositors)),
    ]
    question = "Which depositors, policyholders and townsfolk may buy in the Alliance Bank offering?"
    assert "2" not in {Path(path).stem for path in named_paths(question, build(further=[*others, *banks]))}


def test_a_place_beside_a_name_that_is_known_need_stand_nowhere() -> None:
    papers = [(OPEN, f"/firm/house/{at}.txt", "RULES\n\n1. Fees\n\nVexlow takes a fee.\n") for at in range(20)]
    question = understand("Who pays at a Vexlow fair in Zylkene?")
    aimed = asyncio.run(aims(question, scope(OPEN), NOW, build(further=papers)))
    assert [aim.unmentioned for aim in aimed if aim.unmentioned] == []


@pytest.mark.parametrize("question", ["What cut does Quillberry take?", "Quillberry – what is owed on ices?"])
def test_a_document_is_named_by_what_runs_through_its_text(question: str, engines: Engines) -> None:
    assert files(asked(question, engines, scope(OPEN))) == {"2019-04 form"}


@pytest.mark.parametrize("question", ["Under the event terms, who pays?", "Who pays according to the Event Terms?"])
def test_ordinary_words_name_the_document_whose_title_they_are(question: str, engines: Engines) -> None:
    assert files(asked(question, engines, scope(OPEN))) == {"Event terms"}


@pytest.mark.parametrize("question", ["Who pays under event insurance terms?", "Which terms does the event have?"])
def test_words_that_are_no_title_name_none(question: str, engines: Engines) -> None:
    assert asked(question, engines, scope(OPEN)).named == ()


def test_where_something_happens_names_no_document(engines: Engines) -> None:
    assert asked("I slipped in Ambleton. Who repairs the roof?", engines, scope(OPEN)).named == ()


def test_a_made_up_name_that_one_document_has_names_it_wherever_it_stands() -> None:
    cells = "JOINT VENTURE\n\n1. Name\n\nThe venture is called ZorbCell.\n\n2. Profit\n\nProfit is split by halves.\n"
    engines = build(further=[*SEEN, (OPEN, "/firm/ventures/9.txt", cells)])
    assert files(asked("How is profit split in ZorbCell?", engines, scope(OPEN))) == {"9"}


@pytest.mark.parametrize("which", ["the site in Ambleton", "our old cold store in Ambleton"])
def test_where_a_thing_lies_names_the_document_that_has_the_place(which: str, engines: Engines) -> None:
    assert files(asked(f"Who repairs the roof of {which}?", engines, scope(OPEN))) == {"Larkmoor lease"}


@pytest.mark.parametrize(
    "question",
    [
        "Who pays the fee? I slipped in Ambleton.",
        "We filed the suit in Ambleton. When is rent due?",
        "What is the law in Ambleton on late rent?",
        "Can the tenant be sued in Ambleton?",
    ],
)
def test_where_no_thing_lies_names_no_document(question: str, engines: Engines) -> None:
    assert asked(question, engines, scope(OPEN)).named == ()


@pytest.mark.parametrize(
    "question",
    [
        "When is rent due?",
        "Who repairs the structure?",
        "Compare the notice periods of the Kenway lease and the Domini lease.",
        "Which leases of Brightwater require notice of termination?",
        "List all agreements with Tinker that have a term.",
    ],
)
def test_a_question_that_names_none_or_is_of_many_is_looked_for_everywhere(question: str, engines: Engines) -> None:
    found = asked(question, engines, scope(OPEN))
    assert found.named == ()
    assert len(files(found)) > 2


@pytest.mark.parametrize(
    "question",
    [
        "We had a Topeka salesman sign a ban. Does it hold?",
        "A salesman in Topeka signed a ban. Does it hold?",
        "Does a ban hold in Kansas?",
    ],
)
def test_a_place_names_the_guide_on_its_law_and_a_city_that_of_its_state(question: str, guides: Engines) -> None:
    assert files(asked(question, guides, scope(OPEN))) == {"kansas"}


def test_a_place_names_nothing_where_no_file_or_title_has_it(guides: Engines) -> None:
    assert asked("Does a ban hold in Nebraska?", guides, scope(OPEN)).named == ()


def test_a_place_in_the_name_of_a_party_names_no_document(guides: Engines) -> None:
    sale = (
        "SUPPLY AGREEMENT\n\nThis Supply Agreement is made between Illinois Stores Inc. and Domini Limited.\n\n1. Law\n"
    )
    made = build(
        further=[(OPEN, "/firm/sales/12.txt", sale), (OPEN, "/firm/guides/kansas.md", "BANS\n\n1. Bans\n\nNo.\n")]
    )
    assert asked("Does a ban hold in Illinois?", made, scope(OPEN)).named == ()


def test_a_name_comes_before_a_place(guides: Engines) -> None:
    assert files(asked("Does the Kenway lease hold in Kansas?", guides, scope(OPEN))) == {"Kenway lease"}


def test_a_hidden_guide_is_as_if_it_were_not(guides: Engines, engines: Engines) -> None:
    question = "Does a ban hold in Portland, Oregon?"
    seen, other = (asked(question, one, scope(OPEN)) for one in (guides, engines))
    assert seen.named == other.named == ()


def test_of_all_papers_of_one_house_the_one_whose_title_is_said_is_meant(house: Engines) -> None:
    assert files(asked("What do Vexlow's event terms say on fees?", house, scope(OPEN))) == {"Vexlow event terms"}
    assert len(files(asked("What does Vexlow say on fees?", house, scope(OPEN)))) > 1


@pytest.fixture(scope="module")
def client() -> Engines:
    """Eight papers that bear a client's name, one that speaks of it, and another behind a wall."""
    text = "{title}\n\n1. Fees\n\nA fee is due at the door of {title}.\n"
    hidden = (WALLED, "/walled/Vexlow moat rules.txt", text.format(title="Vexlow moat rules"))
    return build(
        further=(*SEEN, *PAPERS, (OPEN, "/firm/other/notes.txt", "NOTES\n\n1. Doors\n\nVexlow opens.\n"), hidden)
    )


@pytest.mark.parametrize(
    "question",
    [
        "Does Vexlow sell my data?",
        "When does Vexlow remove a guest?",
        "What are Vexlow's fees?",
        "Who may put a guest out at Vexlow?",
        "We act for Vexlow. Is a fee due?",
    ],
)
def test_a_name_that_many_papers_bear_means_all_that_have_it(question: str, client: Engines) -> None:
    having = {Path(path).stem for _, path, _ in PAPERS} | {"notes"}
    assert {Path(path).stem for path in named_paths(question, client)} == having


@pytest.mark.parametrize(
    "question",
    [
        "Put the notice periods into Excel.",
        "Must rent be there by Tuesday?",
        "I was on a Zoom call with the landlord. How much notice does he need?",
        "May the tenant leave early, Mr Brockmole asks?",
    ],
)
def test_days_tools_and_people_who_ask_name_no_documents(question: str) -> None:
    titles = [
        f"Excel Zoom Tuesday Brockmole {what} deed {at}" for what in ("gift", "hall", "roof", "gate") for at in range(4)
    ]
    deeds = [(OPEN, f"/firm/deeds/{title}.txt", f"{title}\n\n1. Fees\n\nNo fee is due.\n") for title in titles]
    assert named_paths(question, build(further=(*SEEN, *PAPERS, *deeds))) == []


def test_what_the_first_part_names_is_meant_by_the_second(engines: Engines) -> None:
    found = asked("What is the term of the Kenway lease, and who keeps the roof in repair?", engines, scope(OPEN))
    assert files(found) == {"Kenway lease"}


@pytest.mark.parametrize(
    "question",
    [
        "What notice does the {} form require?",
        "What cut does {} take?",
        "{} – what is owed on ices?",
        "{} and Kenway: who pays rent?",
        "Is {} in Ambleton?",
    ],
)
def test_a_name_that_is_only_in_a_hidden_document_changes_nothing(
    question: str, engines: Engines, without_hidden: Engines
) -> None:
    one, other = (asked(question.format("Vexlow"), each, scope(OPEN)) for each in (engines, without_hidden))
    assert one.named == other.named
    assert [(passage.span, passage.score) for passage in one.passages] == [
        (passage.span, passage.score) for passage in other.passages
    ]
    assert [searched.hints for searched in one.searches] == [searched.hints for searched in other.searches]


def test_a_hidden_twin_takes_no_part(engines: Engines) -> None:
    both = asked("What cut does Vexlow take?", engines, scope(OPEN, WALLED))
    assert files(both) == {"Vexlow form"}
    assert "Vexlow form" not in files(asked("What cut does Vexlow take?", engines, scope(OPEN)))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does the Zylkene lease say about rent?", "Zylkene"),
        ("Does our deal with Vexlow have a term?", "Vexlow"),
        ("Is rent due under Zylkene's supply agreement?", "Zylkene"),
        ("What does the Qwertzu Harrobin lease say about rent?", "Qwertzu Harrobin"),
        ("Under the Spanish lease, when is rent due?", ""),
        ("Under the IBM lease, when is rent due?", ""),
        ("Under the open lease, when is rent due?", ""),
        ("When is rent due under the Kenway lease?", ""),
        ("When is rent due in Zylkene?", ""),
    ],
)
def test_a_name_that_nothing_has_is_told_alike_of_hidden_and_missing(
    question: str, name: str, engines: Engines, without_hidden: Engines
) -> None:
    for each in (engines, without_hidden):
        aimed = asyncio.run(aims(understand(question), scope(OPEN), NOW, each))
        assert [aim.unknown for aim in aimed if aim.unknown] == ([name] if name else [])


def test_only_what_mentions_the_name_of_a_document_answers() -> None:
    """Nobody calls a document so, but the question does: what lacks the name is not meant."""
    rent = "LEASE\n\n1. Rent\n\nRent is due on the {day}th day of a month.\n\n2. Others\n\n{others}\n"
    mentioned = rent.format(day=7, others="The premises of Zorbelin and of Harrobin are not let.")
    again = rent.format(day=8, others="Keys are kept by Zorbelin.")
    further = (*SEEN, (OPEN, "/firm/leases/7.txt", mentioned), (OPEN, "/firm/leases/8.txt", again))
    engines = build(further=further)
    assert files(asked("When is rent due under the Zorbelin lease?", engines, scope(OPEN))) == {"7", "8"}
    assert len(files(asked("When is rent due?", engines, scope(OPEN)))) > 2


def test_a_name_that_stands_once_in_a_few_documents_is_looked_for_in_these_alone() -> None:
    rent = "LEASE\n\n1. Rent\n\nRent is due on the {day}th day of a month.\n\n2. Keys\n\nKeys are kept by {who}.\n"
    further = [(OPEN, f"/firm/leases/{at}.txt", rent.format(day=at, who=f"porter {at}")) for at in range(1, 8)]
    engines = build(further=[*SEEN, *further, (OPEN, "/firm/leases/8.txt", rent.format(day=8, who="Zorbelin"))])
    assert files(asked("When must tenants get rent to Zorbelin?", engines, scope(OPEN))) == {"8"}
    assert len(files(asked("When must tenants get rent to the porter?", engines, scope(OPEN)))) > 2


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who pays for the technicians' travel to Zylkene?", "Zylkene"),
        ("When is rent due in Zylkene?", "Zylkene"),
        ("May Harrobin's people use the roof?", "Harrobin"),
        ("Who has to sweep the floor of the Grand Zylkene Hall's kitchen?", "Grand Zylkene Hall"),
        ("Who is the Zylkenee?", ""),
        ("Zylkene: who pays the rent?", ""),
        ("When is rent due in Topeka?", ""),
        ("Do we follow Zylkenish law on rent?", ""),
        ("May ZYLK use the roof?", ""),
        ("When Is Zylkene Rent Due", ""),
        ("When is rent due under the Kenway lease in Zylkene?", ""),
        ("When is rent due under the Vexlow lease?", ""),
    ],
)
def test_a_name_that_stands_nowhere_is_told_alike_of_hidden_and_missing(
    question: str, name: str, engines: Engines, without_hidden: Engines
) -> None:
    for each in (engines, without_hidden):
        aimed = asyncio.run(aims(understand(question), scope(OPEN), NOW, each))
        assert [aim.unmentioned for aim in aimed if aim.unmentioned] == ([name] if name else [])


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What does American Service pay?", {"a7"}),
        ("If the American Service card deal ends early, what is due?", {"a7"}),
        ("What is due on the Effective Date?", set()),
        ("What is due to the General Counsel?", set()),
    ],
)
def test_a_firm_is_named_by_its_whole_name_however_ordinary_its_words(question: str, meant: set[str]) -> None:
    deal = "RESELLER AGREEMENT\n\nThis Agreement is made on 3 May 2019 between American Service Partners, Inc. "
    deal += "and Harrobin Ltd.\n\n1. Effective Date\n\nFees are due on the Effective Date.\n"
    engines = build(further=(*SEEN, (OPEN, "/firm/a7.txt", deal)))
    assert {Path(path).stem for path in named_paths(question, engines)} == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who cleans up if fuel spills from the ship?", set()),
        ("may we park on the terrace at night, and is fuel stored there?", set()),
        ("Under the fuel deal, who cleans up?", {"carriage"}),
        ("who cleans up under our fuel contract?", {"carriage"}),
        ("Must Harrobin Fuel clean up?", {"carriage"}),
        ("must harrobin clean up spilt fuel?", {"carriage"}),
    ],
)
def test_an_ordinary_word_of_a_party_s_name_says_what_is_asked(question: str, meant: set[str]) -> None:
    deal = "CARRIAGE AGREEMENT\n\nThis Agreement is made on 3 May 2019 between Harrobin Fuel Service LLC (the Owner) "
    deal += "and Velmar Ltd.\n\n1. Spills\n\nThe Owner cleans up what the ship spills.\n"
    engines = build(further=(*SEEN, (OPEN, "/firm/carriage.txt", deal)))
    assert {Path(path).stem for path in named_paths(question, engines)} == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What may they keep out of sight?", set()),
        ("What may SightGlass keep to itself?", {"SightGlass deal"}),
        ("Someone buys the quay. Can we leave?", set()),
        ("My berth is full of stuff. Who clears it?", set()),
        ("does cisco clear the berth within a week?", {"quay"}),
    ],
)
def test_everyday_words_name_nothing_however_rare_contracts_have_them(question: str, meant: set[str]) -> None:
    lens = "SUPPLY AGREEMENT\n\n1. Lenses\n\nLenses are ground within a week.\n"
    quay = "BERTHING AGREEMENT\n\nThis Agreement is made on 3 May 2019 between Cisco Systems, Inc. and Velmar Ltd.\n\n"
    quay += "1. Berths\n\nThe berth is cleared within a week.\n"
    lost = "NOTE ON SOMEONE LOST\n\n1. Stuff\n\nStuff is kept for a week.\n"
    further = (("SightGlass deal", lens), ("quay", quay), ("lost", lost))
    engines = build(further=(*SEEN, *((OPEN, f"/firm/{name}.txt", text) for name, text in further)))
    assert {Path(path).stem for path in named_paths(question, engines)} == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("harrobin NDA: may we tell our bank?", {"harrobin"}),
        ("Who sees the notes under the Harrobin MNDA?", {"harrobin"}),
        ("velmar TOS: who owns the notes?", {"velmar"}),
        ("the velmar T&Cs, who owns the notes?", {"velmar"}),
        ("the wexley IP agreement: who owns the plans?", {"plans"}),
    ],
)
def test_initials_of_a_kind_are_nobody_s_name(question: str, meant: set[str]) -> None:
    undertaking = "SECRECY UNDERTAKING\n\nHarrobin gives it to Ambley.\n\n1. Notes\n\nThe NDA desk keeps notes.\n"
    rules = "TERMS AND CONDITIONS\n\nVelmar keeps these Terms of Service.\n\n1. Notes\n\nA writer owns his notes.\n"
    plans = "INTELLECTUAL PROPERTY AGREEMENT\n\nWexley sells to Oldacre.\n\n1. Plans\n\nOldacre owns all IP.\n"
    further = (("harrobin", undertaking), ("velmar", rules), ("plans", plans))
    engines = build(further=(*SEEN, *((OPEN, f"/firm/{name}.txt", text) for name, text in further)))
    assert {Path(path).stem for path in named_paths(question, engines)} == meant


HOTELS = (
    "HOTEL FRANCHISE AGREEMENT\n\nThis Agreement is made on {date} between {one} and Domini Ltd.\n\n1. Fees\n\nNone.\n"
)


@pytest.fixture(scope="module")
def hotels() -> Engines:
    ban = "BANS ON COMPETING\n\n1. Bans\n\nA ban that a salesman signs holds where it is reasonable.\n"
    made = (
        ("first", "3 June 2019", "Ambley"),
        ("second", "9 July 2020", "Ambley"),
        ("third", "1 June 2021", "Oy"),
    )
    papers = [(OPEN, f"/firm/{name}.txt", HOTELS.format(date=date, one=one)) for name, date, one in made]
    hidden = (WALLED, "/walled/other.txt", HOTELS.format(date="5 March 2018", one="Vexlow"))
    return build(further=(*papers, (OPEN, "/firm/guides/new-jersey.md", ban), hidden))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What is the fee under the June 2019 hotel franchise agreement?", {"first"}),
        ("What is the fee under the hotel franchise agreement of July 2020?", {"second"}),
        ("What is the fee under the 2021 hotel franchise agreement?", {"third"}),
        ("What is the fee under the 2020 Ambley hotel agreement?", {"second"}),
        ("What is the fee under the 2018 hotel franchise agreement?", {"first", "second", "third"}),
        ("What is the fee under the June 2019 ship franchise agreement?", set()),
        ("What is the fee under the hotel franchise agreement from 2018 on?", {"first", "second", "third"}),
        ("What is the fee under the July 9, 2020 hotel franchise agreement?", {"second"}),
        ("What is the fee under the hotel franchise agreement (June 2021)?", {"third"}),
        ("Does a ban hold in New Jersey?", {"new-jersey"}),
        ("Does a ban hold in NJ?", {"new-jersey"}),
        ("What is the fee under the New Jersey hotel franchise agreement?", {"first", "second", "third"}),
        ("What is the fee under the New Jersey ship agreement?", set()),
    ],
)
def test_a_document_is_told_by_its_kind_and_date(question: str, meant: set[str], hotels: Engines) -> None:
    assert {Path(path).stem for path in named_paths(question, hotels)} == meant


@pytest.mark.parametrize(("hidden", "named"), [((), ["Towage.txt"]), ((WALLED,), ["Towage.txt"])])
def test_a_short_name_means_the_only_document_of_its_kind(hidden: tuple[MatterId, ...], named: list[str]) -> None:
    text = "DATA PROCESSING AGREEMENT\n\n1. Incidents\n\nAn incident is reported in 72 hours.\n"
    further = [(OPEN, "/firm/data/Towage.txt", text), *((one, "/walled/Other.txt", text) for one in hidden)]
    engines = build(further=(*SEEN, *further))
    assert [Path(one).name for one in named_paths("How soon is an incident reported under the DPA?", engines)] == named


def test_a_short_name_that_fits_two_documents_means_neither() -> None:
    text = "DATA PROCESSING AGREEMENT\n\n1. Incidents\n\n{} reports an incident in 72 hours.\n"
    further = [(OPEN, f"/firm/data/{name}.txt", text.format(name)) for name in ("Towage", "Salvage")]
    engines = build(further=(*SEEN, *further))
    assert named_paths("How soon is an incident reported under the DPA?", engines) == []
