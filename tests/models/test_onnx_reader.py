"""The reader's adapter: which tokens a sentence is read with, and how many of them."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from pincite.errors import ModelError
from pincite.models.onnx_graph import WEIGHTS
from pincite.models.onnx_reader import AROUND_TOKENS, HEADING_TOKENS, OnnxReader, read_chances
from pincite.models.ports import Reader, ToRead

TINY = Path(__file__).parents[1] / "data" / "reader"
"""A graph by `runs/making/make_tiny_reader.py`: the sum, over the tokens behind the question, of the id modulo 5, less
2."""

TEXT = "The Tenant shall pay rent. Rent is due on the first day. The Landlord shall insure the Premises against fire."


@pytest.fixture
def card(tmp_path: Path) -> Path:
    for file in (*TINY.iterdir(), WEIGHTS / "tokenizer.json"):
        shutil.copy(file, tmp_path)
    return tmp_path / "tiny-reader.json"


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    spans, start = [], 0
    for part in text.split(". "):
        end = min(len(text), start + len(part) + 1)
        spans.append((start, end))
        start = end + 1
    return tuple(spans)


def worth(*parts: str) -> float:
    """What the tiny graph makes of words; the marks between them, of id 102, are worth nothing."""
    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    return float(sum(one % 5 - 2 for part in parts for one in tokenizer.encode(part, add_special_tokens=False).ids))


def read(card: Path, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
    reader: Reader = OnnxReader(card)
    return asyncio.run(reader.read(question, passages))


def test_a_sentence_is_read_with_its_headings_and_its_neighbours(card: Path) -> None:
    passage = ToRead("Lease › 2 Rent", TEXT, sentences(TEXT))
    [found] = read(card, "Who insures?", [passage])
    first, second, third = (TEXT[start:end] for start, end in passage.sentences)
    around = [(second, third), (first, third), (first, second)]
    assert found == [
        worth("Lease › 2 Rent:", sentence, *beside)
        for sentence, beside in zip((first, second, third), around, strict=True)
    ]


def test_of_headings_and_neighbours_only_the_nearest_words_are_read(card: Path) -> None:
    far, near = "rent " * 40, "lease " * 30
    text = f"{far}. {near}. The Tenant pays. {near}. {far}"
    start = text.index("The Tenant")
    passage = ToRead(f"{far} › {near}", text, ((start, start + 16),))
    [[found]] = read(card, "Who?", [passage])
    heading, before, after = near.split()[:HEADING_TOKENS], near.split()[: AROUND_TOKENS - 1], near.split()
    assert found == worth(" ".join(heading), ":", *before, ".", "The Tenant pays.", *after[:AROUND_TOKENS])


def test_a_sentence_longer_than_a_window_is_read_as_far_as_it_fits(card: Path) -> None:
    text = "The Tenant shall pay " + "and ".join("rent " for _ in range(200)) + "."
    window = json.loads(card.read_bytes())["max_tokens"]
    [[found]] = read(card, "When?", [ToRead("Lease", text, ((0, len(text)),))])
    fit = window - len(["[CLS]", "when", "?", "[SEP]"]) - len(["lease", ":"]) - len(["[SEP]"])
    assert found == worth("Lease:", *text.split()[:fit])


def test_sentences_may_overlap_and_come_in_any_order(card: Path) -> None:
    spans = sentences(TEXT)
    both, third = (spans[0][0], spans[1][1]), spans[2]
    [found] = read(card, "q", [ToRead("", TEXT, (third, both, spans[0]))])
    assert found == [worth(TEXT)] * 3


@pytest.mark.parametrize("text", ["\ud800 x y z.", "🙂🙂 租金 rent.", "a " * 9_000])
def test_any_text_can_be_read(card: Path, text: str) -> None:
    [found] = read(card, text, [ToRead(text, text, ((0, len(text)), (0, 1)))])
    assert len(found) == 2


def test_nothing_is_read_where_nothing_is_asked(card: Path) -> None:
    assert read(card, "q", []) == []
    assert read(card, "q", [ToRead("", "No sentence.", ())]) == [[]]


def test_a_graph_that_is_not_the_one_of_its_card_is_refused(card: Path) -> None:
    content = json.loads(card.read_bytes())
    content["graph"]["sha256"] = "0" * 64
    card.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match="damaged or is another version"):
        read(card, "q", [ToRead("", TEXT, sentences(TEXT))])


def cut_in_two(card: Path) -> Path:
    """The card of the same model, whose graph lies in two files."""
    content = json.loads(card.read_bytes())
    graph = (card.parent / content["graph"].pop("file")).read_bytes()
    names = ["graph.1", "graph.2"]
    content["graph"]["parts"] = names
    for name, part in zip(names, (graph[: len(graph) // 2], graph[len(graph) // 2 :]), strict=True):
        card.with_name(name).write_bytes(part)
    parted = card.with_name("parted.json")
    parted.write_text(json.dumps(content), encoding="utf-8")
    return parted


def test_a_graph_in_parts_reads_as_in_one_file(card: Path) -> None:
    passage = ToRead("", TEXT, sentences(TEXT))
    parted = cut_in_two(card)
    assert OnnxReader(parted).name == OnnxReader(card).name
    assert read(parted, "Who insures?", [passage]) == read(card, "Who insures?", [passage])


def test_a_part_that_was_exchanged_is_refused(card: Path) -> None:
    parted = cut_in_two(card)
    card.with_name("graph.2").write_bytes(b"another")
    with pytest.raises(ModelError, match=r"one of the model files .*graph\.1 to graph\.2 is damaged or is another"):
        read(parted, "q", [ToRead("", TEXT, sentences(TEXT))])


def test_a_part_that_is_missing_is_named(card: Path) -> None:
    parted = cut_in_two(card)
    card.with_name("graph.2").unlink()
    with pytest.raises(ModelError, match=r"the model file .*graph\.2 could not be read"):
        read(parted, "q", [ToRead("", TEXT, sentences(TEXT))])


SECOND_LOOK = {
    "bias": -1.0, "best": 0.3, "odds": 0.1, "second": 0.4, "ahead": 0.2, "second_ahead": 0.2, "first": 1.0,
}  # fmt: skip


def with_weights(card: Path, weights: object) -> Path:
    second = card.with_name("second.json")
    second.write_text(json.dumps({**json.loads(card.read_bytes()), "name": "second", "second_look": weights}))
    return second


def test_a_second_reader_is_named_beside_the_first_and_brings_its_weights(card: Path) -> None:
    reader = OnnxReader(card, second=with_weights(card, SECOND_LOOK))
    assert reader.name.startswith("tiny-reader@")
    assert "+second@" in reader.name
    assert reader.second is not None
    assert reader.second.chances.second == 0.4
    passage = ToRead("", TEXT, sentences(TEXT))
    assert asyncio.run(reader.second.reader.read("Who insures?", [passage])) == read(card, "Who insures?", [passage])


def test_weights_for_questions_that_name_no_document_are_read_where_there_are_any(card: Path) -> None:
    second = with_weights(card, SECOND_LOOK)
    assert read_chances(second)[1] is None
    nameless = {"bias": -1, "best": 0.4, "ahead": 0.4, "first": 0.5, "lacking": -1.5, "crowd": -1}
    second.write_text(json.dumps({**json.loads(second.read_bytes()), "second_look_nameless": nameless}))
    chances = read_chances(second)[1]
    assert chances is not None
    assert (chances.bias, chances.crowd) == (-1.0, -1.0)


@pytest.mark.parametrize("weights", [None, {}, {**SECOND_LOOK, "best": "much"}])
def test_a_second_reader_without_weights_for_two_is_refused(card: Path, weights: object) -> None:
    with pytest.raises(ModelError, match="has no weights for a second look"):
        OnnxReader(card, second=with_weights(card, weights))
