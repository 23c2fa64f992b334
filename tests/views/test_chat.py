"""Answers as messages of a chat: words of documents stay words, whatever a reader of Markdown would make of them."""

import pytest

from pincite.views.chat import plain, sentence
from pincite.views.turn import Pin, Said

PAGE = "https://pincite.example.com"
PIN = Pin("msa-1", "v", 10, 40, "MSA_0031 § 7.2, p. 4", "TERM", "the words of the clause", "")
OTHER = Pin("msa-1", "v", 50, 60, "MSA_0031 § 9", "", "other words", "read by text recognition, 90% sure")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("![seal](https://example.org/x)", r"!\[seal\](https:\/\/example.org/x)"),
        ("see www.example.org or a@b.org", r"see www\.example.org or a\@b.org"),
        ("<img src=x> `code` # 1", r"\<img src=x\> \`code\` \# 1"),
        ("and/or 2.5% of $4,200", "and/or 2.5% of $4,200"),
        ("\u202eturned\u200b", r"\\u202eturned\\u200b"),
    ],
    ids=["picture", "addresses", "markup", "plain", "invisible"],
)
def test_words_of_documents_are_shown_as_they_are(words: str, shown: str) -> None:
    assert plain(words) == shown


def test_each_link_is_where_it_is_said_to_be() -> None:
    piece = sentence(Said(2, "a1.2", "It ends.", True, (PIN, OTHER), (OTHER,)), PAGE)
    assert piece.text == (
        f"“It ends.” ([MSA\\_0031 § 7.2, p. 4]({PAGE}/sources/a1.2); [MSA\\_0031 § 9]({PAGE}/sources/msa-1:50-60) – "
        "read by text recognition, 90% sure)\n\nIn place of MSA\\_0031 § 9: “other words”\n\n"
    )
    for link in piece.links:
        marked = piece.text[link.start : link.end]
        assert marked.startswith("[MSA")
        assert marked.endswith(f"({link.url})")
    assert [link.title for link in piece.links] == ["MSA_0031 § 7.2, p. 4", "MSA_0031 § 9"]


def test_a_written_sentence_begins_no_list() -> None:
    for words, shown in (("12. It ends.", "12\\. It ends."), ("- It ends.", "\\- It ends."), ("3.1 Term", "3.1 Term")):
        assert sentence(Said(1, "a1.1", words, False, (), ()), PAGE).text == f"{shown}\n\n"
