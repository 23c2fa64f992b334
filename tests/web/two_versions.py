"""A services agreement as its client signed it, and as the other side sent it back: two PDFs of some pages."""

from io import BytesIO

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

TITLE = "MAINTENANCE SERVICES AGREEMENT"

PARTIES = (
    "This Agreement is made on 4 May 2026 between Quillon Turbines Limited (the “Client”) and Averell Field Services "
    "Incorporated (the “Contractor”)."
)

NOTICE = "Either party may end this Agreement by written notice of sixty (60) days to the other."

SIGNED = (
    ("1. SERVICES", (
        "1.1 Scope. The Contractor shall inspect, maintain and repair the turbines that are listed in Schedule A, and "
        "shall keep a log of each visit which the Client may read at any time during office hours.",
        "1.2 Standard. The Services shall be performed with the skill and care that a prudent contractor of turbines "
        "uses, by persons who hold the certificates that the maker of the turbines requires.",
        "1.3 Access. The Client shall give the Contractor access to the site on each working day from 7 a.m. to 6 p.m.",
    )),
    ("2. FEES", (
        "2.1 Monthly fee. The Client shall pay $48,000 for each month of the Term, within thirty (30) days after it "
        "has received the invoice.",
        "2.2 Parts. Parts are charged at cost plus eight percent (8%). Parts above $5,000 need the prior written "
        "consent of the Client.",
        "2.3 Late payment. Sums that are overdue bear interest of one percent (1%) a month.",
    )),
    ("3. TERM AND END", (
        "3.1 Term. This Agreement begins on 1 June 2026 and goes on for three years.",
        f"3.2 Notice. {NOTICE}",
        "3.3 Breach. A party may end this Agreement at once if the other has not mended a material breach within "
        "fifteen (15) days after it was told of it.",
    )),
    ("4. LIABILITY", (
        "4.1 Cap. The liability of the Contractor for all claims in a year shall not exceed the fees that were paid in "
        "that year.",
        "4.2 Exclusions. The cap does not apply to death, bodily injury, fraud or a wilful breach.",
        "4.3 Insurance. The Contractor shall keep insurance of not less than $5,000,000 for each occurrence, and shall "
        "show the Client a certificate of it each year.",
    )),
    ("5. CONFIDENTIALITY", (
        "5.1 Duty. Each party shall keep secret what it learns of the business of the other, for five years after the "
        "end of this Agreement.",
        "5.2 Law. A party may disclose what a court or an authority orders it to disclose.",
    )),
    ("6. GENERAL", (
        "6.1 Governing law. This Agreement is governed by the laws of the State of Delaware.",
        "6.2 Whole agreement. This Agreement is all that the parties have agreed on its subject.",
    )),
)  # fmt: skip
"""The articles, each with its sections."""

SENT_BACK = (
    ("within thirty (30) days after", "within forty-five (45) days after"),
    ("cost plus eight percent (8%)", "cost plus twelve percent (12%)"),
    ("written notice of sixty (60) days", "written notice of ninety (90) days"),
    ("death, bodily injury, fraud or a wilful breach", "death, bodily injury or fraud"),
    ("the State of Delaware", "the State of New York"),
)
"""What became of words of it."""

NEW = "5.3 Press. The Contractor may name the Client in a list of those whom it serves."
GONE = "2.3 Late payment"


def signed() -> bytes:
    """The first version."""
    return _drawn(SIGNED)


def sent_back() -> bytes:
    """The second: five clauses read otherwise, one is new, and one is gone."""
    articles = []
    for heading, sections in SIGNED:
        kept = [one for one in sections if not one.startswith(GONE)]
        for old, new in SENT_BACK:
            kept = [one.replace(old, new) for one in kept]
        articles.append((heading, (*kept, NEW) if heading == "5. CONFIDENTIALITY" else tuple(kept)))
    return _drawn(tuple(articles))


def _drawn(articles: tuple[tuple[str, tuple[str, ...]], ...]) -> bytes:
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16, alignment=TA_JUSTIFY, spaceAfter=9)
    head = ParagraphStyle("head", parent=body, fontName="Times-Bold", spaceBefore=10, keepWithNext=True)
    title = ParagraphStyle("title", parent=head, fontSize=14, alignment=TA_CENTER, spaceAfter=18)
    flow = [Paragraph(TITLE, title), Paragraph(PARTIES, body), Spacer(1, 6)]
    for heading, sections in articles:
        flow += [Paragraph(heading, head), *(Paragraph(one, body) for one in sections)]
    stream = BytesIO()
    SimpleDocTemplate(stream, pagesize=LETTER, leftMargin=72, rightMargin=72, invariant=1).build(flow)
    return stream.getvalue()
