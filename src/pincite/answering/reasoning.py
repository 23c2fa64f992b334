"""Hidden reasoning: a model says why before it says what, and nobody sees or keeps the why.

The reply has one more string, before its statements. It is taken out where the reply comes in, so that no record, no
later request and no message of an error has it. A reply in another form is not kept at all: nobody knows where in it
the reasoning stands.

Source: Wei et al., "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models", NeurIPS 2022.
"""

import json
from typing import Final

from pincite.answering.claimed import LONGEST_REPLY, REASONING, claimed
from pincite.errors import ModelError
from pincite.models.structured import parsed

NOT_KEPT: Final = "(not kept: the reply is in another form than was asked for, and reasoning may stand anywhere in it)"
"""What is kept of a reply that is not in the form that was asked for."""

CUT_OFF: Final = "{"
"""What is kept of one that ends too early."""


def without_reasoning(reply: str) -> str:
    """A reply without its reasoning.

    >>> without_reasoning('{"reasoning": "Clause 2 says so.", "answered": false, "statements": []}')
    '{"answered": false, "statements": []}'
    >>> without_reasoning("I think that clause 2 says so.") == NOT_KEPT
    True
    """
    if not reply:
        return ""
    try:
        said = parsed(reply, LONGEST_REPLY)
        kept = {key: value for key, value in said.items() if key != REASONING} if isinstance(said, dict) else said
        text = json.dumps(kept, ensure_ascii=False)
        claimed(text)
    except ModelError:
        text = reply.strip()
        return CUT_OFF if text.startswith("{") and not text.endswith("}") else NOT_KEPT
    return text
