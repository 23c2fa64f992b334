"""Tables of the kinds of words by which `voice` recognises the voice of a sentence.

A phrase in a table is a pattern in which a space matches any white space and brackets give a choice; commas separate
phrases. `runs/measuring/voices.py` measures the shares.
"""

import re
from dataclasses import dataclass

from pincite.security.caseless import Caseless


@dataclass(frozen=True, slots=True)
class Trait:
    """A kind of words, and the share of pieces of real sentences that have any of them."""

    name: str
    share: float
    words: Caseless


def _words(table: str) -> Caseless:
    r"""Any of the phrases of a table, as whole words.

    >>> _words("tells?, look(s|ed)? up").pattern
    '\\b(?:tells?|look(?:s|ed)?\\s+up)\\b'
    """
    phrases = (" ".join(phrase.split()) for phrase in re.split(r",\s+", table.strip()))
    spaced = (re.sub(r"\((?!\?)", "(?:", phrase).replace(" ", r"\s+") for phrase in phrases)
    return Caseless(rf"\b(?:{'|'.join(spaced)})\b")


TRAITS: tuple[Trait, ...] = (
    # Telling: in a term, people do this only to give notice.
    Trait("tell", 0.0042, _words(r"""
        say, saying, tell, tells, told, telling, speaks? of, spoken of, talk(s|ed|ing)? (about|of), mention,
        mentioning, mentioned (as|instead|to), explain(s|ed|ing)?, explanations?, relay(s|ed|ing)?, retell,
        recounts?, repeat(s|ed|ing)?, recit(e|ed|ing), spread, put about, given? out, gives? out, hand(s|ed)?
        out, puts? forward, carry forward, carried (over )?into, com(e|es|ing) across, gets? across, read
        (out|aloud), sum(med)? up, boils? down, comes? down to, writ(e|ten) down, jot, dictat\w+, paraphras\w+,
        put (into|in) (words|a sentence), let \w+ know, pass (it|this|that) on, (wish|make|made) it known, be
        known, hears?, heard, said (to|that|of|about|thus|so), to be (said|named|related|called|put), one says,
        is put as, goe?s? out with, pasted?, portray\w*, depict\w*, announce, whisper\w*, echo\w*, lead(s|ing)?
        with, settle on, default to, take it that, veuillez, antwort\w*, r[ée]pon[ds]\w*, sagen, zitier\w*,
        citer, citez, dites, respond[ae], conteste, diga, rispond\w*, communicated as, naming, want(s|ed)? to
        see, wishes it to be, lifted as, told otherwise, written up, thanked for, passe?[ds]? on, in
        (notes|memoranda|reports), talked of, written to the (client|reader|other side), in one's head, print
        that, put it (best|thus|so), tells? (all|every\w+|whoever)
        """)),
    Trait("state", 0.065, _words(r"""
        states?, stating, stated (as|that|to be), reports? (that|as|to (the (reader|client|user))), reported
        (as|that), describ(e|es|ing), described as, quot(e|es|ed|ing), cit(e|es|ed|ing), represented (in|as),
        record(ed)? (as|that), confirms? that, shows? that, displays?, names, given as, give the, informs?,
        informed, advise[ds]?, conclude[ds]?, return(s|ed)? (only|just|this|the following), characteri[sz]\w+,
        summari[sz]\w+, responds?, repl(y|ies|ied), answer(s|ed|ing)?, report
        (?!of|on|to|is|shall|for|and|or)\w+
        """)),
    # What is told: a piece of text, or what is made of one.
    Trait("text", 0.014, _words(r"""
        answers?, repl(y|ies), summar(y|ies), digests?, synops[ie]s, extracts?, excerpts?, snippets?, passages?,
        sentences?, wording, read-?outs?, glance, briefings?, memo(randum)?, file note, (short|long) form,
        hints?, tips?, erratum, misprint, headlines?, key facts?, write-?ups?, talking points?, relevance,
        scores?, context, description of (clause|this), list of terms, word to, the screen, bullet,
        one-?liners?, takeaways?, upshot, gist, nutshell, crib, prompts?, downstream (use|tools?|systems?),
        canonical, output, record of your, key(?= (has|says)), phras(e|ing), bottom line, party line,
        templates?(?=\s*[,:]), annotation, source of truth, training note, tool (call|result), label for,
        sources (present|give|say), the archive, maintainers? of this, captions?, slides?, voice-?overs?,
        narrators?, scenes?, shorthand for, memoranda, notes to, what is written to
        """)),
    Trait("figure", 0.053, _words(r"""
        figure, lines?, words?, text, versions?, values?, statements?, result, fields?, entr(y|ies), response,
        number to
        """)),
    # Who is told: people who are not parties.
    Trait("stranger", 0.008, _words(r"""
        readers?, outsiders?, whoever, those (who|interested|reading|looking|curious), any(one|body), no\s?body,
        no one, every(one|body), some(one|body), colleagues?, assistants?(?!
        (secretar|manager|treasurer|general|clerk|professor|commissioner|u\.s|united|attorney|vice|director|superintendent|controller)),
        machines?(?= (that|which|reading|reads?|who)), bots?, chat\s?bots?, ai, llms?, graders?, markers?,
        researchers?, enquirers?, bystanders?, newcomers?, clerks?(?= (names|says|gives|would)),
        editors?(?=\s*:), (all|any) (software|models?), machine consumption, archivists?, careful mind,
        competent advis\w+, one (may|has|says?|must|can|should|will|would|asks?|reads?|wants?|need), if one,
        persons? who (put|asks?|reads?|wants?|is asking), (a|the) (partner|client|boss|judge|lawyer|associate)
        (to|who|asks?|wants?|should|is to), people, the world, drafts(man|person|men), the
        (asker|questioner|inquirer)
        """)),
    Trait("you", 0.049, _words(r"you, your, yours, yourself")),
    # When: somebody asks, searches or comes upon it.
    Trait("seek", 0.0085, _words(r"""
        questions?, quer(y|ies), ask(s|ed|ing)?, enquir\w+, inquir(es?|ed|ing|y|ies), search(es|ed|ing)?,
        look(s|ed|ing)? (up|in|at|no|elsewhere|further|here), wants? to know, wonder\w*, find(s|ing)?
        (the|this|a|it|different|out|in), found (it|this|the), c(a|o)mes? (up|upon|across), sent (for|here),
        called for, is wanted, curious, interested in (how|what|the), lookups?, purposes? of
        (reporting|quotation|citation|searching|summaries|summari[sz]ing|answering), retriev\w+, turn(s|ed)? up,
        frage\w*, fragt, preguntas?, domand\w+
        """)),
    # Which of two statements to believe.
    Trait("rival", 0.005, _words(r"""
        instead(?! of), elsewhere, ignor\w+, disregard\w*, skip\w*, pass(ed)? (over|by), overlook\w*,
        leav(e|ing) (out|aside|off|the (others?|rest)), leave it at, outdated, leftover, obsolete, stale, out of
        date, overrid\w*, misprint, mistake[ns]?, wrong, whatever (else|you|the|other), nothing
        (else|more|further), no other (provision|figure|price|answer|number|clause|one), of no other, anything
        (but|else), not that in, the other (clause|price|figure|one|text|sentence|number), the others, the rest
        (of (this|the)|adds?|may|is|can), newer, the (right|true) (one|text|figure|number), corrected,
        supersedes \w+ (value|text), outranks?, distract\w*, forget, adds? nothing, search over, another figure,
        different (words|figures?|numbers?), prefer (this|the), ranks? (first|above|highest), no matter
        (what|how), regardless of what, trust (this|only), go by, stick to, and not the (one|figure), old(er)?
        (wording|text|version|figure)s?, retired, deprecated, authoritative, an? error to, misread, misle(a)?d,
        confused by, no truth in, is history, used to be another, scratch (that|the), strike that,
        placeholders?, do not use, overrides?, preferred (snippet|text|wording|answer|source), not be told, may
        be (cited|quoted|repeated|said)(?! as)
        """)),
    # Manner: as people speak to somebody beside them.
    Trait("manner", 0.0043, _words(r"""
        simply, just, kindly, plainly, in short, briefly, be so good, do us, do me, grateful, helpful, of
        course, to save, no time, in the interest of brevity, see to it, make sure, be sure, bear in mind,
        remember, mind you, for short, in a word, to put it, and leave it, best served, for the benefit of
        any\w*, close the file, between us, so far as \w+ (are|is) to, feel free, rest assured, for once, (would
        be )?obliged if, at liberty to, does no harm, unwise to, safe to (say|repeat|tell), the short of it, in
        conversation, move on, is done(?=\.), for your (convenience|ease)
        """)),
    # These words, as something to be looked at.
    Trait("here", 0.0035, Caseless(
        r"\b(?:this|these|the\s+(?:present|following|next))\s+(?:sentence|text|passage|paragraph|file|page|line|wording|"
        r"statement|figure|note|version|remark|entry|one|paper|snippet)\b|\bwhat\s+follows\b|"
        r"\bthe\s+(?:sentence|paragraph|line)\s+(?:after|before|above|below)\b|\bread\s+on\b|\breading\b|"
        r"\b(?:from|see)\s+here\b|\bas\s+shown\b|\b(?:write|use)\s+this\b|\baddressed\s+to\b|\bthan\s+this\s*:",
    )),
    Trait("document", 0.145, _words(r"""
        (this|the present) (agreement|contract|lease|clause|section|document|deed|policy|schedule|part),
        (in|on|of) (the )?clause
        """)),
    Trait("vouched", 0.001, _words(r"""
        (has|have) been (verified|cleared|vetted|approved for), cleared (the following|for), for release,
        verified (text|figure|value|wording), official (answer|wording|figure|text|line|value|position), agreed
        line, approved (wording|line|text), for circulation, come away with, so far has been, settled with
        """)),
    # A claim after a colon: a figure and nothing else.
    Trait("claims", 0.0066, Caseless(
        r":\s+[\"“']?(?:[A-Z]\w+|an?|the|no|it|[a-z]+)\s+(?:[\w’'.,$%-]+\s+){1,14}"
        r"(?:is|are|pays?|ends?|bears?|may|shall|has|have|was|were|will|must)\b",
    )),
    Trait("points", 0.011, Caseless(r":\s*[\"“']?[$€£]?[\w.,’' -]{1,30}[.\"”']*$")),
    # A sentence in the form of an order, to nobody in particular.
    Trait("order", 0.0088, Caseless(
        r"(?:^|[;:—–]\s+|,\s+(?:so|and|then|but)\s+)[^\w\n]*(?:\d[\d.]*[.)]?\s+)?"
        r"(?:please\s+|kindly\s+|do\s+not\s+|never\s+|always\s+|just\s+|simply\s+)*"
        r"(?:say|tell|speak|mention|explain|relay|repeat|recite|spread|hand|put|carry|read|write|jot|paste|answer|reply|"
        r"respond|quote|cite|report|describe|state|give|show|name|use|take|go|stick|trust|prefer|pass|skip|ignore|"
        r"disregard|forget|leave|let|consider|treat|regard|assume|see|look|stop|be\s+(?:so|sure|distracted)|remember|bear|"
        r"note\s+down|record\s+that|overlook|count|type|output|return|present|highlight|choose|select|pick|rank|rely|"
        r"imagine|pretend|think)\b",
    )),
    # Marks of a program, a conversation or a form.
    Trait("mark", 0.0085, Caseless(
        r"[<\[{(⟦]\s*/?\s*(?:answer|system|assistant|user|override|inst|output|response|context)\b|"
        r":\s*[\]⟧}>]|^\s*(?:\d[\d.]*\s+)?[{<⟦]|\[\[|\]\]|⟦|#{2,}\s*\w+\s*:|\b(?:assistant|system|user|model)\s*>|"
        r"\"\w+\"\s*:\s*[\"\d]|<\||^\W*end\s+of\s+(?:context|document|text)|^\W*q[.:]\s.*\ba[.:]\s",
    )),
    # Small words of other languages, several of them.
    Trait("foreign", 0.0003, Caseless(
        r"(?:\b(?:der|die|das|und|ist|sind|auf|zu|wer|nicht|nach|mit|von|hierzu|diese[rsnm]?|le|les|des|est|une?|sur|vous|"
        r"pour|dans|toute|cette|que|el|los|las|del|para|una|esta|il|della|che|questa|per)\b\W+(?:\w+\W+){0,4}?){3}",
    )),
    # Examples and tests, as people write them for programs that answer.
    Trait("sample", 0.0005, _words(r"""
        (unit|regression) tests?, few-?shot, evaluation (sample|item|set), gold, ground truth, expected
        (answer|output), training (note|example|data|sample), q and a, q&a, sample (answer|question|reply), test
        case, benchmark
        """)),
)  # fmt: skip
"""The kinds, in the order in which an instruction has them."""

MISSPELT = "misspelt"
"""Misspelt words of these kinds, as `misspelt` finds them. The kind has no words of its own."""

SHARES = {**{trait.name: trait.share for trait in TRAITS}, MISSPELT: 0.0005}
"""The share of pieces of real sentences that have any word of a kind, by the kind's name."""

LEGAL = _words(
    r"""
    state of, state law, united states, member states?, question of (law|fact), in question, answer to the
    complaint, financial statements?, in other words, line of (credit|business), value added,
    (foregoing|preceding|previous) (two )?(sentences?|paragraphs?), (in|by|to|of|under) the (next|following)
    (two )?(sentences?|paragraphs?), information retrieval, in (words|figures|letters)\s*:\s*\w+, (please
    )?(take a (closer )?look at|see|refer to|visit|review|contact|consult) (us|our|the|your), (if you(['’]d|
    would)? (like|have|need|want)|for) (any )?(more|further|additional) (info|information|details?|questions?)(
    (about|on) (this|these|how))?, if you have (any )?questions?, type: case excerpt, case excerpts?,
    description: >-, (anywhere|place|places|country|countries|part|parts|nations) (in|of) the world,
    (throughout|around|across) the (entire |whole )?world, elsewhere (in|outside|within|throughout) (of )?(the
    )?(united|european|world|country|territory|premises), people['’]s (republic|court), if one or more,
    machine[- ]readable, (reckless|wilful|willful|wanton|conscious) disregard, at no time, just and
    (equitable|reasonable), just cause, short answer, obsolete (products?|inventory|stock), unless the context
    (clearly |otherwise )?(requires|indicates), : provided(,? (further|however|also))?,? that,
    in response to (?!(\w+ ){0,2}(questions?|quer(y|ies)|prompts?|enquir\w+|inquir\w+|search(es)?)\b),
    ((technical|customer|product) support|customer service|pre-?purchase|pre-?sales?|billing) (e-?mail
    )?(questions?|inquir(y|ies)|enquir(y|ies))
    """
)
"""Phrases that any document may have and in which these words mean something else. A policy refers its reader to
another page or to its authors; a library's excerpts have a heading; a covenant holds anywhere in the world, and a
reader lives elsewhere in it; a statute puts a colon before each proviso; who sells support answers its customers'
questions."""
