"""Turns a model's claims into statements with citations.

A claim is bound whole or not at all, and each of its sentences carries all of its citations.

- A pointer with a quote is bound to the place of those exact words. If that is not in the passage that it names, the
  words decide and a remark says so: small models copy words well and numbers badly.
- A pointer without a quote is bound to the whole passage that it names. A place within it would be a guess. The same
  holds for a quote of one or two words, or of a clause's number, which the passage must contain. Beside exact words of
  the same passage, such a citation is left out.
- A sentence that leans on one before it in its claim ("It must be paid by 1 May") is left out with that one: nobody
  would know what "it" is. Each sentence has the number of its claim, for sentences that are taken out later.
- The claim is unbound, with the reason, by a label that was not shown, or by a quote that is nowhere, is put together
  from several places, or could be from anywhere. Nothing is repaired and nothing is dropped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.answering.answer import Citation, Statement
from pincite.answering.claimed import Claim, Pointer
from pincite.answering.leaning import leans_on_before
from pincite.answering.locating import ShownPassage, StandsOften, TextRange, in_short, is_short, locate, stands_in
from pincite.answering.phrasing import astray, objections, parted, phrased
from pincite.answering.placing import citation
from pincite.documents.document import Document
from pincite.documents.regions import NOT_IN_FORCE
from pincite.errors import CitationError
from pincite.security.screening import addressed, screen

WHOLE_PASSAGE = "the passage as a whole"
"""The note of a citation that points at no words in its passage."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A sentence with citations, not verified yet; `remarks` say what was corrected, for the record.

    `claim` is the number of its claim in the reply, from 0: sentences with the same number were one claim.
    """

    statement: Statement
    remarks: tuple[str, ...] = ()
    claim: int = 0


@dataclass(frozen=True, slots=True)
class Unbound:
    """A sentence that cannot be pinned to what was shown, and why: the end of a sentence about it.

    `claim` as that of `Bound`.
    """

    text: str
    reason: str
    claim: int = 0


class Binder:
    """Binds the claims of one reply, one after the other, in reading order."""

    def __init__(self, shown: Sequence[ShownPassage], mark: str) -> None:
        """`shown` are the passages that the model read, `mark` is the fence of the request."""
        self._shown, self._mark = shown, mark
        self._said: set[str] = set()
        self._claims = 0

    def bound(self, claim: Claim) -> Iterator[Bound | Unbound]:
        """Each sentence of the next claim, as soon as it is bound."""
        number, is_broken = self._claims, False
        self._claims += 1
        for one in _bound(claim, number, self._shown, self._mark):
            if isinstance(one, Bound):
                text = one.statement.text
                if text in self._said:
                    one = Unbound(text, "it repeats an earlier sentence word for word", number)
                elif is_broken and leans_on_before(text):
                    one = Unbound(text, "it leans on a sentence before it that is not said", number)
                else:
                    self._said.add(text)
            is_broken = is_broken or isinstance(one, Unbound)
            yield one


def bind(claims: Sequence[Claim], shown: Sequence[ShownPassage], mark: str) -> Iterator[Bound | Unbound]:
    """Each sentence of the claims in reading order, as soon as it is bound; see `Binder`."""
    binder = Binder(shown, mark)
    for claim in claims:
        yield from binder.bound(claim)


def _bound(claim: Claim, number: int, shown: Sequence[ShownPassage], mark: str) -> Iterator[Bound | Unbound]:
    said = phrased(claim.text, shown)
    named = {pointer.label for pointer in claim.pointers}
    beside = [Pointer(label, "") for label in dict.fromkeys(said.labels) if label not in named]
    citations, remarks, problems = _cited([*claim.pointers, *beside], shown)
    if marker := astray(said.text, shown):
        problems = (*problems, f"among its words it cites {in_short(marker)}, which was not shown")
    for text in parted(said.text) or [""]:
        reasons = [*objections(text, shown, mark), *problems]
        if reasons:
            yield Unbound(text, "; ".join(reasons), number)
        else:
            yield Bound(Statement(text, citations), (*said.remarks, *remarks), number)


def _cited(
    pointers: Sequence[Pointer], shown: Sequence[ShownPassage]
) -> tuple[tuple[Citation, ...], tuple[str, ...], tuple[str, ...]]:
    """The citations that pointers give, each once; remarks; and problems, which leave no citation."""
    found: list[Citation] = []
    remarks: list[str] = []
    problems: list[str] = []
    for pointer in pointers:
        try:
            citations, remark = _pointed(pointer, shown)
        except CitationError as error:
            problems.append(str(error))
            continue
        found += [one for one in citations if one not in found]
        remarks += [remark] if remark else []
    if not pointers:
        problems.append("it cites nothing")
    exact = {one.label for one in found if WHOLE_PASSAGE not in one.note}
    found = [one for one in found if one.label not in exact or WHOLE_PASSAGE not in one.note]
    return (() if problems else tuple(found)), tuple(dict.fromkeys(remarks)), tuple(dict.fromkeys(problems))


def _pointed(pointer: Pointer, shown: Sequence[ShownPassage]) -> tuple[list[Citation], str]:
    """The citations of one pointer, and a remark, which may be empty.

    Raises:
        CitationError: it points at nothing that was shown.
    """
    if not pointer.quote.strip() or is_short(pointer.quote):
        return _passage(pointer, shown)
    try:
        places = locate(pointer.quote, pointer.label, shown)
    except StandsOften as error:
        whole, _ = _passage(Pointer(pointer.label, ""), shown)
        return whole, str(error)
    citations = [
        citation(place.passage, place.content, *ends)
        for place in places
        for ends in _seen(place.content, place.start, place.end)
    ]
    if any(_is_struck(place.content, place.start, place.end) for place in places):
        raise CitationError(f"the words it quotes are struck or repeat on every page: {in_short(pointer.quote)}")
    for reason in screen(" ".join(one.quote for one in citations)).reasons:
        raise CitationError(f"what it quotes {reason}: {in_short(pointer.quote)}")
    if any(_is_addressed(place) for place in places):
        raise CitationError("the words it quotes are of a sentence that addresses an assistant, or of the one after")
    labels = sorted({place.passage.label for place in places})
    if pointer.label in labels:
        return citations, ""
    stands = " and ".join(f"[{label}]" for label in labels)
    why = "" if any(pointer.label == one.passage.label for one in shown) else ", which was not shown"
    return citations, f"its quote stands in {stands}; the model named {_label(pointer)}{why}"


def _passage(pointer: Pointer, shown: Sequence[ShownPassage]) -> tuple[list[Citation], str]:
    """Citations of the passage that a label names, without its hidden and its struck words; and a remark.

    Raises:
        CitationError: there is no such passage, it does not contain the few words that are quoted, nothing of it may be
            cited, or words in it address an assistant.
    """
    named = next((one for one in shown if one.passage.label == pointer.label), None)
    if named is None:
        raise CitationError(f"it cites {_label(pointer)}, but the passages shown are [1]-[{len(shown)}]")
    remark = ""
    if pointer.quote.strip():
        if not stands_in(pointer.quote, named):
            raise CitationError(
                f"it quotes too few words to look for, which passage [{pointer.label}] does not hold: "
                f"{in_short(pointer.quote)}"
            )
        remark = f"too few words are quoted to point at a place in [{pointer.label}]: {in_short(pointer.quote)}"
    passage, content = named.passage, named.content
    pieces = [ends for ends in _seen(content, passage.chunk.start, passage.chunk.end) if not _is_struck(content, *ends)]
    if not pieces:
        raise CitationError(f"nothing of passage [{pointer.label}] may be cited: it is struck or hidden")
    for reason in screen(" ".join(content.text[first:last] for first, last in pieces)).reasons:
        raise CitationError(f"passage [{pointer.label}], which it cites as a whole, {reason}")
    return [citation(passage, content, *ends, WHOLE_PASSAGE) for ends in pieces], remark


def _is_addressed(place: TextRange) -> bool:
    """True for words from a sentence that addresses an assistant, however harmless they are by themselves."""
    chunk = place.passage.chunk
    ranges = addressed(place.content.text, chunk.start, chunk.end)
    return any(start < place.end and place.start < end for start, end in ranges)


def _label(pointer: Pointer) -> str:
    """The label that a model gave, in quotation marks; it may be any number."""
    return in_short(f"[{pointer.label}]", 20)


def _seen(content: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces of a range without the words that the file hides, so that no citation shows them."""
    pieces: list[tuple[int, int]] = []
    at = start
    for first, last in (*content.hidden, (end, end)):
        words = content.text[at : max(at, min(first, end))]
        if words.strip():
            begins = at + len(words) - len(words.lstrip())
            pieces.append((begins, begins + len(words.strip())))
        at = max(at, last)
    return pieces


def _is_struck(content: Document, start: int, end: int) -> bool:
    """True if a range has words that are not in force in the document, other than page furniture."""
    return any(
        region.start < end and start < region.end
        for region in content.regions
        if region.kind in NOT_IN_FORCE and region.kind != "furniture"
    )
