"""Opposites: the claim has a word where the passage has its opposite."""

import re
from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.polarity import is_denied

_PAIRS = """
permit/prohibit allow/prohibit permit/forbid allow/forbid authorize/prohibit include/exclude inclusive/exclusive
before/after prior/subsequent prior/after before/following increase/decrease increase/reduce rise/fall rise/decline
grow/shrink gain/lose win/lose accept/reject approve/reject approve/disapprove grant/deny allow/deny admit/deny
agree/disagree maximum/minimum max/min most/least more/less more/fewer greater/less higher/lower highest/lowest
high/low first/last earlier/later early/late former/latter earliest/latest above/below over/under inside/outside
indoors/outdoors indoor/outdoor inbound/outbound internal/external domestic/foreign public/private
exclusive/nonexclusive exclusive/non lessor/lessee licensor/licensee landlord/tenant employer/employee buyer/seller
purchaser/seller vendor/purchaser borrower/lender debtor/creditor mortgagor/mortgagee assignor/assignee
transferor/transferee grantor/grantee franchisor/franchisee plaintiff/defendant appellant/appellee
petitioner/respondent disclosing/receiving supplier/customer provider/customer discloser/recipient
parent/subsidiary buy/sell purchase/sell lend/borrow import/export send/receive deliver/receive start/end begin/end
commence/terminate open/close enter/leave enter/exit arrive/depart join/leave push/pull live/die alive/dead
birth/death born/died young/old new/old big/small large/small long/short tall/short strong/weak rich/poor hot/cold
warm/cold wet/dry fast/slow quickly/slowly heavy/light hard/soft full/empty clean/dirty happy/sad love/hate
like/dislike true/false right/left right/wrong correct/incorrect positive/negative active/passive sit/stand
sleep/awake asleep/awake man/woman boy/girl male/female father/mother son/daughter brother/sister husband/wife
king/queen north/south east/west northern/southern eastern/western ascend/descend up/down upper/lower top/bottom
front/back forward/backward day/night morning/evening summer/winter present/absent success/failure succeed/fail
pass/fail profit/loss asset/liability credit/debit supply/demand direct/indirect guilty/innocent civil/criminal
written/oral express/implied voluntary/involuntary voluntary/mandatory mandatory/optional
temporary/permanent temporarily/permanently simple/complex partial/complete partially/fully partly/wholly
majority/minority broad/narrow expand/contract extend/shorten renew/terminate survive/terminate
affirm/reverse uphold/overturn constitutional/unconstitutional hire/fire attack/defend ally/enemy friend/enemy
support/oppose favour/oppose favor/oppose improve/worsen strengthen/weaken encourage/discourage
enable/disable confirm/deny remember/forget always/never everyone/nobody everything/nothing everybody/nobody
with/without future/past next/previous ancient/modern dangerous/safe cheap/expensive common/rare easy/difficult
easy/hard alone/together same/different identical/different solo/group single/married amateur/professional
extend/terminate extend/end prolong/terminate prolong/end continue/end continue/terminate continue/expire continue/cease
begin/expire start/expire commence/expire commence/end begin/terminate start/terminate survive/expire renew/end
renew/expire resume/suspend suspend/continue receive/pay withhold/grant withhold/give withhold/release retain/return
keep/return keep/refund retain/refund keep/destroy retain/destroy waive/enforce advance/arrears gross/net
owe/receive save/spend repay/retain disclose/conceal preserve/destroy reveal/conceal assume/disclaim ratify/repudiate
appear/disappear connect/disconnect consensual/hostile
"""
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "de", "mis")
LEAST_COVERED = 0.55
LONGEST_STRETCH = 12
"""The most words between two pairs that are read on either side."""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split():
        one, other = pair.split("/")
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


_OPPOSITES = _opposites()
_IRREGULAR = {
    "won": "win", "lost": "lose", "sold": "sell", "bought": "buy", "left": "leave", "began": "begin", "fell": "fall",
    "rose": "rise", "grew": "grow", "men": "man", "women": "woman", "lent": "lend", "sent": "send", "sitting": "sit",
    "sits": "sit", "sat": "sit", "standing": "stand", "stands": "stand", "stood": "stand", "dying": "die",
    "died": "die", "forgot": "forget",
}  # fmt: skip
_SUFFIX = re.compile(r"(?:ing|ed|es|s|d)$")


def opposites(comparison: Comparison) -> Iterator[str]:
    """Words of the claim that the passage replaces with their opposite, both denied or both not."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        given = premise.words[stretch.premise_start : stretch.premise_end][:LONGEST_STRETCH]
        said = claim.words[stretch.start : stretch.end][:LONGEST_STRETCH]
        for place, word in enumerate(said, start=stretch.start):
            if word in given or (word not in _SMALL and word in comparison.premise_words):
                continue
            for other, rival in enumerate(given, start=stretch.premise_start):
                if rival in said or (rival not in _SMALL and rival in comparison.claim_words):
                    continue
                if not _are_opposite(word, rival) or (word in _SMALL and not stretch.is_inner):
                    continue
                if is_denied(claim, place, 0) == is_denied(premise, other, comparison.first):
                    yield f'the claim says "{word}"; the passage says "{rival}"'
                    break


_SMALL = frozenset(
    """
    before after prior following with without more less over under above below up down always never
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that a passage may have in many places: only those between two pairs count."""


def _are_opposite(one: str, other: str) -> bool:
    """Whether two words in lower case are opposites.

    >>> _are_opposite("permitted", "prohibits"), _are_opposite("lawful", "unlawful"), _are_opposite("form", "inform")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.endswith(short) and long.removesuffix(short) in _PREFIXES and long not in _NO_OPPOSITES:
        return True
    return any(rival in _bases(other) for base in _bases(one) for rival in _OPPOSITES.get(base, ()))


_NO_OPPOSITES = frozenset(
    """
    inform improve impress import impose improper impart imply invaluable inflame inflammable income include indeed
    interest into inside indoor intent intend invest involve infrequently undo decline default defend demand depart
    deposit describe deserve design desire detail determine device display dispose distribute distance dispatch
    discover discharge discount debase degrade delight demean denote deform deliver derive mistake mislead
    individual inhabit inland input instate intact intake intern invent invite inscribe inflow ingrown insight instill
    """.split()  # noqa: SIM905 - words read best as words
)


def _bases(word: str) -> tuple[str, ...]:
    """A word and its plainer forms: permitted -> permit, prohibits -> prohibit, excluding -> exclude."""
    bare = _SUFFIX.sub("", word) if len(word) > 3 else word
    forms = [word, bare, f"{bare}e", _IRREGULAR.get(word, word)]
    if len(bare) > 4 and bare[-1] == bare[-2]:
        forms.append(bare[:-1])
    return tuple(dict.fromkeys(forms))
