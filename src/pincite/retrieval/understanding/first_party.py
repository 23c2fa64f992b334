"""What a sentence says of the party that a question names first, where it names several."""

import re

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.following import parties_in

_IN_TURN = re.compile(r";|,\s|\s(?:and|or)\s")
"""What parts the shares of several."""


def is_about_first(question: str, sentence: str) -> bool:
    """True if a sentence says of the first party in a question, before any other, what the question asks of it.

    What it asks is known by the next word: who claims from somebody is not who is liable.

    >>> is_about_first("Can Acme end the lease with Finch?", "ACME may end this lease if Finch is late.")
    True
    >>> is_about_first("Can Acme end the lease with Finch?", "Finch may end this lease if Acme is late.")
    False
    >>> is_about_first("Can Acme claim lost profits from Finch?", "Acme is not liable to Finch for lost profits.")
    False
    """
    parties = [one.casefold() for one in parties_in(question)]
    asked, said = question.casefold(), sentence.casefold()
    places = [found.end() if (found := _whole_word(one).search(said)) is not None else -1 for one in parties]
    if not places or places[0] < 0 or any(0 <= place < places[0] for place in places[1:]):
        return False
    named = _whole_word(parties[0]).search(asked)
    act = content_words(asked[named.end() :] if named is not None else "")[:1]
    return bool(act) and act[0] in content_words(said[places[0] :])


def has_share_of_its_own(question: str, sentence: str) -> bool:
    """True if a sentence says in turn what each of several gets, with a figure for the first party in a question.

    >>> sentence = "Acme shall issue to Finch 16,200 shares for $1.00 each and to Brill 3,000 shares."
    >>> has_share_of_its_own("How many shares does Brill get?", sentence)
    True
    >>> has_share_of_its_own("How much does Brill pay?", "Finch shall pay Brill $300 within 30 days.")
    False
    """
    party = next(iter(parties_in(question)), None)
    if party is None:
        return False
    shares = [part for part in _IN_TURN.split(sentence) if re.search(r"\d", part)]
    own = re.compile(rf"(?:to\s)?{re.escape(party)}\W+(?:\w+\W+){{0,3}}?\d", re.IGNORECASE)
    return len(shares) > 1 and any(own.match(part.strip()) for part in shares)


def _whole_word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
