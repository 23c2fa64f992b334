"""How sensitive the words of a request are, by the rules and documents as they stand at that moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.errors import AccessError
from pincite.routing.permits import Classification

if TYPE_CHECKING:
    from pincite.access.levels import Reason, RequestLevel
    from pincite.access.rules import Rules
    from pincite.access.scope import Scope
    from pincite.ask.classifying import About
    from pincite.catalogue.port import Catalogue
    from pincite.documents.span import DocumentId, MatterId
    from pincite.retrieval.following import EarlierQuestion
    from pincite.sensitivity import Sensitivity
    from pincite.session.firm import Firm

SENT = "what is sent"

MOST_REASONS = 5
"""Reasons that go on the record with each request, the highest first."""


def classified(firm: "Firm", about: "About", words: Sequence[str]) -> Classification:
    """The level of words that are about these documents: the highest of all that says something of them.

    Raises:
        RecordError, WorkspaceError: the rules cannot be read.
    """
    if about.examples:
        _require_standing(firm, about)
    rules = firm.rules
    level = _level(rules, firm.catalogue, about, {f"{SENT} ({number})": text for number, text in enumerate(words, 1)})
    said = (reason for reason in level.reasons if not _says_nothing(reason))
    reasons = dict.fromkeys(_without_names(reason, is_found=about.documents is not None) for reason in said)
    return Classification(rules.version, level.level, tuple(reasons)[:MOST_REASONS])


def _require_standing(firm: "Firm", about: "About") -> None:
    """Refuse to send an approved answer that was closed to the asker, erased or outdated since it was chosen.

    Raises:
        AccessError: it was.
    """
    from pincite.session.examples import is_standing

    scope = firm.renewed(about.scope)
    if not all(is_standing(one, firm.catalogue, scope) for one in about.examples):
        raise AccessError(
            "while it was being answered, an approved answer that a model was to be shown as an example was closed to "
            "you or taken away; ask again"
        )


def _says_nothing(reason: "Reason") -> bool:
    """True for a label that nobody has classified: it raises no level."""
    from pincite.sensitivity import Sensitivity

    return reason.part == "label" and reason.level is Sensitivity.PUBLIC


def _without_names(reason: "Reason", *, is_found: bool) -> str:
    """A reason as the record and a refusal may say it to whoever reads the reply.

    A label's name can reveal what a matter is about, and a matter of which nothing was found is none of the reply's.
    """
    if reason.part == "label":
        reason = replace(reason, name="of a document")
    elif reason.part == "matter" and not is_found:
        reason = replace(reason, name="that would be searched")
    return str(reason)


def _level(rules: "Rules", catalogue: "Catalogue", about: "About", texts: "dict[str, str]") -> "RequestLevel":
    from pincite.access.levels import before_retrieval, sensitivity_of
    from pincite.sensitivity import UNKNOWN

    scope, after, kinds = about.scope, about.after, about.known.kinds
    earlier = [] if after is None else [_level_before(rules, catalogue, after)]
    if about.documents is None:
        labels = catalogue.labels(scope)
        open_to_them = _open_matters(catalogue, scope)
        return before_retrieval(rules, open_to_them, labels, earlier=earlier, texts=texts, kinds=kinds)
    read = about.documents.union(*(one.documents for one in about.examples))
    matters = {matter for one in about.examples for matter in one.matters}
    wanted = read | (frozenset(after.documents) if after is not None else frozenset())
    entries = catalogue.permitted(wanted, scope)
    placed = [(entry.matter, entry.labels) for entry in entries.values()]
    if not read <= entries.keys() or not about.versions <= {entry.version for entry in entries.values()}:
        # What is gone, closed or another file by now has no level that anybody knows.
        earlier = [*earlier, UNKNOWN]
    return sensitivity_of(rules, matters=matters, documents=placed, earlier=earlier, texts=texts, kinds=kinds)


def _level_before(rules: "Rules", catalogue: "Catalogue", after: "EarlierQuestion") -> "Sensitivity":
    """The level of an earlier question: its matters and what it rests on, as that is labelled and placed now."""
    from pincite.access.levels import sensitivity_of
    from pincite.ask.earlier import are_of_the_same_files
    from pincite.sensitivity import UNKNOWN

    if after.rests_on is None:
        return UNKNOWN
    standing = [catalogue.standing(document) for document in sorted(after.rests_on)]
    placed = [(entry.matter, entry.labels) for entry in standing if entry is not None]
    if len(placed) < len(standing):
        return UNKNOWN
    if not are_of_the_same_files(after.read, catalogue):
        return UNKNOWN
    return sensitivity_of(rules, matters=after.matters, documents=placed).level


def _open_matters(catalogue: "Catalogue", scope: "Scope") -> "frozenset[MatterId]":
    """The matters of which a scope shows something."""
    if not scope.opens_singly:
        return scope.matters
    singly: list[DocumentId] = sorted(scope.documents)
    shown = catalogue.entries(scope) if scope.labels else [*catalogue.permitted(singly, scope).values()]
    return scope.matters | {entry.matter for entry in shown}
