"""Verification: the words of a statement are those of the document, all of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pincite.access.scope import Principal, Scope
from pincite.answering.answer import Answer, Citation, Statement
from pincite.answering.candidates import Judged, candidates
from pincite.answering.quote import stated
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, Span, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand
from pincite.verification.verbatim import verify

DOCUMENT, VERSION, MATTER = DocumentId("licence"), VersionId("v1"), MatterId("m")
SCOPE = Scope(Principal("alice", "alice"), frozenset({MATTER}), frozenset(), 1, datetime(2030, 1, 1, tzinfo=UTC))


def _reasons(content: Document, text: str, quote: str | None = None) -> Sequence[str]:
    """What speaks against a statement that cites the whole document."""
    end = len(content.text)
    chunk = Chunk(DOCUMENT, VERSION, 0, 0, end, "", "", 0, end, "")
    passage = Passage(1, chunk, MATTER, "/licence", "Licence", None, "", None, content.text, 1.0, 1, 1, 1.0)
    span = Span(DOCUMENT, VERSION, 0, end)
    cited = content.text if quote is None else quote
    citation = Citation(1, span, "/licence", "Licence", "", "", None, "", "", None, cited)
    answer = Answer((Statement(text, (citation,)),))
    [support] = verify(answer, Evidence((passage,), "1"), SCOPE, lambda _: content).supports
    return support.reasons


LICENCE = read(b"<p>The Licensee shall</p><p role='doc-footnote'>not</p><p>copy the software.</p>", "licence.html")


def test_the_words_of_the_document_are_supported() -> None:
    assert _reasons(LICENCE, LICENCE.text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The Licensee shall copy the software.",
        "The Licensee shall\ncopy the software.",
        "The Licensee shall not copy the software",
        "copy the software.",
        "",
    ],
    ids=["without the note", "without its line", "without the stop", "the end alone", "nothing"],
)
def test_other_words_are_refused(text: str) -> None:
    assert _reasons(LICENCE, text) == ("its words are not those of any of its quotes",)


def test_a_quote_that_the_document_does_not_have_at_its_span_is_refused() -> None:
    assert _reasons(LICENCE, "The Licensee may.", "The Licensee may.") == (
        "the quote is not what the document says there",
    )


LIST = read(
    b"11. Duration\n\n11.1 It lasts a year.\n\n11.2 Either party may end this agreement at once if:\n\n"
    b"(a) the other party fails to pay within 14 days;\n\n(b) the other party is wound up.\n",
    "agreement.txt",
)


def _of_item(start: str) -> Sequence[str]:
    """What speaks against a quote from some words to the end of item (a), in a passage that has only the item."""
    text = LIST.text
    first, item, end = text.index(start), text.index("(a)"), text.index("\n\n(b)")
    chunk = Chunk(DOCUMENT, VERSION, 0, item, end, "", "", item, end, "")
    passage = Passage(1, chunk, MATTER, "/list", "List", None, "", None, text[item:end], 1.0, 1, 1, 1.0)
    said = text[first:end]
    citation = Citation(1, Span(DOCUMENT, VERSION, first, end), "/list", "List", "", "", None, "", "", None, said)
    answer = Answer((Statement(said, (citation,)),))
    [support] = verify(answer, Evidence((passage,), "1"), SCOPE, lambda _: LIST).supports
    return support.reasons


def test_an_item_of_a_list_is_quoted_with_the_words_that_open_the_list() -> None:
    assert _of_item("11.2 Either") == ()
    assert _of_item("(a)") == ()


def test_words_before_those_that_open_the_list_are_of_another_clause() -> None:
    assert _of_item("11.1 It") == ("the quote lies outside the clause of passage [1]",)


FAR = read(
    b"11. Duration\n\n11.1 It lasts a year.\n\n11.2 It ends if Acme: (a) fails to pay; (b) is wound up; (c) is sold.\n",
    "agreement.txt",
)


def _behind(
    *openings: str, text: str = "11.2 It ends if Acme: […] (c) is sold.", of: DocumentId = DOCUMENT
) -> Sequence[str]:
    """What speaks against item (c) behind other words, which it cites too, in a passage that has only the item.

    The other words are of the document `of`.
    """
    item = FAR.text.index("(c)")
    end = FAR.text.index(".", item) + 1
    chunk = Chunk(DOCUMENT, VERSION, 0, item, end, "", "", item, end, "")
    passage = Passage(1, chunk, MATTER, "/list", "List", None, "", None, FAR.text[item:end], 1.0, 1, 1, 1.0)
    starts = [FAR.text.index(words) for words in openings]
    spans = [(item, end), *((start, start + len(words)) for start, words in zip(starts, openings, strict=True))]
    citations = tuple(
        Citation(1, Span(one, VERSION, *ends), "/list", "List", "", "", None, "", "", None, FAR.text[slice(*ends)])
        for one, ends in zip((DOCUMENT, *(of for _ in openings)), spans, strict=True)
    )
    [support] = verify(Answer((Statement(text, citations),)), Evidence((passage,), "1"), SCOPE, lambda _: FAR).supports
    return support.reasons


def test_an_item_far_behind_the_words_that_open_its_list_is_quoted_behind_them() -> None:
    assert _behind("11.2 It ends if Acme:") == ()


@pytest.mark.parametrize("words", ["11.1 It lasts a year.", "11.2 It ends", "11.2 It ends if Acme: (a) fails to pay;"])
def test_an_item_is_not_quoted_behind_any_other_words(words: str) -> None:
    assert _behind(words) == ("the quote lies outside the clause of passage [1]",)


def test_an_item_is_quoted_with_all_that_opens_its_list() -> None:
    for text in (
        "11.2 It ends if Acme: (c) is sold.",
        "It ends if Acme: […] (c) is sold.",
        "11.2 It ends […] (c) is sold.",
    ):
        assert _behind("11.2 It ends if Acme:", text=text) == ("its words are not those of any of its quotes",)


def test_an_item_is_not_quoted_behind_words_of_another_document() -> None:
    assert "passage [1] is of another document or version than the quote" in _behind(
        "11.2 It ends if Acme:", of=DocumentId("another")
    )


COVENANT = (
    "2.1 The Company shall not, without consent, (i) sell a ship, "
    + "whether or not for value, " * 40
    + "(ii) borrow more than $2,000,000, "
    + "whoever may lend it, " * 40
    + "and (iii) move its seat; provided that it may sell one ship a year.\n2.2 The fee is due.\n"
)


def _parts_of_covenant() -> tuple[Document, list[tuple[Statement, tuple[str, ...]]]]:
    """The statements that may quote a sentence of two pages, each with what speaks against it."""
    content = read(COVENANT.encode(), "covenant.txt")
    passages = tuple(
        Passage(label, chunk, MATTER, "/covenant.txt", "", None, "", None, "", 1.0, 1, 1, 1.0)
        for label, chunk in enumerate(by_clause(DOCUMENT, VERSION, content, ""), start=1)
    )
    evidence = Evidence(passages, "1")
    found = candidates(understand("May the Company move?"), evidence, lambda _: content)
    said = []
    for one in found:
        certain = Judged((1.0,), 0.0, lambda _: 1.0, lambda one, best: one >= best)
        quoted = asyncio.run(stated([one], certain, lambda _: content, None))
        [support] = verify(quoted.answer, evidence, SCOPE, lambda _: content).supports
        said.append((support.statement, support.reasons))
    return content, said


def test_each_part_of_a_sentence_of_two_pages_is_supported_behind_what_opens_it() -> None:
    _, said = _parts_of_covenant()
    assert [reasons for _, reasons in said] == [()] * len(said)
    parts = [statement.text for statement, _ in said if "[…]" in statement.text]
    assert parts[-2].endswith("consent, […] and (iii) move its seat;")
    assert parts[-1].endswith("consent, […] provided that it may sell one ship a year.")


def test_a_part_is_not_supported_behind_other_words() -> None:
    content, said = _parts_of_covenant()
    part = next(statement for statement, _ in said if statement.text.endswith("one ship a year."))
    item, opening = part.citations
    wrong = content.text.index("whoever may lend it, ")
    span = Span(DOCUMENT, VERSION, wrong, wrong + 20)
    other = replace(part, citations=(item, replace(opening, span=span, quote=content.text[wrong : wrong + 20])))
    evidence = Evidence(
        tuple(
            Passage(label, chunk, MATTER, "/covenant.txt", "", None, "", None, "", 1.0, 1, 1, 1.0)
            for label, chunk in enumerate(by_clause(DOCUMENT, VERSION, content, ""), start=1)
        ),
        "1",
    )
    [support] = verify(Answer((other,)), evidence, SCOPE, lambda _: content).supports
    assert support.reasons
