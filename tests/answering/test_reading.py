"""Quote mode with a reader: it decides what is stated, and whether anything is."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pincite.answering.candidates import Candidate, Judged
from pincite.answering.chances import FARTHEST_AHEAD, FOLLOWED, BestCandidate, chance, chance_followed
from pincite.answering.formula import Scored, words_of
from pincite.answering.quote import Quoted, best_of, quote
from pincite.answering.reading import STEPS, THIN, THIN_FOLLOWED, _alike, usual_clause
from pincite.answering.readings import ENOUGH, SELDOM, UNLIKELY, WEIGHTS, Readings, reach
from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.fakes import HashingEmbedder, OverlapReader
from pincite.models.ports import Reader, SecondReader, ToRead
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage, Searched
from pincite.retrieval.query import understand

LEASE = """LEASE

1. Rent. The Tenant shall pay rent of $4,200 per month. Rent is due on the first day of each month.

2. Insurance. The Landlord shall insure the Premises against fire. The Tenant may, with consent:

(a) assign this lease to an affiliate; or

(b) sublet a part of the Premises.
"""


class Listening:
    """A reader that keeps what it was given."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read_of: list[ToRead] = []
        self._reader = OverlapReader()
        self.name = self._reader.name
        self.second: SecondReader | None = None

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        self.asked.append(question)
        self.read_of += passages
        return await self._reader.read(question, passages)


def asked(
    question: str, reader: Reader | None, texts: tuple[str, ...] = (LEASE,), meant: str = "", newest: str = ""
) -> Quoted:
    contents = {VersionId(f"v{at}"): read(text.encode(), f"lease{at}.txt") for at, text in enumerate(texts)}
    passages: list[Passage] = []
    for version, content in contents.items():
        for chunk in by_clause(DocumentId(f"d{version}"), version, content, ""):
            label = len(passages) + 1
            passages.append(
                Passage(label, chunk, MatterId("m"), f"/{version}.txt", "Lease", None, "", None, "", 1.0, 1, 1, 0.8)
            )
    hints = ((DocumentId(meant), 20.0),) if meant else ()
    searched = Searched(question, question, hints, "", 20, (), {}, (), ())
    evidence = Evidence(tuple(passages), "1", searches=(searched,))
    return asyncio.run(
        quote(
            replace(understand(question), newest=newest),
            evidence,
            embedder=HashingEmbedder(),
            content_of=contents.__getitem__,
            reader=reader,
        )
    )


def test_the_reader_says_which_sentence_answers() -> None:
    found = asked("On which day of each month is rent due?", OverlapReader())
    assert found.answer.statements[0].text == "Rent is due on the first day of each month."
    assert 0.3 <= found.strength <= 1


def test_nothing_is_stated_where_the_reader_finds_no_answer() -> None:
    found = asked("Which court hears disputes about trademarks in Delaware?", OverlapReader())
    assert found.answer.statements == ()
    assert found.strength < 0.3


def test_an_item_is_stated_with_its_lead_in_and_judged_by_itself() -> None:
    reader = Listening()
    found = asked("May the Tenant sublet a part of the Premises?", reader)
    assert found.answer.statements[0].text.startswith("The Tenant may, with consent:")
    assert found.answer.statements[0].text.rstrip().endswith("(b) sublet a part of the Premises.")
    said = [passage.text[slice(*span)] for passage in reader.read_of for span in passage.sentences]
    assert any(text.startswith("(b) sublet") for text in said)


def test_the_reader_gets_no_party_that_only_says_which_document_is_meant() -> None:
    text = 'LEASE\n\nThis Lease is between Larkmoor Inc. ("Landlord") and Finch LLC ("Tenant").\n\n1. Rent is $5.\n'
    named, unnamed = Listening(), Listening()
    asked("What rent does Finch pay under the Larkmoor lease?", named, (text,), meant="dv0")
    asked("What rent does Finch pay under the Larkmoor lease?", unnamed, (text,))
    assert {*named.asked} == {"What rent does Finch pay under the lease?"}
    assert {*unnamed.asked} == {"What rent does Finch pay under the Larkmoor lease?"}
    followed = Listening()
    asked("How long is the Larkmoor lease? And its rent?", followed, (text,), meant="dv0", newest="And its rent?")
    assert {*followed.asked} == {"How long is the Larkmoor lease? And its rent?", "And its rent?"}


def test_a_passage_is_read_with_its_headings_and_each_sentence_once() -> None:
    reader = Listening()
    asked("Who insures the Premises?", reader)
    assert all("lease" in passage.headings.lower() for passage in reader.read_of)
    spans = [(passage.text, span) for passage in reader.read_of for span in passage.sentences]
    assert len(spans) == len(set(spans)) > 0
    assert all(0 <= start < end <= len(text) for text, (start, end) in spans)


def test_a_document_without_the_words_of_a_question_that_names_none_seldom_answers_it() -> None:
    question = "Shall somebody insure the swimmer and the lifeguard?"
    pool, garden = (f"{LEASE}\n3. Rules. {rule}\n" for rule in ("Each swimmer has a lifeguard.", "Each hedge is cut."))
    by_pool, by_garden = (asked(question, Undecided(), (text,)).strength for text in (pool, garden))
    assert by_garden < 0.6 * by_pool


def test_among_many_documents_something_fits_by_chance() -> None:
    assert chance(replace(BEST, competing=80), is_named=False) < chance(BEST, is_named=False)
    assert chance(replace(BEST, competing=80), is_named=True) == chance(BEST, is_named=True)


class Inclined:
    """Thinks something of the first sentence that it reads, and nothing of any other."""

    name = "inclined"
    second: SecondReader | None = None

    def __init__(self, odds: float) -> None:
        self.calls, self._odds = 0, odds

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        self.calls += 1
        said = [[-6.0] * len(passage.sentences) for passage in passages]
        if self.calls == 1:
            said[0][0] = self._odds
        return said

    def load(self) -> None:
        """Nothing is to be loaded."""


def test_more_is_read_where_the_first_candidates_are_hardly_likelier_than_not() -> None:
    unsure, sure = Inclined(-0.8), Inclined(1.0)
    assert 0.5 < asked("When is Rent1 due in each month?", unsure, MANY, meant="dv0").strength < 0.6
    assert asked("When is Rent1 due in each month?", sure, MANY, meant="dv0").strength > 0.6
    assert (unsure.calls, sure.calls) == (3, 1)


class Leaning:
    """A reader to which the rent of one lease is likelier an answer than that of the other, and all else none."""

    name = "leaning"
    second: SecondReader | None = None

    def __init__(self, less: float) -> None:
        self._less = less

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        assert question
        rents = [5.0 if "$4,200" in one.text else self._less for one in passages]
        return [
            [odds if "rent of" in one.text[start:end] else -20.0 for start, end in one.sentences]
            for one, odds in zip(passages, rents, strict=True)
        ]


@pytest.mark.parametrize(("less", "is_near"), [(3.5, True), (-20.0, False)])
def test_another_document_that_would_be_quoted_as_well_is_told(less: float, *, is_near: bool) -> None:
    texts = (LEASE, LEASE.replace("$4,200", "$9,900"))
    found = asked("What rent shall the Tenant pay per month?", Leaning(less), texts)
    assert ["$4,200" in one.text for one in found.answer.statements] == [True]
    assert bool(found.elsewhere) is is_near


@pytest.mark.parametrize("meant", ["dv0", "dv1"])
def test_the_document_that_is_named_answers_first(meant: str) -> None:
    other = LEASE.replace("$4,200", "$9,900")
    found = asked("What rent shall the Tenant pay per month?", OverlapReader(), (LEASE, other), meant)
    assert ("$4,200" in found.answer.statements[0].text) == (meant == "dv0")


class Undecided:
    """A reader to which every sentence is as likely."""

    name = "undecided"
    second: SecondReader | None = None

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        assert question
        return [[2.0] * len(passage.sentences) for passage in passages]


KEYS = """LEASE

1. Keys. The Tenant keeps a key of the door for the porter.

2. End. The Tenant may terminate for convenience, at any time and without cause, upon prior written notice.
"""


def test_what_usually_says_so_is_stated_before_what_has_its_words() -> None:
    found = asked("Can the Tenant walk away for no reason?", Undecided(), (KEYS,))
    assert "for convenience" in found.answer.statements[0].text


def test_strength_falls_without_the_best_one() -> None:
    read = of(odds=(4.0, 1.0, -6.0))
    assert read.strength() > read.strength({0}) > read.strength({0, 1}) > read.strength({0, 1, 2}) == 0.0


def test_what_was_not_read_is_never_the_best() -> None:
    read = of(odds=(None, -5.0, None), scores=(2.0, 0.1, 1.9))
    assert max(range(3), key=lambda at: read.scores[at]) == 1
    assert read.strength({1}) == 0.0


MANY = tuple(LEASE.replace("Rent", f"Rent{at}").replace("4,200", f"{at},900") for at in range(1, 16))


class Wavering(Listening):
    """A reader to which every sentence is rather less likely to answer than none."""

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        return [[-4.0 for _ in odds] for odds in await super().read(question, passages)]


def test_more_is_read_only_where_nothing_is_sure_and_something_is_likely() -> None:
    sure, unlikely, wavering = Listening(), Listening(), Wavering()
    asked("The Tenant shall pay rent of $7,900 per month", sure, MANY)
    assert asked("Which court hears disputes about trademarks in Delaware?", unlikely, MANY).strength < 0.2
    assert 0.2 < asked("When is rent due in each month, by the lease?", wavering, MANY).strength < 0.5
    counts = [sum(len(passage.sentences) for passage in one.read_of) for one in (sure, unlikely, wavering)]
    assert counts == [STEPS[0], STEPS[0], STEPS[-1]]


LEFT = ((4.0, 3), (1.0, 1), (-40.0, 2))


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("odds", [-6.0, 0.0, SELDOM])
def test_no_candidate_that_is_left_comes_to_more_than_what_they_reach(odds: float, is_named: bool) -> None:
    """Unless the reader takes it for a better answer than almost any sentence is."""
    best, likeness = -2.0, 0.4
    reached = reach(best, LEFT, likeness, 1, is_named=is_named)
    assert reached < 1
    for beside, label in LEFT:
        score = WEIGHTS.odds * odds + beside
        if score > best:
            assert chance(BestCandidate(score, odds, likeness, score - best, label), is_named=is_named) <= reached


def test_nothing_is_reached_where_none_that_is_left_would_be_the_best() -> None:
    assert reach(9.0, LEFT, 0.4, 1, is_named=True) == 0.0


def test_it_is_settled_where_nothing_would_be_stated_and_little_is_left() -> None:
    wavering, hopeless = of(odds=(-4.0, None, None)), of(odds=(-10.0, None, None))
    poor, good = replace(wavering, beside=(5.0, -9.0, -9.0)), replace(wavering, beside=(5.0, 9.0, 9.0))
    assert hopeless.strength() < wavering.strength() < THIN
    assert poor.is_settled((1, 2), THIN)
    assert not good.is_settled((1, 2), THIN)
    assert replace(hopeless, beside=good.beside).is_settled((1, 2), THIN)
    assert not poor.is_settled((1, 2), 0.0)  # whoever states something at any chance wants all of them read


def test_it_is_unlikely_only_once_enough_were_read() -> None:
    """That holds for follow-ups and for two readers too, of whom nobody knows how far the rest reaches."""
    followed = replace(of(odds=(-6.0, None, None)), newest={0: -6.0}, whole={0: -6.0})
    assert followed.strength() < UNLIKELY * THIN_FOLLOWED
    assert not followed.is_unlikely(THIN_FOLLOWED)
    assert replace(followed, odds=(-6.0,) * ENOUGH, beside=(5.0,) * ENOUGH, labels=(1,) * ENOUGH).is_unlikely(1.0)


def test_the_closest_sentence_of_a_passage_that_was_not_read_is_that_with_its_words() -> None:
    found = asked("Which court hears disputes about trademarks on the first day of each month?", OverlapReader(), MANY)
    assert found.answer.statements == ()
    rent = [one.text for one in sorted(found.closest, key=lambda one: one.label) if "Rent" in one.text]
    assert rent == [f"Rent{at} is due on the first day of each month." for at in range(1, 16)]


def of(odds: tuple[float | None, ...], scores: tuple[float, ...] = (0.9, 0.9, 0.9)) -> Readings:
    """Three candidates whose words are of no use."""
    version, lease = VersionId("v"), read(LEASE.encode(), "lease.txt")
    chunk = by_clause(DocumentId("d"), version, lease, "")[0]
    passage = Passage(1, chunk, MatterId("m"), "/lease.txt", "Lease", None, "", None, "", 1.0, 1, 1, 0.8)
    candidate = Candidate(passage, 0, 0, 10, "Rent is due.", "Rent is due.", "Lease")
    found = (candidate,) * 3
    made = Scored((understand("When is rent due?"),), found, words_of(found), ((0.5, 0.5, 0.5),), scores)
    return Readings(made, (5.0, 5.0, 5.0), odds, (1, 1, 1))


def test_what_repeats_the_best_sentence_is_no_rival_of_it() -> None:
    """Items of one list with its lead-in are near each other by every measure, and make none of them less likely."""
    both = replace(of(odds=(4.0, 3.9, 0.0)), is_named=True)
    assert replace(both, alike={0: frozenset({1}), 1: frozenset({0})}).strength() > both.strength()


BEST = BestCandidate(1.0, 1.0, 0.05, 0.5, 4)


@pytest.mark.parametrize(
    "surer",
    [replace(BEST, best=3.0), replace(BEST, odds=3.0), replace(BEST, ahead=3.0), replace(BEST, label=1)],
)
def test_what_stands_out_among_all_that_was_read_is_surer(surer: BestCandidate) -> None:
    assert chance(surer, is_named=True) > chance(BEST, is_named=True)


def test_a_weak_best_one_tells_more_against_an_answer_where_no_document_is_named() -> None:
    weak, good = replace(BEST, best=-3.0), replace(BEST, best=3.0)
    nameless, named = (chance(good, is_named=one) / chance(weak, is_named=one) for one in (False, True))
    assert nameless > named


def test_a_lead_counts_up_to_a_point() -> None:
    far = replace(BEST, ahead=FARTHEST_AHEAD)
    assert chance(replace(far, ahead=50.0), is_named=False) == chance(far, is_named=False)


def test_a_follow_up_is_refused_where_only_both_questions_together_find_it() -> None:
    """What the earlier question brings with it is the earlier answer, not one to what is new."""
    earlier_again, new_too = (
        chance_followed(FOLLOWED, 1.0, -2.0, 3.0, 0.5),
        chance_followed(FOLLOWED, 1.0, 2.0, -1.0, 0.5),
    )
    assert earlier_again < THIN_FOLLOWED < new_too


def test_a_follow_up_is_read_mostly_by_what_is_new() -> None:
    new = "On which day of each month is rent due?"
    found = asked(f"Shall the Landlord insure the Premises? {new}", OverlapReader(), newest=new)
    assert found.answer.statements[0].text == "Rent is due on the first day of each month."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can Acme get out of the lease?", "notice of termination"),
        ("Can Acme get out of the lease for no reason?", "for convenience"),
        ("Can Acme get out of the lease if Finch is taken over?", "change of control"),
        ("Can Acme get out of the lease if Finch goes bust?", "becomes insolvent"),
        ("If a strike keeps Finch from delivering, can Acme get out of it?", "performance caused by"),
        ("Can Acme assign the lease if Finch is taken over?", "change of control"),
    ],
)
def test_the_usual_clause_of_an_end_is_that_of_its_ground(question: str, words: str) -> None:
    assert words in usual_clause(understand(question))


def test_the_usual_clause_of_a_follow_up_is_that_of_what_is_new() -> None:
    whole = understand("Can they get out for convenience? And if they pay late?")
    assert "for convenience" in usual_clause(whole)
    assert "bears interest" in usual_clause(replace(whole, newest="And if they pay late?"))
    assert usual_clause(replace(whole, newest="And then?")) == ""


def test_an_item_is_stated_in_place_of_the_words_that_only_lead_it_in() -> None:
    content = read(LEASE.encode(), "lease.txt")
    chunk = by_clause(DocumentId("d"), VersionId("v"), content, "")[0]
    passage = Passage(1, chunk, MatterId("m"), "/lease.txt", "Lease", None, "", None, "", 1.0, 1, 1, 0.8)
    lead = Candidate(passage, 100, 100, 160, "The Tenant may, with consent:", "", "")
    items = [
        Candidate(passage, at, at, at + 20, f"({at}) may be done", "", "", openings=((100, 160),)) for at in (170, 200)
    ]
    judged = Judged((5.0, 4.1, 4.6), 0.0, lambda _: 1.0, lambda one, best: one >= best - 0.5)
    assert best_of([lead, *items], judged) == [2]
    assert best_of([lead], Judged((5.0,), 0.0, lambda _: 1.0, lambda one, best: one >= best)) == [0]


def test_the_reader_is_asked_in_the_words_of_the_document_that_is_named() -> None:
    policy = "POLICY\n\n1. Reports. The Provider shall report a Security Incident within 72 hours."
    listening = Listening()
    asked("When must a data breach be reported?", listening, (policy,), meant="dv0")
    assert listening.asked == ["When must a security incident be reported?"]
    listening = Listening()
    asked("When must a data breach be reported?", listening, (policy,))
    assert listening.asked == ["When must a data breach be reported?"]


def test_an_item_behind_a_gap_is_no_rival_of_its_lead_in() -> None:
    content = read(LEASE.encode(), "lease.txt")
    chunk = by_clause(DocumentId("d"), VersionId("v"), content, "")[0]
    passage = Passage(1, chunk, MatterId("m"), "/lease.txt", "Lease", None, "", None, "", 1.0, 1, 1, 0.8)
    lead = Candidate(passage, 100, 100, 160, "The Tenant may, with consent:", "", "")
    item = Candidate(passage, 170, 170, 200, "(a) assign this lease", "", "", openings=((100, 160),))
    other = Candidate(passage, 10, 10, 40, "The Tenant shall pay rent.", "", "")
    assert _alike([lead, item, other]) == {0: frozenset({1}), 1: frozenset({0})}
