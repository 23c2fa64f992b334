"""Verification of written statements: do the words that each quotes bear it out, and does the rest of the passage?"""

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
from pincite.security.dress import dress
from pincite.security.encoded import decodings
from pincite.security.output import Kept, breaches
from pincite.security.scanner import Scanner
from pincite.security.screening import addressed, screen
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
"""Why a sentence is kept back that says "it" of what another says that was kept back."""

BESIDE = "a passage that is cited as a whole, beside the words that were quoted, is left out"
"""A remark: a citation that points at nothing in particular is no pin."""

ELSEWHERE = "the words it quotes stand in other places too, which have less to do with it and are not cited"
"""A remark: of the places of the same words only those are pins that fit best."""

COMPLETED = (
    "its quote is a part of a sentence and did not bear it out; it is shown to the end of that sentence, which does"
)
"""A remark: a pin is never moved to another sentence, but it is shown whole where it was cut short."""

Said = Bound | Unbound
"""A sentence that a model wrote, bound to what it cites, or not."""


async def verify_written(
    said: Sequence[Said],
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
    sign: str,
    scanner: Scanner | None = None,
) -> AsyncIterator[Support]:
    """Each sentence's verdict, in order. A sentence is supported as far as the least supported of its claims.

    A sentence that was not bound, one whose citations do not stand in passages that the scope permits, one that carries
    out what must not leave, and one that names what stands in none of the passages shown are unsupported whatever a
    model thinks of them. So is one against which a check found something: on legal text the checks are wrong about 3
    true claims in a thousand, and what they find (another figure, a duty for a right, a party for the other) is what
    must not leave.

    `sign` is the secret sign of the request that they answer, which none may carry out.
    `scanner` also says which sentences of the passages address an assistant; without one the phrases of `screening` do.

    Raises:
        ModelError: a file of the entailment model, or of the scanner, is missing or damaged.
    """
    cited = {citation.label for one in said if isinstance(one, Bound) for citation in one.statement.citations}
    grounds = {
        passage.label: await _ground(passage, content_of, scanner if passage.label in cited else None)
        for passage in evidence.passages
    }
    known = prepared([ground.known for ground in grounds.values()])
    secret = kept(sign)
    kept_back: set[int] = set()
    for one in said:
        if isinstance(one, Unbound):
            support = Support(Statement(one.text, ()), 0.0, (one.reason,))
        elif one.claim in kept_back and leans_on_before(one.statement.text):
            support = Support(one.statement, 0.0, (LEANS,), one.remarks)
        else:
            support = await _support(one, evidence, scope, content_of, verifier, known, grounds, secret)
        if not support.supported:
            kept_back.add(one.claim)
        yield replace(support, claim=one.claim)


def kept(sign: str) -> Kept:
    """What no answer may carry out: what the model was told, and the secret sign of the request."""
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
    # The sentence itself is judged too: parts that are true can be put together to what is not.
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
        dress=dress(statement.text, rests_on),
    )


def _invented(text: str, known: Known, pins: Sequence[Pin]) -> list[str]:
    """What a statement names that stands nowhere in the passages shown, nor in what its pins are read with.

    The name of a party counts as the term that stands for it, so that "Subsidiary of Orrin Corp." is read as the
    "Subsidiary of the Company" that the document has.
    """
    found = inventions(text, known)
    if found and pins:
        found = inventions(as_defined(text, pins), [known.text, *(pin.premise for pin in pins)])
    return [finding.message for finding in found]


async def _ground(passage: Passage, content_of: Callable[[VersionId], Document], scanner: Scanner | None) -> Ground:
    """A passage without what is hidden, and without what addresses an assistant: an order bears nothing out."""
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
