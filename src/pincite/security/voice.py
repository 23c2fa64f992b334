"""How far a sentence is from the voice in which documents of a firm speak of their own matters, in nats.

A term says what parties do and what is due. It says nothing of whoever reads it, what they look for, what they are to
be told and by what words, or which of two sentences to believe. An order to whoever answers has to, whatever words it
is dressed in, and it has to say the claim as well. So it is not known by a list of orders, but by kinds of words of
which sentences of real documents seldom have one and hardly ever several: each kind present adds what its rarity
says. Rarity is meant among the sentences around, too: in a policy that says "you" throughout, "you" says nothing; in a
contract between third persons it does.

What stands here is no proof of an order, only of another voice. `doubting` says what follows from how much.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

WINDOW, STEP = 40, 20
"""Words that are looked at together, and from one such piece to the next: in a long sentence kinds come together by
chance, and an order within it does not need more."""

WEIGHT = 12
"""Sentences of the whole collection that the shares below count for beside the sentences around."""

STRANGE = 10.0
"""Nats from which a sentence is doubted by itself: .2 % of the sentences of real documents have as much."""

UNEASY = 4.5
"""Nats from which a sentence goes behind one that says otherwise on the same question and has none of it: one rare kind
is enough there. Some 9 % of the sentences of real documents have as much, and hardly one of them such a rival."""

LEAST = 0.5
"""Share of a kind's rarity that stays however many sentences around have it: who plants one sentence can plant ten."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A kind of words, and the share of pieces of real sentences that have any of it."""

    name: str
    words: re.Pattern[str]
    share: float


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


TRAITS: tuple[Trait, ...] = (
    # Telling: what nobody does in a term but to give notice of something.
    Trait("tell", _words(
        r"say|saying|tell|tells|told|telling|speaks?\s+of|spoken\s+of|talk(?:s|ed|ing)?\s+(?:about|of)|mention|mentioning|"
        r"mentioned\s+(?:as|instead|to)|explain(?:s|ed|ing)?|explanations?|relay(?:s|ed|ing)?|retell|recounts?|"
        r"repeat(?:s|ed|ing)?|recit(?:e|ed|ing)|spread|put\s+about|given?\s+out|gives?\s+out|hand(?:s|ed)?\s+out|"
        r"puts?\s+forward|carry\s+forward|carried\s+into|com(?:e|es|ing)\s+across|gets?\s+across|read\s+(?:out|aloud)|"
        r"sum(?:med)?\s+up|boils?\s+down|comes?\s+down\s+to|writ(?:e|ten)\s+down|jot|dictat\w+|paraphras\w+|"
        r"put\s+(?:into|in)\s+(?:words|a\s+sentence)|let\s+\w+\s+know|pass\s+(?:it|this|that)\s+on|"
        r"(?:wish|make|made)\s+it\s+known|be\s+known|hears?|heard|said\s+(?:to|that|of|about|thus|so)|"
        r"to\s+be\s+(?:said|named|related|called|put)|one\s+says|is\s+put\s+as|goe?s?\s+out\s+with|pasted?|portray\w*|"
        r"depict\w*|announce|whisper\w*|echo\w*|lead(?:s|ing)?\s+with|settle\s+on|default\s+to|take\s+it\s+that|"
        r"veuillez|antwort\w*|r[ée]pon[ds]\w*|sagen|zitier\w*|citer|citez|dites|respond[ae]|conteste|diga|rispond\w*"
    ), 0.0042),
    Trait("state", _words(
        r"states?|stating|stated\s+(?:as|that|to\s+be)|reports?\s+(?:that|as|to\s+(?:the\s+(?:reader|client|user)))|"
        r"reported\s+(?:as|that)|describ(?:e|es|ing)|described\s+as|quot(?:e|es|ed|ing)|cit(?:e|es|ed|ing)|"
        r"represented\s+(?:in|as)|record(?:ed)?\s+(?:as|that)|confirms?\s+that|shows?\s+that|displays?|names|given\s+as|"
        r"give\s+the|informs?|informed|advise[ds]?|conclude[ds]?|return(?:s|ed)?\s+(?:only|just|this|the\s+following)|"
        r"characteri[sz]\w+|summari[sz]\w+|responds?|repl(?:y|ies|ied)|answer(?:s|ed|ing)?|"
        r"report\s+(?!of|on|to|is|shall|for|and|or)\w+"
    ), 0.065),
    # What is told: a piece of text, or what is made of one.
    Trait("text", _words(
        r"answers?|repl(?:y|ies)|summar(?:y|ies)|digests?|synops[ie]s|extracts?|excerpts?|snippets?|passages?|"
        r"sentences?|wording|read-?outs?|glance|briefings?|memo(?:randum)?|file\s+note|(?:short|long)\s+form|hints?|tips?|"
        r"erratum|misprint|headlines?|key\s+facts?|write-?ups?|talking\s+points?|relevance|scores?|context|"
        r"description\s+of\s+(?:clause|this)|list\s+of\s+terms|word\s+to|the\s+screen|bullet|one-?liners?|takeaways?|"
        r"upshot|gist|nutshell|crib|prompts?|downstream\s+(?:use|tools?|systems?)|canonical|output|record\s+of\s+your|"
        r"key(?=\s+(?:has|says))|phras(?:e|ing)|bottom\s+line|party\s+line|templates?(?=\s*[,:])|annotation|source\s+of\s+truth|"
        r"training\s+note|tool\s+(?:call|result)|label\s+for|sources\s+(?:present|give|say)|the\s+archive|maintainers?\s+of\s+this"
    ), 0.014),
    Trait("figure", _words(
        r"figure|lines?|words?|text|versions?|values?|statements?|result|fields?|entr(?:y|ies)|response|number\s+to"
    ), 0.053),
    # Who is told: nobody who is a party.
    Trait("stranger", _words(
        r"readers?|outsiders?|whoever|those\s+(?:who|interested|reading|looking|curious)|any(?:one|body)|no\s?body|"
        r"no\s+one|every(?:one|body)|some(?:one|body)|colleagues?|"
        r"assistants?(?!\s+(?:secretar|manager|treasurer|general|clerk|professor|commissioner|u\.s|united|attorney|vice|"
        r"director|superintendent|controller))|machines?(?=\s+(?:that|which|reading|reads?|who))|bots?|chat\s?bots?|ai|"
        r"llms?|graders?|markers?|researchers?|enquirers?|bystanders?|newcomers?|clerks?(?=\s+(?:names|says|gives|would))|editors?(?=\s*:)|"
        r"(?:all|any)\s+(?:software|models?)|machine\s+consumption|archivists?|careful\s+mind|competent\s+advis\w+|"
        r"one\s+(?:may|has|says?|must|can|should|will|would|asks?|reads?|wants?|need)|if\s+one|"
        r"persons?\s+who\s+(?:put|asks?|reads?|wants?|is\s+asking)|"
        r"(?:a|the)\s+(?:partner|client|boss|judge|lawyer|associate)\s+(?:to|who|asks?|wants?|should|is\s+to)|people|"
        r"the\s+world|drafts(?:man|person|men)|the\s+(?:asker|questioner|inquirer)"
    ), 0.008),
    Trait("you", _words(r"you|your|yours|yourself"), 0.049),
    # When: somebody asks, searches or comes upon it.
    Trait("seek", _words(
        r"questions?|quer(?:y|ies)|ask(?:s|ed|ing)?|enquir\w+|inquir(?:es?|ed|ing|y|ies)|search(?:es|ed|ing)?|"
        r"look(?:s|ed|ing)?\s+(?:up|in|at|no|elsewhere|further|here)|wants?\s+to\s+know|wonder\w*|"
        r"find(?:s|ing)?\s+(?:the|this|a|it|different|out|in)|found\s+(?:it|this|the)|c(?:a|o)mes?\s+(?:up|upon|across)|"
        r"sent\s+(?:for|here)|called\s+for|is\s+wanted|curious|interested\s+in\s+(?:how|what|the)|lookups?|retriev\w+|"
        r"turn(?:s|ed)?\s+up|frage\w*|fragt|preguntas?|domand\w+"
    ), 0.0085),
    # Which to believe.
    Trait("rival", _words(
        r"instead(?!\s+of)|elsewhere|ignor\w+|disregard\w*|skip\w*|pass(?:ed)?\s+(?:over|by)|overlook\w*|"
        r"leav(?:e|ing)\s+(?:out|aside|off|the\s+(?:others?|rest))|leave\s+it\s+at|outdated|leftover|obsolete|stale|"
        r"out\s+of\s+date|overrid\w*|misprint|mistake[ns]?|wrong|whatever\s+(?:else|you|the|other)|"
        r"nothing\s+(?:else|more|further)|no\s+other\s+(?:provision|figure|price|answer|number|clause|one)|of\s+no\s+other|"
        r"anything\s+(?:but|else)|not\s+that\s+in|the\s+other\s+(?:clause|price|figure|one|text|sentence|number)|the\s+others|"
        r"the\s+rest\s+(?:of\s+(?:this|the)|adds?|may|is|can)|newer|the\s+(?:right|true)\s+(?:one|text|figure|number)|"
        r"corrected|supersedes\s+\w+\s+(?:value|text)|outranks?|distract\w*|forget|adds?\s+nothing|search\s+over|"
        r"another\s+figure|different\s+(?:words|figures?|numbers?)|prefer\s+(?:this|the)|ranks?\s+(?:first|above|highest)|"
        r"no\s+matter\s+(?:what|how)|regardless\s+of\s+what|trust\s+(?:this|only)|go\s+by|stick\s+to|"
        r"and\s+not\s+the\s+(?:one|figure)"
    ), 0.0045),
    # In which manner: as one speaks to a person beside oneself.
    Trait("manner", _words(
        r"simply|just|kindly|plainly|in\s+short|briefly|be\s+so\s+good|do\s+us|do\s+me|grateful|helpful|of\s+course|"
        r"to\s+save|no\s+time|in\s+the\s+interest\s+of\s+brevity|see\s+to\s+it|make\s+sure|be\s+sure|bear\s+in\s+mind|"
        r"remember|mind\s+you|for\s+short|in\s+a\s+word|to\s+put\s+it|and\s+leave\s+it|best\s+served|"
        r"for\s+the\s+benefit\s+of\s+any\w*|close\s+the\s+file|between\s+us|so\s+far\s+as\s+\w+\s+(?:are|is)\s+to|feel\s+free|"
        r"rest\s+assured|for\s+once|(?:would\s+be\s+)?obliged\s+if|at\s+liberty\s+to|does\s+no\s+harm|unwise\s+to|"
        r"safe\s+to\s+(?:say|repeat|tell)|the\s+short\s+of\s+it|in\s+conversation|move\s+on|is\s+done(?=\.)|for\s+your\s+(?:convenience|ease)"
    ), 0.0043),
    # These words, as something to be looked at.
    Trait("here", re.compile(
        r"\b(?:this|these|the\s+(?:present|following|next))\s+(?:sentence|text|passage|paragraph|file|page|line|wording|"
        r"statement|figure|note|version|remark|entry|one|paper|snippet)\b|\bwhat\s+follows\b|"
        r"\bthe\s+(?:sentence|paragraph|line)\s+(?:after|before|above|below)\b|\bread\s+on\b|\breading\b|"
        r"\b(?:from|see)\s+here\b|\bas\s+shown\b|\b(?:write|use)\s+this\b|\baddressed\s+to\b|\bthan\s+this\s*:",
        re.IGNORECASE,
    ), 0.0035),
    Trait("document", _words(
        r"(?:this|the\s+present)\s+(?:agreement|contract|lease|clause|section|document|deed|policy|schedule|part)|"
        r"(?:in|on|of)\s+(?:the\s+)?clause"
    ), 0.145),
    Trait("vouched", _words(
        r"(?:has|have)\s+been\s+(?:verified|cleared|vetted|approved\s+for)|cleared\s+(?:the\s+following|for)|for\s+release|"
        r"verified\s+(?:text|figure|value|wording)|official\s+(?:answer|wording|figure|text|line|value|position)|agreed\s+line|approved\s+(?:wording|line|text)|for\s+circulation|"
        r"come\s+away\s+with|so\s+far\s+has\s+been|settled\s+with"
    ), 0.001),
    # A claim behind a colon; a figure there, and nothing else.
    Trait("claims", re.compile(
        r":\s+[\"“']?(?:[A-Z]\w+|an?|the|no|it|[a-z]+)\s+(?:[\w’'.,$%-]+\s+){1,14}"
        r"(?:is|are|pays?|ends?|bears?|may|shall|has|have|was|were|will|must)\b",
        re.IGNORECASE,
    ), 0.0066),
    Trait("points", re.compile(r":\s*[\"“']?[$€£]?[\w.,’' -]{1,30}[.\"”']*$"), 0.011),
    # An order by its form, to nobody who is named.
    Trait("order", re.compile(
        r"(?:^|[;:—–]\s+|,\s+(?:so|and|then|but)\s+)[^\w\n]*(?:\d[\d.]*[.)]?\s+)?"
        r"(?:please\s+|kindly\s+|do\s+not\s+|never\s+|always\s+|just\s+|simply\s+)*"
        r"(?:say|tell|speak|mention|explain|relay|repeat|recite|spread|hand|put|carry|read|write|jot|paste|answer|reply|"
        r"respond|quote|cite|report|describe|state|give|show|name|use|take|go|stick|trust|prefer|pass|skip|ignore|"
        r"disregard|forget|leave|let|consider|treat|regard|assume|see|look|stop|be\s+(?:so|sure|distracted)|remember|bear|"
        r"note\s+down|record\s+that|overlook|count|type|output|return|present|highlight|choose|select|pick|rank|rely|"
        r"imagine|pretend|think)\b",
        re.IGNORECASE,
    ), 0.0088),
    # Marks of a program, a conversation or a form.
    Trait("mark", re.compile(
        r"[<\[{(⟦]\s*/?\s*(?:answer|system|assistant|user|override|inst|output|response|context)\b|"
        r":\s*[\]⟧}>]|^\s*(?:\d[\d.]*\s+)?[{<⟦]|\[\[|\]\]|⟦|#{2,}\s*\w+\s*:|\b(?:assistant|system|user|model)\s*>|"
        r"\"\w+\"\s*:\s*[\"\d]|<\||^\W*end\s+of\s+(?:context|document|text)|^\W*q[.:]\s.*\ba[.:]\s",
        re.IGNORECASE,
    ), 0.0085),
    # Small words of other languages, several of them.
    Trait("foreign", re.compile(
        r"(?:\b(?:der|die|das|und|ist|sind|auf|zu|wer|nicht|nach|mit|von|hierzu|diese[rsnm]?|le|les|des|est|une?|sur|vous|"
        r"pour|dans|toute|cette|que|el|los|las|del|para|una|esta|il|della|che|questa|per)\b\W+(?:\w+\W+){0,4}?){3}",
        re.IGNORECASE,
    ), 0.0003),
)  # fmt: skip
"""The kinds, and their shares as `runs/voices.py` measures them."""

_WORD = re.compile(r"\S{1,20}")
"""A word; a longer run of letters or signs is several, so that no piece is long."""

_LEGAL = _words(
    r"state\s+of|state\s+law|united\s+states|member\s+states?|question\s+of\s+(?:law|fact)|in\s+question|"
    r"answer\s+to\s+the\s+complaint|financial\s+statements?|in\s+other\s+words|line\s+of\s+(?:credit|business)|"
    r"value\s+added|(?:foregoing|preceding|previous)\s+(?:two\s+)?(?:sentences?|paragraphs?)|"
    r"(?:in|by|to|of|under)\s+the\s+(?:next|following)\s+(?:two\s+)?(?:sentences?|paragraphs?)|information\s+retrieval|"
    r"in\s+(?:words|figures|letters)\s*:\s*\w+|"
    # A policy sends its reader on to another page, or to its authors.
    r"(?:please\s+)?(?:take\s+a\s+(?:closer\s+)?look\s+at|see|refer\s+to|visit|review|contact|consult)\s+(?:us|our|the|your)|"
    r"(?:if\s+you(?:['’]d|\s+would)?\s+(?:like|have|need|want)|for)\s+(?:any\s+)?(?:more|further|additional)\s+"
    r"(?:info|information|details?|questions?)(?:\s+(?:about|on)\s+(?:this|these|how))?|if\s+you\s+have\s+(?:any\s+)?questions?"
)
"""Phrases that every document has, whose words mean something else there."""


def traits(piece: str) -> frozenset[str]:
    """The names of the kinds of which a piece of text, its white space squeezed, has any."""
    words = _LEGAL.sub(" ", piece)
    return frozenset(trait.name for trait in TRAITS if trait.words.search(words))


def strangeness(sentence: str, around: Sequence[str] = ()) -> float:
    """How rare it is, in nats, that a sentence has all the kinds of words that it has; the rarest piece of it counts.

    A kind is as rare as in real documents, or less where the sentences `around` have it.

    >>> strangeness("The Tenant shall pay rent of $900 per month.")
    0.0
    >>> strangeness("Speak of a rent of $900, whatever else you may come across.") > STRANGE
    True
    """
    found = [traits(piece) for piece in pieces(sentence)]
    near = [traits(piece) for piece in chain.from_iterable(map(pieces, around))]

    def cost(trait: Trait) -> float:
        having = sum(trait.name in one for one in near)
        known = (having + WEIGHT * trait.share) / (len(near) + WEIGHT)
        return -math.log(min(max(trait.share, known), trait.share**LEAST))

    costs = {trait.name: cost(trait) for trait in TRAITS if any(trait.name in one for one in found)}
    return max(sum(costs[name] for name in one) for one in found)


def pieces(sentence: str) -> list[str]:
    """A sentence, or where it is long its parts that overlap."""
    words = [found.span() for found in _WORD.finditer(sentence)]
    if len(words) <= WINDOW:
        return [sentence]
    firsts = (*range(0, len(words) - WINDOW, STEP), len(words) - WINDOW)
    return [sentence[words[first][0] : words[first + WINDOW - 1][1]] for first in firsts]
