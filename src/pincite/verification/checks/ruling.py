"""Does a passage state rules, or only report? In an agreement or a statute every "unless" counts."""

import re

_RULE = re.compile(
    r"\b(?:shall|must|may not|hereby|here(?:in|under|of|to)|there(?:of|under)|pursuant|[Aa]greements?|Part(?:y|ies)|"
    r"Licens\w+|liab\w+|statut\w+|Sections?|Customers?|Supplier|Company|Distributor|Services|[Tt]erms|[Cc]lauses?|"
    r"employers?|[Cc]ontracts?|[Cc]ourts?)\b"
)


def is_rule(premise: str) -> bool:
    """True if a passage reads like a rule: an agreement, a policy, a statute, a guide to the law."""
    return _RULE.search(premise) is not None
