"""The new words that a sentence of an amendment leads in: where they begin and where they end.

Lawyers put new words in quotation marks, or set them below the sentence without marks. Without marks, the new words end
where the amendment's own numbering goes on ("3." after a part numbered "2."), or where its closing words begin.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.structure.outline import numbering
from pincite.structure.outline.headings import Span

LONGEST = 40_000
"""Characters of new words; an amendment may restate a whole article."""

FARTHEST_OUTER = 6_000
"""Characters before an item "(b)" within which the number of its parent stands."""

LONGEST_SHORT = 2_000
"""Characters within which a straight quotation mark closes words in a single paragraph."""

_LEADS = re.compile(
    r":(?=\s|[“\"])\s*|(?i:\bas\s+follows|\bthe\s+following|\bto\s+read|\bfollowing\s+\w+)\s*[,–—-]{0,2}\s*(?=[“\"])|\bas\s+follows\.\s+(?=[“\"])"
)
_ANOTHER = re.compile(r"[ \t]*(?:\r?\n\s*|\s{3,})[“\"]")
"""More quoted words after a closing mark: two definitions, each in its own marks."""
_NUMBERED = re.compile(r"\b[A-Z]\w{2,12}\s+[\w.()-]{1,12}$")
_LEAD_WORDS = re.compile(r"(?i)follow|\breads?\b|adding|inserting|\bnew\b|\b(?:is|are|be)\s+(?:hereby\s+)?added")
_TERM = re.compile(r"“[^“”\n]{1,100}”,?\s+(?=[a-z(])|\"[^\"\n]{1,100}\",?\s+(?=[a-z(])")
"""A defined term at the start of words without marks around them: “Fee” means ..."""
_OUTER = re.compile(r"(?:^|(?<=[\n\f])|(?<=[.;”\"]\s)|(?<=\s\s))(?P<label>\d{1,2}\.)\s+(?=[A-Z“\"])", re.MULTILINE)
_ORDERS = re.compile(
    r"\b(?:Section|Article|Clause|Paragraph)\s+\d[\w.()]{0,12}\b[^.;:]{0,80}\b(?:is|are|shall\s+be)\s+(?:hereby\s+)?"
    r"(?:deleted|amended|replaced|restated)\b"
)
"""Another order within what would be new words; the new words have ended before it."""
_SPACE = re.compile(r"\s*")
_LABEL = re.compile(
    r"(?:^|[\s¶])(?P<label>\(?(?P<token>\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\.0)?[.)]?)(?<=[.)0])(?=\s)\s*(?=\S)"
)
_BREAK = re.compile(r"\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]{2,}\S)|\f|\n")
_CLOSING = re.compile(
    r"""
    (?:^|\n|(?<=[.;”"])\s)\s*                                 # on a new line, or after a sentence
    (?:\d{1,3}[.)]\s+)?(?:[A-Z][A-Za-z ;,&]{2,60}\.\s+)?     # a number and a heading
    (?:
        IN\s+WITNESS
      | \[(?:The\s+)?(?i:remainder|rest|signature)            # "[Remainder of page left blank]"
      | (?:Except|Save)\s+(?:as|for)\s+                       # "Except as amended hereby"
        (?:expressly\s+|specifically\s+|otherwise\s+|so\s+|the\s+|herein\s+|hereby\s+|\w+\s+(?=in\s+this))*
        (?:
            amend | modif | changed
          | set\s+forth\s+(?:in\s+this|herein)
          | provided\s+(?:in\s+this|herein)
          | in\s+this\s+A(?:mend|ddend)
        )
      | All\s+(?:of\s+the\s+)?other\s+(?:terms|provisions)
      | The\s+(?:remainder|remaining)\b
      | (?:All\s+)?(?:[Cc]apitali[sz]ed|[Tt]erms\s+used)\b[^.]{0,80}\b(?:defined|meanings?)\b
      | No\s+other\s+changes
      | In\s+the\s+event\s+of\s+(?:a\s+|any\s+)?(?:conflict|inconsistency)[^.]{0,80}?(?:Amendment|Addendum)
      | In\s+all\s+other\s+respects
      | (?:The\s+parties|By\s+signing)\s+(?:have\s+executed|in\s+the\s+places)
    )
  | (?:^|\n)\s*                                              # "This Amendment", on a new line alone
    (?:\d{1,3}[.)]\s+)?(?:[A-Z][A-Za-z ;,&]{2,60}\.\s+)?
    This\s+(?:First\s+|Second\s+|Third\s+)?(?:Amendment|Addendum)\b
    """,
    re.VERBOSE,
)
"""The beginning of what closes an amendment, behind its last new words."""
_CLOSES = re.compile(r"[”\"](?=[.;,]?\s*(?:$|\n|\f|\d{1,2}[.)]\s|\([a-z]{1,3}\)\s|[A-Z][a-z]))")


@dataclass(frozen=True, slots=True)
class NewWords:
    """New words: `[start, end)` without the quotation marks around them. `is_certain` says that their end is plain."""

    start: int
    end: int
    is_certain: bool


def lead_in(text: str, start: int, end: int) -> int | None:
    """Where the new words begin that a sentence in `[start, end)` leads in by a colon or "as follows"; None if none."""
    for match in _LEADS.finditer(text, start, min(end, len(text))):
        is_numbered = match[0][0] == ":" and _NUMBERED.search(text, max(start, match.start() - 40), match.start())
        if not is_numbered or _LEAD_WORDS.search(text, start, match.start()):
            return match.end()  # "Delete the table of Appendix 1: Mark Up" only names the appendix
    return None


def new_words_at(text: str, at: int, sentence: int, quoted: Sequence[Span]) -> NewWords | None:
    """The new words that begin at `at`, for a sentence that begins at `sentence`.

    `quoted` are the long quotations in the text that put words into an agreement.
    """
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches the empty string too
    if at >= len(text):
        return None
    if text[at] in '“"' and _TERM.match(text, at) is None:
        return _within_marks(text, at, quoted)
    end, is_certain = _unquoted_end(text, at, sentence)
    end = len(text[:end].rstrip()) if end - at < LONGEST else end
    return NewWords(at, end, is_certain) if end > at else None


def _within_marks(text: str, at: int, quoted: Sequence[Span]) -> NewWords | None:
    """New words within quotation marks."""
    for start, end in quoted:
        if start == at:
            return _inside(text, start, end)
    if text[at] == "“":
        depth = 0
        for match in re.finditer("[“”]", text[at : at + LONGEST]):
            depth += 1 if match[0] == "“" else -1
            if depth == 0:
                return _inside(text, at, at + match.end())
        return None
    closing = _CLOSES.search(text, at + 2, at + LONGEST_SHORT)
    return _inside(text, at, closing.end()) if closing is not None else None


def _inside(text: str, start: int, end: int) -> NewWords:
    """The words between marks. A clause may itself begin with a quoted term: ““Fee” means ...”."""
    last = end - 1 if text[end - 1] in '”"' else end
    is_closed = last < end and _ANOTHER.match(text, end) is None
    while last > start + 1 and text[last - 1].isspace():
        last -= 1
    return NewWords(start + 1, last, is_closed and last > start + 1)


def _unquoted_end(text: str, at: int, sentence: int) -> tuple[int, bool]:
    """Where new words without marks end, and whether that end is plain."""
    limit = min(len(text), at + LONGEST)
    closing = _CLOSING.search(text, at, limit)
    last = closing.start() if closing is not None else limit
    label = _label_before(text, sentence)
    if label is None:
        return _paragraph_end(text, at, last), False
    ends = [_next_label(label)]
    if not label[0].isdigit():
        outer = list(_OUTER.finditer(text, max(0, sentence - FARTHEST_OUTER), sentence))
        ends += [_next_label(outer[-1]["label"])] if outer else []
    found = [match.start() for end in ends if end is not None and (match := end.search(text, at, last)) is not None]
    end = min(found, default=last)
    is_plain = bool(found) or closing is not None
    return end, is_plain and _ORDERS.search(text, at, end) is None


def _paragraph_end(text: str, at: int, last: int) -> int:
    found = _BREAK.search(text, at, last)
    return found.start() if found is not None else last


def _label_before(text: str, sentence: int) -> str | None:
    """The label of the amendment's own item that holds a sentence, as written: "2.", "(a)"."""
    start = max(0, sentence - 160)
    line = max(text.rfind("\n", start, sentence), text.rfind("\f", start, sentence))
    before = text[(line if line >= 0 else start) : sentence + 12]
    labels = [match for match in _LABEL.finditer(before) if match.start("label") <= len(before) - 12 + 1]
    return labels[-1]["label"] if labels else None


def _next_label(label: str) -> re.Pattern[str] | None:
    """A pattern for the label after this one, at the start of a line or after a sentence."""
    token = label.removesuffix(".0").strip("().")
    if token.isdecimal():
        following = str(int(token) + 1)
    elif len(token) == 1 and token.lower() not in "ivxz":
        following = chr(ord(token) + 1)
    elif (value := numbering.roman(token)) is not None:
        following = _roman(value + 1, token.isupper())
    else:
        return None
    opening = r"\(" if label.startswith("(") else ""
    closing = r"\)" if label.endswith(")") else r"(?:\.0)?\.?" if token.isdecimal() else r"\."
    if token.isdecimal() and not label.endswith(")"):
        closing = r"(?:\.0)?(?:\.|(?=\s+[A-Z]))"
    return re.compile(
        rf"(?:(?<=\n)|(?<=\n[ \t])|(?<=[.;”\"]\s)|(?<=[.;”\"]\s\s)|(?<=\s{{3}}))"
        rf"{opening}{following}{closing}\s+(?=[A-Z“\"(§])"
    )


def _roman(value: int, is_capital: bool) -> str:
    """A small number in Roman numerals."""
    words = ""
    for worth, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= worth:
            words, value = words + sign, value - worth
    return words.upper() if is_capital else words
