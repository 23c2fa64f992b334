"""A statement, with its verdict and what it cites, as records keep it."""

from pincite.answering.answer import Citation
from pincite.answering.doubting import has_caution
from pincite.audit.event import Json
from pincite.verification.support import Support


def stated_json(support: Support) -> Json:
    """A statement with its verdict and what it cites, as records keep it."""
    return {
        "text": support.statement.text,
        "support": support.score,
        "reasons": list(support.reasons),
        "remarks": list(support.remarks),
        "claims": [{"text": claim.text, "support": claim.support, "by": claim.by} for claim in support.claims],
        "citations": [_cited(citation) for citation in support.statement.citations],
        **({"doubtful": True} if has_caution(support.statement) else {}),
        **({"replaces": [_cited(one) for one in support.statement.replaces]} if support.statement.replaces else {}),
    }


def _cited(citation: Citation) -> Json:
    span = citation.span
    return {
        "label": citation.label,
        "document": span.document,
        "version": span.version,
        "start": span.start,
        "end": span.end,
        "quote": citation.quote,
    }
