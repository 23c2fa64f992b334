"""What a reader makes of the passages before a model writes: their order, and whether the model is asked."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.writing_whole import written_whole

from pincite.answering.best_reads import BestRead
from pincite.answering.prereading import FIRST, Preread, best_first, closest_read, placed, preread
from pincite.answering.prompting import set_aside
from pincite.answering.writing import Written
from pincite.chunking.by_clause import by_clause
from pincite.documents.document import Document, Region, RegionKind
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.fakes import HashingEmbedder, OverlapReader, Scripted
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand
from pincite.retrieval.tokens import estimated_tokens

LEASE = """LEASE

1. Rent. The Tenant shall pay rent of $4,200 per month. Rent is due on the first day of each month.

2. Repairs. The Landlord shall keep the roof, the outer walls and the lifts in good repair at its own cost.

3. Insurance. The Landlord shall insure the Premises against fire. The Tenant may, with consent:

(a) assign this lease to an affiliate which is as able to pay the rent as the Tenant itself; or

(b) sublet a part of the Premises for no more than three years.

4. Notices. Notices shall be in writing and delivered to the other party at its address above.
"""
ABSTAINS = json.dumps({"answered": False, "statements": []})
SUBLET = "May the Tenant sublet a part of the Premises for three years?"
NOWHERE = "Which court hears disputes about trademarks in Delaware?"

Found = tuple[Evidence, Callable[[VersionId], Document]]


def found(*texts: str) -> Found:
    """Every piece of the texts as a passage, in the order in which they stand."""
    contents = {VersionId(f"v{at}"): read(text.encode(), f"lease{at}.txt") for at, text in enumerate(texts)}
    passages: list[Passage] = []
    for version, content in contents.items():
        for chunk in by_clause(DocumentId(f"d{version}"), version, content, ""):
            text = content.text[chunk.start : chunk.end]
            label = len(passages) + 1
            passages.append(
                Passage(label, chunk, MatterId("m"), f"/{version}.txt", "Lease", None, "", None, text, 1.0, 1, 1, 0.8)
            )
    return Evidence(tuple(passages), "1"), contents.__getitem__


def made(question: str, evidence: Evidence, content_of: Callable[[VersionId], Document]) -> Preread | None:
    return asyncio.run(preread(understand(question), evidence, content_of, HashingEmbedder(), OverlapReader()))


def sure(question: str, of: Found) -> Preread:
    read_of = made(question, *of)
    assert read_of is not None
    return read_of


def wrote(question: str, of: Found, budget: int, read_of: Preread | None) -> tuple[Written, Scripted]:
    """What is written where `budget` tokens are left for passages, and the model with what it was asked."""
    model = Scripted([ABSTAINS])
    query = understand(question)
    context = budget + set_aside(query.text, 900, estimated_tokens)
    written = asyncio.run(written_whole(query, of[0], model, of[1], context, answer_tokens=900, read=read_of))
    return written, model


def test_the_passage_that_answers_stands_first_and_the_others_keep_their_order() -> None:
    of = found(*(LEASE.replace("4,200", f"{at},900") for at in range(1, 5)))
    read_of = sure("Rent of $3,900 per month", of)
    ordered, first = best_first(of[0].passages, read_of, of[1])
    assert "$3,900" in ordered[0].text
    assert [passage.label for passage in ordered] == list(range(1, len(ordered) + 1))
    assert 1 < first == min(FIRST, len(read_of.best))
    places = [passage.span for passage in of[0].passages]
    behind = [places.index(passage.span) for passage in ordered[first:]]
    assert behind == sorted(behind)


def from_item(passage: Passage) -> Passage:
    """The passage with the list as a piece that begins within it, as pieces of long lists do."""
    at = passage.text.find("(b) sublet")
    if at < 0:
        return passage
    return replace(passage, text=passage.text[at:], chunk=replace(passage.chunk, start=passage.chunk.start + at))


def test_the_sentence_that_answers_brings_what_leads_into_it() -> None:
    whole, content_of = found(LEASE)
    of = (replace(whole, passages=tuple(map(from_item, whole.passages))), content_of)
    assert not any("The Tenant may, with consent:" in one.text for one in of[0].passages)
    ordered, _ = best_first(of[0].passages, sure(SUBLET, of), of[1])
    assert "(b) sublet" in ordered[0].text
    assert "The Tenant may, with consent:" in ordered[0].text
    assert ordered[0].text == of[1](ordered[0].chunk.version).text[ordered[0].chunk.start : ordered[0].chunk.end]


@pytest.mark.parametrize("kind", ["hidden", "comment", "deleted"])
def test_what_leads_in_brings_no_words_that_are_read_apart(kind: RegionKind) -> None:
    whole, content_of = found(LEASE)
    content = content_of(VersionId("v0"))
    at = content.text.index("The Tenant may")
    apart = replace(content, regions=(Region(kind, at, at + len("The Tenant may, with consent:")),))
    passages = tuple(map(from_item, whole.passages))
    narrow = next(one for one in passages if "(b) sublet" in one.text)
    sentence = BestRead(narrow.label, at, narrow.chunk.start, narrow.chunk.end, at, narrow.chunk.end, "", 1.0, 1.0)
    read_of = Preread("r", 0.9, (sentence,), ())
    assert best_first(passages, read_of, lambda _: apart)[0][0].text == narrow.text


@pytest.mark.parametrize("is_read", [False, True], ids=["by the search", "by the reader"])
def test_a_budget_for_one_passage_goes_to_the_one_that_answers(is_read: bool) -> None:
    of = found(LEASE)
    said, model = wrote(SUBLET, of, 160, sure(SUBLET, of) if is_read else None)
    assert ("sublet a part" in model.asked[0][-1].content.replace(SUBLET, "")) == is_read
    assert said.left_out


def test_no_model_is_asked_where_the_passage_that_answers_does_not_fit() -> None:
    of = found(LEASE, "5. Keys. The Tenant gets two keys.\n")
    assert wrote(SUBLET, of, 70, None)[1].asked  # another one would
    said, model = wrote(SUBLET, of, 70, sure(SUBLET, of))
    assert model.asked == ()
    assert "the passage that answers best does not fit" in said.problem


def test_a_question_that_nothing_answers_is_hopeless() -> None:
    of = found(LEASE)
    assert sure(NOWHERE, of).is_hopeless
    assert not sure(SUBLET, of).is_hopeless


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the lease",
        "Compare the notice periods of the lease and the licence",
        "Which leases allow the tenant to sublet?",
    ],
)
def test_a_question_that_no_one_sentence_answers_is_left_to_the_model(question: str) -> None:
    assert made(question, *found(LEASE)) is None


def test_passages_without_a_sentence_to_quote_are_left_to_the_model() -> None:
    assert made("Who signs?", *found("SIGNATURES\n\n_______\n\nA. Baird\n")) is None


def test_what_was_read_is_known_by_the_labels_of_what_was_packed() -> None:
    of = found(LEASE)
    read_of = sure(SUBLET, of)
    said, _ = wrote(SUBLET, of, 4_000, read_of)
    labels = {passage.label for passage in said.evidence.passages}
    assert said.reads
    assert {one.label for one in said.reads} <= labels
    best = said.reads[0]
    text = of[1](said.evidence.cite(best.label).chunk.version).text
    assert text[best.own_start : best.end].startswith("(b) sublet")
    assert best.first <= best.own_start < best.end <= best.last
    shown = closest_read(said.reads, said.evidence.passages, of[1])
    assert shown[best.label].text.startswith("The Tenant may, with consent:")
    assert placed(read_of, of[0], said.evidence.passages) == said.reads
