"""The estimate of tokens: what it may not fall short of, and what it must survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pincite.models.onnx_embedder import SHIPPED
from pincite.retrieval.tokens import estimated_tokens

ENGLISH = """11.2 Termination for Insolvency. Either Party may terminate this Agreement with immediate effect by written
notice to the other Party if that other Party becomes insolvent, makes a general assignment for the benefit of its
creditors, or has a receiver appointed over all or a substantial part of its assets, and such appointment is not
discharged within sixty (60) days. IN NO EVENT SHALL EITHER PARTY BE LIABLE FOR ANY INDIRECT OR SPECIAL DAMAGES."""
GERMAN = """§ 9 Kündigung. Jede Vertragspartei kann diesen Vertrag mit einer Frist von drei Monaten zum Ende eines
Kalenderjahres schriftlich kündigen. Das Recht zur außerordentlichen Kündigung aus wichtigem Grund bleibt unberührt;
Schadensersatzansprüche verjähren innerhalb der gesetzlichen Verjährungsfristen."""
CHINESE = """第九条 合同的终止。任何一方均可提前三十日书面通知对方终止本合同。因不可抗力致使合同目的不能实现的，
双方均可解除合同，并免除违约责任。本合同适用中华人民共和国法律。"""
TABLE = "Greensburg | 126 | 401 | 42 | 262\nDunmore Wharf | 840000 | 12 | 3,415 | 36\n"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(SHIPPED.with_name("tokenizer.json")))
    found.no_truncation()
    found.no_padding()
    return found


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, CHINESE, TABLE], ids=["English", "German", "Chinese", "table"])
def test_the_estimate_is_not_below_the_count_and_not_twice_it(text: str, tokenizer: Tokenizer) -> None:
    counted = len(tokenizer.encode(text, add_special_tokens=False).ids)

    assert counted <= estimated_tokens(text) <= 2 * counted


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        (" ", 0),
        ("and", 1),
        ("the termination of this", 5),  # 1, 11 letters at 6 a token, 1, 1
        ("the TERMINATION of this", 7),  # capitals at 3 a token
        ("Kündigung", 4),  # 9 letters at 2.5 a token
        ("合同", 3),  # 1.5 each
        ("12345", 3),  # two digits a token
        ("---", 3),
        ("😀", 4),
        ("“”", 4),
        ("\n" * 17, 2),
        ("½ years", 3),  # a fraction is a word of one letter; one word is too little to be English
    ],
)
def test_worked_by_hand(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens


@given(st.text(st.characters(), max_size=200))
def test_any_text_has_an_estimate_and_visible_text_is_never_free(text: str) -> None:
    estimate = estimated_tokens(text)
    assert 0 <= estimate <= 4 * len(text)
    assert estimate > 0 or not text.strip()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_after_a_line_end_adds_what_it_takes_alone_or_more_than_half(one: str, other: str) -> None:
    """The language is judged over the whole, so the parts do not add up exactly; they must not vanish."""
    assert 3 * estimated_tokens(f"{one}\n{other}") >= estimated_tokens(one) + estimated_tokens(other)


@pytest.mark.parametrize(
    "text",
    ["_" * 100_000, "a" * 100_000, "  " * 50_000, "😀" * 100_000, "\n \n" * 33_000, "9" * 100_000, "\ud800" * 100_000],
    ids=["underscores", "one word", "blanks", "emoji", "lines", "digits", "lone surrogates"],
)
def test_ugly_texts_have_an_estimate(text: str) -> None:
    assert estimated_tokens(text) > 0
