"""The reader's adapter: which tokens a sentence has, in however many windows it is read."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from pincite.errors import ModelError
from pincite.models.onnx_graph import WEIGHTS
from pincite.models.onnx_reader import OnnxReader
from pincite.models.ports import Reader, ToRead

TINY = Path(__file__).parents[1] / "data" / "reader"
"""A graph by `runs/make_tiny_reader.py`: the value of a token is its id modulo 5, less 2, and all weigh the same."""

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


def worth(text: str) -> float:
    """What the tiny graph makes of words by themselves."""
    ids = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json")).encode(text, add_special_tokens=False).ids
    return sum(one % 5 - 2 for one in ids) / len(ids)


def read(card: Path, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
    reader: Reader = OnnxReader(card)
    return asyncio.run(reader.read(question, passages))


def test_a_sentence_has_the_mean_of_its_tokens(card: Path) -> None:
    passage = ToRead("Lease › 2 Rent", TEXT, sentences(TEXT))
    [found] = read(card, "Who insures?", [passage])
    assert found == pytest.approx([worth(TEXT[start:end]) for start, end in passage.sentences])


def test_a_long_passage_is_read_in_windows_and_no_sentence_is_left_out(card: Path) -> None:
    text = " ".join(TEXT for _ in range(30))
    passage = ToRead("", text, sentences(text))
    short = ToRead("", TEXT, sentences(TEXT))
    found, alone = read(card, "Who insures the Premises?", [passage, short])
    assert len(found) == len(passage.sentences) == 90
    assert found == pytest.approx([worth(text[start:end]) for start, end in passage.sentences])
    assert alone == pytest.approx(found[:3])


def test_a_sentence_longer_than_a_window_is_read_as_far_as_it_fits(card: Path) -> None:
    text = "The Tenant shall pay " + "and ".join("rent " for _ in range(200)) + "."
    [found] = read(card, "When?", [ToRead("Lease", text, ((0, len(text)),))])
    assert -2 <= found[0] <= 2


def test_sentences_may_overlap_and_come_in_any_order(card: Path) -> None:
    spans = sentences(TEXT)
    passage = ToRead("", TEXT, (spans[2], (spans[0][0], spans[1][1]), spans[0]))
    [found] = read(card, "q", [passage])
    assert found == pytest.approx([worth(TEXT[start:end]) for start, end in passage.sentences])


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
