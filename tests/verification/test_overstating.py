"""Statements that say more than the words they quote, in which those words stand, and true ones beside them."""

import pytest
from tests.verification.test_bearing import verified

pytestmark = pytest.mark.live  # by the entailment model

LEASE = """LEASE OF UNIT 4

1. RENT

1.1 The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month.

1.2 Rent that is unpaid for ten (10) days bears interest at 6% per annum.

2. TERM

2.1 The term of this lease ends on 30 September 2029.

2.2 Either party may terminate this lease by giving six (6) months' written notice to the other party.

3. RISKS

3.1 The Tenant shall indemnify the Landlord against all claims that arise from the use of the Premises, except claims
caused by the negligence of the Landlord.

3.2 The Landlord shall insure the building against fire and flood for not less than $2,000,000.

3.3 Neither party is liable to the other for loss of profit.

4. PREMISES

4.1 The Tenant shall not alter the Premises without the prior written consent of the Landlord, which the Landlord may
not unreasonably withhold.

4.2 The Landlord may enter the Premises on two (2) Business Days' notice, and at any time in an emergency.
"""
LOAN = """EMPLOYMENT AND LOAN DEED

1. SALARY

1.1 The Employer shall pay the Employee a salary of EUR 5,600 per month on the last working day.

1.2 The Employee shall repay the relocation loan to the Employer within two years.

1.3 The Employer shall reimburse the Employee for hotel bills that are approved in advance.

1.4 A bonus that is earned after 1 July is paid in the following year.

2. DURATION

2.1 The probation period begins on 2 May 2028.

2.2 The Employee may resign by giving two months' written notice.

2.3 The Employer may suspend the Employee if the Employee is charged with fraud.

3. DUTIES

3.1 The Employee shall not work for a competitor during the employment.

3.2 The Employee shall not disclose a trade secret without the consent of the Employer.

3.3 No employee may be dismissed for a report that was made in good faith.

3.4 The Employee is not liable for damage caused by slight negligence.

3.5 The Employer shall insure the Employee against accidents and illness for at least EUR 250,000.

3.6 The Employer may read the Employee's mail with the approval of the works council, and at any time after a court
order.

3.7 Neither party may assign a claim under this deed.
"""


def quoted(document: str, number: str) -> str:
    """The words of a clause."""
    paragraphs = (" ".join(part.split()) for part in document.split("\n\n"))
    return next(part.removeprefix(f"{number} ") for part in paragraphs if part.startswith(f"{number} "))


FALSE_OF_LEASE = [
    ("Rent of $4,200 per month is paid to the Tenant in advance.", "1.1"),
    ("The Tenant receives rent of $4,200 per month, in advance.", "1.1"),
    ("The rent is $4,200 in total.", "1.1"),
    ("The Tenant shall pay rent of $4,200 per month and service charges.", "1.1"),
    ("Rent that is paid within ten days bears interest at 6% per annum.", "1.2"),
    ("Rent bears interest at 6% per annum from its due date.", "1.2"),
    ("The deposit that is unpaid for ten days bears interest at 6% per annum.", "1.2"),
    ("Unpaid rent bears compound interest at 6% per annum.", "1.2"),
    ("The term of this lease begins on 30 September 2029.", "2.1"),
    ("The lease continues after 30 September 2029.", "2.1"),
    ("Either party may extend this lease by giving six months' written notice.", "2.2"),
    ("Either party may terminate this lease with immediate effect by written notice.", "2.2"),
    ("The Landlord is negligent.", "3.1"),
    ("The Landlord shall insure the building and its contents against fire and flood.", "3.2"),
    ("The Landlord shall insure the building against fire or theft for not less than $2,000,000.", "3.2"),
    ("The Tenant shall pay for the Landlord's insurance of $2,000,000 against fire and flood.", "3.2"),
    ("The building is worth $2,000,000.", "3.2"),
    ("Each party is liable to the other for loss of profit.", "3.3"),
    ("Neither party is liable to the other.", "3.3"),
    ("Neither party is liable to third parties for loss of profit.", "3.3"),
    ("The Tenant shall not alter the Premises.", "4.1"),
    ("The Landlord may withhold consent to alterations.", "4.1"),
    ("The Landlord may enter the Premises at any time.", "4.2"),
]
TRUE_OF_LEASE = [
    ("Rent of $4,200 per month is paid by the Tenant in advance.", "1.1"),
    ("The monthly rent is $4,200.", "1.1"),
    ("Rent that is unpaid for ten days bears interest at 6% a year.", "1.2"),
    ("Rent bears interest at 6% per annum when it is unpaid for ten days.", "1.2"),
    ("This lease ends on 30 September 2029.", "2.1"),
    ("Either party may end this lease by giving six months' written notice.", "2.2"),
    ("The Landlord must insure the building against fire and flood.", "3.2"),
    ("The building is insured for not less than $2,000,000.", "3.2"),
    ("Neither party is liable to the other for lost profit.", "3.3"),
    ("The Tenant needs the Landlord's prior written consent to alter the Premises.", "4.1"),
    ("The Landlord may enter the Premises at any time in an emergency.", "4.2"),
    ("The Landlord may enter the Premises on two Business Days' notice.", "4.2"),
]
FALSE_OF_LOAN = [
    ("A salary of EUR 5,600 per month is paid to the Employer.", "1.1"),
    ("The Employer receives a salary of EUR 5,600 per month.", "1.1"),
    ("The salary is EUR 5,600.", "1.1"),
    ("The salary of EUR 5,600 per month is payable by the Employee.", "1.1"),
    ("The relocation loan is repaid to the Employee within two years.", "1.2"),
    ("The Employee collects the relocation loan within two years.", "1.2"),
    ("The Employer is reimbursed for hotel bills that are approved in advance.", "1.3"),
    ("The Employer shall reimburse the Employee for hotel bills and flights that are approved in advance.", "1.3"),
    ("A bonus is paid in the following year.", "1.4"),
    ("A pension that is earned after 1 July is paid in the following year.", "1.4"),
    ("The probation period ends on 2 May 2028.", "2.1"),
    ("The Employee may resign with immediate effect by giving written notice.", "2.2"),
    ("The Employer may resign by giving two months' written notice.", "2.2"),
    ("The Employee is charged with fraud.", "2.3"),
    ("The Employer may suspend the Employee if the Employer is charged with fraud.", "2.3"),
    ("The Employee shall not work for a competitor.", "3.1"),
    ("The Employee shall not work for a competitor or a customer during the employment.", "3.1"),
    ("The Employee shall not disclose a trade secret.", "3.2"),
    ("The Employee shall not disclose a trade secret without the consent of the Employer and its bank.", "3.2"),
    ("Any employee may be dismissed for a report that was made in good faith.", "3.3"),
    ("No employee may be dismissed for a report.", "3.3"),
    ("The Employee is not liable for damage.", "3.4"),
    ("The Employee is not liable to third parties for damage caused by slight negligence.", "3.4"),
    ("The Employer shall insure the Employee against accidents and unemployment for at least EUR 250,000.", "3.5"),
    ("The Employee shall insure the Employer against accidents and illness for at least EUR 250,000.", "3.5"),
    ("The insurance is EUR 250,000.", "3.5"),
    ("The Employer may read the Employee's mail at any time.", "3.6"),
    ("Either party may assign a claim under this deed.", "3.7"),
    ("Each party may assign a claim under this deed.", "3.7"),
]
TRUE_OF_LOAN = [
    ("A salary of EUR 5,600 per month is paid to the Employee.", "1.1"),
    ("The Employee receives a salary of EUR 5,600 per month.", "1.1"),
    ("The salary is EUR 5,600 a month.", "1.1"),
    ("The relocation loan is repaid to the Employer within two years.", "1.2"),
    ("The Employer must reimburse hotel bills that are approved in advance.", "1.3"),
    ("The Employee is reimbursed for hotel bills that are approved in advance.", "1.3"),
    ("A bonus earned after 1 July is paid in the following year.", "1.4"),
    ("The probation period starts on 2 May 2028.", "2.1"),
    ("The Employee may resign on two months' written notice.", "2.2"),
    ("If the Employee is charged with fraud, the Employer may suspend the Employee.", "2.3"),
    ("The Employee must not work for a competitor during the employment.", "3.1"),
    ("The Employee needs the consent of the Employer to disclose a trade secret.", "3.2"),
    ("The Employee is not liable for damage that slight negligence causes.", "3.4"),
    ("The Employer shall insure the Employee against accidents and illness.", "3.5"),
    ("The Employee is insured for at least EUR 250,000.", "3.5"),
    ("The Employer may read the Employee's mail at any time after a court order.", "3.6"),
    ("The Employer may read the Employee's mail with the works council's approval.", "3.6"),
    ("No party may assign a claim under this deed.", "3.7"),
]


@pytest.mark.parametrize(("said", "number"), FALSE_OF_LEASE)
def test_a_statement_that_says_more_than_a_clause_of_a_lease_is_kept_back(said: str, number: str) -> None:
    assert not verified(LEASE, said, quoted(LEASE, number), name="lease.txt").supported


@pytest.mark.parametrize(("said", "number"), TRUE_OF_LEASE)
def test_a_true_statement_of_a_clause_of_a_lease_leaves(said: str, number: str) -> None:
    support = verified(LEASE, said, quoted(LEASE, number), name="lease.txt")

    assert support.supported, support.reasons


@pytest.mark.parametrize(("said", "number"), FALSE_OF_LOAN)
def test_a_statement_that_says_more_than_a_clause_of_a_deed_is_kept_back(said: str, number: str) -> None:
    assert not verified(LOAN, said, quoted(LOAN, number), name="deed.txt").supported


@pytest.mark.parametrize(("said", "number"), TRUE_OF_LOAN)
def test_a_true_statement_of_a_clause_of_a_deed_leaves(said: str, number: str) -> None:
    support = verified(LOAN, said, quoted(LOAN, number), name="deed.txt")

    assert support.supported, support.reasons
