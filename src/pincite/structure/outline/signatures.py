"""Signature blocks: from "IN WITNESS WHEREOF", or the first name signed under, to the last line."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.structure.outline.headings import Span

LONGEST_OPENING = 1500
"""Characters of the words over signatures ("IN WITNESS WHEREOF, the parties ...") within which the first signature line
follows; the longest in the CUAD contracts read is some 900."""

FARTHEST_LINE = 600
"""Characters from one line of a signature block to the next; page breaks and stamps stand between them."""

LONGEST_LINE = 140
"""Characters of a line that may stand between two lines of a signature block; longer ones are sentences."""

_OPENING = re.compile(
    r"""
    (?<![^\s*_>|])                                            # at the beginning of a word, which may be in bold
    (?:
        AS\ WITNESS
      | IN\ WITNESS(?:\ WHEREOF|\ HEREOF|\ OF)?
      | In\ [Ww]itness(?:\ [Ww]hereof|\ [Oo]f)?
        # "SIGNED by", "Executed as a deed"
      | SIGNED(?:,|\ SEALED\b|\ by\b|\ BY\b|\ for\b|\ FOR\b|\ as\b|\ AS\b)
      | Signed(?:,|\ by\b|\ for\ and\ on|\ as\ a\ deed)
      | EXECUTED(?:,|\ by\b|\ BY\b|\ as\b|\ AS\b)
      | Executed\ (?:by\b|as\ a\ [Dd]eed|and\ delivered\ as)
        # under a letter that another party agrees to
      | ACCEPTED\ AND\ AGREED | Accepted\ and\ [Aa]greed
      | AGREED\ AND\ ACCEPTED | Agreed\ and\ [Aa]ccepted
      | AGREED\ TO\ AND | Agreed\ to\ and
      | ACKNOWLEDGED\ AND | Acknowledged\ and\ [Aa]
      | ACCEPTED: | AGREED:
        # at the end of a letter or a pleading
      | (?:Very\ truly|Yours\ (?:truly|sincerely|faithfully)|Sincerely|Respectfully\ submitted|RESPECTFULLY\ SUBMITTED)
        # "This Agreement has been duly executed", "The parties hereto have caused this"
      | (?:This\ (?:Agreement|Amendment|Lease|Deed)|THIS\ (?:AGREEMENT|AMENDMENT|LEASE|DEED))[ ]
        (?:is|has\ been|IS|HAS\ BEEN)\ (?:duly\ |DULY\ )?(?:executed|signed|EXECUTED|SIGNED)
      | The\ [Pp]arties(?:\ hereto)?(?:,\ intending\ to\ be\ legally\ bound,)?\ have[ ]
        (?:caused\ this|executed|duly\ executed|signed|entered\ into\ this)
    )\b[:,]?
    """,
    re.VERBOSE,
)
"""Words over signatures."""
_LINE = re.compile(
    r"""
    (?<![^\s*_>|])                                            # at the beginning of a word, which may be in bold
    (?:
        (?P<strong>                                           # "By: ____", "Signature:", "X_____"
            (?:By|BY)(?::|[ \t]*[_/]|[ \t]*$|[ \t]{2,})
          | (?:Signature|SIGNATURE|Signed|SIGNED)[ \t]*:
          | X[ \t]*_{5}
        )
      | (?P<weak>                                             # "Name (in capitals):", "Title:"
            (?:
                Name | NAME | Print(?:ed)?\ [Nn]ame | PRINT(?:ED)?\ NAME | Title | TITLE | Its | ITS
              | Date | DATE | Dated | Witness | WITNESS | Position | Designation | Capacity | Print
            )
            (?:\ \([^()\n]{1,30}\))?[ \t]*:
        )
      | (?P<more>                                             # "Attn:", "[Signature page follows]"
            (?:Address|ADDRESS|Attn|Attention|Email|E-mail|Fax|Facsimile|Telephone|Tel|Phone)\.?[ \t]*:
          | \[?(?:Remainder|REMAINDER|Signature|SIGNATURE|Signatures|Counterpart)[^\n\]]{0,80}
            (?:page|PAGE|follow|FOLLOW)s?[^\n\]]{0,60}\]
        )
    )
  | (?P<signed>(?:\bBy:?[ \t]{0,8})?/[sS]/)                   # "/s/ Jane Finch"
  | (?P<blank>_{8,})                                          # a line to sign on
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A line of a signature block; the groups say how sure a sign of one it is."""
_OPENS_CLAUSE = re.compile(
    r"^[ \t\u00a0*_#]*(?:\d{1,2}\.(?:\d{1,2}\.?)?[ \t]+[A-Z“\"]|(?:ARTICLE|Article|SECTION|Section)\s+[\dIVX]+|"
    r"(?:EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)\s+"
    r"(?:[A-Z]{1,2}(?:[-.]?\w{1,2})?|\d{1,2}(?!\.\d))[ \t]*(?:[-–—:.(][^\n]*)?$|TABLE OF CONTENTS)",
    re.MULTILINE,
)
_PARTS = re.compile(r"[\n\r\f]|[ \t\u00a0]{3,}|[ ]?\|[ ]?")
_SMALL_LETTERS = re.compile(r"[a-z]{3,}")
_NAME = re.compile(
    r"(?:[A-Z][^\n]{0,80}?)(?:,? ?(?:INC|Inc|LLC|L\.L\.C|LTD|Ltd|LIMITED|Limited|CORP|Corp|CORPORATION|Corporation|"
    r"COMPANY|"
    r"Company|L\.?P|LLP|PLC|plc|N\.A|GmbH|GMBH|S\.A|AG|B\.V|BANK|Bank|TRUST|Trust)\.?|:)[ \t]*$"
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 .,&'’()/-]{2,70}[ \t]*$")


_FORMAL = ("AS WI", "IN WI", "SIGNE", "EXECU")
"""Beginnings of words that open a signature block by themselves. Others need a signature line after them."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """One sign of a signature block: where it begins, where its line ends, and its kind."""

    start: int
    end: int
    kind: str


def signature_blocks(text: str, borders: Sequence[int]) -> list[Span]:
    """The signature blocks of a text, in order. None crosses one of the `borders`, where clauses may begin."""
    found: list[Span] = []
    block: list[_Mark] = []
    for mark in [*_marks(text), None]:
        if block and (mark is None or not _goes_on(text, block[-1], mark, borders)):
            if _is_signature(block):
                found.append(_span(text, block, _last(found), borders))
            block = []
        if mark is not None:
            block.append(mark)
    return found


def _span(text: str, block: Sequence[_Mark], least: int, borders: Sequence[int]) -> Span:
    """The range of a block, with the name above its first line and the answer to its last one."""
    start = block[0].start
    if block[0].kind not in ("opening", "plain"):
        start = max(least, _with_names(text, start, least))
    end = _with_value(text, block[-1])
    border = bisect_right(borders, block[-1].start)
    return start, min(end, borders[border]) if border < len(borders) else end


def opening_words(text: str, start: int) -> int | None:
    """Where the words that open a signature block end; None when it opens with a name or a signature line."""
    match = _OPENING.match(text, start)
    return start + len(match[0].rstrip(" ,:")) if match is not None else None


def signs(table: str) -> bool:
    """True for words, such as those of a table, that serve as a place to sign."""
    return bool(signature_blocks(table, ()))


def _last(found: Sequence[Span]) -> int:
    """Where the last block found ends."""
    return found[-1][1] if found else 0


def _marks(text: str) -> list[_Mark]:
    """All signs of signature blocks in order."""
    found: list[_Mark] = []
    for one in _OPENING.finditer(text):
        is_formal = one[0][:5].upper() in _FORMAL
        if opens_line(text, one.start()) or (is_formal and text[one.start() - 2 : one.start()] in (". ", "; ")):
            found.append(_Mark(one.start(), one.end(), "opening" if is_formal else "plain"))
    for one in _LINE.finditer(text):
        if one.lastgroup in ("signed", "blank") or opens_line(text, one.start()):
            found.append(_Mark(one.start(), _line_end(text, one.end()), one.lastgroup or ""))
    return sorted(found, key=lambda mark: mark.start)


def opens_line(text: str, position: int) -> bool:
    """True at the start of a line or cell, or after the gap that stands for one where line breaks were lost."""
    before = text[max(0, position - 40) : position]
    words = before.rstrip(" \t\u00a0*_>")
    return not words or words[-1] in "\r\n\f|" or len(before) - len(words) > 1


def _line_end(text: str, position: int) -> int:
    """Where the line of a sign ends, at most `LONGEST_LINE` away."""
    end = text.find("\n", position, position + 3 * LONGEST_LINE)
    if end >= 0 or len(text) - position < LONGEST_LINE:
        return end if end >= 0 else len(text)
    end = text.rfind(" ", position, position + LONGEST_LINE)
    return end if end >= 0 else position + LONGEST_LINE


def _goes_on(text: str, last: _Mark, mark: _Mark, borders: Sequence[int]) -> bool:
    """True when a sign belongs to the block of the previous sign."""
    border = bisect_right(borders, last.start)
    if border < len(borders) and borders[border] <= mark.start:
        return False
    if mark.start <= last.end:
        return True
    between = text[last.end : min(mark.start, last.end + LONGEST_OPENING)]
    if mark.start - last.end > (LONGEST_OPENING if last.kind in ("opening", "plain") else FARTHEST_LINE):
        return False
    if _OPENS_CLAUSE.search(between) is not None:
        return False
    parts = _PARTS.split(between)
    if last.kind in ("opening", "plain"):  # the paragraph after such words is prose
        parts = re.split(r"\n\s*\n|[ ]{3,}", between, maxsplit=1)[1:]
        parts = _PARTS.split(parts[0]) if parts else []
    return all(len(part) <= LONGEST_LINE or not _is_prose(part) for part in parts) and not _is_wrapped_prose(parts)


def _is_prose(part: str) -> bool:
    """True for a run of words in small letters."""
    return len(_SMALL_LETTERS.findall(part)) > 12


def _is_wrapped_prose(parts: Sequence[str]) -> bool:
    """True when consecutive lines make a paragraph: long lines, mostly of words in small letters."""
    run = 0
    for part in parts:
        run = run + 1 if len(part) >= 50 and len(_SMALL_LETTERS.findall(part)) >= 5 else 0
        if run >= 3:
            return True
    return False


def _is_signature(block: Sequence[_Mark]) -> bool:
    """True when adjacent signs make a signature block."""
    kinds = [mark.kind for mark in block]
    signed = kinds.count("strong") + kinds.count("signed")
    if kinds[0] == "opening" or (kinds[0] == "plain" and len(set(kinds)) > 1):
        return True
    return (signed > 0 and signed + kinds.count("weak") > 1) or (
        kinds.count("weak") > 1 and "blank" in kinds and len(set(kinds)) > 1
    )


def _with_names(text: str, start: int, least: int) -> int:
    """Where a block begins, including the party's name above its first line."""
    for _ in range(3):
        line_start = text.rfind("\n", max(least, start - 300), start) + 1
        if text[line_start:start].strip():
            return start
        above = text[max(least, line_start - 300) : max(line_start - 1, 0)].rstrip()
        line = above[max(above.rfind("\n"), above.rfind("\f")) + 1 :]
        words = line.strip(" \t*_|")
        if not words or len(words) > LONGEST_LINE or not (_NAME.fullmatch(words) or _CAPITALS.fullmatch(words)):
            return start
        start = max(least, line_start - 300) + len(above) - len(line.lstrip(" \t*_|"))
    return start


def _with_value(text: str, mark: _Mark) -> int:
    """Where a block ends: with the line of its last sign, or with the next line when that holds the sign's answer."""
    end = mark.end
    if mark.kind in ("opening", "plain"):
        below = re.compile(r"\n[ \t\r]*\n|\f").search(text, end, end + LONGEST_OPENING)
        return below.start() if below is not None else min(len(text), end + LONGEST_OPENING)
    if text[mark.start : end].rstrip().endswith(":"):
        below = _VALUE.match(text, end)
        if below is not None and _OPENS_CLAUSE.match(text, below.start("value")) is None:
            return below.end("value")
    return end


_VALUE = re.compile(r"[ \t\r]*\n[ \t]*(?P<value>\S[^\n]{0,60})(?=\n|\Z)")
