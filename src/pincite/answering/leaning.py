"""Does a sentence need the one before it? If so, the two are stated together or not at all."""

import re

OPENING = 120
"""The first characters of a sentence, which show whether it leans on the one before."""

_LEANS = re.compile(
    r"""
    (?:(?:
        and | also | in\saddition | additionally | furthermore | moreover | further | likewise | similarly | finally
        | accordingly | to | from | in | on | for | by | with | under | of | at | upon | after | before | until
        | unless | if | when | where | once | while | because | since | although | though | as | during | subject\sto
        | except\sfor
    ),?\s){0,3}
    (?:
        its? | itself | they | them | their | theirs | he | him | his | she | hers? | such
        | (?:both | neither)(?!\s(?: part(?:y|ies) | the | (?-i:[A-Z])))
        | (?:this | that | these | those) (?!\s(?: (?-i:[A-Z]) | (?:agreement | lease | contract | deed | licence
            | license | policy | amendment | letter | document | clause | section | article | schedule)\b))
        | (?:either | each | all | any | one | none | neither)\sof\s(?:them | these | those)
        | (?:the\s)? (?:same | latter | former | said | foregoing | above | aforesaid)
        | however | but | otherwise | except | nevertheless | nonetheless | therefore | thus | hence | consequently | so
        | if\snot | instead | then | thereafter | thereupon | thereof | conversely | for\sexample
        | or | nor | yet | which
    ) (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words for what was said before, and words that make a sentence an exception to it or a consequence of it. Words for
what a document itself points at are not among them: "this Agreement", "both parties"."""


def leans_on_before(text: str) -> bool:
    """True for a sentence that opens with a word for something in the sentence before it, or as an exception to that.

    It knows English only. If a sentence is taken out, those of the same claim that lean on it go too.

    >>> leans_on_before("It must be paid by 1 May."), leans_on_before("This Agreement ends on 1 May.")
    (True, False)
    """
    return _LEANS.match(" ".join(text[:OPENING].split()).lstrip(" “”\"'‘’([")) is not None
