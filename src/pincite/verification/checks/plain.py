"""A text in plain form: one kind of space, quotation mark and hyphen, so that only its words are compared."""

import re

_SIGNS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u00ad": "", "\u200b": "", "\ufeff": "",
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "…": "...",
    }
)  # fmt: skip
_TREEBANK = re.compile(r"``|''|-[LR]RB-")
_TREEBANK_SIGNS = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}
_LINE_HYPHEN = re.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=[a-z])")
_HYPHEN = re.compile(r"(?<=\w)-\s*(?=\w)")
_SPACE_BEFORE = re.compile(r"\s+(?=[,.;:!?)\]])|(?<=[(\[])\s+")


def plain(text: str) -> str:
    r"""A text with single spaces, ASCII quotation marks and ASCII hyphens; a hyphen at the end of a line is removed.

    A field of a CSV file, with doubled quotation marks, is read as it was before it was put into the file.

    >>> plain("the “Closing\n Date” – ﬁrst")
    'the "Closing Date" - first'
    """
    if '""' in text and text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = text[1:-1].replace('""', '"')
    text = _LINE_HYPHEN.sub("", text).translate(_SIGNS)
    return " ".join(_TREEBANK.sub(lambda sign: _TREEBANK_SIGNS[sign[0]], text).split())


def folded(text: str) -> str:
    r"""A text for finding quotes: plain, one quotation mark, no hyphens inside words, no spaces before a full stop.

    >>> folded("third-\nparty , ﬁrst")
    'thirdparty, first'
    """
    return _SPACE_BEFORE.sub("", _HYPHEN.sub("", plain(text))).replace('"', "'")
