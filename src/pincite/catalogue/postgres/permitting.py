"""What a scope permits, as a condition on rows of documents: nothing else leaves the database.

It says the same as `Scope.permits`, which has the last word on whatever is given out.
"""

import json
from typing import Final

from pincite.access.scope import Scope

PERMITTED: Final = """d.version IS NOT NULL AND d.id NOT IN (SELECT value FROM json_each(?))
    AND (d.matter IN (SELECT value FROM json_each(?)) OR d.matter IN (SELECT value FROM json_each(?)) AND (
        d.id IN (SELECT value FROM json_each(?)) OR EXISTS (
            SELECT 1 FROM json_each(d.labels) AS own WHERE own.value IN (SELECT value FROM json_each(?))
            OR jsonb_build_array(own.value, d.matter) IN (SELECT jsonb_array_elements(CAST(? AS jsonb))))))"""
"""Of rows `d`; takes what `permitted_by` gives."""


def permitted_by(scope: Scope) -> tuple[str, ...]:
    """What a scope withholds and opens, as `PERMITTED` takes it."""
    anywhere = sorted(label for label, matter in scope.labels if matter is None)
    within = sorted((label, matter) for label, matter in scope.labels if matter is not None)
    return (
        json.dumps(sorted(scope.denied)),
        json.dumps(sorted(scope.matters)),
        json.dumps(sorted(scope.reach)),
        json.dumps(sorted(scope.documents)),
        json.dumps(anywhere),
        json.dumps(within),
    )
