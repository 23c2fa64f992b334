"""A sentence that says the opposite of what is asked is told from one that says it."""

import pytest

from pincite.answering.opposite import asked_of

BANNED = "This Agreement may not be terminated by either Party at any time for its own convenience"
FREELY = "Either party may terminate this Agreement at any time without cause"
EXCLUSIVE = "Company hereby appoints Distributor as its exclusive distributor of the Products in the Territory."
NOT_EXCLUSIVE = "Company hereby appoints Distributor as its non-exclusive distributor of the Products."
RENEWS = (
    "This Agreement shall automatically renew for successive terms of one year, unless either party gives notice that "
    "it does not wish to renew."
)
NO_RENEWAL = "This Agreement shall not automatically renew."
NEEDS = "Neither party may assign this Agreement without the prior written consent of the other party."
FREE = "Company may assign this Agreement without Consultant's consent."
BOTH = f"{NEEDS[:-1]}, except that Company may assign it to an affiliate without such consent."


@pytest.mark.parametrize(
    ("asked", "sentence", "said"),
    [
        ("are non-exclusive?", EXCLUSIVE, "opposite"),
        ("are non-exclusive?", NOT_EXCLUSIVE, "same"),
        ("are non-exclusive?", "Reseller is a non\u2010 exclusive reseller.", "same"),
        ("are not exclusive?", NOT_EXCLUSIVE, "same"),
        ("are not exclusive?", EXCLUSIVE, "opposite"),
        ("make the distributor exclusive?", NOT_EXCLUSIVE, "opposite"),
        ("make the distributor exclusive?", EXCLUSIVE, "same"),
        ("make the distributor exclusive?", "The appointment of Distributor is not exclusive.", "opposite"),
        ("make the distributor exclusive?", "Nothing herein binds the parties.", "untold"),
        ("grant an exclusive license?", "An exclusive license to sell and a non-exclusive license to make.", "both"),
        ("have irrevocable licenses?", "The license is revocable at any time.", "opposite"),
        ("have irrevocable licenses?", "The license is perpetual and irrevocable.", "same"),
        ("have fees that are non-refundable?", "The fee is not refundable.", "same"),
        ("have fees that are non-refundable?", "The fee is refundable within thirty days.", "opposite"),
        ("renew automatically?", RENEWS, "same"),
        ("renew automatically?", NO_RENEWAL, "opposite"),
        ("renew automatically?", "The Term will not be renewed automatically.", "opposite"),
        ("are not automatically renewed?", NO_RENEWAL, "same"),
        ("require the other side's consent before assignment?", NEEDS, "same"),
        ("require the other side's consent before assignment?", FREE, "opposite"),
        ("require the other side's consent before assignment?", BOTH, "both"),
        ("may not be assigned without consent?", NEEDS, "same"),
        ("may not be assigned without consent?", FREE, "opposite"),
        ("can be assigned without consent?", FREE, "same"),
        ("can be assigned without consent?", NEEDS, "opposite"),
        (
            "can be assigned without consent?",
            "Notwithstanding the foregoing, Acme may assign it to an affiliate.",
            "same",
        ),
        (
            "require consent to assign?",
            "Notwithstanding the foregoing, Acme may assign it to an affiliate.",
            "opposite",
        ),
        ("can be assigned without consent?", "However, Acme may assign it with the consent of Brill.", "opposite"),
        ("can be assigned without consent?", "If a party assigns this Agreement without consent, it ends.", "untold"),
        (
            "can be assigned without consent?",
            "Any assignment without the consent of Licensor shall be void.",
            "opposite",
        ),
        ("require consent to a sublease?", "Tenant may sublet only with the consent of Landlord.", "same"),
        ("require consent to a sublease?", "No consent of Landlord is required for a sublease.", "opposite"),
        ("survive termination?", "This clause shall not survive termination.", "opposite"),
        ("survive termination?", "This clause shall survive termination.", "same"),
        ("may not be assigned?", "Either party may assign this Agreement.", "opposite"),
        ("may not be assigned?", "This Agreement may not be assigned.", "same"),
        ("may not be assigned?", NEEDS, "untold"),
        ("can be assigned?", "This Agreement may not be assigned without consent.", "untold"),
        ("can be assigned?", "Neither party may assign this Agreement.", "opposite"),
        ("do not allow subletting?", "Tenant may sublet the Premises.", "opposite"),
        ("do not allow subletting?", "Tenant shall not assign or sublet the Premises.", "same"),
        ("do not allow subletting?", "Tenant may sublet the Premises with the consent of Landlord.", "untold"),
        ("prohibit assignment?", "Either party may assign this Agreement.", "opposite"),
        ("allow the tenant to sublet?", "The Premises shall not be sublet.", "opposite"),
        ("allow the tenant to sublet?", "Tenant may sublet the Premises.", "same"),
        ("let a party end them for no reason?", f"{BANNED}.", "opposite"),
        ("can be terminated without cause?", "Neither party may terminate it without cause.", "opposite"),
        ("can be terminated without cause?", f"{FREELY}, and neither party shall be liable for it.", "untold"),
        ("can be terminated without cause?", f"{FREELY}; orders may not be cancelled.", "untold"),
        ("can be terminated without cause?", "Neither party shall be liable upon termination.", "untold"),
        ("can be ended for convenience?", f"{BANNED} before the third year.", "untold"),
        ("can be ended for convenience?", "Acme may not terminate it for convenience.", "untold"),
        ("can be ended for convenience?", "Acme may terminate it for convenience.", "untold"),
        ("cannot be ended without cause?", f"{BANNED}.", "untold"),
        ("can be terminated without notice?", "Either party may terminate without cause on notice.", "opposite"),
        ("can be terminated without notice?", "Company may terminate at once without giving notice.", "same"),
        ("can be assigned without consent?", "Either may assign its rights with this Agreement.", "untold"),
    ],
)
def test_what_a_sentence_says_of_what_is_asked(asked: str, sentence: str, said: str) -> None:
    wanted = asked_of(asked)
    assert wanted is not None
    assert wanted.said(sentence) == said


ENDS_ALONE = "Unless Acme notifies Brill of its wish to extend the Term within 30 days, the Agreement shall terminate."


@pytest.mark.parametrize(
    ("asked", "sentence", "is_opposite"),
    [
        ("roll over by themselves unless somebody stops them?", ENDS_ALONE, True),
        ("renew automatically unless someone objects?", "It will automatically expire unless it is extended.", True),
        ("roll over by themselves?", RENEWS, False),
        ("roll over by themselves?", f"{RENEWS[:-1]}, in which case it shall terminate.", False),
        ("do not renew by themselves?", ENDS_ALONE, False),
        ("give up the right to a jury?", "I claim my right to a trial by jury.", True),
        ("waive trial by jury?", "The Tenant demands a trial by jury.", True),
        ("give up the right to a jury?", "The parties waive any right to a jury trial.", False),
        ("give up the right to a jury?", "Nothing herein shall be deemed a waiver of the right to a jury.", True),
        ("waive trial by jury?", "No party may claim a jury, and each waives its right to one.", False),
        ("give up the right to a jury?", "Disputes are tried by a judge and not by a jury.", False),
    ],
)
def test_what_ends_by_itself_and_what_is_kept_are_the_opposite(asked: str, sentence: str, is_opposite: bool) -> None:
    wanted = asked_of(asked)
    assert wanted is None or wanted.is_opposite(sentence) == is_opposite
    assert wanted is not None or not is_opposite


@pytest.mark.parametrize("asked", ["have a cap on liability?", "say who pays?", "allow an audit?"])
def test_nothing_can_be_told_where_a_question_has_no_word_that_is_denied(asked: str) -> None:
    assert asked_of(asked) is None


def test_a_sentence_that_does_not_tell_is_doubtful_only_where_what_is_denied_is_asked_for() -> None:
    neutral = "Company may appoint other distributors."
    wanted, positive = asked_of("are non-exclusive?"), asked_of("make the distributor exclusive?")
    assert wanted is not None
    assert positive is not None
    assert (wanted.is_doubtful(neutral), positive.is_doubtful(neutral)) == (True, False)
