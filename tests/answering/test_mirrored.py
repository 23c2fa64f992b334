"""A sentence on the other party's right to end or assign is told from one on the right that is asked about."""

from collections.abc import Mapping, Sequence

import pytest

from pincite.answering.acts import asked_of
from pincite.answering.mirrored import is_mirrored, only_permits


def mirrored_in(
    question: str, sentence: str, parties: Mapping[str, Sequence[str]], headings: Sequence[str] = ()
) -> bool:
    return is_mirrored(asked_of(question), sentence, headings, parties)


FINCH = "3.6 Finch Foods may, at its option, terminate this Lease by notice, should Acme become insolvent."
ACME = "3.5 Acme shall have the right to terminate this Lease by notice, should Finch Foods become insolvent."
EITHER = "3.7 Acme may terminate this Lease for breach, and Finch Foods may terminate it for convenience."
PASSIVE = "The Lease may be terminated by Acme or Finch Foods."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Can Acme get out of the Lease if Finch Foods goes bust?", [FINCH]),
        ("May Finch Foods terminate the Lease with Acme?", [ACME]),
        ("Can Acme walk away?", []),
        ("Can we end the Lease between Acme and Finch Foods?", []),
        ("Can Acme claim lost profits from Finch Foods?", []),
        ("Who can end the Lease, Acme or Finch Foods?", []),
        ("How much notice does Acme have to give Finch Foods to terminate?", [FINCH]),
        ("What notice must Finch Foods give Acme if it wants to quit?", [ACME]),
        ("Does Finch Foods pay Acme a fee if it terminates early?", [ACME]),
        ("How much notice must Acme’s landlord give to end the Lease with Finch Foods?", []),
    ],
)
def test_only_the_right_of_the_other_party_is_mirrored(question: str, mirrored: list[str]) -> None:
    assert [one for one in (FINCH, ACME, EITHER, PASSIVE) if mirrored_in(question, one, {})] == mirrored


def test_who_may_end_it_is_not_who_may_assign_it() -> None:
    assigns = "Finch Foods is entitled to assign this Lease to an affiliate of Acme."
    assert mirrored_in("Can Acme assign the Lease without Finch Foods?", assigns, {})
    assert not mirrored_in("Can Acme end the Lease without Finch Foods?", assigns, {})


ROLES = {"TruckThat LLC": ("Consultant",), "Driven Deliveries, Inc.": ("Company",)}
COMPANY = "12.2 Notwithstanding the foregoing, Company may assign this Agreement without Consultant's consent."
CONSULTANT = "12.3 The Consultant may subcontract parts of the Services."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Can TruckThat subcontract its work?", [COMPANY]),
        ("May the Consultant assign the agreement?", [COMPANY]),
        ("Can Driven Deliveries assign the agreement?", [CONSULTANT]),
        ("Can Gannet assign the agreement?", []),
    ],
)
def test_the_roles_that_a_document_gives_its_parties_tell_them_apart(question: str, mirrored: list[str]) -> None:
    assert [one for one in (COMPANY, CONSULTANT) if mirrored_in(question, one, ROLES)] == mirrored


def test_a_person_is_known_by_the_family_name() -> None:
    roles = {"Immuno, Inc.": ("Company",), "Alan Crane": ("Consultant",)}
    assert mirrored_in("Can Crane just quit?", "The Company may terminate the Period for Cause.", roles)
    assert not mirrored_in("Can Crane just quit?", "The Consultant may terminate the Period on notice.", roles)


BAGEL = {"ABG-Shaq LLC": ("ABG",), "Bagel Barn’s International, Inc.": ("BAGEL BARN’S",)}
SOLE = "If it is terminated for those, BAGEL BARN’S right to terminate this Agreement is its sole remedy."
UPON = "(2) upon thirty days’ notice, if any sum is not paid when due."


@pytest.mark.parametrize(
    ("question", "sentence", "heading", "is_other"),
    [
        ("When can ABG end the endorsement?", SOLE, "", True),
        ("When can Bagel Barn’s end the endorsement?", SOLE, "", False),
        ("When can ABG end the endorsement?", UPON, "Termination by BAGEL BARN’S", True),
        ("When can ABG end the endorsement?", UPON, "TERMINATION BY BAGEL BARN’S", True),
        ("When can ABG end the endorsement?", UPON, "Termination by ABG", False),
        ("When can ABG end the endorsement?", UPON, "Termination by Either Party", False),
        ("When can ABG end the endorsement?", UPON, "Termination by BAGEL BARN’S or ABG", False),
        ("When can ABG end the endorsement?", "ABG may terminate.", "Termination by BAGEL BARN’S", False),
        ("Can ABG assign the endorsement?", UPON, "Termination by BAGEL BARN’S", False),
    ],
)
def test_a_heading_says_whose_right_a_sentence_without_a_name_is(
    question: str, sentence: str, heading: str, is_other: bool
) -> None:
    assert mirrored_in(question, sentence, BAGEL, ("Termination", heading)) is is_other


DUTIES = {"Acme Inc.": ("Licensor",), "Finch LLC": ("Licensee",)}
BY_LICENSEE = "9.2 The Licensee shall, at its own cost, defend and indemnify the Licensor against such claims."
BY_LICENSOR = "9.1 Licensor agrees to indemnify and hold harmless Licensee from any claim of a third party."
BY_BOTH = "Each party shall indemnify the other against claims of third parties."
BOOKS = "The Licensor may audit the books of the Licensee once a year."
BOTH_BOOKS = "Licensor may inspect the records of Licensee, and Licensee may inspect those of Licensor."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Does Acme indemnify Finch?", [BY_LICENSEE]),
        ("Must the licensee indemnify the licensor for claims?", [BY_LICENSOR]),
        ("Does Finch have to hold Acme harmless?", [BY_LICENSOR]),
        ("Can Finch look into Acme’s books?", [BOOKS]),
        ("May the licensor audit the licensee’s records?", []),
        ("Can Finch inspect Acme's books and records?", [BOOKS]),
        ("May the tenant audit the records?", []),
        ("Who indemnifies whom?", []),
    ],
)
def test_who_indemnifies_and_who_audits_is_told_too(question: str, mirrored: list[str]) -> None:
    said = (BY_LICENSEE, BY_LICENSOR, BY_BOTH, BOOKS, BOTH_BOOKS)
    assert [one for one in said if mirrored_in(question, one, DUTIES)] == mirrored


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Does Finch indemnify Acme?", "Acme shall be indemnified by Finch against such claims."),
        ("Does Finch indemnify Acme?", "The Licensor shall be entitled to indemnification from the Licensee."),
        ("Does Finch indemnify Acme?", "The Licensor shall be entitled to require the Licensee to indemnify it."),
        ("Does Finch indemnify Acme?", "Licensor shall notify Licensee of claims for which it is indemnified."),
    ],
)
def test_who_is_indemnified_does_not_indemnify(question: str, sentence: str) -> None:
    assert not mirrored_in(question, sentence, DUTIES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Either Acme or Finch may terminate the license at any time.",
        "Neither Acme nor Finch may terminate the license.",
        "The Licensor and the Licensee may terminate the license by agreement.",
        "Acme, Gannet or Finch may terminate the license at any time.",
    ],
)
def test_a_right_that_the_party_shares_is_not_the_others(sentence: str) -> None:
    assert not mirrored_in("Can Acme terminate the license with Finch and Gannet?", sentence, DUTIES)
    assert not mirrored_in("Can Acme terminate the license with Finch and Gannet?", sentence, {})


def test_whoever_somebody_is_to_a_party_is_not_that_party() -> None:
    assert not mirrored_in("Can Finch’s landlord end the lease?", "The Landlord may terminate this Lease.", {})
    assert not mirrored_in("Does Finch's parent indemnify Acme?", "Parent shall indemnify Acme.", {})


PAYS = "4.2 Acme shall promptly, and in any event within thirty days, pay to Finch all fees that are due."
IS_PAID = "4.3 Finch shall be paid by wire to the account that it names."
INSURES = "8.1 Finch will, at its own expense, obtain and maintain liability insurance of $2,000,000."
TELLS = "The Licensee must give the Licensor written notice of any claim within five days."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("How soon must Finch pay Acme?", [PAYS]),
        ("How soon does Acme have to pay Finch?", []),
        ("Must Finch pay within 30 days?", [PAYS]),
        ("What insurance must Acme carry?", [INSURES]),
        ("What insurance must the licensee carry?", []),
        ("By when must the licensor tell the licensee of a claim?", [TELLS]),
        ("How much must Acme’s landlord pay Finch?", []),
        ("How much does the Finch licensee pay?", []),
        ("By when is the licensee still required to pay?", [PAYS]),
        ("Does Finch pay the wire?", []),
    ],
)
def test_who_pays_insures_and_tells_is_told_where_it_is_asked_how_much_or_when(
    question: str, mirrored: list[str]
) -> None:
    assert [one for one in (PAYS, IS_PAID, INSURES, TELLS) if mirrored_in(question, one, DUTIES)] == mirrored


CAPPED = "7.1 Finch’s total aggregate liability under this License shall not exceed the fees it was paid."
NONE = "7.2 IN NO EVENT SHALL THE LICENSEE BE LIABLE FOR LOST PROFITS."
ACMES = "7.3 The liability of the Licensor for lost profits is excluded."
IN_CAPITALS = "7.4 LIMITATION OF LIABILITY. ACME SHALL NOT BE LIABLE FOR LOST PROFITS."
NEITHER = "7.5 Neither party shall be liable for lost profits, save as set out below."
EACH = "7.6 The liability of Acme or Finch is capped at $1,000."


@pytest.mark.parametrize(
    ("question", "mirrored"),
    [
        ("Is Acme's liability capped?", [CAPPED, NONE]),
        ("Is there a cap on the Licensor’s liability to Finch?", [CAPPED, NONE]),
        ("What is the limit of liability of Finch?", [ACMES, IN_CAPITALS]),
        ("Is Finch liable for lost profits?", [ACMES, IN_CAPITALS]),
        ("Can Acme be held liable for Finch's lost profits?", [CAPPED, NONE]),
        ("Would Finch still be on the hook for lost profits?", [ACMES, IN_CAPITALS]),
        ("Is liability capped?", []),
        ("Is Acme's parent liable?", []),
    ],
)
def test_whose_liability_is_capped_is_told(question: str, mirrored: list[str]) -> None:
    said = (CAPPED, NONE, ACMES, IN_CAPITALS, NEITHER, EACH)
    assert [one for one in said if mirrored_in(question, one, DUTIES)] == mirrored


@pytest.mark.parametrize(
    "sentence",
    [
        "Each party's liability with respect to the Licensee's data shall not exceed $1,000.",
        "Neither party shall be liable for claims on the Licensee's product liability.",
        "The Licensee's liability, with respect to Acme, is uncapped.",
        "With respect to the Licensee, the cap is $1,000.",
    ],
)
def test_liability_of_both_parties_is_not_the_others(sentence: str) -> None:
    assert not mirrored_in("Is Acme's liability capped?", sentence, DUTIES)


@pytest.mark.parametrize(
    ("question", "sentence", "is_other"),
    [
        ("Can Acme end the license?", "This License may be terminated at any time by Finch.", True),
        ("Can Acme end the license?", "This License may be terminated by the Licensee or by the Licensor.", False),
        ("Can Finch end the license?", "This License may be terminated by the Licensee or the Licensor.", False),
        ("Can Acme assign the license?", "It may not be assigned, in whole or in part, by the Licensee.", True),
        ("Can Finch assign the license?", "It may not be assigned, in whole or in part, by the Licensee.", False),
        ("Can Acme assign the license?", "It may not be assigned by either party.", False),
        ("Can Acme end the license?", "However, Finch may terminate this License for breach.", True),
        ("Can Acme end the license?", "Accordingly, Acme may terminate this License for breach.", False),
        ("Must Acme defend Finch against claims?", "The Licensee shall defend the Licensor.", True),
        ("Must Finch defend Acme against claims?", "The Licensee shall defend the Licensor.", False),
        ("Does Acme give a warranty on the goods?", "Licensee shall warrant the goods to buyers.", True),
        ("Does Finch warrant the goods?", "Licensee shall warrant the goods to buyers.", False),
        ("Does Finch warrant the goods?", "Licensor makes no warranty.", False),
    ],
)
def test_an_act_by_somebody_is_his(question: str, sentence: str, *, is_other: bool) -> None:
    assert mirrored_in(question, sentence, DUTIES) is is_other


def test_a_word_that_is_in_the_question_by_chance_is_no_party() -> None:
    asked = "Can Acme terminate the Distribution Agreement in Spain?"
    assert not mirrored_in(asked, "Upon notice In Spain Acme may terminate.", {})
    assert not mirrored_in(asked, "Distribution Term Holder may terminate.", {})


def test_a_heading_in_the_sentence_says_whose_right_it_is() -> None:
    sentence = "8. AUDIT RIGHTS (a) Acme Right to Audit Finch will give Acme access to all its records."
    assert mirrored_in("Can Finch inspect Acme's books and records?", sentence, {})
    assert not mirrored_in("Can Acme inspect Finch's books and records?", sentence, {})


@pytest.mark.parametrize("words", ["Can Acme audit ", "Does Acme hold ", "By when does Acme give "])
def test_a_question_of_many_words_is_read_once(words: str) -> None:
    assert asked_of(words * 20_000) is None


LICENCE = {"Acme Inc.": ("Licensor",), "Finch LLC": ("Licensee",)}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Can Acme cancel the subscription?", "The Subscription may be cancelled on thirty days' notice."),
        ("Can Acme end the Services early?", "The Services may not be terminated before the second anniversary."),
        (
            "When must Acme pay?",
            "The Licensee shall invoice monthly and the Licensor shall pay each invoice within thirty days.",
        ),
        ("When must Acme pay?", "Licensee shall issue invoices, which Licensor shall pay within thirty days."),
        ("Does Acme indemnify Finch?", "Finch shall allow Acme to defend any claim, at Acme's expense."),
        (
            "Can Acme assign the agreement without Finch's consent?",
            "The Licensee may not unreasonably withhold consent to an assignment by the Licensor.",
        ),
        ("Can Acme assign the license?", "Finch may terminate this License if Acme assigns it without consent."),
        (
            "Can Acme end the license?",
            "Upon notice to Finch, Acme, in its sole discretion, may terminate this License.",
        ),
        ("Can Acme end the license?", "If Finch can not cure the breach, Acme's remedy is to terminate this License."),
        ("Can Acme end the license?", "This License may be terminated by either party, or by Finch upon insolvency."),
        ("Can Acme end the license?", "Either party may terminate on notice, and Finch may also do so at once."),
        (
            "Is Acme's liability capped?",
            "Except for Licensee's liability for breach of Section 9, liability shall not exceed the fees paid.",
        ),
    ],
)
def test_a_sentence_that_may_be_on_the_party_asked_about_stays(question: str, sentence: str) -> None:
    assert not is_mirrored(asked_of(question), sentence, (), LICENCE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Finch may, at its option and upon notice to Acme, terminate this License.",
        "Finch, in its sole discretion, may terminate this License on notice to Acme.",
        "Finch shall have the right, upon notice to Acme, to terminate this License.",
        "The Licensee may terminate this License if the Licensor becomes insolvent.",
    ],
)
def test_a_right_of_the_other_party_is_told_over_what_stands_between(sentence: str) -> None:
    assert is_mirrored(asked_of("Can Acme end the license?"), sentence, (), LICENCE)


def test_a_sentence_on_either_party_is_not_told_by_its_heading() -> None:
    asked, over = asked_of("Can Acme end the license?"), ("Termination by the Licensee",)
    assert is_mirrored(asked, "On thirty days' notice, if royalties are late.", over, LICENCE)
    assert not is_mirrored(asked, "It ends on thirty days' notice of either party.", over, LICENCE)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Does Acme have to carry insurance?", "The Licensee shall, at its expense, maintain liability insurance."),
        ("Must Acme insure the goods?", "Finch will insure the goods for $1,000,000."),
        ("Does Acme have to keep Finch's plans secret?", "Finch shall hold the plans of Acme in strict confidence."),
        ("Will Acme keep what it hears quiet?", "The Licensee shall not disclose the plans."),
    ],
)
def test_insurance_and_secrecy_are_of_whom_they_bind(question: str, sentence: str) -> None:
    asked = asked_of(question)
    assert is_mirrored(asked, sentence, (), LICENCE)
    own = sentence.replace("The Licensee", "The Licensor").replace("Finch", "Acme")
    assert not is_mirrored(asked, own, (), LICENCE)
    both = sentence.replace("The Licensee", "Each party").replace("Finch", "The Receiving Party")
    assert not is_mirrored(asked, both, (), LICENCE)


@pytest.mark.parametrize(
    "question",
    ["What insurance must Acme carry?", "Does Acme have to carry insurance?", "Does Finch have to carry insurance?"],
)
def test_what_may_be_done_says_nothing_of_what_must(question: str) -> None:
    asked = asked_of(question)
    may = "Acme may subcontract carriage to a carrier that carries insurance of not less than $250,000."
    assert only_permits(asked, may)
    assert not only_permits(asked, may.replace("may subcontract", "may not subcontract"))
    assert not only_permits(asked, f"{may[:-1]}, and shall insure the goods itself.")
    assert not only_permits(asked_of("Can Acme assign the agreement?"), may)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Franchisee shall not be entitled to assign, transfer or dispose of its rights without consent.",
        "The Franchisee may not, without consent, sell, transfer or assign this Agreement.",
        "The Franchisee shall not directly or indirectly assign it.",
    ],
)
def test_what_keeps_the_other_party_from_it_is_mirrored(sentence: str) -> None:
    roles = {"Gannet Ltd": ("Franchisor",), "Plover Inc.": ("Franchisee",)}
    asked = asked_of("Can Gannet assign the agreement without consent?")
    assert is_mirrored(asked, sentence, (), roles)
    assert not is_mirrored(asked, sentence.replace("Franchisee", "Franchisor"), (), roles)


def test_a_ban_on_both_parties_is_on_the_one_that_is_asked_about_too() -> None:
    roles = {"Gannet Ltd": ("Franchisor",), "Plover Inc.": ("Franchisee",)}
    asked = asked_of("Can Gannet assign the agreement without consent?")
    for rest in ("nor shall Gannet assign it without the consent of Plover", "and the same applies to the Franchisor"):
        assert not is_mirrored(asked, f"The Franchisee shall not assign this Agreement, {rest}.", (), roles)


def test_whoever_may_not_hinder_an_act_does_not_do_it() -> None:
    roles = {"Gannet Ltd": ("Franchisor",), "Plover Inc.": ("Franchisee",)}
    asked = asked_of("Can Gannet assign the agreement without consent?")
    assert not is_mirrored(asked, "The Franchisee shall not hinder an assignment of it by Gannet.", (), roles)


@pytest.mark.parametrize(
    ("sentence", "mirrored"),
    [
        ("Plover shall be entitled to receive 5% of all takings as a sign-on fee.", True),
        ("The Franchisee will receive a commission of $900 each month.", True),
        ("The Franchisee shall pay $900 a month and will receive a statement of the fees.", False),
        ("Gannet shall be entitled to receive a fee of $900 a month.", False),
        ("Within ten days after the Franchisee shall receive the goods, the price falls due.", False),
        ("Plover will receive an invoice for the fees each month, and payment is due at once.", False),
        ("The Franchisee shall receive the Services for a fee of $5,000 a month.", False),
        ("The Franchisee is entitled to a period of 45 days for the payment of each fee.", False),
    ],
)
def test_what_a_party_gets_is_not_what_it_pays(sentence: str, mirrored: bool) -> None:
    roles = {"Gannet Ltd": ("Franchisor",), "Plover Inc.": ("Franchisee",)}
    assert is_mirrored(asked_of("What fee does Plover pay Gannet?"), sentence, (), roles) is mirrored


def test_the_possessive_of_one_company_may_be_written_as_of_several() -> None:
    roles = {"Clear Water": ("Company",), "Bright Spark, LLC": ("Contractor",)}
    cap = "COMPANYS' MAXIMUM LIABILITY TO CONTRACTOR SHALL BE LIMITED TO THE FEES PAID TO CONTRACTOR."
    own = "CONTRACTOR'S MAXIMUM LIABILITY TO COMPANY SHALL BE LIMITED TO THE FEES PAID TO CONTRACTOR."
    asked = "What is the cap on Bright Spark's liability to Clear Water?"
    assert mirrored_in(asked, cap, roles)
    assert not mirrored_in(asked, own, roles)
