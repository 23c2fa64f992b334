"""Words by which a question is about one document, although it has the form of one about many."""

import re

from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.document_words import KINDS

_ROLE = (
    r"agreement|contract|lease|deal|licen[cs]e|nda|policy|guide|document|arrangement|engagement|plan|will|trust|deed|"
    r"agent|distributor|reseller|dealer|landlord|tenant|lessor|lessee|borrower|lender|licensor|licensee|franchisor|franchisee|"
    r"buyer|seller|purchaser|vendor|supplier|customer|client|provider|contractor|subcontractor|consultant|company|employer|"
    r"employee|guarantor|insurer|bank|investor|manufacturer|sponsor|developer|bidder|recipient|discloser|owner|operator|user|"
    r"author|artist|publisher|university|authority|trustee|fund|issuer|holder|shareholders?|directors?|partnership"
)
ONE = re.compile(
    rf"\b(?:the|this|that|its|said)\s(?:[\w-]+\s){{0,2}}?(?:{_ROLE})(?:['’]s?)?\b(?!\s(?:side|party)\b)", re.IGNORECASE
)
"""Somebody or something that is once in each document: a question that mentions it means one document."""

WE_ARE = re.compile(
    r"^where(?:\selse)?\s(?:are|were|is|was)\s(?:we|i|they|somebody|someone|anybody|anyone|(?:either|one|a)\s(?:party|side))\s(?:the|its|their)\s",
    re.IGNORECASE,
)
"""Words that say who "the only supplier" is."""

DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those)\s(?!(?:other|others|end|law|laws|right|rights|state|jury|courts?|sale|un|united|us|eu|uk|same|"
    r"first|full|public|event|case|business|parties|counter-?part(?:y|ies)|moment|time|fees|fee|taxes|price|term|future|"
    r"ordinary|benefit|power|option|duty|obligation|opportunity|chance|ability|international|use|source)\b)\w",
    re.IGNORECASE,
)
"""A thing that is already known: a question that mentions it means one document, unless each document has it."""

OBJECT = re.compile(
    rf"^(?:{AUXILIARIES})\s(?:the|its|this|that|each|his|her)\s(?!other\s)(?:[\w-]+\s){{0,2}}?(?:{_ROLE}|parties|party|side)\b",
    re.IGNORECASE,
)
"""Words after the kind if somebody does something with it: "which contracts must the seller assign?"."""

THIS_ONE = re.compile(rf"\b(?:this|that|said)\s(?:{KINDS})\b", re.IGNORECASE)
THE_ONE = re.compile(r"\b(?:the|this)\s(?:agreement|contract|lease|deal|nda|policy)\b", re.IGNORECASE)
OF_TWO = re.compile(r"\bof\sthe\stwo\b", re.IGNORECASE)
