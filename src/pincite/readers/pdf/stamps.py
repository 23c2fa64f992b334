"""Lines that courts, parties and EDGAR print on other people's pages: filing stamps, Bates numbers, sources."""

import re

LONGEST = 250
"""Most characters of a line of furniture; legends of confidential exhibits have up to 200."""

_STAMP = re.compile(
    r"(?:[A-Z]\w*\.? )?(?:USCA\w* )?(?:appellate )?(?:case|appeal)\b\s*:?\s*(?:no\.?\s*)?[\w:.-]*\d.*"
    r"(?:\bdoc|dktentry|dkt|\bfiled|\bpage|\bpg\b|entry id).*\d"
    r"|filed\s*:.*\b(?:index no|clerk)\b.*\d|nyscef doc\.? no\.?.*|received nyscef.*"
    r"|source:\s.+\d{1,2}/\d{1,2}/\d{2,4}|e-?filed\b.*\d{4}.*",
    re.IGNORECASE,
)
_BATES = re.compile(r"[A-Z][A-Z0-9&._-]{1,24}[ _-]{0,2}\d{5,10}(?:\.\d{1,4})?")


def is_stamp(words: str) -> bool:
    """True for a court's filing stamp, a Bates number, or EDGAR's source line. `words` must have single spaces.

    >>> is_stamp("Case 1:19-cv-00123-ABC Document 40 Filed 08/05/16 Page 1 of 4"), is_stamp("ACME-0001234")
    (True, True)
    >>> is_stamp("In that case the Supplier shall file the documents within 30 days.")
    False
    """
    return len(words) <= LONGEST and (_STAMP.fullmatch(words) is not None or _BATES.fullmatch(words) is not None)
