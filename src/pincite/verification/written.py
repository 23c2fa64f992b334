"""Verification of written statements: do the quoted words support each, and does the passage not contradict it?"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.answer import Statement
from pincite.answering.binding import Bound, Unbound
from pincite.answering.leaning import leans_on_before
from pincite.answering.prompts import prompt
from pincite.answering.scans import scanned
from pincite.answering.writing import PROMPTS
from pincite.documents.document import Document
from pincite.documents.regions import blanked
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.security.encoded import decodings
from pincite.security.output import Kept, breaches
from pincite.security.scanner import Scanner
from pincite.security.screening import addressed, screen
from pincite.security.surface import surface_form
from pincite.verification.bearing import borne_out
from pincite.verification.inventions import Known, inventions, prepared
from pincite.verification.pins import (
    Ground,
    Pin,
    as_defined,
    best_places,
    completed,
    is_name,
    pins_of,
    pointing_at_words,
)
from pincite.verification.sameness import is_said
from pincite.verification.support import ClaimSupport, Support
from pincite.verification.verbatim import citation_problems
from pincite.verification.verifier import Verifier

LEANS = "it leans on a sentence before it that is not said"
"""The reason for keeping back a sentence that says "it" of something in a sentence kept back."""

BESIDE = "a passage that is cited as a whole, beside the words that were quoted, is left out"
"""A remark: a citation that points at no particular words is not a pin."""

ELSEWHERE = "the words it quotes stand in other places too, which have less to do with it and are not cited"
"""A remark: of several places with the same words, only those that fit best are pins."""

COMPLETED = (
    "its quote is a part of a sentence and did not bear it out; it is shown to the end of that sentence, which does"
)
"""A remark: a pin is never moved to another sentence, but if it was cut short, it is shown to the end."""

Said = Bound | Unbound
"""A sentence that a model wrote, bound to what it cites or not."""


class WrittenVerifier:
    """Verifies the sentences that a model wrote from some evidence, one after the other in the order of its reply.

    A sentence has the support of its least supported claim. It is unsupported, whatever a model says, if it was not
    bound, if its citations are not in passages that the scope permits, if it reveals what must not get out, or if it
    names something that is in none of the passages shown. So is a sentence against which a check found something. On
    legal text the checks are wrong about 3 true claims in a thousand, and what they find (another figure, a duty for a
    right, one party for the other) must not get out.
    """

    def __init__(
        self,
        evidence: Evidence,
        scope: Scope,
        content_of: Callable[[VersionId], Document],
        verifier: Verifier,
        sign: str,
        scanner: Scanner | None = None,
    ) -> None:
        """`sign` is the secret sign of the request, which no sentence may reveal.

        `scanner` finds sentences of the passages that address an assistant; without it only `screening`'s phrases
        count.
        """
        self._evidence, self._scope, self._content_of = evidence, scope, content_of
        self._verifier, self._secret, self._scanner = verifier, kept(sign), scanner
        self._grounds: dict[int, Ground] = {}
        self._known = prepared([])
        self._kept_back: set[int] = set()

    async def verdict(self, one: Said) -> Support:
        """The verdict on the next sentence.

        Raises:
            ModelError: a file of the entailment model, or of the scanner, is missing or damaged.
        """
        if not self._grounds:
            self._grounds = {
                passage.label: await _ground(passage, self._content_of, self._scanner)
                for passage in self._evidence.passages
            }
            self._known = prepared([ground.known for ground in self._grounds.values()])
        if isinstance(one, Unbound):
            support = Support(Statement(one.text, ()), 0.0, (one.reason,))
        elif one.claim in self._kept_back and leans_on_before(one.statement.text):
            support = Support(one.statement, 0.0, (LEANS,), one.remarks)
        else:
            support = await _support(
                one,
                self._evidence,
                self._scope,
                self._content_of,
                self._verifier,
                self._known,
                self._grounds,
                self._secret,
            )
        if not support.supported:
            self._kept_back.add(one.claim)
        return replace(support, claim=one.claim)


async def verify_written(
    said: Sequence[Said],
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
    sign: str,
    scanner: Scanner | None = None,
) -> AsyncIterator[Support]:
    """The verdict on each sentence of a whole reply, in order; see `WrittenVerifier`.

    Raises:
        ModelError: a file of the entailment model, or of the scanner, is missing or damaged.
    """
    verifying = WrittenVerifier(evidence, scope, content_of, verifier, sign, scanner)
    for one in said:
        yield await verifying.verdict(one)


def kept(sign: str) -> Kept:
    """What no answer may reveal: the model's instructions, and the secret sign of the request."""
    return Kept(tuple(prompt(name).text for name in PROMPTS), (sign,))


async def _support(
    bound: Bound,
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
    known: Known,
    grounds: Mapping[int, Ground],
    secret: Kept,
) -> Support:
    statement = bound.statement
    problems = [
        problem
        for citation in statement.citations
        for problem in citation_problems(citation, evidence, scope, content_of)
    ]
    if problems or not statement.citations:
        return Support(statement, 0.0, tuple(dict.fromkeys(problems)) or ("it cites nothing",), bound.remarks)
    cited = [grounds[label] for label in sorted({citation.label for citation in statement.citations})]
    orders = [order for ground in grounds.values() for order in ground.orders]
    at_words = pointing_at_words(statement.citations, grounds)
    pointing = best_places(statement.text, at_words, grounds)
    pins = pins_of(pointing, grounds)
    is_quoted = is_said(statement.text, [pin.sayings for pin in pins])
    rests_on = [*(ground.words for ground in cited), *(name for pin in pins for name, _ in pin.parties)]
    problems += breaches(statement.text, rests_on, secret, orders, is_quoted=is_quoted)
    problems += _invented(statement.text, known, pins)
    if problems:
        return Support(statement, 0.0, tuple(dict.fromkeys(problems)), bound.remarks)
    claimed = await verifier.claims_of(statement.text)
    # The whole sentence is judged too: true parts can make a false sentence.
    parts = tuple(dict.fromkeys((statement.text, *claimed.claims)))
    borne = await borne_out(parts, pins, cited, verifier)
    remarks = [BESIDE] if 0 < len(at_words) < len(statement.citations) else []
    remarks += [ELSEWHERE] if len(pointing) < len(at_words) else []
    completions = [*([claimed.completion] if claimed.completion else []), *borne.completions]
    whole = tuple(dict.fromkeys(completed(citation, grounds) for citation in pointing))
    if borne.is_unpinned and whole != pointing:
        again = await borne_out(parts, pins_of(whole, grounds), cited, verifier, borne)
        completions += again.completions
        if not again.reasons:
            borne, pointing = again, whole
            remarks.append(COMPLETED)
    return Support(
        replace(statement, citations=pointing or statement.citations),
        borne.support,
        borne.reasons,
        tuple(dict.fromkeys((*bound.remarks, *borne.remarks, *remarks))),
        tuple(
            ClaimSupport(part, round(judgement.support, 4), judgement.by)
            for part, judgement in zip(parts, borne.by_pins or borne.by_passages, strict=True)
        ),
        tuple(completions),
        is_unpinned=borne.is_unpinned,
        by_passages=borne.passage_support,
        surface=surface_form(statement.text, rests_on),
    )


def _invented(text: str, known: Known, pins: Sequence[Pin]) -> list[str]:
    """What a statement names that is neither in the passages shown nor in what is read with its pins.

    A party's name counts as its term, so that "Subsidiary of Orrin Corp." is read as the document's "Subsidiary of the
    Company".
    """
    found = inventions(text, known)
    if found and pins:
        found = inventions(as_defined(text, pins), [known.text, *(pin.premise for pin in pins)])
    return [finding.message for finding in found]


async def _ground(passage: Passage, content_of: Callable[[VersionId], Document], scanner: Scanner | None) -> Ground:
    """A passage without hidden text and without text that addresses an assistant: an order supports nothing."""
    content = content_of(passage.chunk.version)
    start, end = passage.chunk.start, passage.chunk.end
    spans = () if scanner is None else (await scanned(passage, content, scanner)).spans
    seen = blanked(content, start, end)
    flagged = [(start + first, start + last) for first, last in addressed(seen, 0, len(seen), spans)]
    orders: list[str] = []
    for first, last in flagged:
        orders += [visible_words(content, first, last), *(one.text for one in decodings(content.text[first:last]))]
    names = (passage.title, PurePath(passage.path).stem, passage.chunk.section, passage.chunk.heading)
    orders += [name for name in names if name and screen(name).flagged]
    return Ground(
        passage,
        content,
        tuple(flagged),
        tuple(name for name in names if is_name(name)),
        tuple(order for order in orders if order.strip()),
    )
