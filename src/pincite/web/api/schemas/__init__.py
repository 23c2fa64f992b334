"""What programs send and get, as the OpenAPI document describes it.

What is given out is made by `views`; these classes only describe it, and a test holds both to the same fields.
"""

from pincite.web.api.schemas.asking import Asked, AskedBefore, AskRequest, Begun, Progress
from pincite.web.api.schemas.deliveries import (
    DeliveredFile,
    DeliveredFiles,
    Deliveries,
    Delivery,
    DeliveryRequest,
    FileRequest,
    FilesCounted,
)
from pincite.web.api.schemas.described import Described, Label, WholeText
from pincite.web.api.schemas.library import (
    Around,
    Clause,
    Document,
    Documents,
    Fact,
    Matter,
    Matters,
    NearDuplicate,
    Outline,
    Source,
    Text,
)
from pincite.web.api.schemas.problem import Problem
from pincite.web.api.schemas.records import Record, Records
from pincite.web.api.schemas.reply import (
    Audit,
    Candidate,
    Citation,
    Context,
    Coverage,
    FoundQuotes,
    Listed,
    Listing,
    Looked,
    Refusal,
    Reply,
    Statement,
    StreamedStatement,
)
from pincite.web.api.schemas.searching import Hit, SearchRequest, SearchResults
from pincite.web.api.schemas.tokens import OwnToken

__all__ = [
    "Around",
    "AskRequest",
    "Asked",
    "AskedBefore",
    "Audit",
    "Begun",
    "Candidate",
    "Citation",
    "Clause",
    "Context",
    "Coverage",
    "DeliveredFile",
    "DeliveredFiles",
    "Deliveries",
    "Delivery",
    "DeliveryRequest",
    "Described",
    "Document",
    "Documents",
    "Fact",
    "FileRequest",
    "FilesCounted",
    "FoundQuotes",
    "Hit",
    "Label",
    "Listed",
    "Listing",
    "Looked",
    "Matter",
    "Matters",
    "NearDuplicate",
    "Outline",
    "OwnToken",
    "Problem",
    "Progress",
    "Record",
    "Records",
    "Refusal",
    "Reply",
    "SearchRequest",
    "SearchResults",
    "Source",
    "Statement",
    "StreamedStatement",
    "Text",
    "WholeText",
]
