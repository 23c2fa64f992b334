"""The part of a reason that may be shown when its statement is kept back.

A reason quotes what is wrong: `the words it quotes stand in no passage: "…"`. What a model invented, or what a document
made it say, would get out in this way. So a reason is shown without quotes, figures and rare words that are neither in
the passages nor in the question. The record has it in full.
"""

import re
from collections.abc import Sequence

from pincite.chunking.ordinary import name_words, rarity

RARE = 6.0
"""Rarity from which a word is not one of ours: all words in which reasons are written are below it."""

LEFT_OUT = "…"

_QUOTED = re.compile(r"“([^”]*)”?|\"([^\"]*)\"?")
_TOKEN = re.compile(r"[^\W_]+(?:[.,:/'’@%_-][^\W_]+)*")
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_SPACE = re.compile(r"\s+")


def fit_to_show(reason: str, known: Sequence[str]) -> str:
    """A reason without the quoted words, figures and rare words that are in none of the `known` texts.

    >>> fit_to_show('the claim says 60 days; the passage says 30 days', ["within 30 days"])
    'the claim says … days; the passage says 30 days'
    >>> fit_to_show('the words it quotes stand in no passage: “launch at dawn”', ["within 30 days"])
    'the words it quotes stand in no passage: “…”'
    """
    texts = [_plain(text) for text in known]
    words = {word for text in known for word in _TOKEN.findall(text.casefold())}
    parts: list[str] = []
    at = 0
    for match in _QUOTED.finditer(reason):
        quoted = match[1] if match[1] is not None else match[2] or ""
        parts.append(_words_shown(reason[at : match.start()], words))
        wanted = _plain(quoted.strip(" …."))
        is_known = bool(wanted) and any(wanted in text for text in texts)
        parts.append(match[0] if is_known else f"“{LEFT_OUT}”")
        at = match.end()
    parts.append(_words_shown(reason[at:], words))
    return "".join(parts)


def _words_shown(text: str, words: set[str]) -> str:
    """A text without the words that are neither known nor ordinary, and without addresses."""
    return _TOKEN.sub(lambda match: match[0] if _is_shown(match[0], words) else LEFT_OUT, _ADDRESS.sub(LEFT_OUT, text))


def _is_shown(token: str, words: set[str]) -> bool:
    if token.casefold() in words:
        return True
    if any(sign.isdigit() for sign in token) or any(sign in token for sign in "./@_%"):
        return False
    return all(rarity(word) < RARE for word in name_words(token))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.casefold())
