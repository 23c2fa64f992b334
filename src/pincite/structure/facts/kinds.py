"""The type of a document, by what it calls itself."""

import re
from collections.abc import Iterator

from pincite.documents.document import Fact, Format

_AGREEMENTS = {
    "Agreement and Plan of Merger": "Merger Agreement",
    "Asset Purchase Agreement": "",
    "Stock Purchase Agreement": "",
    "Share Purchase Agreement": "",
    "Unit Purchase Agreement": "",
    "Securities Purchase Agreement": "",
    "Stock Repurchase Agreement": "",
    "Purchase and Sale Agreement": "",
    "Purchase Agreement": "",
    "Merger Agreement": "",
    "Exclusive Distribution Agreement": "Distribution Agreement",
    "Distribution Agreement": "",
    "Distributor Agreement": "Distribution Agreement",
    "Distributorship Agreement": "Distribution Agreement",
    "Supply Agreement": "",
    "Manufacturing Agreement": "",
    "License Agreement": "",
    "Licence Agreement": "License Agreement",
    "Licensing Agreement": "License Agreement",
    "Master Services Agreement": "",
    "Master Service Agreement": "Master Services Agreement",
    "Professional Services Agreement": "",
    "Transition Services Agreement": "",
    "Cloud Service Agreement": "",
    "Service Level Agreement": "",
    "Services Agreement": "",
    "Service Agreement": "Services Agreement",
    "Servicing Agreement": "",
    "Consulting Agreement": "",
    "Consultancy Agreement": "Consulting Agreement",
    "Independent Contractor Agreement": "",
    "Employment Agreement": "",
    "Offer Letter": "",
    "Non-Disclosure Agreement": "",
    "Nondisclosure Agreement": "Non-Disclosure Agreement",
    "Confidentiality Agreement": "",
    "Restrictive Covenant Agreement": "",
    "Invention Assignment Agreement": "",
    "Joint Venture Agreement": "",
    "Joint Venture Contract": "Joint Venture Agreement",
    "Joint Filing Agreement": "",
    "Franchise Agreement": "",
    "Sponsorship Agreement": "",
    "Endorsement Agreement": "",
    "Hosting Agreement": "",
    "Maintenance Agreement": "",
    "Marketing Agreement": "",
    "Promotion Agreement": "",
    "Outsourcing Agreement": "",
    "Reseller Agreement": "",
    "Co-Branding Agreement": "",
    "Development Agreement": "",
    "Collaboration Agreement": "",
    "Cooperation Agreement": "",
    "Strategic Alliance Agreement": "",
    "Alliance Agreement": "Strategic Alliance Agreement",
    "Affiliate Agreement": "",
    "Agency Agreement": "",
    "Transportation Agreement": "",
    "Intellectual Property Agreement": "",
    "Employee IP Agreement": "Intellectual Property Agreement",
    "Construction Agreement": "",
    "Management Agreement": "",
    "Operating Agreement": "",
    "Shareholders Agreement": "",
    "Stockholders Agreement": "Shareholders Agreement",
    "Investment Agreement": "",
    "Subscription Agreement": "",
    "Partnership Agreement": "",
    "Design Partner Agreement": "",
    "Pilot Agreement": "",
    "Loan Agreement": "",
    "Credit Agreement": "",
    "Security Agreement": "",
    "Pledge Agreement": "",
    "Escrow Agreement": "",
    "Settlement Agreement": "",
    "Separation Agreement": "",
    "Assignment Agreement": "",
    "Indemnification Agreement": "",
    "Data Processing Agreement": "",
    "Data Processing Addendum": "Data Processing Agreement",
    "Business Associate Agreement": "",
    "Voting Agreement": "",
    "Tenancy Agreement": "Lease",
    "Lease Agreement": "Lease",
    "Engagement Letter": "",
    "Letter of Engagement": "Engagement Letter",
    "Letter Agreement": "",
    "Letter of Intent": "",
    "Disclosure Letter": "",
    "Memorandum of Understanding": "",
    "Statement of Work": "",
    "Order Form": "",
    "Purchase Order": "",
    "Term Sheet": "",
    "Sublease": "",
    "Lease": "",
    "Guaranty": "",
    "Guarantee": "Guaranty",
    "Promissory Note": "",
    "Indenture": "",
    "Power of Attorney": "",
    "Deed": "",
    "Franchise Disclosure Document": "",
}
"""Names of agreements, each with the type it is listed under where that differs. The longest is tried first."""

_OTHERS = {
    "Certificate of Incorporation": "",
    "Articles of Incorporation": "",
    "Articles of Association": "",
    "Bylaws": "",
    "By-Laws": "Bylaws",
    "Minutes": "",
    "Board Consent": "Written Consent",
    "Stockholder Consent": "Written Consent",
    "Written Consent": "",
    "Resolutions": "Resolution",
    "Resolution": "",
    "Privacy Policy": "",
    "Privacy Notice": "Privacy Policy",
    "Privacy Statement": "Privacy Policy",
    "Cookie Policy": "",
    "Terms of Service": "",
    "Terms of Use": "Terms of Service",
    "Terms and Conditions": "",
    "Acceptable Use Policy": "",
    "Acceptable Use Policies": "Acceptable Use Policy",
    "Policy": "",
    "Policies": "Policy",
    "Guidelines": "",
    "Code of Conduct": "",
    "Handbook": "",
    "Manual": "",
    "Due Diligence Report": "Report",
    "Due Diligence Request List": "Checklist",
    "Checklist": "",
    "Report": "",
    "Deposition": "",
    "Notice of Claim": "Notice",
    "Complaint": "",
    "Motion": "",
    "Affidavit": "",
    "Declaration": "",
    "Stipulation": "",
    "Summary Process Answer": "Answer",
    "Petition": "",
    "Memorandum Opinion": "Opinion",
    "Opinion": "",
    "Judgment": "",
    "Memorandum": "",
    "Invoice": "",
    "Notice": "",
    "Resignation Letter": "Letter",
}

OF_OTHERS = frozenset(
    {
        "Memorandum",
        "Minutes",
        "Report",
        "Letter",
        "Checklist",
        "Deposition",
        "Opinion",
        "Order",
        "Judgment",
        "Complaint",
    }
    | {
        "Motion",
        "Answer",
        "Notice",
        "Affidavit",
        "Declaration",
        "Petition",
        "Handbook",
        "Resolution",
        "Written Consent",
    }
)
"""Types of documents that speak of the laws and terms of other documents and have none themselves."""

_CHANGES = re.compile(
    r"\b(?P<amendment>Amendment|Amending\s+Agreement|Supplemental\s+Agreement)\b|\b(?P<addendum>Addendum)\b",
    re.IGNORECASE,
)


def _pattern(names: dict[str, str]) -> re.Pattern[str]:
    listed = "|".join(
        re.escape(name).replace(r"\ ", r"[\s*_#-]+").replace(r"\-", r"[-–\s]?")
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{listed})(?!\w)", re.IGNORECASE)


_AGREEMENT = _pattern(_AGREEMENTS)
_OTHER = _pattern(_OTHERS)
_GENERIC = re.compile(r"\b(?:Agreement|Contract)(?!\w)", re.IGNORECASE)
_LISTED = {re.sub(r"\W", "", name.lower()): other or name for name, other in (_AGREEMENTS | _OTHERS).items()}
_LINE = re.compile(r"^[ \t*_#|]*(?P<words>[^\W\d][^\n\r|]{3,120}?)[ \t*_#|:]*$", re.MULTILINE)
LINES_WITHIN = 1_500
MOST_WORDS = 10
"""Words of a line that may be a title; a longer line is a sentence."""

_SELF_NAMED = re.compile(
    r"\b(?:[Tt]his|THIS)\s+(?P<name>(?:[A-Z][\w’'&/-]*\s+|and\s+|of\s+|for\s+|to\s+){1,8}?"
    r"(?:Agreement|AGREEMENT|Lease|LEASE|Amendment|AMENDMENT|Addendum|ADDENDUM|Contract|CONTRACT))\b"
)
SELF_NAMED_WITHIN = 8_000
"""Characters from the start within which an agreement without a known title calls itself something."""

_COURT = re.compile(
    r"\b(?:COURT\s+OF\s+APPEALS?|DISTRICT\s+COURT|SUPREME\s+COURT|SUPERIOR\s+COURT|CIRCUIT\s+COURT|TAX\s+COURT|"
    r"BANKRUPTCY\s+COURT|APPEALS\s+BOARD|Court\s+of\s+Appeals?|District\s+Court|Supreme\s+Court|Superior\s+Court|Tax\s+Court|"
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Federal)\s+Circuit)\b"
)
_RULING = re.compile(
    r"(?<![^\s*_#])(?P<name>(?:PER\s+CURIAM\s+|MEMORANDUM\s+|PUBLISHED\s+|UNPUBLISHED\s+)?(?:OPINION|ORDER|JUDGMENT|Opinion|"
    r"OPINION\s+AND\s+ORDER|O\s?R\s?D\s?E\s?R))(?=[\s*_:.,(]|$)"
)
_COMPLAINT = re.compile(r"^[ \t]*(?P<name>(?:[A-Z]+ ){0,4}COMPLAINT|(?:[A-Z]+ ){0,4}MOTION\b[^\n]{0,60})", re.MULTILINE)
COURT_WITHIN = 3_000
"""Characters from the start within which the caption of a court paper names the court."""

RULING_WITHIN = 8_000

_SALUTATION = re.compile(r"^[ \t]*(?P<name>(?:Dear|DEAR)\s+[A-Z][^\n]{1,60}|Ladies\s+and\s+Gentlemen)", re.MULTILINE)
LETTER_WITHIN = 2_500
_STATUTE = re.compile(
    r"\b(?:An\s+Act|AN\s+ACT|Act\b|Code\b|CODE\b|Title\s+\d+|TITLE\s+\d+|Chapter\s+\w+|CHAPTER\s+\w+|§+\s*\d)"
)


def is_court_paper(text: str) -> bool:
    """True where the beginning of a text names a court."""
    return _COURT.search(text, 0, min(len(text), COURT_WITHIN)) is not None


def kind(text: str, title: tuple[int, int] | None, form: Format) -> Iterator[Fact]:
    """The type of a document, from its title or else from its opening. `title` is the range of the title."""
    if title is not None:
        found = _in_title(text, *title)
        if found is not None:
            yield found
            return
    if form == "xml":
        match = _STATUTE.search(text, 0, min(len(text), COURT_WITHIN))
        if match is not None:
            yield Fact("type", "Statute", *match.span())
        return
    if is_court_paper(text):
        match = _RULING.search(text, 0, min(len(text), RULING_WITHIN)) or _COMPLAINT.search(text, 0, COURT_WITHIN)
        if match is not None:
            words = "".join(match["name"].split()).lower()
            names = {"order": "Order", "opinion": "Opinion", "judgment": "Judgment", "complaint": "Complaint"}
            yield Fact("type", next((n for w, n in names.items() if words.endswith(w)), "Motion"), *match.span("name"))
        return
    for line in _LINE.finditer(text, 0, min(len(text), LINES_WITHIN)):
        found = _in_title(text, *line.span("words")) if _is_title_like(line["words"]) else None
        if found is not None:
            yield found
            return
    self_named = _SELF_NAMED.search(text, 0, min(len(text), SELF_NAMED_WITHIN))
    if self_named is not None:
        found = _in_title(text, *self_named.span("name"))
        if found is not None:
            yield found
            return
    salutation = _SALUTATION.search(text, 0, min(len(text), LETTER_WITHIN))
    if salutation is not None:
        yield Fact("type", "Letter", *salutation.span("name"))


def _is_title_like(words: str) -> bool:
    """True for a short line in capitals, or one whose longer words all begin with capitals."""
    parts = words.split()
    return 0 < len(parts) <= MOST_WORDS and all(part[:1].isupper() for part in parts if len(part) > 3)


def _in_title(text: str, start: int, end: int) -> Fact | None:
    """The type that a title names. Changing another agreement, as an amendment does, takes precedence."""
    agreement = _AGREEMENT.search(text, start, end) or _GENERIC.search(text, start, end)
    changes = _CHANGES.search(text, start, end)
    if changes is not None and (agreement is None or changes.start() < agreement.start()):
        data_processing = agreement is None and re.search(r"data\s+processing", text[start:end], re.IGNORECASE)
        if not data_processing:
            return Fact("type", "Addendum" if changes["addendum"] else "Amendment", *changes.span())
    match = _AGREEMENT.search(text, start, end) or _OTHER.search(text, start, end)
    if match is not None:
        return Fact("type", _LISTED[re.sub(r"\W", "", match[0].lower())], *match.span())
    return Fact("type", "Agreement", *agreement.span()) if agreement is not None else None
