"""An answer as the OpenAPI document shows it: a real one, on a lease that ships with the tests."""

from typing import Final

from pydantic.config import JsonDict

RENT: Final = "The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month."

CITATION: Final[JsonDict] = {
    "label": 1,
    "document": "lease-0007-unit-4-za64xq3mcr",
    "path": "/srv/files/lease/Lease 0007 Unit 4.txt",
    "title": "LEASE OF UNIT 4",
    "section": "2.1",
    "heading": "Rent",
    "page": None,
    "page_label": None,
    "note": None,
    "confidence": None,
    "start": 97,
    "end": 187,
    "quote": RENT,
}

PASSAGE: Final[JsonDict] = {
    "label": 1,
    "document": "lease-0007-unit-4-za64xq3mcr",
    "path": "/srv/files/lease/Lease 0007 Unit 4.txt",
    "section": "2",
    "heading": "2 RENT",
    "page": None,
    "page_label": None,
    "confidence": None,
    "start": 78,
    "end": 187,
    "score": -15.714209,
    "text": f"2. RENT\n\n2.1 Rent. {RENT}",
}

REPLY: Final[JsonDict] = {
    "id": "8c77ad448364eec0",
    "question": "How much rent does the Tenant pay per month?",
    "answered": True,
    "understood": None,
    "refusal": None,
    "chance": 0.9137,
    "found": None,
    "statements": [{"text": RENT, "support": 1.0, "citations": [CITATION]}],
    "coverage": {"statements": 1, "released": 1, "reasons": []},
    "passages": [PASSAGE],
    "warnings": [],
    "looked": {"documents": 1, "of": 1},
    "listing": None,
    "tier": "quote",
    "model": None,
    "cost_usd": 0.0,
    "left_firm": False,
    "index_version": "e21aec8a.8.1",
    "context": {
        "whole": True,
        "reason": "no_longer",
        "passages": 5,
        "message": "All of what you may see was read (5 passages).",
    },
    "audit": {
        "id": "8c77ad448364eec0",
        "seq": 12,
        "hash": "bb3d106e6118c0a47b9987aa3a2cddc60d82def0e2dea03f8308b26a37e9ce39",
    },
    "ms": {"total": 1313.376, "retrieve": 245.862, "write": 1020.651, "verify": 13.039, "audit": 33.769},
}
