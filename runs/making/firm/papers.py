"""The documents of one matter: agreements, some nearly the same, their amendments, letters and e-mails."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from runs.making.firm.names import Party, party, some_day, some_sum, values, written
from runs.making.firm.sources import ASKED, LAWS, Contract

AGREEMENTS = 0.1
"""Share of agreements and amendments; a quarter of these are amendments."""

ALIKE = 0.3
"""Share of agreements that are drawn up from the one before with another party."""

LETTERS = 0.4
"""Share of letters among what is sent; the rest are e-mails."""

TERMS: Mapping[str, tuple[str, str]] = {
    "annual fee": (
        "The annual fee is changed to {sum} with effect from {day}, and is due in four equal parts.",
        "What is the annual fee as changed by {amendment}?",
    ),
    "service credit": (
        "For each week of delay after {day} a service credit of {sum} is due.",
        "What service credit for delay does {amendment} set?",
    ),
    "minimum purchase": (
        "The minimum purchase of each year from {day} on is raised to {sum}.",
        "What minimum purchase does {amendment} set?",
    ),
    "term": (
        "The term ends on {day} in place of the day that was agreed, against a payment of {sum}.",
        "When does the term end under {amendment}?",
    ),
}
"""What an amendment changes: its clause, and how it is asked for."""

SAID: Mapping[str, tuple[str, str]] = {
    "deposit": (
        "We confirm that the deposit for {thing} is {sum} and falls due on {day}.",
        "What deposit for {thing} did {sender} confirm?",
    ),
    "survey": (
        "The survey of {thing} was put at {sum}, and the surveyor will be there on {day}.",
        "When will the surveyor be at {thing}?",
    ),
    "repair": (
        "Our client will bear the repair of {thing} up to {sum}, if the work is done before {day}.",
        "Up to which sum will the repair of {thing} be borne?",
    ),
    "handover": (
        "The keys to {thing} are handed over on {day}, once {sum} has been paid.",
        "When are the keys to {thing} handed over?",
    ),
    "claim": (
        "We put the claim for {thing} at {sum} and expect an answer by {day}.",
        "How high is the claim for {thing}?",
    ),
    "insurance": (
        "The insurer has accepted {sum} for the damage to {thing} of {day}.",
        "What has the insurer accepted for the damage to {thing}?",
    ),
}
"""What a letter says that no other one says, and how it is asked for."""

THINGS = str.split(
    "Warehouse Boiler Crane Quay Kiln Lift Annex Turbine Bridge Depot Silo Cutter Press Chiller Jetty Vault"
)


OPENINGS = (
    "Thank you for your letter of {day}.",
    "We act for {client} in this matter.",
    "Further to our conversation of {day}, please note the following.",
    "I refer to the meeting of {day} at your offices.",
)

CLOSINGS = (
    "Please let us have your comments within ten days.",
    "We reserve all rights of our client.",
    "I look forward to hearing from you.",
    "Kindly confirm receipt of this message.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer stands in one document: the words of the clause there."""

    question: str
    clause: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: the name of its file, its bytes, and a question that it answers, where it has one."""

    name: str
    content: bytes
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement of a matter, for amendments and letters that go on from it."""

    contract: Contract
    parties: tuple[Party, Party]
    day: date
    clauses: tuple[str, ...]

    @property
    def named(self) -> str:
        """How a question names it."""
        return f"the {self.contract.title} between {self.parties[0].name} and {self.parties[1].name}"


@dataclass(frozen=True, slots=True)
class Sources:
    """What all matters are made from."""

    contracts: Sequence[Contract]
    paragraphs: Sequence[str]
    companies: Sequence[str]


def papers(matter: int, documents: int, first_company: int, sources: Sources, seed: int) -> Iterator[Paper]:
    """The documents of a matter, in an order that depends on nothing but its number and the seed."""
    chance = random.Random(f"{seed}/{matter}")
    client = party(sources.companies, first_company, chance)
    taken, law = first_company + 1, chance.choice(LAWS)
    agreements: list[Agreement] = []
    for number in range(documents):
        is_last_chance = not agreements  # a matter begins with an agreement
        if is_last_chance or chance.random() < AGREEMENTS:
            if agreements and chance.random() < 0.25:
                yield _amendment(chance.choice(agreements), number, chance)
                continue
            is_alike = bool(agreements) and chance.random() < ALIKE
            contract = agreements[-1].contract if is_alike else chance.choice(sources.contracts)
            other = party(sources.companies, taken, chance)
            taken += 1
            agreement, paper = _agreement(contract, (client, other), law, number, chance)
            agreements.append(agreement)
            yield paper
        else:
            yield _message(matter, number, client, chance.choice(agreements), sources, chance)


def companies_of(documents: int) -> int:
    """How many names a matter of so many documents may take."""
    return 2 + documents // 4


def _agreement(
    contract: Contract, parties: tuple[Party, Party], law: str, number: int, chance: random.Random
) -> tuple[Agreement, Paper]:
    day = some_day(chance)
    text, clauses = contract.filled(values(contract, parties, law, chance))
    words = tuple(text[clause.start : clause.end] for clause in clauses)
    head = f"{contract.title}\n\nbetween {parties[0].name} and {parties[1].name}, signed on {written(day)}\n\n"
    agreement = Agreement(contract, parties, day, words)
    at = chance.randrange(len(clauses))
    asked = Asked(ASKED[clauses[at].category].format(agreement=agreement.named), words[at])
    name = f"{number:03} {contract.title} {parties[1].short}.txt".replace("/", "-")
    return agreement, Paper(name, (head + text).encode(), asked)


def _amendment(agreement: Agreement, number: int, chance: random.Random) -> Paper:
    one, other = agreement.parties
    day, ordinal = agreement.day + timedelta(days=chance.randrange(60, 900)), number
    clause, question = TERMS[chance.choice(sorted(TERMS))]
    changed = clause.format(sum=some_sum(chance), day=written(some_day(chance)))
    title = f"Amendment No. {ordinal} to the {agreement.contract.title}"
    text = (
        f"{title}\n\nThis {title} is made on {written(day)} between {one.name} and {other.name}. It amends the "
        f'{agreement.contract.title} that they signed on {written(agreement.day)} (the "Agreement").\n\n'
        f"1. Change. {changed}\n\n2. The rest. All other terms of the Agreement stay in force. Words defined there "
        f"have the same meaning here.\n\n3. Counterparts. This {title} may be signed in counterparts, each of which is "
        f"an original.\n\n{one.person} for {one.name}\n\n{other.person} for {other.name}\n"
    )
    named = f"{title} between {one.name} and {other.name}"
    asked = Asked(question.format(amendment=named), changed)
    return Paper(f"{number:03} {title} {other.short}.txt".replace("/", "-"), text.encode(), asked)


def _message(
    matter: int, number: int, client: Party, agreement: Agreement, sources: Sources, chance: random.Random
) -> Paper:
    other = agreement.parties[1]
    sender, receiver = (client, other) if chance.random() < 0.5 else (other, client)
    day = agreement.day + timedelta(days=chance.randrange(1, 1_500))
    thing = f"{chance.choice(THINGS)} {number + 1} of {other.short}"
    said, question = SAID[chance.choice(sorted(SAID))]
    clause = said.format(thing=thing, sum=some_sum(chance), day=written(some_day(chance)))
    opening = chance.choice(OPENINGS).format(
        day=written(day - timedelta(days=chance.randrange(2, 30))), client=client.name
    )
    body = [opening, *chance.sample(sources.paragraphs, chance.randrange(1, 6)), chance.choice(CLOSINGS)]
    if agreement.clauses and chance.random() < 0.4:
        quoted = " ".join(chance.choice(agreement.clauses).split())
        body.insert(-1, f'The {agreement.contract.title} says: "{quoted}"')
    body.insert(chance.randrange(1, len(body)), clause)
    subject = f"{agreement.contract.title}: {thing}"
    asked = Asked(question.format(thing=thing, sender=sender.person), clause)
    reference = f"{matter:05}/{number:05}"
    if chance.random() < LETTERS:
        text = (
            f"{sender.name}\n\n{written(day)}\n\nTo {receiver.person}, {receiver.name}\n\nOur reference: {reference}"
            f"\n\n{subject}\n\nDear {receiver.person},\n\n"
            + "\n\n".join(body)
            + f"\n\nYours sincerely,\n\n{sender.person}\n"
        )
        return Paper(f"{number:03} {day} letter {thing}.txt", text.encode(), asked)
    return Paper(f"{number:03} {day} mail {thing}.eml", _mail(subject, sender, receiver, day, reference, body), asked)


def _mail(subject: str, sender: Party, receiver: Party, day: date, reference: str, body: Sequence[str]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{sender.person} <{sender.address}>"
    message["To"] = f"{receiver.person} <{receiver.address}>"
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.combine(day, time(9, 30), UTC))
    message["Message-ID"] = f"<{reference.replace('/', '.')}@made.example>"
    message.set_content("\n\n".join([*body, sender.person]) + "\n", cte="8bit")
    return bytes(message)
