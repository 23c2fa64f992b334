"""Words that point elsewhere: to a clause, a schedule, a defined term, another document, a statute.

`mentions` finds what the words name, and `targets` looks up by number what that is in this document. An uncertain
reference stays without a target: a wrong link is worse than none.
"""

import re
from collections.abc import Sequence

from pincite.documents.document import Clause, Reference, ReferenceKind
from pincite.structure.outline.definitions import DefinedTerm, defined_terms
from pincite.structure.outline.excerpt import overlapping
from pincite.structure.outline.quoted import quoted_amendments
from pincite.structure.outline.regions import plain_spaces
from pincite.structure.references.amendments import amended_by, changed_document
from pincite.structure.references.mentions import Mention, mentions_in, singular, target_of
from pincite.structure.references.names import CHANGES, is_own, name_after, own_names
from pincite.structure.references.targets import Path, Targets, chapter_name, schedule_name, split_number

LONGEST_ENTRY = 160
"""Characters of an entry in a table of contents."""

_CONTENTS_ENTRY = re.compile(r"\.{4}|(?:\.\s){3}|[ \t]{2,}\d{1,3}[ \t\r]*$")
_AS_DEFINED = re.compile(
    r"(?P<term>(?:[A-Z][\w’'&-]*\s){0,5}[A-Z][\w’'&-]*),?\s\(?(?:each\s)?as\s(?:such\sterm\sis\s)?(?:hereinafter\s)?defined\s?"
    r"(?P<where>below|above|herein\w*|in\s(?P<name>(?:the|that\scertain)\s(?:[A-Z][\w’'&-]*\s(?:(?:of|and|for)\s)?){0,7}[A-Z][\w’'&-]*))?"
)


def references_of(text: str, clauses: Sequence[Clause]) -> tuple[Reference, ...]:
    """The references of a text in order, one for each number that is named. Takes linear time."""
    plain = plain_spaces(text)
    targets = Targets(clauses)
    own = own_names(plain)
    mentions = mentions_in(plain)
    starts = {clause.start for clause in clauses}
    elsewhere = _elsewhere(plain, mentions, own)
    resolved: list[_Resolved | None] = [None] * len(mentions)
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        if not (mention.start in starts or _opens_line(plain, mention)):
            holder = resolved[mention.holder] if mention.holder >= 0 else None
            resolved[at] = _resolve(mention, holder, targets, own, elsewhere.get(at, ""))
    found = [
        _reference(mention, one, targets) for mention, one in zip(mentions, resolved, strict=True) if one is not None
    ]
    found += _definition_references(plain, clauses, own)
    return tuple(sorted(found, key=lambda reference: (reference.start, reference.end)))


class _Resolved:
    """What a mention names, and where that is if it is certain."""

    def __init__(self, target: str, kind: ReferenceKind, document: str = "", clause: int | None = None) -> None:
        """Keep what is known."""
        self.target = target
        self.kind: ReferenceKind = kind
        self.document = document
        self.clause = clause


def _opens_line(text: str, mention: Mention) -> bool:
    """True for the label of a clause that is missing from the outline, and for an entry in a table of contents."""
    if not mention.number:
        return False
    before = text[max(0, mention.start - 60) : mention.start]
    words = before.rstrip(" \t")
    if words and words[-1] not in "\r\n\f":
        return False
    line_end = text.find("\n", mention.end, mention.end + LONGEST_ENTRY)
    if line_end >= 0 and _CONTENTS_ENTRY.search(text, mention.end, line_end) is not None:
        return True
    is_clear = (
        not before.strip() or before.strip()[-1] in ".;:" or re.search(r"\n[ \t\r]*\n[ \t]*\Z", before) is not None
    )
    after = text[mention.end : mention.end + 3]
    return is_clear and (
        after[:1] in ".:\n\r–—-" or (after[:1] == " " and after.strip()[:1].isupper()) or not after.strip()
    )


def _elsewhere(text: str, mentions: Sequence[Mention], own: frozenset[str]) -> dict[int, str]:
    """Mentions of an amendment that name clauses of the document it changes without saying so; and its name."""
    document = changed_document(mentions, own) if own and own <= CHANGES else ""
    if not document:
        return {}
    quoted = quoted_amendments(text)
    found = {at: change.document for at, change in amended_by(text, mentions, quoted).items()}
    within = {at: document for at, one in enumerate(mentions) if overlapping(one.start, one.end, quoted)}
    return found | within


def _resolve(
    mention: Mention, holder: _Resolved | None, targets: Targets, own: frozenset[str], elsewhere: str
) -> _Resolved:
    """What a mention names, given the mention that holds it."""
    if mention.is_law:
        return _Resolved(mention.number, "statute", mention.document)
    if holder is not None:
        return _held_by(mention, holder, targets)
    document = elsewhere if is_own(mention.document, own) or not mention.document else mention.document
    if not mention.number and not document:
        return _this(mention, targets)
    target = target_of(mention)
    kind: ReferenceKind = "schedule" if mention.word == "schedule" else "clause"
    if document or mention.points_there:
        return _Resolved(target, kind, document)
    clause = _look_up(mention, targets)
    return _Resolved(target, kind, "", clause)


def _look_up(mention: Mention, targets: Targets) -> int | None:
    """The clause of this document that a mention means; None when that is not certain."""
    number = mention.number.replace(" ", "")
    if mention.word == "schedule":
        whole = targets.schedule(schedule_name(singular(mention.keyword), number))
        if whole is not None or "(" not in number:
            return whole
        token, path = number.split("(", 1)[0], split_number("(" + number.split("(", 1)[1]).path
        return targets.find(path, mention.start, schedule_name(singular(mention.keyword), token))
    if mention.word in ("article", "part") and "." not in number:
        head, _, rest = number.partition("(")
        chapter: Path = (chapter_name(singular(mention.keyword), head), *split_number(f"({rest}" if rest else "").path)
        found = targets.find(chapter, mention.start)
        is_alone = found is None and mention.word == "article"
        return targets.find((head, *chapter[1:]), mention.start) if is_alone else found
    path = split_number(number).path
    if number.startswith("(") or mention.word == "recital":
        return _item(path, mention, targets)
    found = targets.find(path, mention.start)
    if found is None and mention.keyword.isupper():  # where a paragraph is in capitals, "SECTION 2.5(E)" means 2.5(e)
        found = targets.find(tuple(part.lower() for part in path), mention.start)
    return found


def _item(path: Path, mention: Mention, targets: Targets) -> int | None:
    """A clause named only by its last part ("clause (b) above"): looked up in the clauses around, innermost first."""
    if mention.word == "recital":
        return targets.find(path, mention.start)
    for at in targets.ancestors(mention.start):
        clause = targets.clauses[at]
        found = targets.find((*targets.path_of(at), *path), mention.start)
        if found is not None and targets.clauses[found].start < clause.end:
            return found
        if targets.path_of(at)[-len(path) :] == path:
            return None if mention.points_here else at
    return targets.find(path, mention.start)


def _held_by(mention: Mention, holder: _Resolved, targets: Targets) -> _Resolved:
    """What a mention inside another one names: "paragraph 2 of Schedule 1", "clause (a) of Section 7.2"."""
    number = mention.number.replace(" ", "")
    if not mention.number or holder.kind == "statute":
        return _Resolved(f"{number}", "statute" if holder.kind == "statute" else "clause", holder.document)
    is_item = number.startswith("(") or holder.kind == "schedule" or " " in holder.target
    target = f"{holder.target} {number}" if not number.startswith("(") else f"{holder.target}{number}"
    if not is_item and not holder.document:  # "Paragraph 3.1 of this Section": the number is complete
        return _Resolved(number, "clause", "", _look_up(mention, targets))
    if holder.clause is None or not is_item:
        return _Resolved(target if is_item else number, "clause", holder.document)
    clause = targets.clauses[holder.clause]
    if clause.kind == "schedule":
        schedule = targets.schedule_around(clause.start)
        return _Resolved(
            f"{holder.target} {number}", "clause", "", targets.find(split_number(number).path, clause.start, schedule)
        )
    path = (*targets.path_of(holder.clause), *split_number(number).path)
    return _Resolved(target, "clause", "", targets.find(path, clause.start))


def _this(mention: Mention, targets: Targets) -> _Resolved:
    """What "this Section" or "this Schedule" means: the clause of that kind around the mention."""
    keyword = singular(mention.keyword)
    ancestors = targets.ancestors(mention.start)
    for at in ancestors:
        clause, path = targets.clauses[at], targets.path_of(at)
        is_chapter = bool(path) and " " in path[-1]
        match mention.word:
            case "schedule":
                is_meant = clause.kind == "schedule"
            case "article" | "part":
                is_meant = is_chapter and path[-1].startswith(keyword.lower())
            case "section":
                is_meant = at == _outermost(ancestors, targets)
                if not is_meant and path and "." in path[-1]:
                    break  # "this Section" may mean 7.2 as well as 7
            case _:
                is_meant = bool(path) and not is_chapter
        if is_meant:
            return _Resolved(clause.number, "schedule" if clause.kind == "schedule" else "clause", "", at)
    return _Resolved(keyword, "schedule" if mention.word == "schedule" else "clause")


def _outermost(ancestors: Sequence[int], targets: Targets) -> int:
    """The outermost numbered clause that is not a schedule, article or part."""
    inside = [at for at in ancestors if targets.path_of(at) and " " not in targets.path_of(at)[-1]]
    return inside[-1] if inside else -1


def _reference(mention: Mention, found: _Resolved, targets: Targets) -> Reference:
    """A mention as a reference."""
    clause = targets.clauses[found.clause] if found.clause is not None else None
    return Reference(
        start=mention.start,
        end=mention.end,
        kind=found.kind,
        target=found.target,
        document=found.document,
        target_start=clause.start if clause is not None else None,
        target_end=clause.end if clause is not None else None,
    )


def _definition_references(text: str, clauses: Sequence[Clause], own: frozenset[str]) -> list[Reference]:
    """References to terms defined elsewhere: "as defined below", "as defined in the Supply Agreement"."""
    matches = list(_AS_DEFINED.finditer(text))
    terms: dict[str, list[DefinedTerm]] = {}
    for term in defined_terms(text, clauses) if matches else ():
        terms.setdefault(term.term.lower(), []).append(term)
    found: list[Reference] = []
    for match in matches:
        where = match["where"]
        if where is None:
            continue
        other = name_after(text, match.start("where") - 1) if match["name"] is not None else None
        document = "" if other is None or is_own(other.words, own) else other.words
        if document:
            found.append(Reference(match.start("where"), match.end("where"), "document", document, document))
        elif match["name"] is None:
            found.append(_defined_here(match, terms))
    return found


def _defined_here(match: re.Match[str], terms: dict[str, list[DefinedTerm]]) -> Reference:
    """The reference to a term that another part of this document defines."""
    words = match["term"].split()
    for first in range(len(words)):
        known = terms.get(" ".join(words[first:]).lower(), [])
        if known:
            term = known[0]
            span = (term.definition_start, term.definition_end) if len(known) == 1 else (None, None)
            return Reference(match.start(), match.end(), "definition", term.term, "", *span)
    return Reference(match.start(), match.end(), "definition", match["term"])
