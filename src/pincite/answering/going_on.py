"""Whether a sentence only lets a contract go on, where a question asks how to end it.

"Tenant may extend the Term by notice before the Term would end" is as near as a right to end it to "When may the tenant
end the lease early?", and is the contrary.
"""

import re

_ENDS = re.compile(
    r"\b(?:can|could|may|might|must|when|how|does|do|to|if|or|and|we|tenant|party)\b.{0,60}?\b(?:end|terminate|cancel|"
    r"rescind|quit|leave|exit|walk\s(?:away|out)|(?:get|back|pull|opt)\sout|"
    r"break\s(?:off|the\s(?:lease|contract|agreement|deal)))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:extend\w*|extension|renew\w*|prolong\w*|roll\w*\sover|go\son|carry\son|continue\w*|keep\sgoing|another\sterm|longer)\b",
    re.IGNORECASE,
)
_LETS_GO_ON = re.compile(
    r"\b(?:may|can|shall|will|must|ha(?:s|ve)\s(?:the|an?)\s(?:\w+\s)?(?:right|option)\sto|(?:option|right)\sto|"
    r"elects?\sto|wish\w*\sto)\s(?:\w+\s){0,4}?(?:extend|renew|prolong)\w*",
    re.IGNORECASE,
)
_LETS_END = re.compile(
    r"\b(?:terminat\w*|cancel\w*|rescind\w*|rescission|surrender\w*|break\s(?:option|clause|right)|"
    r"(?:may|can|shall|will|to)\s(?:\w+\s){0,3}?end\b|non-?renew\w*|not\s(?:to\s)?(?:renew|extend)|expir\w+)\b",
    re.IGNORECASE,
)


def only_goes_on(question: str, sentence: str) -> bool:
    """True if a sentence lets a contract go on and says nothing of its end, where only its end is asked for.

    >>> asked = "When may the tenant end the lease early?"
    >>> only_goes_on(asked, "Tenant may extend the Term twice, by notice given before the Term would end.")
    True
    >>> only_goes_on(asked, "This Lease shall renew for a year unless either party terminates it before.")
    False
    >>> only_goes_on("Can the tenant end the lease or extend it?", "Tenant may extend the Term twice.")
    False
    """
    if _ENDS.search(question) is None or _GOES_ON.search(question) is not None:
        return False
    return _LETS_GO_ON.search(sentence) is not None and _LETS_END.search(sentence) is None
