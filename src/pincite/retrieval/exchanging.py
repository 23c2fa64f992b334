"""An earlier question, asked of another document: the name of its document is exchanged for that of the other.

"Does the Finch lease renew?" with "the Pell one" is "Does the Pell lease renew?". All other words stay, so what is
shown and searched is a sentence. Names are found by what documents are called, or by the words on the card of the
document that the earlier question was about.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.called import called
from pincite.retrieval.hints import SURE, TELLING, WORD, scarcity
from pincite.retrieval.understanding.mentions import Mention
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

ANY = "agreement"
"""What a document is called of which nothing else is known."""

_ARTICLE = re.compile(r"\b(?:the|our|that|this|their)\s$", re.IGNORECASE)
_ONE = re.compile(r"\b(?P<name>(?:the|that)\s(?:[A-Z][\w&.’'-]*\s){1,6})one\b")
_PLAIN_ONE = re.compile(
    r"\b(?P<name>(?:the|that)\s(?!(?:other|first|second|third|last|next|same|new|old|only|right|wrong|big|small|earlier|later|"
    r"former|latter|good|bad|best)\b)(?:[a-z][\w-]*\s){1,2})one\b"
)
"""The same without a capital, which may be something else than a document: "the co-branding one"."""

_SOME_WORDS = re.compile(r"\b(?:the|our)\s(?P<between>(?:[\w-]+\s){0,2})$", re.IGNORECASE)
_ROLE = re.compile(r"(?:or|er|ee|ant)s?$")
_JOINT = re.compile(r"\s|\s(?:of|and|&)\s")
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question names its document; `head` is the noun of a description ("sponsorship"), empty for a name."""

    start: int
    end: int
    head: str


@dataclass(frozen=True, slots=True)
class Exchanging:
    """An earlier question and the documents that it was about, the likeliest first."""

    question: str
    documents: tuple[DocumentId, ...]
    scope: Scope
    catalogue: Catalogue

    def with_kind(self, text: str, *, is_plain: bool = False) -> str:
        """A question in which "the Pell one" is called by its kind, that of the earlier one's document.

        With `is_plain`, "the co-branding one" too.
        """
        one = _PLAIN_ONE if is_plain else _ONE
        if one.search(text) is None:
            return text
        heads = [place.head for place in self._places() if place.head]
        return one.sub(lambda found: found["name"] + (heads[-1] if heads else ANY), text)

    def is_kind(self, word: str) -> bool:
        """True for a noun by which a question says what its document is: of any, or of the earlier one's."""
        return word.lower() in DOCUMENTS or any(word.lower() == place.head.lower() for place in self._places())

    def about(self, name: str, rest: str = "") -> str:
        """The earlier question about the document with another `name`; `rest` is added at its end.

        A description gives way to the whole name, and the name of its one party to that in the new name.
        """
        core = core_of(name)
        places = self._places()
        described = [one for one in places if one.head][-1:]
        bare = [one for one in places if not one.head]
        exchanged = [*described, *(bare if len(bare) == 1 and core else ())]
        text = self.question
        for place in sorted(exchanged, key=lambda one: -one.start):
            put = _described(name, core, place.head) if place.head else core
            if not place.head and re.match(r"the\s", name, re.IGNORECASE) and name.endswith(core):
                put = f"the {core}"
            if (owner := _OWNER.search(text[place.start : place.end])) is not None and not place.head:
                put += "'" if put.endswith("s") and owner[0] else "'s"
            if place.start == 0:
                put = put[:1].upper() + put[1:]
            text = f"{text[: place.start]}{put}{text[place.end :]}"
        bare_text = text.rstrip(" .?!")
        end = text[len(bare_text) :].strip()
        if not exchanged:
            bare_text += f" under {_described(name, core, ANY)}"
        return f"{bare_text}, {rest}?" if rest else f"{bare_text}{end}"

    def _places(self) -> list[_Place]:
        """The places at which the earlier question names its document, in order; they do not overlap."""
        said = [
            one
            for one in called(self.question, self.scope, self.catalogue)[0]
            if one.documents or one.others or one.is_too_many
        ]
        about = set(self.documents)
        of_it = [one for one in said if about.intersection((*one.documents, *one.others))]
        mentions = [one.mention for one in of_it or said]
        found = [_Place(one.start, one.end, _head(self.question, one)) for one in mentions]
        found += [one for one in self._by_card() if not any(one.start < m.end and m.start < one.end for m in mentions)]
        return sorted(found, key=lambda one: one.start)

    def _by_card(self) -> list[_Place]:
        """The runs of words that are on the card of the document, in its file's name, its title or its parties."""
        permitted = self.catalogue.permitted(self.documents, self.scope)
        document = next((one for one in self.documents if one in permitted), None)
        if document is None:
            return []
        tokens = list(WORD.finditer(self.question))
        plain = ["".join(name_words(_OWNER.sub("", token[0]))) for token in tokens]
        keys = {word for word in plain if rarity(word) > 0}
        found = self.catalogue.naming(sorted({*keys, *(JOINED + word for word in keys)}), self.scope)

        def held(word: str) -> bool:
            return any(found.weights.get(key, {}).get(document, 0.0) >= SURE for key in (word, JOINED + word))

        def tells(word: str) -> bool:
            holding = max(found.count(key) for key in (word, JOINED + word))
            return rarity(word) * scarcity(found.documents, holding) >= TELLING

        runs: list[list[int]] = []
        for at, word in enumerate(plain):
            if not held(word) or tokens[at][0].lower() in OPENERS:
                continue
            joint = self.question[tokens[runs[-1][-1]].end() : tokens[at].start()] if runs else ""
            if runs and _JOINT.fullmatch(joint):
                runs[-1].append(at)
            else:
                runs.append([at])
        title = set(name_words(permitted[document].title))
        places = (
            self._place([tokens[at] for at in run])
            if any(tells(plain[at]) for at in run)
            else self._titled(tokens[run[-1]], title)
            for run in runs
        )
        return [place for place in places if place is not None]

    def _place(self, run: Sequence[re.Match[str]]) -> _Place | None:
        """A run as a place; None for one word in lower case, which may be a role or what is asked about."""
        is_name = run[-1][0][:1].isupper()
        if len(run) < 2 and not is_name:
            return None
        start = run[0].start()
        article = _ARTICLE.search(self.question, 0, start)
        if is_name and run[-1][0].isupper() and run[-1][0].lower() in DOCUMENTS:
            is_name = False
        return _Place(
            article.start() if article and not is_name else start, run[-1].end(), "" if is_name else run[-1][0]
        )

    def _titled(self, word: re.Match[str], title: Set[str]) -> _Place | None:
        """A word of the title that has an article and is no party's role: "the racing sponsorship"."""
        before = _SOME_WORDS.search(self.question, 0, word.start())
        if before is None or _ROLE.search(word[0]) or word[0].lower() not in title or not word[0].islower():
            return None
        between = before["between"].split()
        return None if OPENERS.intersection(between) else _Place(before.start(), word.end(), word[0])


def core_of(name: str) -> str:
    """The words with a capital with which a document's name begins, without those for any document.

    >>> core_of("the Bank of Kent lease"), core_of("Acme's MSA"), core_of("the credit agreement")
    ('Bank of Kent', 'Acme', '')
    """
    words = re.sub(r"^(?:the|our|that)\s", "", name, flags=re.IGNORECASE).split()
    core: list[str] = []
    for at, word in enumerate(words):
        is_joint = core and word in ("of", "and", "&") and words[at + 1 : at + 2] and words[at + 1][:1].isupper()
        if not is_joint and (not any(map(str.isupper, word[:2])) or word.lower() in DOCUMENTS):
            break
        core.append(word)
    return _OWNER.sub("", " ".join(core).rstrip(" ,.;:?!")) if core else ""


def _described(name: str, core: str, head: str) -> str:
    """A name with what the document is, as it stands if it says so: "the Jaguars" is "the Jaguars sponsorship"."""
    is_whole = not core or name.split()[-1].strip("'’s").lower() not in core.lower()
    return name if is_whole else f"the {core} {head}"


def _head(text: str, mention: Mention) -> str:
    """The noun by which a mention says what the document is."""
    words = [word for word in re.findall(r"[^\W_]+", text[mention.start : mention.end]) if word.lower() in DOCUMENTS]
    return words[-1] if words else ANY
