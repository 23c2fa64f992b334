"""Writes raised characters in plain text, so that the sign of a note does not join a word."""

import re

_RAISED = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz+-", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻")

_SIGNS = {"tm": "™", "sm": "℠", "(r)": "®"}

_ENDINGS = frozenset(("st", "nd", "rd", "th", "er", "e", "o", "a"))
"""What may follow a figure to make it an ordinal (1st, 1er, 1º)."""

_NOTE = re.compile(r"[0-9]{1,3}|[a-z]|[ivx]{1,5}")

_QUANTITY = re.compile(r"(?:^|[^^\w])(?:[\d.,]*\d|[A-Za-zµ]{1,2})\Z")
"""A figure, or a unit of one or two letters: a raised character after it is an exponent."""


def superscript(words: str, before: str) -> str:
    """Raised words as plain characters, with a space before them where they are the sign of a note.

    `before` is the text before them.

    >>> superscript("1", "the fee"), superscript("2", "10 m"), superscript("th", "the 5"), superscript("TM", "Acme")
    (' ¹', '²', 'th', '™')
    >>> superscript("(1)", "the fee"), superscript("*", "the fee")
    (' (1)', '*')
    """
    bare = words.strip()
    lowered = bare.lower()
    if lowered in _SIGNS:
        return _SIGNS[lowered]
    if lowered in _ENDINGS and before[-1:].isdigit():
        return bare
    if _NOTE.fullmatch(bare):
        raised = bare.translate(_RAISED)
        is_exponent = bare.isdigit() and _QUANTITY.search(before[-12:]) is not None
        return raised if is_exponent or not before[-1:].strip() else f" {raised}"
    if bare[:1] in "([" and before[-1:].strip():
        return f" {bare}"
    return bare
