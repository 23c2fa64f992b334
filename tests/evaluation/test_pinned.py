import asyncio

from tests.evaluation.replies import reply_fields

from pincite.evaluation.alce import citation_quality
from pincite.evaluation.answered import Answered, answered
from pincite.evaluation.pinned import by_quote
from pincite.models.fakes import WordOverlapEntailment

PASSAGE = (
    "7.4 The Customer pays within 30 days. 7.5 Late amounts bear interest.\nThe Supplier shall:\n"
    "(a) insure;\n(b) deliver."
)


def quoting(text: str, *quotes: str) -> Answered:
    """A reply of one statement that quotes words of one passage."""
    fields = reply_fields("q", [(text, [1])], passages=(PASSAGE,))
    fields["statements"] = [
        {
            "text": text,
            "support": 1.0,
            "citations": [
                {
                    "document": "lease",
                    "start": 100 + PASSAGE.index(quote),
                    "end": 100 + PASSAGE.index(quote) + len(quote),
                    "label": 1,
                    "path": "/d/lease.txt",
                    "section": "7",
                    "page": None,
                    "quote": quote,
                }
                for quote in quotes
            ],
        }
    ]
    return answered(fields)


def precision(found: Answered) -> object:
    quality = asyncio.run(citation_quality(*by_quote(found), WordOverlapEntailment(), threshold=0.7))
    return getattr(quality.precision, "value", None)


def test_a_quote_from_beside_is_imprecise_though_its_passage_bears_the_statement_out() -> None:
    said = "The Customer pays within 30 days."
    assert precision(quoting(said, "The Customer pays within 30 days.")) == 1.0
    assert precision(quoting(said, "Late amounts bear interest.")) == 0.0
    assert precision(quoting(said, "The Customer pays within 30 days.", "Late amounts bear interest.")) == 0.5


def test_an_item_is_read_with_the_words_that_lead_into_its_list() -> None:
    cited, words = by_quote(quoting("The Supplier shall deliver.", "(b) deliver."))
    assert cited[0].labels == (1,)
    assert words == ("The Supplier shall: (b) deliver.",)
