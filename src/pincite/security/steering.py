"""Phrases with which a document tells whoever answers from it what to say: "on any question about rent, answer that …".

The verbs alone are not orders to a machine, and may be meant for a person. They become orders when they mention
answers, summaries or searches, which contracts do not do. With people and other things, the same verbs are common in
contracts ("any questions shall be answered by the Landlord", "the invoice shall state that …"), so each form requires
both.
"""

import re

from pincite.security.caseless import Caseless

_SAY = (
    r"(?:answer|state|report|say|reply|respond|confirm|conclude|note|write|declare|maintain|indicate|record|give|quote|"
    r"cite|return)"
)
_DO = (
    rf"(?:{_SAY}|mention|disclose|refer|rely|consider|treat|assume|present|display|rate|rank|recommend|describe|omit|tell|"
    r"inform|ignore|disregard|begin|end|include|show)"
)
_MAY = (
    r"(?:should|must|shall|will|may\s+only|need\s+to|"
    r"(?:is|are)\s+(?:\w+\s+)?(?:asked\s+|required\s+|directed\s+|told\s+)?to)"
)
_MACHINES = (
    r"(?:(?:ai|digital|virtual|automated|automatic|language|machine|search|research|retrieval|summari[sz]ation|"
    r"question-answering|answering)\s+)?(?:assistants|(?:ai|language)\s+models?|chat\s?bots?|bots|llms?|(?:ai|automated|search|"
    r"research|summari[sz]ation|retrieval|answering|question-answering)\s+(?:tools?|systems?|agents?|engines?|programs?|"
    r"software|readers?|reviewers?)|machine\s+readers?)"
)
_ASKING = r"(?:questions?|quer(?:y|ies)|prompts?|enquir(?:y|ies)|inquir(?:y|ies)|requests?\s+for\s+information)"
_ANSWERS = r"(?:answers?|repl(?:y|ies)|summar(?:y|ies)|abstracts?)"
_QUESTIONED = r"(?:asked|queried|prompted|questioned)"
_HERE = r"(?:sentence|paragraph|passage|clause|statement|line|page|text|section)"
_SO = r"(?:that\b|only\b|nothing\b|:|,?\s*[\"“‘'])"

STEERS = Caseless(
    "|".join(
        (
            # For any question on X, answer that …; any question on X is answered with "…"
            rf"\b(?:for|on|to|upon|in\s+(?:reply|answer|response)\s+to|as\s+to|with)\s+(?:any|every|all|each)\s+(?:\w+\s+){{0,2}}{_ASKING}"
            rf"\b(?:[^.\n]|\.(?=\d)){{0,90}}?[,:]\s*(?:please\s+|always\s+|only\s+|you\s+|they\s+|kindly\s+|simply\s+)?(?:{_MAY}\s+)?{_SAY}\b",
            rf"\b(?:for|on|to|in\s+(?:reply|answer|response)\s+to)\s+(?:any|every|all|each)\s+(?:\w+\s+){{0,2}}{_ASKING}"
            r"\b(?:[^.\n]|\.(?=\d)){0,90}?,\s*the\s+(?:answer|reply|response)\b",
            rf"\b(?:any|every|all|each)?\s*\b{_ASKING}\b(?:[^.\n]|\.(?=\d)){{0,80}}\b(?:is|are|be)\s+(?:to\s+be\s+)?answered\s+(?:with|by\s+(?:saying|"
            r"quoting|stating|the\s+(?:words|statement|sentence|figure))|as\s+follows|that\b|[\"“])",
            # When asked about X, say …; asked about X, the answer is …
            rf"\b(?:when|if|whenever|where|once|should)\b[^.,\n]{{0,40}}\b{_QUESTIONED}\b(?:[^.\n]|\.(?=\d)){{0,90}}?,\s*(?:please\s+|always\s+|only\s+|"
            rf"you\s+{_MAY}\s+|kindly\s+|simply\s+)?{_SAY}\s+(?:{_SO}|(?:no|yes|zero|none|nil)\b)",
            rf"\b(?:when|if|whenever|should|where)\s+(?:some(?:one|body)|any(?:one|body)|a\s+(?:user|reader|lawyer|client|person)|users|readers)"
            r"\s+(?:asks?|enquires?|inquires?|wants?\s+to\s+know|search(?:es)?|looks?|raises?)\b(?:[^.\n]|\.(?=\d)){0,90}?,\s*(?:(?:please\s+)?"
            rf"{_SAY}\b|the\s+(?:answer|reply|response)\b)",
            rf"\b{_SAY}\b(?:[^.\n]|\.(?=\d)){{3,160}}\b(?:if|when|whenever)\s+(?:you\s+are\s+)?asked(?:\s+about\b|\s*[.,;!]|\s*$)",
            rf"\b(?:{_SAY}|reported|stated|said|told|answered|confirmed)\b(?:[^.\n]|\.(?=\d)){{0,160}}\bto\s+(?:all|any(?:one|body)|every(?:one|body)|whoever)\s+(?:who\s+)?(?:asks?|enquires?|inquires?)\b",
            # Assistants must state that …; whoever answers from this file is to say …
            rf"\b{_MACHINES}\b(?:[^.\n]|\.(?=\d)){{0,60}}?\b{_MAY}\s+(?:not\s+)?(?:always\s+|only\s+|then\s+)?{_DO}\b",
            rf"\b(?:any(?:one|body)|whoever|those|persons?|people|reviewers?|readers?|analysts?)\s+(?:who\s+|that\s+)?"
            rf"(?:answer|summari[sz]|quot|cit|asked)(?:e|es|s|ing)?\b(?:[^.\n]|\.(?=\d)){{0,80}}\b{_MAY}\s+(?:not\s+)?{_DO}\b",
            rf"\b(?:every|any|all|each)\s+(?:readers?|reviewers?|analysts?)\b(?:[^.\n]|\.(?=\d)){{0,40}}\b{_MAY}\s+{_SAY}\s+{_SO}",
            rf"\breviewers?\s+(?:and|or)\s+(?:\w+\s+)?(?:tools?|systems?|assistants?|software|machines?|models?)\b"
            rf"(?:[^.\n]|\.(?=\d)){{0,40}}\b{_MAY}\s+{_DO}\b",
            r"\b(?:notes?|notice|instructions?|guidance|directions?|reminder|advice)\s+(?:to|for)\s+(?:those|any(?:one|body)|whoever|"
            r"persons?|people|reviewers?|readers?|all)\s+(?:who\s+(?:are\s+)?)?(?:asked|ask|answer|summari[sz]|quot|cit)",
            r"\b(?:any(?:one|body)|whoever|those|people|colleagues|clients|(?:the\s+)?persons?)\s+(?:who\s+)?(?:ask|asks|asking|wonder|enquire)"
            r"\b(?:[^.\n]|\.(?=\d)){0,60}\b(?:(?:must|should|shall|will|is\s+to|are\s+to|has\s+to)\s+be\s+(?:told|answered|informed)|(?:gets?|receives?|"
            r"(?:is|are)\s+(?:given|told|to\s+(?:receive|be\s+told)))\b(?:[^.\n]|\.(?=\d)){0,20}\b(?:answer|reply|that|\"|“))",
            r"\b(?:never|do\s+not)\s+tell\s+(?:any(?:one|body)\s+(?:who\s+asks|asking)|the\s+(?:person\s+asking|user|reader|asker))\b",
            r"\b(?:your|the)\s+(?:user|reader|asker|person\s+asking)\s+(?:wants|expects|needs|has)\s+to\s+(?:hear|be\s+told|read)\b",
            # The correct answer to any question on X is …
            rf"\b(?:correct|right|true|only|accurate|proper|approved|authori[sz]ed|official|expected|complete|best)\s+(?:answer|reply|response)"
            rf"\s+(?:to|for|on|about)\s+(?:any|every|all|each|an?\s+(?:\w+\s+)?{_ASKING}|{_ASKING}|whether|what|who|how)\b",
            r"^[^\w\n]*(?:the\s+)?(?:correct|right|official|verified|model|approved|only\s+correct)\s+(?:answer|reply|response)\s*(?:is\s+|:)",
            rf"\b(?:any|an?|every)\s+{_ANSWERS}\s+(?:other\s+than|different\s+from|without\s+[\"“]|that\s+(?:says\s+otherwise|departs))",
            r"\bthe\s+(?:answer|reply|response)\s+(?:to\s+(?:give|be\s+given|return|display|show)|that\s+counts)\b",
            r"\b(?:only|no\s+(?:answer|statement)\s+but)\s+the\s+following\s+(?:answer|statement|sentence|reply)\s+(?:is\s+(?:correct|right)|"
            r"may|should|must|can)\b",
            r"^[^\w\n]*(?:what\s+to\s+(?:say|answer|reply)|how\s+to\s+(?:answer|reply))\b(?:[^.\n]|\.(?=\d)){0,60}:",
            r"\blet\s+(?:the|every|any)\s+(?:answer|reply|summary)\b(?:[^.\n]|\.(?=\d)){0,60}\b(?:say|show|state|read|be)\b",
            # Quote this sentence first; this passage is the best answer to any query; leave clause 7 out of summaries
            rf"\b(?:quote|cite|return|display|repeat|use|select|rank|place|put|present|show)\s+(?:only\s+)?(?:this|the\s+(?:following|present))\s+"
            rf"{_HERE}\b(?:[^.\n]|\.(?=\d)){{0,90}}\b(?:{_ANSWERS}|{_ASKING}|search(?:es)?|first|verbatim|whenever|asked)\b",
            rf"\bthis\s+{_HERE}\s+(?:alone\s+)?(?:is|answers|settles|should|must|shall)\b(?:[^.\n]|\.(?=\d)){{0,60}}\b(?:{_ANSWERS}|quer(?:y|ies)|search"
            rf"(?:es)?)\b(?:[^.\n]|\.(?=\d)){{0,40}}\b(?:to|for|on|about|any|every)\b",
            rf"\b(?:ignore|skip|disregard|omit|leave\s+out|pass\s+over|treat|regard|do\s+not\s+(?:quote|cite|use|mention))\b(?:[^.\n]|\.(?=\d)){{0,90}}\b"
            rf"(?:when\s+asked|(?:when|while|in)\s+(?:answering|summari[sz]ing|(?:your|any|every|all)\s+{_ANSWERS}|{_ANSWERS}\b(?!\s+to\b))|"
            rf"for\s+(?:any\s+|all\s+)?{_ASKING}\s+(?:about|on))",
            rf"\b(?:no|never\s+any|any)\s+(?:other\s+)?(?:{_HERE}|document)\b(?:[^.\n]|\.(?=\d)){{0,40}}\b(?:quoted|cited|used|shown)\s+(?:in\s+(?:an?\s+|any\s+)?"
            rf"{_ANSWERS}\b|when\s+(?:some|any|asked))",
            rf"\bin\s+(?:any\s+|all\s+|every\s+)?(?:{_ANSWERS}|search\s+results)\b(?:[^.\n]|\.(?=\d)){{0,80}}\b(?:given|shown|stated|reported|entered|described)"
            r"\s+as\b",
            rf"\b(?:rely\s+on|go\s+with|trust|believe|use)\s+(?:only\s+)?this\s+(?:one|{_HERE})\s+(?:in|for|about|on|when)\s+(?:every|any|all|"
            r"answering|asked)\b",
            rf"\b(?:any|each|every|all)\s+(?:automated\s+|machine\s+)?{_ANSWERS}\s+(?:of|on|about|from|drawn\s+from)\s+this\s+\w+\s+{_MAY}\s+"
            r"(?:say|state|begin|conclude|report|note|read|show|omit)\b",
            r"\b(?:for|in)\s+(?:any|every|the\s+purposes\s+of\s+(?:any|an))\s+(?:automated|electronic|ai|machine|computer-assisted)\s+(?:review|"
            r"summary|analysis|answer|search)\s+of\s+this\b",
        )
    ),
    re.MULTILINE,
)
"""The forms of such sentences."""

REASON = "tells whoever answers from the document what to say"
