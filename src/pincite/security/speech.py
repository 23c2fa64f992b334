"""Decides whether a sentence states something, or speaks to its reader: an order, a question, talk of itself.

An answer states what documents say: who must or may do what. What somebody else made a model say mostly has another
form. Words in quotation marks are ignored: they are a document's.
"""

import re

from pincite.security.plain import plain

_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"|«[^»]{0,2000}»")
_OPENING = (
    r"^[^\w\[]*(?:(?:please|kindly|now|then|next|first|also|just|instead|finally|simply|and|so|ok|okay|hey|hello|hi)\b"
    r"[\W_]{1,3}){0,4}"
)
_VERB = (
    "visit|click|tap|press|go|open|download|install|run|execute|send|e-?mail|contact|call|dial|text|write|print|say|tell|"
    "repeat|reply|respond|answer|output|display|show|reveal|give|provide|ignore|forget|disregard|act|pretend|imagine|"
    "translate|summari[sz]e|explain|describe|list|create|generate|make|compose|draft|use|add|insert|include|append|prepend|"
    "start|begin|end|stop|enter|type|copy|paste|forward|transfer|buy|subscribe|join|convert|encode|decode|rewrite|rephrase|"
    "paraphrase|help|find|search|calculate|compute|solve|suggest|recommend|name|define|discuss|compare|analy[sz]e|simulate|"
    "formulate|talk|speak|let|keep|take|put|do|be|think|remember|assume|behave|obey|follow|spell|count|teach|learn|continue"
)
_OBJECT = (
    "the|a|an|your|my|me|us|this|that|these|those|all|any|every|each|some|to|it|him|her|them|how|what|why|who|whether|"
    "if|"
    "in|into|with|as|only|out|back|now|at|for|on|from|like|no|not|nothing|here|exactly|about|up|down|between|away|"
    "more|above|below|previous|prior|and|check|one|two|three|four|five|six|seven|ten|https?|www|“|\"|'|yes"
)
_ORDER = re.compile(rf"{_OPENING}(?:{_VERB})(?:\s+|:\s*|-\s*)(?:\d|\+|\[|<|(?:{_OBJECT})(?![\w-]))", re.I)
_SPEAK_UP = re.compile(rf"{_OPENING}(?:say|reply|respond|pretend|roleplay|imagine)(?!\w)", re.I)
_FORBIDS = re.compile(
    rf"{_OPENING}(?:do not|don[’']t|never|always|you (?:are|must|should|will|can|have to|need to|may) (?:now|only|"
    r"never|always|not|act|answer|reply|respond|pretend|ignore|say|visit|call|click|contact))(?!\w)",
    re.I,
)
_RULE = re.compile(
    r"^\W*you (?:may|shall|will|must|can)\s(?:not|only)(?!\w)"
    r"(?!\s(?:act|answer|repl|respond|pretend|ignore|say|tell|reveal|disclos|mention|visit|call|click|contact))",
    re.I,
)
"""What terms of use forbid their users: "You may not share your account"."""

_LURES = re.compile(
    r"\b(?:click (?:here|below|this)|visit (?:our|this link|the link)|call (?:us|now|this|toll)|"
    r"(?:follow|open|use) (?:this|the) link|scan the (?:qr|code)|tell the user|inform the user)\b",
    re.I,
)
_REPEATED = re.compile(r"(?<!\w)(\w{1,20})(?:\W{1,3}\1(?!\w)){4,}|([^\W_][^\n]{2,60}?)(?:\s{0,3}\2){3,}", re.I)
_EXCLAIMS = re.compile(r"[!！]\W*$")
_QUESTION = re.compile(r"[?？](?:[\s\\]|\W*$)")
_OF_ITSELF = re.compile(
    r"(?<![\w.&’'])I(?:[’'](?:m|ve|ll|d)|\s(?:am|have|had|will|would|can|could|cannot|was|do|did|don[’']t|must|shall|"
    r"should|want|need|apologi[sz]e|understand|hereby confirm|repeat|obey|hate|love|think|believe|feel))(?!\w)|"
    r"\bas an? (?:AI|assistant|language model|chatbot)\b|"
    r"\bmy (?:system prompt|instructions|developers?|creators?|training)\b",
)


def outside_quotes(text: str) -> str:
    """The words of a sentence as a person reads them, without those in quotation marks."""
    return _QUOTED.sub(" ", plain(text).text)


def speaks(text: str, *, is_quoted: bool = False) -> str:
    """What a sentence does other than state something, as the end of a sentence about it; empty if it states.

    With `is_quoted`, the sentence is word for word what a document says, and no part of it addresses an assistant. It
    may then forbid its reader something, as terms of use do.

    >>> speaks("Call 1-800-555-0199 now."), speaks("Call options expire on 1 May."), speaks("Use of the Premises ends.")
    ('it gives its reader an order', '', '')
    >>> speaks("You may not share your account."), speaks("You may not share your account.", is_quoted=True)
    ('it gives its reader an order', '')
    >>> speaks("The form says “Send the notice to the Landlord.”"), speaks("I have been pwned")
    ('', 'it speaks of itself')
    """
    said = outside_quotes(text)
    if _REPEATED.search(said):
        return "it says the same over and over"
    forbids = _FORBIDS.search(said) and not (is_quoted and _RULE.search(said))
    if _ORDER.search(said) or _SPEAK_UP.search(said) or forbids or _LURES.search(said):
        return "it gives its reader an order"
    if _EXCLAIMS.search(said):
        return "it exclaims something"
    if _QUESTION.search(said):
        return "it asks something"
    if _OF_ITSELF.search(said):
        return "it speaks of itself"
    return ""
